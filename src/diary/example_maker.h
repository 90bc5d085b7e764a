/* diary/example_maker.h - what makes the lines of the invented diary; for this room, and for
 * trial/example.c, which adds trials to it. */
#ifndef DIARY_EXAMPLE_MAKER_H
#define DIARY_EXAMPLE_MAKER_H

#include "base/random.h"
#include "diary/example.h"

enum {
    KN_EXAMPLE_LATEST = 7 * 3600, /* of the last day: it has only begun */
    KN_EXAMPLE_STORY = 120 /* days at the end in which things happen: trials, a warning ... */
};

/* Chance and ids of their own, so that what is made with them leaves all the rest of the diary as
 * it would be without it: between two calls of kn_example_exchange() they are the maker's. */
typedef struct kn_example_aside {
    kn_random random, names;
} kn_example_aside;

typedef struct kn_example_maker {
    const kn_example *options;
    kn_text lines;           /* JSON lines, as kn_store_import() reads them */
    kn_random random, names; /* what happens; ids */
    char device[KN_ID_SIZE];
    int32_t first_day, story; /* the first day, and the first one of the story */
    double drift, swing;      /* of pain: the slow change, and the part kept from the day before */
} kn_example_maker;

/* ---- Chance -----------------------------------------------------------------------------------*/

bool kn_chance(kn_example_maker *maker, double probability);
int kn_between(kn_example_maker *maker, int least, int most);
int kn_around(kn_example_maker *maker, double mean, double sd, int least, int most);
int kn_negative_binomial(kn_example_maker *maker, double mean);

/* ---- Lines ------------------------------------------------------------------------------------*/

/* One version of one entry: `recorded_after` seconds after it happened. Takes over `body`. */
typedef struct kn_example_line {
    char id[KN_ID_SIZE];
    char version[KN_ID_SIZE]; /* "": a new one */
    kn_kind kind;
    int32_t day, second;
    kn_precision precision;
    int32_t recorded_after;
    int32_t edit; /* 1.. */
    bool removed;
} kn_example_line;

/* A new id, edit 1, precision minute, recorded a few minutes later. */
kn_example_line kn_example_line_new(kn_example_maker *maker, kn_kind kind, int32_t day,
                                    int32_t second);
void kn_example_add(kn_example_maker *maker, const kn_example_line *line, json_t *body);
/* The two in one. */
void kn_example_add_new(kn_example_maker *maker, kn_kind kind, int32_t day, int32_t second,
                        json_t *body);

void kn_example_exchange(kn_example_maker *maker, kn_example_aside *aside);

/* An ordinary day: spasms, check-in, treatments, what was met. */
void kn_example_day(kn_example_maker *maker, int32_t day);

#endif
