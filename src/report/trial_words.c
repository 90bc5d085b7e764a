/* The answer of a trial in sentences. Headline, lead and the study's doubts are those of the
 * research report (report/story.h): the two never say different things. */
#include "report/trial_words.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/story.h"
#include "report/words.h"

/* When a doubt of the trial's own is raised. */
static const double ADHERENCE_POOR = 0.8, GUESSED_WELL = 0.05, PAUSED_MUCH = 0.1;

static const size_t WHAT_CHARACTERS = 160;

bool kn_trial_has_fit(const kn_trial_answer *answer)
{
    return answer->study && kn_story_has_fit(answer->study, 0);
}

/* Of several contrasts the clearest leads. */
int kn_trial_main_contrast(const kn_trial_answer *answer)
{
    static const int rank[] = {[KN_VERDICT_HELPS] = 0,         [KN_VERDICT_WORSE] = 1,
                               [KN_VERDICT_LOOKS_AS_IF] = 2,   [KN_VERDICT_SMALL] = 3,
                               [KN_VERDICT_NO_WORTHWHILE] = 4, [KN_VERDICT_OBSERVED] = 5,
                               [KN_VERDICT_COULD_NOT_TELL] = 6};
    int best = 0;

    if (!kn_trial_has_fit(answer))
        return 0;
    for (int k = 1; k + 1 < answer->dataset.arms; k++)
        if (rank[answer->study->person[0].answer[k].verdict] <
            rank[answer->study->person[0].answer[best].verdict])
            best = k;
    return best;
}

static kn_verdict_code verdict_of(const kn_trial_answer *answer, int index)
{
    return kn_trial_has_fit(answer) ? answer->study->person[0].answer[index].verdict
                                    : KN_VERDICT_COULD_NOT_TELL;
}

const char *kn_trial_kind(const kn_trial_answer *answer, int index)
{
    static const char *const kinds[] = {
        [KN_VERDICT_HELPS] = "benefit",     [KN_VERDICT_LOOKS_AS_IF] = "benefit",
        [KN_VERDICT_SMALL] = "small",       [KN_VERDICT_NO_WORTHWHILE] = "null",
        [KN_VERDICT_WORSE] = "harm",        [KN_VERDICT_COULD_NOT_TELL] = "unclear",
        [KN_VERDICT_OBSERVED] = "observed",
    };
    return kinds[verdict_of(answer, index)];
}

void kn_trial_say_kind(const kn_trial_answer *answer, int index, kn_text *out)
{
    kn_reason reason =
        kn_trial_has_fit(answer) ? answer->study->person[0].answer[index].reason : KN_REASON_UNFIT;

    switch (answer->trial->state) {
    case KN_TRIAL_FINISHED:
        kn_text_add(out, "Trial finished. ");
        break;
    case KN_TRIAL_STOPPED:
        kn_text_add(out,
                    answer->by_rule ? "Trial ended at a planned look. " : "Trial ended early. ");
        break;
    default:
        kn_text_add(out, "So far, before the end. ");
    }
    kn_text_add(out, kn_words_kind(verdict_of(answer, index), reason));
}

void kn_trial_say_headline(const kn_trial_answer *answer, int index, kn_text *out)
{
    kn_view view;

    if (!kn_trial_has_fit(answer)) {
        kn_text_add(out, "These days cannot tell.");
        return;
    }
    kn_view_init(&view, answer->study, 0, index);
    kn_story_headline(&view, out);
    kn_view_release(&view);
}

void kn_trial_say_lead(const kn_trial_answer *answer, int index, kn_text *out)
{
    kn_view view;

    if (!answer->study) {
        kn_text_add(out, "No day of its periods was recorded, so there is nothing to compare.");
    } else if (!kn_trial_has_fit(answer)) {
        const kn_fit *fit = answer->study->person[0].fit;

        kn_text_add(out, kn_words_unfit(fit ? fit->unfit : KN_UNFIT_TOO_FEW));
        kn_text_add(out, " This is not \"no effect\". It is no answer.");
    } else {
        kn_view_init(&view, answer->study, 0, index);
        kn_story_lead(&view, out);
        kn_view_release(&view);
    }
}

void kn_trial_say_sureness(const kn_trial_answer *answer, int index, kn_text *out)
{
    kn_view view;

    if (!kn_trial_has_fit(answer))
        return;
    kn_view_init(&view, answer->study, 0, index);
    kn_story_sureness(&view, out);
    kn_view_release(&view);
}

const char *kn_trial_blinding(const kn_trial_answer *answer)
{
    kn_verdict_code verdict = verdict_of(answer, kn_trial_main_contrast(answer));

    if (answer->trial->protocol.design.blinded && !answer->was_opened_early)
        return "You did not know which days were which.";
    if (answer->was_opened_early)
        return "The seal was opened before the end: from then on you knew which days were which.";
    if (verdict == KN_VERDICT_WORSE)
        return "You knew which days were which, so this includes what you expected.";
    return verdict == KN_VERDICT_NO_WORTHWHILE || verdict == KN_VERDICT_COULD_NOT_TELL
               ? "You knew which days were which."
               : "You knew which days were which, so this includes hope.";
}

/* ---- The draw ---------------------------------------------------------------------------------*/

static void say_share(double p, kn_text *out)
{
    int hundred = (int)round(100 * p);

    if (hundred < 1)
        kn_text_add(out, "fewer than 1 of 100");
    else if (hundred > 99)
        kn_text_add(out, "more than 99 of 100");
    else
        kn_text_addf(out, "about %d of 100", hundred);
}

void kn_trial_say_draw(const kn_trial_answer *answer, int index, kn_text *out)
{
    const kn_randomisation *test = answer->study ? &answer->study->person[0].randomisation : NULL;

    if (!test || !test->done || !isfinite(test->p[index])) {
        kn_text_add(out, "There were too few days to deal them again by chance and compare.");
        return;
    }
    kn_text_add(out,
                "The order was drawn by chance, so we can deal the same days again and again. "
                "If it made no difference what you did, as large a difference would come up in ");
    say_share(test->p[index], out);
    kn_text_add(out, " deals. With this many swaps the least it could have been is ");
    say_share(test->p_smallest, out);
    kn_text_add(out, ".");
    if (answer->early && !answer->by_rule)
        kn_text_add(out, " This does not replay that the trial was stopped early.");
    else if (answer->by_rule)
        kn_text_add(out, " This does not replay the planned looks.");
}

/* ---- Taken, guessed, harmed -------------------------------------------------------------------*/

static int answered(const kn_taken *taken)
{
    return taken->done + taken->part + taken->not_done + taken->other;
}

static void say_if_taken(const kn_trial_answer *answer, kn_text *out)
{
    kn_family family = answer->dataset.family;
    bool is_points = family == KN_GAUSSIAN;
    kn_amount form = is_points              ? KN_AMOUNT_POINTS
                     : family == KN_POISSON ? KN_AMOUNT_COUNT
                                            : KN_AMOUNT_ODDS;
    const kn_fit *fit = answer->study->person[0].fit;

    kn_text_add(out,
                " Had it been done on all of its days and on none of the others, the difference "
                "might be about ");
    kn_say_amount(out, form, is_points ? answer->if_taken : exp(answer->if_taken),
                  is_points ? fit->effects[0].posterior.sd * fit->scale : 0, true);
    kn_text_addf(out,
                 "%s. That takes for granted that a reminder or a code does nothing by itself.",
                 form == KN_AMOUNT_ODDS ? " odds" : "");
}

void kn_trial_say_taken(const kn_trial_answer *answer, kn_text *out)
{
    const kn_trial_design *design = &answer->trial->protocol.design;

    for (int k = 1; k < design->arms; k++) {
        const kn_taken *taken = &answer->taken[k];

        if (k > 1)
            kn_text_add_char(out, ' ');
        if (answered(taken) == 0) {
            kn_text_add(out, "You did not write down on which days you did it");
        } else {
            kn_text_addf(out, "You wrote that you did it on %d of %d days", taken->done,
                         answered(taken));
            if (taken->unknown > 0)
                kn_text_addf(out, "; on %d more you did not say", taken->unknown);
        }
        if (design->arms > 2) {
            kn_text_add(out, " (");
            kn_trial_say_arm(design, k, out);
            kn_text_add_char(out, ')');
        }
        kn_text_add_char(out, '.');
    }
    kn_text_add(out, " All days count as they were dealt, whatever you did.");
    if (answer->has_if_taken)
        say_if_taken(answer, out);
}

void kn_trial_say_guesses(const kn_trial_answer *answer, kn_text *out)
{
    const kn_guesses *guesses = &answer->guesses;

    if (!answer->trial->protocol.design.blinded)
        return;
    if (guesses->said == 0) {
        kn_text_add(out,
                    "You made no guess about what was in the envelopes, so we cannot say how well "
                    "it was hidden.");
        return;
    }
    kn_text_addf(out, "You guessed %d of %d periods right", guesses->right, guesses->said);
    if (guesses->unsure > 0)
        kn_text_addf(out, "; of %d you could not tell", guesses->unsure);
    kn_text_add(out, ". By guessing alone, at least so many come right in ");
    say_share(guesses->p_chance, out);
    kn_text_add(out, " tries.");
    if (guesses->p_chance < GUESSED_WELL)
        kn_text_add(
            out, " So you may have noticed which was which, and hope may be part of the answer.");
}

void kn_trial_say_harm(const kn_trial_answer *answer, const kn_harm *harm, kn_text *out)
{
    static const char *const severities[] = {"", "mild", "moderate", "severe"};
    char date[KN_WORDS_SIZE];

    kn_text_addf(out, "%s: ", kn_words_date(date, harm->day, answer->trial->today));
    kn_words_name(out, harm->what, WHAT_CHARACTERS);
    kn_text_addf(out, ", %s, ", severities[harm->severity]);
    if (harm->arm == KN_ARM_UNKNOWN) {
        kn_text_add(out, "outside the periods.");
        return;
    }
    kn_text_add(out, "in a period of ");
    kn_trial_say_arm(&answer->trial->protocol.design, harm->arm, out);
    kn_text_add_char(out, '.');
}

void kn_trial_say_early(const kn_trial_answer *answer, kn_text *out)
{
    if (!answer->early)
        return;
    kn_text_addf(out, "It ended after %d of %d rounds", answer->cycles_done,
                 answer->cycles_planned);
    kn_text_add(out, answer->by_rule
                         ? ", because a look planned before the start was clear enough."
                         : ". All that was written counts. Fewer days can tell less, and "
                           "nothing is lost.");
}

void kn_trial_say_at_will(const kn_trial_answer *answer, kn_text *out)
{
    if (answer->at_will)
        kn_text_add(out, "You looked at the results and then stopped. Stopping when it looks good "
                         "finds differences where there are none, so nobody can say how often an "
                         "answer like this is wrong.");
    else if (answer->trial->peeked)
        kn_text_add(out,
                    "You looked at the results before the end. Knowing them can change how a day "
                    "feels and what is written down.");
}

/* ---- Doubts -----------------------------------------------------------------------------------*/

static void append(json_t *list, kn_text *text)
{
    if (text->size > 0)
        json_array_append_new(list, json_string(kn_text_string(text)));
    kn_text_release(text);
    kn_text_init(text, KN_TRIAL_TEXT_LIMIT);
}

static void study_doubts(const kn_trial_answer *answer, kn_text *text, json_t *list)
{
    const kn_doubts *doubts = &answer->study->person[0].doubts;

    for (size_t i = 0; i < doubts->count; i++) {
        if (doubts->list[i].code == KN_DOUBT_NUMERICS) /* names an option of the command line */
            kn_text_add(text, "The sums were hard here and may be a little off.");
        else
            kn_story_doubt(answer->study, 0, &doubts->list[i], text);
        append(list, text);
    }
}

void kn_trial_doubts(const kn_trial_answer *answer, json_t *list)
{
    kn_text text;

    kn_text_init(&text, KN_TRIAL_TEXT_LIMIT);
    if (answer->study)
        study_doubts(answer, &text, list);
    if (answer->adherence < ADHERENCE_POOR)
        kn_text_addf(&text,
                     "You did it on %d of 100 of its days. The answer is about being dealt it, not "
                     "about doing it every day.",
                     (int)round(100 * answer->adherence));
    append(list, &text);
    kn_trial_say_early(answer, &text);
    append(list, &text);
    kn_trial_say_at_will(answer, &text);
    append(list, &text);
    if (answer->was_opened_early)
        kn_text_add(&text,
                    "The seal was opened before the end, so the later days were not blinded.");
    append(list, &text);
    if (answer->guesses.p_chance < GUESSED_WELL)
        kn_text_addf(
            &text,
            "You guessed %d of %d periods right, more than guessing alone would. So it may "
            "not have been hidden well.",
            answer->guesses.right, answer->guesses.said);
    append(list, &text);
    if (answer->paused > PAUSED_MUCH * answer->scheduled)
        kn_text_addf(
            &text,
            "The trial was paused for %d days. If it was paused when you were at your worst, "
            "those days are not in the answer.",
            answer->paused);
    append(list, &text);
    if (answer->trial->extended)
        kn_text_add(&text,
                    "Rounds were added after a first answer was seen. So we ask to be surer: 99 "
                    "in 100.");
    append(list, &text);
    kn_text_add(&text,
                "It says what held for you on these days. It cannot say whether it will stay so.");
    append(list, &text);
    kn_text_release(&text);
}
