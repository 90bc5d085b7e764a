/* The diary as one CSV table for spreadsheets, docs/format.md: one row for each current entry.
 *
 * Not a safety copy: that is the export as JSON lines. A cell that a spreadsheet would take for a
 * formula gets an apostrophe in front; plain numbers stay numbers. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "base/json.h"
#include "diary/catalogue.h"
#include "diary/naming.h"
#include "diary/site.h"
#include "exchange/exchange.h"

/* At most so many entries are in memory at once, and a row is at most so long: a body, escaped. */
enum { PAGE = 100, ROW_MAX = 16 * KN_BODY_MAX };

typedef struct csv_row {
    const kn_entry *entry;
    json_t *rest; /* body members that no column has shown */
    kn_text cell; /* being written */
} csv_row;

/* ---- Cells ------------------------------------------------------------------------------------*/

/* A number, a text, yes or no as it stands. */
static void add_scalar(kn_text *out, const json_t *value)
{
    if (json_is_string(value))
        kn_text_add(out, json_string_value(value));
    else if (json_is_boolean(value))
        kn_text_add(out, json_is_true(value) ? "yes" : "no");
    else if (json_is_integer(value))
        kn_text_addf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    else if (json_is_real(value))
        kn_text_addf(out, "%.15g", json_real_value(value));
}

static void show_id(csv_row *row)
{
    kn_text_add(&row->cell, row->entry->id);
}

static void show_kind(csv_row *row)
{
    kn_text_add(&row->cell, kn_kind_word(row->entry->kind));
}

static void show_day(csv_row *row)
{
    char day[KN_DATE_SIZE];

    kn_text_add(&row->cell, kn_date_format(day, row->entry->at.day));
}

/* "19:38" or a part of the day; nothing when only the day is known. */
static void show_time(csv_row *row)
{
    int second = row->entry->at.second;

    if (row->entry->precision == KN_PRECISION_MINUTE)
        kn_text_addf(&row->cell, "%02d:%02d", second / 3600, second / 60 % 60);
    else if (row->entry->precision == KN_PRECISION_PART)
        kn_text_add(&row->cell, kn_part_word(second));
}

static void show_offset(csv_row *row)
{
    kn_text_addf(&row->cell, "%d", row->entry->at.offset_minutes);
}

static void show_precision(csv_row *row)
{
    kn_text_add(&row->cell, kn_precision_word(row->entry->precision));
}

static void show_label(csv_row *row)
{
    kn_episode episode;

    if (row->entry->kind != KN_KIND_EPISODE)
        return;
    episode = kn_episode_read(row->entry);
    kn_text_add(&row->cell, kn_labels[kn_naming_of_episode(&episode).label].id);
}

/* A list: "left-calf:6; neck-back", "heat_local:much:3", parts by colons, empty ends left out. */
static void show_list(csv_row *row, const char *member, const char *const *parts)
{
    size_t i;
    json_t *one;

    json_array_foreach(json_object_get(row->rest, member), i, one)
    {
        int colons = 0;

        kn_text_add(&row->cell, i > 0 ? "; " : "");
        if (!json_is_object(one))
            add_scalar(&row->cell, one);
        for (int p = 0; json_is_object(one) && parts[p]; p++) {
            const json_t *value = json_object_get(one, parts[p]);

            if (value) {
                for (; colons > 0; colons--)
                    kn_text_add_char(&row->cell, ':');
                add_scalar(&row->cell, value);
            }
            colons++;
        }
    }
    json_object_del(row->rest, member);
}

static void show_sites(csv_row *row)
{
    show_list(row, "sites", (const char *[]){"site", "pain", NULL});
}

static void show_done(csv_row *row)
{
    show_list(row, "done", (const char *[]){"treatment", "helped", "after_minutes", NULL});
}

static void show_suspects(csv_row *row)
{
    show_list(row, "suspects", (const char *[]){NULL});
}

/* The document itself stays in "more": how the draw was made. */
static void show_drawn(csv_row *row)
{
    add_scalar(&row->cell, json_object_get(json_object_get(row->rest, "draw"), "arm"));
}

/* The words of a note stand in the column that holds every other kind's note. */
static void show_note(csv_row *row)
{
    const char *member = json_object_get(row->rest, "text") ? "text" : "note";

    add_scalar(&row->cell, json_object_get(row->rest, member));
    json_object_del(row->rest, member);
}

static void show_more(csv_row *row)
{
    if (json_object_size(json_object_get(row->rest, "values")) == 0)
        json_object_del(row->rest, "values");
    if (json_object_size(row->rest) > 0)
        kn_json_add(&row->cell, row->rest);
}

/* Without `show`: the body's member of that name. */
static const struct column {
    const char *name;
    void (*show)(csv_row *row);
} COLUMNS[] = {
    {"id", show_id},
    {"kind", show_kind},
    {"day", show_day},
    {"time", show_time},
    {"offset_minutes", show_offset},
    {"precision", show_precision},
    {"label", show_label},
    {"pain", NULL},
    {"painful", NULL},
    {"lasted_seconds", NULL},
    {"lasted_least_seconds", NULL},
    {"lasted_most_seconds", NULL},
    {"running", NULL},
    {"pain_start", NULL},
    {"pain_end", NULL},
    {"sites", show_sites},
    {"repeated", NULL},
    {"ripple", NULL},
    {"warning_felt", NULL},
    {"context", NULL},
    {"thought_cause", NULL},
    {"suspects", show_suspects},
    {"done", show_done},
    {"treatment", NULL},
    {"taken", NULL},
    {"minutes", NULL},
    {"suspect", NULL},
    {"present", NULL},
    {"level", NULL},
    {"name", NULL},
    {"event", NULL},
    {"group", NULL},
    {"dose", NULL},
    {"survey", NULL},
    {"drawn", show_drawn},
    {"episode", NULL},
    {"response", NULL},
    {"chose", NULL},
    {"note", show_note},
};
enum { COLUMN_COUNT = sizeof COLUMNS / sizeof *COLUMNS };

/* ---- Rows -------------------------------------------------------------------------------------*/

/* What a spreadsheet takes for a formula: OWASP's list, with the wide signs of East Asia. */
static bool looks_like_formula(const char *cell)
{
    static const char *const starts[] = {"=",  "+",  "-",  "@",  "\t", "\r",
                                         "\n", "＝", "＋", "－", "＠"};
    double number;

    if (kn_number_parse(cell, strlen(cell), '.', &number) == KN_NUMBER_OK)
        return false;
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strncmp(cell, starts[i], strlen(starts[i])) == 0)
            return true;
    return false;
}

/* RFC 4180; quoted as well for the separators that some countries' spreadsheets use. */
static void add_cell(kn_text *out, const char *cell)
{
    bool is_formula = looks_like_formula(cell);

    if (!cell[strcspn(cell, ",;\"\r\n\t")]) {
        kn_text_addf(out, "%s%s", is_formula ? "'" : "", cell);
        return;
    }
    kn_text_add(out, is_formula ? "\"'" : "\"");
    for (const char *c = cell; *c; c++) {
        if (*c == '"')
            kn_text_add_char(out, '"');
        kn_text_add_char(out, *c);
    }
    kn_text_add_char(out, '"');
}

static void end_cell(csv_row *row, kn_text *out, bool last)
{
    add_cell(out, kn_text_string(&row->cell));
    kn_text_add(out, last ? "\r\n" : ",");
    if (row->cell.failed)
        out->failed = row->cell.failed;
    kn_text_release(&row->cell);
    kn_text_init(&row->cell, ROW_MAX);
}

/* A column for each built-in measure; own ones stand in "more". */
static void add_measures(csv_row *row, kn_text *out)
{
    json_t *values = json_object_get(row->rest, "values");

    for (size_t m = 0; m < kn_measure_count; m++) {
        add_scalar(&row->cell, json_object_get(values, kn_measures[m].key));
        if (values)
            json_object_del(values, kn_measures[m].key);
        end_cell(row, out, false);
    }
}

static void add_row(kn_text *out, const kn_entry *entry)
{
    csv_row row = {.entry = entry, .rest = json_deep_copy(entry->body)};

    if (!row.rest) {
        out->failed = KN_NOMEM;
        return;
    }
    kn_text_init(&row.cell, ROW_MAX);
    for (size_t c = 0; c < COLUMN_COUNT; c++) {
        if (COLUMNS[c].show) {
            COLUMNS[c].show(&row);
        } else {
            add_scalar(&row.cell, json_object_get(row.rest, COLUMNS[c].name));
            json_object_del(row.rest, COLUMNS[c].name);
        }
        end_cell(&row, out, false);
    }
    add_measures(&row, out);
    show_more(&row);
    end_cell(&row, out, true);
    kn_text_release(&row.cell);
    json_decref(row.rest);
}

/* A byte order mark first: without it some spreadsheets do not see that this is UTF-8. */
static void add_head(kn_text *out)
{
    kn_text_add(out, "\xef\xbb\xbf");
    for (size_t c = 0; c < COLUMN_COUNT; c++)
        kn_text_addf(out, "%s,", COLUMNS[c].name);
    for (size_t m = 0; m < kn_measure_count; m++)
        kn_text_addf(out, "measure_%s,", kn_measures[m].key);
    kn_text_add(out, "more\r\n");
}

static kn_code flush(kn_text *text, kn_sink sink, kn_error *err)
{
    kn_code code = kn_text_check(text, "a part of the table", err);

    if (code == KN_OK && !sink.write(sink.context, kn_text_string(text), text->size))
        code = kn_fail(err, KN_IO, NULL, "the table could not be written");
    kn_text_release(text);
    kn_text_init(text, (size_t)PAGE * ROW_MAX);
    return code;
}

kn_code kn_diary_csv(kn_store *store, kn_sink sink, kn_error *err)
{
    char last[KN_ID_SIZE] = "";
    bool more = true;
    kn_text text;
    kn_code code;

    kn_text_init(&text, (size_t)PAGE * ROW_MAX);
    add_head(&text);
    code = flush(&text, sink, err);
    while (code == KN_OK && more) {
        const kn_query query = {
            .from = INT32_MIN, .to = INT32_MAX, .before = last[0] ? last : NULL, .limit = PAGE};
        kn_entries entries = {0};

        code = kn_store_list(store, &query, &entries, err);
        if (code)
            break;
        for (size_t i = 0; i < entries.count; i++)
            add_row(&text, &entries.list[i]);
        more = entries.count == PAGE;
        if (more)
            snprintf(last, sizeof last, "%s", entries.list[PAGE - 1].id);
        kn_entries_release(&entries);
        code = flush(&text, sink, err);
    }
    kn_text_release(&text);
    return code;
}
