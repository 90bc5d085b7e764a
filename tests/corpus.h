/* A fuzz target over its corpus; included after the target's own .c file. */
#ifndef TESTS_CORPUS_H
#define TESTS_CORPUS_H

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "exchange/exchange.h"

/* Every file of fuzz/corpus/NAME, whole and cut short at every `step`-th byte; at least `least`
 * files of at most `limit` bytes. */
static inline void check_corpus(const char *name, size_t limit, size_t step, int least)
{
    char folder[512];
    const struct dirent *entry;
    int files = 0;
    DIR *dir;

    snprintf(folder, sizeof folder, TEST_DATA "/../fuzz/corpus/%s", name);
    dir = opendir(folder);
    assert_non_null(dir);
    while ((entry = readdir(dir))) {
        char path[1024], *bytes;
        size_t size;

        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        assert_int_equal(kn_file_read(path, limit, &bytes, &size, NULL), KN_OK);
        for (size_t cut = size % step; cut <= size; cut += step)
            LLVMFuzzerTestOneInput((const uint8_t *)bytes, cut);
        free(bytes);
        files++;
    }
    closedir(dir);
    assert_true(files >= least);
}

#endif
