/* The fuzz target over its corpus, and over every corpus file cut short. */
#include "../fuzz/triggers.c"

#include "corpus.h"

static void the_corpus_keeps_the_invariant(void **state)
{
    (void)state;
    check_corpus("triggers", KN_TRIGGER_ANSWERS_MAX, 7, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_corpus_keeps_the_invariant)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
