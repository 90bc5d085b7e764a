/* report/diary_page.h - a report laid out twice by the same calls: as HTML, and as text of 72
 * columns. Everything given is plain text and is escaped here; private to the room.
 *
 *     kn_page_section(page, "In short", false);
 *     kn_page_table(page, "Summary of the period", NULL, 2);
 *     kn_page_row(page, (const char *[]){"Spasms", "33"});
 *     kn_page_table_end(page);
 *     kn_page_section_end(page); */
#ifndef REPORT_DIARY_PAGE_H
#define REPORT_DIARY_PAGE_H

#include "report/diary_words.h"

enum { KN_PAGE_WIDTH = 72, KN_PAGE_COLUMNS = 6 };

typedef struct kn_page {
    kn_text *out;
    bool is_html;
    int sections; /* so far: numbers the headings' ids */
    int columns;  /* of the open table */
} kn_page;

/* The frame of a page of HTML around all that is said: a file of its own under that title; NULL:
 * only the inside, for the app. */
void kn_page_begin(kn_page *page, const char *title);
void kn_page_end(kn_page *page, const char *title);

/* The heading of the page, and the line beside it. */
void kn_page_head(kn_page *page, const char *title, const char *beside);
void kn_page_head_end(kn_page *page);

/* Two things beside each other where there is room. */
void kn_page_two(kn_page *page);
void kn_page_two_end(kn_page *page);

void kn_page_section(kn_page *page, const char *heading, bool is_boxed);
void kn_page_section_end(kn_page *page);

void kn_page_text(kn_page *page, const char *words);
void kn_page_strong(kn_page *page, const char *words);
void kn_page_small(kn_page *page, const char *words);
void kn_page_list(kn_page *page);
void kn_page_item(kn_page *page, const char *strong, const char *words); /* "10 March: ..." */
void kn_page_bullet(kn_page *page, const char *words);
void kn_page_list_end(kn_page *page);

/* `heads`: [columns] or NULL for none. The first cell of a row names it. */
void kn_page_table(kn_page *page, const char *caption, const char *const *heads, int columns);
void kn_page_row(kn_page *page, const char *const *cells);
void kn_page_table_end(kn_page *page);

/* A chart: in HTML the picture with its table in a fold; in text its summary, and its table if
 * `with_table`. Takes the reference; NULL is a failure for want of memory. */
void kn_page_chart(kn_page *page, json_t *chart, bool with_heading, bool with_table);

#endif
