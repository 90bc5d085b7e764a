/* infer/tensor.h - a function of two coordinates, known at the nodes of a coarse tensor of
 * Gauss-Legendre nodes and carried to a fine one by the polynomial through them. Right for
 * functions that are smooth over the box, such as a log likelihood; sums are then taken on the fine
 * nodes. */
#ifndef INFER_TENSOR_H
#define INFER_TENSOR_H

enum { KN_COARSE_MAX = 24, KN_FINE_MAX = 48 };

typedef struct kn_tensor {
    int side, fine;                                /* nodes along a coordinate, coarse and fine */
    double x[2][KN_COARSE_MAX];                    /* coarse coordinates, ascending */
    double to_first[KN_FINE_MAX * KN_COARSE_MAX];  /* [fine x side] along the first coordinate */
    double to_second[KN_COARSE_MAX * KN_FINE_MAX]; /* [side x fine] along the second */
} kn_tensor;

/* side^2 coarse nodes over the box; the fine coordinates first[fine] and second[fine] ascend
 * within it. */
void kn_tensor_init(kn_tensor *tensor, int side, const double first_range[2],
                    const double second_range[2], int fine, const double first[],
                    const double second[]);

/* coarse[side x side] -> fine_values[fine x fine], first coordinate slow. With as many coarse nodes
 * as fine ones the two coincide, and values are copied. */
void kn_tensor_refine(const kn_tensor *tensor, const double coarse[], double fine_values[]);

#endif
