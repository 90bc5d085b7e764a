/* The two pictures of what eases it: minutes by remedy, and which is fastest as 100 dots. */
#include <math.h>
#include <stdio.h>

#include "report/chart.h"
#include "report/diary_chart.h"
#include "report/relief_say.h"

static const double LEFT = 14, RIGHT = 346, ROW = 52, TOP = 22;

/* ---- Minutes ----------------------------------------------------------------------------------*/

/* Remedies with a median, the likeliest fastest first. */
static int measured(const kn_relief_said *said, int order[KN_ARMS_MAX])
{
    int all[KN_ARMS_MAX], drawn = kn_relief_order(said, all), count = 0;

    for (int i = 0; i < drawn; i++)
        if (isfinite(said->answer->relief->person[0].arm[all[i]].best))
            order[count++] = all[i];
    return count;
}

/* The axis ends at the longest range; one that is hardly known may run off it. */
static double axis_end(const kn_relief_said *said, const int order[], int count)
{
    static const double FAR = 3; /* times the longest median */
    double widest = 0, median = 0;

    for (int i = 0; i < count; i++) {
        const kn_summary *m = &said->answer->relief->person[0].arm[order[i]].median;
        widest = fmax(widest, m->q975);
        median = fmax(median, m->q50);
    }
    return fmin(widest, FAR * median);
}

static void add_axis(kn_text *out, double end, double step, double base)
{
    for (int i = 0; i * step <= end * 1.0001; i++) {
        double x = LEFT + (RIGHT - LEFT) * i * step / end;
        kn_text number;

        kn_text_init(&number, KN_RELIEF_TEXT_LIMIT);
        kn_words_number(&number, i * step);
        kn_mark_line(out, "c-grid", x, 4, x, base);
        kn_mark_text(out, "", x, base + 19, i == 0 ? "start" : "middle", kn_text_string(&number));
        kn_text_release(&number);
    }
    kn_mark_text(out, "", RIGHT, base + 40, "end", "minutes until it eased");
}

static void add_row(kn_panel *panel, const kn_relief_said *said, int remedy, double end, double y)
{
    const kn_relief_arm *arm = &said->answer->relief->person[0].arm[remedy];
    const double unit = (RIGHT - LEFT) / end;
    double low = LEFT + unit * fmin(arm->median.q025, end);
    double high = LEFT + unit * fmin(arm->median.q975, end);
    double middle = LEFT + unit * fmin(arm->median.q50, end);
    kn_text words;

    kn_text_init(&words, KN_RELIEF_TEXT_LIMIT);
    kn_relief_say_brief(said, remedy, &words);
    kn_mark_text(&panel->body, "strong", LEFT, y, "", kn_text_string(&words));
    if (panel->desc.size > 0)
        kn_text_add_char(&panel->desc, ' ');
    kn_text_addf(&panel->desc, "%s: half eased within ", kn_text_string(&words));
    kn_text_release(&words);
    kn_text_init(&words, KN_RELIEF_TEXT_LIMIT);
    kn_words_count(&words, (long)arm->drawn, "spasm", "spasms");
    kn_mark_text(&panel->body, "", RIGHT, y, "end", kn_text_string(&words));
    kn_text_release(&words);
    kn_mark_line(&panel->body, "c-wide", low, y + 18, high, y + 18);
    kn_arm_shape(&panel->body, remedy, middle, y + 18, 7, "");
    kn_text_init(&words, KN_RELIEF_TEXT_LIMIT);
    kn_relief_say_number(arm->median.q50, &words);
    if (high < RIGHT - 34)
        kn_mark_text(&panel->body, "b", high + 9, y + 23, "", kn_text_string(&words));
    else
        kn_mark_text(&panel->body, "b", fmax(middle, LEFT + 12), y + 41, "middle",
                     kn_text_string(&words));
    kn_text_addf(&panel->desc, "%s minutes, likely between ", kn_text_string(&words));
    kn_text_release(&words);
    kn_relief_say_number(arm->median.q025, &panel->desc);
    kn_text_add(&panel->desc, " and ");
    kn_relief_say_number(arm->median.q975, &panel->desc);
    kn_text_add_char(&panel->desc, '.');
}

json_t *kn_relief_chart_minutes(const kn_relief_said *said, const char *id)
{
    enum { STEPS = 5 };
    int order[KN_ARMS_MAX], count = measured(said, order);
    double end, base = TOP + ROW * count;
    kn_panel panel;

    if (count == 0)
        return json_null();
    end = axis_end(said, order, count);
    kn_panel_init(&panel, id);
    kn_text_add(&panel.title, "Minutes until it eased, for each remedy");
    add_axis(&panel.body, end, kn_chart_step(end, STEPS), base);
    for (int i = 0; i < count; i++)
        add_row(&panel, said, order[i], end, TOP + ROW * i);
    panel.height = base + 48;
    return kn_panel_json(&panel, kn_relief_medians_table(said));
}

/* ---- 100 dots ---------------------------------------------------------------------------------*/

/* The best, the second, and all others together. */
typedef struct dot_groups {
    int count, share[3];
    kn_text name[3];
} dot_groups;

static void find_groups(const kn_relief_said *said, const int order[], int count,
                        dot_groups *groups)
{
    double chance[3] = {0};

    groups->count = count < 3 ? count : 3;
    for (int i = 0; i < 3; i++)
        kn_text_init(&groups->name[i], KN_RELIEF_TEXT_LIMIT);
    for (int i = 0; i < count; i++) {
        int g = i < 2 ? i : 2;

        chance[g] += said->answer->relief->person[0].arm[order[i]].best;
        if (i > 2)
            kn_text_add(&groups->name[g], i == count - 1 ? " or " : ", ");
        kn_relief_say_remedy(said, order[i], false, &groups->name[g]);
    }
    kn_hundred_split((size_t)groups->count, chance, groups->share);
}

json_t *kn_relief_chart_hundred(const kn_relief_said *said, const char *id)
{
    int order[KN_ARMS_MAX], count = measured(said, order);
    json_t *rows = json_array();
    double y = 112;
    kn_panel panel;
    dot_groups of;

    if (count < 2) {
        json_decref(rows);
        return json_null();
    }
    find_groups(said, order, count, &of);
    kn_panel_init(&panel, id);
    kn_text_add(&panel.title, "Which remedy is fastest, as 100 dots");
    for (int i = 0; i < 100; i++) {
        kn_dot dot = i < of.share[0]                 ? KN_DOT_BETTER
                     : i < of.share[0] + of.share[1] ? KN_DOT_SMALL
                                                     : KN_DOT_WORSE;

        kn_dot_add(&panel.body, dot, 14 + 17.5 * (i % 20), 12 + 18.0 * (i / 20));
    }
    for (int g = 0; g < of.count; g++, y += 20) {
        char number[32] = "fewer than 1"; /* never "0 of 100" */
        kn_text line;

        if (of.share[g] > 0)
            snprintf(number, sizeof number, "%d", of.share[g]);
        kn_text_init(&line, KN_RELIEF_TEXT_LIMIT);
        kn_text_addf(&line, "%s: %s", number, kn_text_string(&of.name[g]));
        kn_dot_add(&panel.body, (kn_dot)g, 14, y - 4.5);
        kn_mark_text(&panel.body, "b", 28, y, "", kn_text_string(&line));
        kn_text_addf(&panel.desc, "%s%s", g > 0 ? "; " : "", kn_text_string(&line));
        json_array_append_new(rows, json_pack("[s, s]", kn_text_string(&of.name[g]), number));
        kn_text_release(&line);
    }
    for (int g = 0; g < 3; g++)
        kn_text_release(&of.name[g]);
    panel.height = y - 8;
    return kn_panel_json(&panel,
                         json_pack("{s:s, s:[s,s], s:o}", "caption", "Which is fastest", "columns",
                                   "Remedy", "Of 100 ways things could be", "rows", rows));
}
