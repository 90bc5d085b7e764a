#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "diary/index.h"

/* Lower case; only characters of a UUID. False for anything else and for a wrong length. */
static bool read_prefix(const char *prefix, char out[KN_ID_SIZE])
{
    size_t length = strlen(prefix);

    if (length < KN_PREFIX_MIN || length >= KN_ID_SIZE)
        return false;
    for (size_t i = 0; i <= length; i++) {
        out[i] = (char)tolower((unsigned char)prefix[i]);
        if (i < length && !strchr("0123456789abcdef-", out[i]))
            return false;
    }
    return true;
}

kn_code kn_store_resolve(kn_store *store, const char *prefix, char id[KN_ID_SIZE], kn_error *err)
{
    /* "~" is greater than every character of an id */
    static const char sql[] = "SELECT DISTINCT entry FROM log WHERE entry >= ?1 AND "
                              "entry < ?1 || '~' LIMIT 2";
    const kn_place at = {.source = "id"};
    char low[KN_ID_SIZE];
    sqlite3_stmt *statement;
    kn_code code;
    int found = 0, result;

    if (!read_prefix(prefix, low)) {
        kn_fail(err, KN_DATA, &at, "\"%.60s\" is not the beginning of an id", prefix);
        return kn_hint(err, "Give at least the first %d of its letters and digits.", KN_PREFIX_MIN);
    }
    code = kn_store_prepare(store, sql, &statement, err);
    if (code)
        return code;
    sqlite3_bind_text(statement, 1, low, -1, SQLITE_STATIC);
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *text = (const char *)sqlite3_column_text(statement, 0);

        snprintf(id, KN_ID_SIZE, "%s", text ? text : "");
        found++;
    }
    if (result != SQLITE_DONE)
        code = kn_store_fail(store, result, err);
    sqlite3_finalize(statement);
    if (code == KN_OK && found == 0)
        return kn_fail(err, KN_NOTFOUND, &at, "no entry has an id that begins with \"%s\"", low);
    if (code == KN_OK && found > 1) {
        kn_fail(err, KN_DATA, &at, "several entries have an id that begins with \"%s\"", low);
        return kn_hint(err, "Give more of it.");
    }
    return code;
}
