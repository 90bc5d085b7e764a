#include "report/words.h"

#include <string.h>

static const struct verdict_words {
    const char *kind, *headline, *hope;
} verdict_words[] = {
    [KN_VERDICT_HELPS] = {"It helped you.", "{effect}",
                          "; you knew which days were which, so this includes hope"},
    [KN_VERDICT_LOOKS_AS_IF] = {"It looks as if it helps; too few switches to be sure.",
                                "{effect}, but there were too few switches to be sure",
                                "; you knew which days were which, so this includes hope"},
    [KN_VERDICT_SMALL] = {"A small difference, less than you asked for.",
                          "{effect}: better, but by less than you asked for",
                          "; you knew which days were which, so this includes hope"},
    [KN_VERDICT_NO_WORTHWHILE] =
        {"No difference that would matter to you.",
         "{X} made no difference to {Y} that would matter to you, compared with {R}",
         "; you knew which days were which"},
    [KN_VERDICT_WORSE] = {"It made it worse.", "{effect}: that is worse",
                          "; you knew which days were which, so this includes what you expected"},
    [KN_VERDICT_COULD_NOT_TELL] = {"This trial could not have told.",
                                   "We do not know whether {X} or {R} is better for you", ""},
    [KN_VERDICT_OBSERVED] = {"Observed, not tested.",
                             "{effect}, but {chance}, so we cannot say why",
                             "; you knew which days were which, so this includes hope"},
};

/* Nothing was wrong with the switches: the refits that "helps" needs were not asked for. */
static bool is_unchecked(kn_verdict_code verdict, kn_reason reason)
{
    return verdict == KN_VERDICT_LOOKS_AS_IF && reason == KN_REASON_SIGMA_PRIOR;
}

const char *kn_words_kind(kn_verdict_code verdict, kn_reason reason)
{
    return is_unchecked(verdict, reason) ? "It looks as if it helps; not fully checked."
                                         : verdict_words[verdict].kind;
}

const char *kn_words_kind_brief(kn_verdict_code verdict)
{
    static const char *const brief[] = {
        [KN_VERDICT_HELPS] = "helps",
        [KN_VERDICT_LOOKS_AS_IF] = "looks as if it helps",
        [KN_VERDICT_SMALL] = "small difference",
        [KN_VERDICT_NO_WORTHWHILE] = "none that matters",
        [KN_VERDICT_WORSE] = "worse",
        [KN_VERDICT_COULD_NOT_TELL] = "could not tell",
        [KN_VERDICT_OBSERVED] = "only observed",
    };
    return brief[verdict];
}

const char *kn_words_headline(kn_verdict_code verdict, kn_reason reason)
{
    return is_unchecked(verdict, reason) ? "{effect}, but not all checks were made"
                                         : verdict_words[verdict].headline;
}

const char *kn_words_hope(kn_verdict_code verdict)
{
    return verdict_words[verdict].hope;
}

/* The verdict's part of the why; the reason's part follows unless the pair has its own sentence. */
static const char *const why_verdict[] = {
    [KN_VERDICT_HELPS] = "It came out better with {X}. ",
    [KN_VERDICT_LOOKS_AS_IF] = "It came out better with {X}, as far as these days go. ",
    [KN_VERDICT_SMALL] = "It came out a little better with {X}. ",
    [KN_VERDICT_NO_WORTHWHILE] =
        "Any real difference is almost surely smaller than you asked for. ",
    [KN_VERDICT_WORSE] = "It came out worse with {X}. ",
    [KN_VERDICT_COULD_NOT_TELL] = "This is not \"no effect\". It is no answer. ",
    [KN_VERDICT_OBSERVED] = "These days were only watched. ",
};

static const char *const why_reason[] = {
    [KN_REASON_CLEAR] = "The days say so clearly.",
    [KN_REASON_UNFIT] = "The days could not be compared at all.",
    [KN_REASON_TOO_WIDE] = "The days leave too much open: both better and worse stay possible.",
    [KN_REASON_TOO_FEW_EVENTS] = "One side had no events at all, so the days alone cannot say how "
                                 "large the difference is.",
    [KN_REASON_TOO_FEW_PERIODS] = "There were fewer than 3 full rounds of switching.",
    [KN_REASON_TOO_FEW_SWITCHES] = "With so few switches, chance alone could have dealt the days "
                                   "this way too easily.",
    [KN_REASON_DRAW_DISAGREES] = "When we deal the days again by chance, as large a difference "
                                 "comes up too often.",
    [KN_REASON_SIGMA_PRIOR] =
        "The answer hangs on how much your days vary by themselves, and these "
        "days do not settle that.",
    [KN_REASON_NO_IMPORTANT] = "You did not say how large a difference would matter to you, so we "
                               "cannot say that it is too small to matter.",
    [KN_REASON_NEEDS_PRIOR] = "The days alone do not say it; only together with our starting "
                              "assumption would it look so. That is not enough.",
    [KN_REASON_NOT_RANDOMISED] = "Something else may have differed between the days, such as "
                                 "weather, stress or a bad spell.",
};

enum { VERDICT_COUNT = KN_VERDICT_OBSERVED + 1, REASON_COUNT = KN_REASON_NOT_RANDOMISED + 1 };

/* The pairs that the rule gives often have a wording of their own. */
static const char *const why_pair[VERDICT_COUNT][REASON_COUNT] = {
    [KN_VERDICT_HELPS][KN_REASON_CLEAR] =
        "The order was drawn by chance, so luck and good weeks are an unlikely reason.",
    [KN_VERDICT_LOOKS_AS_IF][KN_REASON_TOO_FEW_SWITCHES] =
        "With fewer than 5 swaps, one good spell at the right time could look just like this.",
    [KN_VERDICT_LOOKS_AS_IF][KN_REASON_SIGMA_PRIOR] =
        "The checks under other assumptions were switched off, so we do not say that it helps.",
    [KN_VERDICT_SMALL][KN_REASON_CLEAR] =
        "The difference is real as far as these days go, but smaller than you said would be worth "
        "it.",
    [KN_VERDICT_NO_WORTHWHILE][KN_REASON_CLEAR] =
        "Any real difference is almost surely smaller than you asked for. This is a real answer, "
        "and it may save you the effort.",
    [KN_VERDICT_WORSE][KN_REASON_CLEAR] = "The days with {X} were clearly the worse ones.",
    [KN_VERDICT_COULD_NOT_TELL][KN_REASON_TOO_WIDE] =
        "The days leave too much open: both better and worse stay possible. This is not \"no "
        "effect\". It is no answer.",
    [KN_VERDICT_COULD_NOT_TELL][KN_REASON_DRAW_DISAGREES] =
        "The days with {X} look better, but when we deal the days again by chance, as large a "
        "difference comes up too often.",
    [KN_VERDICT_COULD_NOT_TELL][KN_REASON_SIGMA_PRIOR] =
        "The days with {X} look better, but the answer hangs on how much your days vary by "
        "themselves, and these days do not settle that.",
    [KN_VERDICT_COULD_NOT_TELL][KN_REASON_NO_IMPORTANT] =
        "The days do not clearly favour either. To hear whether the difference is too small to "
        "matter, say how large a difference would matter to you (--important).",
    [KN_VERDICT_OBSERVED][KN_REASON_NOT_RANDOMISED] =
        "Something else may have differed between the days, such as weather, stress or a bad "
        "spell.",
};

void kn_words_why(kn_text *out, kn_verdict_code verdict, kn_reason reason,
                  const kn_filling fields[], size_t count)
{
    const char *own = why_pair[verdict][reason];

    if (!own)
        kn_words_expand(out, why_verdict[verdict], fields, count);
    kn_words_expand(out, own ? own : why_reason[reason], fields, count);
}

static const struct doubt_words {
    const char *sentence, *brief;
} doubt_words[KN_DOUBT_COUNT] = {
    [KN_DOUBT_FEW_PAIRS] = {"Full rounds of switching: {value}. With fewer than 5, a good or bad "
                            "spell can look like an "
                            "effect.",
                            "fewer than 5 rounds of switching"},
    [KN_DOUBT_WEEKLY_BLOCKS] =
        {"Every period was made of whole weeks that start on the same weekday. Good and bad weeks "
         "can look like an effect.",
         "periods of whole weeks, so good and bad weeks can look like an effect"},
    [KN_DOUBT_FEW_DAYS] = {"Only {value} days could be used. That is little to go on.",
                           "few days to go on"},
    [KN_DOUBT_PRIOR_DOMINATES] = {"The days say little here: most of the answer comes from what we "
                                  "assumed before we looked.",
                                  "most of the answer comes from what was assumed beforehand"},
    [KN_DOUBT_FLAT_DIFFERS] =
        {"We start out sceptical of large differences, and that matters here. "
         "The days alone would say: {flat}.",
         "the days alone would say something rather different"},
    [KN_DOUBT_FLAT_IMPROPER] = {"One side had no events, or only events. The days alone cannot say "
                                "how large the difference is; its size rests on our assumptions.",
                                "one side had no events, or only events"},
    [KN_DOUBT_DRIFT] =
        {"A day was much like the day before. Slow ups and downs of their own can look "
         "like an effect.",
         "slow ups and downs that can look like an effect"},
    [KN_DOUBT_NUMERICS] = {"The sums were hard here and may be a little off (check {value}). "
                           "The option --exact does them another way.",
                           "sums that may be a little off"},
    [KN_DOUBT_MISSING_DIFFERS] =
        {"More days are missing on one side than on the other, by {percent} "
         "in 100. If it was the bad days that are missing, the answer is "
         "off.",
         "more days missing on one side than on the other"},
    [KN_DOUBT_WASHOUT_ATE] =
        {"{percent} in 100 recorded days were left out as wash-out. Less is left "
         "to go on.",
         "many days left out as wash-out"},
    [KN_DOUBT_SIGMA_PRIOR] = {"The answer hangs on how much your days vary by themselves: under "
                              "another fair assumption it would be only {percent} in 100 sure.",
                              "an answer that hangs on how much days vary by themselves"},
    [KN_DOUBT_DESIGN_GUESSED] =
        {"Nobody told us how the order was drawn. From the days it looks like "
         "periods of {value} {days} dealt by chance within each round. If "
         "that is not so, take this as only watched.",
         "nobody told us how the order was drawn; it was taken from the days"},
    [KN_DOUBT_ORDER_REPEATS] =
        {"Nobody told us how the order was drawn, and it is the same in every round. We took it "
         "that "
         "chance picked no more than the start.",
         "the order is the same in every round, so chance picked the start at most"},
    [KN_DOUBT_DESIGN_UNKNOWN] =
        {"We do not know how it was decided what to do on which day. So this "
         "may not be a fair comparison.",
         "we do not know how the order was decided"},
    [KN_DOUBT_NOT_RANDOMISED] = {"Chance did not pick the days. Something else may differ between "
                                 "them.",
                                 "chance did not pick the days"},
    [KN_DOUBT_NOT_BLINDED] =
        {"You knew which days were which. Hope alone can change how a day feels "
         "and what is written down.",
         "they knew which days were which, so hope is part of it"},
    [KN_DOUBT_PRIOR_CHANGED] =
        {"The usual starting assumptions were changed; they are listed below.",
         "the usual starting assumptions were changed"},
    [KN_DOUBT_FAMILY_GUESSED] = {"Nobody told us what kind of outcome this is. We took it as "
                                 "{family}.",
                                 "nobody told us what kind of outcome this is; we took it as "
                                 "{family}"},
    [KN_DOUBT_NUISANCE_UNLEARNT] =
        {"How much your days vary by themselves can hardly be learnt from "
         "these days.",
         "how much days vary by themselves can hardly be learnt"},
    [KN_DOUBT_SAMPLER] = {"The long check (--exact) did not settle (check {value}). Do not lean on "
                          "its numbers.",
                          "the long check (--exact) did not settle"},
};

const char *kn_words_doubt(kn_doubt_code code)
{
    return doubt_words[code].sentence;
}

const char *kn_words_doubt_short(kn_doubt_code code)
{
    return doubt_words[code].brief;
}

const char kn_words_observed_nothing[] =
    "we saw no clear difference in {Y} between days with {X} and days with {R}";

const char kn_words_no_doubts[] =
    "None of the things that we check for. That is not the same as none.";

const char *kn_words_unfit(kn_unfit unfit)
{
    static const char *const sentences[] = {
        [KN_UNFIT_NOT] = "",
        [KN_UNFIT_TOO_FEW] = "There are fewer than 4 days to compare.",
        [KN_UNFIT_ARM] = "One of the things to compare was never recorded.",
        [KN_UNFIT_CONSTANT] = "The outcome was the same on every day, so nothing can be compared.",
    };
    return sentences[unfit];
}

const char *kn_words_family(kn_family family)
{
    static const char *const words[KN_FAMILY_COUNT] = {
        [KN_GAUSSIAN] = "a measure or rating (gaussian)",
        [KN_POISSON] = "a count (poisson)",
        [KN_BERNOULLI] = "yes or no (bernoulli)",
        [KN_BINOMIAL] = "so many out of so many tries (binomial)",
        [KN_ORDINAL] = "ordered levels (ordinal)",
    };
    return words[family];
}

const char *kn_words_design(kn_design_kind kind)
{
    static const char *const words[] = {
        [KN_DESIGN_UNKNOWN] = "how the order was decided is not known",
        [KN_DESIGN_OBSERVED] = "the days were not picked by chance",
        [KN_DESIGN_BLOCKS] = "the order was drawn by chance within each round",
        [KN_DESIGN_ALTERNATING] = "strict turns; chance picked only which came first",
        [KN_DESIGN_RUN_LIMITED] = "the order was drawn by chance, without long runs of one kind",
        [KN_DESIGN_LIST] = "one schedule was drawn by chance from a list",
    };
    return words[kind];
}

void kn_words_expand(kn_text *out, const char *template, const kn_filling fields[], size_t count)
{
    while (*template) {
        size_t plain = strcspn(template, "{");
        size_t length, i;

        kn_text_add_bytes(out, template, plain);
        template += plain;
        if (!*template)
            return;
        length = strcspn(template, "}");
        for (i = 0; i < count; i++)
            if (strlen(fields[i].name) == length - 1 &&
                memcmp(fields[i].name, template + 1, length - 1) == 0)
                break;
        if (i < count)
            kn_text_add(out, fields[i].value);
        else
            kn_text_add_bytes(out, template, length + 1);
        template += length + 1;
    }
}

/* Bytes of the UTF-8 character at `at`; 1 for a stray byte. */
static size_t character_size(const unsigned char *at)
{
    size_t size = at[0] < 0xc0 ? 1 : at[0] < 0xe0 ? 2 : at[0] < 0xf0 ? 3 : 4;

    for (size_t i = 1; i < size; i++)
        if ((at[i] & 0xc0) != 0x80)
            return 1;
    return size;
}

static bool is_hidden(const unsigned char *at, size_t size)
{
    if (size == 1)
        return at[0] < 0x20 || at[0] >= 0x7f; /* control, or not UTF-8 */
    if (size == 2)
        return at[0] == 0xc2 && at[1] < 0xa0; /* C1 controls */
    if (size == 3 && at[0] == 0xe2)
        return (at[1] == 0x80 &&
                (at[2] == 0x8e || at[2] == 0x8f || (at[2] >= 0xa8 && at[2] <= 0xae))) ||
               (at[1] == 0x81 && at[2] >= 0xa6 && at[2] <= 0xa9); /* direction, line separators */
    return size == 3 && at[0] == 0xef && at[1] == 0xbf && at[2] >= 0xbe; /* not characters */
}

void kn_words_name(kn_text *out, const char *name, size_t characters)
{
    const unsigned char *at = (const unsigned char *)name;

    for (size_t shown = 0; *at; shown++) {
        size_t size = character_size(at);

        if (shown + 1 >= characters && at[size]) {
            kn_text_add(out, "...");
            return;
        }
        if (is_hidden(at, size))
            kn_text_add_char(out, '?');
        else
            kn_text_add_bytes(out, (const char *)at, size);
        at += size;
    }
}
