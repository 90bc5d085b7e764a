/* report/dots.h - the picture "How big is it?" before it is drawn: 20 dots, each one chance in 20,
 * at the posterior's quantiles, over an axis in words. Terminal and SVG draw the same.
 *
 * x = -e on the model scale, so that better is on the left always. */
#ifndef REPORT_DOTS_H
#define REPORT_DOTS_H

#include "report/view.h"

enum { KN_DOTS = 20, KN_TICKS_MAX = 9 };

typedef enum kn_dot { KN_DOT_BETTER, KN_DOT_SMALL, KN_DOT_WORSE } kn_dot;

typedef struct kn_dots {
    double x[KN_DOTS];
    kn_dot dot[KN_DOTS];
    double low, high;                 /* ends of the axis */
    double q025, q25, q50, q75, q975; /* of x */
    double important;                 /* half width of the band; 0: no band */
    size_t ticks;
    struct {
        double x;
        char label[24];
    } tick[KN_TICKS_MAX];
    const char *left, *right; /* what the two directions mean */
} kn_dots;

void kn_dots_init(kn_dots *dots, const kn_view *view);

/* Stacks the dots in `columns` columns: column[i] and level[i] (0 at the bottom) of dot i. Returns
 * the highest number of dots in one column. */
int kn_dots_stack(const kn_dots *dots, int columns, int column[KN_DOTS], int level[KN_DOTS]);

/* Where x lies on the axis, 0 to 1. */
double kn_dots_place(const kn_dots *dots, double x);

/* The same axis for a forest of effects between low and high (of x): fills low, high and ticks. */
void kn_dots_axis(kn_dots *dots, kn_amount amount, double unit, int sign, double low, double high);

#endif
