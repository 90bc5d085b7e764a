/* A suspect at its lag: for each day the value that is known to come before the day's spasms. */
#include <math.h>
#include <string.h>

#include "answer/triggers_answer_parts.h"

#define ALMOST 1e-9 /* 6.4 hours are an hour under 7.4 */

const kn_derived kn_deriveds[] = {
    {"short-night", "Short sleep", "short-sleep", true},
    {"more-effort", "Effort above your usual", "effort", false},
    {"cold-day", "Cold day", "cold", true},
    {"medicine-change", "Change of medicine", NULL, false},
};
const size_t kn_derived_count = sizeof kn_deriveds / sizeof *kn_deriveds;

const kn_derived *kn_derived_find(const char *key)
{
    for (size_t i = 0; i < kn_derived_count; i++)
        if (strcmp(kn_deriveds[i].key, key) == 0)
            return &kn_deriveds[i];
    return NULL;
}

/* ---- What is usual ----------------------------------------------------------------------------*/

/* The median of the known ones of the KN_USUAL_DAYS days before; NAN if too few are known. */
static double usual_before(const double value[], size_t index)
{
    size_t from = index > KN_USUAL_DAYS ? index - KN_USUAL_DAYS : 0;
    double known[KN_USUAL_DAYS];
    int n = 0;

    for (size_t i = from; i < index; i++) {
        int at = n;

        if (isnan(value[i]))
            continue;
        for (; at > 0 && known[at - 1] > value[i]; at--) /* sorted as they come: 28 at most */
            known[at] = known[at - 1];
        known[at] = value[i];
        n++;
    }
    if (n < KN_USUAL_KNOWN)
        return (double)NAN;
    return n % 2 ? known[n / 2] : (known[n / 2 - 1] + known[n / 2]) / 2;
}

/* 1 where `value` of the day is `by` or more under what is usual by `history`. */
static void mark_under(size_t count, const double value[], const double history[], double by,
                       double out[])
{
    for (size_t i = 0; i < count; i++) {
        double usual = isnan(value[i]) ? (double)NAN : usual_before(history, i);

        out[i] = isnan(usual) ? (double)NAN : value[i] <= usual - by + ALMOST;
    }
}

/* ---- Derived suspects -------------------------------------------------------------------------*/

static bool any_known(size_t count, const double value[])
{
    for (size_t i = 0; i < count; i++)
        if (!isnan(value[i]))
            return true;
    return false;
}

static bool fill_short_night(const kn_trigger_source *source, const kn_trigger_form *form,
                             double out[])
{
    bool is_before = form->lag == 0 && !form->may_come_after;

    mark_under(source->count, is_before ? source->sleep_before : source->sleep, source->sleep,
               KN_SLEEP_SHORT, out);
    return any_known(source->count, source->sleep);
}

static bool fill_cold_day(const kn_trigger_source *source, double out[])
{
    mark_under(source->count, source->temperature, source->temperature, KN_COLD_UNDER, out);
    return any_known(source->count, source->temperature);
}

/* Of what was logged only levels can be compared with one another, and a no is the level 0. */
static bool fill_more_effort(const kn_trigger_source *source, double out[], double level[])
{
    const kn_logged *logged = kn_trigger_logged(source, "effort");
    bool any = false;

    for (size_t i = 0; i < source->count && logged; i++) {
        bool is_known = logged->is_graded[i] || logged->level[i] == 0;

        level[i] = is_known ? logged->level[i] : (double)NAN;
        any = any || logged->is_graded[i];
    }
    for (size_t i = 0; i < source->count && any; i++) {
        double usual = isnan(level[i]) ? (double)NAN : usual_before(level, i);

        out[i] = isnan(usual) ? (double)NAN : level[i] > usual + ALMOST;
    }
    return any;
}

/* On the day itself: yes after a change within KN_MEDICINE_DAYS days up to it, whether written as a
 * medicine or as an answer; no if the answer of the day was no. */
static bool fill_medicine(const kn_trigger_source *source, double out[])
{
    const kn_logged *logged = kn_trigger_logged(source, "medicine-change");
    size_t since = KN_MEDICINE_DAYS;
    bool any = false;

    for (size_t i = 0; i < source->count; i++) {
        double said = logged ? logged->level[i] : (double)NAN;

        since = source->medicine[i] || said > 0 ? 0 : since + 1;
        out[i] = since < KN_MEDICINE_DAYS ? 1 : said == 0 ? 0 : (double)NAN;
        any = any || !isnan(out[i]);
    }
    return any;
}

static bool fill_logged(const kn_trigger_source *source, const kn_trigger_form *form, double out[])
{
    const kn_logged *logged = kn_trigger_logged(source, form->key);

    for (size_t i = 0; i < source->count && logged; i++)
        out[i] = isnan(logged->level[i]) ? (double)NAN
                 : form->is_graded       ? logged->level[i]
                                         : logged->level[i] > 0;
    return logged != NULL;
}

bool kn_trigger_column(const kn_trigger_source *source, const kn_trigger_form *form,
                       double column[], double scratch[])
{
    size_t lag = (size_t)form->lag;
    bool any;

    if (!form->is_derived)
        any = fill_logged(source, form, column);
    else if (strcmp(form->key, "short-night") == 0)
        any = fill_short_night(source, form, column);
    else if (strcmp(form->key, "cold-day") == 0)
        any = fill_cold_day(source, column);
    else if (strcmp(form->key, "more-effort") == 0)
        any = fill_more_effort(source, column, scratch);
    else
        any = fill_medicine(source, column);
    if (!any)
        return false;
    for (size_t i = source->count; i-- > 0;) /* what was `lag` days before */
        column[i] = i >= lag ? column[i - lag] : (double)NAN;
    return true;
}
