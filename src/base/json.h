/* base/json.h - JSON in from untrusted bytes, with limits; JSON out in one canonical form.
 *
 * Canonical: members in the order of their names' bytes, no blanks, reals rounded to 15 significant
 * digits (which every decimal of 15 digits survives), UTF-8 as it is. Reading what was written and
 * writing it again gives the same bytes; only reals that round to more than a double holds, above
 * 1.79769313486231e308, cannot be read again. */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <jansson.h>
#include <stddef.h>

#include "base/text.h"

enum { KN_JSON_DEPTH_MAX = 16 };

/* Reads all of bytes[0..size) as one JSON object. Refused: other values at the top, names given
 * twice, more than KN_JSON_DEPTH_MAX levels, NUL characters, numbers that no double holds. The
 * caller has limited `size`. `source` names the text in messages. KN_PARSE with line and column,
 * KN_LIMIT (depth) or KN_NOMEM. *value: owner is the caller; json_decref(). */
kn_code kn_json_parse(const char *bytes, size_t size, const char *source, json_t **value,
                      kn_error *err);

/* Jansson's iterators read only, but their declarations do not say so. */
static inline json_t *kn_json_iterable(const json_t *value)
{
    union {
        const json_t *given;
        json_t *taken;
    } same = {.given = value};

    return same.taken;
}

/* Appends the canonical form. Failures are kept in `out`, as always. */
void kn_json_add(kn_text *out, const json_t *value);

#endif
