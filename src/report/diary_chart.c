#include "report/diary_chart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const size_t CHART_LIMIT = 8u << 20;

void kn_chart_init(kn_chart *chart, const char *id)
{
    memset(chart, 0, sizeof *chart);
    snprintf(chart->id, sizeof chart->id, "kc-%.*s", KN_ID_SIZE, id);
    kn_text_init(&chart->title, CHART_LIMIT);
    kn_text_init(&chart->summary, CHART_LIMIT);
    kn_text_init(&chart->body, CHART_LIMIT);
    chart->rows = json_array();
}

void kn_chart_row(kn_chart *chart, const char *first, const char *second, const char *third)
{
    json_array_append_new(chart->rows, third ? json_pack("[s,s,s]", first, second, third)
                                             : json_pack("[s,s]", first, second));
}

static void add_svg(const kn_chart *chart, kn_text *out)
{
    kn_text_addf(out,
                 "<svg viewBox=\"0 0 %d %.0f\" role=\"img\" aria-labelledby=\"%s-t %s-d\">"
                 "<title id=\"%s-t\">",
                 KN_CHART_WIDTH, chart->height, chart->id, chart->id, chart->id);
    kn_text_add_xml(out, kn_text_string(&chart->title));
    kn_text_addf(out, "</title><desc id=\"%s-d\">", chart->id);
    kn_text_add_xml(out, kn_text_string(&chart->summary));
    kn_text_addf(out, "</desc>%s</svg>", kn_text_string(&chart->body));
}

json_t *kn_chart_finish(kn_chart *chart)
{
    json_t *json = NULL, *columns = json_array();
    kn_text svg;

    kn_text_init(&svg, 2 * CHART_LIMIT);
    add_svg(chart, &svg);
    for (int c = 0; c < 3 && chart->columns[c]; c++)
        json_array_append_new(columns, json_string(chart->columns[c]));
    if (!svg.failed && !chart->title.failed && !chart->summary.failed && !chart->body.failed)
        json = json_pack("{s:s, s:s, s:s, s:{s:s, s:O, s:O}}", "title",
                         kn_text_string(&chart->title), "summary", kn_text_string(&chart->summary),
                         "svg", kn_text_string(&svg), "table", "caption",
                         kn_text_string(&chart->title), "columns", columns, "rows", chart->rows);
    json_decref(columns);
    json_decref(chart->rows);
    kn_text_release(&svg);
    kn_text_release(&chart->title);
    kn_text_release(&chart->summary);
    kn_text_release(&chart->body);
    return json;
}

/* ---- Marks ------------------------------------------------------------------------------------*/

void kn_mark_bar(kn_text *out, double x, double width, double top, double base, bool is_today)
{
    kn_text_addf(out,
                 "<rect class=\"c-bar%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
                 "rx=\"%.1f\"/>",
                 is_today ? " today" : "", x, top, width, base - top, fmin(width / 5, 4));
}

void kn_mark_ring(kn_text *out, double x, double base, double radius)
{
    kn_text_addf(out, "<circle class=\"c-ring\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>", x,
                 base - radius - 2, radius);
}

/* Stripes rise to the right, 6 units apart, and end at the slot's edges. */
void kn_mark_gap(kn_text *out, double x, double width, double top, double base)
{
    const double STEP = 6;

    kn_text_addf(out,
                 "<rect class=\"c-gap\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
                 "rx=\"%.0f\"/><path class=\"c-hatch\" opacity=\".7\" d=\"",
                 x, top, width, base - top, fmin(width / 4, 2));
    for (double y = top + STEP - 1; y < base + width; y += STEP) {
        /* the line x + t, y - t within the slot */
        double from = fmax(0, y - base), to = fmin(width, y - top);

        if (to > from)
            kn_text_addf(out, "M%.1f %.1fL%.1f %.1f", x + from, y - from, x + to, y - to);
    }
    kn_text_add(out, "\"/>");
}

void kn_mark_text(kn_text *out, const char *class, double x, double y, const char *anchor,
                  const char *words)
{
    kn_text_add(out, "<text");
    if (class[0])
        kn_text_addf(out, " class=\"%s\"", class);
    kn_text_addf(out, " x=\"%.1f\" y=\"%.1f\"", x, y);
    if (anchor[0])
        kn_text_addf(out, " text-anchor=\"%s\"", anchor);
    kn_text_add(out, ">");
    kn_text_add_xml(out, words);
    kn_text_add(out, "</text>");
}

void kn_mark_line(kn_text *out, const char *class, double x1, double y1, double x2, double y2)
{
    kn_text_addf(out, "<path class=\"%s\" d=\"M%.1f %.1fL%.1f %.1f\"/>", class, x1, y1, x2, y2);
}

double kn_chart_step(double span, int steps)
{
    double unit = pow(10, floor(log10(fmax(span, 1e-9) / steps)));

    while (true) {
        if (unit * steps >= span)
            return unit;
        if (2 * unit * steps >= span)
            return 2 * unit;
        if (5 * unit * steps >= span)
            return 5 * unit;
        unit *= 10;
    }
}
