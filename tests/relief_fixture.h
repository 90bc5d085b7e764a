/* relief_fixture.h - a made-up diary of the relief experiment, drawn as the app draws: for the
 * tests of the replay and for tests/relief_nulls.c. */
#ifndef TESTS_RELIEF_FIXTURE_H
#define TESTS_RELIEF_FIXTURE_H

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "unknot/relief.h"

enum { DIARY_MAX = 400 };

typedef struct diary {
    kn_relief_data data;
    kn_relief_rows rows;
    kn_relief_episode episode[DIARY_MAX];
    kn_relief_draw_made made[DIARY_MAX];
    kn_relief_seen seen[2 * DIARY_MAX];
    kn_seen known[DIARY_MAX]; /* by the next draw */
    size_t known_count;
} diary;

static inline void diary_init(diary *d, int arms)
{
    memset(d, 0, sizeof *d);
    d->rows.episode = d->episode;
    d->rows.made = d->made;
    d->rows.seen = d->seen;
    d->data = (kn_relief_data){.arms = arms, .people = 1, .person = &d->rows};
    for (int a = 0; a < arms; a++)
        d->data.arm_name[a][0] = (char)('A' + a);
}

/* Opens the next episode and draws; returns the arm, or -1: all that was open rests. */
static inline int diary_draw(diary *d, kn_allocation rule, double hours, unsigned open,
                             const double rest[KN_ARMS_MAX], kn_random *random)
{
    size_t i = d->rows.count++;
    kn_relief_draw_made *m = &d->made[i];
    unsigned allowed = open;
    uint32_t weight[KN_ARMS_MAX], total = 0;
    int arm = -1;

    *m = (kn_relief_draw_made){.rule = rule, .hours = hours, .open = (uint8_t)open};
    if (rest)
        memcpy(m->rest, rest, sizeof m->rest);
    for (size_t j = 0; j < i; j++)
        if (d->episode[j].allowed && hours - d->made[j].hours < m->rest[d->episode[j].arm])
            allowed &= ~(1u << d->episode[j].arm);
    m->seen_from = i ? m[-1].seen_from + m[-1].seen_count : 0;
    m->seen_count = (uint32_t)d->rows.seen_count - m->seen_from;
    if (allowed) {
        kn_allocation_weights(rule, allowed, d->known_count, d->known, weight);
        for (int a = 0; a < KN_ARMS_MAX; a++)
            total += weight[a];
        arm = kn_allocation_pick(weight, (uint32_t)kn_random_below(random, total));
    }
    d->episode[i] =
        (kn_relief_episode){.arm = (uint8_t)(arm < 0 ? 0 : arm),
                            .eased = KN_EASED_UNKNOWN,
                            .allowed = (uint8_t)allowed,
                            .switched = -1,
                            .order = (double)i,
                            .propensity = arm < 0 ? (double)NAN : (double)weight[arm] / total};
    return arm;
}

/* How the last episode ended; the next draw knows it. */
static inline void diary_end(diary *d, double minutes, double limit)
{
    size_t i = d->rows.count - 1;
    kn_relief_episode *e = &d->episode[i];

    e->eased = minutes > limit ? KN_EASED_NOT : KN_EASED_AT;
    e->minutes = fmin(minutes, limit);
    if (!e->allowed)
        return;
    double seen = kn_seen_minutes(e->minutes, e->minutes);
    d->known[d->known_count++] = (kn_seen){e->arm, seen};
    d->seen[d->rows.seen_count++] = (kn_relief_seen){(uint32_t)i, seen};
}

#endif
