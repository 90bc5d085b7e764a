#include "report/diary_page.h"

#include <stdio.h>
#include <string.h>

extern const char kn_style_tokens[], kn_style_components[], kn_style_report[]; /* embedded */

/* ---- Plain text -------------------------------------------------------------------------------*/

static void blanks(kn_text *out, size_t count)
{
    while (count-- > 0)
        kn_text_add_char(out, ' ');
}

/* Words in lines that begin at column `indent`; the first line is there already. */
static void wrap(kn_text *out, const char *words, size_t indent)
{
    size_t column = indent;

    for (bool first = true;; first = false) {
        size_t bytes, width;

        words += strspn(words, " \n\t");
        bytes = strcspn(words, " \n\t");
        if (bytes == 0)
            break;
        width = kn_utf8_count(words, bytes);
        if (!first && column + 1 + width > KN_PAGE_WIDTH) {
            kn_text_add_char(out, '\n');
            blanks(out, indent);
            column = indent;
        } else if (!first) {
            kn_text_add_char(out, ' ');
            column++;
        }
        kn_text_add_bytes(out, words, bytes);
        column += width;
        words += bytes;
    }
    kn_text_add_char(out, '\n');
}

/* ---- HTML -------------------------------------------------------------------------------------*/

static void element(kn_text *out, const char *open, const char *words, const char *close)
{
    kn_text_add(out, open);
    kn_text_add_xml(out, words);
    kn_text_add(out, close);
}

/* ---- Both -------------------------------------------------------------------------------------*/

void kn_page_begin(kn_page *page, const char *title)
{
    kn_text *out = page->out;

    if (title) {
        kn_text_add(out, "<!DOCTYPE html>\n<html lang=\"en\" data-theme=\"light\"><head>"
                         "<meta charset=\"utf-8\"/><meta http-equiv=\"Content-Security-Policy\" "
                         "content=\"default-src 'none'; style-src 'unsafe-inline'\"/>"
                         "<meta name=\"viewport\" content=\"width=device-width, "
                         "initial-scale=1\"/><title>");
        kn_text_add_xml(out, title);
        kn_text_addf(out, "</title>\n<style>\n%s\n%s\n%s", kn_style_tokens, kn_style_components,
                     kn_style_report);
        kn_text_add(out, "</style></head>\n<body class=\"report-page\"><main>\n");
    }
    kn_text_add(out, "<article class=\"sheet\" aria-labelledby=\"report-title\">\n");
}

void kn_page_end(kn_page *page, const char *title)
{
    kn_text_add(page->out, "</article>\n");
    if (title)
        kn_text_add(page->out, "</main></body></html>\n");
}

void kn_page_head(kn_page *page, const char *title, const char *beside)
{
    if (page->is_html) {
        element(page->out,
                "<header class=\"stack-xs\"><div class=\"sheet-head\"><h1 id=\"report-title\">",
                title, "</h1>");
        element(page->out, "<span>", beside, "</span></div>\n");
        return;
    }
    kn_text_addf(page->out, "%s\n%s\n\n", title, beside);
}

void kn_page_head_end(kn_page *page)
{
    kn_text_add(page->out, page->is_html ? "</header>\n" : "");
}

void kn_page_two(kn_page *page)
{
    kn_text_add(page->out, page->is_html ? "<div class=\"two\">\n" : "");
}

void kn_page_two_end(kn_page *page)
{
    kn_text_add(page->out, page->is_html ? "</div>\n" : "");
}

void kn_page_section(kn_page *page, const char *heading, bool is_boxed)
{
    page->sections++;
    if (page->is_html) {
        kn_text_addf(page->out, "<section%s aria-labelledby=\"report-%d\"><h2 id=\"report-%d\">",
                     is_boxed ? " class=\"boxed\"" : "", page->sections, page->sections);
        element(page->out, "", heading, "</h2>\n");
        return;
    }
    kn_text_addf(page->out, "\n%s\n", heading);
    for (size_t i = kn_utf8_count(heading, strlen(heading)); i > 0; i--)
        kn_text_add_char(page->out, is_boxed ? '=' : '-');
    kn_text_add_char(page->out, '\n');
}

void kn_page_section_end(kn_page *page)
{
    kn_text_add(page->out, page->is_html ? "</section>\n" : "");
}

void kn_page_text(kn_page *page, const char *words)
{
    if (page->is_html)
        element(page->out, "<p>", words, "</p>\n");
    else
        wrap(page->out, words, 0);
}

void kn_page_strong(kn_page *page, const char *words)
{
    if (page->is_html)
        element(page->out, "<p class=\"said\">", words, "</p>\n");
    else
        wrap(page->out, words, 0);
}

void kn_page_small(kn_page *page, const char *words)
{
    if (page->is_html)
        element(page->out, "<p class=\"tiny\">", words, "</p>\n");
    else
        wrap(page->out, words, 0);
}

void kn_page_list(kn_page *page)
{
    kn_text_add(page->out, page->is_html ? "<ul class=\"bullets\">\n" : "");
}

void kn_page_item(kn_page *page, const char *strong, const char *words)
{
    kn_text line;

    if (page->is_html) {
        element(page->out, "<li><b>", strong, "</b>: ");
        element(page->out, "", words, "</li>\n");
        return;
    }
    kn_text_init(&line, page->out->limit);
    kn_text_addf(&line, "%s: %s", strong, words);
    kn_text_add(page->out, "- ");
    wrap(page->out, kn_text_string(&line), 2);
    kn_text_release(&line);
}

void kn_page_bullet(kn_page *page, const char *words)
{
    if (page->is_html) {
        element(page->out, "<li>", words, "</li>\n");
        return;
    }
    kn_text_add(page->out, "- ");
    wrap(page->out, words, 2);
}

void kn_page_list_end(kn_page *page)
{
    kn_text_add(page->out, page->is_html ? "</ul>\n" : "");
}

void kn_page_table(kn_page *page, const char *caption, const char *const *heads, int columns)
{
    page->columns = columns < KN_PAGE_COLUMNS ? columns : KN_PAGE_COLUMNS;
    if (!page->is_html) {
        if (heads)
            kn_page_row(page, heads);
        return;
    }
    element(page->out,
            "<div class=\"table-wrap\" tabindex=\"0\" role=\"region\" aria-label=\"Table: ",
            caption, "\">");
    element(page->out, "<table class=\"table\"><caption class=\"sr\">", caption, "</caption>");
    if (heads) {
        kn_text_add(page->out, "<thead><tr>");
        for (int c = 0; c < page->columns; c++)
            element(page->out, "<th scope=\"col\">", heads[c], "</th>");
        kn_text_add(page->out, "</tr></thead>");
    }
    kn_text_add(page->out, "<tbody>\n");
}

/* Text: the name, then a column for each cell; the last one wraps. */
static void text_row(kn_page *page, const char *const *cells)
{
    enum { NAME = 34, CELL = 12 };
    size_t column = 0, wanted = page->columns == 2 ? NAME : NAME - 10;

    for (int c = 0; c + 1 < page->columns; c++) {
        size_t width = kn_utf8_count(cells[c], strlen(cells[c]));

        kn_text_add(page->out, cells[c]);
        column += width;
        if (column + 2 > wanted) { /* too long: go on below */
            kn_text_add_char(page->out, '\n');
            column = 0;
        }
        blanks(page->out, wanted - column);
        column = wanted;
        wanted += CELL;
    }
    wrap(page->out, cells[page->columns - 1][0] ? cells[page->columns - 1] : "-", column);
}

void kn_page_row(kn_page *page, const char *const *cells)
{
    if (!page->is_html) {
        text_row(page, cells);
        return;
    }
    element(page->out, "<tr><th scope=\"row\">", cells[0], "</th>");
    for (int c = 1; c < page->columns; c++)
        element(page->out, "<td>", cells[c], "</td>");
    kn_text_add(page->out, "</tr>\n");
}

void kn_page_table_end(kn_page *page)
{
    kn_text_add(page->out, page->is_html ? "</tbody></table></div>\n" : "");
}

/* ---- Charts -----------------------------------------------------------------------------------*/

static void chart_table(kn_page *page, const json_t *table)
{
    const char *cells[KN_PAGE_COLUMNS];
    const json_t *rows = json_object_get(table, "rows"),
                 *columns = json_object_get(table, "columns");
    int count = (int)json_array_size(columns);
    size_t i;
    json_t *row;

    for (int c = 0; c < count && c < KN_PAGE_COLUMNS; c++)
        cells[c] = json_string_value(json_array_get(columns, (size_t)c));
    kn_page_table(page, kn_words_member(table, "caption"), page->is_html ? cells : NULL, count);
    json_array_foreach(rows, i, row)
    {
        for (int c = 0; c < page->columns; c++)
            cells[c] = json_string_value(json_array_get(row, (size_t)c));
        kn_page_row(page, cells);
    }
    kn_page_table_end(page);
}

void kn_page_chart(kn_page *page, json_t *chart, bool with_heading, bool with_table)
{
    const json_t *table = json_object_get(chart, "table");

    if (!chart) {
        page->out->failed = KN_NOMEM;
        return;
    }
    if (page->is_html) {
        kn_text_add(page->out, "<div class=\"stack-xs\">");
        if (with_heading)
            element(page->out, "<h3>", kn_words_member(chart, "title"), "</h3>");
        kn_text_addf(page->out, "<figure class=\"chart\">%s", kn_words_member(chart, "svg"));
        element(page->out, "<p class=\"tiny\">", kn_words_member(chart, "summary"),
                "</p><details><summary>The same as a table</summary>");
        chart_table(page, table);
        kn_text_add(page->out, "</details></figure></div>\n");
    } else {
        kn_text line;

        kn_text_init(&line, page->out->limit);
        if (with_heading)
            kn_text_addf(&line, "%s: ", kn_words_member(chart, "title"));
        kn_text_add(&line, kn_words_member(chart, "summary"));
        wrap(page->out, kn_text_string(&line), 0);
        kn_text_release(&line);
        if (with_table)
            chart_table(page, table);
    }
    json_decref(chart);
}
