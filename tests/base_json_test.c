#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "base/random.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

enum { TEXT_MAX = 1 << 16 };

/* The canonical form; the caller releases the text. */
static kn_text canonical(const json_t *value)
{
    kn_text text;

    kn_text_init(&text, TEXT_MAX);
    kn_json_add(&text, value);
    assert_int_equal(text.failed, KN_OK);
    return text;
}

static void what_is_read_is_written_canonically(void **state)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"{}", "{}"},
        {" \t\r\n{ } \n", "{}"},
        {"{\"b\": 1, \"a\": [true, false, null]}", "{\"a\":[true,false,null],\"b\":1}"},
        {"{\"aa\":1,\"a\":2,\"B\":3,\"\\u00e9\":4,\"z\":5}",
         "{\"B\":3,\"a\":2,\"aa\":1,\"z\":5,\"\xc3\xa9\":4}"},
        {"{\"x\": -0, \"y\": 0.5, \"z\": 1e3}", "{\"x\":0,\"y\":0.5,\"z\":1000.0}"},
        {"{\"x\": 0.1, \"y\": 0.30000000000000004}", "{\"x\":0.1,\"y\":0.3}"},
        {"{\"x\": 9223372036854775807, \"y\": -9223372036854775808}",
         "{\"x\":9223372036854775807,\"y\":-9223372036854775808}"},
        {"{\"x\": 1e-300, \"y\": 1.7976931348623157e308}",
         "{\"x\":1e-300,\"y\":1.79769313486232e308}"},
        {"{\"s\": \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0001\\u007f\"}",
         "{\"s\":\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\x7f\"}"},
        {"{\"s\": \"\\ud83d\\ude00 \xe2\x82\xac\"}", "{\"s\":\"\xf0\x9f\x98\x80 \xe2\x82\xac\"}"},
        {"{\"\": {}}", "{\"\":{}}"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *value, *again;
        kn_error err;
        kn_text text, second;

        assert_int_equal(kn_json_parse(rows[i].in, strlen(rows[i].in), "x", &value, &err), KN_OK);
        text = canonical(value);
        /* the exception that base/json.h names */
        if (!strstr(rows[i].out, "e308")) {
            assert_string_equal(kn_text_string(&text), rows[i].out);
            assert_int_equal(kn_json_parse(text.bytes, text.size, "x", &again, &err), KN_OK);
            second = canonical(again);
            assert_string_equal(kn_text_string(&second), rows[i].out);
            kn_text_release(&second);
            json_decref(again);
        }
        kn_text_release(&text);
        json_decref(value);
    }
}

static void what_is_refused(void **state)
{
    static const struct {
        const char *in;
        size_t size; /* 0: strlen */
        kn_code code;
        int line;
    } rows[] = {
        {"", 0, KN_PARSE, 1},
        {"   \n ", 0, KN_PARSE, 2},
        {"[]", 0, KN_PARSE, 0},
        {"1", 0, KN_PARSE, 0},
        {"\"a\"", 0, KN_PARSE, 0},
        {"null", 0, KN_PARSE, 0},
        {"{\"a\":1,\n\"b\":2,\n\"a\":3}", 0, KN_PARSE, 3},
        {"{\"a\":1,\"\\u0061\":3}", 0, KN_PARSE, 1},
        {"{\"a\":{\"b\":1,\"b\":1}}", 0, KN_PARSE, 1},
        {"{\"a\":1} x", 0, KN_PARSE, 1},
        {"{\"a\":1}{}", 0, KN_PARSE, 1},
        {"{\"a\":1}\0", 8, KN_PARSE, 1},
        {"{\"a\":\"x\0y\"}", 11, KN_PARSE, 1},
        {"{\"a\":\"x\\u0000y\"}", 0, KN_PARSE, 1},
        {"{\"a\\u0000\":1}", 0, KN_PARSE, 1},
        {"{\"a\":1e999}", 0, KN_PARSE, 1},
        {"{\"a\":-1e999}", 0, KN_PARSE, 1},
        {"{\"a\":9223372036854775808}", 0, KN_PARSE, 1},
        {"{\"a\":NaN}", 0, KN_PARSE, 1},
        {"{\"a\":Infinity}", 0, KN_PARSE, 1},
        {"{\"a\":01}", 0, KN_PARSE, 1},
        {"{\"a\":+1}", 0, KN_PARSE, 1},
        {"{\"a\":.5}", 0, KN_PARSE, 1},
        {"{\"a\":1.}", 0, KN_PARSE, 1},
        {"{\"a\":1,}", 0, KN_PARSE, 1},
        {"{a:1}", 0, KN_PARSE, 1},
        {"{'a':1}", 0, KN_PARSE, 1},
        {"{\"a\":1 /* no */}", 0, KN_PARSE, 1},
        {"{\"a\":\"\xff\"}", 0, KN_PARSE, 1},
        {"{\"a\":\"\xc0\x80\"}", 0, KN_PARSE, 1},
        {"{\"a\":\"\xed\xa0\x80\"}", 0, KN_PARSE, 1},
        {"{\"a\":\"\\ud800\"}", 0, KN_PARSE, 1},
        {"{\"a\":\"\\udc00\\ud800\"}", 0, KN_PARSE, 1},
        {"{\"a\":\"line\nbreak\"}", 0, KN_PARSE, -1},
        {"\xef\xbb\xbf{}", 0, KN_PARSE, 1},
        {"{\"a\":\"", 0, KN_PARSE, 1},
        {"{\"a\":\"\\", 0, KN_PARSE, 1},
        {"{", 0, KN_PARSE, 1},
        {"}", 0, KN_PARSE, 1},
        {"{\"a\\\xd7\xa1\":1}", 0, KN_PARSE, 1}, /* the parser quotes half a character */
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *value = (json_t *)&value;
        kn_error err = {0};
        size_t size = rows[i].size ? rows[i].size : strlen(rows[i].in);

        if (kn_json_parse(rows[i].in, size, "the request", &value, &err) != rows[i].code)
            fail_msg("%s: code %d", rows[i].in, err.code);
        assert_null(value);
        assert_string_equal(err.place.source, "the request");
        assert_true(err.message[0] && err.hint[0]);
        assert_int_equal(kn_utf8_check(err.message, strlen(err.message)), strlen(err.message));
        if (rows[i].line >= 0 && err.place.line != (uint64_t)rows[i].line)
            fail_msg("%s: line %d", rows[i].in, (int)err.place.line);
    }
}

/* KN_JSON_DEPTH_MAX levels are read, one more is not, however long the tower. */
static void depth_has_a_limit(void **state)
{
    static const struct {
        int levels;
        kn_code code;
    } rows[] = {
        {KN_JSON_DEPTH_MAX, KN_OK},
        {KN_JSON_DEPTH_MAX + 1, KN_LIMIT},
        {1000000, KN_LIMIT},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        size_t levels = (size_t)rows[i].levels;
        char *tower = malloc(2 * levels + 5);
        json_t *value = NULL;
        kn_error err = {0};

        assert_non_null(tower);
        memcpy(tower, "{\"a\":", 5);
        memset(tower + 5, '[', levels - 1);
        memset(tower + 4 + levels, ']', levels - 1);
        tower[3 + 2 * levels] = '}';
        assert_int_equal(kn_json_parse(tower, 4 + 2 * levels, "x", &value, &err), rows[i].code);
        if (rows[i].code) {
            assert_int_equal(err.place.line, 1);
            assert_int_equal(err.place.column, 5 + KN_JSON_DEPTH_MAX);
        }
        json_decref(value);
        free(tower);
    }
}

/* Brackets inside texts are no levels, also behind escapes; siblings do not add up. */
static void only_brackets_outside_texts_count(void **state)
{
    static const char *const rows[] = {
        "{\"a\":\"[[[[[[[[[[[[[[[[[[[[[[{{{{{{{{\"}",
        "{\"a\":\"\\\"[[[[[[[[[[[[[[[[[[[[[[\\\\\"}",
        "{\"a\":[[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[],[]]}",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *value;
        kn_error err;

        assert_int_equal(kn_json_parse(rows[i], strlen(rows[i]), "x", &value, &err), KN_OK);
        json_decref(value);
    }
}

/* Bytes changed at random: either refused in words, or what was read is written and read again to
 * the same bytes. */
static void changed_bytes_are_refused_or_go_round(void **state)
{
    static const char sample[] =
        "{\"id\":\"x\",\"list\":[1,2.5,-3e2,true,null,{\"s\":\"\\u00e9\\n\"}],"
        "\"text\":\"caf\xc3\xa9\",\"zero\":0}";
    kn_random random;
    int accepted = 0;

    (void)state;
    kn_random_init(&random, 20260314, 1);
    for (int i = 0; i < 20000; i++) {
        char bytes[sizeof sample];
        size_t size = sizeof sample - 1;
        json_t *value, *again;
        kn_error err = {0};

        memcpy(bytes, sample, sizeof sample);
        for (uint64_t n = 1 + kn_random_below(&random, 3); n > 0; n--)
            bytes[kn_random_below(&random, size)] = (char)kn_random_below(&random, 256);
        if (kn_random_below(&random, 4) == 0)
            size = kn_random_below(&random, size);
        if (kn_json_parse(bytes, size, "x", &value, &err) == KN_OK) {
            kn_text first = canonical(value), second;

            assert_int_equal(kn_json_parse(first.bytes, first.size, "x", &again, &err), KN_OK);
            second = canonical(again);
            assert_string_equal(kn_text_string(&first), kn_text_string(&second));
            kn_text_release(&first);
            kn_text_release(&second);
            json_decref(value);
            json_decref(again);
            accepted++;
        } else {
            assert_true(err.message[0]);
            assert_int_equal(kn_utf8_check(err.message, strlen(err.message)), strlen(err.message));
        }
    }
    assert_true(accepted > 100);
}

static void a_full_text_stays_failed(void **state)
{
    kn_text text;
    json_t *value = json_pack("{ss}", "a", "longer than the limit");

    (void)state;
    kn_text_init(&text, 8);
    kn_json_add(&text, value);
    assert_int_equal(text.failed, KN_LIMIT);
    kn_text_release(&text);
    json_decref(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_is_written_canonically),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(depth_has_a_limit),
        cmocka_unit_test(only_brackets_outside_texts_count),
        cmocka_unit_test(changed_bytes_are_refused_or_go_round),
        cmocka_unit_test(a_full_text_stays_failed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
