/* infer/vector.h - arithmetic for the inner loops: branch-free, so that compilers vectorise it.
 *
 * libm's exp is exact to the last digit and scalar; here 1e-13 relative is plenty and the loop over
 * sites must run several sites at a time. Measured on 56 yes/no days: a third of the time of libm.
 */
#ifndef INFER_VECTOR_H
#define INFER_VECTOR_H

#include <math.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/mathconst.h"

/* Compiles a function also for wider registers and picks at run time. The results are the same bit
 * for bit: no fused multiply-add (-ffp-contract=off), no reordering of sums. */
#if defined(__x86_64__) && defined(__gnu_linux__) && !defined(__SANITIZE_ADDRESS__) &&             \
    !defined(KN_NO_CLONES)
#define KN_VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define KN_VECTOR_CLONES
#endif

/* exp(x), relative error under 1e-13 for |x| < 700; clamped outside, so never inf, 0 or a branch.
 * x = k log 2 + r, |r| <= log(2)/2; Taylor to r^12 / 12!: the rest is under 2e-16. */
static inline double kn_exp(double x)
{
    const double shift = 0x1.8p52; /* adding it rounds to a whole number in the low bits */
    double k, r, p;
    int64_t bits;

    x = x < -700 ? -700 : x;
    x = x > 700 ? 700 : x;
    k = x * (1 / KN_LOG_2) + shift;
    memcpy(&bits, &k, sizeof bits);
    k -= shift;
    r = x - k * 0x1.62e42fee00000p-1 - k * 0x1.a39ef35793c76p-33; /* log 2 in two parts */
    p = 1.0 / 479001600;
    p = p * r + 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = p * r + 1;
    p = p * r + 1;
    bits = (int64_t)((uint64_t)bits << 52); /* 2^k by way of the exponent field */
    int64_t result;
    memcpy(&result, &p, sizeof result);
    result = (int64_t)((uint64_t)result + (uint64_t)bits);
    memcpy(&p, &result, sizeof p);
    return p;
}

/* log(1 + exp(x)) */
static inline double kn_softplus(double x)
{
    return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

/* x^k, k >= 0 */
static inline double kn_power(double x, int32_t k)
{
    double power = 1;

    for (; k > 0; k >>= 1, x *= x)
        if (k & 1)
            power *= x;
    return power;
}

/* sum of log x[i], all x[i] > 0: one logarithm for several factors. */
static inline double kn_sum_log(size_t n, const double x[])
{
    double sum = 0, product = 1;

    for (size_t i = 0; i < n; i++) {
        product *= x[i];
        if (product > 1e100 || product < 1e-100) {
            sum += log(product);
            product = 1;
        }
    }
    return sum + log(product);
}

#endif
