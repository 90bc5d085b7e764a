/* The rest of the report: course, treatments, medicines, questionnaires, what was not recorded. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "diary/survey.h"
#include "report/diary_doctor.h"

static const size_t PART_LIMIT = 64 * 1024;
enum { TREATMENTS_SHOWN = 14, SURVEYS_SHOWN = 6, MEDICINES_SHOWN = 20, TEXT_DAYS_MAX = 120 };

/* ---- Course -----------------------------------------------------------------------------------*/

/* Text only: a week a line, "2 1 o 3 ? . 1": o none, ? not recorded. */
static void add_strip(kn_doctor *doctor)
{
    kn_text *out = doctor->page.out;
    char date[KN_WORDS_SIZE];

    for (size_t i = 0; i < doctor->count; i++) {
        const kn_day *day = &doctor->days[i];

        if (i % 7 == 0)
            kn_text_addf(out, "%s%7s ", i > 0 ? "\n" : "", kn_words_date_brief(date, day->day));
        if (day->spasms_state == KN_STATE_VALUE)
            kn_text_addf(out, "%4d", day->spasms);
        else
            kn_text_add(out, day->spasms_state == KN_STATE_NONE ? "   o" : "   ?");
    }
    kn_text_add(out, "\n");
    kn_page_small(&doctor->page, "A week a line. o: none, as the patient wrote. ?: not recorded.");
}

/* Days recorded, and between what; NULL text when nothing was. */
static size_t add_range(kn_text *out, const kn_item *measure, const kn_course *course, size_t count)
{
    double least = INFINITY, most = -INFINITY;
    size_t recorded = 0;

    for (size_t i = 0; i < count; i++) {
        double value = course->state[i] == KN_STATE_VALUE ? course->value[i] : 0;

        if (course->state[i] == KN_STATE_NOT_RECORDED)
            continue;
        recorded++;
        least = fmin(least, value);
        most = fmax(most, value);
    }
    if (recorded == 0)
        return 0;
    kn_words_value(out, measure, least);
    if (most > least) {
        kn_text_add(out, " to ");
        kn_words_value(out, measure, most);
    }
    return recorded;
}

/* Every other measure, in one paragraph: a table would push the report to a third page. */
static kn_code add_measures(kn_doctor *doctor, kn_error *err)
{
    const kn_doctor_report *report = doctor->report;
    kn_text words;
    kn_code code = KN_OK;

    kn_text_init(&words, PART_LIMIT);
    for (size_t i = 0; i < report->catalogue->count && code == KN_OK; i++) {
        const kn_item *item = &report->catalogue->items[i];
        kn_course course;
        kn_text range;
        size_t recorded;

        if (item->kind != KN_KIND_MEASURE || strcmp(item->key, "spasms") == 0 ||
            strcmp(item->key, "pain") == 0)
            continue;
        code = kn_summary_course(report->store, item->key, report->from, report->to, &course, err);
        if (code)
            break;
        kn_text_init(&range, PART_LIMIT);
        recorded = add_range(&range, item, &course, doctor->count);
        if (recorded > 0)
            kn_text_addf(&words, "%s%s %s (%zu of %zu days)",
                         words.size > 0 ? "; " : "Other measures, from the least to the most: ",
                         item->name, kn_text_string(&range), recorded, doctor->count);
        kn_text_release(&range);
        kn_course_release(&course);
    }
    if (code == KN_OK && words.size > 0) {
        kn_text_add(&words, ".");
        kn_page_text(&doctor->page, kn_text_string(&words));
    }
    kn_text_release(&words);
    return code;
}

kn_code kn_doctor_course(kn_doctor *doctor, kn_error *err)
{
    const kn_doctor_report *report = doctor->report;
    const kn_item *pain = kn_catalogue_find(report->catalogue, KN_KIND_MEASURE, "pain");
    kn_page *page = &doctor->page;
    kn_course course;
    kn_code code;

    kn_page_section(page, "Course", false);
    kn_page_two(page);
    kn_page_chart(page, kn_chart_days(doctor->days, doctor->count, report->today), true, false);
    if (!page->is_html && doctor->count <= TEXT_DAYS_MAX)
        add_strip(doctor);
    if (pain) {
        code = kn_summary_course(report->store, "pain", report->from, report->to, &course, err);
        if (code)
            return code;
        kn_page_chart(page,
                      kn_chart_course(pain, &course, report->from, doctor->count, report->today),
                      true, false);
        kn_course_release(&course);
    }
    kn_page_two_end(page);
    if (page->is_html)
        kn_page_small(page,
                      "Striped: not recorded, not zero. Ring: the patient recorded \"none\".");
    code = add_measures(doctor, err);
    kn_page_section_end(page);
    return code;
}

/* ---- Treatments -------------------------------------------------------------------------------*/

static void add_said(kn_text *out, const kn_used *used)
{
    const struct {
        const char *words;
        int count;
    } said[] = {{"much", used->helped_much},
                {"a little", used->helped_little},
                {"not", used->helped_none},
                {"worse", used->helped_worse}};

    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        if (said[i].count > 0)
            kn_text_addf(out, "%s%s %d", out->size > 0 ? ", " : "", said[i].words, said[i].count);
    if (out->size == 0)
        kn_text_add(out, "not said");
}

kn_code kn_doctor_treatments(kn_doctor *doctor, kn_error *err)
{
    static const char *const heads[] = {"What", "Used", "In a spasm", "Said to have helped"};
    const kn_doctor_report *report = doctor->report;
    kn_page *page = &doctor->page;
    kn_used *used = NULL;
    size_t count = 0;
    kn_code code = kn_summary_used(report->store, report->from, report->to, &used, &count, err);

    if (code)
        return code;
    kn_page_section(page, "Treatments tried: as said, not tested", false);
    if (count == 0)
        kn_page_text(page, "None recorded.");
    else
        kn_page_table(page, "Treatments tried", heads, 4);
    for (size_t i = 0; i < count && i < TREATMENTS_SHOWN; i++) {
        char taken[KN_WORDS_SIZE], done[KN_WORDS_SIZE];
        kn_text said, name;

        kn_text_init(&said, PART_LIMIT);
        kn_text_init(&name, PART_LIMIT);
        kn_words_capital(&name, kn_words_treatment(report->catalogue, used[i].treatment));
        snprintf(taken, sizeof taken, "%d", used[i].taken);
        if (used[i].not_taken > 0)
            snprintf(taken, sizeof taken, "%d of %d", used[i].taken,
                     used[i].taken + used[i].not_taken);
        snprintf(done, sizeof done, "%d", used[i].done);
        add_said(&said, &used[i]);
        kn_page_row(page, (const char *[]){kn_text_string(&name), taken, done,
                                           used[i].done > 0 ? kn_text_string(&said) : "-"});
        kn_text_release(&said);
        kn_text_release(&name);
    }
    if (count > 0)
        kn_page_table_end(page);
    if (count > TREATMENTS_SHOWN) {
        char more[KN_WORDS_SIZE];

        snprintf(more, sizeof more, "%zu more are in the diary.", count - TREATMENTS_SHOWN);
        kn_page_small(page, more);
    }
    kn_page_section_end(page);
    free(used);
    return KN_OK;
}

/* ---- Compared ---------------------------------------------------------------------------------*/

void kn_doctor_tested(kn_doctor *doctor)
{
    const json_t *one;
    size_t i;

    if (json_array_size(doctor->report->tested) == 0)
        return;
    kn_page_section(&doctor->page, "Compared in this diary", false);
    kn_page_list(&doctor->page);
    json_array_foreach(doctor->report->tested, i, one)
    {
        kn_page_item(&doctor->page, json_string_value(json_object_get(one, "title")),
                     json_string_value(json_object_get(one, "words")));
    }
    kn_page_list_end(&doctor->page);
    kn_page_small(&doctor->page,
                  "About this person alone. Remedies and trials were drawn by lot; what goes with "
                  "spasms was only compared with other days. Each has a report of its own.");
    kn_page_section_end(&doctor->page);
}

/* ---- Medicines --------------------------------------------------------------------------------*/

static bool same_medicine(const kn_entry *a, const kn_entry *b)
{
    const char *left = kn_words_member(a->body, "name"), *right = kn_words_member(b->body, "name");

    return left && right && strcasecmp(left, right) == 0;
}

static void add_medicine(kn_page *page, const kn_entry *entry)
{
    const char *name = kn_words_member(entry->body, "name");
    const char *event = kn_words_member(entry->body, "event");
    const char *dose = kn_words_member(entry->body, "dose");
    char date[KN_WORDS_SIZE];
    kn_text words;

    kn_text_init(&words, PART_LIMIT);
    kn_text_addf(&words, "%s%s%s on %s.", dose ? dose : "", dose ? ", " : "",
                 event ? event : "noted", kn_words_date(date, entry->at.day, KN_NO_YEAR));
    kn_page_item(page, name ? name : "Medicine", kn_text_string(&words));
    kn_text_release(&words);
}

/* The last thing noted of each medicine; one that was stopped before the period is left out. */
kn_code kn_doctor_medicines(kn_doctor *doctor, kn_error *err)
{
    const kn_query query = {.from = INT32_MIN,
                            .to = doctor->report->to,
                            .kinds = 1u << KN_KIND_MEDICINE,
                            .limit = KN_QUERY_MAX};
    kn_page *page = &doctor->page;
    kn_entries entries = {0};
    size_t shown = 0;
    kn_code code = kn_store_list(doctor->report->store, &query, &entries, err);

    if (code)
        return code;
    kn_page_section(page, "Medicines noted", false);
    for (size_t i = 0; i < entries.count && shown < MEDICINES_SHOWN; i++) {
        const kn_entry *entry = &entries.list[i];
        const char *event = kn_words_member(entry->body, "event");
        bool is_old =
            event && strcmp(event, "stopped") == 0 && entry->at.day < doctor->report->from;

        for (size_t j = 0; j < i && !is_old; j++) /* newest first: an earlier one says more */
            is_old = same_medicine(entry, &entries.list[j]);
        if (is_old)
            continue;
        if (shown++ == 0)
            kn_page_list(page);
        add_medicine(page, entry);
    }
    if (shown > 0)
        kn_page_list_end(page);
    else
        kn_page_text(page, "None noted. That does not mean that none is taken.");
    kn_page_section_end(page);
    kn_entries_release(&entries);
    return KN_OK;
}

/* ---- Questionnaires ---------------------------------------------------------------------------*/

static void add_score(kn_text *out, const json_t *scores, const char *key, const char *name,
                      double most)
{
    const json_t *value = json_object_get(scores, key);

    if (!value)
        return;
    kn_text_addf(out, "%s ", name);
    if (json_is_number(value)) {
        kn_words_number(out, round(json_number_value(value) * 10) / 10);
        kn_text_addf(out, " of %.0f. ", most);
    } else {
        kn_text_add(out, "not scored, items missing. ");
    }
}

static void add_survey(kn_page *page, const kn_entry *entry)
{
    const char *key = kn_words_member(entry->body, "survey");
    const kn_survey *survey = key ? kn_survey_find(key) : NULL;
    json_t *scores =
        survey ? kn_survey_score(survey, json_object_get(entry->body, "answers")) : NULL;
    char date[KN_WORDS_SIZE];
    kn_text words;

    kn_text_init(&words, PART_LIMIT);
    kn_text_addf(&words, "%s. ", survey ? survey->name : "Questionnaire");
    add_score(&words, scores, "wpi", "WPI", 19);
    add_score(&words, scores, "sss", "SSS", 12);
    add_score(&words, scores, "fs", "FS", 31);
    add_score(&words, scores, "function", "Function", 30);
    add_score(&words, scores, "overall", "Overall", 20);
    add_score(&words, scores, "symptoms", "Symptoms", 50);
    add_score(&words, scores, "total", "Total", 100);
    if (kn_words_member(scores, "pattern_2016"))
        kn_text_addf(&words, "2016 pattern %s by the answers given.",
                     kn_words_member(scores, "pattern_2016"));
    kn_page_item(page, kn_words_date(date, entry->at.day, KN_NO_YEAR), kn_text_string(&words));
    kn_text_release(&words);
    json_decref(scores);
}

kn_code kn_doctor_surveys(kn_doctor *doctor, kn_error *err)
{
    const kn_query query = {.from = doctor->report->from,
                            .to = doctor->report->to,
                            .kinds = 1u << KN_KIND_SURVEY,
                            .limit = SURVEYS_SHOWN};
    kn_page *page = &doctor->page;
    kn_entries entries = {0};
    kn_code code = kn_store_list(doctor->report->store, &query, &entries, err);

    if (code)
        return code;
    kn_page_section(page, "Questionnaires", false);
    if (entries.count == 0)
        kn_page_text(page, "None filled in during this period.");
    else
        kn_page_list(page);
    for (size_t i = 0; i < entries.count; i++)
        add_survey(page, &entries.list[i]);
    if (entries.count > 0)
        kn_page_list_end(page);
    kn_page_section_end(page);
    kn_entries_release(&entries);
    return KN_OK;
}

/* ---- What was not recorded --------------------------------------------------------------------*/

kn_code kn_doctor_missing(kn_doctor *doctor, kn_error *err)
{
    const kn_doctor_report *report = doctor->report;
    const kn_episodes_summary *episodes = &doctor->episodes;
    size_t missing = 0;
    kn_text words;
    kn_course course;
    kn_code code = kn_summary_course(report->store, "pain", report->from, report->to, &course, err);

    if (code)
        return code;
    for (size_t i = 0; i < doctor->count; i++)
        missing += course.state[i] == KN_STATE_NOT_RECORDED;
    kn_course_release(&course);
    kn_text_init(&words, PART_LIMIT);
    kn_text_addf(&words, "Spasms: %d of %zu days. Evening pain: %zu of %zu days. ",
                 doctor->state[KN_STATE_NOT_RECORDED], doctor->count, missing, doctor->count);
    kn_text_addf(&words,
                 "Of %d spasms written down: length of %d, worst pain of %d, time of %d, place of "
                 "%d. These are left out above, never taken as zero.",
                 episodes->primary, episodes->seconds_unknown, episodes->pain_unknown,
                 episodes->hour_unknown, episodes->site_unknown);
    kn_page_section(&doctor->page, "Not recorded", false);
    kn_page_text(&doctor->page, kn_text_string(&words));
    kn_page_section_end(&doctor->page);
    kn_text_release(&words);
    return KN_OK;
}
