#include "diary/index.h"

#include <math.h>
#include <string.h>

#include "diary/log.h"
#include "diary/naming.h"

enum { INDEX_RULE = 3 /* raised when what this file writes changes */ };

int64_t kn_index_rule(void)
{
    return INDEX_RULE * 1000 + KN_NAMING_RULE;
}

/* STRICT: a column holds its type or NULL. WITHOUT ROWID: the key is the table, which keeps an
 * entry's rows together and saves an index. What is counted over years is read from an index alone:
 * looking up a random key for each of a hundred thousand rows would take a second. */
const char kn_index_tables[] =
    "CREATE TABLE entry(id TEXT PRIMARY KEY, seq INTEGER NOT NULL, kind INTEGER NOT NULL,"
    " day INTEGER NOT NULL, second INTEGER NOT NULL, utc INTEGER NOT NULL, timed INTEGER NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE INDEX entry_time ON entry(day, second, id, seq);"
    "CREATE INDEX entry_day ON entry(day, kind);"
    "CREATE INDEX entry_kind ON entry(kind, day, second, id, seq);"
    "CREATE TABLE episode(id TEXT PRIMARY KEY, day INTEGER NOT NULL, hour INTEGER,"
    " label INTEGER NOT NULL, pain INTEGER, seconds REAL, running INTEGER NOT NULL,"
    " context INTEGER, has_site INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX episode_day ON episode(day, label, pain, hour, context, has_site, seconds, "
    "running);"
    "CREATE INDEX episode_label ON episode(label, day);"
    "CREATE INDEX episode_context ON episode(context, day, label);"
    "CREATE INDEX episode_running ON episode(running) WHERE running = 1;"
    "CREATE TABLE place(id TEXT, day INTEGER NOT NULL, site INTEGER, pain INTEGER,"
    " primary_ INTEGER NOT NULL, PRIMARY KEY (id, site)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX place_day ON place(day, primary_, site, pain);"
    "CREATE TABLE value(id TEXT, day INTEGER NOT NULL, utc INTEGER NOT NULL, measure TEXT,"
    " value REAL, none INTEGER NOT NULL, PRIMARY KEY (id, measure)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX value_day ON value(measure, day, utc, id, value, none);"
    "CREATE TABLE used(id TEXT PRIMARY KEY, day INTEGER NOT NULL, treatment TEXT NOT NULL,"
    " taken INTEGER, minutes REAL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX used_day ON used(day, treatment, taken);"
    "CREATE TABLE done(id TEXT, day INTEGER NOT NULL, position INTEGER, treatment TEXT NOT NULL,"
    " helped INTEGER, after_minutes REAL, PRIMARY KEY (id, position)) STRICT, WITHOUT ROWID;"
    "CREATE INDEX done_day ON done(day, treatment, helped);"
    "CREATE TABLE exposed(id TEXT PRIMARY KEY, day INTEGER NOT NULL, utc INTEGER NOT NULL,"
    " suspect TEXT NOT NULL, level REAL, graded INTEGER NOT NULL) STRICT, WITHOUT ROWID;"
    "CREATE INDEX exposed_day ON exposed(day);"
    "CREATE INDEX exposed_suspect ON exposed(suspect, day, utc, id, level, graded);"
    "CREATE TABLE reading(id TEXT PRIMARY KEY, day INTEGER NOT NULL, second INTEGER,"
    " utc INTEGER NOT NULL, written INTEGER NOT NULL, what TEXT NOT NULL, value REAL NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE INDEX reading_day ON reading(what, day, utc, id, value, second, written);"
    "CREATE TABLE said(id TEXT PRIMARY KEY, day INTEGER NOT NULL, said INTEGER, about TEXT)"
    " STRICT, WITHOUT ROWID;"
    "CREATE INDEX said_day ON said(day);"
    "CREATE INDEX said_reason ON said(said) WHERE said > 0;"
    "CREATE INDEX said_about ON said(about) WHERE about IS NOT NULL;";

const char *const kn_index_names[] = {"entry", "episode", "place",   "value", "used",
                                      "done",  "exposed", "reading", "said"};
const size_t kn_index_count = sizeof kn_index_names / sizeof *kn_index_names;

/* ---- Binding ----------------------------------------------------------------------------------*/

/* One row to be written: its first column is the entry's id, its second the day. The first failure
 * stays. */
typedef struct row_writer {
    kn_store *store;
    const kn_entry *entry;
    sqlite3_stmt *row;
    kn_error *err;
    kn_code code;
} row_writer;

static bool start(row_writer *writer, kn_statement which)
{
    if (writer->code == KN_OK)
        writer->code = kn_store_statement(writer->store, which, &writer->row, writer->err);
    if (writer->code)
        return false;
    sqlite3_bind_text(writer->row, 1, writer->entry->id, -1, SQLITE_STATIC);
    sqlite3_bind_int(writer->row, 2, writer->entry->at.day);
    return true;
}

static void finish(row_writer *writer)
{
    writer->code = kn_store_finish(writer->store, writer->row, writer->err);
}

static void put_number(row_writer *writer, int column, const json_t *value)
{
    if (json_is_number(value))
        sqlite3_bind_double(writer->row, column, json_number_value(value));
}

static void put_text(row_writer *writer, int column, const json_t *value)
{
    sqlite3_bind_text(writer->row, column, json_string_value(value), -1, SQLITE_STATIC);
}

/* The place of a word among `words`; nothing if it is absent. */
static void put_choice(row_writer *writer, int column, const json_t *value,
                       const char *const words[], int count)
{
    const char *word = json_string_value(value);

    for (int i = 0; word && i < count; i++)
        if (strcmp(words[i], word) == 0)
            sqlite3_bind_int(writer->row, column, i);
}

/* ---- Kinds ------------------------------------------------------------------------------------*/

static void write_entry(row_writer *writer, int64_t seq)
{
    const kn_entry *entry = writer->entry;

    if (!start(writer, KN_SQL_ENTRY_ADD))
        return;
    sqlite3_bind_int64(writer->row, 2, seq);
    sqlite3_bind_int(writer->row, 3, (int)entry->kind);
    sqlite3_bind_int(writer->row, 4, entry->at.day);
    sqlite3_bind_int(writer->row, 5, entry->at.second);
    sqlite3_bind_int64(writer->row, 6, kn_moment_utc(entry->at));
    sqlite3_bind_int(writer->row, 7, entry->precision == KN_PRECISION_MINUTE);
    finish(writer);
}

static void write_places(row_writer *writer, const kn_episode *episode, bool is_primary)
{
    for (size_t i = 0; i < episode->site_count && start(writer, KN_SQL_PLACE_ADD); i++) {
        sqlite3_bind_int(writer->row, 3, episode->sites[i].site);
        if (episode->sites[i].pain >= 0)
            sqlite3_bind_int(writer->row, 4, episode->sites[i].pain);
        sqlite3_bind_int(writer->row, 5, is_primary);
        finish(writer);
    }
}

static void write_done(row_writer *writer)
{
    static const char *const helped[] = {"none", "little", "much", "worse"};
    const json_t *list = json_object_get(writer->entry->body, "done");

    for (size_t i = 0; i < json_array_size(list) && start(writer, KN_SQL_DONE_ADD); i++) {
        const json_t *one = json_array_get(list, i);

        sqlite3_bind_int64(writer->row, 3, (sqlite3_int64)i);
        put_text(writer, 4, json_object_get(one, "treatment"));
        put_choice(writer, 5, json_object_get(one, "helped"), helped, 4);
        put_number(writer, 6, json_object_get(one, "after_minutes"));
        finish(writer);
    }
}

static void write_episode(row_writer *writer)
{
    const kn_entry *entry = writer->entry;
    kn_episode episode = kn_episode_read(entry);
    kn_naming naming = kn_naming_of_episode(&episode);

    if (!start(writer, KN_SQL_EPISODE_ADD))
        return;
    if (entry->precision == KN_PRECISION_MINUTE)
        sqlite3_bind_int(writer->row, 3, entry->at.second / 3600);
    sqlite3_bind_int(writer->row, 4, (int)naming.label);
    if (episode.pain >= 0)
        sqlite3_bind_int(writer->row, 5, episode.pain);
    if (!isnan(episode.seconds))
        sqlite3_bind_double(writer->row, 6, episode.seconds);
    sqlite3_bind_int(writer->row, 7, episode.running);
    if (episode.context != KN_CONTEXT_UNKNOWN)
        sqlite3_bind_int(writer->row, 8, (int)episode.context);
    sqlite3_bind_int(writer->row, 9, episode.site_count > 0);
    finish(writer);
    write_places(writer, &episode, kn_labels[naming.label].is_primary);
    write_done(writer);
}

static void write_values(row_writer *writer)
{
    const json_t *values = json_object_get(writer->entry->body, "values");
    int64_t utc = kn_moment_utc(writer->entry->at);
    union { /* Jansson's iterators read only, but their declarations do not say so. */
        const json_t *given;
        json_t *taken;
    } same = {.given = values};

    for (void *at = json_object_iter(same.taken); at; at = json_object_iter_next(same.taken, at)) {
        const json_t *value = json_object_iter_value(at);

        if (!start(writer, KN_SQL_VALUE_ADD))
            return;
        sqlite3_bind_int64(writer->row, 3, utc);
        sqlite3_bind_text(writer->row, 4, json_object_iter_key(at), -1, SQLITE_STATIC);
        put_number(writer, 5, value);
        sqlite3_bind_int(writer->row, 6, !json_is_number(value));
        finish(writer);
    }
}

static void write_used(row_writer *writer)
{
    static const char *const taken[] = {"not_taken", "taken", "no_dose"};
    const json_t *body = writer->entry->body;

    if (!start(writer, KN_SQL_USED_ADD))
        return;
    put_text(writer, 3, json_object_get(body, "treatment"));
    put_choice(writer, 4, json_object_get(body, "taken"), taken, 3);
    put_number(writer, 5, json_object_get(body, "minutes"));
    finish(writer);
}

static void write_exposed(row_writer *writer)
{
    const json_t *body = writer->entry->body, *present = json_object_get(body, "present");

    if (!start(writer, KN_SQL_EXPOSED_ADD))
        return;
    sqlite3_bind_int64(writer->row, 3, kn_moment_utc(writer->entry->at));
    put_text(writer, 4, json_object_get(body, "suspect"));
    put_number(writer, 5, json_object_get(body, "level"));
    if (present)
        sqlite3_bind_double(writer->row, 5, json_is_true(present) ? 1 : 0);
    sqlite3_bind_int(writer->row, 6, !present);
    finish(writer);
}

static void write_reading(row_writer *writer)
{
    const kn_entry *entry = writer->entry;

    if (!start(writer, KN_SQL_READING_ADD))
        return;
    if (entry->precision == KN_PRECISION_MINUTE)
        sqlite3_bind_int(writer->row, 3, entry->at.second);
    sqlite3_bind_int64(writer->row, 4, kn_moment_utc(entry->at));
    sqlite3_bind_int64(writer->row, 5, kn_moment_utc(entry->recorded));
    put_text(writer, 6, json_object_get(entry->body, "what"));
    put_number(writer, 7, json_object_get(entry->body, "value"));
    finish(writer);
}

/* An answer to the question of a warning, or advice about it. */
static void write_said(row_writer *writer)
{
    static const char *const words[] = {"no", "unsure", "yes"};
    const json_t *body = writer->entry->body;

    if (!start(writer, KN_SQL_SAID_ADD))
        return;
    put_choice(writer, 3, json_object_get(body, "answer"), words, 3);
    if (writer->entry->kind == KN_KIND_ADVICE)
        sqlite3_bind_int(writer->row, 3, 3);
    put_text(writer, 4, json_object_get(body, "about"));
    finish(writer);
}

/* ---- Putting ----------------------------------------------------------------------------------*/

static kn_code count_entries(kn_store *store, int more, kn_error *err)
{
    sqlite3_stmt *statement;
    kn_code code = more ? kn_store_statement(store, KN_SQL_COUNT_ENTRIES, &statement, err) : KN_OK;

    if (!more || code)
        return code;
    sqlite3_bind_int(statement, 1, more);
    return kn_store_finish(store, statement, err);
}

static kn_code drop(kn_store *store, kn_statement which, const char *id, kn_error *err)
{
    sqlite3_stmt *statement;
    kn_code code = kn_store_statement(store, which, &statement, err);

    if (code)
        return code;
    sqlite3_bind_text(statement, 1, id, -1, SQLITE_STATIC);
    return kn_store_finish(store, statement, err);
}

/* `dropped`: 1 if the entry had rows. */
static kn_code drop_entry(kn_store *store, const char *id, int *dropped, kn_error *err)
{
    static const kn_statement others[] = {
        KN_SQL_EPISODE_DROP, KN_SQL_PLACE_DROP,   KN_SQL_VALUE_DROP,   KN_SQL_USED_DROP,
        KN_SQL_DONE_DROP,    KN_SQL_EXPOSED_DROP, KN_SQL_READING_DROP, KN_SQL_SAID_DROP};
    kn_code code = drop(store, KN_SQL_ENTRY_DROP, id, err);

    *dropped = code == KN_OK ? sqlite3_changes(store->db) : 0;
    for (size_t i = 0; code == KN_OK && *dropped && i < sizeof others / sizeof *others; i++)
        code = drop(store, others[i], id, err);
    return code;
}

kn_code kn_index_put(kn_store *store, const kn_entry *entry, int64_t seq, kn_error *err)
{
    row_writer writer = {.store = store, .entry = entry, .err = err};
    int dropped;
    kn_code code = drop_entry(store, entry->id, &dropped, err);

    if (code)
        return code;
    if (entry->removed)
        return count_entries(store, -dropped, err);
    write_entry(&writer, seq);
    if (entry->kind == KN_KIND_EPISODE)
        write_episode(&writer);
    else if (entry->kind == KN_KIND_CHECKIN)
        write_values(&writer);
    else if (entry->kind == KN_KIND_USE)
        write_used(&writer);
    else if (entry->kind == KN_KIND_EXPOSURE)
        write_exposed(&writer);
    else if (entry->kind == KN_KIND_READING)
        write_reading(&writer);
    else if (entry->kind == KN_KIND_ANSWER || entry->kind == KN_KIND_ADVICE)
        write_said(&writer);
    return writer.code ? writer.code : count_entries(store, 1 - dropped, err);
}
