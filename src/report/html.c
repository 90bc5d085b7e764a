#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/chart.h"
#include "report/report.h"
#include "report/story.h"
#include "report/words.h"

/* Rewritten from the app's tokens and components for one printed or read page. */
static const char page_style[] =
    "*{box-sizing:border-box}"
    "body{margin:0;background:var(--bg);color:var(--ink);font:400 1.0625rem/1.5 system-ui,"
    "-apple-system,'Segoe UI',Roboto,'Noto Sans','Helvetica Neue',sans-serif;"
    "overflow-wrap:anywhere}"
    "main{max-width:46rem;margin:0 auto;padding:1.5rem 1.25rem 3rem}"
    "h1,h2,p,ul,figure{margin:0;padding:0}"
    ".mark{color:var(--brand);font-weight:700}"
    ".kind{margin-top:1.5rem;font-weight:600;color:var(--ink-2)}"
    ".kind.helps{color:var(--ease)}.kind.level{color:var(--note)}.kind.worse{color:var(--caution)}"
    "h1,.again{font-size:1.75rem;line-height:1.22;font-weight:700;letter-spacing:-.015em;"
    "margin:.35rem 0 .6rem}"
    "h2{font-size:1.25rem;line-height:1.22;font-weight:700}"
    ".lead{color:var(--ink-2);font-size:1.125rem}"
    "section{background:var(--surface);border:1px solid var(--line);border-radius:1rem;"
    "padding:1.1rem 1.25rem;margin-top:1.1rem;display:grid;gap:.8rem}"
    "section>*{min-width:0}"
    "ul{list-style:none;display:grid;gap:.4rem}"
    "li{position:relative;padding-left:1.2rem}"
    "li::before{content:'';position:absolute;left:.2rem;top:.6em;width:.42rem;height:.42rem;"
    "border-radius:50%;background:var(--edge)}"
    "figure svg{display:block;width:100%;max-width:30rem;height:auto;margin:0 auto}"
    "details{color:var(--ink-2)}summary{font-weight:600;color:var(--brand);min-height:1.8rem;"
    "cursor:pointer}"
    "summary:focus-visible{outline:3px solid var(--brand);outline-offset:2px}"
    ".wrap{overflow-x:auto}"
    "table{width:100%;border-collapse:collapse;font-size:.9375rem;"
    "font-variant-numeric:tabular-nums;overflow-wrap:normal}"
    "caption{text-align:left;color:var(--ink-2);padding-bottom:.3rem}"
    "th,td{text-align:left;vertical-align:top;padding:.28rem .8rem .28rem 0;"
    "border-bottom:1px solid var(--line)}"
    "th{font-weight:600}"
    "@page{size:A4;margin:14mm}"
    "@media print{body{font-size:10.5pt}main{max-width:none;padding:0}"
    "section{border:0;border-top:1px solid var(--line);border-radius:0;padding:.6rem 0}"
    "figure,li,tr,h2{break-inside:avoid}h1,.again,.kind,h2,caption{break-after:avoid}"
    "figure "
    "svg{max-width:10.5cm}h1,.again{font-size:18pt}.lead{font-size:11.5pt}summary{display:none}}";

/* A page being laid out: what is open must be closed before something else starts. */
typedef struct html_page {
    kn_text *out;
    const kn_study *study;
    bool section, list, table;
    bool headline; /* the first headline, <h1>, is written */
} html_page;

static void close_table(html_page *page)
{
    if (page->table)
        kn_text_add(page->out, "</tbody></table></div>\n");
    page->table = false;
}

static void close_list(html_page *page)
{
    if (page->list)
        kn_text_add(page->out, "</ul>\n");
    page->list = false;
}

static void close_section(html_page *page)
{
    close_table(page);
    close_list(page);
    if (page->section)
        kn_text_add(page->out, "</section>\n");
    page->section = false;
}

static void add_element(kn_text *out, const char *open, const char *text, const char *close)
{
    kn_text_add(out, open);
    kn_text_add_xml(out, text);
    kn_text_add(out, close);
}

static void open_table(html_page *page, const char *caption)
{
    close_table(page);
    kn_text_add(page->out, "<div class=\"wrap\" tabindex=\"0\" role=\"region\" aria-label=\"");
    kn_text_add_xml(page->out, caption);
    add_element(page->out, "\"><table><caption>", caption, "</caption>");
    page->table = true;
}

/* The cells of one row; the first names it. */
static void add_row(kn_text *out, const char *row, bool head)
{
    kn_text_add(out, head ? "<thead><tr>" : "<tr>");
    for (int c = 0;; c++) {
        size_t bytes = strcspn(row, "\t");
        bool is_name = head || c == 0;
        kn_text cell;

        kn_text_init(&cell, 8192);
        kn_text_add_bytes(&cell, row, bytes);
        if (head && bytes == 0)
            kn_text_add(out, "<td></td>");
        else
            add_element(out,
                        head      ? "<th scope=\"col\">"
                        : is_name ? "<th scope=\"row\">"
                                  : "<td>",
                        kn_text_string(&cell), is_name ? "</th>" : "</td>");
        kn_text_release(&cell);
        if (!row[bytes])
            break;
        row += bytes + 1;
    }
    kn_text_add(out, head ? "</tr></thead><tbody>" : "</tr>\n");
}

/* What the dots show, as chances. */
static void add_size_table(html_page *page, const kn_view *view)
{
    static const struct {
        double probability;
        const char *label;
    } rows[] = {{0.025, "1 chance in 40 that it is beyond"},
                {0.5, "the middle: as likely to be beyond as not"},
                {0.975, "1 chance in 40 that it is beyond, at the other end"}};

    kn_text_add(page->out, "<details open=\"open\"><summary>The same as a table</summary>");
    open_table(page, "How large the difference may be");
    add_row(page->out, "Where\tDifference", true);
    for (int i = 0; i < 3; i++) {
        double spread = (kn_view_amount(view, 0.975) - kn_view_amount(view, 0.025)) / 4;
        kn_text row;

        kn_text_init(&row, 1024);
        kn_text_addf(&row, "%s\t", rows[i].label);
        kn_say_amount(&row, view->amount, kn_view_amount(view, rows[i].probability), spread, false);
        add_row(page->out, kn_text_string(&row), false);
        kn_text_release(&row);
    }
    close_table(page);
    kn_text_add(
        page->out,
        "</details>\n<details><summary>How to read this picture</summary><p>Each dot is one "
        "chance in 20. Where the dots are is where the truth probably is. The thick bar holds "
        "half of the chances, the thin one 95 in 100. A grey band is the difference that you "
        "said is too small to matter.</p></details>\n");
}

/* One row an arm: what was recorded. */
static void add_days_table(html_page *page, size_t person)
{
    const kn_dataset *dataset = page->study->dataset;
    const kn_person *rows = &dataset->person[person];
    bool is_measure = dataset->family == KN_GAUSSIAN || dataset->family == KN_ORDINAL;

    kn_text_add(page->out, "<details open=\"open\"><summary>The same as a table</summary>");
    open_table(page, "What was recorded");
    add_row(page->out,
            is_measure ? "Which\tDays recorded\tAverage"
                       : "Which\tDays recorded\tTotal\tDays with none",
            true);
    for (int a = 0; a < dataset->arms; a++) {
        size_t days = 0, none = 0;
        double total = 0;
        kn_text row;

        for (size_t i = 0; i < rows->rows; i++)
            if (rows->arm[i] == a) {
                days++;
                none += rows->outcome[i] == 0;
                total += rows->outcome[i];
            }
        kn_text_init(&row, 1024);
        kn_words_name(&row, dataset->arm_name[a], 40);
        if (is_measure)
            kn_text_addf(&row, "\t%zu\t%.4g", days, days > 0 ? total / (double)days : 0);
        else
            kn_text_addf(&row, "\t%zu\t%.6g\t%zu", days, total, none);
        add_row(page->out, kn_text_string(&row), false);
        kn_text_release(&row);
    }
    close_table(page);
    kn_text_add(page->out, "</details>\n");
}

static void add_picture(html_page *page, const kn_block *block, size_t number)
{
    kn_panel panel;
    kn_view view;
    char id[24];
    bool is_view = block->kind == KN_BLOCK_SIZE || block->kind == KN_BLOCK_HUNDRED;

    snprintf(id, sizeof id, "p%zu", number);
    kn_panel_init(&panel, id);
    kn_text_add(page->out, "<figure>");
    if (is_view) {
        kn_view_init(&view, page->study, block->person, block->index);
        (block->kind == KN_BLOCK_SIZE ? kn_panel_size : kn_panel_hundred)(&panel, &view);
    } else if (block->kind == KN_BLOCK_DAYS) {
        kn_panel_days(&panel, page->study, block->person, NULL, 0);
    } else {
        kn_panel_forest(&panel, page->study);
    }
    kn_panel_add(&panel, "", page->out);
    kn_text_add(page->out, "</figure>\n");
    if (block->kind == KN_BLOCK_SIZE)
        add_size_table(page, &view);
    if (block->kind == KN_BLOCK_DAYS)
        add_days_table(page, block->person);
    if (is_view)
        kn_view_release(&view);
    kn_panel_release(&panel);
}

/* The look of the line above a headline; the words say the same. */
static const char *kind_class(const html_page *page, const kn_block *block)
{
    if (page->study->dataset->people > 1 || !kn_story_has_fit(page->study, block->person))
        return "";
    switch (page->study->person[block->person].answer[block->index].verdict) {
    case KN_VERDICT_HELPS:
    case KN_VERDICT_LOOKS_AS_IF:
        return "helps";
    case KN_VERDICT_SMALL:
    case KN_VERDICT_NO_WORTHWHILE:
        return "level";
    case KN_VERDICT_WORSE:
        return "worse";
    default:
        return "";
    }
}

static void add_block(html_page *page, const kn_story *story, size_t i)
{
    const kn_block *block = &story->block[i];
    const char *text = kn_story_text(story, block);
    bool is_row = block->kind == KN_BLOCK_HEAD_ROW || block->kind == KN_BLOCK_ROW;

    if (!is_row)
        close_table(page);
    if (block->kind != KN_BLOCK_BULLET)
        close_list(page);
    switch (block->kind) {
    case KN_BLOCK_KIND:
        close_section(page);
        kn_text_addf(page->out, "<p class=\"kind %s\">", kind_class(page, block));
        add_element(page->out, "", text, "</p>\n");
        break;
    case KN_BLOCK_HEADLINE:
        add_element(page->out, page->headline ? "<h2 class=\"again\">" : "<h1>", text,
                    page->headline ? "</h2>\n" : "</h1>\n");
        page->headline = true;
        break;
    case KN_BLOCK_LEAD:
        add_element(page->out, "<p class=\"lead\">", text, "</p>\n");
        break;
    case KN_BLOCK_SECTION:
        close_section(page);
        page->section = true;
        add_element(page->out, "<section><h2>", text, "</h2>\n");
        break;
    case KN_BLOCK_PARAGRAPH:
        add_element(page->out, "<p>", text, "</p>\n");
        break;
    case KN_BLOCK_BULLET:
        if (!page->list)
            kn_text_add(page->out, "<ul>");
        page->list = true;
        add_element(page->out, "<li>", text, "</li>\n");
        break;
    case KN_BLOCK_CAPTION:
        open_table(page, text);
        break;
    case KN_BLOCK_HEAD_ROW:
    case KN_BLOCK_ROW:
        add_row(page->out, text, block->kind == KN_BLOCK_HEAD_ROW);
        break;
    default:
        add_picture(page, block, i);
    }
}

kn_code kn_report_html(const kn_study *study, kn_text *out, kn_error *err)
{
    html_page page = {.out = out, .study = study};
    kn_story story;
    kn_code code = kn_story_init(&story, study, err);

    if (code == KN_OK) {
        add_element(out,
                    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"/>"
                    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>"
                    "<title>",
                    story.count > 1 ? kn_story_text(&story, &story.block[1]) : "Unknot",
                    "</title>\n<style>");
        kn_text_addf(out, "%s%s%s", kn_style_colours, kn_style_panels, page_style);
        kn_text_add(out, "</style></head>\n<body><main>\n<p class=\"mark\">Unknot</p>\n");
        for (size_t i = 0; i < story.count; i++)
            add_block(&page, &story, i);
        close_section(&page);
        kn_text_add(out, "</main></body></html>\n");
        code = kn_text_check(out, "the page", err);
    }
    kn_story_release(&story);
    return code;
}
