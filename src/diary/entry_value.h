/* diary/entry_value.h - checks of single values and of lists, for each other; private to them. */
#ifndef DIARY_ENTRY_VALUE_H
#define DIARY_ENTRY_VALUE_H

#include "diary/entry_parts.h"

/* What the check of one value needs: what it should be, where it stands, whom to tell. */
typedef struct kn_spot {
    const kn_field *field;
    kn_place at;
    kn_error *err;
} kn_spot;

/* "pain is 11, which is not <what>", with the hint. */
kn_code kn_spot_refuse(const kn_spot *spot, const json_t *value, const char *what,
                       const char *hint);
kn_code kn_spot_no_memory(const kn_spot *spot);

/* Gives away a new reference, or says that there was no memory for it. */
kn_code kn_spot_keep(const kn_spot *spot, json_t *made, json_t **kept);

/* A spot inside this one: its name with "[%zu]" or ".pain" behind it, where `field` is expected. */
kn_spot kn_spot_inside(const kn_spot *spot, const kn_field *field, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Each turns a value into what is kept of it: *kept is a new reference, or untouched when the value
 * is as good as absent. On failure *kept is untouched too. */
typedef kn_code (*kn_value_checker)(const kn_spot *spot, const json_t *value, json_t **kept);
kn_code kn_value_check(const kn_spot *spot, const json_t *value, json_t **kept); /* by the field */
kn_code kn_value_key(const kn_spot *spot, const json_t *value, json_t **kept);
kn_code kn_value_choice(const kn_spot *spot, const json_t *value, json_t **kept);
kn_code kn_value_place(const kn_spot *spot, const json_t *value, json_t **kept);
kn_code kn_value_done(const kn_spot *spot, const json_t *value, json_t **kept);
kn_code kn_value_values(const kn_spot *spot, const json_t *value, json_t **kept);
kn_code kn_value_answers(const kn_spot *spot, const json_t *value, json_t **kept);
kn_code kn_value_list(const kn_spot *spot, const json_t *value, kn_value_checker check,
                      json_t **kept);

/* The form of a key of a "measure", ..., "flag". */
bool kn_is_key(const char *of, const char *text);

/* The canonical form of a number: an integer if it is whole, else what 15 digits say of it. */
json_t *kn_number_kept(double x);

#endif
