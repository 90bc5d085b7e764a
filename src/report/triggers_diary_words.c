/* What is said of all suspects together: headline, lead, what is not clear, days, doubts. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/triggers_diary.h"
#include "report/triggers_words.h"
#include "report/words.h"

enum { NAME_SHOWN = 40 };
#define WATCH_MIN 0.9 /* of one direction: worth watching */

/* ---- Where it stands --------------------------------------------------------------------------*/

kn_trigger_standing kn_trigger_standing_of(const kn_trigger_diary_answer *answer,
                                           const kn_trigger_suspect *suspect)
{
    const kn_suspect_answer *found = kn_trigger_suspect_answer(answer, suspect);
    double more;

    if (!found)
        return KN_STANDS_NOT_JUDGED;
    if (found->verdict == KN_TRIGGERS_GOES_WITH || found->verdict == KN_TRIGGERS_GOES_WITH_FEWER)
        return suspect->state == KN_FINDING_HELD       ? KN_STANDS_HELD
               : suspect->state == KN_FINDING_NOT_HELD ? KN_STANDS_NOT_HELD
                                                       : KN_STANDS_FOUND;
    if (suspect->state != KN_FINDING_NONE)
        return KN_STANDS_FADED;
    if (found->verdict == KN_TRIGGERS_NO_STRONG)
        return KN_STANDS_NOT_STRONG;
    more = 1 - found->joint.p_below_zero;
    return answer->study->alone[0].informative_episodes >= KN_TRIGGER_EPISODES_MIN &&
                   (more >= WATCH_MIN || more <= 1 - WATCH_MIN)
               ? KN_STANDS_WATCH
               : KN_STANDS_NOTHING;
}

kn_trigger_kind kn_trigger_kind_of(const kn_trigger_diary_answer *answer)
{
    kn_trigger_standing best = KN_STANDS_NOT_JUDGED;

    for (int i = 0; i < answer->suspects; i++) {
        kn_trigger_standing standing = kn_trigger_standing_of(answer, &answer->suspect[i]);
        best = standing > best ? standing : best;
    }
    if (best == KN_STANDS_HELD)
        return KN_TRIGGER_FOUND;
    if (best == KN_STANDS_FOUND)
        return KN_TRIGGER_CHECKING;
    return answer->study && answer->study->alone[0].verdict == KN_TRIGGERS_NO_STRONG
               ? KN_TRIGGER_NONE_STRONG
               : KN_TRIGGER_UNCLEAR;
}

const char *kn_trigger_kind_word(kn_trigger_kind kind)
{
    static const char *const words[] = {"found", "checking", "none_strong", "could_not"};

    return words[kind];
}

const char *kn_trigger_kind_words(kn_trigger_kind kind)
{
    static const char *const words[] = {"Found, and it held", "Found, and being checked",
                                        "No strong trigger", "Not clear yet"};

    return words[kind];
}

/* Insertion: at most KN_TRIGGER_ROWS_MAX. */
void kn_trigger_order(const kn_trigger_diary_answer *answer, int order[KN_TRIGGER_ROWS_MAX])
{
    double height[KN_TRIGGER_ROWS_MAX];

    for (int i = 0; i < answer->suspects; i++) {
        const kn_suspect_answer *found = kn_trigger_suspect_answer(answer, &answer->suspect[i]);
        double own = found ? found->joint.mean : -(double)INFINITY;
        int at = i;

        for (; at > 0 && height[at - 1] < own; at--) {
            height[at] = height[at - 1];
            order[at] = order[at - 1];
        }
        height[at] = own;
        order[at] = i;
    }
}

/* ---- Headline and lead ------------------------------------------------------------------------*/

/* The suspects that stand so, the highest odds first; returns how many. */
static int list_standing(const kn_trigger_diary_answer *answer, kn_trigger_standing standing,
                         const kn_trigger_suspect *list[KN_TRIGGER_ROWS_MAX])
{
    int order[KN_TRIGGER_ROWS_MAX], count = 0;

    kn_trigger_order(answer, order);
    for (int i = 0; i < answer->suspects; i++)
        if (kn_trigger_standing_of(answer, &answer->suspect[order[i]]) == standing)
            list[count++] = &answer->suspect[order[i]];
    return count;
}

static bool is_fewer(const kn_trigger_diary_answer *answer, const kn_trigger_suspect *suspect)
{
    return kn_trigger_suspect_answer(answer, suspect)->joint.mean < 0;
}

static void say_name(const kn_trigger_suspect *suspect, kn_text *out)
{
    kn_words_name(out, suspect->name, NAME_SHOWN);
}

void kn_trigger_say_headline(const kn_trigger_diary_answer *answer, kn_text *out)
{
    const kn_trigger_suspect *list[KN_TRIGGER_ROWS_MAX];
    kn_trigger_kind kind = kn_trigger_kind_of(answer);
    int count;

    if (kind == KN_TRIGGER_NONE_STRONG) {
        kn_text_add(out, "No strong trigger among those you asked about");
    } else if (kind == KN_TRIGGER_UNCLEAR) {
        kn_text_add(out, "No clear answer yet");
    } else {
        bool held = kind == KN_TRIGGER_FOUND;

        count = list_standing(answer, held ? KN_STANDS_HELD : KN_STANDS_FOUND, list);
        if (count > 1) {
            bool all_more = true;

            for (int i = 0; i < count; i++)
                all_more = all_more && !is_fewer(answer, list[i]);
            kn_text_addf(out,
                         !held      ? "%d suspects stand out, and are being checked"
                         : all_more ? "%d suspects go with your spasms"
                                    : "%d suspects stood out, and held",
                         count);
            return;
        }
        say_name(list[0], out);
        kn_text_add(out, !held                       ? " stands out, and is being checked"
                         : is_fewer(answer, list[0]) ? " goes with fewer spasms"
                                                     : " goes with your spasms");
    }
}

/* "With short sleep the night before, the odds of a spasm day were about 1.9 times as high ..." */
static void say_one(const kn_trigger_diary_answer *answer, const kn_trigger_suspect *suspect,
                    kn_text *out)
{
    const kn_suspect_answer *found = kn_trigger_suspect_answer(answer, suspect);

    kn_trigger_say_label(answer, suspect, out);
    kn_text_add(out, ": the odds of a spasm day were about ");
    kn_trigger_say_times(&found->joint, " as high", out);
    kn_text_add(out, ". ");
}

static void say_nothing_to_judge(const kn_trigger_diary_answer *answer, kn_text *out)
{
    if (answer->days == 0)
        kn_text_add(out, "No day says yet whether there was a spasm. In the evening check-in say "
                         "how many there were, or none.");
    else if (answer->suspects == 0)
        kn_text_add(out, "No suspect was answered yet. In the check-in, say what was there that "
                         "day, and what was not.");
    else
        kn_text_add(out, "No suspect was answered on enough days yet. In the check-in, say what "
                         "was there that day, and what was not.");
}

static const char *unfit_words(kn_trigger_unfit unfit)
{
    static const char *const words[] = {
        [KN_TRIGGER_FIT] = "",
        [KN_TRIGGER_NO_DAYS] = "There is no day on which spasms and every suspect were recorded. A "
                               "suspect that is not answered is not taken for a no.",
        [KN_TRIGGER_NO_EPISODE] = "No day that counts has a spasm.",
        [KN_TRIGGER_NO_CONTROL] =
            "Every day that counts has a spasm. Days with spasms are compared with days without; a "
            "day that was not written down is not taken for one. An evening check-in that says "
            "none makes one.",
        [KN_TRIGGER_NO_STRATUM] = "No spasm day has a day without one to compare with yet: of the "
                                  "same weekday and month.",
        [KN_TRIGGER_NO_SUSPECT] = "None of the suspects could be judged.",
    };
    return words[unfit];
}

int kn_trigger_more(const kn_trigger_diary_answer *answer)
{
    char number[KN_NUMBER_SIZE];
    double needed = answer->study ? answer->study->alone[0].needed : (double)NAN, rounded = 0;

    if (!isfinite(needed) || needed < 1)
        return 0;
    kn_number_format(number, ceil(needed), 2);
    kn_number_parse(number, strlen(number), '.', &rounded);
    return (int)rounded;
}

static void say_unclear(const kn_trigger_diary_answer *answer, kn_text *out)
{
    const kn_trigger_answer *alone = &answer->study->alone[0];
    int more = kn_trigger_more(answer);

    if (alone->unfit) {
        kn_text_add(out, unfit_words(alone->unfit));
        return;
    }
    if (alone->informative_episodes < KN_TRIGGER_EPISODES_MIN)
        kn_text_addf(out,
                     "These days could not have told: only %zu spasm %s could be compared with "
                     "days without. Below %d nothing is said.",
                     alone->informative_episodes, alone->informative_episodes == 1 ? "day" : "days",
                     KN_TRIGGER_EPISODES_MIN);
    else
        kn_text_add(out, "These days could not have told: nothing stood out, and something strong "
                         "cannot be ruled out either.");
    if (more > 0 && alone->needed_at_least)
        kn_text_addf(out,
                     " Even %d more spasm days would find something that doubles the odds in fewer "
                     "than 4 diaries of 5.",
                     more);
    else if (more > 0)
        kn_text_addf(out,
                     " To find something that doubles the odds, 4 times in 5, it takes about %d "
                     "more spasm days, if days go on as they did.",
                     more);
}

void kn_trigger_say_lead(const kn_trigger_diary_answer *answer, kn_text *out)
{
    const kn_trigger_suspect *list[KN_TRIGGER_ROWS_MAX];
    kn_trigger_kind kind = kn_trigger_kind_of(answer);
    int count;

    if (!answer->study) {
        say_nothing_to_judge(answer, out);
        return;
    }
    if (kind == KN_TRIGGER_NONE_STRONG) {
        kn_text_add(out, "Each of them is likely to change the odds of a spasm day by less than "
                         "twofold, either way. That is an answer, too.");
        return;
    }
    if (kind == KN_TRIGGER_UNCLEAR) {
        say_unclear(answer, out);
        return;
    }
    count =
        list_standing(answer, kind == KN_TRIGGER_FOUND ? KN_STANDS_HELD : KN_STANDS_FOUND, list);
    for (int i = 0; i < count; i++)
        say_one(answer, list[i], out);
    if (kind == KN_TRIGGER_CHECKING)
        kn_text_add(out, "It is judged once more on days to come, before we say that it goes with "
                         "your spasms.");
    else
        kn_text_add(out, "The days since it was found point the same way. This was watched, not "
                         "tested: it need not set them off.");
}

/* ---- What is not clear ------------------------------------------------------------------------*/

/* "A", "A and B", "A, B and C". */
static void say_names(const kn_trigger_suspect *const list[], int count, kn_text *out)
{
    for (int i = 0; i < count; i++) {
        kn_text_add(out, i == 0 ? "" : i == count - 1 ? " and " : ", ");
        say_name(list[i], out);
    }
}

void kn_trigger_say_not_clear(const kn_trigger_diary_answer *answer, kn_text *out)
{
    const kn_trigger_suspect *list[KN_TRIGGER_ROWS_MAX];
    int count = list_standing(answer, KN_STANDS_WATCH, list);

    if (count > 0) {
        say_names(list, count, out);
        kn_text_add(out, count == 1 ? " is worth watching." : " are worth watching.");
    }
    count = list_standing(answer, KN_STANDS_NOTHING, list);
    if (count > 0) {
        kn_text_add(out, out->size > 0 ? " " : "");
        say_names(list, count, out);
        kn_text_add(out, ": no clear link so far.");
    }
}

/* ---- Days -------------------------------------------------------------------------------------*/

void kn_trigger_say_gaps(const kn_trigger_diary_answer *answer, kn_text *out)
{
    size_t counted = answer->days - answer->unknown - answer->partly;

    if (answer->days == 0)
        return;
    kn_text_addf(out, answer->study ? "%zu of %zu %s count." : "%zu of %zu %s could count.",
                 counted, answer->days, answer->days == 1 ? "day" : "days");
    if (answer->unknown > 0)
        kn_text_addf(out,
                     " Of %zu nobody knows whether there was a spasm: %s not taken for quiet ones.",
                     answer->unknown, answer->unknown == 1 ? "it is" : "they are");
    if (answer->partly > 0 && answer->study)
        kn_text_addf(out, " On %zu not every suspect was answered.", answer->partly);
}

/* ---- Doubts -----------------------------------------------------------------------------------*/

/* {X}, {Y}: suspects; {count}; {percent}. NULL: it cannot come up here. */
static const char *const doubt_words[KN_TRIGGER_DOUBT_COUNT] = {
    [KN_TRIGGER_DOUBT_FEW_EPISODES] =
        "Only {count} spasm days could be compared with days without. Below 24 nothing is said for "
        "or against any suspect.",
    [KN_TRIGGER_DOUBT_ANSWERED_MORE] =
        "{X} was answered more often for spasm days, by {percent} in 100 days. A spasm can make "
        "one remember; that alone can look like a trigger.",
    [KN_TRIGGER_DOUBT_OTHER_STRATA] =
        "{X} is judged otherwise when days are matched the other way: by weekday and month, or "
        "within two weeks.",
    [KN_TRIGGER_DOUBT_SAME_DAY] =
        "You asked about the day itself. What happened on the day of a spasm may have come after "
        "it.",
    [KN_TRIGGER_DOUBT_LOST_DAYS] =
        "Of the days from the first to the last, {percent} in 100 do not count: nothing was "
        "written, or a suspect was not answered.",
    [KN_TRIGGER_DOUBT_UNINFORMATIVE] =
        "Of the spasm days, {percent} in 100 had no day without a spasm to be compared with, and "
        "tell nothing.",
    [KN_TRIGGER_DOUBT_ALIKE] =
        "{X} and {Y} go together so closely that they can hardly be told apart.",
    [KN_TRIGGER_DOUBT_SAMPLING] = "The sums behind these numbers are shaky: take them as rough.",
};

static void add_doubt(json_t *list, kn_text *text)
{
    if (text->size > 0 && !text->failed)
        json_array_append_new(list, json_string(kn_text_string(text)));
    kn_text_release(text);
    kn_text_init(text, KN_TRIGGER_TEXT_MAX);
}

static void say_engine_doubt(const kn_trigger_diary_answer *answer, const kn_trigger_doubt *doubt,
                             kn_text *out)
{
    char count[KN_NUMBER_SIZE], percent[KN_NUMBER_SIZE];
    kn_text one, other;

    if (!doubt_words[doubt->code])
        return;
    kn_text_init(&one, KN_TRIGGER_TEXT_MAX);
    kn_text_init(&other, KN_TRIGGER_TEXT_MAX);
    if (doubt->suspect >= 0)
        kn_words_name(&one, answer->diary.suspect_name[doubt->suspect], NAME_SHOWN);
    if (doubt->other >= 0)
        kn_words_name(&other, answer->diary.suspect_name[doubt->other], NAME_SHOWN);
    snprintf(count, sizeof count, "%.0f", doubt->value);
    snprintf(percent, sizeof percent, "%.0f", 100 * doubt->value);
    kn_words_expand(out, doubt_words[doubt->code],
                    (const kn_filling[]){{"X", kn_text_string(&one)},
                                         {"Y", kn_text_string(&other)},
                                         {"count", count},
                                         {"percent", percent}},
                    4);
    kn_text_release(&one);
    kn_text_release(&other);
}

void kn_trigger_doubts(const kn_trigger_diary_answer *answer, json_t *list)
{
    const kn_trigger_answer *alone = answer->study ? &answer->study->alone[0] : NULL;
    kn_text text;

    if (!alone || alone->unfit)
        return;
    kn_text_init(&text, KN_TRIGGER_TEXT_MAX);
    kn_text_addf(&text,
                 "Compared with other days of the same %s. Days with nothing recorded are never "
                 "used.",
                 answer->study->options.strata == KN_STRATA_FORTNIGHT ? "two weeks"
                                                                      : "weekday and month");
    add_doubt(list, &text);
    kn_text_add(&text, "What comes before a spasm may be an early sign of it, not its reason. Only "
                       "a trial can tell more.");
    add_doubt(list, &text);
    if (answer->diary.suspects > 1) {
        kn_text_add(&text, "With many suspects, one can stand out by luck. The numbers allow for "
                           "that, but not for looking often: so what is found is checked on days "
                           "to come.");
        add_doubt(list, &text);
    }
    for (size_t d = 0; d < alone->doubts; d++) {
        say_engine_doubt(answer, &alone->doubt[d], &text);
        add_doubt(list, &text);
    }
    kn_text_release(&text);
}
