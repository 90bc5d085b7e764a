/* report/chart.h - the pictures as SVG panels 360 units wide. A panel has a title and a sentence
 * that says what is seen; the colours come from classes, so that a page or a file can be light or
 * dark. Never colour alone: arms differ in shape and hatching too. */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H

#include <jansson.h>

#include "report/dots.h"
#include "report/view.h"

enum { KN_PANEL_WIDTH = 360 };

typedef struct kn_panel {
    kn_text title, desc; /* plain text */
    kn_text body;        /* SVG */
    double height;
    char id[24]; /* unique in the document; starts every id inside */
} kn_panel;

void kn_panel_init(kn_panel *panel, const char *id);
void kn_panel_release(kn_panel *panel);

/* A CHART object (docs/api-json.md) with its table, a reference that is taken; releases the panel.
 * New reference; NULL without memory. */
json_t *kn_panel_json(kn_panel *panel, json_t *table);

/* Appends <svg>. `place`: more attributes, such as x and y within another SVG; "" for none. */
void kn_panel_add(const kn_panel *panel, const char *place, kn_text *out);

/* Days that the study does not hold, recorded or not: a pause and what was left out after it. */
typedef struct kn_left_out {
    int32_t first_day, last_day; /* both inclusive; by day */
} kn_left_out;

/* Fill an empty panel. `left_out` may be NULL. */
void kn_panel_size(kn_panel *panel, const kn_view *view);
void kn_panel_hundred(kn_panel *panel, const kn_view *view);
void kn_panel_days(kn_panel *panel, const kn_study *study, size_t person,
                   const kn_left_out left_out[], size_t left_out_count);
void kn_panel_forest(kn_panel *panel, const kn_study *study);

/* One of 20 or 100 dots: filled, ring or square. */
void kn_dot_add(kn_text *out, kn_dot dot, double x, double y);

/* Axis line at y, ticks with their words `gap` below, and the two directions under them. */
void kn_axis_add(kn_text *out, const kn_dots *axis, double left, double right, double y,
                 double gap);

/* CSS: variables for every colour (light, dark, more contrast), and the classes of the panels. */
extern const char kn_style_colours[];
extern const char kn_style_panels[];

/* Arms 0 (reference), 1, 2 ... look like B, A, C, D of the design; later ones share a neutral look
 * and differ in shape. */
const char *kn_arm_class(int arm); /* "b", "a", "c", "d", "e" */
const char *kn_arm_mark(int arm);  /* the shape as a character */

/* Appends the arm's shape centred at (x, y). */
void kn_arm_shape(kn_text *out, int arm, double x, double y, double radius, const char *more_class);

#endif
