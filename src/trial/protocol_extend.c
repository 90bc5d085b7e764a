/* More cycles after an answer: a draw of their own, that follows a sealed protocol. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "trial/protocol_parts.h"

static kn_code refuse(kn_code why, const char *field, const char *what, const char *hint,
                      kn_error *err)
{
    kn_place at = kn_design_place("%s", field);

    kn_fail(err, why, &at, "%s", what);
    return kn_hint(err, "%s", hint);
}

/* The design of the added cycles alone. */
static kn_code added(const kn_protocol *protocol, json_int_t cycles, kn_trial_design *design,
                     kn_error *err)
{
    *design = protocol->design;
    if (cycles < 1 || cycles > KN_TRIAL_UNITS_MAX / design->arms)
        return refuse(KN_DATA, "cycles", "not a number of cycles to go on for",
                      "At least one more cycle.", err);
    design->cycles = (int)cycles;
    design->run_in_days = 0;
    if (protocol->units + kn_trial_units(design) > KN_TRIAL_UNITS_MAX ||
        protocol->design.run_in_days +
                (int)(protocol->units + kn_trial_units(design)) * design->block_days >
            KN_TRIAL_DAYS_MAX)
        return refuse(KN_LIMIT, "cycles", "the trial would last over two years",
                      "Go on for fewer cycles, or begin a new trial.", err);
    return KN_OK;
}

kn_code kn_protocol_extend(const kn_protocol *protocol, const char *follows, int cycles,
                           uint32_t part, const char *secret, json_t **extension, kn_error *err)
{
    uint8_t schedule[KN_TRIAL_UNITS_MAX];
    char plain[KN_SECRET_SIZE];
    kn_trial_design design;
    kn_code code = added(protocol, cycles, &design, err);

    *extension = NULL;
    if (code)
        return code;
    if (!kn_secret_read(secret, plain))
        return kn_fail(err, KN_DATA, NULL, "the secret is not 20 letters and digits");
    code = kn_draw_schedule(&design, plain, part, schedule);
    if (!code) {
        *extension = json_pack("{s:i, s:s, s:s, s:i, s:i, s:o}", "format", KN_PROTOCOL_FORMAT,
                               "kind", KN_EXTENSION_KIND, "follows", follows, "cycles", cycles,
                               "part", (int)part, "draw",
                               kn_draw_write(schedule, kn_trial_units(&design), design.blinded,
                                             plain, part, protocol->units + 1));
        if (!*extension)
            code = KN_NOMEM;
    }
    sodium_memzero(schedule, sizeof schedule);
    sodium_memzero(plain, sizeof plain);
    return code ? kn_fail(err, code, NULL, "out of memory while sealing") : KN_OK;
}

kn_code kn_protocol_append(kn_protocol *protocol, const json_t *extension, uint32_t part,
                           const char *opening, kn_error *err)
{
    static const char *const names[] = {"format", "kind", "follows", "cycles", "part", "draw"};
    kn_trial_design design;
    kn_draw_read *draw = NULL;
    size_t units;
    kn_code code;

    if (!json_is_object(extension))
        return refuse(KN_DATA, "extension", "the extension is not a JSON object",
                      "Take it as the program wrote it.", err);
    code = kn_members_known(extension, "", names, sizeof names / sizeof *names, err);
    if (!code)
        code = kn_member_equals(extension, "", "kind", KN_EXTENSION_KIND, err);
    if (!code && (json_integer_value(json_object_get(extension, "format")) != KN_PROTOCOL_FORMAT ||
                  json_integer_value(json_object_get(extension, "part")) != (json_int_t)part))
        code = refuse(KN_DATA, "part", "not the extension that comes next",
                      "Take it as the program wrote it.", err);
    if (!code)
        code =
            added(protocol, json_integer_value(json_object_get(extension, "cycles")), &design, err);
    if (code)
        return code;
    draw = malloc(sizeof *draw);
    if (!draw)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory while reading an extension");
    code = kn_draw_parse(json_object_get(extension, "draw"), &design, part, protocol->units + 1,
                         opening, draw, err);
    if (!code) {
        units = kn_trial_units(&design);
        memcpy(protocol->label + protocol->units, draw->label, units * sizeof draw->label[0]);
        memcpy(protocol->schedule + protocol->units, draw->schedule, units);
        protocol->units += units;
        protocol->is_open = protocol->is_open && draw->is_open;
    }
    sodium_memzero(draw, sizeof *draw); /* it may hold the code */
    free(draw);
    return code;
}
