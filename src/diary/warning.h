/* diary/warning.h - danger signs: one table of flags, what raises each, and what to ask.
 *
 * Warnings come before every label and cannot be switched off. One is raised by the diary itself
 * (computed) or by a yes to its question; it stays until the person says "I have had advice" (an
 * entry of kind advice), and comes back when something new raises it. Levels follow clinical.md;
 * a flag without a source read by us is worded as caution and awaits clinical review. */
#ifndef DIARY_WARNING_H
#define DIARY_WARNING_H

#include "diary/store.h"

typedef enum kn_level {
    KN_LEVEL_DAYS,     /* see a doctor within days */
    KN_LEVEL_TODAY,    /* get medical help today */
    KN_LEVEL_EMERGENCY /* call the emergency number now */
} kn_level;

/* When a question is worth asking; bits. Set by kn_questions_after(). */
#define KN_OCCASIONS(X)                                                                            \
    X(CHEST, "an episode in the chest, jaw, left arm or upper back")                               \
    X(BACK_OR_LEG, "a painful episode in the back, hips or legs")                                  \
    X(FACE_OR_JAW, "an episode in the face, jaw or neck")                                          \
    X(NECK, "a painful episode in the neck or back of the head")                                   \
    X(CALF, "a calf or thigh episode of over ten minutes, or soreness the next day")               \
    X(LONG, "any episode of over ten minutes")                                                     \
    X(TWITCH, "twitches; weekly while they go on")                                                 \
    X(HANDS, "cramps in hands, face or feet together")                                             \
    X(EFFORT, "a cramp with or after effort")                                                      \
    X(WHOLE_BODY, "an episode all over the body")                                                  \
    X(MEDICINE, "a medicine started or changed")                                                   \
    X(LOW_MOOD, "a check-in with very low mood or very high pain")                                 \
    X(WEEKLY, "once a week with a check-in")                                                       \
    X(TRIAL, "before a trial is planned")                                                          \
    X(PROFILE, "the profile says so")

typedef enum kn_occasion {
#define KN_X(name, words) KN_OCCASION_##name,
    KN_OCCASIONS(KN_X)
#undef KN_X
        KN_OCCASION_COUNT
} kn_occasion;

typedef struct kn_flag {
    const char *id; /* "R6" */
    kn_level level;
    kn_level worst;        /* with what `escalate` says; else the same as level */
    const char *title;     /* says the level in words: "Get medical help today" */
    const char *sign;      /* the sign in one or two plain sentences */
    const char *act;       /* what to do, first line */
    const char *escalate;  /* "Call the emergency number now if ...", or NULL */
    const char *meanwhile; /* what to do or leave until then, or NULL */
    const char *question;  /* yes or no, or NULL: never asked, only computed */
    const char *why;
    const char *source; /* read by us, or NULL: then `caution` is shown */
    bool reviewed;      /* by a clinician */
    bool computed;      /* kn_warnings_current() can raise it from entries */
    uint32_t occasions; /* bits of kn_occasion at which the question is asked */
} kn_flag;

extern const kn_flag kn_flags[];
extern const size_t kn_flag_count;
extern const char kn_flag_caution[]; /* "Caution, not yet checked by a clinician." */
extern const char kn_flag_footer[];  /* "This list cannot cover everything. ..." */

const kn_flag *kn_flag_find(const char *id);

typedef struct kn_warning {
    const kn_flag *flag;
    kn_level level;         /* of this raising */
    kn_moment since;        /* of what raised it */
    char cause[KN_ID_SIZE]; /* the entry, or "" */
    char because[256]; /* plain words: "You wrote that your left calf cramped for 14 minutes." */
    bool advised;      /* the person has had advice since */
    kn_moment advised_at;
} kn_warning;

typedef struct kn_warnings {
    kn_warning *list; /* worst first, then newest; not advised before advised */
    size_t count;
} kn_warnings;
void kn_warnings_release(kn_warnings *warnings);

/* What stands now: every flag raised and not advised since. */
kn_code kn_warnings_current(kn_store *store, kn_warnings *warnings, kn_error *err);

/* All that was raised from one day to another, advised or not: for the report. */
kn_code kn_warnings_between(kn_store *store, int32_t from, int32_t to, kn_warnings *warnings,
                            kn_error *err);

/* The questions worth asking after this entry was written; never one that was answered within the
 * last 7 days (the same episode: ever), at most three, worst first. Pointers are to kn_flags. */
enum { KN_QUESTIONS_MAX = 3 };
kn_code kn_questions_after(kn_store *store, const kn_entry *entry,
                           const kn_flag *questions[KN_QUESTIONS_MAX], size_t *count,
                           kn_error *err);

/* The table as Markdown, for docs/warnings.md. */
void kn_flags_print_markdown(kn_text *out);

#endif
