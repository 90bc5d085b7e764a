/* The fuzz target over its corpus, and over every corpus file cut short here and there. */
#include "../fuzz/request.c"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "exchange/exchange.h"

static void the_corpus_keeps_the_invariant(void **state)
{
    static const char folder[] = TEST_DATA "/../fuzz/corpus/request";
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    int files = 0;

    (void)state;
    assert_non_null(dir);
    while ((entry = readdir(dir))) {
        char path[1024], *bytes;
        size_t size;
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        assert_int_equal(kn_file_read(path, KN_REQUEST_MAX, &bytes, &size, NULL), KN_OK);
        for (size_t cut = size % 7; cut <= size; cut += 7)
            LLVMFuzzerTestOneInput((const uint8_t *)bytes, cut);
        free(bytes);
        files++;
    }
    closedir(dir);
    assert_true(files >= 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_corpus_keeps_the_invariant)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
