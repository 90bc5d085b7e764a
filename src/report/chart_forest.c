#include <math.h>

#include "report/chart.h"
#include "report/forest.h"
#include "report/words.h"

static const double LEFT = 100, RIGHT = 350, ROW = 17, TOP = 24;

void kn_panel_forest(kn_panel *panel, const kn_study *study)
{
    kn_text *out = &panel->body;
    kn_forest forest;
    double y = TOP + ROW / 2, base;

    if (kn_forest_init(&forest, study, KN_FOREST_ROWS, NULL) != KN_OK) {
        out->failed = KN_NOMEM;
        return;
    }
    const kn_dots *axis = &forest.axis;

    kn_text_add(&panel->title, "Each person's effect, their average, and the next person");
    kn_text_addf(&panel->desc,
                 "%zu people in the order of their effects, better on the left, each with "
                 "the range that is likely; below, their average and what the next "
                 "person may see.",
                 study->pool->people);
    base = TOP + ROW * (double)forest.rows + 10;
#define PLACE(x) (LEFT + (RIGHT - LEFT) * kn_dots_place(axis, (x)))
    if (axis->important > 0) {
        double from = PLACE(-axis->important), to = PLACE(axis->important);

        kn_text_addf(out,
                     "<rect class=\"c-band\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                     "height=\"%.1f\" rx=\"6\"/>",
                     from, TOP, to - from, base - TOP);
        kn_text_addf(out,
                     "<text x=\"%.1f\" y=\"15\" text-anchor=\"middle\">too small to matter</text>",
                     fmin((from + to) / 2, KN_PANEL_WIDTH - 64));
    }
    kn_text_addf(out, "<path class=\"c-zero\" d=\"M%.1f %.1fV%.1f\"/>", PLACE(0), TOP, base);
    for (size_t i = 0; i < forest.rows; i++, y += ROW) {
        double middle = PLACE(forest.row[i].q50);
        bool one_side = forest.row[i].q025 > 0 || forest.row[i].q975 < 0;
        kn_text name;

        if (forest.row[i].together && !forest.row[i - 1].together)
            y += 6;
        kn_text_init(&name, 512);
        kn_words_name(&name, forest.row[i].name, 13);
        kn_text_addf(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"end\">",
                     forest.row[i].together ? "strong" : "b", LEFT - 8, y + 4);
        kn_text_add_xml(out, kn_text_string(&name));
        kn_text_addf(out, "</text><path class=\"c-wide\" d=\"M%.1f %.1fH%.1f\"/>",
                     PLACE(forest.row[i].q025), y, PLACE(forest.row[i].q975));
        if (forest.row[i].together)
            kn_text_addf(out, "<path class=\"c-full\" d=\"M%.1f %.1fl7 -6l7 6l-7 6z\"/>",
                         middle - 7, y);
        else
            kn_text_addf(out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"4.5\"/>",
                         one_side ? "c-full" : "c-point", middle, y);
        kn_text_release(&name);
    }
    kn_axis_add(out, axis, LEFT, RIGHT, base, 20);
#undef PLACE
    panel->height = base + 54;
    if (forest.left_out > 0) {
        kn_text_addf(out,
                     "<text x=\"14\" y=\"%.1f\">%zu more people lie between those shown.</text>",
                     panel->height + 8, forest.left_out);
        panel->height += 20;
    }
}
