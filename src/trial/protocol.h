/* trial/protocol.h - draw and seal. A protocol is a JSON document frozen before day 1: design,
 * analysis, stopping rule, and the order of the periods, open or sealed. Its hash (BLAKE2b, 32
 * bytes, of the canonical JSON) can be written down or deposited anywhere. docs/trials.md
 * sections 2 and 3.
 *
 * The draw is integer arithmetic only and frozen as "unknot-draw-1": the same secret and design
 * give the same order in every build for ever. */
#ifndef TRIAL_PROTOCOL_H
#define TRIAL_PROTOCOL_H

#include "trial/design.h"

enum {
    KN_SECRET_SIZE =
        25, /* "7K2M-9QRT-..." : 20 characters of Crockford's base 32, four dashes, NUL */
    KN_HASH_SIZE = 65, /* hex and its NUL */
    KN_SEAL_SIZE = 20, /* the first 16 hex digits as "7f3a 91c2 04de b8a6" */
    KN_LABEL_SIZE = 8  /* of an envelope: "3-K7Q" */
};

/* 100 random bits. Of an open trial it stands in the protocol; of a blinded one it is the opening
 * code, which only the helper's sheet holds. */
void kn_secret_new(char secret[KN_SECRET_SIZE]);
/* Brings what a person typed (lower case, blanks, O for 0, I and L for 1) into the form above. */
bool kn_secret_read(const char *typed, char secret[KN_SECRET_SIZE]);

/* The order that a secret gives: schedule[kn_trial_units(design)]. `part` 0 for the trial, 1.. for
 * extensions. The design is one that kn_trial_design_read() accepts. KN_NOMEM, with day-by-day
 * orders only; KN_DATA if it is not a secret. */
kn_code kn_draw_schedule(const kn_trial_design *design, const char *secret, uint32_t part,
                         uint8_t schedule[]);

/* The same from a plain seed, for planning: every call draws anew from `random`. Day-by-day orders
 * count all permitted orders first, anew at every call: who draws many takes a drawer. */
struct kn_random;
kn_code kn_draw_random(const kn_trial_design *design, struct kn_random *random, uint8_t schedule[]);

/* Counts once, draws often; gives what kn_draw_random() gives. One drawer may serve several
 * threads at once. Owner: caller; kn_drawer_free(). KN_NOMEM. */
typedef struct kn_drawer kn_drawer;
kn_drawer *kn_drawer_new(const kn_trial_design *design, kn_error *err);
void kn_drawer_free(kn_drawer *drawer); /* NULL is fine */
void kn_drawer_draw(const kn_drawer *drawer, struct kn_random *random, uint8_t schedule[]);

/* True if the draw could have given it. */
bool kn_draw_permits(const kn_trial_design *design, const uint8_t schedule[]);

typedef struct kn_sealing {
    const char *trial;   /* id */
    int32_t first_day;   /* of the run-in, or of period 1 */
    kn_moment sealed;    /* now */
    const char *program; /* "unknot 0.4" */
    const char *secret;  /* kn_secret_new() */
} kn_sealing;

/* KN_DATA if the design cannot be sealed: no important difference, a first day in the past, an
 * outcome or arm missing. *protocol: new reference. */
kn_code kn_protocol_seal(const kn_trial_design *design, const kn_sealing *sealing,
                         json_t **protocol, kn_error *err);

void kn_protocol_hash(const json_t *protocol, char hash[KN_HASH_SIZE]);
void kn_hash_short(const char hash[KN_HASH_SIZE], char seal[KN_SEAL_SIZE]);

typedef struct kn_protocol {
    kn_trial_design design;
    char trial[KN_ID_SIZE];
    char program[48];
    kn_moment sealed;
    int32_t first_day; /* as planned, before pauses */
    kn_prior prior;    /* the analysis as sealed: the answer takes it from here */
    bool trend;
    double threshold; /* c */
    size_t units;
    char label[KN_TRIAL_UNITS_MAX]
              [KN_LABEL_SIZE];            /* blinded: on the envelope of each unit; else "" */
    bool is_open;                         /* the order is known */
    uint8_t schedule[KN_TRIAL_UNITS_MAX]; /* if it is */
    char secret[KN_SECRET_SIZE];          /* likewise */
} kn_protocol;

/* Reads a protocol as it stands in a diary or a file. Nothing is looked up in the catalogue, which
 * may be NULL: a sealed protocol says all of it itself. `opening`: the code of a blinded one, or
 * NULL: then its order stays unknown. KN_DENIED for a wrong code; KN_DATA with the field for a
 * document that is not a protocol. Does not compare the order with the draw: kn_protocol_verify()
 * does. */
kn_code kn_protocol_read(const json_t *protocol, const kn_catalogue *catalogue, const char *opening,
                         kn_protocol *out, kn_error *err);

/* Recomputes everything; faults are findings. `hash`: what was written down, all of it or its first
 * 16 digits, or NULL. */
typedef struct kn_protocol_finding {
    bool is_ok;
    char what[96];    /* "the order is the one that the draw gives" */
    char field[64];   /* where it differs: "draw.order[3]" */
    char detail[200]; /* "drawn: B; written: A" */
} kn_protocol_finding;
enum { KN_PROTOCOL_FINDINGS_MAX = 16 };
size_t kn_protocol_verify(const json_t *protocol, const kn_catalogue *catalogue, const char *hash,
                          const char *opening,
                          kn_protocol_finding findings[KN_PROTOCOL_FINDINGS_MAX]);

/* An extension: `cycles` more cycles of the same design after the last, as the `extension` of an
 * "extend" event (docs/trials.md section 3). `part` counts from 1; `secret` is a new one. KN_LIMIT
 * if the trial would last too long. *extension: new reference. */
kn_code kn_protocol_extend(const kn_protocol *protocol, const char *follows, int cycles,
                           uint32_t part, const char *secret, json_t **extension, kn_error *err);
/* Appends its units to `units`, `schedule` and `label`; the design stays as it was sealed.
 * `opening`: its own code, or NULL: its order stays unknown, and is_open is false from then on,
 * since not all of the order is known. KN_DENIED for a wrong code, KN_LIMIT, KN_DATA; *protocol is
 * then unchanged. */
kn_code kn_protocol_append(kn_protocol *protocol, const json_t *extension, uint32_t part,
                           const char *opening, kn_error *err);

#endif
