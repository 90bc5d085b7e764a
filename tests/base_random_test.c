#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/random.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* From an independent implementation of splitmix64 and xoshiro256++ in Python's whole numbers. The
 * stream is frozen: a row that fails means that seeded results of the past cannot be had again. */
static void the_integer_stream_is_frozen(void **state)
{
    static const struct {
        uint64_t seed, stream, bits[4];
    } rows[] = {
        {0, 0, {0x84f09bf307c1073a, 0xc82ffb597ceee51b, 0xadf96905c5df4417, 0xe9d9a8489d042c93}},
        {1, 0, {0x704560ced7cc0501, 0x4eef90036c89c53a, 0xdce05af2ba1364d7, 0xe019c82160dbbf4c}},
        {1, 1, {0xd33cac18ac5184af, 0xda0fb9f6b5dac101, 0x12c315b4c0a2cf07, 0xfca296ff508feb7b}},
        {UINT64_MAX,
         7,
         {0x74d9be3075fb9d58, 0x75ae96c8d5a82173, 0x53eff7d6d2310a8d, 0xf3e67582bff08de5}},
    };
    kn_random random;

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_random_init(&random, rows[i].seed, rows[i].stream);
        for (int b = 0; b < 4; b++)
            assert_true(kn_random_bits(&random) == rows[i].bits[b]);
    }
}

static void below_is_frozen(void **state)
{
    static const uint8_t dice[] = {5, 4, 3, 2, 4, 0, 1, 1, 5, 0, 5, 1, 4, 0, 1, 1};
    static const uint64_t large[] = {7370616818156145406, 891766439098153340, 4404441601076369723};
    kn_random random;

    (void)state;
    kn_random_init(&random, 1, 0);
    for (size_t i = 0; i < COUNT(dice); i++)
        assert_int_equal(kn_random_below(&random, 6), dice[i]);
    kn_random_init(&random, 5, 2); /* a bound that rejects nearly half of what is drawn */
    for (size_t i = 0; i < COUNT(large); i++)
        assert_true(kn_random_below(&random, (UINT64_C(1) << 63) + 1) == large[i]);
    assert_int_equal(kn_random_below(&random, 1), 0);
}

/* With 100,000 draws the mean is within 6 standard errors with probability 1 - 2e-9. */
static void uniforms_and_normals_have_their_moments(void **state)
{
    enum { DRAWS = 100000 };
    static double normal[DRAWS];
    double sum = 0, sum_normal = 0, squares = 0;
    kn_random random;

    (void)state;
    kn_random_init(&random, 42, 0);
    for (int i = 0; i < DRAWS; i++) {
        double u = kn_random_uniform(&random);
        assert_true(u > 0 && u < 1);
        sum += u;
    }
    assert_true(fabs(sum / DRAWS - 0.5) < 6 / sqrt(12.0 * DRAWS));
    kn_random_normals(&random, DRAWS - 1, normal); /* odd: the last of a pair is left */
    normal[DRAWS - 1] = kn_random_normal(&random);
    for (int i = 0; i < DRAWS; i++) {
        sum_normal += normal[i];
        squares += normal[i] * normal[i];
    }
    assert_true(fabs(sum_normal / DRAWS) < 6 / sqrt(DRAWS));
    assert_true(fabs(squares / DRAWS - 1) < 6 * sqrt(2.0 / DRAWS));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_integer_stream_is_frozen),
        cmocka_unit_test(below_is_frozen),
        cmocka_unit_test(uniforms_and_normals_have_their_moments),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
