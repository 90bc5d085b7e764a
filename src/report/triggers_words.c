#include "report/triggers_words.h"

#include <math.h>
#include <stdio.h>

#include "report/words.h"

enum { NAME_SHOWN = 40, SIZE = KN_TRIGGER_NUMBER_SIZE };

const char kn_trigger_words_not_cause[] =
    "This was watched, not tested: what goes with episodes need not set them off. A trial of your "
    "own, with it and without it, can tell more.";

const char *kn_trigger_words_headline(kn_trigger_verdict verdict)
{
    static const char *const words[] = {
        [KN_TRIGGERS_COULD_NOT] = "This diary could not have told.",
        [KN_TRIGGERS_GOES_WITH] = "Something goes with more episodes.",
        [KN_TRIGGERS_GOES_WITH_FEWER] = "Something goes with fewer episodes.",
        [KN_TRIGGERS_NO_STRONG] = "No strong trigger among those asked about.",
    };
    return words[verdict];
}

const char *kn_trigger_words_brief(kn_trigger_verdict verdict)
{
    static const char *const words[] = {
        [KN_TRIGGERS_COULD_NOT] = "could not tell",
        [KN_TRIGGERS_GOES_WITH] = "goes with more",
        [KN_TRIGGERS_GOES_WITH_FEWER] = "goes with fewer",
        [KN_TRIGGERS_NO_STRONG] = "not a strong one",
    };
    return words[verdict];
}

const char *kn_trigger_words_unfit(kn_trigger_unfit unfit)
{
    static const char *const words[] = {
        [KN_TRIGGER_FIT] = "",
        [KN_TRIGGER_NO_DAYS] = "There is no day on which the episodes and every suspect were "
                               "recorded. A suspect that is not answered is not taken for a no.",
        [KN_TRIGGER_NO_EPISODE] = "No day that counts has an episode.",
        [KN_TRIGGER_NO_CONTROL] =
            "Every day that counts has an episode. Days with episodes are compared with days "
            "without; a day that was not written down is not taken for one.",
        [KN_TRIGGER_NO_STRATUM] =
            "No day with an episode has a day without one to compare with: none of the same "
            "weekday and month, or of the same fortnight.",
        [KN_TRIGGER_NO_SUSPECT] = "None of the suspects could be judged.",
    };
    return words[unfit];
}

const char *kn_trigger_words_refused(kn_suspect_refusal refusal)
{
    static const char *const words[] = {
        [KN_SUSPECT_NONE] = "",
        [KN_SUSPECT_UNANSWERED] = "answered on fewer than half of the days",
        [KN_SUSPECT_CONSTANT] = "the same on every day that counts",
        [KN_SUSPECT_CONSTANT_IN_STRATA] =
            "the same on all the days that are compared with one another, as a weekday is",
        [KN_SUSPECT_OUTCOME] =
            "it is the episode itself, or that of the day before, under another name",
    };
    return words[refusal];
}

const char *kn_trigger_ratio(char out[SIZE], double log_odds)
{
    return kn_number_format(out, exp(log_odds), 2);
}

/* {X}: the suspect; {Y}: the other; {value}; {percent}. */
static const char *const doubt_words[KN_TRIGGER_DOUBT_COUNT] = {
    [KN_TRIGGER_DOUBT_FEW_EPISODES] =
        "Only {value} episodes could be compared with days without one. Below 24 nothing is said "
        "for or against any suspect.",
    [KN_TRIGGER_DOUBT_ANSWERED_MORE] =
        "\"{X}\" was answered more often on days with an episode, by {percent} in 100 days. An "
        "episode can make one remember; that alone can look like a trigger.",
    [KN_TRIGGER_DOUBT_OTHER_STRATA] =
        "\"{X}\" is judged otherwise when days are matched the other way (weekday and month, or "
        "fortnight).",
    [KN_TRIGGER_DOUBT_SAME_DAY] =
        "What happened on the day of an episode may have come after it. It counts only if it is "
        "known to come before, as last night's sleep does; else ask for --lags 1.",
    [KN_TRIGGER_DOUBT_LOST_DAYS] =
        "Of the days from the first to the last, {percent} in 100 do not count: nothing was "
        "written, or a suspect was not answered.",
    [KN_TRIGGER_DOUBT_UNINFORMATIVE] =
        "Of the episodes, {percent} in 100 had no day without one to be compared with, and "
        "tell nothing.",
    [KN_TRIGGER_DOUBT_ALIKE] =
        "\"{X}\" and \"{Y}\" go together so closely that they can hardly be told apart.",
    [KN_TRIGGER_DOUBT_SAMPLING] =
        "The sums behind these numbers are shaky (k-hat {value}): take them as rough.",
    [KN_TRIGGER_DOUBT_POOLED_ONE_EFFECT] =
        "All {value} people are taken to have the same odds ratios. Look at each one's own answer "
        "before believing it.",
};

static void add_name(kn_text *out, const kn_trigger_diary *diary, int suspect)
{
    kn_text_init(out, 4 * KN_TRIGGER_NAME_SIZE);
    if (suspect >= 0)
        kn_words_name(out, diary->suspect_name[suspect], NAME_SHOWN);
}

void kn_trigger_words_doubt(kn_text *out, const kn_trigger_diary *diary,
                            const kn_trigger_doubt *doubt)
{
    char value[KN_NUMBER_SIZE], percent[KN_NUMBER_SIZE];
    kn_text one, other;

    add_name(&one, diary, doubt->suspect);
    add_name(&other, diary, doubt->other);
    if (doubt->value == round(doubt->value))
        snprintf(value, sizeof value, "%.0f", doubt->value);
    else
        kn_number_format(value, doubt->value, 3);
    snprintf(percent, sizeof percent, "%.0f", 100 * doubt->value);
    const kn_filling fields[] = {{"X", kn_text_string(&one)},
                                 {"Y", kn_text_string(&other)},
                                 {"value", value},
                                 {"percent", percent}};
    kn_words_expand(out, doubt_words[doubt->code], fields, sizeof fields / sizeof *fields);
    kn_text_release(&one);
    kn_text_release(&other);
}

void kn_trigger_words_found(kn_text *out, const char *name, const kn_suspect_answer *suspect)
{
    char middle[SIZE], low[SIZE], high[SIZE], unit[KN_NUMBER_SIZE];
    bool fewer = suspect->verdict == KN_TRIGGERS_GOES_WITH_FEWER;

    if (suspect->graded && suspect->unit != 1) {
        kn_text_addf(out, "For every %s more of \"", kn_number_format(unit, suspect->unit, 2));
        kn_words_name(out, name, NAME_SHOWN);
    } else if (suspect->graded) {
        kn_text_add(out, "For every 1 more of \"");
        kn_words_name(out, name, NAME_SHOWN);
    } else {
        kn_text_add(out, "On days with \"");
        kn_words_name(out, name, NAME_SHOWN);
    }
    kn_text_addf(
        out, "\" the odds of an episode were %s: about %s times, likely between %s and %s.",
        fewer ? "lower" : "higher", kn_trigger_ratio(middle, suspect->joint.q50),
        kn_trigger_ratio(low, suspect->joint.q025), kn_trigger_ratio(high, suspect->joint.q975));
}

void kn_trigger_words_why(kn_text *out, const kn_trigger_answer *answer)
{
    char number[KN_NUMBER_SIZE];

    if (answer->unfit) {
        kn_text_add(out, kn_trigger_words_unfit(answer->unfit));
        return;
    }
    if (answer->verdict == KN_TRIGGERS_NO_STRONG)
        kn_text_add(out, "Each of them is likely to change the odds of an episode by less than "
                         "twofold, either way.");
    if (answer->verdict != KN_TRIGGERS_COULD_NOT)
        return;
    if (answer->informative_episodes < KN_TRIGGER_EPISODES_MIN)
        kn_text_addf(out,
                     "Only %zu episodes could be compared with days without one; below %d "
                     "nothing is said.",
                     answer->informative_episodes, KN_TRIGGER_EPISODES_MIN);
    else
        kn_text_add(out, "Nothing stood out, and something strong cannot be ruled out either.");
    if (isnan(answer->needed))
        return;
    kn_number_format(number, answer->needed, answer->needed < 10 ? 1 : 2);
    if (answer->needed_at_least)
        kn_text_addf(out,
                     " Even %s more episodes would find something that doubles the odds in "
                     "fewer than 4 diaries of 5.",
                     number);
    else if (answer->needed < 1)
        kn_text_add(out, " A diary of this length would find something that doubles the odds in "
                         "4 of 5 cases.");
    else
        kn_text_addf(out,
                     " To find something that doubles the odds in 4 diaries of 5 it takes "
                     "about %s more episodes, if days go on as they did.",
                     number);
}
