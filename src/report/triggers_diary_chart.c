/* How each suspect goes with spasms: one row each on a log scale of odds. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/diary_chart.h"
#include "report/triggers_diary.h"
#include "report/triggers_words.h"

enum { ROW = 46, TOP = 22, NUMBER_SIZE = KN_TRIGGER_NUMBER_SIZE };
#define LETTER    7.8  /* of a tick, with the widest of the usual fonts */
#define ODDS_MOST 20.0 /* what lies beyond is cut at the edge */

/* In the order in which they get their place; one that would stand on another is left out. */
static const struct {
    double odds;
    const char *words;
} ticks[] = {{1, "same"},          {2, "double"},    {0.5, "half"},        {3, "triple"},
             {1.0 / 3, "a third"}, {5, "5 times"},   {0.2, "a fifth"},     {10, "10 times"},
             {0.1, "a tenth"},     {20, "20 times"}, {0.05, "a twentieth"}};

typedef struct scale {
    double low, high; /* log odds at the edges */
} scale;

static const double LEFT = 8, RIGHT = KN_CHART_RIGHT;

static double place(const scale *s, double log_odds)
{
    double within = fmin(fmax(log_odds, s->low), s->high);

    return LEFT + 18 + (RIGHT - LEFT - 36) * (within - s->low) / (s->high - s->low);
}

/* From half to double at least, and as far as the intervals go. */
static scale make_scale(const kn_trigger_diary_answer *answer)
{
    scale s = {log(0.5), log(2)};

    for (int i = 0; i < answer->suspects; i++) {
        const kn_suspect_answer *found = kn_trigger_suspect_answer(answer, &answer->suspect[i]);

        if (!found)
            continue;
        s.low = fmin(s.low, found->joint.q025);
        s.high = fmax(s.high, found->joint.q975);
    }
    s.low = fmax(s.low, -log(ODDS_MOST));
    s.high = fmin(s.high, log(ODDS_MOST));
    return s;
}

/* From the middle of one tick's words to the middle of another's, so that they stand apart. */
static double gap(int one, int other)
{
    return LETTER * (1 + (double)(strlen(ticks[one].words) + strlen(ticks[other].words)) / 2);
}

/* Which ticks have room; returns how many. */
static int choose_ticks(const scale *s, int chosen[])
{
    int count = 0;

    for (int t = 0; t < (int)(sizeof ticks / sizeof *ticks); t++) {
        double at = log(ticks[t].odds), x = place(s, at);
        bool has_room = at >= s->low - 1e-9 && at <= s->high + 1e-9;

        for (int k = 0; k < count && has_room; k++)
            has_room = fabs(x - place(s, log(ticks[chosen[k]].odds))) >= gap(t, chosen[k]);
        if (has_room)
            chosen[count++] = t;
    }
    return count;
}

static void draw_row(const scale *s, const kn_summary *log_odds, const char *label, double top,
                     kn_text *out)
{
    bool one_side = log_odds->q025 > 0 || log_odds->q975 < 0;
    double y = top + 32, from = place(s, log_odds->q025), to = place(s, log_odds->q975);

    kn_mark_text(out, "strong", LEFT, top + 14, "", label);
    kn_mark_line(out, "c-wide", from, y, to, y);
    kn_text_addf(out, "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\"/>",
                 one_side ? "c-full" : "c-point", place(s, log_odds->mean), y,
                 one_side ? 7.5 : 6.5);
}

static void draw_axis(const scale *s, const int chosen[], int count, double base, kn_text *out)
{
    for (int k = 0; k < count; k++) {
        double x = place(s, log(ticks[chosen[k]].odds));
        const char *anchor = x < 40 ? "" : x > KN_CHART_WIDTH - 40 ? "end" : "middle";

        kn_mark_text(out, "b",
                     x < 40                    ? LEFT
                     : x > KN_CHART_WIDTH - 40 ? RIGHT
                                               : x,
                     base + 20, anchor, ticks[chosen[k]].words);
    }
    kn_mark_text(out, "strong", LEFT, base + 44, "", "\xe2\x86\x90 fewer spasms");
    kn_mark_text(out, "strong", RIGHT, base + 44, "end", "more spasms \xe2\x86\x92");
}

/* "99 in 100", never 0 or 100. */
static void say_chance(double chance, char out[NUMBER_SIZE])
{
    if (chance > 0.995)
        snprintf(out, NUMBER_SIZE, "over 99 in 100");
    else if (chance < 0.005)
        snprintf(out, NUMBER_SIZE, "under 1 in 100");
    else
        snprintf(out, NUMBER_SIZE, "%.0f in 100", 100 * chance);
}

static void add_row(kn_chart *chart, const kn_summary *log_odds, const char *label)
{
    char middle[NUMBER_SIZE], low[NUMBER_SIZE], high[NUMBER_SIZE], chance[NUMBER_SIZE];
    kn_text times;

    kn_text_init(&times, KN_TRIGGER_TEXT_MAX);
    kn_text_addf(&times, "%s (%s to %s)", kn_trigger_ratio(middle, log_odds->mean),
                 kn_trigger_ratio(low, log_odds->q025), kn_trigger_ratio(high, log_odds->q975));
    say_chance(1 - log_odds->p_below_zero, chance);
    kn_chart_row(chart, label, kn_text_string(&times), chance);
    kn_text_addf(&chart->summary, "%s%s: ", chart->summary.size > 0 ? " " : "", label);
    kn_trigger_say_times(log_odds, "", &chart->summary);
    kn_text_add_char(&chart->summary, '.');
    kn_text_release(&times);
}

json_t *kn_trigger_chart(const kn_trigger_diary_answer *answer)
{
    int order[KN_TRIGGER_ROWS_MAX], chosen[sizeof ticks / sizeof *ticks], tick_count, rows = 0;
    kn_chart chart;
    scale s;

    if (!answer->study || answer->study->alone[0].unfit)
        return NULL;
    kn_chart_init(&chart, "triggers");
    kn_text_add(&chart.title, "How each suspect goes with spasms");
    chart.columns[0] = "Suspect";
    chart.columns[1] = "Odds of a spasm day, times (likely range)";
    chart.columns[2] = "Chance that it goes with more";
    s = make_scale(answer);
    tick_count = choose_ticks(&s, chosen);
    kn_trigger_order(answer, order);
    for (int i = 0; i < answer->suspects; i++) {
        const kn_trigger_suspect *suspect = &answer->suspect[order[i]];
        const kn_suspect_answer *found = kn_trigger_suspect_answer(answer, suspect);
        double top = ROW * rows;
        kn_text label;

        if (!found)
            continue;
        kn_text_init(&label, KN_TRIGGER_TEXT_MAX);
        kn_trigger_say_label(answer, suspect, &label);
        for (int k = 0; k < tick_count; k++) {
            double x = place(&s, log(ticks[chosen[k]].odds));

            kn_mark_line(&chart.body, chosen[k] == 0 ? "c-zero" : "c-grid", x, top + TOP, x,
                         top + ROW);
        }
        draw_row(&s, &found->joint, kn_text_string(&label), top, &chart.body);
        add_row(&chart, &found->joint, kn_text_string(&label));
        kn_text_release(&label);
        rows++;
    }
    draw_axis(&s, chosen, tick_count, ROW * rows, &chart.body);
    chart.height = ROW * rows + 54;
    return kn_chart_finish(&chart);
}
