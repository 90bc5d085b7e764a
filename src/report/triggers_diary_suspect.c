/* What is said of one suspect. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/diary_words.h"
#include "report/triggers_diary.h"
#include "report/triggers_words.h"
#include "report/words.h"

enum { NAME_SHOWN = 40 };

static bool is_key(const kn_trigger_suspect *suspect, const char *key)
{
    return strcmp(suspect->key, key) == 0;
}

/* ---- When it counts ---------------------------------------------------------------------------*/

const char *kn_trigger_timing(const kn_trigger_suspect *suspect)
{
    if (is_key(suspect, "short-night"))
        return suspect->lag == 0 ? "the night before" : "two nights before";
    if (is_key(suspect, "medicine-change"))
        return suspect->lag == 0 ? "that day or in the week before" : "in the week before";
    return suspect->lag == 0 ? "that day" : "the day before";
}

void kn_trigger_say_label(const kn_trigger_diary_answer *answer, const kn_trigger_suspect *suspect,
                          kn_text *out)
{
    const kn_suspect_answer *found = kn_trigger_suspect_answer(answer, suspect);
    const char *timing = kn_trigger_timing(suspect);
    char unit[KN_NUMBER_SIZE];

    kn_words_name(out, suspect->name, NAME_SHOWN);
    if (strcmp(timing, "that day") != 0 || suspect->may_come_after)
        kn_text_addf(out, " %s", timing);
    if (found && found->graded)
        kn_text_addf(out, ", for every %s more", kn_number_format(unit, found->unit, 2));
}

static const struct {
    const char *key, *words, *late, *twin;
} deriveds[] = {
    {"short-night",
     "From the hours of sleep you wrote down by your usual time in the morning, on days without a "
     "spasm before it: an hour or more under your usual.",
     "From the hours of sleep you wrote down: an hour or more under your usual. It is the night "
     "before that of the spasm, since the last one was not written down in time on enough days.",
     "the hours of sleep"},
    {"more-effort", "From the levels of effort you wrote down: above your usual.", NULL,
     "levels of effort"},
    {"cold-day", "From the temperature you wrote down: 3 degrees or more under the usual.", NULL,
     "the temperature"},
    {"medicine-change",
     "From the medicines you wrote down, and your answers: a change in the 7 days before.", NULL,
     NULL},
};

void kn_trigger_say_derived(const kn_trigger_suspect *suspect, kn_text *out)
{
    for (size_t i = 0; i < sizeof deriveds / sizeof *deriveds; i++) {
        if (suspect->is_derived && is_key(suspect, deriveds[i].key))
            kn_text_add(out, suspect->lag > 0 && deriveds[i].late ? deriveds[i].late
                                                                  : deriveds[i].words);
        if (!suspect->is_derived && deriveds[i].twin &&
            strcmp(suspect->other, deriveds[i].key) == 0)
            kn_text_addf(out, "From your answers: they are there on more days than %s.",
                         deriveds[i].twin);
    }
    if (suspect->is_derived && suspect->other[0] && !is_key(suspect, "more-effort"))
        kn_text_add(out, " Known on more days than your answers.");
}

/* ---- What it comes to -------------------------------------------------------------------------*/

void kn_trigger_say_times(const kn_summary *log_odds, const char *high, kn_text *out)
{
    char middle[KN_TRIGGER_NUMBER_SIZE], from[KN_TRIGGER_NUMBER_SIZE], to[KN_TRIGGER_NUMBER_SIZE];

    kn_text_addf(out, "%s times%s, likely %s to %s", kn_trigger_ratio(middle, log_odds->mean), high,
                 kn_trigger_ratio(from, log_odds->q025), kn_trigger_ratio(to, log_odds->q975));
}

void kn_trigger_say_words(const kn_trigger_diary_answer *answer, const kn_trigger_suspect *suspect,
                          kn_text *out)
{
    static const char *const words[] = {
        [KN_STANDS_NOT_JUDGED] = "Not judged",
        [KN_STANDS_NOTHING] = "No clear link so far",
        [KN_STANDS_WATCH] = "Worth watching",
        [KN_STANDS_NOT_STRONG] = "Not a strong one",
        [KN_STANDS_FADED] = "Found once, no longer clear",
        [KN_STANDS_NOT_HELD] = "Found, and not seen again",
        [KN_STANDS_FOUND] = "Found, and being checked",
    };
    const kn_suspect_answer *found = kn_trigger_suspect_answer(answer, suspect);
    kn_trigger_standing standing = kn_trigger_standing_of(answer, suspect);

    kn_text_add(out, standing != KN_STANDS_HELD ? words[standing]
                     : found->joint.mean < 0    ? "Goes with fewer spasms"
                                                : "Goes with more spasms");
    if (found) {
        kn_text_add(out, ": the odds of a spasm day were ");
        kn_trigger_say_times(&found->joint, " as high", out);
    }
    kn_text_add(out, ".");
}

void kn_trigger_say_refused(const kn_trigger_diary_answer *answer,
                            const kn_trigger_suspect *suspect, kn_text *out)
{
    const kn_trigger_answer *alone = answer->study ? &answer->study->alone[0] : NULL;
    size_t known = answer->days - answer->unknown;

    switch (suspect->left_out) {
    case KN_LEFT_OUT_FEW:
        kn_text_add(out, "known on ");
        kn_words_count(out, (long)suspect->answered, "day", "days");
        kn_text_addf(out, "; it takes %d at least", KN_SUSPECT_DAYS_MIN);
        return;
    case KN_LEFT_OUT_SHARE:
        kn_text_addf(out,
                     "known on %zu of %zu days; it takes %.0f in 100, since a day counts only when "
                     "every suspect is known",
                     suspect->answered, known, 100 * KN_SUSPECT_SHARE_MIN);
        return;
    case KN_LEFT_OUT_GAPS:
        kn_text_add(out, "with it fewer than half of the days would count, since it is known on "
                         "other days than the rest");
        return;
    case KN_IN_STUDY:
        break;
    }
    if (alone && alone->suspect[suspect->column].refused)
        kn_text_add(out, kn_trigger_words_refused(alone->suspect[suspect->column].refused));
    else if (!alone || alone->unfit)
        kn_text_add(out, "there are no days to compare yet");
}

/* ---- Findings ---------------------------------------------------------------------------------*/

static void say_since(const kn_trigger_diary_answer *answer, const kn_trigger_suspect *suspect,
                      kn_text *out)
{
    long days = (long)answer->last_day - suspect->found_on;

    kn_text_add(out, " In the ");
    kn_words_count(out, days > 1 ? days : 1, "day", "days");
    kn_text_addf(out, " after, it pointed the %s way: ", suspect->since_same ? "same" : "other");
    kn_trigger_say_times(&suspect->since.joint, "", out);
    kn_text_add(out, ", from ");
    kn_words_count(out, (long)suspect->since_episodes, "spasm day", "spasm days");
    kn_text_add(out, ".");
}

void kn_trigger_say_finding(const kn_trigger_diary_answer *answer,
                            const kn_trigger_suspect *suspect, kn_text *out)
{
    char date[KN_WORDS_SIZE];

    if (suspect->state == KN_FINDING_NONE)
        return;
    kn_text_addf(out, "This was found on %s.",
                 kn_words_date(date, suspect->found_on, answer->last_day));
    if (suspect->has_since && suspect->since_episodes > 0)
        say_since(answer, suspect, out);
    switch (suspect->state) {
    case KN_FINDING_NEW:
        kn_text_add(out, " No spasm day since could be compared yet. It is being checked.");
        break;
    case KN_FINDING_CHECKING:
        kn_text_add(out, suspect->has_since
                             ? " Not enough on its own yet. We go on checking."
                             : " Since then it was the same on all days that can be compared. We "
                               "go on checking.");
        break;
    case KN_FINDING_HELD:
        kn_text_add(out, " It held.");
        break;
    default:
        kn_text_add(out, " It did not hold: what was found may have been luck.");
    }
    if (kn_trigger_standing_of(answer, suspect) == KN_STANDS_FADED)
        kn_text_add(out, " On all days together it is no longer clear.");
}
