/* Time as slots: few days one by one, many grouped, so that each mark can be seen. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/civil.h"
#include "report/diary_chart.h"

/* Days of the slot that begins at `first`: to the end of its week, month or year, or before `end`:
 * days after it may not have a name. */
static int32_t slot_days(kn_unit unit, int32_t first, int32_t end)
{
    int32_t days = 1;

    if (unit == KN_UNIT_DAY)
        return 1;
    if (unit == KN_UNIT_WEEK)
        return 7 - kn_weekday(first);
    if (unit == KN_UNIT_MONTH)
        while (first + days < end && kn_words_day_of_month(first + days) != 1)
            days++;
    else
        while (first + days < end && kn_words_year(first + days) == kn_words_year(first))
            days++;
    return days;
}

void kn_slots_init(kn_slots *slots, int32_t first, size_t count)
{
    int32_t end = first + (int32_t)count;

    *slots = (kn_slots){.none_is_zero = true,
                        .unit = count <= KN_DAILY_MAX     ? KN_UNIT_DAY
                                : count <= KN_WEEKLY_MAX  ? KN_UNIT_WEEK
                                : count <= KN_MONTHLY_MAX ? KN_UNIT_MONTH
                                                          : KN_UNIT_YEAR};
    slots->list = calloc(count + 1, sizeof *slots->list);
    if (!slots->list)
        return;
    for (int32_t day = first; day < end;) {
        kn_slot *slot = &slots->list[slots->count++];

        slot->first = day;
        slot->days = slot_days(slots->unit, day, end);
        if (slot->days > end - day)
            slot->days = end - day;
        slot->least = INFINITY;
        slot->most = -INFINITY;
        day += slot->days;
    }
    slots->row_count = slots->count > 0 ? (slots->count - 1) / KN_SLOTS_IN_ROW + 1 : 0;
    slots->in_row = slots->row_count > 0 ? (slots->count - 1) / slots->row_count + 1 : 1;
    slots->width = (double)(KN_CHART_RIGHT - KN_CHART_LEFT) / (double)slots->in_row;
}

void kn_slots_release(kn_slots *slots)
{
    free(slots->list);
    *slots = (kn_slots){0};
}

void kn_slots_add(kn_slots *slots, size_t day, kn_state state, double value)
{
    size_t low = 0, high = slots->count;
    kn_slot *slot;

    while (low + 1 < high) {
        size_t middle = (low + high) / 2;

        if (slots->list[middle].first - slots->list[0].first <= (int32_t)day)
            low = middle;
        else
            high = middle;
    }
    slot = &slots->list[low];
    slot->values += state == KN_STATE_VALUE;
    slot->none += state == KN_STATE_NONE;
    slot->missing += state == KN_STATE_NOT_RECORDED;
    slots->values += state == KN_STATE_VALUE;
    slots->none += state == KN_STATE_NONE;
    slots->missing += state == KN_STATE_NOT_RECORDED;
    if (state == KN_STATE_NOT_RECORDED || (state == KN_STATE_NONE && !slots->none_is_zero))
        return;
    value = state == KN_STATE_VALUE ? value : 0;
    slot->counted++;
    slot->total += value;
    slots->total += value;
    slot->least = fmin(slot->least, value);
    slot->most = fmax(slot->most, value);
}

double kn_slots_x(const kn_slots *slots, size_t slot)
{
    return KN_CHART_LEFT + (double)(slot % slots->in_row) * slots->width;
}

const char *kn_slots_unit(const kn_slots *slots)
{
    static const char *const units[] = {"day", "week", "month", "year"};

    return units[slots->unit];
}

const char *kn_slots_title(const kn_slots *slots)
{
    static const char *const units[] = {"Day", "Week", "Month", "Year"};

    return units[slots->unit];
}

const char *kn_slots_name(const kn_slots *slots, size_t slot, int32_t today,
                          char out[KN_WORDS_SIZE])
{
    int32_t first = slots->list[slot].first;
    char date[KN_WORDS_SIZE];

    switch (slots->unit) {
    case KN_UNIT_DAY:
        return kn_words_day(out, first, today);
    case KN_UNIT_WEEK:
        snprintf(out, KN_WORDS_SIZE, "Week of %.80s", kn_words_date(date, first, today));
        return out;
    case KN_UNIT_MONTH:
        return kn_words_month(out, first);
    default:
        snprintf(out, KN_WORDS_SIZE, "%d", kn_words_year(first));
        return out;
    }
}

static const char *tick(const kn_slots *slots, size_t slot, int32_t today, char out[KN_WORDS_SIZE])
{
    int32_t first = slots->list[slot].first;
    char date[KN_WORDS_SIZE];

    if (slots->unit == KN_UNIT_YEAR)
        snprintf(out, KN_WORDS_SIZE, "%d", kn_words_year(first));
    else if (slots->unit == KN_UNIT_DAY && first == today)
        snprintf(out, KN_WORDS_SIZE, "Today");
    else if (slots->unit == KN_UNIT_DAY)
        kn_words_date_brief(out, first);
    else /* "Mar 2026" */
        snprintf(out, KN_WORDS_SIZE, "%.3s %d", kn_words_month(date, first), kn_words_year(first));
    return out;
}

void kn_slots_axis(const kn_slots *slots, size_t row, double y, int32_t today, kn_text *out)
{
    size_t first = row * slots->in_row, end = first + slots->in_row, middle;
    char words[KN_WORDS_SIZE];
    double last_x;

    if (end > slots->count)
        end = slots->count;
    kn_mark_text(out, "", kn_slots_x(slots, first), y, "", tick(slots, first, today, words));
    last_x = kn_slots_x(slots, end - 1) + slots->width;
    if (last_x - kn_slots_x(slots, first) < 150)
        return; /* no room for another */
    kn_mark_text(out, "", last_x, y, "end", tick(slots, end - 1, today, words));
    middle = (first + end) / 2;
    if (last_x - kn_slots_x(slots, first) > 300)
        kn_mark_text(out, "", kn_slots_x(slots, middle) + slots->width / 2, y, "middle",
                     tick(slots, middle, today, words));
}

void kn_slots_missing(const kn_slots *slots, size_t slot, double base, kn_text *out)
{
    const kn_slot *one = &slots->list[slot];
    /* one stroke a day for a full week, one for each seventh of what is longer or cut short */
    int strokes = (7 * one->missing + one->days - 1) / one->days;
    double width = slots->width * 0.77;

    if (slots->unit == KN_UNIT_DAY || one->missing == 0 || one->missing == one->days)
        return;
    kn_text_add(out, "<path class=\"c-hatch\" d=\"");
    for (int s = 0; s < strokes; s++)
        kn_text_addf(out, "M%.1f %.1fh%.1f", kn_slots_x(slots, slot) + (slots->width - width) / 2,
                     base + 3.5 + 2.4 * s, width);
    kn_text_add(out, "\"/>");
}
