/* The draw as it stands in a protocol: open, or sealed.
 *
 * Sealed: the order, one letter a unit, in a secretbox (XSalsa20-Poly1305); its key is the digest
 * "key" of the secret, so that whoever has the code, and nobody else, opens it. The digest "check"
 * stands beside it: it binds the document to one code and tells a wrong one from a damaged
 * document. The nonce is the digest "nonce": a key seals one order and no other, so that it need
 * not be random, and the same secret makes the same document. The labels come from the digest
 * "labels"; without the secret they say nothing of the order. */
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "trial/protocol_parts.h"

enum {
    SEALED_MAX = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + KN_TRIAL_UNITS_MAX,
    SEALED_TEXT_MAX = sodium_base64_ENCODED_LEN(SEALED_MAX, sodium_base64_VARIANT_ORIGINAL),
    LABEL_LETTERS = 3
};

_Static_assert(crypto_secretbox_KEYBYTES == KN_DIGEST_SIZE, "a digest is a key");
_Static_assert(crypto_secretbox_NONCEBYTES <= KN_DIGEST_SIZE, "a digest holds a nonce");
_Static_assert(randombytes_SEEDBYTES == KN_DIGEST_SIZE, "a digest is a seed");

static void hash_of_secret(const char *secret, uint32_t part, char hex[KN_HASH_SIZE])
{
    uint8_t digest[KN_DIGEST_SIZE];

    kn_secret_digest(secret, "check", part, digest);
    sodium_bin2hex(hex, KN_HASH_SIZE, digest, sizeof digest);
}

/* ---- Writing ----------------------------------------------------------------------------------*/

static json_t *sealed_order(const char *letters, size_t units, const char *secret, uint32_t part)
{
    unsigned char sealed[SEALED_MAX], *box = sealed + crypto_secretbox_NONCEBYTES;
    size_t size = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + units;
    uint8_t key[KN_DIGEST_SIZE], nonce[KN_DIGEST_SIZE];
    char text[SEALED_TEXT_MAX];

    kn_secret_digest(secret, "key", part, key);
    kn_secret_digest(secret, "nonce", part, nonce);
    memcpy(sealed, nonce, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(box, (const unsigned char *)letters, units, sealed, key);
    sodium_memzero(key, sizeof key);
    sodium_bin2base64(text, sizeof text, sealed, size, sodium_base64_VARIANT_ORIGINAL);
    return json_string(text);
}

static json_t *labels_of(const char *secret, uint32_t part, size_t units, size_t first_unit)
{
    static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    uint8_t seed[KN_DIGEST_SIZE], random[KN_TRIAL_UNITS_MAX][LABEL_LETTERS];
    json_t *labels = json_array();

    kn_secret_digest(secret, "labels", part, seed);
    randombytes_buf_deterministic(random, sizeof random, seed);
    for (size_t u = 0; u < units; u++) {
        char label[16];
        int length = snprintf(label, sizeof label, "%zu-", first_unit + u);

        for (int i = 0; i < LABEL_LETTERS; i++)
            label[length++] = letters[random[u][i] % 32];
        label[length] = '\0';
        if (json_array_append_new(labels, json_string(label)) != 0) {
            json_decref(labels);
            return NULL;
        }
    }
    return labels;
}

json_t *kn_draw_write(const uint8_t schedule[], size_t units, bool blinded, const char *secret,
                      uint32_t part, size_t first_unit)
{
    char letters[KN_TRIAL_UNITS_MAX + 1], hash[KN_HASH_SIZE];
    json_t *draw;

    if (sodium_init() < 0)
        return NULL;
    for (size_t u = 0; u < units; u++)
        letters[u] = (char)('A' + schedule[u]);
    letters[units] = '\0';
    hash_of_secret(secret, part, hash);
    if (blinded)
        draw = json_pack("{s:s, s:s, s:o, s:o}", "algorithm", KN_DRAW_ALGORITHM, "secret_hash",
                         hash, "sealed", sealed_order(letters, units, secret, part), "labels",
                         labels_of(secret, part, units, first_unit));
    else
        draw = json_pack("{s:s, s:s, s:s}", "algorithm", KN_DRAW_ALGORITHM, "secret", secret,
                         "order", letters);
    sodium_memzero(letters, sizeof letters);
    return draw;
}

/* ---- Reading ----------------------------------------------------------------------------------*/

kn_code kn_member_string(const json_t *object, const char *where, const char *name,
                         const char **text, kn_error *err)
{
    const json_t *value = json_object_get(object, name);
    kn_place at = kn_design_place("%s%s", where, name);
    char shown[KN_VALUE_SHOWN];

    *text = json_string_value(value);
    if (*text)
        return KN_OK;
    if (!value)
        kn_fail(err, KN_DATA, &at, "%s is missing", at.field);
    else
        kn_fail(err, KN_DATA, &at, "%s: %s is no text", at.field, kn_value_shown(shown, value));
    return kn_hint(err, "Take the file as the program wrote it.");
}

kn_code kn_member_equals(const json_t *object, const char *where, const char *name,
                         const char *wanted, kn_error *err)
{
    kn_place at = kn_design_place("%s%s", where, name);
    const char *text;
    kn_code code = kn_member_string(object, where, name, &text, err);

    if (code || strcmp(text, wanted) == 0)
        return code;
    kn_fail(err, KN_DATA, &at, "%s: \"%.60s\" instead of \"%s\"", at.field, text, wanted);
    return kn_hint(err, "Take the file as the program wrote it.");
}

static kn_code refuse(const char *field, const char *what, kn_error *err)
{
    kn_place at = kn_design_place("draw.%s", field);

    kn_fail(err, KN_DATA, &at, "%s: %s", at.field, what);
    return kn_hint(err, "Take the file as the program wrote it.");
}

static kn_code take_order(const char *letters, size_t count, const kn_trial_design *design,
                          const char *field, kn_draw_read *out, kn_error *err)
{
    size_t units = kn_trial_units(design);
    char what[80];

    if (count != units) {
        snprintf(what, sizeof what, "%zu periods instead of %zu", count, units);
        return refuse(field, what, err);
    }
    for (size_t u = 0; u < units; u++) {
        int arm = letters[u] - 'A';

        if (arm < 0 || arm >= design->arms) {
            snprintf(what, sizeof what, "letter %zu is no arm", u + 1);
            return refuse(field, what, err);
        }
        out->schedule[u] = (uint8_t)arm;
    }
    return KN_OK;
}

static kn_code take_labels(const json_t *labels, size_t units, size_t first_unit, kn_draw_read *out,
                           kn_error *err)
{
    static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    if (!json_is_array(labels) || json_array_size(labels) != units)
        return refuse("labels", "not one label for each period", err);
    for (size_t u = 0; u < units; u++) {
        const char *label = json_string_value(json_array_get(labels, u));
        char number[16], field[32];
        size_t count = (size_t)snprintf(number, sizeof number, "%zu-", first_unit + u);

        snprintf(field, sizeof field, "labels[%zu]", u);
        if (!label || strncmp(label, number, count) != 0 ||
            strlen(label) != count + LABEL_LETTERS ||
            strspn(label + count, letters) != LABEL_LETTERS)
            return refuse(field, "not the number of the period, a dash, and three letters", err);
        memcpy(out->label[u], label, strlen(label) + 1);
    }
    return KN_OK;
}

/* Nonce and box from their text; *count: bytes of the order in the box. */
static kn_code take_sealed(const char *text, unsigned char sealed[SEALED_MAX], size_t *count,
                           kn_error *err)
{
    const size_t beside = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    size_t size;

    if (sodium_base642bin(sealed, SEALED_MAX, text, strlen(text), NULL, &size, NULL,
                          sodium_base64_VARIANT_ORIGINAL) != 0 ||
        size <= beside)
        return refuse("sealed", "it is not a sealed order", err);
    *count = size - beside;
    return KN_OK;
}

static kn_code deny(kn_error *err, const char *message, const char *hint)
{
    kn_fail(err, KN_DENIED, NULL, "%s", message);
    return kn_hint(err, "%s", hint);
}

static kn_code open_seal(const unsigned char sealed[], size_t count, const char *hash,
                         uint32_t part, const char *opening, const kn_trial_design *design,
                         kn_draw_read *out, kn_error *err)
{
    uint8_t key[KN_DIGEST_SIZE];
    unsigned char letters[KN_TRIAL_UNITS_MAX + 1];
    char own[KN_HASH_SIZE], secret[KN_SECRET_SIZE];
    kn_code code;
    int failed;

    if (!kn_secret_read(opening, secret))
        return deny(err, "this is not an opening code",
                    "It has 20 letters and digits, as on the helper's sheet: 7K2M-9QRT-...");
    hash_of_secret(secret, part, own);
    if (strcmp(own, hash) != 0) {
        sodium_memzero(secret, sizeof secret);
        return deny(err, "this code does not open the seal",
                    "Compare it with the helper's sheet, letter by letter.");
    }
    kn_secret_digest(secret, "key", part, key);
    failed = crypto_secretbox_open_easy(letters, sealed + crypto_secretbox_NONCEBYTES,
                                        count + crypto_secretbox_MACBYTES, sealed, key);
    sodium_memzero(key, sizeof key);
    code = failed ? refuse("sealed", "the code is right, but the sealed order was changed", err)
                  : take_order((const char *)letters, count, design, "sealed", out, err);
    if (!code) {
        out->is_open = true;
        memcpy(out->secret, secret, sizeof out->secret);
    }
    sodium_memzero(letters, sizeof letters);
    sodium_memzero(secret, sizeof secret);
    return code;
}

static kn_code parse_sealed(const json_t *draw, const kn_trial_design *design, uint32_t part,
                            size_t first_unit, const char *opening, kn_draw_read *out,
                            kn_error *err)
{
    static const char *const names[] = {"algorithm", "secret_hash", "sealed", "labels"};
    size_t units = kn_trial_units(design), count = 0;
    unsigned char sealed[SEALED_MAX];
    const char *hash, *text;
    kn_code code = kn_members_known(draw, "draw.", names, 4, err);

    if (!code)
        code = kn_member_string(draw, "draw.", "secret_hash", &hash, err);
    if (!code)
        code = kn_member_string(draw, "draw.", "sealed", &text, err);
    if (code)
        return code;
    if (strlen(hash) != KN_HASH_SIZE - 1 || strspn(hash, "0123456789abcdef") != KN_HASH_SIZE - 1)
        return refuse("secret_hash", "not 64 hexadecimal digits", err);
    code = take_sealed(text, sealed, &count, err);
    if (!code && count != units)
        code = refuse("sealed", "not as many periods as the design has", err);
    if (!code)
        code = take_labels(json_object_get(draw, "labels"), units, first_unit, out, err);
    if (!code && opening)
        code = open_seal(sealed, count, hash, part, opening, design, out, err);
    return code;
}

static kn_code parse_open(const json_t *draw, const kn_trial_design *design, kn_draw_read *out,
                          kn_error *err)
{
    static const char *const names[] = {"algorithm", "secret", "order"};
    const char *secret, *order;
    kn_code code = kn_members_known(draw, "draw.", names, 3, err);

    if (!code)
        code = kn_member_string(draw, "draw.", "secret", &secret, err);
    if (!code)
        code = kn_member_string(draw, "draw.", "order", &order, err);
    if (code)
        return code;
    if (!kn_secret_read(secret, out->secret) || strcmp(secret, out->secret) != 0)
        return refuse("secret", "not 20 letters and digits in five groups", err);
    code = take_order(order, strlen(order), design, "order", out, err);
    out->is_open = !code;
    return code;
}

kn_code kn_draw_parse(const json_t *draw, const kn_trial_design *design, uint32_t part,
                      size_t first_unit, const char *opening, kn_draw_read *out, kn_error *err)
{
    kn_code code;

    memset(out, 0, sizeof *out);
    if (!json_is_object(draw)) {
        kn_place at = kn_design_place("draw");

        kn_fail(err, KN_DATA, &at, "draw is missing or no object");
        return kn_hint(err, "Take the file as the program wrote it.");
    }
    if (sodium_init() < 0)
        return kn_fail(err, KN_IO, NULL, "the system gives no random numbers");
    code = kn_member_equals(draw, "draw.", "algorithm", KN_DRAW_ALGORITHM, err);
    if (code)
        return code;
    return design->blinded ? parse_sealed(draw, design, part, first_unit, opening, out, err)
                           : parse_open(draw, design, out, err);
}
