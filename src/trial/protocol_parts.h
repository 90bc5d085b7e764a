/* trial/protocol_parts.h - what the files of protocol share; private to them. */
#ifndef TRIAL_PROTOCOL_PARTS_H
#define TRIAL_PROTOCOL_PARTS_H

#include "trial/design_parts.h"
#include "trial/draw.h"

enum { KN_PROTOCOL_FORMAT = 1 };
#define KN_PROTOCOL_KIND  "unknot-protocol"
#define KN_EXTENSION_KIND "unknot-extension"
#define KN_DRAW_ALGORITHM "unknot-draw-1"

/* The parts that follow from a design. New references; NULL when memory ran out. */
json_t *kn_protocol_analysis(const kn_trial_design *design);
json_t *kn_protocol_stopping(const kn_trial_design *design);

/* The draw of `units` units: open with its secret and order, or sealed with random labels, the
 * first of number `first_unit`. New reference; NULL when memory ran out. */
json_t *kn_draw_write(const uint8_t schedule[], size_t units, bool blinded, const char *secret,
                      uint32_t part, size_t first_unit);

/* A draw as it was read. */
typedef struct kn_draw_read {
    bool is_open;
    char secret[KN_SECRET_SIZE];
    uint8_t schedule[KN_TRIAL_UNITS_MAX];
    char label[KN_TRIAL_UNITS_MAX][KN_LABEL_SIZE];
} kn_draw_read;
/* `design` has as many cycles as this draw. Labels start at number `first_unit`. `where`
 * "draw." is put before the names of fields. KN_DATA; KN_DENIED for a wrong code. */
kn_code kn_draw_parse(const json_t *draw, const kn_trial_design *design, uint32_t part,
                      size_t first_unit, const char *opening, kn_draw_read *out, kn_error *err);

/* Members of the kinds asked for; KN_DATA with the field if missing or otherwise. */
kn_code kn_member_string(const json_t *object, const char *where, const char *name,
                         const char **text, kn_error *err);
kn_code kn_member_equals(const json_t *object, const char *where, const char *name,
                         const char *wanted, kn_error *err);

#endif
