/* markup.h - HTML and SVG as our reports write them: cmocka.h comes first. */
#ifndef TESTS_MARKUP_H
#define TESTS_MARKUP_H

#include <string.h>

/* Every < opens an element of ours and every element is closed: names never become markup. */
static inline void check_markup(const char *text)
{
    const char *stack[64];
    size_t depth = 0, lengths[64];

    assert_null(strstr(text, "<script"));
    for (const char *at = strchr(text, '<'); at; at = strchr(at, '<')) {
        const char *end = strchr(at, '>');
        size_t length;

        assert_non_null(end);
        at++;
        if (*at == '!') {
            at = end;
            continue;
        }
        if (strncmp(at, "style>", 6) == 0) { /* no markup in there but in its comments */
            at = strstr(at, "</style>");
            assert_non_null(at);
            at++;
            continue;
        }
        length = strcspn(at + (*at == '/'), " />");
        if (*at == '/') {
            assert_true(depth > 0);
            depth--;
            assert_int_equal(length, lengths[depth]);
            assert_memory_equal(at + 1, stack[depth], length);
        } else if (end[-1] != '/') {
            assert_true(depth < 64);
            stack[depth] = at;
            lengths[depth++] = length;
        }
        at = end;
    }
    assert_int_equal(depth, 0);
}

#endif
