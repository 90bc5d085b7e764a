/* store_writer DIARY SEED: writes entries until it is killed, now and then an amendment, a removal
 * or a batch. Prints a line for each write once it is acknowledged: "VERSION ENTRY". For
 * kill_test.py, which ends it at any moment. Also: store_writer DIARY check < LINES says whether
 * every version named is there and the diary is sound. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "diary/store.h"

static int complain(const kn_error *err)
{
    fprintf(stderr, "store_writer: %s: %s\n", err->place.source, err->message);
    return 1;
}

static kn_entry make_note(kn_store *store, kn_random *random, const char *id)
{
    kn_entry entry = {.kind = KN_KIND_NOTE, .at = kn_store_now(store)};
    char text[3001];
    size_t size = 1 + kn_random_below(random, kn_random_below(random, 8) ? 100 : 3000);

    memset(text, 'a' + (int)kn_random_below(random, 26), size);
    text[size] = '\0';
    if (id)
        snprintf(entry.id, sizeof entry.id, "%s", id);
    else
        kn_id_new(entry.id);
    kn_id_new(entry.version);
    entry.body = json_pack("{ss}", "text", text);
    return entry;
}

/* One line in one write(), so that a kill cannot cut it. */
static void acknowledge(const kn_entry *entry)
{
    printf("%s %s\n", entry->version, entry->id);
    fflush(stdout);
}

static kn_code write_one(kn_store *store, kn_random *random, char last[KN_ID_SIZE], kn_error *err)
{
    uint64_t what = kn_random_below(random, 10);
    kn_entry entry = make_note(store, random, what < 3 && last[0] ? last : NULL);
    char version[KN_ID_SIZE];
    kn_outcome outcome;
    kn_code code;

    if (what == 0 && last[0]) {
        memcpy(version, entry.version, sizeof version);
        kn_entry_release(&entry);
        code = kn_store_remove(store, last, version, &entry, &outcome, err);
        last[0] = '\0';
    } else if (what < 3 && last[0]) {
        code = kn_store_amend(store, &entry, NULL, &outcome, err);
    } else {
        code = kn_store_add(store, &entry, &outcome, err);
        memcpy(last, entry.id, KN_ID_SIZE);
    }
    if (code == KN_OK)
        acknowledge(&entry);
    kn_entry_release(&entry);
    return code;
}

/* Three in one; acknowledged together at its end. */
static kn_code write_batch(kn_store *store, kn_random *random, kn_error *err)
{
    kn_entry entries[3] = {0};
    kn_outcome outcome;
    kn_code code = kn_store_begin(store, err);

    for (int i = 0; code == KN_OK && i < 3; i++) {
        entries[i] = make_note(store, random, NULL);
        code = kn_store_add(store, &entries[i], &outcome, err);
    }
    if (code == KN_OK)
        code = kn_store_commit(store, err);
    for (int i = 0; i < 3; i++) {
        if (code == KN_OK)
            acknowledge(&entries[i]);
        kn_entry_release(&entries[i]);
    }
    return code;
}

static int write_until_killed(const char *path, const char *seed)
{
    char last[KN_ID_SIZE] = "";
    kn_random random;
    kn_store *store;
    kn_error err;
    kn_code code = kn_store_open(path, KN_STORE_CREATE, kn_clock_system(), &store, &err);

    kn_random_init(&random, strtoull(seed, NULL, 10), 0);
    while (code == KN_OK)
        code = kn_random_below(&random, 6) ? write_one(store, &random, last, &err)
                                           : write_batch(store, &random, &err);
    return complain(&err);
}

static bool is_there(kn_store *store, const char *id, const char *version)
{
    kn_entries history;
    bool found = false;

    if (kn_store_history(store, id, &history, NULL) != KN_OK)
        return false;
    for (size_t i = 0; i < history.count; i++)
        found = found || strcmp(history.list[i].version, version) == 0;
    kn_entries_release(&history);
    return found;
}

static int check(const char *path)
{
    kn_finding findings[KN_FINDINGS_MAX];
    char version[64], id[64];
    kn_store *store;
    size_t count;
    int wrong = 0;
    kn_error err;

    if (kn_store_open(path, KN_STORE_READ, kn_clock_system(), &store, &err) ||
        kn_store_doctor(store, findings, &count, &err))
        return complain(&err);
    for (size_t i = 0; i < count; i++)
        if (!findings[i].is_ok) {
            fprintf(stderr, "not so: %s: %s\n", findings[i].what, findings[i].detail);
            wrong = 1;
        }
    while (scanf("%63s %63s", version, id) == 2)
        if (!is_there(store, id, version)) {
            fprintf(stderr, "lost: %s %s\n", version, id);
            wrong = 1;
        }
    kn_store_close(store);
    return wrong;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return 2;
    return strcmp(argv[2], "check") == 0 ? check(argv[1]) : write_until_killed(argv[1], argv[2]);
}
