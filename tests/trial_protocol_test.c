/* Protocols: sealed, read, kept shut, edited by hand and found out, extended. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/civil.h"
#include "protocol_fixture.h"
#include "trial/protocol_parts.h"

#define SECRET      "7K2M-9QRT-0123-4567-89AB"
#define OTHER       "7K2M-9QRT-0123-4567-89AC"
#define FROZEN_HASH "283ea85ae3d2d2bcc096b39b25166dcabb29ec939cc47d210425bc6da2cd2a7b"

static const char *const designs[] = {
    ",\"order\":\"cycles\",\"block_days\":4,\"cycles\":10",
    ",\"order\":\"cycles\",\"block_days\":4,\"cycles\":10,\"looks\":3",
    "3,\"order\":\"cycles\",\"block_days\":4,\"cycles\":3",
    ",\"order\":\"days\",\"run_limit\":2,\"cycles\":42",
    ",\"order\":\"days\",\"run_limit\":3,\"run_in_days\":0,\"cycles\":365",
    ",\"order\":\"cycles\",\"block_days\":4,\"cycles\":10,\"blinded\":true",
    "4,\"order\":\"cycles\",\"block_days\":4,\"cycles\":5,\"blinded\":true,\"threshold\":0.995",
    ",\"order\":\"days\",\"run_limit\":3,\"run_in_days\":0,\"cycles\":365,\"blinded\":true",
};

static const kn_protocol_finding *first_bad(const json_t *protocol, const char *hash,
                                            const char *opening)
{
    static kn_protocol_finding findings[KN_PROTOCOL_FINDINGS_MAX];
    size_t count = kn_protocol_verify(protocol, NULL, hash, opening, findings);

    assert_in_range(count, 1, KN_PROTOCOL_FINDINGS_MAX);
    for (size_t i = 0; i < count; i++) {
        assert_true(findings[i].what[0]);
        if (!findings[i].is_ok) {
            assert_true(findings[i].detail[0]);
            return &findings[i];
        }
    }
    return NULL;
}

/* ---- Sealed and read --------------------------------------------------------------------------*/

static void what_was_sealed_reads_and_verifies(void **state)
{
    kn_protocol *read = malloc(sizeof *read);

    (void)state;
    assert_non_null(read);
    for (size_t i = 0; i < COUNT(designs); i++) {
        kn_trial_design design = design_of(designs[i]);
        json_t *protocol = sealed_of(&design, SECRET), *again;
        uint8_t schedule[KN_TRIAL_UNITS_MAX];
        char hash[KN_HASH_SIZE], other[KN_HASH_SIZE], seal[KN_SEAL_SIZE];
        kn_error err = {0};

        assert_int_equal(kn_draw_schedule(&design, SECRET, 0, schedule), KN_OK);
        assert_int_equal(kn_protocol_read(protocol, NULL, SECRET, read, &err), KN_OK);
        assert_memory_equal(&read->design, &design, sizeof design);
        assert_int_equal(read->units, kn_trial_units(&design));
        assert_true(read->is_open);
        assert_memory_equal(read->schedule, schedule, read->units);
        assert_string_equal(read->secret, SECRET);
        assert_int_equal(read->first_day, FIXTURE_DAY + 1);
        assert_int_equal(read->sealed.day, FIXTURE_DAY);
        assert_string_equal(read->program, "unknot 0.4");
        assert_true(read->threshold == kn_trial_threshold(&design));
        assert_true(read->trend && read->prior.beta_sd == 1 && read->prior.omega_scale == 0.5);
        kn_protocol_hash(protocol, hash);
        kn_hash_short(hash, seal);
        assert_null(first_bad(protocol, hash, SECRET));
        assert_null(first_bad(protocol, seal, NULL));
        /* the same bytes after a journey through a file */
        again = json_of(text_of(protocol));
        kn_protocol_hash(again, other);
        assert_string_equal(hash, other);
        assert_null(first_bad(again, hash, SECRET));
        assert_true(strlen(text_of(protocol)) < KN_BODY_MAX / 2);
        json_decref(again);
        json_decref(protocol);
    }
    free(read);
}

/* The hash of one open protocol, worked out once by another program (Python's hashlib over
 * json.dumps with sorted keys): whoever changes the document changes what people wrote down. */
static void the_hash_is_of_the_canonical_bytes(void **state)
{
    kn_trial_design design = design_of(designs[0]);
    json_t *protocol = sealed_of(&design, SECRET);
    char hash[KN_HASH_SIZE], seal[KN_SEAL_SIZE];

    (void)state;
    kn_protocol_hash(protocol, hash);
    kn_hash_short(hash, seal);
    assert_string_equal(hash, FROZEN_HASH);
    assert_int_equal(strlen(seal), KN_SEAL_SIZE - 1);
    assert_memory_equal(seal, hash, 4);
    assert_memory_equal(seal + 15, hash + 12, 4);
    json_decref(protocol);
}

static void what_cannot_be_sealed(void **state)
{
    static const struct {
        int32_t first_day;
        double important;
        int washout;
        const char *secret, *field;
    } rows[] = {
        {FIXTURE_DAY, 0.3, 1, SECRET, NULL},
        {FIXTURE_DAY + 366, 0.3, 1, SECRET, NULL},
        {FIXTURE_DAY - 1, 0.3, 1, SECRET, "first_day"},
        {FIXTURE_DAY + 367, 0.3, 1, SECRET, "first_day"},
        {INT32_MAX, 0.3, 1, SECRET, "first_day"},
        {FIXTURE_DAY, 0, 1, SECRET, "important"},
        {FIXTURE_DAY, 0.3, 4, SECRET, "washout_days"},
        {FIXTURE_DAY, 0.3, 1, "abc", ""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_trial_design design = design_of(designs[0]);
        kn_sealing sealing = {"11111111-2222-4333-8444-555555555555",
                              rows[i].first_day,
                              {FIXTURE_DAY, 0, 0},
                              "unknot",
                              rows[i].secret};
        kn_error err = {0};
        json_t *protocol;
        kn_code code;

        design.important = rows[i].important;
        design.washout_days = rows[i].washout;
        code = kn_protocol_seal(&design, &sealing, &protocol, &err);
        assert_int_equal(code, rows[i].field ? KN_DATA : KN_OK);
        assert_int_equal(protocol == NULL, code != KN_OK);
        if (rows[i].field)
            assert_string_equal(err.place.field, rows[i].field);
        json_decref(protocol);
    }
}

/* ---- Shut -------------------------------------------------------------------------------------*/

static size_t sealed_bytes(const json_t *protocol, unsigned char bytes[1024])
{
    const char *text =
        json_string_value(json_object_get(json_object_get(protocol, "draw"), "sealed"));
    size_t size;

    assert_int_equal(sodium_base642bin(bytes, 1024, text, strlen(text), NULL, &size, NULL,
                                       sodium_base64_VARIANT_ORIGINAL),
                     0);
    return size;
}

static void a_sealed_order_cannot_be_had(void **state)
{
    static const char *const guesses[] = {"", "0000-0000-0000-0000-0000", OTHER,
                                          "11111111-2222-4333-8444-555555555555", "unknot-draw-1"};
    kn_trial_design design = design_of(designs[5]);
    json_t *protocol = sealed_of(&design, SECRET), *draw = json_object_get(protocol, "draw");
    kn_protocol *read = malloc(sizeof *read);
    uint8_t schedule[KN_TRIAL_UNITS_MAX], nothing[KN_TRIAL_UNITS_MAX] = {0};
    char letters[KN_TRIAL_UNITS_MAX + 1] = "", plain[32] = {0}, hash[KN_HASH_SIZE];
    unsigned char sealed[1024], out[1024], key[32];
    size_t size = sealed_bytes(protocol, sealed);
    kn_error err = {0};

    (void)state;
    assert_non_null(read);
    assert_int_equal(kn_draw_schedule(&design, SECRET, 0, schedule), KN_OK);
    for (size_t u = 0; u < kn_trial_units(&design); u++)
        letters[u] = (char)('A' + schedule[u]);
    for (size_t i = 0, used = 0; SECRET[i]; i++)
        if (SECRET[i] != '-')
            plain[used++] = SECRET[i];
    /* neither stands in the document */
    assert_null(strstr(text_of(protocol), letters));
    assert_null(strstr(text_of(protocol), SECRET));
    assert_null(strstr(text_of(protocol), plain));
    assert_null(json_object_get(draw, "secret"));
    assert_null(json_object_get(draw, "order"));
    /* reading gives nothing away */
    assert_int_equal(kn_protocol_read(protocol, NULL, NULL, read, &err), KN_OK);
    assert_false(read->is_open);
    assert_memory_equal(read->schedule, nothing, sizeof nothing);
    assert_string_equal(read->secret, "");
    for (size_t i = 0; i < COUNT(guesses); i++) {
        assert_int_equal(kn_protocol_read(protocol, NULL, guesses[i], read, &err), KN_DENIED);
        assert_true(err.hint[0]);
        assert_false(read->is_open);
        assert_memory_equal(read->schedule, nothing, sizeof nothing);
    }
    /* keys that someone who has the file might try: nothing, the hashes in it, guessed secrets */
    kn_protocol_hash(protocol, hash);
    for (int attempt = 0; attempt < 6; attempt++) {
        memset(key, 0, sizeof key);
        if (attempt == 1)
            sodium_hex2bin(key, 32, hash, 64, NULL, NULL, NULL);
        else if (attempt == 2)
            sodium_hex2bin(key, 32, json_string_value(json_object_get(draw, "secret_hash")), 64,
                           NULL, NULL, NULL);
        else if (attempt == 3)
            kn_secret_digest("", "key", 0, key);
        else if (attempt == 4)
            kn_secret_digest(OTHER, "key", 0, key);
        else if (attempt == 5)
            kn_secret_digest(SECRET, "check", 0, key);
        assert_int_equal(crypto_secretbox_open_easy(out, sealed + 24, size - 24, sealed, key), -1);
    }
    kn_secret_digest(SECRET, "key", 0, key); /* and this one opens it, so the test can fail */
    assert_int_equal(crypto_secretbox_open_easy(out, sealed + 24, size - 24, sealed, key), 0);
    assert_memory_equal(out, letters, strlen(letters));
    free(read);
    json_decref(protocol);
}

/* What can be seen without the code says nothing of the order: of opposite orders under one secret
 * all but the box is the same, and the boxes are as long as each other. Another secret or part
 * changes all of it. */
static void opposite_orders_look_alike(void **state)
{
    enum { UNITS = 20 };
    static const char *const alike[] = {"secret_hash", "labels"};
    static const char *const members[] = {"secret_hash", "labels", "sealed"};
    uint8_t one[UNITS], other[UNITS];
    json_t *a, *b, *c, *d;

    (void)state;
    for (size_t u = 0; u < UNITS; u++) {
        one[u] = u % 2;
        other[u] = !(u % 2);
    }
    a = kn_draw_write(one, UNITS, true, SECRET, 0, 1);
    b = kn_draw_write(other, UNITS, true, SECRET, 0, 1);
    c = kn_draw_write(one, UNITS, true, OTHER, 0, 1);
    d = kn_draw_write(one, UNITS, true, SECRET, 1, 1);
    for (size_t i = 0; i < COUNT(alike); i++)
        assert_true(json_equal(json_object_get(a, alike[i]), json_object_get(b, alike[i])));
    assert_int_equal(json_string_length(json_object_get(a, "sealed")),
                     json_string_length(json_object_get(b, "sealed")));
    for (size_t i = 0; i < COUNT(members); i++) {
        assert_false(json_equal(json_object_get(a, members[i]), json_object_get(c, members[i])));
        assert_false(json_equal(json_object_get(a, members[i]), json_object_get(d, members[i])));
    }
    json_decref(a);
    json_decref(b);
    json_decref(c);
    json_decref(d);
}

static void a_typed_code_opens(void **state)
{
    static const char *const typed[] = {SECRET, "7k2m9qrto1234567 89ab",
                                        " 7K2M 9QRT OI23 4567 89AB "};
    kn_trial_design design = design_of(designs[6]);
    json_t *protocol = sealed_of(&design, SECRET);
    kn_protocol *read = malloc(sizeof *read);
    kn_error err = {0};

    (void)state;
    assert_non_null(read);
    for (size_t i = 0; i < COUNT(typed); i++) {
        assert_int_equal(kn_protocol_read(protocol, NULL, typed[i], read, &err), KN_OK);
        assert_true(read->is_open);
        assert_string_equal(read->secret, SECRET);
    }
    for (size_t u = 0; u < read->units; u++) {
        char number[32];

        snprintf(number, sizeof number, "%zu-", u + 1);
        assert_memory_equal(read->label[u], number, strlen(number));
        assert_int_equal(strlen(read->label[u]), strlen(number) + 3);
    }
    assert_string_equal(first_bad(protocol, NULL, OTHER)->detail,
                        "this code does not open the seal");
    free(read);
    json_decref(protocol);
}

/* ---- Edited by hand ---------------------------------------------------------------------------*/

/* Another value of the same kind. */
static json_t *edited(const json_t *value)
{
    char text[2048];

    switch (json_typeof(value)) {
    case JSON_STRING:
        snprintf(text, sizeof text, "%s", json_string_value(value));
        if (!text[0])
            return json_string("x");
        text[0] = text[0] == 'A' ? 'B' : text[0] == 'B' ? 'A' : (char)(text[0] ^ 1);
        return json_string(text);
    case JSON_INTEGER:
        return json_integer(json_integer_value(value) + 1);
    case JSON_REAL:
        return json_real(json_real_value(value) * 1.001);
    case JSON_TRUE:
        return json_false();
    case JSON_FALSE:
        return json_true();
    default:
        return json_integer(1);
    }
}

static bool begins(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* Where an edit of `path` must be found, without the hash: NULL, nowhere, since nothing else says
 * it; else the beginning of the field named. */
static const char *found_at(const char *path, bool sealed)
{
    static const struct {
        const char *path, *field;
    } rows[] = {
        {"trial", NULL},
        {"program", NULL},
        {"sealed", "sealed"}, /* 3026 is past the calendar */
        {"first_day", "first_day"},
        {"design.title", NULL},
        {"design.why", NULL},
        {"design.outcome_name", NULL},
        {"design.outcome_unit", NULL},
        {"design.outcome", NULL},
        {"design.run_in_days", NULL},
        {"design.washout_days", NULL},
        {"design.block_days", NULL},
        {"design.run_limit", NULL},
        {"design.arms[0].key", NULL},
        {"design.arms[1].key", NULL},
        {"design.arms[0].name", NULL},
        {"design.arms[1].name", NULL},
        {"design.arms[0].how", NULL},
        {"design.arms[1].how", NULL},
        {"design.important", "analysis.important"},
        {"design.threshold", "design.threshold"}, /* 1 is too much */
        {"design.looks", "analysis.threshold"},
        {"design.cycles", "draw."},
        {"design.blinded", "draw."},
        {"draw.secret_hash", "draw.secret_hash"},
        {"draw.secret", "draw.order["},
        {"draw.order", "draw.order["},
        {"draw.sealed", "draw.sealed"},
        {"draw.labels", "draw.labels["},
    };

    for (size_t i = 0; i < COUNT(rows); i++)
        if (begins(path, rows[i].path)) {
            (void)sealed;
            return rows[i].field;
        }
    return path;
}

static int edits;

static void try_edit(json_t *whole, const char *path, const char *hash, bool sealed)
{
    const char *wanted = found_at(path, sealed);
    const kn_protocol_finding *bad = first_bad(whole, NULL, sealed ? SECRET : NULL);

    edits++;
    if (!bad != !wanted)
        fail_msg("%s: %s", path, bad ? bad->field : "not found");
    /* a hash of the secret that was changed can only be seen as a code that does not fit */
    if (bad && !begins(bad->field, wanted) && strcmp(wanted, "draw.secret_hash") != 0)
        fail_msg("%s: found at %s: %s", path, bad->field, bad->detail);
    bad = first_bad(whole, hash, NULL); /* the hash finds every one */
    if (!bad || !strstr(bad->what, "hash"))
        fail_msg("%s: not found by the hash", path);
}

/* Every leaf below `value`, which stands at `path` of `whole`. */
static void edit_below(json_t *whole, json_t *value, const char *path, const char *hash,
                       bool sealed)
{
    char below[128];
    const char *name;
    json_t *member;
    void *next;
    size_t i;

    if (json_is_object(value)) {
        json_object_foreach_safe(value, next, name, member)
        {
            json_t *kept = json_incref(member);

            snprintf(below, sizeof below, "%s%s%s", path, *path ? "." : "", name);
            if (json_is_object(member) || json_is_array(member)) {
                edit_below(whole, member, below, hash, sealed);
            } else {
                json_object_set_new(value, name, edited(member));
                try_edit(whole, below, hash, sealed);
                json_object_set(value, name, kept);
            }
            json_decref(kept);
        }
        return;
    }
    json_array_foreach(value, i, member)
    {
        json_t *kept = json_incref(member);

        snprintf(below, sizeof below, "%s[%zu]", path, i);
        if (json_is_object(member) || json_is_array(member)) {
            edit_below(whole, member, below, hash, sealed);
        } else {
            json_array_set_new(value, i, edited(member));
            try_edit(whole, below, hash, sealed);
            json_array_set(value, i, kept);
        }
        json_decref(kept);
    }
}

static void every_edit_is_found(void **state)
{
    static const size_t which[] = {0, 5};

    (void)state;
    for (size_t i = 0; i < COUNT(which); i++) {
        kn_trial_design design = design_of(designs[which[i]]);
        json_t *protocol = sealed_of(&design, SECRET);
        char hash[KN_HASH_SIZE], after[KN_HASH_SIZE];

        kn_protocol_hash(protocol, hash);
        edits = 0;
        edit_below(protocol, protocol, "", hash, design.blinded);
        assert_in_range(edits, 50, 200);
        kn_protocol_hash(protocol, after);
        assert_string_equal(hash, after); /* all was put back */
        json_decref(protocol);
    }
}

/* A first day that could not have been sealed: before the sealing, or over a year after it. */
static void the_first_day_is_held_against_the_sealing(void **state)
{
    static const struct {
        int32_t day;
        bool ok;
    } rows[] = {{FIXTURE_DAY - 1, false},
                {FIXTURE_DAY, true},
                {FIXTURE_DAY + 366, true},
                {FIXTURE_DAY + 367, false}};
    kn_trial_design design = design_of(designs[0]);
    json_t *protocol = sealed_of(&design, SECRET);

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char date[KN_DATE_SIZE];
        const kn_protocol_finding *bad;

        json_object_set_new(protocol, "first_day", json_string(kn_date_format(date, rows[i].day)));
        bad = first_bad(protocol, NULL, NULL);
        assert_int_equal(!bad, rows[i].ok);
        if (bad)
            assert_string_equal(bad->field, "first_day");
    }
    json_decref(protocol);
}

/* Each period of an open order on its own, and members too few and too many. */
static void the_period_and_the_member_are_named(void **state)
{
    kn_trial_design design = design_of(designs[0]);
    json_t *protocol = sealed_of(&design, SECRET), *draw = json_object_get(protocol, "draw");
    const char *name, *parts[] = {"", "design", "analysis", "stopping", "draw"};
    char order[64];

    (void)state;
    snprintf(order, sizeof order, "%s", json_string_value(json_object_get(draw, "order")));
    for (size_t u = 0; order[u]; u++) {
        char was = order[u], field[64], detail[64];
        kn_protocol_finding findings[KN_PROTOCOL_FINDINGS_MAX];
        size_t count;

        order[u] = was == 'A' ? 'B' : 'A';
        json_object_set_new(draw, "order", json_string(order));
        count = kn_protocol_verify(protocol, NULL, NULL, NULL, findings);
        snprintf(field, sizeof field, "draw.order[%zu]", u);
        snprintf(detail, sizeof detail, "drawn: %c; written: %c", was, order[u]);
        assert_string_equal(findings[count - 1].field, field);
        assert_string_equal(findings[count - 1].detail, detail);
        assert_false(findings[count - 2].is_ok); /* nor can it be of the design */
        order[u] = was;
    }
    json_object_set_new(draw, "order", json_string(order));
    assert_null(first_bad(protocol, NULL, NULL));
    for (size_t i = 0; i < COUNT(parts); i++) {
        json_t *part = i ? json_object_get(protocol, parts[i]) : protocol, *member;
        json_t *whole = json_copy(part);
        char field[64];

        json_object_foreach(whole, name, member)
        {
            const kn_protocol_finding *bad;

            snprintf(field, sizeof field, "%s%s%s", parts[i], i ? "." : "", name);
            json_object_del(part, name);
            bad = first_bad(protocol, NULL, NULL);
            if (!bad || !begins(bad->field, field))
                fail_msg("%s is gone: %s", field, bad ? bad->field : "not found");
            json_object_set(part, name, member);
        }
        json_decref(whole);
        json_object_set_new(part, "more", json_integer(1));
        snprintf(field, sizeof field, "%s%smore", parts[i], i ? "." : "");
        assert_non_null(first_bad(protocol, NULL, NULL));
        assert_string_equal(first_bad(protocol, NULL, NULL)->field, field);
        json_object_del(part, "more");
    }
    json_decref(protocol);
}

static void hashes_are_read_as_people_write_them(void **state)
{
    kn_trial_design design = design_of(designs[0]);
    json_t *protocol = sealed_of(&design, SECRET);
    char hash[KN_HASH_SIZE], seal[KN_SEAL_SIZE], text[128];
    static const char *const bad[] = {"", "7f3a", "no hash at all", "7f3a 91c2 04de b8a6"};

    (void)state;
    kn_protocol_hash(protocol, hash);
    kn_hash_short(hash, seal);
    snprintf(text, sizeof text, " %s\n", hash);
    for (char *c = text; *c; c++)
        if (*c >= 'a' && *c <= 'f')
            *c = (char)(*c - 'a' + 'A');
    assert_null(first_bad(protocol, text, NULL));
    assert_null(first_bad(protocol, seal, NULL));
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_non_null(first_bad(protocol, bad[i], NULL));
    snprintf(text, sizeof text, "%s0", hash);
    assert_non_null(first_bad(protocol, text, NULL));
    json_decref(protocol);
}

/* ---- Extended ---------------------------------------------------------------------------------*/

static void more_cycles_follow(void **state)
{
    static const size_t which[] = {0, 2, 3, 5};
    kn_protocol *read = malloc(sizeof *read);

    (void)state;
    assert_non_null(read);
    for (size_t i = 0; i < COUNT(which); i++) {
        kn_trial_design design = design_of(designs[which[i]]);
        json_t *protocol = sealed_of(&design, SECRET), *extension, *wrong;
        size_t units = kn_trial_units(&design), added;
        uint8_t drawn[KN_TRIAL_UNITS_MAX];
        char hash[KN_HASH_SIZE];
        kn_error err = {0};

        kn_protocol_hash(protocol, hash);
        assert_int_equal(kn_protocol_read(protocol, NULL, SECRET, read, &err), KN_OK);
        assert_int_equal(kn_protocol_extend(read, hash, 4, 1, OTHER, &extension, &err), KN_OK);
        assert_int_equal(kn_protocol_append(read, extension, 2, OTHER, &err), KN_DATA);
        wrong = json_copy(extension);
        json_object_set_new(wrong, "cycles", json_integer(5));
        assert_int_equal(kn_protocol_append(read, wrong, 1, OTHER, &err), KN_DATA);
        json_object_set_new(wrong, "cycles", json_integer(3000000000));
        assert_int_equal(kn_protocol_append(read, wrong, 1, OTHER, &err), KN_DATA);
        if (design.blinded)
            assert_int_equal(kn_protocol_append(read, extension, 1, SECRET, &err), KN_DENIED);
        assert_int_equal(read->units, units);
        assert_int_equal(kn_protocol_append(read, extension, 1, OTHER, &err), KN_OK);
        added = 4 * (size_t)design.arms;
        assert_int_equal(read->units, units + added);
        assert_true(read->is_open);
        design.cycles = 4;
        assert_int_equal(kn_draw_schedule(&design, OTHER, 1, drawn), KN_OK);
        assert_memory_equal(read->schedule + units, drawn, added);
        if (design.blinded) {
            assert_memory_equal(read->label[units], "21-", 3);
            assert_int_equal(kn_protocol_read(protocol, NULL, SECRET, read, &err), KN_OK);
            assert_int_equal(kn_protocol_append(read, extension, 1, NULL, &err), KN_OK);
            assert_false(read->is_open); /* not all of it is known */
        }
        json_decref(wrong);
        json_decref(extension);
        json_decref(protocol);
    }
    free(read);
}

static void there_is_an_end_to_it(void **state)
{
    kn_trial_design design = design_of(designs[0]);
    json_t *protocol = sealed_of(&design, SECRET), *extension;
    kn_protocol *read = malloc(sizeof *read);
    kn_error err = {0};
    uint32_t part = 1;
    kn_code code;

    (void)state;
    assert_non_null(read);
    assert_int_equal(kn_protocol_read(protocol, NULL, NULL, read, &err), KN_OK);
    assert_int_equal(kn_protocol_extend(read, "", 0, part, OTHER, &extension, &err), KN_DATA);
    for (;; part++) { /* 87 days, 160 more each time */
        code = kn_protocol_extend(read, "", 20, part, OTHER, &extension, &err);
        if (code)
            break;
        assert_int_equal(kn_protocol_append(read, extension, part, NULL, &err), KN_OK);
        json_decref(extension);
    }
    assert_int_equal(code, KN_LIMIT);
    assert_null(extension);
    assert_int_equal(part, 5);
    free(read);
    json_decref(protocol);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_sealed_reads_and_verifies),
        cmocka_unit_test(the_hash_is_of_the_canonical_bytes),
        cmocka_unit_test(the_first_day_is_held_against_the_sealing),
        cmocka_unit_test(what_cannot_be_sealed),
        cmocka_unit_test(a_sealed_order_cannot_be_had),
        cmocka_unit_test(opposite_orders_look_alike),
        cmocka_unit_test(a_typed_code_opens),
        cmocka_unit_test(every_edit_is_found),
        cmocka_unit_test(the_period_and_the_member_are_named),
        cmocka_unit_test(hashes_are_read_as_people_write_them),
        cmocka_unit_test(more_cycles_follow),
        cmocka_unit_test(there_is_an_end_to_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
