#include "diary/naming.h"

#include <assert.h>
#include <math.h>

#include "diary/site.h"

/* The limits of the table, in seconds. 600: night cramps last seconds to ten minutes (Hallegraeff
 * et al. 2017, doi 10.1186/s12875-017-0600-x). 2: the article's floor, no source found. 3600: where
 * an episode stops being one; ours, no source. docs/naming.md says more. */
static const double FLICK = 2, CRAMP_LONGEST = 600, LASTING = 3600;

/* What a row asks of one input; bits, so that "rest or other" is one condition. */
enum {
    ANY = 0,
    SHORT = 1,   /* d < FLICK */
    MIDDLE = 2,  /* FLICK <= d <= CRAMP_LONGEST */
    LONG = 4,    /* CRAMP_LONGEST < d < LASTING */
    LONGEST = 8, /* LASTING <= d */
    UNTIMED = 16,
};

typedef enum kn_want { WANT_ANY, WANT_NO, WANT_YES, WANT_UNKNOWN } kn_want;

/* The table. Rows are tried from the top; the first of which all conditions hold gives the label.
 */
static const struct kn_naming_row {
    kn_want painful;
    unsigned durations; /* ANY, or some of the bits above */
    kn_want ripple, limb, repeated;
    kn_context context; /* KN_CONTEXT_UNKNOWN: any */
    kn_label label;
} rows[] = {
    {WANT_UNKNOWN, ANY, WANT_ANY, WANT_ANY, WANT_ANY, KN_CONTEXT_UNKNOWN, KN_LABEL_UNSORTED},
    {WANT_NO, ANY, WANT_YES, WANT_ANY, WANT_ANY, KN_CONTEXT_UNKNOWN, KN_LABEL_TWITCH},
    {WANT_NO, SHORT | UNTIMED, WANT_NO, WANT_ANY, WANT_ANY, KN_CONTEXT_UNKNOWN,
     KN_LABEL_TWITCH_FELT},
    {WANT_NO, MIDDLE | LONG | LONGEST, WANT_NO, WANT_ANY, WANT_ANY, KN_CONTEXT_UNKNOWN,
     KN_LABEL_TIGHTNESS},
    {WANT_YES, SHORT, WANT_YES, WANT_ANY, WANT_ANY, KN_CONTEXT_UNKNOWN, KN_LABEL_PAINFUL_TWITCH},
    {WANT_YES, SHORT, WANT_NO, WANT_ANY, WANT_ANY, KN_CONTEXT_UNKNOWN, KN_LABEL_PAIN_JOLT},
    {WANT_YES, LONGEST, WANT_ANY, WANT_ANY, WANT_ANY, KN_CONTEXT_UNKNOWN, KN_LABEL_KNOT_OR_LASTING},
    {WANT_YES, LONG, WANT_ANY, WANT_ANY, WANT_ANY, KN_CONTEXT_UNKNOWN, KN_LABEL_PROLONGED},
    {WANT_YES, MIDDLE | UNTIMED, WANT_ANY, WANT_YES, WANT_ANY, KN_CONTEXT_NIGHT,
     KN_LABEL_CRAMP_NIGHT},
    {WANT_YES, MIDDLE | UNTIMED, WANT_ANY, WANT_YES, WANT_ANY, KN_CONTEXT_EFFORT,
     KN_LABEL_CRAMP_EFFORT},
    {WANT_YES, MIDDLE | UNTIMED, WANT_ANY, WANT_YES, WANT_ANY, KN_CONTEXT_UNKNOWN, KN_LABEL_CRAMP},
    {WANT_YES, MIDDLE | UNTIMED, WANT_ANY, WANT_NO, WANT_YES, KN_CONTEXT_UNKNOWN, KN_LABEL_SPASMS},
    {WANT_YES, MIDDLE | UNTIMED, WANT_ANY, WANT_NO, WANT_NO, KN_CONTEXT_UNKNOWN, KN_LABEL_SPASM},
};
enum { ROWS = sizeof rows / sizeof *rows };
_Static_assert(ROWS == (int)KN_LABEL_COUNT, "one row for each label");

static unsigned duration_of(double seconds)
{
    if (isnan(seconds))
        return UNTIMED;
    return seconds < FLICK            ? SHORT
           : seconds <= CRAMP_LONGEST ? MIDDLE
           : seconds < LASTING        ? LONG
                                      : LONGEST;
}

static bool fits(kn_want want, kn_yes_no answer)
{
    switch (want) {
    case WANT_NO:
        return answer == KN_NO;
    case WANT_YES:
        return answer == KN_YES;
    case WANT_UNKNOWN:
        return answer == KN_UNKNOWN;
    default:
        return true;
    }
}

static bool row_fits(const struct kn_naming_row *row, const kn_naming_input *input, bool is_limb)
{
    /* not knowing counts as no here, and only here */
    kn_yes_no ripple = input->ripple == KN_YES ? KN_YES : KN_NO;
    kn_yes_no repeated = input->repeated == KN_YES ? KN_YES : KN_NO;

    return fits(row->painful, input->painful) &&
           (row->durations == ANY || (row->durations & duration_of(input->seconds))) &&
           fits(row->ripple, ripple) && fits(row->limb, is_limb ? KN_YES : KN_NO) &&
           fits(row->repeated, repeated) &&
           (row->context == KN_CONTEXT_UNKNOWN || row->context == input->context);
}

kn_naming kn_naming_of(const kn_naming_input *input)
{
    bool is_limb = input->has_site && input->is_limb, repeated = input->repeated == KN_YES;
    kn_naming naming = {.site_missing = !input->has_site};
    int i = 0;

    while (i < ROWS && !row_fits(&rows[i], input, is_limb))
        i++;
    assert(i < ROWS); /* the table is total; a test walks over every combination */
    naming.label = rows[i].label;
    naming.row = i + 1;
    naming.ask_pain = naming.label == KN_LABEL_UNSORTED;
    naming.is_run = naming.label == KN_LABEL_TWITCH && repeated;
    naming.is_cluster = kn_labels[naming.label].is_primary && repeated;
    naming.duration_missing = kn_labels[naming.label].is_primary && isnan(input->seconds);
    naming.raises_r6 =
        naming.label == KN_LABEL_PROLONGED || naming.label == KN_LABEL_KNOT_OR_LASTING;
    return naming;
}

/* Of a range what is certain: the lower end says that it was no flick, or that it was long; the
 * upper end that it was a flick. */
static double seconds_of(const kn_episode *episode)
{
    double least = kn_episode_at_least(episode);

    if (!isnan(least) && (!isnan(episode->seconds) || least >= FLICK))
        return least;
    return episode->most > 0 && episode->most < FLICK ? episode->most : (double)NAN;
}

kn_naming kn_naming_of_episode(const kn_episode *episode)
{
    kn_naming naming;
    kn_naming_input input = {
        .painful = episode->painful,
        .seconds = seconds_of(episode),
        .repeated = episode->repeated,
        .ripple = episode->ripple,
        .context = episode->context,
        .has_site = episode->site_count > 0,
    };
    int site = kn_episode_main_site(episode);

    if (site >= 0)
        input.is_limb = kn_sites[site].is_limb;
    naming = kn_naming_of(&input);
    naming.duration_missing =
        kn_labels[naming.label].is_primary && (episode->running || isnan(episode->seconds));
    return naming;
}

int kn_episode_main_site(const kn_episode *episode)
{
    size_t most = 0;

    if (episode->site_count == 0)
        return -1;
    for (size_t i = 1; i < episode->site_count; i++)
        if (episode->sites[i].pain > episode->sites[most].pain)
            most = i;
    return episode->sites[most].site;
}

/* ---- docs/naming.md ---------------------------------------------------------------------------*/

static const char *want_words(kn_want want)
{
    static const char *const words[] = {"any", "no", "yes", "?"};

    return words[want];
}

static const char *duration_words(unsigned durations)
{
    switch (durations) {
    case SHORT:
        return "under 2 s";
    case LONG:
        return "over 10 min, under 1 h";
    case LONGEST:
        return "1 h or more";
    case SHORT | UNTIMED:
        return "under 2 s, or ?";
    case MIDDLE | UNTIMED:
        return "2 s to 10 min, or ?";
    case MIDDLE | LONG | LONGEST:
        return "2 s or more";
    default:
        return "any";
    }
}

void kn_naming_print_markdown(kn_text *out)
{
    static const char *const contexts[] = {"any", "rest", "effort", "night", "other"};

    kn_text_add(out, "| row | hurts | lasted | ripple | limb | again within 1 h | when | label | "
                     "counted as a spasm |\n|---|---|---|---|---|---|---|---|---|\n");
    for (int i = 0; i < ROWS; i++)
        kn_text_addf(out, "| %d | %s | %s | %s | %s | %s | %s | `%s` %s | %s |\n", i + 1,
                     want_words(rows[i].painful), duration_words(rows[i].durations),
                     want_words(rows[i].ripple), want_words(rows[i].limb),
                     want_words(rows[i].repeated), contexts[rows[i].context],
                     kn_labels[rows[i].label].id, kn_labels[rows[i].label].name,
                     kn_labels[rows[i].label].is_primary ? "yes" : "no");
}
