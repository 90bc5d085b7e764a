/* The numbers of a trial's answer as tables and charts. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/chart.h"
#include "report/trial_words.h"
#include "report/words.h"

static json_t *text_json(kn_text *text)
{
    json_t *json = text->failed ? NULL : json_string(kn_text_string(text));

    kn_text_release(text);
    return json;
}

static void say_capital_arm(const kn_trial_design *design, int arm, kn_text *out)
{
    kn_text name;

    kn_text_init(&name, KN_TRIAL_TEXT_LIMIT);
    kn_trial_say_arm(design, arm, &name);
    kn_words_capital(out, kn_text_string(&name));
    kn_text_release(&name);
}

/* A mean or a total with the decimals that a reader can use. */
static void say_value(double value, kn_text *out)
{
    char number[KN_NUMBER_SIZE];

    kn_text_add(out,
                isfinite(value) ? kn_number_format(number, value, fabs(value) < 10 ? 2 : 3) : "-");
}

/* ---- In your days -----------------------------------------------------------------------------*/

static void arm_numbers(const kn_trial_answer *answer, int arm, int *days, double *total)
{
    *days = 0;
    *total = 0;
    for (size_t p = 0; p < answer->period_count; p++)
        if (answer->periods[p].arm == arm && answer->periods[p].analysed > 0) {
            *days += answer->periods[p].analysed;
            *total += answer->periods[p].total;
        }
}

static json_t *arm_row(const kn_trial_answer *answer, int arm)
{
    kn_text label, value, detail;
    json_t *row;
    double total;
    int days;

    arm_numbers(answer, arm, &days, &total);
    kn_text_init(&label, KN_TRIAL_TEXT_LIMIT);
    kn_text_init(&value, KN_TRIAL_TEXT_LIMIT);
    kn_text_init(&detail, KN_TRIAL_TEXT_LIMIT);
    kn_text_add(&label, "With ");
    kn_trial_say_arm(&answer->trial->protocol.design, arm, &label);
    if (days == 0) {
        kn_text_add(&value, "unknown");
        kn_text_add(&detail, "no day recorded");
    } else if (answer->dataset.family == KN_GAUSSIAN) {
        say_value(total / days, &value);
        kn_text_addf(&detail, "on average over %d %s", days, days == 1 ? "day" : "days");
    } else if (answer->dataset.family == KN_POISSON) {
        say_value(total / days, &value);
        kn_text_add(&value, " a day");
        kn_text_addf(&detail, "%.0f on %d %s", total, days, days == 1 ? "day" : "days");
    } else {
        kn_text_addf(&value, "%.0f of %d days", total, days);
        kn_text_addf(&detail, "%.0f in 100", 100 * total / days);
    }
    row = json_pack("{s:s, s:s, s:s}", "label", kn_text_string(&label), "value",
                    kn_text_string(&value), "detail", kn_text_string(&detail));
    kn_text_release(&label);
    kn_text_release(&value);
    kn_text_release(&detail);
    return row;
}

/* How a difference is said: a count by the week, as people think of it. */
static const struct said_difference {
    kn_family family;
    double times;
    const char *less, *more;
} said_differences[] = {
    {KN_POISSON, 7, " fewer a week", " more a week"},
    {KN_BERNOULLI, 100, " fewer days in 100", " more days in 100"},
    {KN_GAUSSIAN, 1, " points lower", " points higher"},
};

static const struct said_difference *said_of(kn_family family)
{
    size_t i = sizeof said_differences / sizeof *said_differences - 1;

    while (i > 0 && said_differences[i].family != family)
        i--;
    return &said_differences[i];
}

/* "about 5", or "" for what rounds to nothing. */
static void say_rounded(double value, double sd, kn_text *out)
{
    kn_say_number(out, fabs(value), sd, 0);
    if (strtod(kn_text_string(out), NULL) == 0) {
        kn_text_release(out);
        kn_text_init(out, KN_TRIAL_TEXT_LIMIT);
    }
}

/* An end of an interval; the direction is left out where the other end says it. */
static void say_end(double value, double sd, const char *direction, kn_text *out)
{
    kn_text number;

    kn_text_init(&number, KN_TRIAL_TEXT_LIMIT);
    say_rounded(value, sd, &number);
    if (number.size == 0)
        kn_text_add(out, "no difference");
    else
        kn_text_addf(out, "%s%s", kn_text_string(&number), direction);
    kn_text_release(&number);
}

void kn_trial_say_interval(kn_family family, const kn_summary *summary, kn_text *out)
{
    const struct said_difference *said = said_of(family);
    double sd = said->times * summary->sd;
    double near = said->times * summary->q025, far = said->times * summary->q975;
    kn_text rounded;

    if (far < 0) { /* the smaller change first */
        near = said->times * summary->q975;
        far = said->times * summary->q025;
    }
    kn_text_init(&rounded, KN_TRIAL_TEXT_LIMIT);
    say_rounded(far, sd, &rounded);
    kn_text_add(out, "likely between ");
    say_end(near, sd, near < 0 && (far > 0 || rounded.size == 0) ? said->less : "", out);
    kn_text_add(out, " and ");
    say_end(far, sd, far < 0 ? said->less : said->more, out);
    kn_text_release(&rounded);
}

static json_t *difference_row(const kn_trial_answer *answer, int index)
{
    const kn_summary *summary = &answer->study->person[0].fit->effects[index].difference;
    const struct said_difference *said = said_of(answer->dataset.family);
    kn_text number, value, detail;
    json_t *row;

    kn_text_init(&number, KN_TRIAL_TEXT_LIMIT);
    kn_text_init(&value, KN_TRIAL_TEXT_LIMIT);
    kn_text_init(&detail, KN_TRIAL_TEXT_LIMIT);
    say_rounded(said->times * summary->q50, said->times * summary->sd, &number);
    if (number.size == 0)
        kn_text_add(&value, "about the same");
    else
        kn_text_addf(&value, "about %s%s", kn_text_string(&number),
                     summary->q50 < 0 ? said->less : said->more);
    kn_trial_say_interval(answer->dataset.family, summary, &detail);
    row = json_pack("{s:s, s:s, s:s}", "label", "Difference", "value", kn_text_string(&value),
                    "detail", kn_text_string(&detail));
    kn_text_release(&number);
    kn_text_release(&value);
    kn_text_release(&detail);
    return row;
}

json_t *kn_trial_own_numbers(const kn_trial_answer *answer)
{
    json_t *list = json_array();

    for (int k = answer->dataset.arms - 1; k >= 0; k--)
        json_array_append_new(list, arm_row(answer, k));
    if (kn_trial_has_fit(answer) && answer->dataset.arms == 2)
        json_array_append_new(list, difference_row(answer, 0));
    return list;
}

/* ---- Tables -----------------------------------------------------------------------------------*/

static json_t *number_cell(int number)
{
    char cell[16];

    snprintf(cell, sizeof cell, "%d", number);
    return json_string(cell);
}

static json_t *period_row(const kn_trial_answer *answer, const kn_trial_period *period)
{
    const kn_trial *trial = answer->trial;
    json_t *row = json_array();
    kn_text cell;

    kn_text_init(&cell, KN_TRIAL_TEXT_LIMIT);
    if (trial->units[period->unit].label && trial->units[period->unit].label[0])
        kn_text_add(&cell, trial->units[period->unit].label);
    else
        kn_text_addf(&cell, "%zu", period->unit + 1);
    json_array_append_new(row, text_json(&cell));
    kn_text_init(&cell, KN_TRIAL_TEXT_LIMIT);
    kn_words_span(&cell, period->first_day, period->last_day, trial->today);
    json_array_append_new(row, text_json(&cell));
    kn_text_init(&cell, KN_TRIAL_TEXT_LIMIT);
    say_capital_arm(&trial->protocol.design, period->arm, &cell);
    json_array_append_new(row, text_json(&cell));
    json_array_append_new(row, number_cell(period->recorded));
    json_array_append_new(row, number_cell(period->analysed));
    kn_text_init(&cell, KN_TRIAL_TEXT_LIMIT);
    if (answer->dataset.family == KN_GAUSSIAN || isnan(period->total))
        say_value(period->mean, &cell);
    else
        kn_words_number(&cell, period->total);
    json_array_append_new(row, text_json(&cell));
    return row;
}

json_t *kn_trial_periods_table(const kn_trial_answer *answer)
{
    json_t *rows = json_array();

    for (size_t p = 0; p < answer->period_count; p++)
        json_array_append_new(rows, period_row(answer, &answer->periods[p]));
    return json_pack("{s:s, s:[s,s,s,s,s,s], s:o}", "caption", "Period by period", "columns",
                     answer->trial->protocol.design.blinded ? "Envelope" : "Period", "Days", "What",
                     "Recorded", "Used",
                     answer->dataset.family == KN_GAUSSIAN    ? "Average"
                     : answer->dataset.family == KN_BERNOULLI ? "Days with it"
                                                              : "Total",
                     "rows", rows);
}

json_t *kn_trial_taken_rows(const kn_trial_answer *answer)
{
    json_t *rows = json_array();

    for (int k = 0; k < answer->dataset.arms; k++) {
        const kn_taken *taken = &answer->taken[k];
        json_t *row = json_array();
        kn_text name;

        kn_text_init(&name, KN_TRIAL_TEXT_LIMIT);
        say_capital_arm(&answer->trial->protocol.design, k, &name);
        json_array_append_new(row, text_json(&name));
        json_array_append_new(row, number_cell(taken->days));
        json_array_append_new(row, number_cell(taken->done));
        json_array_append_new(row, number_cell(taken->part));
        json_array_append_new(row, number_cell(taken->not_done + taken->other));
        json_array_append_new(row, number_cell(taken->unknown));
        json_array_append_new(rows, row);
    }
    return rows;
}

/* ---- Charts -----------------------------------------------------------------------------------*/

json_t *kn_trial_chart_size(const kn_trial_answer *answer, int index, const char *id)
{
    static const struct {
        double probability;
        const char *label;
    } places[] = {{0.025, "1 chance in 40 that it is beyond"},
                  {0.5, "The middle: as likely to be beyond as not"},
                  {0.975, "1 chance in 40 that it is beyond, at the other end"}};
    json_t *rows = json_array();
    kn_panel panel;
    kn_view view;
    double spread;

    kn_panel_init(&panel, id);
    kn_view_init(&view, answer->study, 0, index);
    kn_panel_size(&panel, &view);
    spread = (kn_view_amount(&view, 0.975) - kn_view_amount(&view, 0.025)) / 4;
    for (int i = 0; i < 3; i++) {
        kn_text amount;

        kn_text_init(&amount, KN_TRIAL_TEXT_LIMIT);
        kn_say_amount(&amount, view.amount, kn_view_amount(&view, places[i].probability), spread,
                      false);
        json_array_append_new(rows, json_pack("[s, s]", places[i].label, kn_text_string(&amount)));
        kn_text_release(&amount);
    }
    kn_view_release(&view);
    return kn_panel_json(&panel, json_pack("{s:s, s:[s,s], s:o}", "caption",
                                           "How large the difference may be", "columns", "Where",
                                           "Difference", "rows", rows));
}

json_t *kn_trial_chart_hundred(const kn_trial_answer *answer, int index, const char *id)
{
    static const char *const words[][3] = {
        {"Better", "", "Worse"},
        {"Better by what you said matters", "Too small to matter to you", "Worse by that much"}};
    json_t *rows = json_array();
    bool important;
    kn_panel panel;
    kn_view view;
    int share[3];

    kn_panel_init(&panel, id);
    kn_view_init(&view, answer->study, 0, index);
    kn_panel_hundred(&panel, &view);
    kn_view_shares(&view, share);
    important = view.answer->has_important;
    for (int k = 0; k < 3; k++) {
        char count[48] = "fewer than 1 in 100"; /* never "0 of 100" */

        if (share[k] > 0)
            snprintf(count, sizeof count, "%d in 100", share[k]);
        if (important || k != 1)
            json_array_append_new(rows, json_pack("[s, s]", words[important][k], count));
    }
    kn_view_release(&view);
    return kn_panel_json(&panel,
                         json_pack("{s:s, s:[s,s], s:o}", "caption", "How sure it is", "columns",
                                   "What could be true", "Chance", "rows", rows));
}

/* A pause with the days after it that are not analysed, within the period that goes on. */
static kn_left_out left_out_by(const kn_trial *trial, const kn_trial_pause *pause)
{
    kn_left_out out = {pause->first_day, pause->last_day};
    size_t unit = kn_trial_on(trial, pause->last_day + 1).unit;

    for (int i = 0; i < trial->protocol.design.washout_days && unit != SIZE_MAX; i++)
        if (kn_trial_on(trial, out.last_day + 1).unit == unit)
            out.last_day++;
    return out;
}

json_t *kn_trial_chart_days(const kn_trial_answer *answer, const char *id)
{
    const kn_trial *trial = answer->trial;
    json_t *table = kn_trial_periods_table(answer);
    kn_left_out *left_out;
    kn_panel panel;

    if (!answer->study) {
        json_decref(table);
        return json_null();
    }
    kn_panel_init(&panel, id);
    left_out = calloc(trial->pause_count + 1, sizeof *left_out);
    for (size_t i = 0; left_out && i < trial->pause_count; i++)
        left_out[i] = left_out_by(trial, &trial->pauses[i]);
    kn_panel_days(&panel, answer->study, 0, left_out, left_out ? trial->pause_count : 0);
    free(left_out);
    return kn_panel_json(&panel, table);
}
