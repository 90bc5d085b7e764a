/* The diary's days under the trial's schedule: the outcome in three states, the data set and the
 * design that the engine gets. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "answer/trial_answer_parts.h"
#include "base/random.h"

/* Only the evening total counts (docs/trials.md section 1): a course of the measure holds what
 * check-ins said, never the taps. */
static kn_code load_course(kn_store *store, const kn_trial *trial, int32_t last, kn_course *course,
                           kn_error *err)
{
    const char *outcome = trial->protocol.design.outcome;
    bool is_days = strcmp(outcome, KN_OUTCOME_SPASM_DAYS) == 0;

    return kn_summary_course(store, is_days ? "spasms" : outcome, trial->first_day, last, course,
                             err);
}

static double number_of(const kn_trial_design *design, kn_state state, double value)
{
    double number = state == KN_STATE_NONE ? 0 : value;

    return design->family == KN_BERNOULLI ? number > 0 : number;
}

/* After a pause the period goes on where it was, but its first wash-out days are not analysed:
 * fixed, whatever order is redrawn. */
static void set_phases(const kn_trial *trial, kn_trial_rows *rows)
{
    size_t after = SIZE_MAX; /* unit in which the last pause ended */
    int left = 0;

    for (size_t i = 0; i < rows->count; i++) {
        kn_trial_day on = kn_trial_on(trial, rows->first + (int32_t)i);
        kn_trial_row *row = &rows->row[i];

        row->phase = on.phase;
        row->unit = on.phase == KN_PHASE_ON || on.phase == KN_PHASE_WASHOUT ? on.unit : SIZE_MAX;
        if (on.phase == KN_PHASE_PAUSED) {
            left = trial->protocol.design.washout_days;
            after = SIZE_MAX;
            row->is_fixed = true;
        } else if (left > 0) {
            after = after == SIZE_MAX ? row->unit : after;
            row->is_fixed = row->unit != SIZE_MAX && row->unit == after;
            left = row->unit == after ? left - 1 : 0;
        }
    }
}

kn_code kn_trial_rows_load(kn_store *store, const kn_trial *trial, int32_t last,
                           kn_trial_rows *rows, kn_error *err)
{
    kn_course course = {0};
    kn_code code;

    *rows = (kn_trial_rows){.first = trial->first_day};
    if (last < trial->first_day)
        return KN_OK;
    code = load_course(store, trial, last, &course, err);
    if (code)
        return code;
    rows->count = (size_t)((int64_t)last - trial->first_day + 1);
    rows->row = calloc(rows->count, sizeof *rows->row);
    if (!rows->row) {
        kn_course_release(&course);
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu days", rows->count);
    }
    for (size_t i = 0; i < rows->count; i++) {
        kn_trial_row *row = &rows->row[i];

        row->state = course.state[i];
        row->value = row->state == KN_STATE_NOT_RECORDED
                         ? (double)NAN
                         : number_of(&trial->protocol.design, row->state, course.value[i]);
    }
    set_phases(trial, rows);
    kn_course_release(&course);
    return KN_OK;
}

/* ---- Data set ---------------------------------------------------------------------------------*/

/* A name as it stands in a sentence: those of the catalogue begin with a small letter unless they
 * are abbreviations; the person's own stay as they are. */
static void set_name(char out[KN_NAME_SIZE], const char *name, bool is_own)
{
    size_t size = kn_utf8_cut(name, strlen(name), KN_NAME_SIZE - 1);

    memcpy(out, name, size);
    out[size] = '\0';
    if (!is_own && isupper((unsigned char)out[0]) && islower((unsigned char)out[1]))
        out[0] = (char)tolower((unsigned char)out[0]);
}

static bool is_own_key(const char *key)
{
    return strlen(key) == KN_ID_SIZE - 1;
}

void kn_trial_arm_name(const kn_trial_design *design, int arm, char out[KN_NAME_SIZE])
{
    const kn_trial_arm *at = &design->arm[arm];

    if (strcmp(at->key, KN_ARM_USUAL) == 0 && strcasecmp(at->name, "as usual") == 0)
        snprintf(out, KN_NAME_SIZE, "usual care");
    else if (strcmp(at->key, KN_ARM_PLACEBO) == 0 && strcasecmp(at->name, "dummy") == 0)
        snprintf(out, KN_NAME_SIZE, "a dummy");
    else
        set_name(out, at->name, is_own_key(at->key));
}

static void set_names(kn_trial_answer *answer)
{
    const kn_trial_design *design = &answer->trial->protocol.design;
    kn_dataset *dataset = &answer->dataset;

    snprintf(dataset->source, sizeof dataset->source, "the diary");
    if (strcmp(design->outcome, KN_OUTCOME_SPASM_DAYS) == 0)
        snprintf(dataset->outcome, sizeof dataset->outcome, "a spasm");
    else if (design->family == KN_BERNOULLI) /* "you had ... on about 12 fewer days" */
        snprintf(dataset->outcome, sizeof dataset->outcome, "a yes to \"%.100s\"",
                 design->outcome_name);
    else
        set_name(dataset->outcome, design->outcome_name, is_own_key(design->outcome));
    if (kn_utf8_check(dataset->outcome, strlen(dataset->outcome)) != strlen(dataset->outcome))
        snprintf(dataset->outcome, sizeof dataset->outcome, "a yes");
    for (int k = 0; k < design->arms; k++)
        kn_trial_arm_name(design, k, dataset->arm_name[k]);
}

static kn_code new_person(kn_dataset *dataset, size_t rows, kn_error *err)
{
    kn_person *person = calloc(1, sizeof *person);

    if (!person)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for a person");
    dataset->person = person;
    dataset->people = 1;
    snprintf(person->name, sizeof person->name, "1");
    person->day = malloc((rows + 1) * sizeof *person->day);
    person->arm = malloc(rows + 1);
    person->outcome = malloc((rows + 1) * sizeof *person->outcome);
    person->period = malloc((rows + 1) * sizeof *person->period);
    if (!person->day || !person->arm || !person->outcome || !person->period)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu days", rows);
    return KN_OK;
}

static int pause_days(const kn_trial_pause *pause, const kn_trial_rows *rows)
{
    int32_t from = pause->first_day, to = pause->last_day;
    int32_t last = rows->first + (int32_t)rows->count - 1;

    from = from < rows->first ? rows->first : from;
    to = to > last ? last : to;
    return to < from ? 0 : to - from + 1;
}

kn_code kn_trial_answer_dataset(kn_trial_answer *answer, const kn_trial_rows *rows, kn_error *err)
{
    const kn_trial *trial = answer->trial;
    kn_dataset *dataset = &answer->dataset;
    kn_code code = new_person(dataset, rows->count, err);

    if (code)
        return code;
    for (size_t i = 0; i < trial->pause_count; i++) /* gaps before an extension are no pauses */
        if (!trial->pauses[i].is_gap)
            answer->paused += pause_days(&trial->pauses[i], rows);
    dataset->arms = trial->protocol.design.arms;
    dataset->family = trial->protocol.design.family;
    dataset->days_are_dates = true;
    set_names(answer);
    for (size_t i = 0; i < rows->count; i++) {
        const kn_trial_row *row = &rows->row[i];
        kn_person *person = dataset->person;

        if (row->unit == SIZE_MAX)
            continue;
        answer->scheduled++;
        answer->recorded += row->state != KN_STATE_NOT_RECORDED;
        if (row->is_fixed)
            continue;
        answer->arm_days[trial->units[row->unit].arm]++;
        if (row->state == KN_STATE_NOT_RECORDED)
            continue;
        person->day[person->rows] = rows->first + (int32_t)i;
        person->arm[person->rows] = trial->units[row->unit].arm;
        person->outcome[person->rows] = row->value;
        person->period[person->rows] = (int32_t)row->unit;
        person->rows++;
    }
    return KN_OK;
}

/* ---- Design -----------------------------------------------------------------------------------*/

enum { LISTED_SCHEDULES = 4096 /* drawn anew for the list of a day-by-day order */ };

/* One drawn order after the other: the trial's own, then each extension's. */
static kn_code draw_part(const kn_trial_design *design, uint64_t seed, size_t from, kn_design *list,
                         kn_error *err)
{
    kn_drawer *drawer = kn_drawer_new(design, err);
    kn_random random;

    if (!drawer)
        return err->code;
    kn_random_init(&random, seed, 0);
    for (size_t row = 1; row < LISTED_SCHEDULES; row++)
        kn_drawer_draw(drawer, &random, list->permitted + row * list->units + from);
    kn_drawer_free(drawer);
    return KN_OK;
}

/* An extended day-by-day order is several orders drawn one after the other, and one of more than
 * KN_BALANCED_UNITS_MAX days is too long to be counted. Their permitted sets have no kind of their
 * own: a list of schedules drawn anew, with the one followed among them, gives an
 * exact test all the same (Phipson and Smyth 2010). */
static kn_code list_drawn(kn_design *design, const kn_trial *trial, kn_error *err)
{
    kn_trial_design part = trial->protocol.design;
    size_t from = kn_trial_units(&part);
    kn_code code;

    design->kind = KN_DESIGN_LIST;
    design->schedules = LISTED_SCHEDULES;
    design->permitted = calloc(LISTED_SCHEDULES, design->units);
    if (!design->permitted)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu units", design->units);
    memcpy(design->permitted, design->arm, design->units);
    code = draw_part(&part, 1, 0, design, err);
    for (size_t i = 0; code == KN_OK && i < trial->event_count && from < design->units; i++) {
        const kn_trial_event *event = &trial->events[i];

        if (event->kind != KN_EVENT_EXTEND || !event->counts)
            continue;
        part.cycles = (int)json_integer_value(json_object_get(event->body, "cycles"));
        if (part.cycles < 1 || from + kn_trial_units(&part) > design->units)
            return kn_fail(err, KN_DATA, NULL, "an extension by %d cycles", part.cycles);
        code = draw_part(&part, i + 2, from, design, err);
        from += kn_trial_units(&part);
    }
    if (code == KN_OK && from != design->units)
        code = kn_fail(err, KN_DATA, NULL, "%zu days were drawn, not %zu", from, design->units);
    return code;
}

/* All of a day-by-day order, and whole cycles: what a stop left out was drawn too, so it is redrawn
 * with the rest. */
kn_code kn_trial_answer_design(kn_trial_answer *answer, int32_t last, kn_error *err)
{
    const kn_trial *trial = answer->trial;
    const kn_trial_design *plan = &trial->protocol.design;
    kn_design *design = &answer->design;
    size_t arms = (size_t)plan->arms, begun = 0;

    while (begun < trial->unit_count && trial->units[begun].first_day <= last)
        begun++;
    *design = (kn_design){.kind = KN_DESIGN_BLOCKS,
                          .arms = plan->arms,
                          .units = (begun + arms - 1) / arms * arms,
                          .block_units = arms,
                          .washout_days = plan->washout_days,
                          .begun = begun};
    if (plan->order == KN_ORDER_DAYS || design->units > trial->unit_count)
        design->units = trial->unit_count;
    design->first_day = calloc(design->units + 1, sizeof *design->first_day);
    design->arm = calloc(design->units + 1, 1);
    if (!design->first_day || !design->arm)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for %zu units", design->units);
    for (size_t u = 0; u < design->units; u++) {
        int32_t first = trial->units[u].first_day;

        if (u > 0 && first <= design->first_day[u - 1]) /* after a stop: on no calendar */
            first = design->first_day[u - 1] + plan->block_days;
        design->first_day[u] = first;
        design->arm[u] = trial->units[u].arm;
        design->first_day[u + 1] =
            trial->units[u].last_day >= first ? trial->units[u].last_day + 1 : first + 1;
    }
    if (plan->order == KN_ORDER_CYCLES)
        return KN_OK;
    design->kind = KN_DESIGN_RUN_LIMITED;
    design->block_units = 0;
    design->run_limit = plan->run_limit;
    design->balanced = true;
    return design->units > kn_trial_units(plan) || design->units > KN_BALANCED_UNITS_MAX
               ? list_drawn(design, trial, err)
               : KN_OK;
}
