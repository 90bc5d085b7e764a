#include <math.h>
#include <stdlib.h>

#include "report/json.h"
#include "report/words.h"

/* More digits than this would suggest an accuracy that no fit has. */
enum { DIGITS = 10 };

void kn_json_put(kn_json *json, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0)
        json->failed = true;
}

void kn_json_append(kn_json *json, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        json->failed = true;
}

json_t *kn_json_real(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

json_t *kn_json_name(const char *name)
{
    json_t *value = json_string(name);
    kn_text safe;

    if (value)
        return value;
    kn_text_init(&safe, 4 * KN_NAME_SIZE);
    kn_words_name(&safe, name, KN_NAME_SIZE);
    return kn_json_text(&safe);
}

json_t *kn_json_text(kn_text *text)
{
    json_t *value = text->failed ? NULL : json_string(kn_text_string(text));

    kn_text_release(text);
    return value;
}

void kn_json_put_summary(kn_json *json, json_t *object, const kn_summary *summary)
{
    kn_json_put(json, object, "mean", kn_json_real(summary->mean));
    kn_json_put(json, object, "sd", kn_json_real(summary->sd));
    kn_json_put(json, object, "q025", kn_json_real(summary->q025));
    kn_json_put(json, object, "q50", kn_json_real(summary->q50));
    kn_json_put(json, object, "q975", kn_json_real(summary->q975));
    kn_json_put(json, object, "p_below_zero", kn_json_real(summary->p_below_zero));
}

json_t *kn_json_summary(kn_json *json, const kn_summary *summary)
{
    json_t *object = json_object();

    kn_json_put_summary(json, object, summary);
    return object;
}

kn_code kn_json_finish(kn_json *json, const char *what, kn_text *out, kn_error *err)
{
    char *bytes = NULL;
    kn_code code;

    if (!json->failed)
        bytes = json_dumps(json->root, JSON_INDENT(1) | JSON_REAL_PRECISION(DIGITS));
    json_decref(json->root);
    json->root = NULL;
    if (!bytes)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %s", what);
    kn_text_add(out, bytes);
    kn_text_add_char(out, '\n');
    code = kn_text_check(out, what, err);
    free(bytes);
    return code;
}
