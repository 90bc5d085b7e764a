#include "report/dots.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void add_tick(kn_dots *dots, double x, const char *label)
{
    if (dots->ticks == KN_TICKS_MAX || !(x > dots->low && x < dots->high))
        return;
    dots->tick[dots->ticks].x = x;
    snprintf(dots->tick[dots->ticks].label, sizeof dots->tick[0].label, "%s", label);
    dots->ticks++;
}

/* Doublings and halvings where at least two fit beside "same"; else steps of so many in 100. */
static void ratio_ticks(kn_dots *dots, int sign)
{
    static const struct {
        double ratio;
        const char *label;
    } words[] = {{1. / 64, "1/64"}, {1. / 16, "1/16"}, {0.25, "quarter"}, {0.5, "half"},
                 {2, "double"},     {4, "4 times"},    {16, "16 times"},  {64, "64 times"}};
    static const double steps[] = {0.02, 0.05, 0.1, 0.2};
    double range = dots->high - dots->low;
    size_t i = 0;

    add_tick(dots, 0, "same");
    for (i = 0; i < sizeof words / sizeof words[0]; i++)
        add_tick(dots, -sign * log(words[i].ratio), words[i].label);
    if (dots->ticks >= 3)
        return;
    dots->ticks = 0;
    add_tick(dots, 0, "same");
    for (i = 0; i + 1 < sizeof steps / sizeof steps[0] && range / steps[i] > 7; i++)
        ;
    for (int k = 1; k <= 4; k++) {
        char label[24];

        snprintf(label, sizeof label, "-%.0f in 100", 100 * k * steps[i]);
        add_tick(dots, -sign * log(1 - k * steps[i]), label);
        snprintf(label, sizeof label, "+%.0f in 100", 100 * k * steps[i]);
        add_tick(dots, -sign * log(1 + k * steps[i]), label);
    }
}

/* Round numbers: 1, 2 or 5 times a power of ten, about five over the axis. */
static void point_ticks(kn_dots *dots, double unit, int sign)
{
    double range = (dots->high - dots->low) * unit;
    double step = pow(10, floor(log10(range / 4)));
    int decimals;

    if (range / step > 10)
        step *= range / step > 20 ? 5 : 2;
    decimals = (int)fmin(fmax(-floor(log10(step)), 0), 6);
    add_tick(dots, 0, "same");
    for (int k = 1; k <= 8; k++)
        for (int side = -1; side <= 1; side += 2) {
            char label[24];

            snprintf(label, sizeof label, "%+.*f", decimals, side * k * step);
            add_tick(dots, -sign * side * k * step / unit, label);
        }
}

void kn_dots_axis(kn_dots *dots, kn_amount amount, double unit, int sign, double low, double high)
{
    bool points = amount == KN_AMOUNT_POINTS;
    bool count = amount == KN_AMOUNT_COUNT;

    dots->low = low;
    dots->high = high;
    dots->ticks = 0;
    if (points)
        point_ticks(dots, unit, sign);
    else
        ratio_ticks(dots, sign);
    if (count) {
        dots->left = sign < 0 ? "better (fewer)" : "better (more)";
        dots->right = sign < 0 ? "worse (more)" : "worse (fewer)";
    } else if (points) {
        dots->left = sign < 0 ? "better (lower)" : "better (higher)";
        dots->right = sign < 0 ? "worse (higher)" : "worse (lower)";
    } else {
        dots->left = sign < 0 ? "better (lower odds)" : "better (higher odds)";
        dots->right = sign < 0 ? "worse (higher odds)" : "worse (lower odds)";
    }
}

/* Quantile of x = -sign * effect. */
static double quantile(const kn_view *view, double probability)
{
    const kn_density *posterior = &view->effect->posterior;

    return view->sign < 0 ? kn_density_quantile(posterior, probability)
                          : -kn_density_quantile(posterior, 1 - probability);
}

void kn_dots_init(kn_dots *dots, const kn_view *view)
{
    double d = view->important, margin;

    memset(dots, 0, sizeof *dots);
    for (int i = 0; i < KN_DOTS; i++) {
        double x = quantile(view, (i + 0.5) / KN_DOTS);

        dots->x[i] = x;
        dots->dot[i] = d > 0 && fabs(x) < d ? KN_DOT_SMALL : x < 0 ? KN_DOT_BETTER : KN_DOT_WORSE;
    }
    dots->q025 = quantile(view, 0.025);
    dots->q25 = quantile(view, 0.25);
    dots->q50 = quantile(view, 0.5);
    dots->q75 = quantile(view, 0.75);
    dots->q975 = quantile(view, 0.975);
    dots->important = d;
    margin = 0.2 * (dots->q975 - dots->q025);
    kn_dots_axis(dots, view->amount, view->unit, view->sign,
                 fmin(dots->q025 - margin, -1.25 * d - margin),
                 fmax(dots->q975 + margin, 1.25 * d + margin));
}

double kn_dots_place(const kn_dots *dots, double x)
{
    return (x - dots->low) / (dots->high - dots->low);
}

int kn_dots_stack(const kn_dots *dots, int columns, int column[KN_DOTS], int level[KN_DOTS])
{
    int highest = 0;

    for (int i = 0; i < KN_DOTS; i++) {
        column[i] = (int)floor(kn_dots_place(dots, dots->x[i]) * columns);
        level[i] = 0;
        for (int j = 0; j < i; j++)
            level[i] += column[j] == column[i];
        if (level[i] + 1 > highest)
            highest = level[i] + 1;
    }
    return highest;
}
