/* The answer of a trial for the terminal: the same sentences as in the app, 72 columns wide. */
#include <string.h>

#include "report/diary_page.h"
#include "report/picture.h"
#include "report/story.h"
#include "report/trial_words.h"

static void add_said(kn_page *page, const kn_trial_answer *answer,
                     void (*say)(const kn_trial_answer *, kn_text *))
{
    kn_text text;

    kn_text_init(&text, KN_TRIAL_TEXT_LIMIT);
    say(answer, &text);
    if (text.size > 0)
        kn_page_text(page, kn_text_string(&text));
    kn_text_release(&text);
}

static void add_indexed(kn_page *page, const kn_trial_answer *answer, int index,
                        void (*say)(const kn_trial_answer *, int, kn_text *))
{
    kn_text text;

    kn_text_init(&text, KN_TRIAL_TEXT_LIMIT);
    say(answer, index, &text);
    if (text.size > 0)
        kn_page_text(page, kn_text_string(&text));
    kn_text_release(&text);
}

static void add_contrast(kn_page *page, const kn_trial_answer *answer, int index)
{
    add_indexed(page, answer, index, kn_trial_say_kind);
    kn_text_add_char(page->out, '\n');
    add_indexed(page, answer, index, kn_trial_say_headline);
    kn_text_add_char(page->out, '\n');
    add_indexed(page, answer, index, kn_trial_say_lead);
    if (!kn_trial_has_fit(answer))
        return;
    kn_page_section(page, "How big is it?", false);
    {
        kn_view view;

        kn_view_init(&view, answer->study, 0, index);
        kn_picture_size(page->out, &view, true);
        kn_view_release(&view);
    }
    kn_page_section(page, "How sure is it?", false);
    add_indexed(page, answer, index, kn_trial_say_sureness);
}

static void add_list(kn_page *page, json_t *list, const char *member, const char *detail)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *row = json_array_get(list, i);
        const char *more = detail ? kn_words_member(row, detail) : NULL;
        kn_text line;

        kn_text_init(&line, KN_TRIAL_TEXT_LIMIT);
        kn_text_add(&line, member ? kn_words_member(row, member) : json_string_value(row));
        if (more && more[0])
            kn_text_addf(&line, ": %s", more);
        kn_page_bullet(page, kn_text_string(&line));
        kn_text_release(&line);
    }
    json_decref(list);
}

static void add_own_numbers(kn_page *page, const kn_trial_answer *answer)
{
    json_t *list = kn_trial_own_numbers(answer);

    kn_page_section(page, "In your days", false);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *row = json_array_get(list, i);
        kn_text line;

        kn_text_init(&line, KN_TRIAL_TEXT_LIMIT);
        kn_text_addf(&line, "%s: %s, %s.", kn_words_member(row, "label"),
                     kn_words_member(row, "value"), kn_words_member(row, "detail"));
        kn_page_bullet(page, kn_text_string(&line));
        kn_text_release(&line);
    }
    json_decref(list);
}

static void add_periods(kn_page *page, const kn_trial_answer *answer)
{
    json_t *table = kn_trial_periods_table(answer);
    const json_t *rows = json_object_get(table, "rows");

    kn_page_section(page, "Period by period", false);
    for (size_t i = 0; i < json_array_size(rows); i++) {
        const json_t *row = json_array_get(rows, i);
        kn_text line;

        kn_text_init(&line, KN_TRIAL_TEXT_LIMIT);
        kn_text_addf(
            &line, "%s, %s: %s. Recorded %s, used %s, %s %s.",
            json_string_value(json_array_get(row, 0)), json_string_value(json_array_get(row, 1)),
            json_string_value(json_array_get(row, 2)), json_string_value(json_array_get(row, 3)),
            json_string_value(json_array_get(row, 4)),
            answer->dataset.family == KN_GAUSSIAN    ? "average"
            : answer->dataset.family == KN_BERNOULLI ? "days with it"
                                                     : "total",
            json_string_value(json_array_get(row, 5)));
        kn_page_bullet(page, kn_text_string(&line));
        kn_text_release(&line);
    }
    json_decref(table);
}

kn_code kn_trial_answer_text(const kn_trial_answer *answer, kn_text *out, kn_error *err)
{
    kn_page page = {.out = out};
    json_t *doubts = json_array();

    for (int k = 0; k + 1 < answer->dataset.arms; k++) {
        kn_text_add(out, k > 0 ? "\n" : "");
        add_contrast(&page, answer, k);
    }
    add_own_numbers(&page, answer);
    add_periods(&page, answer);
    kn_page_section(&page, "Dealt by chance", false);
    add_indexed(&page, answer, kn_trial_main_contrast(answer), kn_trial_say_draw);
    kn_page_section(&page, "What you did", false);
    add_said(&page, answer, kn_trial_say_taken);
    add_said(&page, answer, kn_trial_say_guesses);
    if (answer->harm_count > 0)
        kn_page_section(&page, "Unwanted effects", false);
    for (size_t i = 0; i < answer->harm_count; i++) {
        kn_text line;

        kn_text_init(&line, KN_TRIAL_TEXT_LIMIT);
        kn_trial_say_harm(answer, &answer->harms[i], &line);
        kn_page_bullet(&page, kn_text_string(&line));
        kn_text_release(&line);
    }
    kn_page_section(&page, "Doubts", false);
    kn_trial_doubts(answer, doubts);
    add_list(&page, doubts, NULL, NULL);
    kn_page_section(&page, "What now?", false);
    add_list(&page, kn_trial_next(answer), "words", "detail");
    return kn_text_check(out, "the answer", err);
}
