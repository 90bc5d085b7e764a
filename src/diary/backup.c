/* A backup: a header in the clear, then the export in encrypted chunks. docs/format.md has the
 * bytes. Every chunk is bound to the header and to those before it, and the last one says that it
 * is the last: a changed, moved, missing or added byte is found. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diary/backup_cost.h"
#include "diary/store_export.h"

enum {
    MAGIC_SIZE = 16,
    VERSION = 1,
    CHUNK = 64 * 1024, /* bytes of the export in each but the last */
    SEALED = CHUNK + crypto_secretstream_xchacha20poly1305_ABYTES,
    /* magic, version, passes, bytes, salt, secretstream's header */
    AT_VERSION = MAGIC_SIZE,
    AT_PASSES = AT_VERSION + 8,
    AT_BYTES = AT_PASSES + 8,
    AT_SALT = AT_BYTES + 8,
    AT_STREAM = AT_SALT + crypto_pwhash_argon2id_SALTBYTES,
    HEADER = AT_STREAM + crypto_secretstream_xchacha20poly1305_HEADERBYTES
};

static const char magic[MAGIC_SIZE + 1] = "unknot backup\r\n\x1a";

/* About half a second, on a machine that a person has. A phone or a small board may not have the
 * memory; it then takes less, and the file says so. */
static const kn_backup_cost usual = {crypto_pwhash_argon2id_OPSLIMIT_MODERATE,
                                     crypto_pwhash_argon2id_MEMLIMIT_MODERATE};
static const kn_backup_cost smaller = {crypto_pwhash_argon2id_OPSLIMIT_INTERACTIVE,
                                       crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE};

/* Read from a file, a cost is a way to make a program stand still. */
static const kn_backup_cost most_read = {10, 1024u * 1024 * 1024};

static void put_number(unsigned char *to, uint64_t number)
{
    for (int i = 0; i < 8; i++)
        to[i] = (unsigned char)(number >> (8 * i));
}

static uint64_t get_number(const unsigned char *from)
{
    uint64_t number = 0;

    for (int i = 7; i >= 0; i--)
        number = number << 8 | from[i];
    return number;
}

static kn_code check_passphrase(const char *passphrase, kn_error *err)
{
    const kn_place at = {.field = "passphrase"};
    size_t size = strlen(passphrase);

    if (size >= KN_PASSPHRASE_MIN && size <= KN_PASSPHRASE_MAX)
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "the passphrase has %zu bytes; it needs %d to %d", size,
            KN_PASSPHRASE_MIN, KN_PASSPHRASE_MAX);
    return kn_hint(err, "Four or five words that do not belong together are good, and easy to "
                        "remember.");
}

static bool derive(unsigned char key[crypto_secretstream_xchacha20poly1305_KEYBYTES],
                   const char *passphrase, const unsigned char *header)
{
    return crypto_pwhash_argon2id(
               key, crypto_secretstream_xchacha20poly1305_KEYBYTES, passphrase, strlen(passphrase),
               header + AT_SALT, get_number(header + AT_PASSES),
               (size_t)get_number(header + AT_BYTES), crypto_pwhash_argon2id_ALG_ARGON2ID13) == 0;
}

/* ---- Writing ----------------------------------------------------------------------------------*/

/* A chunk is sealed when a byte beyond it comes, so that the last one is known to be the last. */
typedef struct sealer {
    crypto_secretstream_xchacha20poly1305_state state;
    kn_sink sink;
    size_t used;
    unsigned char header[HEADER];
    unsigned char plain[CHUNK], sealed[SEALED];
} sealer;

static bool seal(sealer *self, unsigned char tag)
{
    unsigned long long size;

    crypto_secretstream_xchacha20poly1305_push(&self->state, self->sealed, &size, self->plain,
                                               self->used, self->header, HEADER, tag);
    self->used = 0;
    return self->sink.write(self->sink.context, (const char *)self->sealed, (size_t)size);
}

static bool take_bytes(void *context, const char *bytes, size_t count)
{
    sealer *self = context;

    while (count > 0) {
        size_t more = count < CHUNK - self->used ? count : CHUNK - self->used;

        if (more == 0) {
            if (!seal(self, 0))
                return false;
            continue;
        }
        memcpy(self->plain + self->used, bytes, more);
        self->used += more;
        bytes += more;
        count -= more;
    }
    return true;
}

static kn_code start(sealer *self, const char *passphrase, kn_backup_cost cost, kn_error *err)
{
    unsigned char key[crypto_secretstream_xchacha20poly1305_KEYBYTES];

    memcpy(self->header, magic, MAGIC_SIZE);
    put_number(self->header + AT_VERSION, VERSION);
    put_number(self->header + AT_PASSES, cost.passes);
    put_number(self->header + AT_BYTES, cost.bytes);
    randombytes_buf(self->header + AT_SALT, crypto_pwhash_argon2id_SALTBYTES);
    if (!derive(key, passphrase, self->header))
        return kn_fail(err, KN_NOMEM, NULL, "making the key needs %llu MB of memory",
                       (unsigned long long)(cost.bytes >> 20));
    crypto_secretstream_xchacha20poly1305_init_push(&self->state, self->header + AT_STREAM, key);
    sodium_memzero(key, sizeof key);
    return KN_OK;
}

static kn_code cannot_write(kn_store *store, kn_error *err)
{
    kn_place at = {0};

    snprintf(at.source, sizeof at.source, "%.190s", kn_store_path(store));
    kn_fail(err, KN_IO, &at, "the backup could not be written to its end");
    return kn_hint(err, "Is the disk full? The diary itself is as it was.");
}

kn_code kn_backup_write_at(kn_store *store, const char *passphrase, kn_backup_cost cost,
                           kn_sink sink, kn_error *err)
{
    kn_code code = check_passphrase(passphrase, err);
    sealer *self;

    if (code)
        return code;
    self = sodium_init() >= 0 ? calloc(1, sizeof *self) : NULL;
    if (!self)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory");
    self->sink = sink;
    code = start(self, passphrase, cost, err);
    if (code == KN_OK && !sink.write(sink.context, (const char *)self->header, HEADER))
        code = cannot_write(store, err);
    if (code == KN_OK)
        code = kn_store_export(store, (kn_sink){take_bytes, self}, err);
    if (code == KN_OK && !seal(self, crypto_secretstream_xchacha20poly1305_TAG_FINAL))
        code = cannot_write(store, err);
    sodium_memzero(self, sizeof *self);
    free(self);
    return code;
}

kn_code kn_backup_write(kn_store *store, const char *passphrase, kn_sink sink, kn_error *err)
{
    kn_code code = kn_backup_write_at(store, passphrase, usual, sink, err);

    /* Memory for the key is taken before the first byte is written. */
    return code == KN_NOMEM ? kn_backup_write_at(store, passphrase, smaller, sink, err) : code;
}

/* ---- Reading ----------------------------------------------------------------------------------*/

static kn_place place_of(const char *source)
{
    kn_place at = {0};

    snprintf(at.source, sizeof at.source, "%s", source);
    return at;
}

static kn_code check_header(const unsigned char *header, size_t size, kn_backup_cost most,
                            const char *source, kn_error *err)
{
    const kn_place at = place_of(source);
    uint64_t passes, bytes;

    if (size < MAGIC_SIZE || memcmp(header, magic, MAGIC_SIZE) != 0) {
        kn_fail(err, KN_PARSE, &at, "this is not a backup of a diary");
        return kn_hint(err, "Give a file that was made by unknot backup. An export is read by "
                            "unknot import.");
    }
    if (size < HEADER + crypto_secretstream_xchacha20poly1305_ABYTES) {
        kn_fail(err, KN_PARSE, &at, "the backup has %zu bytes; it was cut off", size);
        return kn_hint(err, "Copy it once more, or take another backup.");
    }
    if (get_number(header + AT_VERSION) != VERSION) {
        kn_fail(err, KN_NEWER, &at, "this backup was written by a newer Unknot");
        return kn_hint(err, "Use the newer Unknot.");
    }
    passes = get_number(header + AT_PASSES);
    bytes = get_number(header + AT_BYTES);
    if (passes > most.passes || bytes > most.bytes) {
        kn_fail(err, KN_LIMIT, &at, "the backup asks for more time or memory than is given");
        return kn_hint(err, "Unknot writes no such backup; the file was changed.");
    }
    if (passes < crypto_pwhash_argon2id_OPSLIMIT_MIN || bytes < crypto_pwhash_argon2id_MEMLIMIT_MIN)
        return kn_fail(err, KN_PARSE, &at, "the backup's header is not as it was written");
    return KN_OK;
}

static kn_code refuse(const char *source, kn_error *err)
{
    const kn_place at = place_of(source);

    kn_fail(err, KN_DATA, &at, "the backup cannot be opened with this passphrase");
    return kn_hint(err, "Type the passphrase again. If it is right, the file was changed or cut "
                        "off: copy it once more, or take another backup.");
}

/* Opens every chunk into plain[0..*count). Room for all of them is there. */
static bool open_chunks(crypto_secretstream_xchacha20poly1305_state *state,
                        const unsigned char *header, const unsigned char *at, size_t left,
                        unsigned char *plain, size_t *count)
{
    unsigned char tag = 0;

    *count = 0;
    while (left > 0 && tag != crypto_secretstream_xchacha20poly1305_TAG_FINAL) {
        size_t sealed = left < SEALED ? left : SEALED;
        unsigned long long opened;

        if (sealed < crypto_secretstream_xchacha20poly1305_ABYTES ||
            crypto_secretstream_xchacha20poly1305_pull(state, plain + *count, &opened, &tag, at,
                                                       sealed, header, HEADER) != 0)
            return false;
        *count += (size_t)opened;
        at += sealed;
        left -= sealed;
    }
    return left == 0 && tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
}

static kn_code open_backup(const char *passphrase, const unsigned char *header, size_t size,
                           const char *source, unsigned char *plain, size_t *count, kn_error *err)
{
    unsigned char key[crypto_secretstream_xchacha20poly1305_KEYBYTES];
    crypto_secretstream_xchacha20poly1305_state state;
    bool ok;

    *count = 0;
    if (!derive(key, passphrase, header))
        return kn_fail(err, KN_NOMEM, NULL, "making the key needs %llu MB of memory",
                       (unsigned long long)(get_number(header + AT_BYTES) >> 20));
    ok = crypto_secretstream_xchacha20poly1305_init_pull(&state, header + AT_STREAM, key) == 0 &&
         open_chunks(&state, header, header + HEADER, size - HEADER, plain, count);
    sodium_memzero(key, sizeof key);
    sodium_memzero(&state, sizeof state);
    return ok ? KN_OK : refuse(source, err);
}

kn_code kn_backup_read_at(kn_store *store, const char *passphrase, kn_backup_cost most,
                          const char *bytes, size_t size, const char *source, kn_merged *merged,
                          kn_error *err)
{
    const unsigned char *header = (const unsigned char *)bytes;
    const kn_place at = place_of(source);
    unsigned char *plain;
    size_t count = 0;
    kn_code code;

    *merged = (kn_merged){0};
    if (size > KN_IMPORT_MAX)
        return kn_fail(err, KN_LIMIT, &at, "the backup has %zu bytes; at most %d are read", size,
                       KN_IMPORT_MAX);
    code = check_header(header, size, most, source, err);
    if (code == KN_OK)
        code = check_passphrase(passphrase, err);
    if (code)
        return code;
    plain = sodium_init() >= 0 ? malloc(size) : NULL;
    if (!plain)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory");
    code = open_backup(passphrase, header, size, source, plain, &count, err);
    if (code == KN_OK)
        code = kn_store_import(store, (const char *)plain, count, source, merged, err);
    sodium_memzero(plain, size);
    free(plain);
    return code;
}

kn_code kn_backup_read(kn_store *store, const char *passphrase, const char *bytes, size_t size,
                       const char *source, kn_merged *merged, kn_error *err)
{
    return kn_backup_read_at(store, passphrase, most_read, bytes, size, source, merged, err);
}
