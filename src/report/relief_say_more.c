/* What stands beside the answer: whether to stop, what was skipped, what speaks against it. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/relief_say.h"
#include "report/relief_words.h"
#include "report/view.h"

/* ---- Stopping ---------------------------------------------------------------------------------*/

static bool is_wait(const kn_relief_said *said, int remedy)
{
    return strcmp(said->answer->log.key[remedy], KN_REMEDY_WAIT) == 0;
}

static void say_good_enough(const kn_relief_said *said, kn_text *out)
{
    const kn_relief_diary_answer *answer = said->answer;

    kn_text_add(out, "You could stop comparing and just ");
    if (is_wait(said, answer->best)) {
        kn_text_add(out, "wait");
    } else {
        kn_text_add(out, "use ");
        kn_relief_say_remedy(said, answer->best, false, out);
        kn_text_add(out, " each time");
    }
    kn_text_add(out, ". Another one may still be faster, on average by about ");
    kn_relief_say_short(answer->regret, out);
    kn_text_add(out, " a spasm.");
}

/* Remedies of the plan of which no spasm has a known end. */
static void say_untried(const kn_relief_said *said, kn_text *out)
{
    const kn_relief_diary_answer *answer = said->answer;

    for (int a = 0; answer->relief && a < answer->log.keys; a++) {
        const kn_relief_arm *arm = &answer->relief->person[0].arm[a];

        if (!(answer->relief->options.usable >> a & 1) || arm->drawn > arm->by[KN_EASED_UNKNOWN])
            continue;
        kn_text_add_char(out, ' ');
        kn_relief_say_remedy(said, a, true, out);
        kn_text_add(out, arm->drawn == 0 ? " was not picked yet."
                                         : " was picked, but we do not know how it ended.");
    }
}

static void say_go_on(const kn_relief_said *said, kn_text *out)
{
    const kn_relief_diary_answer *answer = said->answer;
    const kn_relief_contrast *lead = kn_relief_lead(said);
    double p = lead && !lead->unfit ? lead->answer.better.posterior : 0.5;
    bool is_clear = lead && fmax(p, 1 - p) >= lead->answer.threshold;

    if (!lead || lead->unfit)
        kn_text_add(out, "Too early to stop or to say how long it takes.");
    else if (answer->more > 0)
        kn_text_addf(out,
                     "Go on if you like: about %d more spasms may settle it. Nobody can promise "
                     "that.",
                     answer->more);
    else if (is_clear)
        kn_text_add(out, "Go on if you like: which one is fastest is not settled yet.");
    else
        kn_text_add(out, "Going on may take hundreds of spasms. You could also stop and use the "
                         "one that you like best.");
    say_untried(said, out);
}

void kn_relief_say_stop(const kn_relief_said *said, kn_text *out)
{
    const kn_relief_plan *plan = &said->answer->log.plan;

    if (plan->state == KN_RELIEF_SETTLED) {
        int remedy = said->answer->log.keys - 1;

        while (remedy >= 0 && strcmp(said->answer->log.key[remedy], plan->settled) != 0)
            remedy--;
        kn_text_add(out, "You decided");
        if (remedy >= 0) {
            kn_text_add(out, ": ");
            kn_relief_say_remedy(said, remedy, false, out);
        }
        kn_text_add(out, ". You can compare again whenever you like.");
    } else if (!said->answer->relief) {
        kn_text_add(out, "There is nothing to decide yet.");
    } else if (said->answer->stop == KN_STOP_GOOD_ENOUGH) {
        say_good_enough(said, out);
    } else if (said->answer->stop == KN_STOP_NO_DIFFERENCE) {
        kn_text_add(out, "You could stop comparing and use the one that you like best.");
    } else {
        say_go_on(said, out);
    }
    if (plan->state == KN_RELIEF_OFF)
        kn_text_add(out, " Comparing is switched off for now.");
}

/* ---- Skipped ----------------------------------------------------------------------------------*/

static const char *const skip_words[KN_NOT_DRAWN_COUNT] = {
    [KN_NOT_DRAWN_CLUSTER] = "%zu came soon after another",
    [KN_NOT_DRAWN_SKIPPED] = "%zu times you wanted none",
    [KN_NOT_DRAWN_CHOSE] = "%zu times you chose yourself",
    [KN_NOT_DRAWN_WARNING] = "%zu times a warning came first",
    [KN_NOT_DRAWN_RULES] = "%zu times none of your remedies fitted",
    [KN_NOT_DRAWN_REST] = "%zu times what would fit was resting",
};
static const char *const skip_once[KN_NOT_DRAWN_COUNT] = {
    [KN_NOT_DRAWN_CLUSTER] = "1 came soon after another",
    [KN_NOT_DRAWN_SKIPPED] = "once you wanted none",
    [KN_NOT_DRAWN_CHOSE] = "once you chose yourself",
    [KN_NOT_DRAWN_WARNING] = "once a warning came first",
    [KN_NOT_DRAWN_RULES] = "once none of your remedies fitted",
    [KN_NOT_DRAWN_REST] = "once what would fit was resting",
};

static void say_reason(int why, size_t count, kn_text *out)
{
    const char *words = count == 1 ? skip_once[why] : skip_words[why];
    const char *number = strstr(words, "%zu");

    if (!number) {
        kn_text_add(out, words);
        return;
    }
    kn_text_add_bytes(out, words, (size_t)(number - words));
    kn_text_addf(out, "%zu%s", count, number + strlen("%zu"));
}

void kn_relief_say_skipped(const kn_relief_said *said, kn_text *out)
{
    const kn_relief_diary_answer *answer = said->answer;
    size_t all = 0, night = 0, declined = 0;

    for (int why = 1; why < KN_NOT_DRAWN_COUNT; why++) {
        all += answer->not_drawn[why];
        night += answer->not_drawn_at_night[why];
    }
    for (int a = 0; a < answer->log.keys; a++)
        declined += answer->declined[a];
    if (all > 0) {
        const char *before = ": ";
        kn_text_addf(out, all == 1 ? "Once there was no pick" : "%zu times there was no pick", all);
        for (int why = 1; why < KN_NOT_DRAWN_COUNT; why++) {
            if (answer->not_drawn[why] == 0)
                continue;
            kn_text_add(out, before);
            say_reason(why, answer->not_drawn[why], out);
            before = ", ";
        }
        kn_text_addf(out, ". %zu of %zu at night.", night, all);
    }
    if (declined > 0) {
        kn_text_addf(out,
                     declined == 1 ? "%sOnce you did not take the pick; it counts for what was "
                                     "picked."
                                   : "%s%zu times you did not take the pick; they count for what "
                                     "was picked.",
                     all > 0 ? " " : "", declined);
    }
}

/* ---- Doubts -----------------------------------------------------------------------------------*/

static void append(json_t *list, kn_text *text)
{
    if (text->size > 0)
        json_array_append_new(list, json_string(kn_text_string(text)));
    kn_text_release(text);
    kn_text_init(text, KN_RELIEF_TEXT_LIMIT);
}

static void say_ends(const kn_relief_said *said, json_t *list, kn_text *text)
{
    const kn_relief_arm *arm = said->answer->relief->person[0].arm;
    size_t not_eased = 0, unknown = 0, between = 0;

    for (int a = 0; a < said->answer->log.keys; a++) {
        not_eased += arm[a].by[KN_EASED_NOT];
        unknown += arm[a].by[KN_EASED_UNKNOWN];
        between += arm[a].by[KN_EASED_BETWEEN];
    }
    if (not_eased > 0) {
        kn_words_count(text, (long)not_eased, "spasm", "spasms");
        kn_text_add(text, " had not eased when you last looked: taken as \"longer than that\".");
    }
    append(list, text);
    if (between > 0) {
        kn_words_count(text, (long)between, "spasm", "spasms");
        kn_text_add(text, between == 1 ? " has only a range of minutes: taken as that."
                                       : " have only a range of minutes: taken as that.");
    }
    append(list, text);
    if (unknown > 0) {
        kn_text_add(text, "How it ended is not known of ");
        kn_words_count(text, (long)unknown, "spasm", "spasms");
        kn_text_add(text, ": counted, and left out of the minutes.");
    }
    append(list, text);
}

/* What the engine doubts of each comparison alike is said once. */
static bool is_one_for_all(kn_relief_doubt_code code)
{
    return code == KN_RELIEF_DOUBT_PARTLY_ALLOWED || code == KN_RELIEF_DOUBT_PRIOR_DOMINATES;
}

/* Of several doubts `first` and later ones of its code. */
static void say_together(const kn_relief_answer *person, size_t first, size_t alike, kn_text *out)
{
    double low = person->doubt[first].value, high = low;

    if (person->doubt[first].code == KN_RELIEF_DOUBT_PRIOR_DOMINATES) {
        kn_text_addf(out,
                     "Of %zu comparisons: the episodes have added little to our starting "
                     "assumption.",
                     alike);
        return;
    }
    for (size_t d = first; d < person->doubts; d++)
        if (person->doubt[d].code == person->doubt[first].code) {
            low = fmin(low, person->doubt[d].value);
            high = fmax(high, person->doubt[d].value);
        }
    kn_text_addf(out, "In %.0f", round(100 * low));
    if (round(100 * high) > round(100 * low))
        kn_text_addf(out, " to %.0f", round(100 * high));
    kn_text_add(out, " % of the episodes not both of two remedies could have been drawn. They do "
                     "not count for that comparison.");
}

static void say_engine(const kn_relief_said *said, json_t *list, kn_text *text)
{
    const kn_relief_answer *person = &said->answer->relief->person[0];
    size_t count[KN_RELIEF_DOUBT_COUNT] = {0}, met[KN_RELIEF_DOUBT_COUNT] = {0};

    for (size_t d = 0; d < person->doubts; d++)
        count[person->doubt[d].code]++;
    for (size_t d = 0; d < person->doubts; d++) {
        kn_relief_doubt_code code = person->doubt[d].code;

        met[code]++;
        if (!is_one_for_all(code) || count[code] == 1)
            kn_relief_words_doubt(text, &said->named, 0, &person->doubt[d]);
        else if (met[code] == 1)
            say_together(person, d, count[code], text);
        append(list, text);
    }
}

void kn_relief_doubts(const kn_relief_said *said, json_t *list)
{
    const kn_relief_diary_answer *answer = said->answer;
    kn_text text;

    if (!answer->relief)
        return;
    kn_text_init(&text, KN_RELIEF_TEXT_LIMIT);
    say_engine(said, list, &text);
    say_ends(said, list, &text);
    kn_relief_say_skipped(said, &text);
    append(list, &text);
    kn_text_add(
        &text,
        "You can look at this after every spasm, so we ask for more before we call a difference "
        "clear. Where there is none, chance alone still shows a clear one at some time in about 4 "
        "of 100 diaries.");
    append(list, &text);
    kn_text_release(&text);
}
