#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/csv.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* Everything read, header first: fields in brackets with line:column, rows ended by '|'. */
static kn_code read_all(const char *bytes, size_t size, char *out, size_t room, char *separator,
                        kn_error *err)
{
    kn_csv csv;
    bool end = false;
    size_t used = 0;
    kn_code code = kn_csv_init(&csv, bytes, size, "t.csv", err);
    const kn_csv_field *row = csv.header;

    if (code)
        return code;
    *separator = csv.separator;
    while (!end && !code) {
        for (uint32_t c = 0; c < csv.columns; c++)
            used += snprintf(out + used, room - used, "[%.*s %u:%u]", (int)row[c].size, row[c].text,
                             row[c].line, row[c].column);
        used += snprintf(out + used, room - used, "|");
        row = csv.row;
        code = kn_csv_next(&csv, &end, err);
    }
    kn_csv_release(&csv);
    return code;
}

static void fields_are_read_with_their_places(void **state)
{
    static const struct {
        const char *text;
        char separator;
        const char *read;
    } rows[] = {
        {"a,b\n1,2\n", ',', "[a 1:1][b 1:3]|[1 2:1][2 2:3]|"},
        {"a,b\n1,2", ',', "[a 1:1][b 1:3]|[1 2:1][2 2:3]|"},
        {"a,b\r\n1,2\r\n", ',', "[a 1:1][b 1:3]|[1 2:1][2 2:3]|"},
        {"a,b\r1,2\r3,4", ',', "[a 1:1][b 1:3]|[1 2:1][2 2:3]|[3 3:1][4 3:3]|"},
        {"a;b\n1,5;2\n", ';', "[a 1:1][b 1:3]|[1,5 2:1][2 2:5]|"},
        {"a\tb\n1\t\n", '\t', "[a 1:1][b 1:3]|[1 2:1][ 2:3]|"},
        {"a\n1\n", ',', "[a 1:1]|[1 2:1]|"},
        {"\"x;y;z\",b,c\n1,2,3\n", ',', "[x;y;z 1:1][b 1:9][c 1:11]|[1 2:1][2 2:3][3 2:5]|"},
        {"\xef\xbb\xbf"
         "a,b\n1,2\n",
         ',', "[a 1:1][b 1:3]|[1 2:1][2 2:3]|"},
        {"a,b\n\"1\",\"x \"\"y\"\"\"\n", ',', "[a 1:1][b 1:3]|[1 2:1][x \"y\" 2:5]|"},
        {"a,b\n\"1\n2\",3\n4,5\n", ',', "[a 1:1][b 1:3]|[1\n2 2:1][3 3:4]|[4 4:1][5 4:3]|"},
        {"a,b\n\"1\r\n2\r3\",\"\"\n", ',', "[a 1:1][b 1:3]|[1\r\n2\r3 2:1][ 4:4]|"},
        {"a , b\n 1 ,  \"2\" \n", ',', "[a 1:1][b 1:5]|[1 2:2][2 2:7]|"},
        {"a,b\n5\" pipe,2\n", ',', "[a 1:1][b 1:3]|[5\" pipe 2:1][2 2:9]|"},
        {"\n\na,b\n\n1,2\n  \n\n", ',', "[a 3:1][b 3:3]|[1 5:1][2 5:3]|"},
    };
    char out[512], separator = 0;
    kn_error err = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(
            read_all(rows[i].text, strlen(rows[i].text), out, sizeof out, &separator, &err), KN_OK);
        assert_string_equal(out, rows[i].read);
        assert_int_equal(separator, rows[i].separator);
    }
}

#define BYTES(literal) literal, sizeof(literal) - 1

static void what_is_not_csv_is_refused_with_its_place(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        kn_code code;
        uint32_t line, column;
        const char *message;
    } rows[] = {
        {BYTES(""), KN_PARSE, 1, 1, "the file is empty"},
        {BYTES("\xef\xbb\xbf"), KN_PARSE, 1, 1, "the file is empty"},
        {BYTES(" \n\n  "), KN_PARSE, 1, 1, "the file is empty"},
        {BYTES("a,b\n"), KN_PARSE, 1, 0, "there is only a header and no row"},
        {BYTES("a,b\n\n \n"), KN_PARSE, 1, 0, "there is only a header and no row"},
        {BYTES("a,b\n1,\0\n"), KN_PARSE, 2, 3, "a NUL byte: this is not a text file"},
        {BYTES("a,b\r\n1,2\r\n3,\xe9\n"), KN_PARSE, 3, 3, "the byte 0xe9 is not UTF-8 text"},
        {BYTES("\xff\xfe"
               "a\0,\0"),
         KN_PARSE, 1, 1, "the byte 0xff is not UTF-8 text"},
        {BYTES("a,b\n1,\"2\n3,4\n"), KN_PARSE, 2, 3, "the quote that opens here is never closed"},
        {BYTES("a,b\n1,\"2\"x\n"), KN_PARSE, 2, 6,
         "text after the closing quote of the field that begins on line 2, column 3"},
        {BYTES("a,b\n1,\"2\n3,\"4\"\n"), KN_PARSE, 3, 4,
         "text after the closing quote of the field that begins on line 2, column 3"},
        {BYTES("a,b\n1,2\n3\n"), KN_PARSE, 3, 1, "the row of line 3 has 1 field; the header has 2"},
        {BYTES("a,b\n1,2,3,4\n"), KN_PARSE, 2, 5,
         "the row of line 2 has 4 fields; the header has 2"},
        {BYTES("a,b,a\n1,2,3\n"), KN_PARSE, 1, 5, "columns 1 and 3 are both called \"a\""},
        {BYTES("a,,b\n1,2,3\n"), KN_PARSE, 1, 3, "column 2 has no name"},
        {BYTES("a,b,\n1,2,3\n"), KN_PARSE, 1, 5, "column 3 has no name"},
    };
    char out[512], separator;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_error err = {0};
        assert_int_equal(read_all(rows[i].bytes, rows[i].size, out, sizeof out, &separator, &err),
                         rows[i].code);
        assert_string_equal(err.message, rows[i].message);
        assert_int_equal(err.place.line, rows[i].line);
        assert_int_equal(err.place.column, rows[i].column);
        assert_string_equal(err.place.source, "t.csv");
    }
}

/* prefix, then `unit` so many times, then suffix. */
static char *repeated(const char *prefix, const char *unit, size_t times, const char *suffix,
                      size_t *size)
{
    size_t length = strlen(unit), at = strlen(prefix);
    char *bytes = malloc(at + length * times + strlen(suffix) + 1);

    assert_non_null(bytes);
    memcpy(bytes, prefix, at);
    for (size_t i = 0; i < times; i++, at += length)
        memcpy(bytes + at, unit, length);
    memcpy(bytes + at, suffix, strlen(suffix) + 1);
    *size = at + strlen(suffix);
    return bytes;
}

static void limits_hold(void **state)
{
    static const struct {
        const char *prefix, *unit;
        size_t times;
        const char *suffix;
        kn_code code;
        uint32_t line, column;
        const char *message;
    } rows[] = {
        {"a,b\n1,", "x", 4096, "\n", KN_OK, 0, 0, ""},
        {"a,b\n1,", "x", 4097, "\n", KN_LIMIT, 2, 3, "a field of more than 4096 bytes"},
        {"a,b\n1,\"", "x", 4097, "\"\n", KN_LIMIT, 2, 3, "a field of more than 4096 bytes"},
        {"a,b\n1,\"", "\"\"", 4096, "\"\n", KN_OK, 0, 0, ""},
        {"a,b\n1,\"", "x\n", 9999, "", KN_PARSE, 2, 3, "the quote that opens here is never closed"},
        {"a", ",x", 99999, "\n1\n", KN_LIMIT, 1, 2001, "100000 columns; at most 1000 are accepted"},
        {"a,b\n1", ",2", 99999, "\n", KN_PARSE, 2, 5,
         "the row of line 2 has 100000 fields; the header has 2"},
        {"a\n", "1\n", 1000000, "", KN_OK, 0, 0, ""},
        {"a\n", "1\n", 1000001, "", KN_LIMIT, 1000002, 1, "more than 1000000 rows"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_error err = {0};
        kn_csv csv;
        bool end = false;
        size_t size;
        char *bytes = repeated(rows[i].prefix, rows[i].unit, rows[i].times, rows[i].suffix, &size);
        kn_code code = kn_csv_init(&csv, bytes, size, "t.csv", &err);
        free(bytes);
        while (!code && !end)
            code = kn_csv_next(&csv, &end, &err);
        kn_csv_release(&csv);
        assert_int_equal(code, rows[i].code);
        assert_string_equal(err.message, rows[i].message);
        assert_int_equal(err.place.line, rows[i].line);
        assert_int_equal(err.place.column, rows[i].column);
    }
}

static void too_many_bytes_are_refused_unread(void **state)
{
    kn_error err = {0};
    kn_csv csv;

    (void)state;
    assert_int_equal(kn_csv_init(&csv, "a", (size_t)KN_CSV_BYTES_MAX + 1, "t.csv", &err), KN_LIMIT);
    assert_string_equal(err.message, "67108865 bytes; at most 67108864 are accepted");
}

static void columns_are_found_by_name(void **state)
{
    static const char text[] = "day,\"arm, now\"\n1,A\n";
    kn_error err = {0};
    kn_csv csv;
    kn_place place;

    (void)state;
    assert_int_equal(kn_csv_init(&csv, text, sizeof text - 1, "t.csv", &err), KN_OK);
    assert_int_equal(kn_csv_column(&csv, "day"), 0);
    assert_int_equal(kn_csv_column(&csv, "arm, now"), 1);
    assert_int_equal(kn_csv_column(&csv, "Day"), -1);
    place = kn_csv_place(&csv, 1, &csv.header[1]);
    assert_string_equal(place.field, "arm, now");
    assert_int_equal(place.column, 5);
    kn_csv_release(&csv);
    kn_csv_release(&csv);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_read_with_their_places),
        cmocka_unit_test(what_is_not_csv_is_refused_with_its_place),
        cmocka_unit_test(limits_hold),
        cmocka_unit_test(too_many_bytes_are_refused_unread),
        cmocka_unit_test(columns_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
