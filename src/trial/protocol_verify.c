/* Whether a protocol is what it was when it was sealed: everything that follows from something else
 * is worked out again and compared. What follows from nothing, such as the title, only the hash
 * protects. */
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trial/protocol_parts.h"

typedef struct verifying {
    kn_protocol_finding *findings; /* [KN_PROTOCOL_FINDINGS_MAX] */
    size_t count;
} verifying;

__attribute__((format(printf, 5, 6))) static void add_finding(verifying *all, bool is_ok,
                                                              const char *what, const char *field,
                                                              const char *format, ...)
{
    kn_protocol_finding *finding;
    va_list args;

    if (all->count == KN_PROTOCOL_FINDINGS_MAX)
        return;
    finding = &all->findings[all->count++];
    *finding = (kn_protocol_finding){.is_ok = is_ok};
    snprintf(finding->what, sizeof finding->what, "%s", what);
    snprintf(finding->field, sizeof finding->field, "%s", field);
    va_start(args, format);
    vsnprintf(finding->detail, sizeof finding->detail, format, args);
    va_end(args);
    finding->detail[kn_utf8_check(finding->detail, strlen(finding->detail))] = '\0';
}

/* ---- Two documents ----------------------------------------------------------------------------*/

/* The place where `written` first differs from `known`, appended to path; false if it does not. */
static bool differs(const json_t *known, const json_t *written, kn_place *path, char known_text[],
                    char written_text[])
{
    size_t used = strlen(path->field);
    const char *name;
    json_t *value;

    if (json_is_object(known) && json_is_object(written)) {
        json_object_foreach(kn_json_iterable(known), name, value)
        {
            *path = kn_design_place("%.*s.%s", (int)used, path->field, name);
            if (differs(value, json_object_get(written, name), path, known_text, written_text))
                return true;
        }
        json_object_foreach(kn_json_iterable(written), name, value)
        {
            *path = kn_design_place("%.*s.%s", (int)used, path->field, name);
            if (!json_object_get(known, name)) {
                snprintf(known_text, KN_VALUE_SHOWN, "nothing");
                kn_value_shown(written_text, value);
                return true;
            }
        }
        path->field[used] = '\0';
        return false;
    }
    if (json_is_array(known) && json_is_array(written) &&
        json_array_size(known) == json_array_size(written)) {
        for (size_t i = 0; i < json_array_size(known); i++) {
            *path = kn_design_place("%.*s[%zu]", (int)used, path->field, i);
            if (differs(json_array_get(known, i), json_array_get(written, i), path, known_text,
                        written_text))
                return true;
        }
        path->field[used] = '\0';
        return false;
    }
    kn_value_shown(known_text, known);
    if (written)
        kn_value_shown(written_text, written);
    else
        snprintf(written_text, KN_VALUE_SHOWN, "nothing");
    return json_typeof(known) != (written ? json_typeof(written) : JSON_NULL) ||
           strcmp(known_text, written_text) != 0 ||
           (json_is_string(known) && strcmp(json_string_value(known), json_string_value(written)));
}

/* `known` is taken over. */
static void compare(verifying *all, const json_t *protocol, const char *member, const char *what,
                    json_t *known)
{
    kn_place path = kn_design_place("%s", member);
    char known_text[KN_VALUE_SHOWN], written_text[KN_VALUE_SHOWN];

    if (!known)
        add_finding(all, false, what, member, "out of memory");
    else if (differs(known, json_object_get(protocol, member), &path, known_text, written_text))
        add_finding(all, false, what, path.field, "worked out: %s; written: %s", known_text,
                    written_text);
    else
        add_finding(all, true, what, "", "%s", "");
    json_decref(known);
}

/* ---- The hash ---------------------------------------------------------------------------------*/

static void verify_hash(verifying *all, const json_t *protocol, const char *typed)
{
    const char *what = "the hash is the one that was written down";
    char hash[KN_HASH_SIZE], given[KN_HASH_SIZE];
    size_t count = 0;
    bool is_hash = true;

    for (; *typed && is_hash; typed++) {
        if (*typed == ' ' || *typed == '-' || *typed == '\n')
            continue;
        is_hash = isxdigit((unsigned char)*typed) && count + 1 < sizeof given;
        if (is_hash)
            given[count++] = (char)tolower((unsigned char)*typed);
    }
    given[count] = '\0';
    kn_protocol_hash(protocol, hash);
    if (!is_hash || (count != KN_HASH_SIZE - 1 && count != (KN_HASH_SIZE - 1) / 4))
        add_finding(all, false, what, "",
                    "what was given is no hash: 64 digits and letters a to f, "
                    "or the first 16 of them");
    else if (strncmp(hash, given, count) != 0)
        add_finding(all, false, what, "",
                    "this document's is %s: it was changed after sealing, or it is another one's",
                    hash);
    else
        add_finding(all, true, what, "", "%s", hash);
}

/* ---- The order --------------------------------------------------------------------------------*/

/* The first unit at which the order cannot be of this design; SIZE_MAX if it can. */
static size_t first_fault(const kn_protocol *read)
{
    const kn_trial_design *design = &read->design;
    size_t arms = (size_t)design->arms;
    size_t of_arm[KN_TRIAL_ARMS_MAX] = {0};
    int run = 0;

    for (size_t u = 0; u < read->units; u++) {
        uint8_t arm = read->schedule[u];
        size_t most = design->order == KN_ORDER_DAYS ? read->units / 2 : u / arms + 1;

        run = u > 0 && arm == read->schedule[u - 1] ? run + 1 : 1;
        if (++of_arm[arm] > most || (design->order == KN_ORDER_DAYS && run > design->run_limit))
            return u;
    }
    return SIZE_MAX;
}

static void verify_order(verifying *all, const json_t *protocol, const kn_protocol *read)
{
    const char *permitted = "the order is one that the design permits";
    const char *drawn = "the order is the one that the draw gives";
    const char *member = read->design.blinded ? "draw.sealed" : "draw.order";
    uint8_t schedule[KN_TRIAL_UNITS_MAX];
    size_t fault = first_fault(read);
    char field[64];

    snprintf(field, sizeof field, "%s[%zu]", member, fault);
    if (fault == SIZE_MAX)
        add_finding(all, true, permitted, "", "%s", "");
    else
        add_finding(all, false, permitted, field,
                    read->design.order == KN_ORDER_DAYS
                        ? "%c: more in a row, or more in all, than the design has"
                        : "%c is there twice in one cycle",
                    'A' + read->schedule[fault]);
    if (kn_draw_schedule(&read->design, read->secret, 0, schedule)) {
        add_finding(all, false, drawn, member, "out of memory");
        return;
    }
    for (size_t u = 0; u < read->units; u++) {
        if (schedule[u] == read->schedule[u])
            continue;
        snprintf(field, sizeof field, "%s[%zu]", member, u);
        add_finding(all, false, drawn, field, "drawn: %c; written: %c", 'A' + schedule[u],
                    'A' + read->schedule[u]);
        return;
    }
    add_finding(all, true, drawn, "", "%s", "");
    if (read->design.blinded) /* nonce and labels follow from the code as well */
        compare(all, protocol, "draw", "the labels and the seal are those of this code",
                kn_draw_write(schedule, read->units, true, read->secret, 0, 1));
}

/* ---- All of it --------------------------------------------------------------------------------*/

static void verify_parts(verifying *all, const json_t *protocol, const kn_protocol *read)
{
    bool too_early = read->first_day < read->sealed.day;
    bool too_late = read->first_day > read->sealed.day + KN_TRIAL_AHEAD_MAX;

    add_finding(all, !too_early && !too_late, "it was sealed before its first day was over",
                too_early || too_late ? "first_day" : "", "%s",
                too_early  ? "the first day is before the day of sealing"
                : too_late ? "the first day is over a year after the day of sealing"
                           : "");
    compare(all, protocol, "design", "the design says all of itself, and agrees with itself",
            kn_trial_design_json(&read->design));
    compare(all, protocol, "analysis", "the analysis is the one of this model and this design",
            kn_protocol_analysis(&read->design));
    compare(all, protocol, "stopping", "the stopping rule is the one of this design",
            kn_protocol_stopping(&read->design));
}

static bool verify_reading(verifying *all, const json_t *protocol, kn_protocol *read)
{
    const char *what = "it is a protocol, and every member of it can be read";
    kn_error err = {0};

    if (kn_protocol_read(protocol, NULL, NULL, read, &err)) {
        add_finding(all, false, what, err.place.field, "%s", err.message);
        return false;
    }
    add_finding(all, true, what, "", "%s", "");
    return true;
}

/* Opens a sealed order, if there is a code. True if the order is known. */
static bool verify_opening(verifying *all, const json_t *protocol, const char *opening,
                           kn_protocol *read)
{
    kn_error err = {0};

    add_finding(all, true, "every period has a label for its envelope", "", "%s", "");
    if (!opening) {
        add_finding(all, true, "the order is sealed", "",
                    "with the opening code the draw can be checked too");
        return false;
    }
    if (kn_protocol_read(protocol, NULL, opening, read, &err)) {
        add_finding(all, false, "the opening code is right, and the seal opens", err.place.field,
                    "%s", err.message);
        return false;
    }
    add_finding(all, true, "the opening code is right, and the seal opens", "", "%s", "");
    return true;
}

size_t kn_protocol_verify(const json_t *protocol, const kn_catalogue *catalogue, const char *hash,
                          const char *opening,
                          kn_protocol_finding findings[KN_PROTOCOL_FINDINGS_MAX])
{
    verifying all = {findings, 0};
    kn_protocol *read = malloc(sizeof *read);

    (void)catalogue; /* a sealed protocol says all of it itself */
    if (!read) {
        add_finding(&all, false, "it can be looked at", "", "out of memory");
        return all.count;
    }
    if (hash)
        verify_hash(&all, protocol, hash);
    if (verify_reading(&all, protocol, read)) {
        verify_parts(&all, protocol, read);
        if (!read->design.blinded || verify_opening(&all, protocol, opening, read))
            verify_order(&all, protocol, read);
    }
    free(read);
    return all.count;
}
