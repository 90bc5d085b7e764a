/* Which suspects go into the study, each in one form and at one lag.
 *
 * A day counts only when every suspect in the study is known, so that each one costs days. A
 * suspect known on under KN_SUSPECT_SHARE_MIN of the days is left out first: it alone would cost
 * more than two days in five. Then, while fewer than half of the days would count, the one goes
 * whose going brings back the most days. Only how often suspects were answered decides, never what
 * the answers were. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answer/triggers_answer_parts.h"

#define COUNTED_MIN 0.5 /* share of the days with a known state that must count */
#define TIMELY_MIN  0.5 /* of the days with spasms, and of those without: hours written in time */

/* Those that nobody can avoid by lot. */
static const char *const given[] = {"cold", "cold-day", "period", "medicine-change", "stress"};

/* ---- One candidate ----------------------------------------------------------------------------*/

static const char *name_of(const kn_trigger_source *source, const kn_trigger_form *form)
{
    const kn_derived *derived = form->is_derived ? kn_derived_find(form->key) : NULL;
    const kn_item *item = kn_catalogue_find(&source->catalogue, KN_KIND_SUSPECT, form->key);

    return item ? item->name : derived ? derived->name : form->key;
}

static bool can_test(const kn_trigger_source *source, const char *key)
{
    const kn_item *item = kn_catalogue_find(&source->catalogue, KN_KIND_SUSPECT, key);

    for (size_t i = 0; i < sizeof given / sizeof *given; i++)
        if (strcmp(given[i], key) == 0)
            return false;
    return !item || !item->is_before;
}

/* False if the diary has nothing of it on a day with a known state. */
static kn_code make(const kn_trigger_source *source, const kn_candidates *all,
                    const kn_trigger_form *form, kn_candidate *candidate, bool *any, kn_error *err)
{
    double *column = malloc((2 * source->count + 1) * sizeof *column);
    const char *name = name_of(source, form);
    kn_trigger_suspect *shown = &candidate->shown;

    *candidate = (kn_candidate){.form = *form, .shown = {.lag = form->lag, .column = -1}};
    candidate->value = malloc((all->rows + 1) * sizeof *candidate->value);
    if (!column || !candidate->value) {
        free(column);
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for the suspects");
    }
    memcpy(shown->key, form->key, sizeof shown->key);
    memcpy(shown->name, name, strnlen(name, sizeof shown->name - 1));
    shown->is_derived = form->is_derived;
    shown->may_come_after = form->may_come_after;
    shown->can_test = can_test(source, form->key);
    if (kn_trigger_column(source, form, column, column + source->count))
        for (size_t i = 0; i < all->rows; i++) {
            candidate->value[i] = column[all->row[i]];
            shown->answered += !isnan(candidate->value[i]);
            shown->met += candidate->value[i] > 0;
        }
    *any = shown->answered > 0;
    free(column);
    return KN_OK;
}

/* Whether the hours of sleep were written in time on enough days of both kinds. Where nights are
 * broken by spasms they cannot be, and those days must not drop out. */
static bool is_timely(const kn_trigger_source *source)
{
    double known[2] = {0}, timely[2] = {0};

    for (size_t i = source->margin; i < source->count; i++) {
        int episode = kn_trigger_episode(source, i);

        if (episode < 0)
            continue;
        known[episode]++;
        timely[episode] += !isnan(source->sleep_before[i]);
    }
    return timely[0] >= TIMELY_MIN * known[0] && timely[1] >= TIMELY_MIN * known[1];
}

static const kn_frozen *find_frozen(const kn_frozen frozen[], size_t count, const char *key)
{
    for (size_t i = 0; i < count && key; i++)
        if (strcmp(frozen[i].form.key, key) == 0)
            return &frozen[i];
    return NULL;
}

static kn_trigger_form form_of_derived(const kn_trigger_source *source, const kn_derived *derived,
                                       const kn_frozen *frozen, bool same_day)
{
    kn_trigger_form form = {.lag = 1, .is_derived = true};
    bool is_sleep = strcmp(derived->key, "short-night") == 0;

    memcpy(form.key, derived->key, strlen(derived->key) + 1);
    if (frozen && !same_day)
        form.lag = frozen->form.lag;
    else if (same_day || (derived->is_before && (!is_sleep || is_timely(source))))
        form.lag = 0;
    form.may_come_after = same_day && (is_sleep || !derived->is_before);
    return form;
}

static kn_trigger_form form_of_logged(const kn_logged *logged, const kn_frozen *frozen,
                                      bool same_day)
{
    bool is_before = logged->item && logged->item->is_before;
    kn_trigger_form form = {.lag = is_before || same_day ? 0 : 1,
                            .may_come_after = same_day && !is_before};

    memcpy(form.key, logged->key, sizeof form.key);
    form.is_graded =
        frozen ? frozen->form.is_graded
               : logged->item && logged->item->scale == KN_SCALE_0_10 && logged->all_levelled;
    if (frozen && !same_day)
        form.lag = frozen->form.lag;
    return form;
}

/* ---- All candidates ---------------------------------------------------------------------------*/

static kn_candidate *room_for_one(kn_candidates *all, kn_error *err)
{
    kn_candidate *list;

    if (all->count == KN_TRIGGER_ROWS_MAX)
        return NULL;
    list = realloc(all->list, (all->count + 1) * sizeof *list);
    if (!list) {
        kn_fail(err, KN_NOMEM, NULL, "out of memory for the suspects");
        return NULL;
    }
    all->list = list;
    memset(&list[all->count], 0, sizeof *list);
    return &list[all->count++];
}

/* Adds it if there is anything to add; *taken says so. Beyond KN_TRIGGER_ROWS_MAX none is. */
static kn_code add(const kn_trigger_source *source, kn_candidates *all, const kn_trigger_form *form,
                   bool *taken, kn_error *err)
{
    bool was_full = all->count == KN_TRIGGER_ROWS_MAX;
    kn_candidate *candidate = room_for_one(all, err);
    kn_code code;

    *taken = false;
    if (!candidate)
        return was_full ? KN_OK : KN_NOMEM;
    code = make(source, all, form, candidate, taken, err);
    if (!*taken) {
        free(candidate->value);
        all->count--;
    }
    return code;
}

/* Of a derived suspect and its logged twin, both added last, the one goes that is known on fewer
 * days. A finding stays what it was frozen as. Effort is one question in both forms, so its levels
 * are used as soon as they are known on enough days. */
static void keep_one(kn_candidates *all, const kn_frozen frozen[], size_t frozen_count)
{
    kn_candidate *derived = &all->list[all->count - 2], *twin = &all->list[all->count - 1], gone;
    bool is_twin = twin->shown.answered > derived->shown.answered;

    if (strcmp(derived->form.key, "more-effort") == 0)
        is_twin = (double)derived->shown.answered < KN_SUSPECT_SHARE_MIN * (double)all->rows;
    if (find_frozen(frozen, frozen_count, twin->form.key))
        is_twin = true;
    if (find_frozen(frozen, frozen_count, derived->form.key))
        is_twin = false;
    gone = is_twin ? *derived : *twin;
    if (is_twin)
        *derived = *twin;
    memcpy(derived->shown.other, gone.form.key, sizeof derived->shown.other);
    free(gone.value);
    all->count--;
}

static kn_code add_derived(const kn_trigger_source *source, const kn_frozen frozen[],
                           size_t frozen_count, bool same_day, kn_candidates *all, kn_error *err)
{
    kn_code code = KN_OK;

    for (size_t i = 0; i < kn_derived_count && !code; i++) {
        const kn_derived *derived = &kn_deriveds[i];
        const kn_logged *logged = derived->twin ? kn_trigger_logged(source, derived->twin) : NULL;
        kn_trigger_form form = form_of_derived(
            source, derived, find_frozen(frozen, frozen_count, derived->key), same_day);
        bool has_derived, has_twin = false;

        code = add(source, all, &form, &has_derived, err);
        if (!code && logged) {
            form =
                form_of_logged(logged, find_frozen(frozen, frozen_count, derived->twin), same_day);
            code = add(source, all, &form, &has_twin, err);
        }
        if (!code && has_derived && has_twin)
            keep_one(all, frozen, frozen_count);
    }
    return code;
}

static bool is_twin(const char *key)
{
    for (size_t i = 0; i < kn_derived_count; i++) {
        const char *twin = kn_deriveds[i].twin ? kn_deriveds[i].twin : kn_deriveds[i].key;
        if (strcmp(twin, key) == 0)
            return true;
    }
    return false;
}

/* Those of the catalogue in its order, then those that are no longer in it. */
static kn_code add_logged(const kn_trigger_source *source, const kn_frozen frozen[],
                          size_t frozen_count, bool same_day, kn_candidates *all, kn_error *err)
{
    const kn_catalogue *catalogue = &source->catalogue;
    kn_code code = KN_OK;

    for (size_t i = 0; i < catalogue->count + source->logged_count && !code; i++) {
        bool is_gone = i >= catalogue->count;
        const kn_item *item = is_gone ? NULL : &catalogue->items[i];
        const kn_logged *logged = is_gone ? &source->logged[i - catalogue->count]
                                  : item->kind == KN_KIND_SUSPECT
                                      ? kn_trigger_logged(source, item->key)
                                      : NULL;
        kn_trigger_form form;
        bool taken;

        if (!logged || (is_gone && logged->item) || is_twin(logged->key))
            continue;
        form = form_of_logged(logged, find_frozen(frozen, frozen_count, logged->key), same_day);
        code = add(source, all, &form, &taken, err);
    }
    return code;
}

/* ---- Leaving out ------------------------------------------------------------------------------*/

static void leave_out(kn_candidates *all, kn_candidate *candidate, kn_left_out_reason reason)
{
    candidate->shown.left_out = reason;
    for (size_t i = 0; i < all->rows; i++)
        all->gaps[i] -= isnan(candidate->value[i]);
}

/* The one whose going brings back the most days; of equals the one answered least, the last. */
static kn_candidate *dearest(const kn_candidates *all)
{
    kn_candidate *found = NULL;
    size_t most = 0;

    for (size_t c = 0; c < all->count; c++) {
        kn_candidate *candidate = &all->list[c];
        size_t gain = 0;

        if (candidate->shown.left_out)
            continue;
        for (size_t i = 0; i < all->rows; i++)
            gain += all->gaps[i] == 1 && isnan(candidate->value[i]);
        if (found &&
            (gain < most || (gain == most && candidate->shown.answered > found->shown.answered)))
            continue;
        found = candidate;
        most = gain;
    }
    return found;
}

static void choose(kn_candidates *all)
{
    size_t left = all->count;

    for (size_t c = 0; c < all->count; c++)
        for (size_t i = 0; i < all->rows; i++)
            all->gaps[i] += isnan(all->list[c].value[i]);
    for (size_t c = 0; c < all->count; c++) {
        kn_candidate *candidate = &all->list[c];
        double answered = (double)candidate->shown.answered;

        if (answered < KN_SUSPECT_DAYS_MIN)
            leave_out(all, candidate, KN_LEFT_OUT_FEW);
        else if (answered < KN_SUSPECT_SHARE_MIN * (double)all->rows)
            leave_out(all, candidate, KN_LEFT_OUT_SHARE);
        left -= candidate->shown.left_out != KN_IN_STUDY;
    }
    while (left > 1) {
        size_t counted = 0;

        for (size_t i = 0; i < all->rows; i++)
            counted += all->gaps[i] == 0;
        if ((double)counted >= COUNTED_MIN * (double)all->rows && left <= KN_SUSPECTS_MAX)
            break;
        leave_out(all, dearest(all), KN_LEFT_OUT_GAPS);
        left--;
    }
}

kn_code kn_candidates_choose(const kn_trigger_source *source, const kn_frozen frozen[],
                             size_t frozen_count, bool same_day, kn_candidates *all, kn_error *err)
{
    int column = 0;
    kn_code code = KN_OK;

    *all = (kn_candidates){.row = calloc(source->count + 1, sizeof *all->row),
                           .gaps = calloc(source->count + 1, sizeof *all->gaps)};
    if (!all->row || !all->gaps)
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory for the days");
    for (size_t i = 0; i < source->count && !code; i++)
        if (kn_trigger_episode(source, i) >= 0)
            all->row[all->rows++] = i;
    if (!code)
        code = add_derived(source, frozen, frozen_count, same_day, all, err);
    if (!code)
        code = add_logged(source, frozen, frozen_count, same_day, all, err);
    if (code) {
        kn_candidates_release(all);
        return code;
    }
    choose(all);
    for (size_t c = 0; c < all->count; c++)
        if (!all->list[c].shown.left_out)
            all->list[c].shown.column = column++;
    return KN_OK;
}

void kn_candidates_release(kn_candidates *all)
{
    for (size_t c = 0; c < all->count; c++)
        free(all->list[c].value);
    free(all->list);
    free(all->row);
    free(all->gaps);
    *all = (kn_candidates){0};
}
