/* The report by the items of CENT 2015 (Vohra, Shamseer et al., BMJ 2015;350:h1738 and h1793), in
 * our own words. Numbers 1 to 5 were checked; the others are from memory. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/trial_page.h"
#include "report/words.h"

/* ---- Sentences of the result ------------------------------------------------------------------*/

static void say_summary(const kn_paper *paper, kn_text *out)
{
    int lead = kn_trial_main_contrast(paper->answer);

    kn_trial_say_headline(paper->answer, lead, out);
    kn_text_add_char(out, ' ');
    kn_trial_say_lead(paper->answer, lead, out);
}

static void say_periods_done(const kn_paper *paper, kn_text *out)
{
    const kn_trial_answer *answer = paper->answer;

    kn_text_addf(out, "%d of %d cycles were completed, %zu periods begun.", answer->cycles_done,
                 answer->cycles_planned, answer->period_count);
    if (answer->paused > 0)
        kn_text_addf(out, " Paused for %d days.", answer->paused);
    kn_text_add_char(out, ' ');
    kn_trial_say_taken(answer, out);
}

static void say_dates(const kn_paper *paper, kn_text *out)
{
    const kn_trial *trial = paper->trial;

    kn_words_span(out, trial->first_day, trial->last_day, KN_PAPER_NO_YEAR);
    kn_text_add(out, ".");
}

static void say_early(const kn_paper *paper, kn_text *out)
{
    kn_trial_say_early(paper->answer, out);
    if (out->size == 0)
        kn_text_add(out, "It was not stopped early.");
    kn_text_add_char(out, ' ');
    kn_trial_say_at_will(paper->answer, out);
}

static void say_baseline(const kn_paper *paper, kn_text *out)
{
    const kn_run_in *run_in = &paper->answer->run_in;
    char mean[KN_NUMBER_SIZE], sd[KN_NUMBER_SIZE];

    if (run_in->days == 0)
        kn_text_add(out, "No run-in was planned.");
    else if (run_in->recorded == 0)
        kn_text_addf(out, "Run-in of %d days, none recorded.", run_in->days);
    else
        kn_text_addf(out, "Run-in: mean %s, sd %s on %d recorded of %d days.",
                     kn_number_format(mean, run_in->mean, 3), kn_number_format(sd, run_in->sd, 3),
                     run_in->recorded, run_in->days);
}

static void say_numbers(const kn_paper *paper, kn_text *out)
{
    const kn_trial_answer *answer = paper->answer;
    size_t used = answer->study ? answer->study->person[0].rows_kept : 0;

    kn_text_addf(out, "%d days dealt, %d recorded, %zu analysed after wash-out; %d missing.",
                 answer->scheduled, answer->recorded, used, answer->scheduled - answer->recorded);
    for (int k = 0; answer->study && k < answer->dataset.arms; k++)
        if (isfinite(answer->study->person[0].missing[k])) {
            kn_text_add_char(out, ' ');
            kn_trial_say_arm(&paper->trial->protocol.design, k, out);
            kn_text_addf(out, ": %.0f in 100 missing.", 100 * answer->study->person[0].missing[k]);
        }
}

/* Mean and 95 % interval on the reported scale, and in the person's own units. */
static void say_effect(const kn_paper *paper, kn_text *out)
{
    const kn_trial_answer *answer = paper->answer;

    if (!kn_trial_has_fit(answer)) {
        kn_text_add(out, "No effect could be estimated.");
        return;
    }
    for (int k = 0; k + 1 < answer->dataset.arms; k++) {
        kn_view view;

        kn_view_init(&view, answer->study, 0, k);
        kn_text_addf(out, "%s%s against %s: ", k > 0 ? " " : "", kn_text_string(&view.arm),
                     kn_text_string(&view.reference));
        kn_say_amount(out, view.amount, kn_view_amount(&view, 0.5),
                      (kn_view_amount(&view, 0.975) - kn_view_amount(&view, 0.025)) / 4, false);
        kn_text_addf(out, ", 95 %% credible interval %s. P(better) %.3f.",
                     kn_text_string(&view.brief_range), view.answer->better.posterior);
        kn_view_release(&view);
    }
}

static void say_absolute(const kn_paper *paper, kn_text *out)
{
    const kn_trial_answer *answer = paper->answer;
    char mean[KN_NUMBER_SIZE], low[KN_NUMBER_SIZE], high[KN_NUMBER_SIZE];

    if (!kn_trial_has_fit(answer))
        return;
    for (int k = 0; k + 1 < answer->dataset.arms; k++) {
        const kn_effect *effect = &answer->study->person[0].fit->effects[k];

        kn_text_addf(out, "%sDifference %s (%s to %s) %s", k > 0 ? " " : "",
                     kn_number_format(mean, effect->difference.q50, 2),
                     kn_number_format(low, effect->difference.q025, 2),
                     kn_number_format(high, effect->difference.q975, 2),
                     answer->dataset.family == KN_POISSON     ? "a day"
                     : answer->dataset.family == KN_BERNOULLI ? "in the chance on a day"
                                                              : "points");
        if (answer->dataset.family != KN_GAUSSIAN)
            kn_text_addf(out, "; %s ratio %s (%s to %s)",
                         answer->dataset.family == KN_POISSON ? "rate" : "odds",
                         kn_number_format(mean, effect->ratio.q50, 2),
                         kn_number_format(low, effect->ratio.q025, 2),
                         kn_number_format(high, effect->ratio.q975, 2));
        kn_text_add_char(out, '.');
    }
}

static void say_sensitivity(const kn_paper *paper, kn_text *out)
{
    const kn_trial_answer *answer = paper->answer;
    const kn_answer *judged;

    if (kn_trial_has_fit(answer)) {
        judged = &answer->study->person[0].answer[kn_trial_main_contrast(answer)];
        if (isfinite(judged->sigma_half))
            kn_text_addf(
                out,
                "Under half and twice the prior scale of the day-to-day spread the probability is "
                "%.3f and %.3f. ",
                judged->sigma_half, judged->sigma_double);
    }
    kn_trial_say_draw(answer, kn_trial_main_contrast(answer), out);
}

static void say_harms(const kn_paper *paper, kn_text *out)
{
    if (paper->answer->harm_count == 0)
        kn_text_add(out, "None was written down.");
    else
        kn_text_add(out, "See the table above.");
}

static void say_guesses(const kn_paper *paper, kn_text *out)
{
    kn_paper_say_blinding(paper, out);
    kn_text_add_char(out, ' ');
    kn_trial_say_guesses(paper->answer, out);
}

static void say_limits(const kn_paper *paper, kn_text *out)
{
    (void)paper;
    kn_text_add(out, "See the doubts above. It says what held for one person on these days.");
}

static void say_own_care(const kn_paper *paper, kn_text *out)
{
    (void)paper;
    kn_text_add(out, "Own care; no approval was sought.");
}

static void say_where_protocol(const kn_paper *paper, kn_text *out)
{
    (void)paper;
    kn_text_add(out, "In the diary; the program writes it out as a file and a page.");
}

static void say_funding(const kn_paper *paper, kn_text *out)
{
    (void)paper;
    kn_text_add(out, "None stated.");
}

static const kn_paper_item items[] = {
    {"1a", "Title", false, kn_paper_say_title, NULL},
    {"1b", "Summary", false, say_summary, NULL},
    {"2a", "Background; why N-of-1", false, kn_paper_say_why, NULL},
    {"2b", "Objective", false, kn_paper_say_objective, NULL},
    {"3a", "Design", false, kn_paper_say_design, NULL},
    {"3b", "Changes after the start", false, kn_paper_say_amendments, NULL},
    {"4a", "The person", false, NULL, "Diagnosis, other illnesses, other treatment"},
    {"4b", "Setting", false, kn_paper_say_setting, NULL},
    {"4c", "Research or own care; ethics", false, say_own_care, "Otherwise"},
    {"5", "What was done", false, kn_paper_say_arms, NULL},
    {"6a", "Outcome", true, kn_paper_say_outcome, NULL},
    {"6b", "Changes of outcome", true, kn_paper_say_amendments, NULL},
    {"7", "Length and stopping", true, kn_paper_say_stopping, NULL},
    {"8", "Sequence; the order stands below", true, kn_paper_say_sequence, NULL},
    {"9, 10", "Concealment; who made the order", true, kn_paper_say_concealment, NULL},
    {"11", "Blinding", true, say_guesses, NULL},
    {"12a", "Analysis", true, kn_paper_say_analysis, NULL},
    {"12c", "Carry-over, period effects, autocorrelation", true, kn_paper_say_handling, NULL},
    {"13", "Periods done; deviations", true, say_periods_done, NULL},
    {"14a", "Dates", true, say_dates, NULL},
    {"14b", "Early stop", true, say_early, NULL},
    {"15", "Baseline", true, say_baseline, NULL},
    {"16", "Days analysed", true, say_numbers, NULL},
    {"17a", "Result; each period stands above", true, say_effect, NULL},
    {"17b", "Absolute and relative", true, say_absolute, NULL},
    {"18", "Other analyses", true, say_sensitivity, NULL},
    {"19", "Harms", true, say_harms, NULL},
    {"20", "Limits", true, say_limits, "More"},
    {"21", "Wider meaning", true, NULL, "For others"},
    {"22", "Interpretation", true, NULL, "What the person takes from it"},
    {"23", "Registration", true, kn_paper_say_registration, "Deposited at"},
    {"24", "Protocol", true, say_where_protocol, NULL},
    {"25", "Funding", true, say_funding, "Otherwise"},
};

/* ---- Tables and figures -----------------------------------------------------------------------*/

static void add_table(kn_page *page, const json_t *table, json_t *own_rows, const char *caption,
                      const char *const *heads, int columns)
{
    const json_t *rows = table ? json_object_get(table, "rows") : own_rows;

    kn_page_table(page, caption, heads, columns);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        const char *cells[KN_PAGE_COLUMNS] = {0};

        for (int c = 0; c < columns && c < KN_PAGE_COLUMNS; c++) {
            cells[c] = json_string_value(json_array_get(row, (size_t)c));
            cells[c] = cells[c] ? cells[c] : "";
        }
        kn_page_row(page, cells);
    }
    kn_page_table_end(page);
}

static void add_periods(kn_paper *paper)
{
    json_t *table = kn_trial_periods_table(paper->answer);
    const char *heads[KN_PAGE_COLUMNS];
    const json_t *columns = json_object_get(table, "columns");

    for (size_t c = 0; c < KN_PAGE_COLUMNS; c++) {
        heads[c] = json_string_value(json_array_get(columns, c));
        heads[c] = heads[c] ? heads[c] : "";
    }
    kn_page_section(&paper->page, "Period by period", false);
    add_table(&paper->page, table, NULL, "Every period and its days", heads, KN_PAGE_COLUMNS);
    kn_page_section_end(&paper->page);
    json_decref(table);
}

static void add_taken(kn_paper *paper)
{
    json_t *rows = kn_trial_taken_rows(paper->answer);

    kn_page_section(&paper->page, "What was done", false);
    add_table(&paper->page, NULL, rows, "What was done, by arm",
              (const char *[]){"Dealt", "Days", "Done", "In part", "Not, or other", "Not said"},
              KN_PAGE_COLUMNS);
    kn_page_section_end(&paper->page);
    json_decref(rows);
}

static void add_harms(kn_paper *paper)
{
    static const char *const severities[] = {"", "mild", "moderate", "severe"};
    const kn_trial_answer *answer = paper->answer;

    kn_page_section(&paper->page, "Unwanted effects", false);
    if (answer->harm_count == 0) {
        kn_page_text(&paper->page, "None was written down. That does not rule any out.");
    } else {
        kn_page_table(&paper->page, "Unwanted effects",
                      (const char *[]){"Day", "What", "How bad", "In a period of"}, 4);
        for (size_t i = 0; i < answer->harm_count; i++) {
            const kn_harm *harm = &answer->harms[i];
            char date[KN_WORDS_SIZE];
            kn_text what, arm;

            kn_text_init(&what, 4096);
            kn_text_init(&arm, 4096);
            kn_words_name(&what, harm->what, 200);
            if (harm->arm == KN_ARM_UNKNOWN)
                kn_text_add(&arm, "none of them");
            else
                kn_trial_say_arm(&paper->trial->protocol.design, harm->arm, &arm);
            kn_page_row(&paper->page,
                        (const char *[]){kn_words_date(date, harm->day, KN_PAPER_NO_YEAR),
                                         kn_text_string(&what), severities[harm->severity],
                                         kn_text_string(&arm)});
            kn_text_release(&what);
            kn_text_release(&arm);
        }
        kn_page_table_end(&paper->page);
    }
    kn_page_section_end(&paper->page);
}

static void add_doubts(kn_paper *paper)
{
    json_t *list = json_array();

    kn_trial_doubts(paper->answer, list);
    kn_page_section(&paper->page, "Doubts", false);
    kn_page_list(&paper->page);
    for (size_t i = 0; i < json_array_size(list); i++)
        kn_page_bullet(&paper->page, json_string_value(json_array_get(list, i)));
    kn_page_list_end(&paper->page);
    kn_page_section_end(&paper->page);
    json_decref(list);
}

static void add_own_numbers(kn_paper *paper)
{
    json_t *list = kn_trial_own_numbers(paper->answer);

    kn_page_table(&paper->page, "In the person's own numbers", NULL, 3);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *row = json_array_get(list, i);

        kn_page_row(&paper->page,
                    (const char *[]){kn_words_member(row, "label"), kn_words_member(row, "value"),
                                     kn_words_member(row, "detail")});
    }
    kn_page_table_end(&paper->page);
    json_decref(list);
}

static void add_result(kn_paper *paper, int index)
{
    const kn_trial_answer *answer = paper->answer;
    char id[24];
    kn_text words;

    kn_text_init(&words, 1 << 16);
    kn_trial_say_kind(answer, index, &words);
    kn_page_section(&paper->page, kn_text_string(&words), true);
    kn_text_release(&words);
    kn_text_init(&words, 1 << 16);
    kn_trial_say_headline(answer, index, &words);
    kn_page_strong(&paper->page, kn_text_string(&words));
    kn_text_release(&words);
    kn_text_init(&words, 1 << 16);
    kn_trial_say_lead(answer, index, &words);
    kn_page_text(&paper->page, kn_text_string(&words));
    kn_text_release(&words);
    if (paper->trial->protocol.design.blinded) /* else the headline says it */
        kn_page_text(&paper->page, kn_trial_blinding(answer));
    kn_page_section_end(&paper->page);
    if (!kn_trial_has_fit(answer))
        return;
    kn_page_two(&paper->page);
    kn_page_section(&paper->page, "How big", false);
    snprintf(id, sizeof id, "kp-size%d-", index);
    kn_page_chart(&paper->page, kn_trial_chart_size(answer, index, id), false, true);
    kn_page_section_end(&paper->page);
    kn_page_section(&paper->page, "How sure", false);
    snprintf(id, sizeof id, "kp-sure%d-", index);
    kn_page_chart(&paper->page, kn_trial_chart_hundred(answer, index, id), false, true);
    kn_page_section_end(&paper->page);
    kn_page_two_end(&paper->page);
}

void kn_paper_report(kn_paper *paper)
{
    const kn_trial *trial = paper->trial;
    const kn_trial_answer *answer = paper->answer;
    kn_text title, span;

    kn_text_init(&title, 4096);
    kn_text_init(&span, 256);
    kn_text_add(&title, "N-of-1 trial: ");
    kn_words_name(&title, trial->protocol.design.title, 120);
    kn_words_span(&span, trial->first_day, trial->last_day, KN_PAPER_NO_YEAR);
    kn_page_head(&paper->page, kn_text_string(&title), kn_text_string(&span));
    kn_page_text(&paper->page,
                 "Written by the person with Unknot, from the plan sealed before the first "
                 "day and from the diary. It is no medical advice.");
    kn_page_head_end(&paper->page);
    for (int k = 0; k + 1 < answer->dataset.arms; k++)
        add_result(paper, k);
    kn_page_section(&paper->page, "All days", false);
    if (answer->study)
        kn_page_chart(&paper->page, kn_trial_chart_days(answer, "kp-days-"), false, false);
    add_own_numbers(paper);
    kn_page_section_end(&paper->page);
    add_periods(paper);
    add_taken(paper);
    add_harms(paper);
    add_doubts(paper);
    kn_page_section(&paper->page, "Item by item", false);
    kn_paper_items(paper, "The trial, item by item", items, sizeof items / sizeof *items);
    kn_page_small(
        &paper->page,
        "Items follow CENT 2015, the CONSORT statement for N-of-1 trials, in our own words. "
        "* Numbers from memory, to be checked against the paper.");
    kn_page_section_end(&paper->page);
    kn_paper_order(paper);
    kn_paper_amendments(paper);
    kn_paper_seal(paper);
    kn_text_release(&title);
    kn_text_release(&span);
}
