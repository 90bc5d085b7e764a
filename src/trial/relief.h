/* trial/relief.h - the relief experiment: the plan, the draw for one episode, and what the diary
 * holds of both. No statistics of outcomes here but the frozen allocation rule
 * (unknot/allocate.h). docs/relief.md. */
#ifndef TRIAL_RELIEF_H
#define TRIAL_RELIEF_H

#include "diary/catalogue.h"
#include "diary/naming.h"
#include "diary/site.h"
#include "trial/design.h"
#include "unknot/relief.h"

enum {
    KN_REMEDIES_MAX = KN_ARMS_MAX,
    KN_REMEDY_REST_MAX = 72, /* hours */
    KN_CLUSTER_MINUTES = 120,
    KN_RELIEF_SEED_SIZE = 65
};
#define KN_REMEDY_WAIT  "wait"
#define KN_RELIEF_WORTH 0.75

typedef struct kn_remedy {
    char key[KN_ID_SIZE];
    char name[4 * KN_NAME_MAX + 1], chip[4 * KN_NAME_MAX + 1]; /* the catalogue's of today */
    char how[4 * 200 + 1];
    double rest_hours;
    bool not_at_night, not_at_work;
    uint64_t not_sites; /* bit i: kn_sites[i] */
} kn_remedy;

typedef enum kn_relief_state {
    KN_RELIEF_NONE, /* no plan */
    KN_RELIEF_ON,
    KN_RELIEF_OFF,
    KN_RELIEF_SETTLED
} kn_relief_state;
const char *kn_relief_state_word(kn_relief_state state);

typedef struct kn_relief_plan {
    kn_relief_state state;
    char version[KN_ID_SIZE];
    char settled[KN_ID_SIZE]; /* a key, or "" */
    int count;
    kn_remedy remedy[KN_REMEDIES_MAX];
    int wait;                     /* index, or -1 */
    int wait_limit;               /* 0..10, -1: none */
    int32_t night_from, night_to; /* seconds of the day */
    int32_t work_from, work_to;   /* equal: no hours of work */
    unsigned work_days;           /* bit 0: Monday */
    kn_allocation rule;
    int cluster_minutes;
    double worth;
    kn_moment begun;
    char seed[KN_RELIEF_SEED_SIZE];
} kn_relief_plan;

/* state NONE without one. KN_DAMAGED if it no longer reads. */
kn_code kn_relief_plan_load(kn_store *store, const kn_catalogue *catalogue, kn_relief_plan *plan,
                            kn_error *err);
/* Of a document; `catalogue` NULL: names are keys. KN_DATA with the field and the value. */
kn_code kn_relief_plan_read(const json_t *json, const kn_catalogue *catalogue, kn_relief_plan *plan,
                            kn_error *err);
/* With every member; `with_seed` false for people. New reference; NULL: memory ran out. */
json_t *kn_relief_plan_json(const kn_relief_plan *plan, bool with_seed);
/* Three acute remedies that ask for nothing, and wait: a start for the person to change. */
void kn_relief_plan_suggest(const kn_catalogue *catalogue, kn_relief_plan *plan);
/* By the plan's hours and the clock on the wall. */
bool kn_relief_is_night(const kn_relief_plan *plan, kn_moment at);
/* What speaks against it, worst first; kn_trial_note as for trials. */
size_t kn_relief_plan_notes(const kn_relief_plan *plan, kn_trial_note notes[KN_TRIAL_NOTES_MAX]);
/* Writes a version. Seed and begun are kept from the one before; `anew` makes both again. KN_DATA,
 * KN_DENIED (a refused note, a ninth remedy), KN_CONFLICT. Call it in a batch. */
kn_code kn_relief_plan_write(kn_store *store, const char *version, const json_t *plan,
                             kn_relief_state state, const char *settled, bool anew,
                             const char *base, kn_error *err);

/* ---- What the diary holds ---------------------------------------------------------------------*/

#define KN_NOT_DRAWN(X)                                                                            \
    X(DRAWN, "")                                                                                   \
    X(CLUSTER, "cluster")                                                                          \
    X(SKIPPED, "skipped")                                                                          \
    X(CHOSE, "chose")                                                                              \
    X(WARNING, "warning")                                                                          \
    X(RULES, "rules")                                                                              \
    X(REST, "rest")
typedef enum kn_not_drawn {
#define KN_X(name, word) KN_NOT_DRAWN_##name,
    KN_NOT_DRAWN(KN_X)
#undef KN_X
        KN_NOT_DRAWN_COUNT
} kn_not_drawn;
const char *kn_not_drawn_word(kn_not_drawn why);

typedef enum kn_response {
    KN_RESPONSE_NONE,
    KN_RESPONSE_DOING,
    KN_RESPONSE_SKIPPED,
    KN_RESPONSE_CHOSE
} kn_response;
const char *kn_response_word(kn_response response); /* NULL: none */

/* One episode since `begun`, drawn for or not. Masks are of kn_relief_log.key. */
typedef struct kn_relief_record {
    char episode[KN_ID_SIZE], draw[KN_ID_SIZE]; /* draw: "" when there is no draw entry */
    kn_moment at;                               /* of the draw; without one, of the episode */
    bool timed;                                 /* the episode's own start is known to the minute */
    kn_not_drawn why_not;
    char of[KN_ID_SIZE]; /* CLUSTER: the draw */
    int arm;             /* -1: none */
    uint8_t open, allowed;
    kn_allocation rule;
    uint32_t weight[KN_ARMS_MAX];
    double rest[KN_ARMS_MAX];
    size_t seen_from, seen_count; /* of kn_relief_log.seen */
    kn_response response;
    int chose;       /* -1 */
    uint8_t done;    /* what the episode says was done, of the keys known here */
    bool done_other; /* something else was done, too */
    int8_t switched; /* as in kn_relief_episode */
    kn_eased eased;  /* from the draw, or from the start where there was none */
    double minutes, low;
    int pain_start, pain_end; /* -1 */
    int site;                 /* main site, -1 */
    kn_label label;
} kn_relief_record;

typedef struct kn_relief_log {
    kn_relief_plan plan;
    int keys; /* remedies of the plan, and those open in a draw since `begun`; [0] is the
                 reference */
    char key[KN_ARMS_MAX][KN_ID_SIZE];
    char name[KN_ARMS_MAX][4 * KN_NAME_MAX + 1];
    size_t count;
    kn_relief_record *record; /* by time */
    size_t seen_count;
    kn_relief_seen *seen; /* .episode: index of record */
} kn_relief_log;
kn_code kn_relief_log_load(kn_store *store, kn_relief_log *log, kn_error *err);
void kn_relief_log_release(kn_relief_log *log);

/* Episodes with a draw as the rows of an analysis; `take` NULL: all, with how each draw was made;
 * else those for which it is true. Those alone cannot be drawn again where remedies rest or odds
 * follow the outcomes, since that hangs on the episodes left out: ask for no test of them. data is
 * filled whole; kn_relief_data_release(). */
kn_code kn_relief_log_data(const kn_relief_log *log, bool (*take)(const kn_relief_record *, void *),
                           void *context, kn_relief_data *data, kn_error *err);

/* ---- One draw ---------------------------------------------------------------------------------*/

enum { KN_NEEDS_PAIN = 1, KN_NEEDS_SITE = 2 };

typedef struct kn_relief_request {
    const char *id, *version, *episode;
    const char *instead; /* NULL, "skip" or "choose" */
    const char *chose;   /* a key, or NULL */
    bool anyway;         /* draw with what is known */
    bool is_warned;      /* the caller found a warning that comes first */
} kn_relief_request;

typedef struct kn_relief_drawn {
    bool written;   /* false: `needs`, or comparing is not on, or the episode had its draw */
    uint32_t needs; /* KN_NEEDS_... */
    kn_entry entry; /* the draw, when there is one; kn_entry_release() */
} kn_relief_drawn;

/* KN_NOTFOUND (episode), KN_CONFLICT (an id taken). In a batch. Off, settled or no plan: nothing.
 */
kn_code kn_relief_draw(kn_store *store, const kn_relief_request *request, kn_relief_drawn *drawn,
                       kn_error *err);
/* Another version of the draw with that response; KN_NOTFOUND, KN_CONFLICT, KN_DATA. */
kn_code kn_relief_respond(kn_store *store, const char *draw, const char *version,
                          kn_response response, const char *chose, const char *base,
                          kn_entry *entry, kn_error *err);

/* Makes every draw again from seed, plan and what it had seen; one finding a draw that differs,
 * and one that says how many were tried. */
enum { KN_RELIEF_FINDINGS_MAX = 32 };
typedef struct kn_relief_finding {
    char what[128], detail[256];
    bool is_ok;
} kn_relief_finding;
kn_code kn_relief_verify(kn_store *store, kn_relief_finding findings[KN_RELIEF_FINDINGS_MAX],
                         size_t *count, kn_error *err);

#endif
