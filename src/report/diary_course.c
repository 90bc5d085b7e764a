/* The course of a measure: dots and a line that breaks at every gap. */
#include <math.h>
#include <stdio.h>

#include "report/diary_chart.h"

enum { TOP = 16, PLOT = 96, BELOW = 34 };

typedef struct y_scale {
    double low, high, step;
    bool is_yes_no;
} y_scale;

/* An own measure's values are not checked against its scale: what lies beyond it gets room. */
static y_scale scale_of(const kn_item *measure, const kn_slots *slots)
{
    y_scale scale = {0};
    double least = INFINITY, most = -INFINITY;

    for (size_t i = 0; i < slots->count; i++) {
        least = fmin(least, slots->list[i].least);
        most = fmax(most, slots->list[i].most);
    }
    if (measure->scale == KN_SCALE_0_10 && !(least < 0 || most > 10)) {
        scale.high = 10;
        scale.step = 5;
    } else if (measure->scale == KN_SCALE_YES_NO && !(least < 0 || most > 1)) {
        scale.high = scale.step = 1;
        scale.is_yes_no = true;
    } else if (least > most) { /* nothing recorded */
        scale.high = scale.step = 1;
    } else {
        bool is_count = measure->scale == KN_SCALE_COUNT;
        bool near_zero = least >= 0 && least < most / 2;

        scale.low = (is_count && least >= 0) || near_zero ? 0 : least;
        scale.step = kn_chart_step(fmax(most - scale.low, is_count ? 2 : 1e-6), 3);
        scale.low = scale.step * floor(scale.low / scale.step);
        scale.high = fmax(scale.step * ceil(most / scale.step), scale.low + scale.step);
    }
    return scale;
}

static bool is_gap(const kn_slot *slot)
{
    return slot->missing == slot->days;
}

/* Only "none", or 0 where that is the same. */
static bool is_none(const kn_slot *slot, const kn_item *measure)
{
    bool zero_is_none = measure->scale == KN_SCALE_COUNT || measure->scale == KN_SCALE_YES_NO;

    return !is_gap(slot) && (slot->values == 0 || (zero_is_none && slot->most <= 0));
}

static double mean_of(const kn_slot *slot)
{
    return slot->total / slot->counted;
}

typedef struct picture {
    const kn_slots *slots;
    const kn_item *measure;
    y_scale scale;
    double base;
    kn_text *out;
} picture;

static double place_x(const picture *at, size_t i)
{
    return kn_slots_x(at->slots, i) + at->slots->width / 2;
}

static double place_y(const picture *at, double value)
{
    return at->base - PLOT * (value - at->scale.low) / (at->scale.high - at->scale.low);
}

/* Whether slot i can be on the line: it was recorded, and has a place on the scale. */
static bool on_line(const picture *at, size_t i)
{
    const kn_slot *slot = &at->slots->list[i];

    return !is_gap(slot) && !at->scale.is_yes_no &&
           (at->slots->none_is_zero || !is_none(slot, at->measure));
}

static void draw_line(const picture *at, size_t first, size_t end)
{
    bool open = false;
    kn_text path;

    kn_text_init(&path, 1u << 20);
    for (size_t i = first; i < end; i++) {
        bool next = i + 1 < end && on_line(at, i + 1);

        if (on_line(at, i) && (open || next))
            kn_text_addf(&path, "%s%.1f %.1f", open ? "L" : "M", place_x(at, i),
                         place_y(at, mean_of(&at->slots->list[i])));
        open = on_line(at, i) && next;
    }
    if (path.size > 0)
        kn_text_addf(at->out, "<path class=\"c-line\" d=\"%s\"/>", kn_text_string(&path));
    kn_text_release(&path);
}

static void draw_mark(const picture *at, size_t i)
{
    const kn_slot *slot = &at->slots->list[i];
    double x = place_x(at, i), width = at->slots->width * 0.77;
    double radius = fmin(3.2, at->slots->width * 0.36);

    if (is_gap(slot)) {
        kn_mark_gap(at->out, x - width / 2, width, at->base - PLOT, at->base - 1);
    } else if (is_none(slot, at->measure)) {
        /* on the base line, wherever the scale begins */
        kn_text_addf(at->out, "<circle class=\"c-ring\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>", x,
                     at->base, fmax(radius, 2));
    } else {
        if (slot->most > slot->least) /* of several days */
            kn_mark_line(at->out, "c-axis", x, place_y(at, slot->least), x,
                         place_y(at, slot->most));
        kn_text_addf(at->out, "<circle class=\"c-dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>", x,
                     place_y(at, mean_of(slot)), radius);
    }
    kn_slots_missing(at->slots, i, at->base, at->out);
}

static void draw_grid(const picture *at)
{
    for (double value = at->scale.low; value <= at->scale.high + at->scale.step / 2;
         value += at->scale.step) {
        double y = place_y(at, value);
        char number[KN_NUMBER_SIZE];

        snprintf(number, sizeof number, "%g", value);

        kn_mark_line(at->out, "c-grid", KN_CHART_LEFT, y, KN_CHART_RIGHT, y);
        kn_mark_text(at->out, "", KN_CHART_LEFT - 6, y + 5, "end",
                     !at->scale.is_yes_no ? number
                     : value > 0          ? "yes"
                                          : "no");
    }
    kn_mark_line(at->out, "c-axis", KN_CHART_LEFT, at->base, KN_CHART_RIGHT, at->base);
}

static void draw_rows(const kn_slots *slots, const kn_item *measure, int32_t today, kn_chart *chart)
{
    double below = BELOW + (slots->unit == KN_UNIT_DAY ? 0 : KN_MISSING_HEIGHT);
    picture at = {
        .slots = slots, .measure = measure, .scale = scale_of(measure, slots), .out = &chart->body};

    for (size_t row = 0; row < slots->row_count; row++) {
        size_t first = row * slots->in_row, end = first + slots->in_row;

        end = end < slots->count ? end : slots->count;
        at.base = (double)row * (TOP + PLOT + below) + TOP + PLOT;
        draw_grid(&at);
        draw_line(&at, first, end);
        for (size_t i = first; i < end; i++)
            draw_mark(&at, i);
        kn_slots_axis(slots, row, at.base + below - 14, today, &chart->body);
        chart->height = at.base + below - 6;
    }
}

/* ---- Words ------------------------------------------------------------------------------------*/

static void add_table(const kn_slots *slots, const kn_item *measure, int32_t today, kn_chart *chart)
{
    char name[KN_WORDS_SIZE], recorded[KN_WORDS_SIZE];

    for (size_t i = 0; i < slots->count; i++) {
        const kn_slot *slot = &slots->list[i];
        kn_text value;

        kn_text_init(&value, 1024);
        if (is_gap(slot))
            kn_text_add(&value, "Not recorded");
        else if (slot->values == 0)
            kn_text_add(&value, "None");
        else if (measure->scale == KN_SCALE_YES_NO && slot->days > 1)
            kn_text_addf(&value, "yes on %.0f of %d", slot->total, slot->values + slot->none);
        else
            kn_words_value(&value, measure, round(mean_of(slot) * 100) / 100);
        kn_slots_name(slots, i, today, name);
        snprintf(recorded, sizeof recorded, "%d of %d", slot->days - slot->missing, slot->days);
        kn_chart_row(chart, name, kn_text_string(&value),
                     slots->unit == KN_UNIT_DAY ? NULL : recorded);
        kn_text_release(&value);
    }
}

static void add_words(const kn_slots *slots, const kn_item *measure, kn_chart *chart)
{
    double least = INFINITY, most = -INFINITY;
    kn_text first;

    kn_words_capital(&chart->title, measure->name);
    kn_text_addf(&chart->title, " each %s", kn_slots_unit(slots));
    if (measure->scale == KN_SCALE_0_10)
        kn_text_add(&chart->title, ", 0 to 10");
    else if (measure->unit[0])
        kn_text_addf(&chart->title, ", %s", measure->unit);
    kn_text_init(&first, 1024);
    for (size_t i = 0; i < slots->count; i++)
        if (slots->list[i].counted > 0) {
            least = fmin(least, slots->list[i].least);
            most = fmax(most, slots->list[i].most);
        }
    if (slots->values > 0 && measure->scale == KN_SCALE_YES_NO) {
        kn_text_addf(&first, "Yes on %.0f of ", slots->total);
    } else if (slots->values > 0) {
        kn_text_add(&first, least < most ? "Between " : "Always ");
        kn_words_number(&first, least);
        if (least < most) {
            kn_text_add(&first, " and ");
            kn_words_number(&first, most);
        }
        kn_text_add(&first, " on ");
    } else {
        kn_text_add(&first, "A value on ");
    }
    kn_words_count(&first, slots->values, "day", "days");
    kn_words_three(&chart->summary, kn_text_string(&first), slots->none, slots->missing);
    if (slots->unit != KN_UNIT_DAY)
        kn_text_addf(&chart->summary,
                     " Each dot is the mean of the days recorded in its %s; the strokes below the "
                     "line are the days that were not.",
                     kn_slots_unit(slots));
    kn_text_release(&first);
}

json_t *kn_chart_course(const kn_item *measure, const kn_course *course, int32_t from, size_t count,
                        int32_t today)
{
    kn_chart chart;
    kn_slots slots;

    kn_slots_init(&slots, from, count);
    if (!slots.list)
        return NULL;
    slots.none_is_zero = measure->scale != KN_SCALE_NUMBER;
    kn_chart_init(&chart, measure->key);
    for (size_t i = 0; i < count; i++)
        kn_slots_add(&slots, i, course->state[i], course->value[i]);
    chart.columns[0] = kn_slots_title(&slots);
    chart.columns[1] = measure->name;
    chart.columns[2] = slots.unit == KN_UNIT_DAY ? NULL : "Days recorded";
    add_words(&slots, measure, &chart);
    draw_rows(&slots, measure, today, &chart);
    add_table(&slots, measure, today, &chart);
    kn_slots_release(&slots);
    return kn_chart_finish(&chart);
}
