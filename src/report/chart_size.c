#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/chart.h"
#include "report/dots.h"

static const double LEFT = 14, RIGHT = 346, DOT = 15; /* DOT: distance of two dots */

static double place(const kn_dots *dots, double x)
{
    return LEFT + (RIGHT - LEFT) * kn_dots_place(dots, x);
}

void kn_dot_add(kn_text *out, kn_dot dot, double x, double y)
{
    if (dot == KN_DOT_BETTER)
        kn_text_addf(out, "<circle class=\"c-better\" cx=\"%.1f\" cy=\"%.1f\" r=\"6.5\"/>", x, y);
    else if (dot == KN_DOT_SMALL)
        kn_text_addf(out, "<circle class=\"c-small\" cx=\"%.1f\" cy=\"%.1f\" r=\"5.5\"/>", x, y);
    else
        kn_text_addf(out,
                     "<rect class=\"c-worse\" x=\"%.1f\" y=\"%.1f\" width=\"12\" height=\"12\"/>",
                     x - 6, y - 6);
}

/* Ticks with their words; one that would touch its neighbour keeps the tick only. */
void kn_axis_add(kn_text *out, const kn_dots *axis, double left, double right, double y, double gap)
{
    static const double CHARACTER = 6.8;
    double taken[KN_TICKS_MAX][2];
    size_t count = 0;

    kn_text_addf(out, "<path class=\"c-axis\" d=\"M%.1f %.1fH%.1f\"/>", left, y, right);
    for (size_t i = 0; i < axis->ticks; i++) {
        double x = left + (right - left) * kn_dots_place(axis, axis->tick[i].x);
        double half = CHARACTER * (double)strlen(axis->tick[i].label) / 2;
        bool is_free = x - half > 0 && x + half < KN_PANEL_WIDTH;

        for (size_t k = 0; k < count; k++)
            is_free = is_free && (x + half + 6 < taken[k][0] || x - half - 6 > taken[k][1]);
        kn_text_addf(out, "<path class=\"c-axis\" d=\"M%.1f %.1fv5\"/>", x, y);
        if (!is_free)
            continue;
        taken[count][0] = x - half;
        taken[count++][1] = x + half;
        kn_text_addf(out,
                     "<text class=\"b\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>", x,
                     y + gap, axis->tick[i].label);
    }
    kn_text_addf(out, "<text class=\"strong\" x=\"%.1f\" y=\"%.1f\">← %s</text>", left,
                 y + gap + 25, axis->left);
    kn_text_addf(out,
                 "<text class=\"strong\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">%s →</text>",
                 right, y + gap + 25, axis->right);
}

static void describe(kn_panel *panel, const kn_view *view, const kn_dots *dots)
{
    int count[3] = {0};

    for (int i = 0; i < KN_DOTS; i++)
        count[dots->dot[i]]++;
    kn_text_addf(&panel->title, "How large the difference in %s may be",
                 kn_text_string(&view->outcome));
    kn_text_addf(&panel->desc, "With %s against %s it is likely %s. Of 20 dots %d are better",
                 kn_text_string(&view->arm), kn_text_string(&view->reference),
                 kn_text_string(&view->range), count[KN_DOT_BETTER]);
    if (dots->important > 0)
        kn_text_addf(&panel->desc, " by what matters, %d too small to matter", count[KN_DOT_SMALL]);
    kn_text_addf(&panel->desc, ", %d worse%s.", count[KN_DOT_WORSE],
                 dots->important > 0 ? " by that much" : "");
}

void kn_panel_size(kn_panel *panel, const kn_view *view)
{
    enum { COLUMNS = 22 };
    int column[KN_DOTS], level[KN_DOTS], highest;
    kn_text *out = &panel->body;
    kn_dots dots;
    double base;

    kn_dots_init(&dots, view);
    highest = kn_dots_stack(&dots, COLUMNS, column, level);
    base = 24 + DOT * highest + 7;
    describe(panel, view, &dots);
    if (dots.important > 0) {
        double from = place(&dots, -dots.important), to = place(&dots, dots.important);
        double middle = fmin(fmax((from + to) / 2, 90), KN_PANEL_WIDTH - 90);

        kn_text_addf(out,
                     "<rect class=\"c-band\" x=\"%.1f\" y=\"24\" width=\"%.1f\" height=\"%.1f\" "
                     "rx=\"6\"/>",
                     from, to - from, base - 24);
        kn_text_addf(out,
                     "<text x=\"%.1f\" y=\"15\" text-anchor=\"middle\">too small to matter to "
                     "you</text>",
                     middle);
    }
    kn_text_addf(out, "<path class=\"c-zero\" d=\"M%.1f 24V%.1f\"/>", place(&dots, 0), base);
    for (int i = 0; i < KN_DOTS; i++)
        kn_dot_add(out, dots.dot[i], LEFT + (RIGHT - LEFT) * (column[i] + 0.5) / COLUMNS,
                   base - 8.5 - DOT * level[i]);
    kn_text_addf(out, "<path class=\"c-wide\" d=\"M%.1f %.1fH%.1f\"/>", place(&dots, dots.q025),
                 base + 17, place(&dots, dots.q975));
    kn_text_addf(out, "<path class=\"c-mid\" d=\"M%.1f %.1fH%.1f\"/>", place(&dots, dots.q25),
                 base + 17, place(&dots, dots.q75));
    kn_text_addf(out, "<circle class=\"c-point\" cx=\"%.1f\" cy=\"%.1f\" r=\"6\"/>",
                 place(&dots, dots.q50), base + 17);
    kn_axis_add(out, &dots, LEFT, RIGHT, base, 48);
    panel->height = base + 82;
}

/* One line of the key under the dots. */
static void add_key(kn_panel *panel, double y, kn_dot dot, int share, const char *text)
{
    char count[32] = "fewer than 1";

    if (share > 0)
        snprintf(count, sizeof count, "%d", share);
    kn_dot_add(&panel->body, dot, 14, y - 4.5);
    kn_text_addf(&panel->body, "<text class=\"b\" x=\"28\" y=\"%.1f\">%s: %s</text>", y, count,
                 text);
    kn_text_addf(&panel->desc, "%s%s: %s", panel->desc.size > 0 ? "; " : "", count, text);
}

void kn_panel_hundred(kn_panel *panel, const kn_view *view)
{
    static const char *const with_important[] = {
        "better by what you said matters", "too small to matter to you", "worse by that much"};
    static const char *const without[] = {"better", "", "worse"};
    bool important = view->answer->has_important;
    double y = 112;
    int share[3];

    kn_view_shares(view, share);
    kn_text_addf(&panel->title, "How sure it is, as 100 dots");
    for (int i = 0; i < 100; i++) {
        kn_dot dot = i < share[0]              ? KN_DOT_BETTER
                     : i < share[0] + share[1] ? KN_DOT_SMALL
                                               : KN_DOT_WORSE;

        kn_dot_add(&panel->body, dot, 14 + 17.5 * (i % 20), 12 + 18.0 * (i / 20));
    }
    for (int k = 0; k < 3; k++)
        if (important || k != 1) {
            add_key(panel, y, (kn_dot)k, share[k], important ? with_important[k] : without[k]);
            y += 20;
        }
    panel->height = y - 8;
}
