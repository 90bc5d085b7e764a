/* diary/naming.h - what an episode is called: thirteen rows, the first that fits decides. Total:
 * every input has a row. A label for a diary, never a diagnosis; warnings do not depend on it. */
#ifndef DIARY_NAMING_H
#define DIARY_NAMING_H

#include "diary/entry.h"

enum { KN_NAMING_RULE = 1 /* raised when the table changes; labels are worked out anew then */ };

/* name; row order is that of the table of rules */
#define KN_LABELS(X)                                                                               \
    X(UNSORTED)                                                                                    \
    X(TWITCH)                                                                                      \
    X(TWITCH_FELT)                                                                                 \
    X(TIGHTNESS)                                                                                   \
    X(PAINFUL_TWITCH)                                                                              \
    X(PAIN_JOLT)                                                                                   \
    X(KNOT_OR_LASTING)                                                                             \
    X(PROLONGED)                                                                                   \
    X(CRAMP_NIGHT)                                                                                 \
    X(CRAMP_EFFORT)                                                                                \
    X(CRAMP)                                                                                       \
    X(SPASMS)                                                                                      \
    X(SPASM)

typedef enum kn_label {
#define KN_X(name) KN_LABEL_##name,
    KN_LABELS(KN_X)
#undef KN_X
        KN_LABEL_COUNT
} kn_label;

/* What people are shown. */
typedef struct kn_label_words {
    const char *id;      /* "CRAMP_NIGHT" */
    const char *name;    /* "night cramp": goes after "We filed it as:" */
    const char *article; /* "a cramp": what the article calls it, or NULL when it has no word */
    const char *clinics; /* what clinics call it, or NULL */
    const char *words;   /* two or three plain sentences */
    bool is_primary;     /* rows 9 to 13: counted as a spasm in charts and trials */
} kn_label_words;

extern const kn_label_words kn_labels[KN_LABEL_COUNT];
extern const char kn_label_footer[]; /* "This is a label for your diary, not a diagnosis." */

/* The inputs of the rule. Unknown counts as no for repeated and ripple, as other for context; an
 * unknown site is no limb. */
typedef struct kn_naming_input {
    kn_yes_no painful;
    double seconds; /* NAN unknown */
    kn_yes_no repeated, ripple;
    kn_context context;
    bool is_limb, has_site;
} kn_naming_input;

typedef struct kn_naming {
    kn_label label;
    int row;         /* 1..13 */
    bool ask_pain;   /* row 1 */
    bool is_run;     /* row 2, repeated */
    bool is_cluster; /* rows 9 to 12, repeated */
    bool site_missing;
    bool duration_missing; /* rows 9 to 13: left out of statistics of duration */
    bool raises_r6;        /* rows 7 and 8 */
} kn_naming;

kn_naming kn_naming_of(const kn_naming_input *input);

/* Of an episode: limb is that of its main site. A running episode has an unknown duration. */
kn_naming kn_naming_of_episode(const kn_episode *episode);

/* The most painful site, the first among equals; -1 if none is marked. */
int kn_episode_main_site(const kn_episode *episode);

/* The rule as Markdown table rows, for docs/naming.md. */
void kn_naming_print_markdown(kn_text *out);

#endif
