/* Episodes by hour, by place and by what they were filed as. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diary/site.h"
#include "report/diary_chart.h"

/* ---- By hour ----------------------------------------------------------------------------------*/

int kn_night_count(const kn_episodes_summary *summary, int *known)
{
    int night = 0;

    *known = 0;
    for (int h = 0; h < 24; h++) {
        *known += summary->by_hour[h];
        night += h >= KN_NIGHT_FROM || h < KN_NIGHT_TO ? summary->by_hour[h] : 0;
    }
    return night;
}

static void draw_hours(const kn_episodes_summary *summary, int most, kn_text *out)
{
    const double TOP = 16, BASE = 112, LEFT = 24, SLOT = (KN_CHART_RIGHT - LEFT) / 24;
    char words[KN_WORDS_SIZE];

    kn_text_addf(out,
                 "<rect class=\"c-band\" x=\"%.1f\" y=\"%.0f\" width=\"%.1f\" height=\"%.0f\"/>"
                 "<rect class=\"c-band\" x=\"%.1f\" y=\"%.0f\" width=\"%.1f\" height=\"%.0f\"/>",
                 LEFT, TOP, SLOT * KN_NIGHT_TO, BASE - TOP, LEFT + SLOT * KN_NIGHT_FROM, TOP,
                 SLOT * (24 - KN_NIGHT_FROM), BASE - TOP);
    kn_mark_text(out, "plain", LEFT + SLOT * KN_NIGHT_TO / 2, TOP - 4, "middle", "night");
    kn_mark_line(out, "c-axis", LEFT, BASE, KN_CHART_RIGHT, BASE);
    if (most > 0) {
        snprintf(words, sizeof words, "%d", most);
        kn_mark_line(out, "c-grid", LEFT, TOP + 8, KN_CHART_RIGHT, TOP + 8);
        kn_mark_text(out, "", LEFT - 6, TOP + 13, "end", words);
    }
    for (int h = 0; h < 24; h++)
        if (summary->by_hour[h] > 0)
            kn_mark_bar(out, LEFT + SLOT * h + 1.5, SLOT - 3,
                        BASE - (BASE - TOP - 8) * summary->by_hour[h] / most, BASE, false);
    for (int h = 0; h < 24; h += 6) {
        snprintf(words, sizeof words, "%02d:00", h);
        kn_mark_text(out, "", LEFT + SLOT * h + 1, BASE + 19, "", words);
    }
}

json_t *kn_chart_hours(const kn_episodes_summary *summary)
{
    int most = 0, known, night = kn_night_count(summary, &known);
    char hour[KN_WORDS_SIZE], words[KN_WORDS_SIZE];
    kn_chart chart;

    kn_chart_init(&chart, "hours");
    chart.height = 138;
    chart.columns[0] = "Hour";
    chart.columns[1] = "Spasms";
    for (int h = 0; h < 24; h++) {
        most = summary->by_hour[h] > most ? summary->by_hour[h] : most;
        snprintf(hour, sizeof hour, "%02d:00", h);
        snprintf(words, sizeof words, "%d", summary->by_hour[h]);
        kn_chart_row(&chart, hour, words, NULL);
    }
    snprintf(words, sizeof words, "%d", summary->hour_unknown);
    kn_chart_row(&chart, "Time not recorded", words, NULL);
    kn_text_add(&chart.title, "Spasms by hour of the day");
    kn_words_count(&chart.summary, known, "spasm with a known time, ",
                   "spasms with a known time, ");
    kn_text_addf(&chart.summary, "%d of them at night (%d:00 to %d:00). ", night, KN_NIGHT_FROM,
                 KN_NIGHT_TO);
    if (summary->hour_unknown > 0)
        kn_text_addf(&chart.summary, "%d more %s no time and %s left out.", summary->hour_unknown,
                     summary->hour_unknown == 1 ? "has" : "have",
                     summary->hour_unknown == 1 ? "is" : "are");
    else
        kn_text_add(&chart.summary, "None without a time.");
    draw_hours(summary, most, &chart.body);
    return kn_chart_finish(&chart);
}

/* ---- Bars beside names ------------------------------------------------------------------------*/

typedef struct named {
    const char *name;
    int count, order;
    bool is_apart; /* paler */
    bool is_rest;  /* several together: a number without a bar, which would be the longest */
} named;

static int by_count(const void *left, const void *right)
{
    const named *a = left, *b = right;

    return a->count != b->count ? b->count - a->count : a->order - b->order;
}

/* The names take what the longest one needs on a phone; the bars take the rest. */
static void draw_named(const named *list, size_t count, kn_chart *chart)
{
    enum { ROW = 34, HEIGHT = 20 };
    const double CHARACTER = 8.4, LEAST = 96, MOST = 246, NUMBER = 44;
    double left = LEAST;

    for (size_t i = 0; i < count; i++)
        left =
            fmax(left, CHARACTER * (double)kn_utf8_count(list[i].name, strlen(list[i].name)) + 8);
    left = fmin(left, MOST);
    for (size_t i = 0; i < count; i++) { /* the first is the most frequent */
        double y = 7 + (double)ROW * (double)i, room = KN_CHART_WIDTH - NUMBER - left;
        double width = list[i].is_rest ? -8 : fmax(room * list[i].count / list[0].count, 3);
        char number[KN_WORDS_SIZE];
        kn_text name;

        kn_text_init(&name, 1024);
        kn_words_capital(&name, list[i].name);
        kn_mark_text(&chart->body, "b", 0, y + 15, "", kn_text_string(&name));
        if (!list[i].is_rest)
            kn_text_addf(&chart->body,
                         "<rect class=\"c-bar\" x=\"%.1f\" y=\"%.0f\" width=\"%.1f\" "
                         "height=\"%d\" rx=\"4\"%s/>",
                         left, y, width, HEIGHT, list[i].is_apart ? " opacity=\".45\"" : "");
        snprintf(number, sizeof number, "%d", list[i].count);
        kn_mark_text(&chart->body, "strong", left + width + 8, y + 15, "", number);
        kn_chart_row(chart, kn_text_string(&name), number,
                     !chart->columns[2] ? NULL
                     : list[i].is_apart ? "No"
                                        : "Yes");
        kn_text_release(&name);
    }
    chart->height = 2 + ROW * (double)(count > 0 ? count : 1);
}

json_t *kn_chart_sites(const kn_episodes_summary *summary)
{
    return kn_chart_sites_few(summary, KN_SITES_MAX);
}

/* Joins all from most - 1 on into one. */
static size_t join_rest(named *list, size_t count, size_t most, char words[KN_WORDS_SIZE])
{
    if (count <= most)
        return count;
    snprintf(words, KN_WORDS_SIZE, "%zu other places", count - most + 1);
    for (size_t i = most; i < count; i++)
        list[most - 1].count += list[i].count;
    list[most - 1].name = words;
    list[most - 1].is_rest = true;
    return most;
}

/* Of places that are equally frequent none is named. */
static void add_most_often(const named *list, size_t count, int known, kn_text *out)
{
    size_t alike = 1;

    while (alike < count && list[alike].count == list[0].count)
        alike++;
    if (alike > 1)
        kn_text_addf(out, "Most often in %zu places alike: %d of %d with a place each. ", alike,
                     list[0].count, known);
    else
        kn_text_addf(out, "Most often %s%s: %d of %d with a place. ",
                     strcmp(kn_sites[list[0].order].site, "whole-body") == 0 ? "" : "in the ",
                     list[0].name, list[0].count, known);
}

json_t *kn_chart_sites_few(const kn_episodes_summary *summary, size_t most)
{
    named list[KN_SITES_MAX];
    size_t count = 0;
    char words[KN_WORDS_SIZE], rest[KN_WORDS_SIZE];
    kn_chart chart;

    kn_chart_init(&chart, "sites");
    chart.columns[0] = "Place";
    chart.columns[1] = "Spasms";
    kn_text_add(&chart.title, "Spasms by place");
    for (size_t s = 0; s < kn_site_count && s < KN_SITES_MAX; s++)
        if (summary->by_site[s] > 0)
            list[count++] = (named){kn_sites[s].name, summary->by_site[s], (int)s, false, false};
    qsort(list, count, sizeof *list, by_count);
    if (count > 0)
        add_most_often(list, count, summary->primary - summary->site_unknown, &chart.summary);
    if (summary->primary == 0)
        kn_text_add(&chart.summary, "No spasms in this time.");
    else if (summary->site_unknown > 0)
        kn_text_addf(&chart.summary, "%d %s no place.", summary->site_unknown,
                     summary->site_unknown == 1 ? "has" : "have");
    else
        kn_text_add(&chart.summary, "None without a place.");
    count = join_rest(list, count, most, rest);
    draw_named(list, count, &chart);
    snprintf(words, sizeof words, "%d", summary->site_unknown);
    kn_chart_row(&chart, "Place not recorded", words, NULL);
    return kn_chart_finish(&chart);
}

json_t *kn_chart_labels(const kn_episodes_summary *summary)
{
    named list[KN_LABEL_COUNT];
    size_t count = 0;
    int apart = 0;
    kn_chart chart;

    kn_chart_init(&chart, "labels");
    chart.columns[0] = "Filed as";
    chart.columns[1] = "Entries";
    chart.columns[2] = "Counted as a spasm";
    kn_text_add(&chart.title, "What they were filed as");
    for (int l = 0; l < KN_LABEL_COUNT; l++) {
        if (summary->by_label[l] == 0)
            continue;
        list[count++] =
            (named){kn_labels[l].name, summary->by_label[l], l, !kn_labels[l].is_primary, false};
        apart += kn_labels[l].is_primary ? 0 : summary->by_label[l];
    }
    qsort(list, count, sizeof *list, by_count);
    kn_words_count(&chart.summary, summary->primary, "entry counts as a spasm or cramp, ",
                   "entries count as spasms or cramps, ");
    kn_text_addf(&chart.summary, "%d %s kept apart (paler bars).", apart,
                 apart == 1 ? "is" : "are");
    draw_named(list, count, &chart);
    return kn_chart_finish(&chart);
}
