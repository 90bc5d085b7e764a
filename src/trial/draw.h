/* trial/draw.h - what the files of draw share; private to them. */
#ifndef TRIAL_DRAW_H
#define TRIAL_DRAW_H

#include "base/random.h"
#include "trial/protocol.h"

enum { KN_SECRET_LETTERS = 20, KN_DIGEST_SIZE = 32 };

/* BLAKE2b of "unknot-draw-1 USE PART SECRET", 32 bytes, in ASCII; PART in decimal, SECRET its 20
 * characters without the dashes. `use`: "order", "key", "check", "nonce" or "labels". What is
 * known of one digest says nothing of another. */
void kn_secret_digest(const char *secret, const char *use, uint32_t part,
                      uint8_t digest[KN_DIGEST_SIZE]);

/* A number below `bound`, both of `limbs` limbs, the lowest first; bound >= 1. */
void kn_random_below_big(kn_random *random, const uint64_t bound[], size_t limbs,
                         uint64_t number[]);

/* ---- Day-by-day orders ----
 * ways(p, q): orders of p days of one arm and q of another that begin with a whole run of the
 * first. Big integers of `limbs` limbs, lowest first, at ways + (p * (pairs + 1) + q) * limbs. */
typedef struct kn_day_orders {
    size_t pairs, run_limit, limbs;
    uint64_t *ways; /* owned */
} kn_day_orders;
enum { KN_DAY_LIMBS_MAX = (KN_TRIAL_UNITS_MAX + 63) / 64 };

kn_code kn_day_orders_init(kn_day_orders *orders, size_t pairs, size_t run_limit, kn_error *err);
void kn_day_orders_release(kn_day_orders *orders);
/* The order of that rank among all permitted, in alphabetical order; schedule[2 * pairs]. */
void kn_day_orders_unrank(const kn_day_orders *orders, const uint64_t rank[], uint8_t schedule[]);
void kn_day_orders_draw(const kn_day_orders *orders, kn_random *random, uint8_t schedule[]);

#endif
