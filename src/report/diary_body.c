/* Front and back of the body, coloured by how many spasms were there: the pictures of web/bodymap
 * with every variable replaced by a plain attribute, so that no style sheet is needed and the
 * strict content policy holds. Only the figure is taken: enlarged parts, tap areas, numbers and ids
 * stay behind. */
#include "report/diary_body.h"

#include <stdio.h>
#include <string.h>

#include "diary/site.h"

extern const char kn_body_front[], kn_body_back[]; /* embedded; a NUL follows */

/* web/bodymap/bodymap.css, light: paper is white whatever the screen is. */
static const char *const RAMP[] = {"#f9e7f0", "#f2cde0", "#e9b3d1", "#df9ac1", "#d381b1", "#c66aa0",
                                   "#b6538f", "#a53d7e", "#92296d", "#7d145c", "#68004a"};
enum { STEPS = sizeof RAMP / sizeof *RAMP - 1 };
static const char UNMARKED[] = "#e6e9ee", SEAM[] = "#fff";

/* The value of an attribute of the element that begins at `tag`; false if it has none. */
static bool attribute(const char *tag, const char *end, const char *name, const char **value,
                      size_t *size)
{
    size_t length = strlen(name);

    for (const char *at = strchr(tag, ' '); at && at < end; at = strchr(at + 1, ' ')) {
        const char *quote;

        if (strncmp(at + 1, name, length) != 0 || strncmp(at + 1 + length, "=\"", 2) != 0)
            continue;
        *value = at + length + 3;
        quote = strchr(*value, '"');
        *size = quote ? (size_t)(quote - *value) : 0;
        return quote && quote < end;
    }
    return false;
}

/* "var(--bm-left-calf, ...)" to the colour of the left calf. */
static const char *colour_of(const char *fill, size_t size, const kn_episodes_summary *summary,
                             int most)
{
    static const char before[] = "var(--bm-";
    char id[64];
    size_t length;
    int site;

    if (size <= strlen(before) || strncmp(fill, before, strlen(before)) != 0)
        return NULL;
    fill += strlen(before);
    length = strcspn(fill, ",)\"");
    snprintf(id, sizeof id, "%.*s", (int)length, fill);
    site = kn_site_find(id);
    if (site < 0 || summary->by_site[site] == 0)
        return UNMARKED;
    return RAMP[(STEPS * summary->by_site[site] + most - 1) / most];
}

/* Attributes that draw; all others name and connect parts of the app's picture. */
static void copy_path(kn_text *out, const char *tag, const char *end, const char *colour)
{
    static const char *const kept[] = {"stroke", "stroke-width", "stroke-opacity", "fill-opacity",
                                       "d"};
    const char *value;
    size_t size;

    kn_text_add(out, "<path fill=\"");
    if (colour)
        kn_text_add(out, colour);
    else if (attribute(tag, end, "fill", &value, &size))
        kn_text_add_bytes(out, value, size);
    kn_text_add(out, "\"");
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
        if (attribute(tag, end, kept[i], &value, &size)) {
            kn_text_addf(out, " %s=\"", kept[i]);
            kn_text_add_bytes(out, value, size);
            kn_text_add_char(out, '"');
        }
    kn_text_add(out, "/>");
}

static bool has_class(const char *tag, const char *end, const char *class)
{
    const char *value;
    size_t size;

    return attribute(tag, end, "class", &value, &size) && strncmp(value, class, strlen(class)) == 0;
}

static void add_view(kn_text *out, const char *picture, bool is_front,
                     const kn_episodes_summary *summary, int most)
{
    const char *at = strstr(picture, "<g class=\"bm-regions\"");
    const char *stop = at ? strstr(at, "<g class=\"bm-insets\"") : NULL;
    const char *name = is_front ? "front" : "back";

    kn_text_addf(out,
                 "<svg viewBox=\"50 44 260 706\" role=\"img\" aria-labelledby=\"kc-body-%s\">"
                 "<title id=\"kc-body-%s\">Body from the %s, darker where spasms were more often"
                 "</title><g stroke=\"%s\" stroke-width=\"1.4\" stroke-linejoin=\"round\">",
                 name, name, name, SEAM);
    while (at && stop && (at = strstr(at, "<path")) && at < stop) {
        const char *end = strchr(at, '>'), *fill;
        size_t size;

        if (!end)
            break;
        if (has_class(at, end, "bm-r") && attribute(at, end, "fill", &fill, &size))
            copy_path(out, at, end, colour_of(fill, size, summary, most));
        else if (has_class(at, end, "bm-line") || has_class(at, end, "bm-edge"))
            copy_path(out, at, end, NULL);
        at = end;
    }
    kn_text_addf(out,
                 "</g><g font-size=\"30\" font-weight=\"700\" fill=\"currentColor\" "
                 "text-anchor=\"middle\"><text x=\"76\" y=\"90\">%s</text>"
                 "<text x=\"284\" y=\"90\">%s</text></g></svg>",
                 is_front ? "R" : "L", is_front ? "L" : "R");
}

void kn_body_add(kn_text *out, const kn_episodes_summary *summary)
{
    int most = 1;

    for (int s = 0; s < KN_SITES_MAX; s++)
        most = summary->by_site[s] > most ? summary->by_site[s] : most;
    add_view(out, kn_body_front, true, summary, most);
    add_view(out, kn_body_back, false, summary, most);
}
