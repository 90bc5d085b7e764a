#include "report/chart.h"

#include <stdio.h>
#include <string.h>

#include "report/report.h"
#include "report/story.h"

static const size_t PANEL_LIMIT = 4u << 20;

void kn_panel_init(kn_panel *panel, const char *id)
{
    memset(panel, 0, sizeof *panel);
    kn_text_init(&panel->title, PANEL_LIMIT);
    kn_text_init(&panel->desc, PANEL_LIMIT);
    kn_text_init(&panel->body, PANEL_LIMIT);
    snprintf(panel->id, sizeof panel->id, "%s", id);
}

void kn_panel_release(kn_panel *panel)
{
    kn_text_release(&panel->title);
    kn_text_release(&panel->desc);
    kn_text_release(&panel->body);
}

void kn_panel_add(const kn_panel *panel, const char *place, kn_text *out)
{
    kn_text_addf(out,
                 "<svg class=\"panel\" viewBox=\"0 0 %d %.0f\" %s role=\"img\" "
                 "aria-labelledby=\"%st %sd\"><title id=\"%st\">",
                 KN_PANEL_WIDTH, panel->height, place, panel->id, panel->id, panel->id);
    kn_text_add_xml(out, kn_text_string(&panel->title));
    kn_text_addf(out, "</title><desc id=\"%sd\">", panel->id);
    kn_text_add_xml(out, kn_text_string(&panel->desc));
    kn_text_addf(out, "</desc>%s</svg>\n", kn_text_string(&panel->body));
    if (panel->title.failed || panel->desc.failed || panel->body.failed)
        out->failed = panel->body.failed ? panel->body.failed : KN_LIMIT;
}

json_t *kn_panel_json(kn_panel *panel, json_t *table)
{
    json_t *chart = NULL;
    kn_text svg;

    kn_text_init(&svg, 2 * PANEL_LIMIT);
    kn_panel_add(panel, "", &svg);
    if (!svg.failed && table)
        chart =
            json_pack("{s:s, s:s, s:s, s:O}", "title", kn_text_string(&panel->title), "summary",
                      kn_text_string(&panel->desc), "svg", kn_text_string(&svg), "table", table);
    json_decref(table);
    kn_text_release(&svg);
    kn_panel_release(panel);
    return chart;
}

const char *kn_arm_class(int arm)
{
    static const char *const classes[] = {"b", "a", "c", "d"};

    return arm < 4 ? classes[arm] : "e";
}

const char *kn_arm_mark(int arm)
{
    static const char *const shapes[KN_ARMS_MAX] = {"◆", "●", "▲", "■", "◇", "○", "△", "□"};

    return shapes[arm];
}

void kn_arm_shape(kn_text *out, int arm, double x, double y, double radius, const char *more_class)
{
    const char *open = arm >= 4 ? "c-open " : "";

    kn_text_addf(out, "<path class=\"%sc-%s%s\" d=\"", open, kn_arm_class(arm), more_class);
    switch (arm % 4) {
    case 0:
        kn_text_addf(out, "M%.1f %.1fl%.1f %.1fl%.1f %.1fl%.1f %.1fz", x, y - radius, radius,
                     radius, -radius, radius, -radius, -radius);
        break;
    case 1:
        kn_text_addf(out, "M%.1f %.1fa%.1f %.1f 0 1 0 %.1f 0a%.1f %.1f 0 1 0 %.1f 0z", x - radius,
                     y, radius, radius, 2 * radius, radius, radius, -2 * radius);
        break;
    case 2:
        kn_text_addf(out, "M%.1f %.1fl%.1f %.1fh%.1fz", x, y - radius, radius, 1.8 * radius,
                     -2 * radius);
        break;
    default:
        kn_text_addf(out, "M%.1f %.1fh%.1fv%.1fh%.1fz", x - 0.9 * radius, y - 0.9 * radius,
                     1.8 * radius, 1.8 * radius, -1.8 * radius);
    }
    kn_text_add(out, "\"/>");
}

/* A picture under its heading in the standalone file. */
static void stack(kn_text *out, const kn_panel *panel, const char *heading, double *y)
{
    char place[80];

    kn_text_addf(out, "<text class=\"strong\" x=\"18\" y=\"%.0f\">", *y + 20);
    kn_text_add_xml(out, heading);
    kn_text_add(out, "</text>\n");
    snprintf(place, sizeof place, "x=\"14\" y=\"%.0f\" width=\"%d\" height=\"%.0f\"", *y + 32,
             KN_PANEL_WIDTH, panel->height);
    kn_panel_add(panel, place, out);
    *y += 32 + panel->height + 20;
}

/* The headline in lines of the picture's width; SVG does not wrap. */
static void add_headline(kn_text *out, const char *text, double *y)
{
    enum { CHARACTERS = 46 };

    while (*text) {
        size_t take = strlen(text), shown = 0, at = 0, blank = 0;

        for (; text[at] && shown <= CHARACTERS; at++) {
            shown += ((unsigned char)text[at] & 0xc0) != 0x80;
            if (text[at] == ' ')
                blank = at;
        }
        if (text[at])
            take = blank > 0 ? blank : at;
        while (((unsigned char)text[take] & 0xc0) == 0x80)
            take--; /* not within a character */
        *y += 20;
        kn_text_addf(out, "<text class=\"strong\" x=\"18\" y=\"%.0f\">", *y);
        {
            char line[4 * CHARACTERS + 16];

            snprintf(line, sizeof line, "%.*s", (int)take, text);
            kn_text_add_xml(out, line);
        }
        kn_text_add(out, "</text>\n");
        text += take;
        text += strspn(text, " ");
    }
    *y += 14;
}

static void stack_story(kn_text *out, const kn_study *study, const kn_story *story, double *y)
{
    const char *heading = "";

    for (size_t i = 0; i < story->count; i++) {
        const kn_block *block = &story->block[i];
        kn_panel panel;
        char id[24];
        kn_view view;

        if (block->kind == KN_BLOCK_SECTION)
            heading = kn_story_text(story, block);
        if (block->kind == KN_BLOCK_HEADLINE)
            add_headline(out, kn_story_text(story, block), y);
        if (block->kind < KN_BLOCK_SIZE)
            continue;
        snprintf(id, sizeof id, "p%zu", i);
        kn_panel_init(&panel, id);
        if (block->kind == KN_BLOCK_DAYS) {
            kn_panel_days(&panel, study, block->person, NULL, 0);
        } else if (block->kind == KN_BLOCK_FOREST) {
            kn_panel_forest(&panel, study);
        } else {
            kn_view_init(&view, study, block->person, block->index);
            (block->kind == KN_BLOCK_SIZE ? kn_panel_size : kn_panel_hundred)(&panel, &view);
            kn_view_release(&view);
        }
        stack(out, &panel, heading, y);
        kn_panel_release(&panel);
    }
}

kn_code kn_report_chart(const kn_study *study, kn_text *out, kn_error *err)
{
    enum { WIDTH = KN_PANEL_WIDTH + 28 };
    kn_story story;
    kn_text body;
    double y = 10;
    kn_code code = kn_story_init(&story, study, err);

    kn_text_init(&body, 8 * PANEL_LIMIT);
    if (code == KN_OK) {
        stack_story(&body, study, &story, &y);
        kn_text_addf(
            out,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %.0f\" width=\"%d\" "
            "height=\"%.0f\" class=\"panel\" role=\"img\" aria-labelledby=\"t d\">\n"
            "<title id=\"t\">",
            WIDTH, y, WIDTH, y);
        kn_text_add_xml(out, story.count > 1 ? kn_story_text(&story, &story.block[1]) : "");
        kn_text_add(out, "</title><desc id=\"d\">");
        kn_text_add_xml(out, story.count > 2 ? kn_story_text(&story, &story.block[2]) : "");
        kn_text_addf(out, "</desc>\n<style>%s%s</style>\n", kn_style_colours, kn_style_panels);
        kn_text_addf(out, "<rect width=\"%d\" height=\"%.0f\" class=\"c-paper\"/>\n%s", WIDTH, y,
                     kn_text_string(&body));
        kn_text_add(out, "</svg>\n");
        if (body.failed)
            out->failed = body.failed;
        code = kn_text_check(out, "the picture", err);
    }
    kn_text_release(&body);
    kn_story_release(&story);
    return code;
}
