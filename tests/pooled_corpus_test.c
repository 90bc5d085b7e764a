/* The fuzz target over its corpus, and over every corpus file cut short at each byte. */
#include "../fuzz/pooled.c"

#include "corpus.h"

static void the_corpus_keeps_the_invariant(void **state)
{
    (void)state;
    check_corpus("pooled", KN_POOLED_BYTES_MAX, 1, 8);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_corpus_keeps_the_invariant)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
