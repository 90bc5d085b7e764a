#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/csv.h"
#include "exchange/exchange.h"

static char folder[] = "/tmp/unknot-file-XXXXXX";
static char path[64];

static int make_folder(void **state)
{
    (void)state;
    if (!mkdtemp(folder))
        return -1;
    snprintf(path, sizeof path, "%s/t.csv", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    unlink(path);
    return rmdir(folder);
}

static void write_file(const char *text)
{
    FILE *file = fopen(path, "w");

    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void check(const char *name, size_t limit, kn_code code, const char *message)
{
    kn_error err = {0};
    char *bytes = NULL;
    size_t size = 0;

    assert_int_equal(kn_file_read(name, limit, &bytes, &size, &err), code);
    assert_null(bytes);
    assert_string_equal(err.message, message);
    assert_string_equal(err.place.source, kn_file_name(name));
    assert_int_equal(kn_code_exit_status(code), 2);
}

static void a_file_is_read_whole(void **state)
{
    char *bytes;
    size_t size;

    (void)state;
    write_file("day,arm\n");
    assert_int_equal(kn_file_read(path, 8, &bytes, &size, NULL), KN_OK);
    assert_int_equal(size, 8);
    assert_memory_equal(bytes, "day,arm\n", 8);
    free(bytes);
    write_file("");
    assert_int_equal(kn_file_read(path, 8, &bytes, &size, NULL), KN_OK);
    assert_int_equal(size, 0);
    free(bytes);
}

static void what_cannot_be_read_is_refused(void **state)
{
    char missing[80];

    (void)state;
    snprintf(missing, sizeof missing, "%s/missing", folder);
    check(missing, 10, KN_NOTFOUND, "there is no such file");
    check(folder, 10, KN_NOTFOUND, "this is a directory, not a file");
    write_file("x");
    snprintf(missing, sizeof missing, "%s/below", path);
    check(missing, 10, KN_NOTFOUND, "there is no such file");
    chmod(path, 0);
    if (geteuid() != 0) /* root may read everything */
        check(path, 10, KN_NOTFOUND, "there is no permission to read this file");
    chmod(path, 0600);
}

/* 2 GB without a byte on the disk: refused by its size, so at once. */
static void a_huge_file_is_refused_unread(void **state)
{
    (void)state;
    write_file("");
    assert_int_equal(truncate(path, (off_t)2 << 30), 0);
    check(path, KN_CSV_BYTES_MAX, KN_LIMIT,
          "the file is larger than 64 MiB, the most that is read");
}

/* Standard input has no size to look at: reading stops at the limit. /dev/zero never ends. */
static void standard_input_stops_at_the_limit(void **state)
{
    int saved = dup(STDIN_FILENO);
    int file = open("/dev/zero", O_RDONLY);
    char *bytes;
    size_t size;

    (void)state;
    assert_true(saved >= 0 && file >= 0 && dup2(file, STDIN_FILENO) == STDIN_FILENO);
    check("-", 1 << 20, KN_LIMIT, "the file is larger than 1 MiB, the most that is read");
    close(file);
    write_file("day,arm\n");
    file = open(path, O_RDONLY);
    assert_true(file >= 0 && dup2(file, STDIN_FILENO) == STDIN_FILENO);
    assert_int_equal(kn_file_read("-", 100, &bytes, &size, NULL), KN_OK);
    assert_int_equal(size, 8);
    free(bytes);
    close(file);
    dup2(saved, STDIN_FILENO);
    close(saved);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_is_read_whole),
        cmocka_unit_test(what_cannot_be_read_is_refused),
        cmocka_unit_test(a_huge_file_is_refused_unread),
        cmocka_unit_test(standard_input_stops_at_the_limit),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
