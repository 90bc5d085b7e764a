/* trial/relief_parts.h - what the files of relief.h share; private to them. */
#ifndef TRIAL_RELIEF_PARTS_H
#define TRIAL_RELIEF_PARTS_H

#include "base/json.h"
#include "trial/relief.h"

/* ---- The plan ---------------------------------------------------------------------------------*/

/* As kn_relief_plan_read(), but a remedy that the catalogue no longer has keeps its key as name:
 * what was kept must read for ever. */
kn_code kn_relief_plan_read_kept(const json_t *json, const kn_catalogue *catalogue,
                                 kn_relief_plan *plan, kn_error *err);

/* Index of a remedy, or -1. */
int kn_relief_remedy(const kn_relief_plan *plan, const char *key);

/* ---- A draw as it was made --------------------------------------------------------------------*/

enum { KN_RELIEF_SEEN_MAX = 400 /* outcomes that one draw takes in; what is left the next does */ };

/* The document of a draw entry, docs/relief.md section 2. Arms are places in `open`. */
typedef struct kn_relief_made {
    char plan[KN_ID_SIZE];
    kn_not_drawn why_not;
    char of[KN_ID_SIZE]; /* CLUSTER: the draw */
    int count;           /* 0 unless the rules left something */
    char open[KN_ARMS_MAX][KN_ID_SIZE];
    kn_allocation rule; /* with count > 0 */
    uint8_t allowed;
    uint32_t weight[KN_ARMS_MAX];
    double rest[KN_ARMS_MAX];
    int arm;            /* -1: none */
    const json_t *seen; /* borrowed; NULL: none */
} kn_relief_made;

/* KN_DATA with the member; nothing to release. What is no member of it is passed over. */
kn_code kn_relief_made_read(const json_t *draw, kn_relief_made *made, kn_error *err);
json_t *kn_relief_made_json(const kn_relief_made *made);              /* new reference, or NULL */
int kn_relief_made_find(const kn_relief_made *made, const char *key); /* or -1 */

/* Every draw entry since `begun`, by time (then id); of several for one episode, which a union of
 * two diaries can give, the first. Documents that do not read are left out. Owner: caller. */
typedef struct kn_relief_draws {
    size_t count;
    struct kn_relief_one {
        kn_entry entry;
        kn_relief_made made; /* borrows of entry */
    } * list;
} kn_relief_draws;
kn_code kn_relief_draws_load(kn_store *store, kn_moment begun, kn_relief_draws *draws,
                             kn_error *err);
void kn_relief_draws_release(kn_relief_draws *draws);

/* The keys of the plan, the reference first, then those that were open in a draw, at most
 * KN_ARMS_MAX; returns how many there are, which may be more. */
int kn_relief_keys(const kn_relief_plan *plan, const kn_relief_draws *draws,
                   char key[KN_ARMS_MAX][KN_ID_SIZE]);

/* Hours from `begun`: what rests are measured by, here and wherever draws are made again. */
double kn_relief_hours(kn_moment at, kn_moment begun);

/* Outcomes that the draws of a log had taken in, before record `count`: minutes[], NAN for none. */
void kn_relief_known(const kn_relief_log *log, size_t count, double minutes[]);

/* An outcome as thompson-1 takes it, in thousandths, so that it is the same after having been
 * written; NAN while it is unknown. */
double kn_relief_seen_of(const kn_relief_record *record);

/* The one number a draw hangs on: below `total`, from seed and episode. docs/relief.md. */
uint32_t kn_relief_number(const char *seed, const char *episode, uint32_t total);

#endif
