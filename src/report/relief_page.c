/* The same reply laid out to read: a page to print. What stands in it is what the app shows, no
 * more and no less. */
#include <math.h>

#include "report/diary_page.h"
#include "report/relief_say.h"

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

/* "4 (1 to 7)" of mean and ends. */
static void say_range(const json_t *range, kn_text *out)
{
    static const char *const parts[] = {"mean", "q025", "q975"};
    static const char *const before[] = {"", " (", " to "};
    char number[KN_NUMBER_SIZE];

    if (!json_is_object(range)) {
        kn_text_add(out, "not known");
        return;
    }
    for (int i = 0; i < 3; i++) {
        double value = json_number_value(json_object_get(range, parts[i]));
        kn_text_addf(out, "%s%s", before[i], kn_number_format(number, value, 2));
    }
    kn_text_add_char(out, ')');
}

/* In so many of 100, never 0 or 100. */
static void say_hundred(const json_t *p, kn_text *out)
{
    double share = round(100 * json_number_value(p));

    if (!json_is_number(p))
        kn_text_add(out, "not known");
    else if (share < 1)
        kn_text_add(out, "under 1");
    else
        kn_text_addf(out, "%.0f", fmin(share, 99));
}

static void add_contrast_row(kn_page *page, const json_t *contrast)
{
    kn_text cell[5];

    for (int i = 0; i < 5; i++)
        kn_text_init(&cell[i], KN_RELIEF_TEXT_LIMIT);
    kn_text_addf(&cell[0], "%s / %s", member(contrast, "name"), member(contrast, "versus_name"));
    say_range(json_object_get(contrast, "saved"), &cell[1]);
    say_range(json_object_get(contrast, "ratio"), &cell[2]);
    say_hundred(json_object_get(contrast, "faster"), &cell[3]);
    say_hundred(json_object_get(json_object_get(contrast, "draw"), "p"), &cell[4]);
    kn_page_row(page, (const char *[]){kn_text_string(&cell[0]), kn_text_string(&cell[1]),
                                       kn_text_string(&cell[2]), kn_text_string(&cell[3]),
                                       kn_text_string(&cell[4])});
    for (int i = 0; i < 5; i++)
        kn_text_release(&cell[i]);
}

static void add_contrast_table(kn_page *page, const json_t *list)
{
    size_t i;
    json_t *contrast;

    kn_page_table(page, "In numbers, with the likely range",
                  (const char *[]){"First / second", "Minutes sooner", "Times as long",
                                   "Faster, of 100", "By chance, of 100"},
                  5);
    json_array_foreach(list, i, contrast) add_contrast_row(page, contrast);
    kn_page_table_end(page);
    kn_page_small(page,
                  "By chance: we can pick again and again what was picked by chance. It is how "
                  "many of 100 such tries show as large a difference when there is none.");
}

static void add_contrasts(kn_page *page, const json_t *list)
{
    size_t i;
    json_t *contrast;

    if (json_array_size(list) == 0)
        return;
    kn_page_section(page, "Against each other", false);
    kn_page_list(page);
    json_array_foreach(list, i, contrast)
    {
        kn_text words;

        kn_text_init(&words, KN_RELIEF_TEXT_LIMIT);
        kn_text_addf(&words, "%s %s", member(contrast, "headline"), member(contrast, "lead"));
        kn_page_bullet(page, kn_text_string(&words));
        kn_text_release(&words);
    }
    kn_page_list_end(page);
    add_contrast_table(page, list);
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
    if (json_array_size(list) > 0)
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
    if (json_array_size(list) > 0)
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
    kn_page_two(page);
    add_described(page, "Within 10 minutes", json_object_get(reply, "within_ten"));
    add_described(page, "Something else after it", json_object_get(reply, "switched"));
    kn_page_two_end(page);
    add_described(page, "Pain", json_object_get(reply, "pain"));
    add_described(page, "When you chose yourself", json_object_get(reply, "observed"));
    kn_page_two(page);
    add_parts(page, "By place", json_object_get(reply, "by_place"), member(reply, "by_place_why"));
    add_parts(page, "By kind of spasm", json_object_get(reply, "by_label"),
              member(reply, "by_label_why"));
    kn_page_two_end(page);
    add_doubts(page, json_object_get(reply, "doubts"));
    kn_page_small(page, "Kept on this device. Nothing was sent.");
}

kn_code kn_relief_answer_page(const kn_relief_diary_answer *answer, const kn_catalogue *catalogue,
                              bool whole, kn_text *out, kn_error *err)
{
    kn_page page = {.out = out, .is_html = true};
    json_t *reply = kn_relief_answer_json(answer, catalogue);

    if (!reply)
        return kn_fail(err, KN_NOMEM, NULL, "no memory for the answer");
    kn_page_begin(&page, whole ? TITLE : NULL);
    add_all(&page, reply);
    kn_page_end(&page, whole ? TITLE : NULL);
    json_decref(reply);
    return kn_text_check(out, "the page", err);
}
