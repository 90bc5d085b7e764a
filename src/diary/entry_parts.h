/* diary/entry_parts.h - what the files of entry share; private to them. */
#ifndef DIARY_ENTRY_PARTS_H
#define DIARY_ENTRY_PARTS_H

#include "base/json.h"
#include "diary/entry.h"

enum {
    KN_AFTER_MINUTES_MAX = 7 * 24 * 60, /* from the start of an episode to what was done */
    KN_LINE_MAX = 100                   /* characters of the longest text that is one line */
};

/* NULL if the kind has no such member. */
const kn_field *kn_field_find(kn_kind kind, const char *name);

/* The member of a kind that `name` was most likely meant to be, or NULL if none is near. */
const kn_field *kn_field_nearest(kn_kind kind, const char *name);

/* True if `text` is one of "a|b|c". */
bool kn_choice_has(const char *choices, const char *text);

/* A value as JSON for a message, cut after some 60 bytes. Returns out. */
enum { KN_SHOWN_SIZE = 72 };
const char *kn_json_shown(char out[KN_SHOWN_SIZE], const json_t *value);

/* The place of a field, its name formatted: "sites[%zu].pain". */
kn_place kn_place_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A text as it is kept: line ends as line feeds, tabs as blanks, no blanks around it. *kept is a
 * new string, NULL if nothing is left. KN_DATA for control characters and for more than `most`
 * characters; `lines`: line feeds are allowed. */
kn_code kn_entry_text(const json_t *value, size_t most, bool lines, const kn_place *at,
                      json_t **kept, kn_error *err);

/* The value of one member as it is kept; *kept NULL: as good as absent. */
kn_code kn_entry_member(const kn_field *field, const json_t *value, json_t **kept, kn_error *err);

/* What holds between members of a body in canonical form. It may still drop one. */
kn_code kn_entry_rules(const kn_entry *entry, json_t *body, kn_error *err);

#endif
