/* A protocol read, from bytes that anyone may have changed. */
#include <math.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "trial/protocol_parts.h"

static kn_code refuse(const char *field, const json_t *value, const char *wanted, kn_error *err)
{
    kn_place at = kn_design_place("%s", field);
    char shown[KN_VALUE_SHOWN];

    if (value)
        kn_fail(err, KN_DATA, &at, "%s: %s is not accepted", field, kn_value_shown(shown, value));
    else
        kn_fail(err, KN_DATA, &at, "%s is missing", field);
    return kn_hint(err, "It must be %s. Take the file as the program wrote it.", wanted);
}

static kn_code read_number(const json_t *object, const char *where, const char *name, double least,
                           double most, double *number, kn_error *err)
{
    const json_t *value = json_object_get(object, name);
    char field[64];

    snprintf(field, sizeof field, "%s%s", where, name);
    *number = json_number_value(value);
    if (!json_is_number(value) || !(*number >= least && *number <= most))
        return refuse(field, value, "a number within reason", err);
    return KN_OK;
}

static bool has_control(const char *text)
{
    for (; *text; text++)
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return true;
    return false;
}

static kn_code read_head(const json_t *json, kn_protocol *out, kn_error *err)
{
    static const char *const names[] = {"format",    "kind",   "trial",    "program",  "sealed",
                                        "first_day", "design", "analysis", "stopping", "draw"};
    const json_t *format = json_object_get(json, "format");
    const char *trial = NULL, *program = NULL, *sealed = NULL, *first_day = NULL;
    bool has_time = false;
    kn_code code = kn_member_equals(json, "", "kind", KN_PROTOCOL_KIND, err);

    if (!code && (!json_is_integer(format) || json_integer_value(format) != KN_PROTOCOL_FORMAT))
        code = refuse("format", format, "1, or a newer Unknot is needed", err);
    if (!code)
        code = kn_members_known(json, "", names, sizeof names / sizeof *names, err);
    if (!code)
        code = kn_member_string(json, "", "trial", &trial, err);
    if (!code && (strlen(trial) == 0 || strlen(trial) >= sizeof out->trial ||
                  strspn(trial, "0123456789abcdefghijklmnopqrstuvwxyz-") != strlen(trial)))
        code = refuse("trial", json_object_get(json, "trial"), "the trial's id", err);
    if (!code)
        code = kn_member_string(json, "", "program", &program, err);
    if (!code && (strlen(program) >= sizeof out->program || has_control(program)))
        code = refuse("program", json_object_get(json, "program"), "a short text", err);
    if (!code)
        code = kn_member_string(json, "", "sealed", &sealed, err);
    if (!code && !kn_moment_parse(sealed, strlen(sealed), &out->sealed))
        code = refuse("sealed", json_object_get(json, "sealed"),
                      "a moment such as 2026-11-20T19:38:00+01:00", err);
    if (!code)
        code = kn_member_string(json, "", "first_day", &first_day, err);
    if (!code &&
        (kn_date_parse(first_day, strlen(first_day), &out->first_day, &has_time) != KN_DATE_OK ||
         has_time || out->first_day > KN_DAY_MAX - 2 * KN_TRIAL_DAYS_MAX))
        code = refuse("first_day", json_object_get(json, "first_day"), "a day such as 2026-11-21",
                      err);
    if (code)
        return code;
    memcpy(out->trial, trial, strlen(trial) + 1);
    memcpy(out->program, program, strlen(program) + 1);
    return KN_OK;
}

/* A sealed design leaves nothing to defaults. */
static kn_code check_whole(const json_t *design, kn_error *err)
{
    const json_t *arms = json_object_get(design, "arms");

    for (size_t i = 0; i < kn_design_field_count; i++) {
        const kn_design_field *field = &kn_design_fields[i];
        bool of_arm = kn_design_is_arm_row(field);
        const char *name = field->name + (of_arm ? strlen(KN_ARM_PREFIX) : 0);
        size_t count = of_arm ? json_array_size(arms) : 1;

        for (size_t j = 0; j < count; j++) {
            char where[64];

            if (json_object_get(of_arm ? json_array_get(arms, j) : design, name))
                continue;
            if (of_arm)
                snprintf(where, sizeof where, "design.arms[%zu].%s", j, name);
            else
                snprintf(where, sizeof where, "design.%s", name);
            return refuse(where, NULL, "there", err);
        }
    }
    return KN_OK;
}

static kn_code read_design(const json_t *json, kn_protocol *out, kn_error *err)
{
    const json_t *design = json_object_get(json, "design");
    kn_error inner = {0}, *fault = err ? err : &inner;
    char field[sizeof fault->place.field];
    kn_code code = json_is_object(design) ? check_whole(design, fault) : KN_OK;

    if (code)
        return code;
    code = kn_trial_design_read(design, NULL, &out->design, fault);
    if (code) {
        memcpy(field, fault->place.field, sizeof field);
        fault->place = kn_design_place("design%s%s", field[0] ? "." : "", field);
    } else if (!(out->design.important > 0)) {
        code = refuse("design.important", json_object_get(design, "important"), "stated", fault);
    }
    return code;
}

static kn_code read_priors(const json_t *priors, kn_prior *prior, kn_error *err)
{
    static const char *const names[] = {
#define KN_X(name, value, what) #name,
        KN_PRIORS(KN_X)
#undef KN_X
    };
    const double least = 1e-6, most = 1e6;
    kn_code code = KN_OK;

    if (!json_is_object(priors))
        return refuse("analysis.priors", priors, "an object", err);
    code = kn_members_known(priors, "analysis.priors.", names, sizeof names / sizeof *names, err);
#define KN_X(name, value, what)                                                                    \
    if (!code)                                                                                     \
        code = read_number(priors, "analysis.priors.", #name, least, most, &prior->name, err);
    KN_PRIORS(KN_X)
#undef KN_X
    return code;
}

static kn_code read_analysis(const json_t *json, kn_protocol *out, kn_error *err)
{
    const json_t *analysis = json_object_get(json, "analysis"), *trend;
    kn_code code;

    if (!json_is_object(analysis))
        return refuse("analysis", analysis, "an object", err);
    if (!json_is_object(json_object_get(json, "stopping")))
        return refuse("stopping", json_object_get(json, "stopping"), "an object", err);
    code = kn_member_equals(analysis, "analysis.", "model", "unknot-trial-1", err);
    if (!code)
        code = kn_member_equals(analysis, "analysis.", "family", kn_family_name(out->design.family),
                                err);
    if (!code)
        code = read_priors(json_object_get(analysis, "priors"), &out->prior, err);
    if (!code)
        code = read_number(analysis, "analysis.", "threshold", 0.5, 0.999999, &out->threshold, err);
    trend = json_object_get(analysis, "trend");
    if (!code && !json_is_boolean(trend))
        code = refuse("analysis.trend", trend, "true or false", err);
    out->trend = json_is_true(trend);
    return code;
}

kn_code kn_protocol_read(const json_t *protocol, const kn_catalogue *catalogue, const char *opening,
                         kn_protocol *out, kn_error *err)
{
    kn_draw_read *draw = NULL;
    kn_code code;

    (void)catalogue; /* a sealed protocol says all of it itself */
    memset(out, 0, sizeof *out);
    if (!json_is_object(protocol)) {
        kn_fail(err, KN_DATA, NULL, "the protocol is not a JSON object");
        return kn_hint(err, "Take the file as the program wrote it.");
    }
    code = read_head(protocol, out, err);
    if (!code)
        code = read_design(protocol, out, err);
    if (!code)
        code = read_analysis(protocol, out, err);
    if (code)
        return code;
    draw = malloc(sizeof *draw);
    if (!draw)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory while reading a protocol");
    code = kn_draw_parse(json_object_get(protocol, "draw"), &out->design, 0, 1, opening, draw, err);
    if (!code) {
        out->units = kn_trial_units(&out->design);
        out->is_open = draw->is_open;
        memcpy(out->label, draw->label, sizeof out->label);
        memcpy(out->schedule, draw->schedule, sizeof out->schedule);
        memcpy(out->secret, draw->secret, sizeof out->secret);
    }
    sodium_memzero(draw, sizeof *draw); /* it may hold the code */
    free(draw);
    return code;
}
