/* report/json.h - building JSON without a check on every line: a failure is remembered and found at
 * the end. Shapes: docs/json.md. */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include <jansson.h>

#include "base/text.h"
#include "unknot/study.h"

/* A JSON value under construction. */
typedef struct kn_json {
    json_t *root;
    bool failed;
} kn_json;

/* Adds a member to an object, or an element to an array; steals `value`. */
void kn_json_put(kn_json *json, json_t *object, const char *key, json_t *value);
void kn_json_append(kn_json *json, json_t *array, json_t *value);

json_t *kn_json_real(double value);     /* null if not finite */
json_t *kn_json_name(const char *name); /* as in the data, if it is UTF-8 */
json_t *kn_json_text(kn_text *text);    /* releases the text */
void kn_json_put_summary(kn_json *json, json_t *object, const kn_summary *summary);
json_t *kn_json_summary(kn_json *json, const kn_summary *summary);

/* Appends the document to `out` and releases it. */
kn_code kn_json_finish(kn_json *json, const char *what, kn_text *out, kn_error *err);

/* The parts of kn_report_json() that lie in files of their own. */
void kn_json_put_effects(kn_json *json, const kn_study *study);
void kn_json_put_exact(kn_json *json, const kn_study *study);

#endif
