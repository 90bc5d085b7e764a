/* trial/example_parts.h - what the files of the invented diary's trials share; private to them.
 *
 *   example.c           the two trials
 *   example_relief.c    remedies drawn for the spasms of the last weeks
 *   example_suspects.c  what was met each day, made up after the spasms were */
#ifndef TRIAL_EXAMPLE_PARTS_H
#define TRIAL_EXAMPLE_PARTS_H

#include "diary/example_maker.h"
#include "trial/example.h"
#include "trial/relief.h"

/* Remedies compared: after twelve days the plan; from then on a draw for every spasm that was
 * logged as it came. Stretching and heat really ease them sooner there; rubbing does nothing. */
enum { KN_EXAMPLE_DRAWN = 64 };
typedef struct kn_example_relief {
    kn_example_aside aside;
    kn_relief_plan plan;
    bool has_plan; /* it was written down */
    /* the last ones drawn for: a day's spasms are not made up in the order of the clock */
    struct kn_example_drawn {
        char draw[KN_ID_SIZE];
        int64_t at; /* UTC */
    } drawn[KN_EXAMPLE_DRAWN];
    size_t draws;
} kn_example_relief;

kn_code kn_example_relief_begin(kn_example_relief *relief, const kn_example *example,
                                int32_t begins, kn_error *err);

/* Draws for the spasm on `line`, and sets in its body how long it lasted, what was done and the
 * pain at both ends. */
void kn_example_relief_spasm(kn_example_relief *relief, kn_example_maker *maker,
                             const kn_example_line *line, json_t *body);

/* The temperature of every day, as an import gives it. */
void kn_example_weather(kn_example_maker *maker, kn_example_aside *aside);

/* One day: hours slept, and what the check-in asks. Short nights go with spasms; nothing else
 * does. */
void kn_example_suspects(kn_example_maker *maker, kn_example_aside *aside, int32_t day, int spasms);

#endif
