/* infer/lanes.h - four numbers that go the same way at once: the quick road of the decision rule
 * fits four (sigma, rho), or four effects, side by side, one in each lane. Recurrences along the
 * days, which no compiler can vectorise, then run four at a time.
 *
 * The vector types are those of gcc and clang. They are passed by address, so that the way a
 * machine passes wide registers never matters. */
#ifndef INFER_LANES_H
#define INFER_LANES_H

#include <math.h>
#include <stdint.h>

#include "base/mathconst.h"
#include "infer/vector.h"

enum { KN_LANES = 4, KN_LANES_ORDER_MAX = 5 };

/* No more alignment than malloc() gives: without AVX gcc promises no more for locals either. */
typedef double kn_lanes __attribute__((vector_size(8 * KN_LANES), aligned(16)));
typedef int64_t kn_lane_bits __attribute__((vector_size(8 * KN_LANES), aligned(16)));

/* In each lane a where the comparison `mask` holds, else b. */
#define KN_LANES_PICK(mask, a, b)                                                                  \
    ((kn_lanes)(((kn_lane_bits)(a) & (mask)) | ((kn_lane_bits)(b) & ~(mask))))

#define KN_LANES_INLINE static inline __attribute__((always_inline))

/* exp(x), relative error under 1e-9; |x| is cut to 600. The steps are those of kn_exp(). */
KN_LANES_INLINE void kn_lanes_exp(const kn_lanes *x, kn_lanes *result)
{
    const double shift = 0x1.8p52;
    const kn_lanes most = {600, 600, 600, 600};
    kn_lanes at = *x, k, r, p;

    at = KN_LANES_PICK(at < -most, -most, at);
    at = KN_LANES_PICK(at > most, most, at);
    k = at * (1 / KN_LOG_2) + shift;
    kn_lane_bits bits = (kn_lane_bits)k << 52; /* 2^k by way of the exponent field */
    k -= shift;
    r = at - k * KN_LOG_2;
    p = r * (1.0 / 40320) + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    p = p * r + 1;
    p = p * r + 1;
    *result = (kn_lanes)((kn_lane_bits)p + bits);
}

KN_LANES_INLINE void kn_lanes_sqrt(const kn_lanes *x, kn_lanes *result)
{
    kn_lanes root;

    for (int l = 0; l < KN_LANES; l++)
        root[l] = sqrt((*x)[l]);
    *result = root;
}

/* S, lower triangle, to its Cholesky factor, the inverse of S and its
 * determinant. */
KN_LANES_INLINE void kn_lanes_invert(int q, kn_lanes s[], kn_lanes inverse[], kn_lanes *determinant)
{
    kn_lanes root[KN_LANES_ORDER_MAX * KN_LANES_ORDER_MAX];
    const kn_lanes one = {1, 1, 1, 1};

    *determinant = one;
    for (int i = 0; i < q; i++)
        for (int k = 0; k <= i; k++) {
            kn_lanes sum = s[i * q + k];
            for (int m = 0; m < k; m++)
                sum -= s[i * q + m] * s[k * q + m];
            if (i > k) {
                s[i * q + k] = sum * root[k * q + k];
            } else {
                *determinant *= sum;
                kn_lanes_sqrt(&sum, &s[i * q + i]);
                root[i * q + i] = one / s[i * q + i];
            }
        }
    for (int i = 0; i < q; i++)
        for (int k = 0; k < i; k++) {
            kn_lanes sum = {0};
            for (int m = k; m < i; m++)
                sum -= s[i * q + m] * root[m * q + k];
            root[i * q + k] = sum * root[i * q + i];
        }
    for (int i = 0; i < q; i++)
        for (int k = 0; k <= i; k++) {
            kn_lanes sum = {0};
            for (int m = i; m < q; m++)
                sum += root[m * q + i] * root[m * q + k];
            inverse[i * q + k] = inverse[k * q + i] = sum;
        }
}

#endif
