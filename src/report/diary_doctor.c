/* One or two pages for a doctor: what was written down, in counts, and what was not. */
#include "report/diary_doctor.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/diary_body.h"
#include "report/diary_chart.h"

static const size_t PART_LIMIT = 64 * 1024;
enum { WARNINGS_SHOWN = 8, SITES_SHOWN = 7 };

/* ---- Head -------------------------------------------------------------------------------------*/

/* What the person said of themselves, as far as it matters to who reads this. */
static void add_profile(const json_t *body, kn_text *out)
{
    static const char *const ages[][2] = {
        {"under18", "under 18"}, {"18to50", "18 to 50"}, {"over50", "over 50"}};
    const char *age = kn_words_member(body, "age");
    const json_t *conditions = json_object_get(body, "conditions");
    size_t i;
    json_t *condition;

    if (kn_words_member(body, "name"))
        kn_text_addf(out, "%s. ", kn_words_member(body, "name"));
    for (size_t a = 0; age && a < sizeof ages / sizeof *ages; a++)
        if (strcmp(age, ages[a][0]) == 0)
            kn_text_addf(out, "Age %s. ", ages[a][1]);
    if (json_is_true(json_object_get(body, "pregnant")))
        kn_text_add(out, "Pregnant. ");
    if (json_array_size(conditions) > 0)
        kn_text_add(out, "Has noted: ");
    json_array_foreach(conditions, i, condition)
        kn_text_addf(out, "%s%s", i > 0 ? ", " : "", json_string_value(condition));
    kn_text_add(out, json_array_size(conditions) > 0 ? ". " : "");
}

static kn_code add_head(kn_doctor *doctor, kn_error *err)
{
    const kn_doctor_report *report = doctor->report;
    kn_text span, lead;
    kn_entry profile = {0};
    kn_error fault = {0};
    kn_code code = kn_store_get(report->store, KN_PROFILE_ID, false, &profile, &fault);

    if (code && code != KN_NOTFOUND) { /* who wrote nothing about themselves has no profile */
        if (err)
            *err = fault;
        return code;
    }
    kn_text_init(&span, PART_LIMIT);
    kn_text_init(&lead, PART_LIMIT);
    kn_words_span(&span, report->from, report->to, KN_NO_YEAR);
    kn_page_head(&doctor->page, "Muscle spasm diary: summary", kn_text_string(&span));
    if (code == KN_OK)
        add_profile(profile.body, &lead);
    if (report->is_example)
        kn_text_add(&lead, "All data on this page are invented. ");
    kn_text_add(&lead, "Written by the patient with Unknot; names of episodes follow a fixed rule "
                       "and are not diagnoses.");
    kn_page_text(&doctor->page, kn_text_string(&lead));
    kn_page_head_end(&doctor->page);
    kn_entry_release(&profile);
    kn_text_release(&span);
    kn_text_release(&lead);
    return KN_OK;
}

/* ---- Warnings ---------------------------------------------------------------------------------*/

static void add_warning(kn_page *page, const kn_warning *warning)
{
    char day[KN_WORDS_SIZE];
    json_t *json = kn_warning_json(warning, warning->since.day);
    kn_text words;

    kn_text_init(&words, PART_LIMIT);
    if (warning->because[0])
        kn_text_addf(&words, "%s ", warning->because);
    if (kn_words_member(json, "title"))
        kn_text_addf(&words, "The patient was shown: %s. ", kn_words_member(json, "title"));
    if (warning->advised)
        kn_text_addf(&words, "Advice noted on %s.",
                     kn_words_date(day, warning->advised_at.day, KN_NO_YEAR));
    else
        kn_text_add(&words, "No advice noted.");
    kn_page_item(page, kn_words_date(day, warning->since.day, KN_NO_YEAR), kn_text_string(&words));
    kn_text_release(&words);
    json_decref(json);
}

static kn_code add_warnings(kn_doctor *doctor, kn_error *err)
{
    kn_page *page = &doctor->page;
    kn_warnings warnings = {0};
    kn_code code = kn_warnings_between(doctor->report->store, doctor->report->from,
                                       doctor->report->to, &warnings, err);

    if (code)
        return code;
    kn_page_section(page, "Warnings in this period", true);
    if (warnings.count == 0)
        kn_page_text(page, "None was shown. That does not rule anything out.");
    if (warnings.count > 0)
        kn_page_list(page);
    for (size_t i = 0; i < warnings.count && i < WARNINGS_SHOWN; i++)
        add_warning(page, &warnings.list[i]);
    if (warnings.count > 0)
        kn_page_list_end(page);
    if (warnings.count > WARNINGS_SHOWN) {
        char more[KN_WORDS_SIZE];

        snprintf(more, sizeof more, "%zu more are in the diary.", warnings.count - WARNINGS_SHOWN);
        kn_page_small(page, more);
    }
    kn_page_section_end(page);
    kn_warnings_release(&warnings);
    return KN_OK;
}

/* ---- In short ---------------------------------------------------------------------------------*/

static void add_amount(kn_text *out, double value, bool is_seconds)
{
    char words[KN_WORDS_SIZE];

    if (is_seconds)
        kn_text_add(out, kn_words_lasted(words, value));
    else
        kn_words_number(out, round(10 * value) / 10);
}

void kn_doctor_spread(kn_text *out, const kn_spread *spread, bool is_seconds)
{
    if (spread->count == 0) {
        kn_text_add(out, "not recorded");
        return;
    }
    add_amount(out, spread->middle, is_seconds);
    kn_text_add(out, is_seconds ? " (half between " : " of 10 (half between ");
    add_amount(out, spread->lower, is_seconds);
    kn_text_add(out, " and ");
    add_amount(out, spread->upper, is_seconds);
    kn_text_add(out, ")");
}

static void row(kn_page *page, const char *name, kn_text *value)
{
    kn_page_row(page, (const char *[]){name, kn_text_string(value)});
    kn_text_release(value);
    kn_text_init(value, PART_LIMIT);
}

/* "cramp 12, spasm 9": labels that count as spasms, or those that do not. */
static bool add_labels(kn_text *out, const kn_episodes_summary *episodes, bool is_primary)
{
    for (int l = 0; l < KN_LABEL_COUNT; l++)
        if (kn_labels[l].is_primary == is_primary && episodes->by_label[l] > 0)
            kn_text_addf(out, "%s%s %d", out->size > 0 ? ", " : "", kn_labels[l].name,
                         episodes->by_label[l]);
    return out->size > 0;
}

static void add_contexts(kn_text *out, const kn_episodes_summary *episodes)
{
    static const char *const names[] = {[KN_CONTEXT_UNKNOWN] = "not recorded",
                                        [KN_CONTEXT_REST] = "at rest",
                                        [KN_CONTEXT_EFFORT] = "with or after effort",
                                        [KN_CONTEXT_NIGHT] = "in bed at night",
                                        [KN_CONTEXT_OTHER] = "other"};

    for (int i = 1; i <= KN_CONTEXT_OTHER + 1; i++) { /* the unknown last */
        int context = i % (KN_CONTEXT_OTHER + 1);

        if (episodes->by_context[context] > 0)
            kn_text_addf(out, "%s%s %d", out->size > 0 ? ", " : "", names[context],
                         episodes->by_context[context]);
    }
}

static void add_in_short(kn_doctor *doctor)
{
    const kn_episodes_summary *episodes = &doctor->episodes;
    kn_page *page = &doctor->page;
    int known, night = kn_night_count(episodes, &known);
    kn_text value;

    kn_text_init(&value, PART_LIMIT);
    kn_page_section(page, "In short", false);
    kn_page_table(page, "Summary of the period", NULL, 2);
    kn_text_addf(&value, "%ld", doctor->spasms);
    if (doctor->spasms != episodes->primary)
        kn_text_addf(&value, ", of which %d were written down one by one", episodes->primary);
    row(page, "Painful spasms and cramps", &value);
    kn_text_addf(&value, "%d, %d, %d", doctor->state[KN_STATE_VALUE], doctor->state[KN_STATE_NONE],
                 doctor->state[KN_STATE_NOT_RECORDED]);
    row(page, "Days with, without, not recorded", &value);
    kn_doctor_spread(&value, &episodes->seconds, true);
    row(page, "Usual length", &value);
    kn_doctor_spread(&value, &episodes->pain, false);
    row(page, "Usual worst pain", &value);
    if (add_labels(&value, episodes, true))
        row(page, "Filed as", &value);
    if (add_labels(&value, episodes, false))
        row(page, "Kept apart, not counted above", &value);
    kn_text_addf(&value, "%d of %d with a known time (%d:00 to %d:00)", night, known, KN_NIGHT_FROM,
                 KN_NIGHT_TO);
    row(page, "At night", &value);
    kn_text_addf(&value, "%d", episodes->nights);
    row(page, "Days with an episode in bed", &value);
    if (episodes->primary > 0) {
        add_contexts(&value, episodes);
        row(page, "When it came on", &value);
    }
    kn_page_table_end(page);
    kn_page_section_end(page);
    kn_text_release(&value);
}

static void add_where(kn_doctor *doctor)
{
    kn_page *page = &doctor->page;

    kn_page_section(page, "Where", false);
    if (page->is_html && doctor->episodes.primary > doctor->episodes.site_unknown) {
        kn_text_add(page->out, "<div class=\"bodies\">");
        kn_body_add(page->out, &doctor->episodes);
        kn_text_add(page->out, "</div>\n");
    }
    kn_page_chart(page, kn_chart_sites_few(&doctor->episodes, SITES_SHOWN), false, true);
    kn_page_section_end(page);
}

/* ---- Together ---------------------------------------------------------------------------------*/

static kn_code count_all(kn_doctor *doctor, kn_error *err)
{
    const kn_doctor_report *report = doctor->report;
    kn_code code;

    if (report->to < report->from)
        return kn_fail(err, KN_USAGE, NULL, "the period ends before it begins");
    code = kn_summary_days(report->store, report->from, report->to, &doctor->days, err);
    if (code)
        return code;
    doctor->count = (size_t)(report->to - report->from) + 1;
    for (size_t i = 0; i < doctor->count; i++) {
        doctor->state[doctor->days[i].spasms_state]++;
        doctor->spasms += doctor->days[i].spasms;
    }
    return kn_summary_episodes(report->store, report->from, report->to, &doctor->episodes, err);
}

static kn_code add_all(kn_doctor *doctor, kn_error *err)
{
    kn_page *page = &doctor->page;
    kn_code code = count_all(doctor, err);

    if (code == KN_OK)
        code = add_head(doctor, err);
    if (code == KN_OK)
        code = add_warnings(doctor, err);
    if (code == KN_OK) {
        kn_page_two(page);
        add_in_short(doctor);
        add_where(doctor);
        kn_page_two_end(page);
        code = kn_doctor_course(doctor, err);
    }
    if (code == KN_OK)
        code = kn_doctor_treatments(doctor, err);
    if (code == KN_OK)
        kn_doctor_tested(doctor);
    kn_page_two(page);
    if (code == KN_OK)
        code = kn_doctor_medicines(doctor, err);
    if (code == KN_OK)
        code = kn_doctor_surveys(doctor, err);
    kn_page_two_end(page);
    if (code == KN_OK)
        code = kn_doctor_missing(doctor, err);
    free(doctor->days);
    return code ? code : kn_text_check(page->out, "the report", err);
}

kn_code kn_doctor_report_html(const kn_doctor_report *report, bool whole, kn_text *out,
                              kn_error *err)
{
    kn_doctor doctor = {.report = report, .page = {.out = out, .is_html = true}};
    const char *title = whole ? "Muscle spasm diary: summary" : NULL;
    kn_code code;

    kn_page_begin(&doctor.page, title);
    code = add_all(&doctor, err);
    kn_page_end(&doctor.page, title);
    return code ? code : kn_text_check(out, "the report", err);
}

kn_code kn_doctor_report_text(const kn_doctor_report *report, kn_text *out, kn_error *err)
{
    kn_doctor doctor = {.report = report, .page = {.out = out}};

    return add_all(&doctor, err);
}
