#include "base/csv.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/text.h"

static kn_place place_here(const kn_csv *csv, uint32_t line, size_t column)
{
    kn_place place = {.line = line, .column = (uint32_t)column};

    if (csv->source)
        memcpy(place.source, csv->source,
               kn_utf8_cut(csv->source, strlen(csv->source), sizeof place.source - 1));
    return place;
}

kn_place kn_csv_place(const kn_csv *csv, int index, const kn_csv_field *field)
{
    kn_place place = place_here(csv, field->line, field->column);
    const kn_csv_field *name = index >= 0 ? &csv->header[index] : NULL;

    if (name) {
        memcpy(place.field, name->text,
               kn_utf8_cut(name->text, name->size, sizeof place.field - 1));
        for (char *s = place.field; *s; s++) /* a header may try to move the cursor */
            if ((unsigned char)*s < 0x20 || *s == 0x7f)
                *s = '?';
    }
    return place;
}

/* Steps over one line end at csv->at, if there is one. */
static bool take_line_end(kn_csv *csv)
{
    const char *s = csv->bytes + csv->at;
    size_t left = csv->size - csv->at;

    if (left == 0 || (*s != '\n' && *s != '\r'))
        return false;
    csv->at += *s == '\r' && left > 1 && s[1] == '\n' ? 2 : 1;
    csv->line_start = csv->at;
    csv->line++;
    return true;
}

static void skip_spaces(kn_csv *csv)
{
    while (csv->at < csv->size && csv->bytes[csv->at] == ' ')
        csv->at++;
}

static bool is_field_end(const kn_csv *csv)
{
    char c;

    if (csv->at == csv->size)
        return true;
    c = csv->bytes[csv->at];
    return c == csv->separator || c == '\n' || c == '\r';
}

static kn_code field_too_long(const kn_csv *csv, const kn_csv_field *field, kn_error *err)
{
    kn_place place = kn_csv_place(csv, -1, field);

    kn_fail(err, KN_LIMIT, &place, "a field of more than %d bytes", KN_CSV_FIELD_MAX);
    if (field->quoted)
        kn_hint(err, "Is a closing quote missing?");
    return KN_LIMIT;
}

/* csv->at is on the opening quote. Doubled quotes are joined in place. */
static kn_code take_quoted(kn_csv *csv, kn_csv_field *field, kn_error *err)
{
    char *to = csv->bytes + ++csv->at;
    kn_place place;

    field->text = to;
    field->quoted = true;
    while (csv->at < csv->size) {
        char c = csv->bytes[csv->at];
        if (c == '"') {
            if (csv->at + 1 == csv->size || csv->bytes[csv->at + 1] != '"')
                break;
            csv->at++;
        }
        *to++ = c;
        if (take_line_end(csv)) {
            if (c == '\r' && csv->bytes[csv->at - 1] == '\n')
                *to++ = '\n';
        } else {
            csv->at++;
        }
    }
    if (csv->at == csv->size) {
        place = kn_csv_place(csv, -1, field);
        kn_fail(err, KN_PARSE, &place, "the quote that opens here is never closed");
        return kn_hint(err, "Close it, or double a quote that belongs to the text.");
    }
    csv->at++;
    if ((size_t)(to - field->text) > KN_CSV_FIELD_MAX)
        return field_too_long(csv, field, err);
    field->size = (uint32_t)(to - field->text);
    skip_spaces(csv);
    if (!is_field_end(csv)) {
        place = place_here(csv, csv->line, csv->at - csv->line_start + 1);
        kn_fail(err, KN_PARSE, &place,
                "text after the closing quote of the field that begins on line %u, column %u",
                field->line, field->column);
        return kn_hint(err, "Double a quote that belongs to the text.");
    }
    return KN_OK;
}

/* Reads the field at csv->at and what ends it; *more says that it was a separator. */
static kn_code take_field(kn_csv *csv, kn_csv_field *field, bool *more, kn_error *err)
{
    kn_code code;

    skip_spaces(csv);
    *field = (kn_csv_field){.text = csv->bytes + csv->at,
                            .line = csv->line,
                            .column = (uint32_t)(csv->at - csv->line_start + 1)};
    if (csv->at < csv->size && csv->bytes[csv->at] == '"') {
        code = take_quoted(csv, field, err);
        if (code)
            return code;
    } else {
        size_t size;
        while (!is_field_end(csv))
            csv->at++;
        size = csv->bytes + csv->at - field->text;
        while (size > 0 && field->text[size - 1] == ' ')
            size--;
        if (size > KN_CSV_FIELD_MAX)
            return field_too_long(csv, field, err);
        field->size = (uint32_t)size;
    }
    *more = csv->at < csv->size && csv->bytes[csv->at] == csv->separator;
    if (*more)
        csv->at++;
    else
        take_line_end(csv);
    return KN_OK;
}

/* Passes over lines that hold nothing but spaces. */
static void skip_blank_lines(kn_csv *csv)
{
    size_t from;

    do {
        from = csv->at;
        skip_spaces(csv);
    } while (take_line_end(csv));
    if (csv->at < csv->size)
        csv->at = from;
}

/* Size, NUL bytes and UTF-8, before anything else looks at the bytes. */
static kn_code check_bytes(kn_csv *csv, kn_error *err)
{
    const char *nul = memchr(csv->bytes, '\0', csv->size);
    size_t bad = kn_utf8_check(csv->bytes, nul ? (size_t)(nul - csv->bytes) : csv->size);
    kn_place place;
    kn_code code;

    if (bad == csv->size)
        return KN_OK;
    while (csv->at < bad)
        if (!take_line_end(csv))
            csv->at++;
    place = place_here(csv, csv->line, csv->at - csv->line_start + 1);
    if (csv->bytes[bad] == '\0')
        code = kn_fail(err, KN_PARSE, &place, "a NUL byte: this is not a text file");
    else
        code = kn_fail(err, KN_PARSE, &place, "the byte 0x%02x is not UTF-8 text",
                       (unsigned)(unsigned char)csv->bytes[bad]);
    kn_hint(err, "Save the file as CSV in UTF-8.");
    return code;
}

/* The separator that occurs most often in the header line outside quotes; a comma if none does. */
static char find_separator(const kn_csv *csv)
{
    static const char marks[] = {',', ';', '\t'};
    size_t seen[sizeof marks] = {0};
    size_t best = 0;
    bool is_inside = false;

    for (size_t i = csv->at; i < csv->size; i++) {
        char c = csv->bytes[i];
        if (c == '"')
            is_inside = !is_inside;
        if (!is_inside && (c == '\n' || c == '\r'))
            break;
        for (size_t m = 0; !is_inside && m < sizeof marks; m++)
            seen[m] += c == marks[m];
    }
    for (size_t m = 1; m < sizeof marks; m++)
        if (seen[m] > seen[best])
            best = m;
    return marks[best];
}

static bool is_same(const kn_csv_field *a, const char *text, size_t size)
{
    return a->size == size && memcmp(a->text, text, size) == 0;
}

static kn_code check_header(const kn_csv *csv, kn_error *err)
{
    for (uint32_t c = 0; c < csv->columns; c++) {
        const kn_csv_field *name = &csv->header[c];
        kn_place place = kn_csv_place(csv, (int)c, name);
        if (name->size == 0) {
            kn_fail(err, KN_PARSE, &place, "column %u has no name", c + 1);
            return kn_hint(err, "Every column needs a name in the first line.");
        }
        for (uint32_t b = 0; b < c; b++)
            if (is_same(&csv->header[b], name->text, name->size)) {
                kn_fail(err, KN_PARSE, &place, "columns %u and %u are both called \"%.*s\"", b + 1,
                        c + 1, (int)kn_utf8_cut(name->text, name->size, 60), name->text);
                return kn_hint(err, "Rename or remove one of them.");
            }
    }
    return KN_OK;
}

static kn_code read_header(kn_csv *csv, kn_error *err)
{
    size_t columns = 0;
    bool more = true;
    kn_place place = place_here(csv, 1, 1);

    skip_blank_lines(csv);
    if (csv->at == csv->size)
        return kn_fail(err, KN_PARSE, &place, "the file is empty");
    csv->separator = find_separator(csv);
    while (more) {
        kn_csv_field surplus;
        kn_csv_field *field = columns < KN_CSV_COLUMNS_MAX ? &csv->header[columns] : &surplus;
        kn_code code = take_field(csv, field, &more, err);
        if (code)
            return code;
        if (columns == KN_CSV_COLUMNS_MAX)
            place = kn_csv_place(csv, -1, &surplus);
        columns++;
    }
    if (columns > KN_CSV_COLUMNS_MAX)
        return kn_fail(err, KN_LIMIT, &place, "%zu columns; at most %d are accepted", columns,
                       KN_CSV_COLUMNS_MAX);
    csv->columns = (uint32_t)columns;
    return check_header(csv, err);
}

kn_code kn_csv_init(kn_csv *csv, const char *bytes, size_t size, const char *source, kn_error *err)
{
    static const char mark[] = "\xef\xbb\xbf"; /* the byte order mark in UTF-8 */
    kn_place place;
    kn_code code;

    *csv = (kn_csv){.source = source, .line = 1, .separator = ','};
    place = place_here(csv, 0, 0);
    if (size > KN_CSV_BYTES_MAX)
        return kn_fail(err, KN_LIMIT, &place, "%zu bytes; at most %d are accepted", size,
                       KN_CSV_BYTES_MAX);
    if (size >= 3 && memcmp(bytes, mark, 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    csv->size = size;
    csv->bytes = malloc(size + 1); /* never 0 bytes */
    csv->header = calloc(2 * KN_CSV_COLUMNS_MAX, sizeof *csv->header);
    if (!csv->bytes || !csv->header) {
        code = kn_fail(err, KN_NOMEM, &place, "out of memory for %zu bytes", size);
        goto done;
    }
    csv->row = csv->header + KN_CSV_COLUMNS_MAX;
    if (size > 0)
        memcpy(csv->bytes, bytes, size);
    code = check_bytes(csv, err);
    if (!code)
        code = read_header(csv, err);
    if (code)
        goto done;
    skip_blank_lines(csv);
    if (csv->at == csv->size) {
        place.line = csv->header[0].line;
        code = kn_fail(err, KN_PARSE, &place, "there is only a header and no row");
    }
done:
    if (code)
        kn_csv_release(csv);
    return code;
}

void kn_csv_release(kn_csv *csv)
{
    free(csv->bytes);
    free(csv->header);
    *csv = (kn_csv){0};
}

kn_code kn_csv_next(kn_csv *csv, bool *end, kn_error *err)
{
    size_t found = 0;
    bool more = true;
    uint32_t line;
    kn_place place;

    skip_blank_lines(csv);
    *end = csv->at == csv->size;
    if (*end)
        return KN_OK;
    line = csv->line;
    if (csv->rows == KN_CSV_ROWS_MAX) {
        place = place_here(csv, line, 1);
        return kn_fail(err, KN_LIMIT, &place, "more than %d rows", KN_CSV_ROWS_MAX);
    }
    while (more) {
        kn_csv_field surplus;
        kn_code code =
            take_field(csv, found < csv->columns ? &csv->row[found] : &surplus, &more, err);
        if (code)
            return code;
        if (found == csv->columns)
            place = kn_csv_place(csv, -1, &surplus);
        found++;
    }
    if (found == csv->columns) {
        csv->rows++;
        return KN_OK;
    }
    if (found < csv->columns)
        place = kn_csv_place(csv, -1, &csv->row[found - 1]);
    kn_fail(err, KN_PARSE, &place, "the row of line %u has %zu field%s; the header has %u", line,
            found, found == 1 ? "" : "s", csv->columns);
    return kn_hint(err, "Put text that holds a separator or a line end between quotes.");
}

int kn_csv_column(const kn_csv *csv, const char *name)
{
    size_t size = strlen(name);

    for (uint32_t c = 0; c < csv->columns; c++)
        if (is_same(&csv->header[c], name, size))
            return (int)c;
    return -1;
}

bool kn_csv_is_word(const kn_csv_field *field, const char *word)
{
    return field->size == strlen(word) && strncasecmp(field->text, word, field->size) == 0;
}

bool kn_csv_is_na(const kn_csv_field *field)
{
    return kn_csv_is_word(field, "NA") || kn_csv_is_word(field, "NaN") ||
           kn_csv_is_word(field, ".");
}

bool kn_csv_is_missing(const kn_csv_field *field)
{
    return field->size == 0 || kn_csv_is_na(field);
}
