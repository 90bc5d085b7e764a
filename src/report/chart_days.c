#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/chart.h"
#include "report/words.h"

/* Up to this many slots are drawn; a longer record shares a slot among several days. */
enum { SLOTS_MAX = 480, SLOTS_IN_ROW = 28, SLOTS_IN_LONG_ROW = 84, SLOTS_SHORT = 120 };

static const size_t NAME_CHARACTERS = 24;
static const double CHARACTER = 7; /* width of one, about */
static const double LEFT = 4, RIGHT = 356, BARS = 45, ROW = 85, TINT = 69;

/* One day, or a few days that share a slot. */
typedef struct slot {
    bool recorded, kept, left_out;
    double value; /* of several days: their mean */
    int arm;      /* of the schedule, or of the record; -1 not known */
    long stretch; /* days with the same number belong together */
} slot;

typedef struct days {
    slot slot[SLOTS_MAX];
    int slots, in_row, days_in_slot;
    double low, high; /* of the values */
    bool bars;        /* bars from zero; else marks between low and high */
    size_t recorded, missing, zeros, left_out;
} days;

static double value_of(const kn_person *rows, size_t i)
{
    if (rows->exposure)
        return rows->outcome[i] / rows->exposure[i];
    return rows->trials ? rows->outcome[i] / rows->trials[i] : rows->outcome[i];
}

/* The schedule's arm on a day, and a number that tells its stretch from the next. `u` walks on. */
static void place_in_schedule(const kn_design *design, int64_t day, size_t *u, slot *at)
{
    int64_t length;

    while (*u + 1 < design->units && design->first_day[*u + 1] <= day)
        (*u)++;
    if (design->units == 0 || day < design->first_day[*u] || design->arm[*u] == KN_ARM_UNKNOWN)
        return;
    at->arm = design->arm[*u];
    length = (int64_t)design->first_day[*u + 1] - design->first_day[*u];
    /* Stretches of one day are joined while the arm stays. */
    at->stretch = length >= 2 ? (long)*u + KN_ARMS_MAX : at->arm;
}

static void fill_slots(days *all, const kn_study *study, size_t person)
{
    const kn_person *rows = &study->dataset->person[person];
    const kn_person_answer *answer = &study->person[person];
    int64_t first = rows->day[0], span = (int64_t)rows->day[rows->rows - 1] - first + 1;
    size_t row = 0, unit = 0;

    memset(all, 0, sizeof *all);
    all->days_in_slot = (int)((span + SLOTS_MAX - 1) / SLOTS_MAX);
    all->slots = (int)((span + all->days_in_slot - 1) / all->days_in_slot);
    all->in_row = all->slots <= SLOTS_SHORT ? SLOTS_IN_ROW : SLOTS_IN_LONG_ROW;
    all->low = HUGE_VAL;
    all->high = -HUGE_VAL;
    for (int s = 0; s < all->slots; s++) {
        slot *at = &all->slot[s];
        int64_t end = first + (int64_t)(s + 1) * all->days_in_slot;
        size_t count = 0;

        at->arm = -1;
        place_in_schedule(&answer->design, end - all->days_in_slot, &unit, at);
        for (; row < rows->rows && rows->day[row] < end; row++, count++) {
            at->value += value_of(rows, row);
            at->kept = at->kept || !answer->kept || answer->kept[row];
            if (count == 0)
                at->arm = rows->arm[row];
        }
        if (at->stretch < KN_ARMS_MAX)
            at->stretch = at->arm;
        all->recorded += count;
        if (count == 0)
            continue;
        at->recorded = true;
        at->value /= (double)count;
        all->zeros += at->value == 0;
        all->low = fmin(all->low, at->value);
        all->high = fmax(all->high, at->value);
    }
    all->missing = (size_t)(span - (int64_t)all->recorded);
    all->bars =
        all->low >= 0 && (study->dataset->family != KN_GAUSSIAN || all->low < 0.4 * all->high);
}

/* Days of a pause stand by themselves: under no arm, and not among those not recorded. */
static void mark_left_out(days *all, const kn_study *study, size_t person,
                          const kn_left_out left_out[], size_t count)
{
    const kn_person *rows = &study->dataset->person[person];
    int64_t first = rows->day[0], last = rows->day[rows->rows - 1], next = first;

    for (size_t i = 0; i < count; i++) {
        int64_t from = left_out[i].first_day, to = left_out[i].last_day;

        from = from < next ? next : from; /* pauses may meet */
        to = to > last ? last : to;
        next = to < from ? next : to + 1;
        for (int64_t day = from; day <= to; day++) {
            slot *at = &all->slot[(day - first) / all->days_in_slot];

            all->left_out++;
            if (at->recorded)
                continue;
            at->left_out = true;
            at->arm = -1;
            at->stretch = -1;
        }
    }
    all->missing -= all->left_out;
}

static double slot_width(const days *all)
{
    return (RIGHT - LEFT) / all->in_row;
}

/* Tints the stretch of slots from..to (excluded) of one row, and names its arm if there is room. */
static void add_stretch(kn_text *out, const days *all, const kn_dataset *dataset, int from, int to,
                        double top)
{
    double width = slot_width(all), x = LEFT + width * (from % all->in_row);
    double length = width * (to - from);
    int arm = all->slot[from].arm;
    kn_text name;

    if (arm < 0)
        return;
    kn_text_addf(out,
                 "<rect class=\"c-%s-soft\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.0f\" "
                 "rx=\"4\"/>",
                 kn_arm_class(arm), x + 0.6, top, length - 1.2, TINT);
    if (length < 9)
        return;
    kn_text_addf(out, "<text class=\"b\" x=\"%.1f\" y=\"%.1f\">%s", x + 4, top + 15,
                 kn_arm_mark(arm));
    kn_text_init(&name, 512);
    kn_words_name(&name, dataset->arm_name[arm], NAME_CHARACTERS);
    if (20 + CHARACTER * (double)name.size <
        length) { /* else the shape must do; the key names it */
        kn_text_add_char(out, ' ');
        kn_text_add_xml(out, kn_text_string(&name));
    }
    kn_text_release(&name);
    kn_text_add(out, "</text>");
}

static void add_value(kn_text *out, const kn_panel *panel, const days *all, const slot *at,
                      double x, double base)
{
    double width = slot_width(all), bar = width > 6 ? width - 3 : width * 0.75;
    const char *out_class = at->kept ? "" : " c-out";

    if (at->left_out) {
        kn_text_addf(out,
                     "<path class=\"c-pause\" stroke=\"currentColor\" stroke-width=\"2\" d=\"M%.1f "
                     "%.1fh%.1f\"/>",
                     x + (width - bar) / 2, base - 5, bar);
    } else if (!at->recorded) {
        kn_text_addf(
            out,
            "<rect class=\"c-gap\" fill=\"url(#%sg)\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
            "height=\"%.0f\" rx=\"2\"/>",
            panel->id, x + (width - bar) / 2, base - BARS - 2, bar, BARS);
    } else if (!all->bars) {
        double range = all->high > all->low ? all->high - all->low : 1;

        kn_arm_shape(out, at->arm, x + width / 2,
                     base - 6 - (BARS - 8) * (at->value - all->low) / range, width > 6 ? 3.6 : 1.8,
                     out_class);
    } else if (at->value == 0) {
        kn_text_addf(out, "<circle class=\"c-open c-%s%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
                     kn_arm_class(at->arm), out_class, x + width / 2, base - 5, fmin(3, bar / 2));
    } else {
        double height = fmax(BARS * at->value / all->high, 1.5);

        kn_text_addf(out,
                     "<rect class=\"c-%s%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" "
                     "height=\"%.1f\" rx=\"1.5\"/>",
                     kn_arm_class(at->arm), out_class, x + (width - bar) / 2, base - height, bar,
                     height);
        if (at->arm == 0 && width > 6)
            kn_text_addf(out,
                         "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
                         "fill=\"url(#%sh)\"/>",
                         x + (width - bar) / 2, base - height, bar, height, panel->id);
    }
}

static void add_key(kn_panel *panel, const days *all, const kn_dataset *dataset)
{
    kn_text *out = &panel->body;
    double y = panel->height + 6, x = LEFT + 4;

    for (int a = 0; a < dataset->arms; a++) {
        kn_text name;
        double length;

        kn_text_init(&name, 512);
        kn_words_name(&name, dataset->arm_name[a], NAME_CHARACTERS);
        length = 30 + CHARACTER * (double)name.size;
        if (x > LEFT + 4 && x + length > RIGHT) {
            x = LEFT + 4;
            y += 19;
        }
        kn_arm_shape(out, a, x + 4, y - 4.5, 5, "");
        kn_text_addf(out, "<text class=\"b\" x=\"%.1f\" y=\"%.1f\">", x + 14, y);
        kn_text_add_xml(out, kn_text_string(&name));
        kn_text_add(out, "</text>");
        kn_text_release(&name);
        x += length;
    }
    y += 19;
    kn_text_addf(out,
                 "<rect class=\"c-gap\" x=\"%.1f\" y=\"%.1f\" width=\"9\" height=\"12\" rx=\"2\" "
                 "fill=\"url(#%sg)\"/><text class=\"b\" x=\"%.1f\" y=\"%.1f\">not "
                 "recorded</text>",
                 LEFT + 4, y - 10.5, panel->id, LEFT + 18, y);
    if (all->bars)
        kn_text_addf(
            out,
            "<circle class=\"c-open c-e\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/><text class=\"b\" "
            "x=\"%.1f\" y=\"%.1f\">none; tallest bar %.4g</text>",
            LEFT + 130, y - 4.5, LEFT + 138, y, all->high);
    else
        kn_text_addf(
            out, "<text class=\"b\" x=\"%.1f\" y=\"%.1f\">lowest mark %.4g, highest %.4g</text>",
            LEFT + 126, y, all->low, all->high);
    if (all->left_out > 0) {
        y += 19;
        kn_text_addf(out,
                     "<path class=\"c-pause\" stroke=\"currentColor\" stroke-width=\"2\" d=\"M%.1f "
                     "%.1fh9\"/><text class=\"b\" x=\"%.1f\" "
                     "y=\"%.1f\">paused, or left out after a pause</text>",
                     LEFT + 4, y - 4.5, LEFT + 18, y);
    }
    if (all->days_in_slot > 1) {
        y += 19;
        kn_text_addf(out,
                     "<text class=\"b\" x=\"%.1f\" y=\"%.1f\">each place is the mean of up to %d "
                     "days</text>",
                     LEFT + 4, y, all->days_in_slot);
    }
    panel->height = y + 8;
}

void kn_panel_days(kn_panel *panel, const kn_study *study, size_t person,
                   const kn_left_out left_out[], size_t left_out_count)
{
    const kn_dataset *dataset = study->dataset;
    kn_text *out = &panel->body, outcome;
    days all;

    kn_text_init(&outcome, 4096);
    kn_say_outcome(&outcome, dataset);
    fill_slots(&all, study, person);
    mark_left_out(&all, study, person, left_out, left_out_count);
    kn_text_addf(&panel->title, "All days: %s", kn_text_string(&outcome));
    kn_text_addf(&panel->desc, "%zu days recorded, %zu not recorded", all.recorded, all.missing);
    if (all.left_out > 0)
        kn_text_addf(&panel->desc, ", %zu paused or left out after a pause", all.left_out);
    if (all.bars && all.days_in_slot == 1)
        kn_text_addf(&panel->desc, "; %zu of them with none", all.zeros);
    kn_text_add(&panel->desc, ". Each period is tinted and marked by what was done.");
    kn_text_release(&outcome);

    kn_text_addf(
        out,
        "<defs><pattern id=\"%sh\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\" "
        "patternTransform=\"rotate(45)\"><path class=\"c-b-hatch\" d=\"M1 0V4\"/></pattern>"
        "<pattern id=\"%sg\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" "
        "patternTransform=\"rotate(45)\"><path class=\"c-hatch\" d=\"M1 0V5\"/></pattern>"
        "</defs>",
        panel->id, panel->id);
    for (int start = 0; start < all.slots; start += all.in_row) {
        int end = start + all.in_row < all.slots ? start + all.in_row : all.slots;
        double top = 2 + ROW * (double)(start / all.in_row), base = top + TINT;

        for (int from = start, to; from < end; from = to) {
            for (to = from + 1; to < end && all.slot[to].stretch == all.slot[from].stretch; to++)
                ;
            add_stretch(out, &all, dataset, from, to, top);
        }
        for (int s = start; s < end; s++)
            add_value(out, panel, &all, &all.slot[s], LEFT + slot_width(&all) * (s - start), base);
        kn_text_addf(out, "<path class=\"c-axis\" d=\"M%.1f %.1fH%.1f\"/>", LEFT, base,
                     LEFT + slot_width(&all) * (end - start));
        panel->height = base + 16;
    }
    add_key(panel, &all, dataset);
}
