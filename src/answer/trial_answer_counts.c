/* What only a trial has, counted: adherence, guesses, harms, periods, run-in. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answer/trial_answer_parts.h"

/* "If taken every day" is the assigned effect scaled up; below this the scaling says more than the
 * days (docs/model.md section 1). */
static const double ADHERENCE_APART = 0.6;

/* ---- Adherence --------------------------------------------------------------------------------*/

static int answered(const kn_taken *taken)
{
    return taken->done + taken->part + taken->not_done + taken->other;
}

/* Days on which an entry says that a treatment was used: marks used[day - first]. */
static kn_code mark_used(kn_store *store, const char *treatment, const kn_trial_rows *rows,
                         bool used[], kn_error *err)
{
    kn_entries entries;
    kn_code code = kn_store_list_kind(store, KN_KIND_USE, rows->first,
                                      rows->first + (int32_t)rows->count - 1, &entries, err);

    for (size_t i = 0; i < entries.count; i++) {
        const json_t *body = entries.list[i].body;
        const char *key = json_string_value(json_object_get(body, "treatment"));
        const char *taken = json_string_value(json_object_get(body, "taken"));

        if (key && strcmp(key, treatment) == 0 && !(taken && strcmp(taken, "taken") != 0))
            used[entries.list[i].at.day - rows->first] = true;
    }
    kn_entries_release(&entries);
    return code;
}

static void count_taken(kn_taken *taken, kn_did did)
{
    taken->days++;
    taken->done += did == KN_DID_DONE;
    taken->part += did == KN_DID_PART;
    taken->not_done += did == KN_DID_NOT;
    taken->other += did == KN_DID_OTHER;
    taken->unknown += did == KN_DID_UNKNOWN;
}

/* Two arms only: an effect is scaled by what arm 1 was done more often in its own days. */
static void set_if_taken(kn_trial_answer *answer)
{
    double apart = answer->adherence - answer->adherence_control;
    const kn_fit *fit = answer->study ? answer->study->person[0].fit : NULL;

    if (!fit || fit->unfit || answer->trial->protocol.design.arms != 2 ||
        !(apart >= ADHERENCE_APART))
        return;
    answer->has_if_taken = true;
    answer->if_taken = fit->effects[0].posterior.mean * fit->scale / apart;
}

kn_code kn_trial_answer_taken(kn_trial_answer *answer, kn_store *store, const kn_trial_rows *rows,
                              kn_error *err)
{
    const kn_trial *trial = answer->trial;
    kn_adherence_day *days = NULL;
    bool *used = calloc(rows->count + 1, sizeof *used);
    int control = 0;
    kn_code code;

    if (!used)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu days", rows->count);
    answer->adherence = answer->adherence_control = (double)NAN;
    code = rows->count ? kn_trial_adherence(store, trial, &days, err) : KN_OK;
    if (code == KN_OK && rows->count)
        code = mark_used(store, trial->protocol.design.arm[1].key, rows, used, err);
    for (size_t i = 0; code == KN_OK && i < rows->count; i++) {
        uint8_t arm =
            rows->row[i].unit == SIZE_MAX ? KN_ARM_UNKNOWN : trial->units[rows->row[i].unit].arm;

        if (arm == KN_ARM_UNKNOWN)
            continue;
        count_taken(&answer->taken[arm], days[i].did);
        /* "something else" on a day without it may have been it: taken at its worst */
        if (arm == 0 && days[i].did != KN_DID_UNKNOWN)
            control += used[i] || days[i].did == KN_DID_OTHER;
    }
    if (answered(&answer->taken[1]) > 0)
        answer->adherence = (double)answer->taken[1].done / answered(&answer->taken[1]);
    if (answered(&answer->taken[0]) > 0)
        answer->adherence_control = (double)control / answered(&answer->taken[0]);
    if (code == KN_OK)
        set_if_taken(answer);
    free(days);
    free(used);
    return code;
}

/* ---- Guesses ----------------------------------------------------------------------------------*/

/* P(at least `least` of `n`), each with chance p: summed from the far end, small terms first. */
static double binomial_tail(int n, int least, double p)
{
    double sum = 0;

    for (int k = n; k >= least && k >= 0; k--)
        sum += exp(lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0) + k * log(p) +
                   (n - k) * log1p(-p));
    return fmin(sum, 1);
}

/* The last guess about a period, made while its order was sealed: NULL without one. The periods of
 * an extension are sealed anew, so only what was opened after it counts. */
static const json_t *guess_of(const kn_trial *trial, size_t unit)
{
    const json_t *guess = NULL;
    size_t units = kn_trial_units(&trial->protocol.design);

    for (size_t i = 0; i < trial->event_count; i++) {
        const kn_trial_event *event = &trial->events[i];

        if (event->counts && event->kind == KN_EVENT_EXTEND)
            units += (size_t)trial->protocol.design.arms *
                     (size_t)json_integer_value(json_object_get(event->body, "cycles"));
        if (event->counts && event->kind == KN_EVENT_UNBLIND && unit < units)
            break;
        if (event->counts && event->kind == KN_EVENT_GUESS &&
            json_integer_value(json_object_get(event->body, "period")) == (json_int_t)unit + 1)
            guess = event->body;
    }
    return guess;
}

void kn_trial_answer_guesses(kn_trial_answer *answer, int32_t last)
{
    const kn_trial *trial = answer->trial;
    kn_guesses *guesses = &answer->guesses;

    guesses->p_chance = (double)NAN;
    if (!trial->protocol.design.blinded)
        return;
    for (size_t u = 0; u < trial->unit_count && trial->units[u].last_day <= last; u++) {
        const json_t *guess = guess_of(trial, u), *arm = json_object_get(guess, "arm");

        guesses->asked++;
        guesses->unsure += guess && !json_is_integer(arm);
        guesses->said += json_is_integer(arm);
        guesses->right += json_is_integer(arm) && json_integer_value(arm) == trial->units[u].arm;
    }
    if (guesses->said > 0)
        guesses->p_chance =
            binomial_tail(guesses->said, guesses->right, 1.0 / trial->protocol.design.arms);
}

/* ---- Harms ------------------------------------------------------------------------------------*/

static int severity_of(const char *word)
{
    static const char *const words[] = {"mild", "moderate", "severe"};

    for (int s = 0; word && s < 3; s++)
        if (strcmp(word, words[s]) == 0)
            return s + 1;
    return 1;
}

static uint8_t arm_on(const kn_trial *trial, int32_t day)
{
    kn_trial_day on = kn_trial_on(trial, day);

    if (on.phase != KN_PHASE_ON && on.phase != KN_PHASE_WASHOUT)
        return KN_ARM_UNKNOWN;
    return trial->units[on.unit].arm;
}

kn_code kn_trial_answer_harms(kn_trial_answer *answer, kn_store *store, kn_error *err)
{
    kn_entries entries = {0};
    kn_code code = kn_trial_harms(store, answer->trial, &entries, err);

    if (code)
        return code;
    answer->harms = calloc(entries.count + 1, sizeof *answer->harms);
    if (!answer->harms)
        code = kn_fail(err, KN_NOMEM, NULL, "no memory for %zu harms", entries.count);
    for (size_t i = 0; code == KN_OK && i < entries.count; i++) {
        const kn_entry *entry = &entries.list[i];
        kn_harm *harm = &answer->harms[answer->harm_count++];
        const char *what = json_string_value(json_object_get(entry->body, "what"));

        memcpy(harm->id, entry->id, sizeof harm->id);
        harm->day = entry->at.day;
        harm->severity = severity_of(json_string_value(json_object_get(entry->body, "severity")));
        harm->arm = arm_on(answer->trial, entry->at.day);
        what = what ? what : "";
        memcpy(harm->what, what, kn_utf8_cut(what, strlen(what), sizeof harm->what - 1));
    }
    kn_entries_release(&entries);
    return code;
}

/* ---- Periods and run-in -----------------------------------------------------------------------*/

/* True if the study used this day. Rows of the data set and days ascend together: *at walks on. */
static bool is_kept(const kn_trial_answer *answer, int32_t day, size_t *at)
{
    const kn_person *person = answer->dataset.person;

    while (*at < person->rows && person->day[*at] < day)
        ++*at;
    return answer->study && *at < person->rows && person->day[*at] == day &&
           answer->study->person[0].kept[*at];
}

kn_code kn_trial_answer_periods(kn_trial_answer *answer, const kn_trial_rows *rows, kn_error *err)
{
    const kn_trial *trial = answer->trial;
    int32_t last = rows->first + (int32_t)rows->count - 1;
    size_t at = 0;

    answer->periods = calloc(trial->unit_count + 1, sizeof *answer->periods);
    if (!answer->periods)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu periods", trial->unit_count);
    for (size_t u = 0; u < trial->unit_count && trial->units[u].first_day <= last; u++) {
        const kn_trial_unit *unit = &trial->units[u];

        answer->periods[answer->period_count++] =
            (kn_trial_period){.unit = u,
                              .arm = unit->arm,
                              .first_day = unit->first_day,
                              .last_day = unit->last_day < last ? unit->last_day : last};
    }
    for (size_t i = 0; i < rows->count; i++) {
        const kn_trial_row *row = &rows->row[i];
        kn_trial_period *period;

        if (row->unit >= answer->period_count || row->state == KN_STATE_NOT_RECORDED)
            continue;
        period = &answer->periods[row->unit];
        period->recorded++;
        if (is_kept(answer, rows->first + (int32_t)i, &at)) {
            period->analysed++;
            period->total += row->value;
        }
    }
    for (size_t p = 0; p < answer->period_count; p++) {
        kn_trial_period *period = &answer->periods[p];

        if (period->analysed == 0)
            period->total = (double)NAN;
        period->mean = period->total / fmax(period->analysed, 1);
    }
    return KN_OK;
}

void kn_trial_answer_run_in(kn_trial_answer *answer, const kn_trial_rows *rows)
{
    kn_run_in *run_in = &answer->run_in;
    double sum = 0, squares = 0;

    for (size_t i = 0; i < rows->count; i++) {
        const kn_trial_row *row = &rows->row[i];

        if (row->phase != KN_PHASE_RUN_IN)
            continue;
        run_in->days++;
        if (row->state == KN_STATE_NOT_RECORDED)
            continue;
        run_in->recorded++;
        sum += row->value;
    }
    run_in->mean = run_in->recorded > 0 ? sum / run_in->recorded : (double)NAN;
    for (size_t i = 0; i < rows->count; i++)
        if (rows->row[i].phase == KN_PHASE_RUN_IN && rows->row[i].state != KN_STATE_NOT_RECORDED)
            squares += pow(rows->row[i].value - run_in->mean, 2);
    run_in->sd = run_in->recorded > 1 ? sqrt(squares / (run_in->recorded - 1)) : (double)NAN;
}
