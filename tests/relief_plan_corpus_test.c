/* The fuzz target over its corpus, and over every corpus file cut short here and there. */
#include "../fuzz/relief_plan.c"

#include "corpus.h"

static void the_corpus_keeps_the_invariant(void **state)
{
    (void)state;
    check_corpus("relief_plan", 1 << 16, 7, 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_corpus_keeps_the_invariant)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
