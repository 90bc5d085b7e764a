/* The answer's main sentences. Verdicts are the engine's; wording of contrasts and of its doubts is
 * that of report/relief_words.h, so that the diary and a CSV file never say different things. */
#include "report/relief_say.h"

#include <math.h>
#include <string.h>

#include "report/relief_words.h"
#include "report/view.h"

/* From here "fastest" is said without "we do not know which". */
static const double FASTEST_SURE = 0.8;

/* ---- What kind of answer ----------------------------------------------------------------------*/

const kn_relief_contrast *kn_relief_lead(const kn_relief_said *said)
{
    const kn_relief_diary_answer *answer = said->answer;

    return answer->relief && answer->lead >= 0 ? &answer->relief->person[0].contrast[answer->lead]
                                               : NULL;
}

double kn_relief_shown_chance(double p)
{
    return fmin(fmax(p, 0.01), 0.99);
}

/* What may be said of all of it. */
typedef enum diary_claim {
    CLAIM_NOTHING, /* nothing was drawn */
    CLAIM_UNCLEAR,
    CLAIM_LEANS,   /* clear enough for one look, but one can look after every spasm */
    CLAIM_FASTEST, /* the best is sooner than the reference, and likely the fastest of all */
    CLAIM_SOONER,  /* sooner than the reference; which is the fastest is open */
    CLAIM_LOOKS,
    CLAIM_SMALL,
    CLAIM_LEVEL_ALL,
    CLAIM_LEVEL,
    CLAIM_STAYS /* the reference itself is the fastest, and what comes next is clearly slower */
} diary_claim;

static const struct claim_words {
    const char *kind, *kind_words, *headline; /* {X} the best, {Y} what leads against it, {R} */
} claims[] = {
    [CLAIM_NOTHING] = {"nothing", "Nothing to compare yet.", "Nothing has been compared yet."},
    [CLAIM_UNCLEAR] = {"unclear", "So far we do not know.",
                       "We do not know yet what eases yours fastest."},
    [CLAIM_LEANS] = {"unclear", "So far it leans one way; we cannot be sure.",
                     "It looks as if {x} eases yours sooner than {r}."},
    [CLAIM_FASTEST] = {"benefit", "So far there is a clear difference.",
                       "{X} eases yours fastest, so far."},
    [CLAIM_SOONER] = {"benefit", "So far there is a clear difference.",
                      "{X} eases yours sooner than {r}, so far."},
    [CLAIM_LOOKS] = {"benefit", "So far it looks like a difference; we cannot be sure.",
                     "It looks as if {x} eases yours sooner than {r}."},
    [CLAIM_SMALL] = {"small", "So far there is a small difference, less than you asked for.",
                     "{X} eases yours a little sooner than {r}, so far."},
    [CLAIM_LEVEL_ALL] = {"null", "So far there is no difference that would matter to you.",
                         "What you compare makes no difference that would matter to you."},
    [CLAIM_LEVEL] = {"null", "So far there is no difference that would matter to you.",
                     "Between {y} and {r} there is no difference that would matter to you."},
    [CLAIM_STAYS] = {"harm", "So far nothing you compare is faster.",
                     "{X} eases yours fastest, so far."},
};

/* Clear for who looks once. */
static bool leans(const kn_relief_contrast *contrast)
{
    double p = contrast->answer.better.posterior;

    return !contrast->unfit && contrast->answer.verdict == KN_VERDICT_COULD_NOT_TELL &&
           fmax(p, 1 - p) >= KN_STOP_FASTER;
}

static void say_why(const kn_relief_said *said, const kn_relief_contrast *contrast, kn_text *out)
{
    if (leans(contrast))
        kn_text_add(out, "It leans one way. You can look after every spasm, so we ask for more "
                         "before we call it clear.");
    else
        kn_relief_words_why(out, &said->named, 0, contrast);
}

static diary_claim claim_of(const kn_relief_said *said)
{
    const kn_relief_diary_answer *answer = said->answer;
    const kn_relief_contrast *lead = kn_relief_lead(said);
    bool is_reference = answer->best == answer->versus;
    double best;

    if (!answer->relief)
        return CLAIM_NOTHING;
    if (answer->best < 0 || !lead)
        return CLAIM_UNCLEAR;
    if (answer->stop == KN_STOP_NO_DIFFERENCE)
        return CLAIM_LEVEL_ALL;
    best = answer->relief->person[0].arm[answer->best].best;
    switch (lead->answer.verdict) {
    case KN_VERDICT_NO_WORTHWHILE:
        return CLAIM_LEVEL;
    case KN_VERDICT_WORSE:
        return is_reference && best >= FASTEST_SURE ? CLAIM_STAYS : CLAIM_UNCLEAR;
    case KN_VERDICT_HELPS:
        return is_reference ? CLAIM_UNCLEAR : best >= FASTEST_SURE ? CLAIM_FASTEST : CLAIM_SOONER;
    case KN_VERDICT_LOOKS_AS_IF:
        return is_reference ? CLAIM_UNCLEAR : CLAIM_LOOKS;
    case KN_VERDICT_SMALL:
        return is_reference ? CLAIM_UNCLEAR : CLAIM_SMALL;
    default:
        return leans(lead) && !is_reference && lead->answer.better.posterior > 0.5 ? CLAIM_LEANS
                                                                                   : CLAIM_UNCLEAR;
    }
}

/* Something that is no waiting and stays ahead is good news. */
static bool is_good_news(const kn_relief_said *said, diary_claim claim)
{
    return claim == CLAIM_STAYS &&
           strcmp(said->answer->log.key[said->answer->versus], KN_REMEDY_WAIT) != 0;
}

const char *kn_relief_kind(const kn_relief_said *said)
{
    diary_claim claim = claim_of(said);

    return is_good_news(said, claim) ? claims[CLAIM_FASTEST].kind : claims[claim].kind;
}

const char *kn_relief_contrast_kind(const kn_relief_contrast *contrast)
{
    static const char *const kinds[] = {
        [KN_VERDICT_HELPS] = "benefit",     [KN_VERDICT_LOOKS_AS_IF] = "benefit",
        [KN_VERDICT_SMALL] = "small",       [KN_VERDICT_NO_WORTHWHILE] = "null",
        [KN_VERDICT_WORSE] = "harm",        [KN_VERDICT_COULD_NOT_TELL] = "unclear",
        [KN_VERDICT_OBSERVED] = "observed",
    };
    return kinds[contrast->answer.verdict];
}

void kn_relief_say_kind(const kn_relief_said *said, kn_text *out)
{
    diary_claim claim = claim_of(said);

    kn_text_add(out, claims[is_good_news(said, claim) ? CLAIM_FASTEST : claim].kind_words);
}

static void expand(const kn_relief_said *said, const char *template, int x, int y, int versus,
                   kn_text *out)
{
    kn_text names[4];

    for (int i = 0; i < 4; i++) {
        int remedy = i < 2 ? x : i == 2 ? y : versus;
        kn_text_init(&names[i], KN_RELIEF_TEXT_LIMIT);
        if (remedy >= 0)
            kn_relief_say_remedy(said, remedy, i == 0, &names[i]);
    }
    const kn_filling fields[] = {{"X", kn_text_string(&names[0])},
                                 {"x", kn_text_string(&names[1])},
                                 {"y", kn_text_string(&names[2])},
                                 {"r", kn_text_string(&names[3])}};
    kn_words_expand(out, template, fields, sizeof fields / sizeof *fields);
    for (int i = 0; i < 4; i++)
        kn_text_release(&names[i]);
}

void kn_relief_say_headline(const kn_relief_said *said, kn_text *out)
{
    const kn_relief_contrast *lead = kn_relief_lead(said);

    expand(said, claims[claim_of(said)].headline, said->answer->best, lead ? lead->arm : -1,
           lead ? lead->versus : -1, out);
}

/* ---- How much ---------------------------------------------------------------------------------*/

void kn_relief_say_contrast(const kn_relief_said *said, const kn_relief_contrast *contrast,
                            kn_text *out)
{
    say_why(said, contrast, out);
    if (contrast->unfit)
        return;
    kn_text_add(out, contrast->answer.verdict == KN_VERDICT_COULD_NOT_TELL ||
                             contrast->answer.verdict == KN_VERDICT_NO_WORTHWHILE
                         ? " It may be "
                         : " Likely ");
    kn_relief_say_saved(said, &contrast->saved, contrast->versus, out);
}

void kn_relief_say_lead(const kn_relief_said *said, kn_text *out)
{
    const kn_relief_contrast *lead = kn_relief_lead(said);
    const kn_relief_diary_answer *answer = said->answer;
    diary_claim claim = claim_of(said);

    if (claim == CLAIM_NOTHING) {
        kn_text_add(out, answer->log.plan.state == KN_RELIEF_NONE
                             ? "Choose what you would like to compare. With each spasm one of "
                               "them is picked by chance, so that the comparison is fair."
                             : "After about 10 spasms there is something to see here.");
        return;
    }
    if (!lead)
        return;
    if (lead->unfit) {
        kn_relief_words_why(out, &said->named, 0, lead);
        return;
    }
    if (claim == CLAIM_FASTEST || claim == CLAIM_SOONER || claim == CLAIM_LOOKS ||
        claim == CLAIM_LEANS || claim == CLAIM_SMALL) { /* the headline named it */
        kn_text_add(out, "Likely ");
    } else {
        kn_text_add(out, "With ");
        kn_relief_say_remedy(said, lead->arm, false, out);
        kn_text_add(out, claim == CLAIM_STAYS ? " it is likely " : " it may be ");
    }
    kn_relief_say_saved(said, &lead->saved, lead->versus, out);
    if (claim == CLAIM_UNCLEAR || claim == CLAIM_LEANS || claim == CLAIM_LOOKS) {
        kn_text_add_char(out, ' ');
        say_why(said, lead, out);
    }
}

void kn_relief_say_test(const kn_relief_contrast *contrast, kn_text *out)
{
    const kn_randomisation *test = &contrast->draw;
    double p = test->p[0];

    if (!test->done || !isfinite(p)) {
        kn_text_add(out, "There was too little to pick again by chance and compare.");
        return;
    }
    kn_text_add(out, "The pick was by chance, so we can pick again and again. If it "
                     "made no difference, as large a difference would come up in ");
    if (p < 0.01)
        kn_text_add(out, "fewer than 1 of 100");
    else
        kn_text_addf(out, "about %.0f of 100", fmin(round(100 * p), 99));
    kn_text_add(out, " tries.");
}

/* ---- Which is fastest -------------------------------------------------------------------------*/

/* In whole shares of 100, as they are shown; what has no minutes comes last. */
static bool comes_before(const kn_relief_arm *a, const kn_relief_arm *b)
{
    double x = isfinite(a->best) ? round(100 * a->best) : -1;
    double y = isfinite(b->best) ? round(100 * b->best) : -1;

    return x != y ? x > y : x >= 0 && a->median.q50 < b->median.q50;
}

int kn_relief_order(const kn_relief_said *said, int order[KN_ARMS_MAX])
{
    const kn_relief_diary_answer *answer = said->answer;
    int count = 0;

    for (int a = 0; answer->relief && a < answer->log.keys; a++) {
        const kn_relief_arm *arm = answer->relief->person[0].arm;
        int at = count;

        if (arm[a].drawn == 0)
            continue;
        for (; at > 0 && comes_before(&arm[a], &arm[order[at - 1]]); at--)
            order[at] = order[at - 1];
        order[at] = a;
        count++;
    }
    return count;
}

void kn_relief_say_best(const kn_relief_said *said, kn_text *out)
{
    static const int CAN_WIN = 5; /* of 100 */
    const kn_relief_diary_answer *answer = said->answer;
    double chance[KN_ARMS_MAX];
    int order[KN_ARMS_MAX], share[KN_ARMS_MAX], count = kn_relief_order(said, order), ranked = 0;

    for (int i = 0; i < count; i++)
        if (isfinite(answer->relief->person[0].arm[order[i]].best))
            chance[ranked++] = answer->relief->person[0].arm[order[i]].best;
    if (ranked < 2) {
        kn_text_add(out, "Too early to say which is fastest.");
        return;
    }
    kn_hundred_split((size_t)ranked, chance, share);
    kn_relief_say_remedy(said, order[0], true, out);
    kn_text_addf(out, " in %d of 100 ways things could be.", share[0]);
    if (share[1] < CAN_WIN)
        return;
    kn_text_add_char(out, ' ');
    kn_relief_say_remedy(said, order[1], true, out);
    kn_text_add(out, " could still win.");
}

void kn_relief_say_counts(const kn_relief_said *said, kn_text *out)
{
    size_t drawn = 0;

    for (int a = 0; said->answer->relief && a < said->answer->log.keys; a++)
        drawn += said->answer->relief->person[0].arm[a].drawn;
    if (drawn == 0) {
        kn_text_add(out, "No spasm with a pick yet");
        return;
    }
    kn_words_count(out, (long)drawn, "spasm", "spasms");
    kn_text_add(out, ", picked by chance");
}

json_t *kn_relief_text_json(kn_text *text)
{
    json_t *json = text->failed ? NULL
                   : text->size ? json_string(kn_text_string(text))
                                : json_null();

    kn_text_release(text);
    return json;
}
