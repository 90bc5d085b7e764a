/* The same reply laid out to read: a page of HTML to print, or text. What stands in it is what the
 * app shows, no more and no less. */
#include <string.h>

#include "report/diary_page.h"
#include "report/relief_say.h"

extern const char kn_style_tokens[], kn_style_components[], kn_style_report[]; /* embedded */

static const char TITLE[] = "What eases it";

static const char *member(const json_t *object, const char *name)
{
    const char *words = kn_words_member(object, name);

    return words ? words : "";
}

static void add_table(kn_page *page, const char *caption, const json_t *table)
{
    const json_t *columns = json_object_get(table, "columns"),
                 *rows = json_object_get(table, "rows");
    const char *heads[KN_PAGE_COLUMNS] = {0};
    int count = (int)json_array_size(columns);

    for (int c = 0; c < count && c < KN_PAGE_COLUMNS; c++)
        heads[c] = json_string_value(json_array_get(columns, (size_t)c));
    kn_page_table(page, caption, heads, count);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const char *cells[KN_PAGE_COLUMNS] = {0};

        for (int c = 0; c < count && c < KN_PAGE_COLUMNS; c++)
            cells[c] = json_string_value(json_array_get(json_array_get(rows, i), (size_t)c));
        kn_page_row(page, cells);
    }
    kn_page_table_end(page);
}

/* A section of words and a table, where the reply has one. */
static void add_described(kn_page *page, const char *heading, const json_t *table)
{
    if (!json_is_object(table) || json_array_size(json_object_get(table, "rows")) == 0)
        return;
    kn_page_section(page, heading, false);
    kn_page_text(page, member(table, "words"));
    add_table(page, heading, table);
    kn_page_section_end(page);
}

static void add_chart(kn_page *page, const char *heading, const char *words, json_t *chart)
{
    if (!json_is_object(chart))
        return;
    kn_page_section(page, heading, false);
    if (words[0])
        kn_page_text(page, words);
    kn_page_chart(page, json_incref(chart), false, true);
    kn_page_section_end(page);
}

static void add_contrasts(kn_page *page, const json_t *list)
{
    size_t i;
    json_t *contrast;

    if (json_array_size(list) == 0)
        return;
    kn_page_section(page, "Against each other", false);
    json_array_foreach(list, i, contrast)
    {
        kn_page_strong(page, member(contrast, "headline"));
        kn_page_text(page, member(contrast, "lead"));
        kn_page_small(page, member(json_object_get(contrast, "draw"), "words"));
    }
    kn_page_section_end(page);
}

static void add_parts(kn_page *page, const char *heading, const json_t *list, const char *why)
{
    size_t i;
    json_t *part;

    if (json_array_size(list) == 0 && !why[0])
        return;
    kn_page_section(page, heading, false);
    if (why[0])
        kn_page_text(page, why);
    kn_page_list(page);
    json_array_foreach(list, i, part)
    {
        kn_text title;

        kn_text_init(&title, KN_RELIEF_TEXT_LIMIT);
        kn_text_addf(&title, "%s, ", member(part, "title"));
        kn_words_count(&title, (long)json_integer_value(json_object_get(part, "episodes")), "spasm",
                       "spasms");
        kn_page_item(page, kn_text_string(&title), member(part, "words"));
        kn_text_release(&title);
    }
    kn_page_list_end(page);
    kn_page_section_end(page);
}

static void add_doubts(kn_page *page, const json_t *list)
{
    size_t i;
    json_t *doubt;

    if (json_array_size(list) == 0)
        return;
    kn_page_section(page, "Doubts", false);
    kn_page_list(page);
    json_array_foreach(list, i, doubt) kn_page_bullet(page, json_string_value(doubt));
    kn_page_list_end(page);
    kn_page_section_end(page);
}

static void add_all(kn_page *page, const json_t *reply)
{
    const json_t *charts = json_object_get(reply, "charts");

    kn_page_head(page, TITLE, member(reply, "counts_words"));
    if (page->is_html) /* text is for the person alone */
        kn_page_text(page, "Written by the person with Unknot, on this device. What to do was "
                           "picked by chance each time. Remedies are tried, never recommended. It "
                           "is no medical advice.");
    kn_page_head_end(page);
    kn_page_section(page, member(reply, "kind_words"), true);
    kn_page_strong(page, member(reply, "headline"));
    kn_page_text(page, member(reply, "lead"));
    kn_page_text(page, member(json_object_get(reply, "stop"), "words"));
    kn_page_section_end(page);
    kn_page_two(page);
    add_chart(page, "Minutes until it eased", "", json_object_get(charts, "minutes"));
    add_chart(page, "Which is fastest?", member(json_object_get(reply, "best"), "words"),
              json_object_get(charts, "hundred"));
    kn_page_two_end(page);
    add_contrasts(page, json_object_get(reply, "contrasts"));
    add_described(page, "Within 10 minutes", json_object_get(reply, "within_ten"));
    add_described(page, "Pain", json_object_get(reply, "pain"));
    add_described(page, "Something else after it", json_object_get(reply, "switched"));
    add_described(page, "When you chose yourself", json_object_get(reply, "observed"));
    add_parts(page, "By place", json_object_get(reply, "by_place"), member(reply, "by_place_why"));
    add_parts(page, "By kind of spasm", json_object_get(reply, "by_label"),
              member(reply, "by_label_why"));
    add_doubts(page, json_object_get(reply, "doubts"));
    kn_page_small(page, "Kept on this device. Nothing was sent.");
}

static kn_code lay_out(const kn_relief_diary_answer *answer, const kn_catalogue *catalogue,
                       bool is_html, kn_text *out, kn_error *err)
{
    kn_page page = {.out = out, .is_html = is_html};
    json_t *reply = kn_relief_answer_json(answer, catalogue);

    if (!reply)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for the answer");
    add_all(&page, reply);
    json_decref(reply);
    return KN_OK;
}

kn_code kn_relief_answer_text(const kn_relief_diary_answer *answer, const kn_catalogue *catalogue,
                              kn_text *out, kn_error *err)
{
    kn_code code = lay_out(answer, catalogue, false, out, err);

    return code ? code : kn_text_check(out, "the answer", err);
}

kn_code kn_relief_answer_page(const kn_relief_diary_answer *answer, const kn_catalogue *catalogue,
                              bool whole, kn_text *out, kn_error *err)
{
    kn_code code;

    if (whole)
        kn_text_addf(out,
                     "<!DOCTYPE html>\n<html lang=\"en\" data-theme=\"light\"><head>"
                     "<meta charset=\"utf-8\"/><meta http-equiv=\"Content-Security-Policy\" "
                     "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>"
                     "<title>%s</title>\n<style>\n%s\n%s\n%s</style></head>\n"
                     "<body class=\"report-page\"><main>\n",
                     TITLE, kn_style_tokens, kn_style_components, kn_style_report);
    kn_text_add(out, "<article class=\"sheet\" aria-labelledby=\"report-title\">\n");
    code = lay_out(answer, catalogue, true, out, err);
    kn_text_add(out, "</article>\n");
    if (whole)
        kn_text_add(out, "</main></body></html>\n");
    return code ? code : kn_text_check(out, "the page", err);
}
