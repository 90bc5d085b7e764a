/* A part of a document is what a table of the program says: for tests that hold the two together.
 */
#ifndef TESTS_DOCUMENT_H
#define TESTS_DOCUMENT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

/* docs/NAME holds exactly what `print` adds, between the lines <!-- mark --> and <!-- /mark -->. */
static inline void check_document(const char *name, const char *mark, void (*print)(kn_text *out))
{
    static char page[1 << 18];
    char path[512], begin[64], end[64], *from, *to;
    FILE *file;
    kn_text text;

    snprintf(path, sizeof path, TEST_DATA "/../docs/%s", name);
    snprintf(begin, sizeof begin, "<!-- %s -->\n\n", mark);
    snprintf(end, sizeof end, "\n<!-- /%s -->", mark);
    file = fopen(path, "rb");
    if (!file)
        fail_msg("%s cannot be read", path);
    page[fread(page, 1, sizeof page - 1, file)] = '\0';
    fclose(file);
    from = strstr(page, begin);
    assert_non_null(from);
    from += strlen(begin);
    to = strstr(from, end);
    assert_non_null(to);
    *to = '\0';
    kn_text_init(&text, sizeof page);
    print(&text);
    if (strcmp(from, kn_text_string(&text)) != 0) {
        printf("%s", kn_text_string(&text));
        fail_msg("docs/%s does not hold the table above", name);
    }
    kn_text_release(&text);
}

#endif
