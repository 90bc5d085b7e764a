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

/* One value of a plan into *to, KN_DATA; and back, a new reference or NULL. In C: seconds of the
 * day, bits of days, bits of kn_sites, kn_moment, text. */
kn_code kn_plan_read_clock(const json_t *value, const kn_place *at, void *to, kn_error *err);
json_t *kn_plan_clock_json(const void *from);
kn_code kn_plan_read_days(const json_t *value, const kn_place *at, void *to, kn_error *err);
json_t *kn_plan_days_json(const void *from);
kn_code kn_plan_read_sites(const json_t *value, const kn_place *at, void *to, kn_error *err);
json_t *kn_plan_sites_json(const void *from);
kn_code kn_plan_read_moment(const json_t *value, const kn_place *at, void *to, kn_error *err);
json_t *kn_plan_moment_json(const void *from);
kn_code kn_plan_read_seed(const json_t *value, const kn_place *at, void *to, kn_error *err);
json_t *kn_plan_seed_json(const void *from);

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

/* Draw entries by time, then id. With `begun` those since then; of several for one episode, which
 * a union of two diaries can give, the first. NULL: every one. Owner: caller. */
typedef struct kn_relief_one {
    kn_entry entry;
    kn_relief_made made; /* borrows of entry */
} kn_relief_one;
typedef struct kn_relief_draws {
    size_t count;
    kn_relief_one *list;
    size_t unreadable; /* left out: their documents do not read */
} kn_relief_draws;
kn_code kn_relief_draws_load(kn_store *store, const kn_moment *begun, kn_relief_draws *draws,
                             kn_error *err);
void kn_relief_draws_release(kn_relief_draws *draws);

/* The keys of the plan, the reference first, then those that were open in a draw, at most
 * KN_ARMS_MAX; returns how many there are, which may be more. */
int kn_relief_keys(const kn_relief_plan *plan, const kn_relief_draws *draws,
                   char key[KN_ARMS_MAX][KN_ID_SIZE]);

/* Bits of plan->remedy that the rules leave for an episode at `at`. *needs: what is not known and
 * would matter; remedies for which it would are left out. */
uint8_t kn_relief_open(const kn_relief_plan *plan, const kn_episode *episode, kn_moment at,
                       uint32_t *needs);

/* The last draw within cluster_minutes, or NULL. */
const kn_relief_one *kn_relief_cluster(const kn_relief_plan *plan, const kn_relief_draws *draws,
                                       kn_moment now);

/* True if a draw of the first `count` gave the remedy less than `rest` hours before. Whatever was
 * done then: a rest hangs on the draws alone, so that they can be made again. */
bool kn_relief_is_resting(const kn_relief_draws *draws, size_t count, kn_moment begun,
                          const char *key, double rest, kn_moment now);

/* KN_DATA unless it is a treatment of the catalogue. */
kn_code kn_relief_check_treatment(kn_store *store, const char *key, kn_error *err);

/* Of an entry of the kind relief; KN_DAMAGED. */
kn_code kn_relief_plan_of(const kn_entry *entry, const kn_catalogue *catalogue,
                          kn_relief_plan *plan, kn_error *err);

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
