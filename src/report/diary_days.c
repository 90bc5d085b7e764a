/* How many spasms: the last seven days, and any span of days. */
#include <math.h>
#include <stdio.h>

#include "report/diary_chart.h"

/* What a day says in a table. */
static const char *day_words(const kn_day *day, char out[KN_WORDS_SIZE])
{
    if (day->spasms_state == KN_STATE_NOT_RECORDED)
        return "Not recorded";
    if (day->spasms_state == KN_STATE_NONE)
        return "None";
    snprintf(out, KN_WORDS_SIZE, "%d", day->spasms);
    return out;
}

static void three_words(kn_text *out, long spasms, int values, int none, int missing)
{
    kn_text first;

    kn_text_init(&first, KN_WORDS_SIZE);
    kn_words_count(&first, spasms, "spasm", "spasms");
    kn_text_add(&first, " on ");
    kn_words_count(&first, values, "day", "days");
    kn_words_three(out, kn_text_string(&first), none, missing);
    kn_text_release(&first);
}

/* ---- The last seven days ----------------------------------------------------------------------*/

json_t *kn_chart_week(const kn_day days[7], int32_t today)
{
    const double LEFT = 8, SLOT = 49.2, BASE = 108, TOP = 28, BAR = 28, GAP_TOP = 44;
    int most = 1, states[3] = {0};
    long spasms = 0;
    kn_chart chart;
    char words[KN_WORDS_SIZE], name[KN_WORDS_SIZE];

    kn_chart_init(&chart, "week");
    chart.height = 134;
    for (int i = 0; i < 7; i++) {
        most = days[i].spasms > most ? days[i].spasms : most;
        states[days[i].spasms_state]++;
        spasms += days[i].spasms;
    }
    kn_text_add(&chart.title,
                days[6].day == today ? "Spasms in the last seven days" : "Spasms in seven days");
    three_words(&chart.summary, spasms, states[KN_STATE_VALUE], states[KN_STATE_NONE],
                states[KN_STATE_NOT_RECORDED]);
    kn_mark_line(&chart.body, "c-axis", LEFT, BASE, KN_CHART_RIGHT, BASE);
    for (int i = 0; i < 7; i++) {
        const kn_day *day = &days[i];
        double middle = LEFT + SLOT * (i + 0.5), top = BASE - (BASE - TOP) * day->spasms / most;
        bool is_today = day->day == today;

        snprintf(words, sizeof words, "%d", day->spasms);
        if (day->spasms_state == KN_STATE_VALUE) {
            kn_mark_bar(&chart.body, middle - BAR / 2, BAR, top, BASE - 1, is_today);
            kn_mark_text(&chart.body, "strong", middle, top - 8, "middle", words);
        } else if (day->spasms_state == KN_STATE_NONE) {
            kn_mark_ring(&chart.body, middle, BASE - 1, 5.5);
            kn_mark_text(&chart.body, "strong", middle, BASE - 22, "middle", "0");
        } else {
            kn_mark_gap(&chart.body, middle - BAR / 2, BAR, GAP_TOP, BASE - 2);
            kn_mark_text(&chart.body, "strong", middle, GAP_TOP - 8, "middle", "?");
        }
        kn_mark_text(&chart.body, is_today ? "strong" : "", middle, BASE + 19, "middle",
                     is_today ? "Today" : kn_words_weekday_brief(day->day));
        kn_chart_row(&chart, kn_words_day(name, day->day, today), day_words(day, words), NULL);
    }
    chart.columns[0] = "Day";
    chart.columns[1] = "Spasms";
    return kn_chart_finish(&chart);
}

/* ---- Any span ---------------------------------------------------------------------------------*/

enum { TOP = 16, PLOT = 88, BELOW = 34 }; /* a row of slots: room above, the plot, the dates */

/* What a slot's bar shows: its only day's count, or the mean of the days recorded. */
static double height_of(const kn_slot *slot)
{
    return slot->missing < slot->days ? slot->total / (slot->days - slot->missing) : 0;
}

static void draw_slot(const kn_slots *slots, size_t i, double top, double base, double highest,
                      int32_t today, kn_text *out)
{
    const kn_slot *slot = &slots->list[i];
    double width = slots->width * 0.77, x = kn_slots_x(slots, i) + (slots->width - width) / 2;
    double height = (base - top) * height_of(slot) / highest;

    if (slot->missing == slot->days)
        kn_mark_gap(out, x, width, top, base - 1);
    else if (slot->values == 0)
        kn_mark_ring(out, x + width / 2, base, fmin(3.5, slots->width * 0.36));
    else
        kn_mark_bar(out, x, width, base - height, base,
                    slots->unit == KN_UNIT_DAY && slot->first == today);
    kn_slots_missing(slots, i, base, out);
}

static void draw_rows(const kn_slots *slots, double highest, int32_t today, kn_chart *chart)
{
    double step = kn_chart_step(fmax(highest, 2), 3);
    double below = BELOW + (slots->unit == KN_UNIT_DAY ? 0 : KN_MISSING_HEIGHT);
    kn_text *out = &chart->body;

    highest = step * ceil(highest / step);
    for (size_t row = 0; row < slots->row_count; row++) {
        double top = (double)row * (TOP + PLOT + below) + TOP, base = top + PLOT;

        kn_mark_line(out, "c-axis", KN_CHART_LEFT, base, KN_CHART_RIGHT, base);
        for (double value = step; value <= highest + step / 2; value += step) {
            double y = base - PLOT * value / highest;
            char words[KN_WORDS_SIZE];

            kn_mark_line(out, "c-grid", KN_CHART_LEFT, y, KN_CHART_RIGHT, y);
            snprintf(words, sizeof words, "%g", value);
            kn_mark_text(out, "", KN_CHART_LEFT - 6, y + 5, "end", words);
        }
        for (size_t i = row * slots->in_row; i < (row + 1) * slots->in_row && i < slots->count; i++)
            draw_slot(slots, i, top, base, highest, today, out);
        kn_slots_axis(slots, row, base + below - 14, today, out);
        chart->height = base + below - 6;
    }
}

static void add_table(const kn_slots *slots, const kn_day *days, int32_t today, kn_chart *chart)
{
    char name[KN_WORDS_SIZE], words[KN_WORDS_SIZE], recorded[KN_WORDS_SIZE];

    chart->columns[0] = kn_slots_title(slots);
    chart->columns[1] = "Spasms";
    chart->columns[2] = slots->unit == KN_UNIT_DAY ? NULL : "Days recorded";
    for (size_t i = 0; i < slots->count; i++) {
        const kn_slot *slot = &slots->list[i];

        kn_slots_name(slots, i, today, name);
        snprintf(recorded, sizeof recorded, "%d of %d", slot->days - slot->missing, slot->days);
        if (slots->unit == KN_UNIT_DAY)
            day_words(&days[i], words);
        else
            snprintf(words, sizeof words, "%.0f", slot->total);
        if (slots->unit == KN_UNIT_DAY)
            kn_chart_row(chart, name, day_words(&days[i], words), NULL);
        else
            kn_chart_row(chart, name,
                         slot->missing == slot->days ? "Not recorded"
                         : slot->values == 0         ? "None"
                                                     : words,
                         recorded);
    }
}

json_t *kn_chart_days(const kn_day *days, size_t count, int32_t today)
{
    double highest = 1;
    kn_chart chart;
    kn_slots slots;

    kn_slots_init(&slots, count > 0 ? days[0].day : today, count);
    if (!slots.list)
        return NULL;
    kn_chart_init(&chart, "days");
    for (size_t i = 0; i < count; i++)
        kn_slots_add(&slots, i, days[i].spasms_state, days[i].spasms);
    for (size_t i = 0; i < slots.count; i++)
        highest = fmax(highest, height_of(&slots.list[i]));
    if (slots.unit == KN_UNIT_DAY)
        kn_text_add(&chart.title, "Spasms a day");
    else
        kn_text_addf(&chart.title, "Spasms a day, by %s", kn_slots_unit(&slots));
    three_words(&chart.summary, (long)slots.total, slots.values, slots.none, slots.missing);
    if (slots.unit != KN_UNIT_DAY)
        kn_text_addf(&chart.summary,
                     " Each bar is the mean of the days recorded in its %s; the strokes below the "
                     "line are the days that were not.",
                     kn_slots_unit(&slots));
    draw_rows(&slots, highest, today, &chart);
    add_table(&slots, days, today, &chart);
    kn_slots_release(&slots);
    return kn_chart_finish(&chart);
}
