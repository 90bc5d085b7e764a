/* diary/entry.h - what a person writes down: one entry, of one of the kinds below.
 *
 * An entry is never changed. An amendment is another version of it with a higher edit number, a
 * removal a version without a body. Which version is current: the highest edit; among equals one
 * with a body before a removal, then the later `recorded`, then the greater version id. Every copy
 * of a diary therefore agrees, in whatever order it learnt of them.
 *
 * The body is a JSON object whose members are the rows of kn_fields for its kind and nothing else.
 * A member that is absent was not recorded; it never means no, none or zero. */
#ifndef DIARY_ENTRY_H
#define DIARY_ENTRY_H

#include <jansson.h>

#include "base/moment.h"
#include "base/text.h"

/* name, word, "counts as something recorded on its day". Files keep the numbers: new ones go to the
 * end. */
#define KN_KINDS(X)                                                                                \
    X(EPISODE, "episode", true)   /* a spasm, cramp, twitch ... */                                 \
    X(CHECKIN, "check-in", true)  /* how the day was */                                            \
    X(USE, "use", true)           /* a treatment used, or not */                                   \
    X(EXPOSURE, "exposure", true) /* a suspect met, or not */                                      \
    X(MEDICINE, "medicine", true) /* started, changed, stopped */                                  \
    X(NOTE, "note", true)                                                                          \
    X(SURVEY, "survey", true)    /* ACR 2016, FIQR */                                              \
    X(ANSWER, "answer", false)   /* to the question of a warning */                                \
    X(ADVICE, "advice", false)   /* "I have had advice" about a warning */                         \
    X(MEASURE, "measure", false) /* own, or a built-in one renamed or archived */                  \
    X(TREATMENT, "treatment", false)                                                               \
    X(SUSPECT, "suspect", false)                                                                   \
    X(PROFILE, "profile", false) /* what warnings need to know; one entry, KN_PROFILE_ID */        \
    X(SETTING, "setting", false) /* one entry, KN_SETTING_ID */                                    \
    X(TRIAL, "trial", false)     /* its design; once sealed its protocol too */                    \
    X(TRIAL_EVENT, "trial-event", false) /* paused, stopped, opened ... */                         \
    X(TRIAL_DAY, "trial-day", true)      /* what was done on a day of a trial */                   \
    X(HARM, "harm", true)                /* an unwanted effect */                                  \
    X(RELIEF, "relief", false)   /* remedies compared per episode; one entry, KN_RELIEF_ID */      \
    X(DRAW, "draw", false)       /* the remedy drawn for an episode, or why none was */            \
    X(READING, "reading", false) /* a number of a day that is no check-in: temperature ... */      \
    X(FINDING, "finding", false) /* what was found to go with episodes, frozen on its day */       \
    X(POOLED, "pooled", false)   /* an answer of many people */

typedef enum kn_kind {
#define KN_X(name, word, recorded) KN_KIND_##name,
    KN_KINDS(KN_X)
#undef KN_X
        KN_KIND_COUNT
} kn_kind;

const char *kn_kind_word(kn_kind kind);
bool kn_kind_parse(const char *word, kn_kind *kind);

/* The kinds that count as something recorded, bit 1 << kind, as in kn_query. */
enum {
    KN_KINDS_RECORDED = 0
#define KN_X(name, word, recorded) | (recorded) << KN_KIND_##name
    KN_KINDS(KN_X)
#undef KN_X
};

#define KN_PROFILE_ID "00000000-0000-4000-8000-000000000001"
#define KN_SETTING_ID "00000000-0000-4000-8000-000000000002"
#define KN_RELIEF_ID  "00000000-0000-4000-8000-000000000003"

/* How exactly the time is known. With PART the time of day is the middle of the part: night 03:00,
 * morning 09:00, afternoon 15:00, evening 21:00. With DAY it is 12:00. Neither is ever used as an
 * hour. */
typedef enum kn_precision { KN_PRECISION_MINUTE, KN_PRECISION_PART, KN_PRECISION_DAY } kn_precision;
enum { KN_PRECISION_COUNT = KN_PRECISION_DAY + 1, KN_PART_COUNT = 4, KN_NOON = 12 * 3600 };

const char *kn_precision_word(kn_precision precision); /* "minute", "part", "day" */

/* The parts of the day, and the second of each that stands for it. */
typedef struct kn_part {
    const char *word; /* "night" */
    int32_t second;
} kn_part;
extern const kn_part kn_parts[KN_PART_COUNT];

/* The word of the part in which a time of day lies; the night ends at 6, the morning at 12. */
const char *kn_part_word(int32_t second);

enum {
    KN_ID_SIZE = 37,         /* a UUID in lower case, 8-4-4-4-12, and its NUL */
    KN_BODY_MAX = 64 * 1024, /* bytes of one body as JSON */
    KN_TEXT_MAX = 4000,      /* characters of the longest text; most allow less, see kn_fields */
    KN_NAME_MAX = 80,        /* characters of a name */
    KN_SITES_MAX = 59,
    KN_DOCUMENT_MAX = 48 * 1024, /* bytes of a document inside a body, as canonical JSON */
    KN_DOCUMENT_DEPTH = 10,      /* its levels; an entry, an export and a request add theirs */
    KN_FUTURE_MINUTES = 24 * 60  /* an entry may lie this far after now, since clocks differ */
};

/* One version of one entry. */
typedef struct kn_entry {
    char id[KN_ID_SIZE]; /* of the entry, made by whoever first wrote it */
    char
        version[KN_ID_SIZE]; /* of this version, made by whoever wrote it: the key of idempotence */
    char device[KN_ID_SIZE]; /* of the copy of the diary in which it was written */
    int32_t edit;            /* 1, 2, ... */
    kn_moment recorded;      /* when it was written */
    bool removed;            /* a removal: kind and at repeat the version before; body is NULL */
    kn_kind kind;
    kn_moment at; /* when it happened (started) */
    kn_precision precision;
    json_t *body; /* owned */
} kn_entry;

void kn_entry_release(kn_entry *entry); /* zeroed storage is fine */
kn_code kn_entry_copy(const kn_entry *entry, kn_entry *copy, kn_error *err);

/* ---- The fields, one table --------------------------------------------------------------------*/

typedef enum kn_field_type {
    KN_FIELD_BOOL,
    KN_FIELD_WHOLE,  /* integer least..most; with `choices` one of these numbers */
    KN_FIELD_NUMBER, /* number least..most */
    KN_FIELD_TEXT,   /* 1..most characters, no control characters but line feed (when most > 100) */
    KN_FIELD_CHOICE, /* one of `choices`, "a|b|c" */
    KN_FIELD_CHOICES, /* array of distinct ones of `choices` */
    KN_FIELD_KEY,     /* id of a measure, treatment, suspect or flag (`choices` says of which): a
                         built-in's, [a-z0-9_-]{1,36}, or a UUID; a flag's R and up to 3 digits */
    KN_FIELD_KEYS,    /* array of distinct keys, at most `most` */
    KN_FIELD_ID,      /* UUID of an entry */
    KN_FIELD_PLACES,  /* [{"site": region id, "pain": 0..10 or absent}], distinct sites */
    KN_FIELD_DONE,    /* [{"treatment": key, "helped": none|little|much|worse, "after_minutes"}] */
    KN_FIELD_VALUES,  /* {measure key: number or "none"}, at most `most` */
    KN_FIELD_ANSWERS, /* {item of the survey: whole number}, checked by diary/survey.h */
    KN_FIELD_DAY,     /* YYYY-MM-DD */
    KN_FIELD_DOCUMENT /* a JSON object kept as it is: nothing in it is trimmed or dropped, so that a
                         hash over its canonical form (base/json.h) stays the same; at most
                         KN_DOCUMENT_MAX bytes and KN_DOCUMENT_DEPTH levels */
} kn_field_type;

typedef struct kn_field {
    kn_kind kind;
    const char *name;
    kn_field_type type;
    bool required;
    double least, most;
    const char *choices;
    const char *help; /* what it means, for docs/format.md and docs/api.md */
} kn_field;

/* In the order of kinds, then of the documents. */
extern const kn_field kn_fields[];
extern const size_t kn_field_count;

/* The table as Markdown, for docs/format.md. */
void kn_fields_print_markdown(kn_text *out);

/* ---- Checking, reading, writing ---------------------------------------------------------------*/

/* Checks an entry against the rules above and replaces its body by the canonical form: members that
 * are null, empty texts, empty lists and empty objects are dropped, texts trimmed, line ends made
 * line feeds and tabs blanks, whole reals made integers, others rounded to 15 digits; written, the
 * members are sorted. The time of day must be that of the precision. `device` may be "" and `edit`
 * 0: not yet stored. KN_DATA, the field named in err->place.field ("sites[2].pain") and the value
 * in the message; KN_LIMIT for a body beyond KN_BODY_MAX. Does not look at the clock. */
kn_code kn_entry_check(kn_entry *entry, kn_error *err);

/* {"id","version","device","edit","recorded","kind","at","precision","body"}; a removal has
 * "removed": true and no body. New reference. */
json_t *kn_entry_to_json(const kn_entry *entry);

/* The reverse, checked. `partial`: device, edit and recorded may be missing, as in a request, and
 * are left zero. `source` and `line` (0: none) go into messages. On failure nothing to release. */
kn_code kn_entry_from_json(const json_t *json, bool partial, const char *source, uint64_t line,
                           kn_entry *entry, kn_error *err);

bool kn_id_is_valid(const char *text);

/* A random UUID (version 4). */
void kn_id_new(char out[KN_ID_SIZE]);

/* ---- An episode, read -------------------------------------------------------------------------*/

typedef enum kn_yes_no { KN_UNKNOWN, KN_NO, KN_YES } kn_yes_no;

typedef enum kn_context {
    KN_CONTEXT_UNKNOWN,
    KN_CONTEXT_REST,
    KN_CONTEXT_EFFORT, /* during effort or up to 6 hours after */
    KN_CONTEXT_NIGHT,  /* in bed at night */
    KN_CONTEXT_OTHER
} kn_context;

typedef struct kn_episode {
    kn_yes_no painful;  /* from "pain" when that is there, else "painful", else from the places */
    int pain;           /* 0..10, -1 unknown; without "pain" the most of any place, or 0 when
                           "painful" is false */
    double seconds;     /* how long it lasted, NAN unknown or still running */
    double least, most; /* seconds: known only as a range; most NAN: not seen to ease. Else NAN */
    int pain_start, pain_end; /* 0..10, -1 unknown */
    bool running;
    kn_yes_no repeated, ripple, warning_felt;
    kn_context context;
    size_t site_count;
    struct kn_place_pain {
        int site; /* index into kn_sites */
        int pain; /* -1 unknown */
    } sites[KN_SITES_MAX];
} kn_episode;

/* Of an entry that kn_entry_check() has accepted. */
kn_episode kn_episode_read(const kn_entry *entry);

/* Seconds that it lasted at least: what is known of them exactly, or just above the lower end of a
 * range, since it had not eased then. NAN: not known, or running. */
double kn_episode_at_least(const kn_episode *episode);

#endif
