#include "report/relief_words.h"

#include <math.h>
#include <stdio.h>

static const char *const headlines[] = {
    [KN_VERDICT_HELPS] = "With {X} it eased sooner than with {R}.",
    [KN_VERDICT_LOOKS_AS_IF] = "It looks as if it eased sooner with {X} than with {R}.",
    [KN_VERDICT_SMALL] =
        "With {X} it eased a little sooner than with {R}, less than you asked for.",
    [KN_VERDICT_NO_WORTHWHILE] =
        "Between {X} and {R} there is no difference of the size that you asked for.",
    [KN_VERDICT_WORSE] = "With {X} it took longer than with {R}.",
    [KN_VERDICT_COULD_NOT_TELL] = "We do not know which is faster, {X} or {R}.",
    [KN_VERDICT_OBSERVED] = "{X} and {R} were chosen, not drawn: only observed, not tested.",
};

static const char *const reasons[] = {
    [KN_REASON_CLEAR] = "The episodes say so clearly.",
    [KN_REASON_UNFIT] = "The episodes could not be compared.",
    [KN_REASON_TOO_WIDE] = "The episodes leave too much open: sooner and later both stay possible.",
    [KN_REASON_TOO_FEW_EVENTS] =
        "With one of the two it never eased while somebody looked, so the episodes alone cannot "
        "say how large the difference is.",
    [KN_REASON_TOO_FEW_PERIODS] = "One of the two was drawn fewer than 3 times, or the minutes "
                                  "hardly vary.",
    [KN_REASON_TOO_FEW_SWITCHES] =
        "With so few draws, chance alone could have dealt the episodes like this.",
    [KN_REASON_DRAW_DISAGREES] = "When we draw again by chance, as large a difference comes up too "
                                 "often: the model and the draw disagree.",
    [KN_REASON_SIGMA_PRIOR] = "It hangs on what we assume about how much episodes vary.",
    [KN_REASON_NO_IMPORTANT] = "It is not clear which is faster, and nobody said how large a "
                               "difference would matter (--important).",
    [KN_REASON_NEEDS_PRIOR] = "The episodes alone do not say it; only together with our starting "
                              "assumption.",
    [KN_REASON_NOT_RANDOMISED] = "Something else may have differed, such as how bad the episode "
                                 "was.",
};

static const char no_test[] =
    "The chances of the draw changed from episode to episode. They may have "
    "followed how earlier ones went, and the rule is not in the file: "
    "its own test is missing.";

static const char *const unfits[] = {
    [KN_RELIEF_UNFIT_NOT] = "",
    [KN_RELIEF_UNFIT_TOO_FEW] = "fewer than 4 episodes whose end is known",
    [KN_RELIEF_UNFIT_ARM] = "one of the two was never drawn while both were allowed",
    [KN_RELIEF_UNFIT_NEVER] = "not one episode is known to have eased",
    [KN_RELIEF_UNFIT_CONSTANT] = "the minutes never vary",
};

static const char *const odds_words[] = {
    [KN_ODDS_EQUAL] = "drawn with equal chances among those allowed",
    [KN_ODDS_FIXED] = "drawn with fixed chances among those allowed",
    [KN_ODDS_MOVED] = "drawn with chances that changed from episode to episode",
    [KN_ODDS_NONE] = "chosen, not drawn",
};

static const char *const doubts[] = {
    [KN_RELIEF_DOUBT_FEW_EPISODES] = "Only {value} episodes could be used.",
    [KN_RELIEF_DOUBT_FEW_DRAWS] = "{X} or {R} was drawn only {value} times while both were "
                                  "allowed.",
    [KN_RELIEF_DOUBT_NOT_RANDOMISED] =
        "What was done was chosen, not drawn. Worse episodes may have been met with other means.",
    [KN_RELIEF_DOUBT_ODDS_MOVED] = "The chances of the draw changed on the way. There is no test "
                                   "by the draw itself without the rule behind them.",
    [KN_RELIEF_DOUBT_NOT_BLINDED] = "You knew what you did, so this includes hope.",
    [KN_RELIEF_DOUBT_ORDER_ASSUMED] = "The file has no column \"order\": the rows were taken as "
                                      "they stand, the first one first.",
    [KN_RELIEF_DOUBT_PARTLY_ALLOWED] = "In {percent} % of the episodes not both {X} and {R} could "
                                       "have been drawn. They do not count for this comparison.",
    [KN_RELIEF_DOUBT_UNKNOWN_DIFFERS] =
        "How it ended is unknown more often for one of {X} and {R} (by {percent} points of 100).",
    [KN_RELIEF_DOUBT_FORGOTTEN_DIFFERS] = "Only a range of minutes is known more often for one of "
                                          "{X} and {R} (by {percent} points of 100).",
    [KN_RELIEF_DOUBT_FEW_EASED] = "{percent} % of the episodes with {X} or {R} were not seen to "
                                  "ease.",
    [KN_RELIEF_DOUBT_PRIOR_DOMINATES] =
        "{X} and {R}: the episodes have added little to our starting assumption.",
    [KN_RELIEF_DOUBT_FLAT_DIFFERS] = "{X} and {R}: the episodes alone, without our starting "
                                     "assumption, put the difference elsewhere; see the numbers.",
    [KN_RELIEF_DOUBT_FLAT_IMPROPER] = "With {X} or {R} it never eased while somebody looked: how "
                                      "large the difference is rests on our starting assumption.",
    [KN_RELIEF_DOUBT_SIGMA_PRIOR] =
        "{X} and {R}: the answer hangs on what we assume about how much "
        "episodes vary.",
    [KN_RELIEF_DOUBT_OTHER_TIMES] = "{X} and {R}: with another shape of the times (Weibull instead "
                                    "of log-normal) the direction or the verdict is another one.",
    [KN_RELIEF_DOUBT_PRIOR_CHANGED] = "A starting assumption (prior) was changed.",
    [KN_RELIEF_DOUBT_NUMERICS] = "{X} and {R}: the sums did not come out as exactly as they "
                                 "should.",
};

static void expand(kn_text *out, const char *template, const kn_relief *relief, int arm, int versus,
                   double value)
{
    char number[KN_NUMBER_SIZE], percent[KN_NUMBER_SIZE];
    kn_text names[2];

    for (int k = 0; k < 2; k++) {
        kn_text_init(&names[k], 4 * KN_NAME_SIZE);
        kn_words_name(&names[k], relief->data->arm_name[k ? versus : arm], 40);
    }
    kn_number_format(number, value, value == round(value) && value < 10 ? 1 : value < 100 ? 2 : 3);
    snprintf(percent, sizeof percent, "%.0f", 100 * fabs(value));
    const kn_filling fields[] = {{"X", kn_text_string(&names[0])},
                                 {"R", kn_text_string(&names[1])},
                                 {"value", number},
                                 {"percent", percent}};
    kn_words_expand(out, template, fields, sizeof fields / sizeof *fields);
    kn_text_release(&names[0]);
    kn_text_release(&names[1]);
}

void kn_relief_words_headline(kn_text *out, const kn_relief *relief,
                              const kn_relief_contrast *contrast)
{
    expand(out, headlines[contrast->answer.verdict], relief, contrast->arm, contrast->versus, 0);
}

/* Clear as the numbers are, nothing could be drawn again. */
static bool lacks_test(const kn_relief_contrast *contrast)
{
    return contrast->answer.verdict == KN_VERDICT_LOOKS_AS_IF && !contrast->draw.done;
}

const char *kn_relief_reason_word(const kn_relief_contrast *contrast)
{
    return lacks_test(contrast) ? "no_randomisation_test" : kn_reason_word(contrast->answer.reason);
}

void kn_relief_words_why(kn_text *out, const kn_relief *relief, size_t person,
                         const kn_relief_contrast *contrast)
{
    const char *reason = lacks_test(contrast) && relief->person[person].odds == KN_ODDS_MOVED
                             ? no_test
                             : reasons[contrast->answer.reason];

    if (contrast->unfit) {
        kn_text_addf(out, "These data cannot tell: %s.", unfits[contrast->unfit]);
        return;
    }
    expand(out, reason, relief, contrast->arm, contrast->versus, 0);
    if (contrast->answer.has_important && contrast->answer.verdict == KN_VERDICT_HELPS)
        kn_text_add(out, contrast->answer.enough_to_matter
                             ? " It is likely enough to matter to you."
                             : " Whether it is enough to matter to you is less sure.");
}

void kn_relief_words_doubt(kn_text *out, const kn_relief *relief, size_t person,
                           const kn_relief_doubt *doubt)
{
    const kn_relief_contrast *c =
        &relief->person[person].contrast[doubt->contrast < 0 ? 0 : doubt->contrast];

    expand(out, doubts[doubt->code], relief, c->arm, c->versus, doubt->value);
}

const char *kn_relief_words_unfit(kn_relief_unfit unfit)
{
    return unfits[unfit];
}

const char *kn_relief_words_odds(kn_relief_odds odds)
{
    return odds_words[odds];
}
