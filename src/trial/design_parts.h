/* trial/design_parts.h - what the files of design share; private to them. */
#ifndef TRIAL_DESIGN_PARTS_H
#define TRIAL_DESIGN_PARTS_H

#include "base/json.h"
#include "trial/design.h"

/* Rows of kn_design_fields. */
typedef enum kn_design_row {
    KN_ROW_TITLE,
    KN_ROW_WHY,
    KN_ROW_ARMS,
    KN_ROW_ARM_KEY,
    KN_ROW_ARM_NAME,
    KN_ROW_ARM_HOW,
    KN_ROW_OUTCOME,
    KN_ROW_OUTCOME_NAME,
    KN_ROW_OUTCOME_UNIT,
    KN_ROW_SCALE,
    KN_ROW_FAMILY,
    KN_ROW_BETTER,
    KN_ROW_IMPORTANT,
    KN_ROW_ORDER,
    KN_ROW_BLOCK_DAYS,
    KN_ROW_CYCLES,
    KN_ROW_RUN_LIMIT,
    KN_ROW_RUN_IN_DAYS,
    KN_ROW_WASHOUT_DAYS,
    KN_ROW_BLINDED,
    KN_ROW_LOOKS,
    KN_ROW_THRESHOLD,
    KN_ROW_COUNT
} kn_design_row;

/* Members of an arm begin with this in the table. */
#define KN_ARM_PREFIX "arms[]."
bool kn_design_is_arm_row(const kn_design_field *field);

/* Choice `index` of "a|b|c"; false past the last. */
bool kn_choice_word(const char *choices, int index, char word[32]);
int kn_choice_count(const char *choices);

/* The number that stands in the design for choice `index`: evenly from least to most. */
int kn_choice_value(const kn_design_field *field, int index);

/* One value by its row into base + offset, or KN_DATA; lists and objects are the caller's. */
kn_code kn_member_read(const kn_design_field *field, const json_t *value, const kn_place *at,
                       void *base, kn_error *err);
/* "FIELD: VALUE is not accepted"; "It must be WANTED." */
kn_code kn_member_refuse(const kn_place *at, const json_t *value, const char *wanted,
                         kn_error *err);
kn_code kn_member_refuse_range(const kn_design_field *field, const kn_place *at,
                               const json_t *value, const char *what, kn_error *err);
/* The reverse; a NUMBER of 0 is null: not stated. New reference, or NULL. */
json_t *kn_member_json(const kn_design_field *field, const void *base);

/* "there is no treatment ..." with the nearest key. KN_DATA. */
kn_code kn_item_unknown(const kn_catalogue *catalogue, kn_kind kind, const kn_place *at,
                        const char *key, kn_error *err);

/* A value as JSON for a message, cut after some 60 bytes. Returns out. */
enum { KN_VALUE_SHOWN = 72 };
const char *kn_value_shown(char out[KN_VALUE_SHOWN], const json_t *value);

/* A whole number as such, so that 1 and 1.0, which other programs do not keep apart, are written in
 * one way. New reference. */
json_t *kn_number_json(double value);

/* Refuses members of `object` that are none of `names`, with the nearest one. `where` "" or
 * "analysis.". */
kn_code kn_members_known(const json_t *object, const char *where, const char *const names[],
                         size_t count, kn_error *err);

/* The place of a member: "arms[1].key". */
kn_place kn_design_place(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Sets what was not given (given[row]) to its default. */
void kn_design_fill(kn_trial_design *design, const bool given[KN_ROW_COUNT]);

/* What holds between members. KN_DATA. */
kn_code kn_design_rules(const kn_trial_design *design, kn_error *err);

/* An arm that is no treatment: usual care, or a dummy. */
bool kn_arm_is_neutral(const char *key);

/* Of an outcome: the scale says the family. */
kn_family kn_scale_family(kn_scale scale);

#endif
