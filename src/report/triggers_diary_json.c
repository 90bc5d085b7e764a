/* The reply of `triggers`, docs/triggers.md; and the same as a page and for a terminal. */
#include <math.h>
#include <string.h>

#include "base/civil.h"
#include "base/json.h"
#include "report/diary_page.h"
#include "report/json.h"
#include "report/triggers_diary.h"

static const size_t NUMBERS_LIMIT = (size_t)1 << 20;

/* ---- JSON -------------------------------------------------------------------------------------*/

/* A sentence as a member; null if nothing was said. Releases it. */
static void put_words(kn_json *json, json_t *object, const char *key, kn_text *text)
{
    json->failed = json->failed || text->failed;
    kn_json_put(json, object, key,
                text->size > 0 ? json_string(kn_text_string(text)) : json_null());
    kn_text_release(text);
    kn_text_init(text, KN_TRIGGER_TEXT_MAX);
}

/* Odds ratios: at the mean of the log odds ratio, and the ends of its 95 % interval. */
static json_t *times(kn_json *json, const kn_summary *log_odds)
{
    json_t *object = json_object();

    kn_json_put(json, object, "mean", kn_json_real(exp(log_odds->mean)));
    kn_json_put(json, object, "q025", kn_json_real(exp(log_odds->q025)));
    kn_json_put(json, object, "q975", kn_json_real(exp(log_odds->q975)));
    return object;
}

static json_t *finding(kn_json *json, const kn_trigger_diary_answer *answer,
                       const kn_trigger_suspect *suspect)
{
    json_t *object, *since = json_null();
    char date[KN_DATE_SIZE];
    kn_text text;

    if (suspect->state == KN_FINDING_NONE)
        return json_null();
    object = json_object();
    kn_text_init(&text, KN_TRIGGER_TEXT_MAX);
    kn_json_put(json, object, "id", json_string(suspect->finding));
    kn_json_put(json, object, "day", json_string(kn_date_format(date, suspect->found_on)));
    kn_json_put(json, object, "state", json_string(kn_finding_state_word(suspect->state)));
    kn_trigger_say_finding(answer, suspect, &text);
    put_words(json, object, "words", &text);
    if (suspect->has_since && suspect->since_episodes > 0) {
        since = json_object();
        kn_json_put(json, since, "times", kn_json_real(exp(suspect->since.joint.mean)));
        kn_json_put(json, since, "q025", kn_json_real(exp(suspect->since.joint.q025)));
        kn_json_put(json, since, "q975", kn_json_real(exp(suspect->since.joint.q975)));
        kn_json_put(json, since, "episodes", json_integer((json_int_t)suspect->since_episodes));
    }
    kn_json_put(json, object, "since", since);
    kn_text_release(&text);
    return object;
}

static json_t *suspect_json(kn_json *json, const kn_trigger_diary_answer *answer,
                            const kn_trigger_suspect *suspect)
{
    const kn_suspect_answer *found = kn_trigger_suspect_answer(answer, suspect);
    double known = (double)(answer->days - answer->unknown);
    json_t *object = json_object();
    kn_text text;

    kn_text_init(&text, KN_TRIGGER_TEXT_MAX);
    kn_json_put(json, object, "key", json_string(suspect->key));
    kn_json_put(json, object, "name", kn_json_name(suspect->name));
    kn_json_put(json, object, "timing", json_string(kn_trigger_timing(suspect)));
    kn_json_put(json, object, "lag", json_integer(suspect->lag));
    kn_trigger_say_derived(suspect, &text);
    put_words(json, object, "derived", &text);
    kn_json_put(json, object, "verdict",
                found ? json_string(kn_trigger_verdict_name(found->verdict)) : json_null());
    kn_trigger_say_words(answer, suspect, &text);
    put_words(json, object, "words", &text);
    kn_json_put(json, object, "times", found ? times(json, &found->joint) : json_null());
    kn_json_put(json, object, "unit", found ? kn_json_real(found->unit) : json_null());
    kn_json_put(json, object, "p_more",
                found ? kn_json_real(1 - found->joint.p_below_zero) : json_null());
    kn_json_put(json, object, "answered",
                known > 0 ? kn_json_real((double)suspect->answered / known) : json_null());
    kn_trigger_say_refused(answer, suspect, &text);
    put_words(json, object, "refused", &text);
    kn_json_put(json, object, "finding", finding(json, answer, suspect));
    kn_text_release(&text);
    return object;
}

static json_t *gaps(kn_json *json, const kn_trigger_diary_answer *answer)
{
    json_t *object = json_object();
    kn_text text;

    kn_text_init(&text, KN_TRIGGER_TEXT_MAX);
    kn_trigger_say_gaps(answer, &text);
    put_words(json, object, "words", &text);
    kn_text_release(&text);
    kn_json_put(json, object, "counted",
                json_integer((json_int_t)(answer->days - answer->unknown - answer->partly)));
    kn_json_put(json, object, "not_recorded", json_integer((json_int_t)answer->unknown));
    kn_json_put(json, object, "partly", json_integer((json_int_t)answer->partly));
    return object;
}

/* As `unknot triggers FILE.csv --json` gives them; null without a study. */
static void put_numbers(kn_json *json, const kn_trigger_diary_answer *answer)
{
    json_t *numbers = json_null();
    kn_error ignored = {0};
    kn_text text;

    kn_text_init(&text, NUMBERS_LIMIT);
    if (answer->study && (kn_triggers_json(answer->study, &text, &ignored) != KN_OK ||
                          kn_json_parse(text.bytes, text.size, "numbers", &numbers, &ignored)))
        json->failed = true;
    kn_text_release(&text);
    kn_json_put(json, json->root, "numbers", numbers);
}

json_t *kn_trigger_answer_json(const kn_trigger_diary_answer *answer)
{
    kn_json json = {.root = json_object()};
    json_t *suspects = json_array(), *fresh = json_array(), *doubts = json_array();
    const kn_trigger_answer *alone = answer->study ? &answer->study->alone[0] : NULL;
    bool has_chart = alone && !alone->unfit;
    kn_trigger_kind kind = kn_trigger_kind_of(answer);
    int order[KN_TRIGGER_ROWS_MAX], more = kn_trigger_more(answer);
    kn_text text;

    kn_text_init(&text, KN_TRIGGER_TEXT_MAX);
    kn_json_put(&json, json.root, "kind", json_string(kn_trigger_kind_word(kind)));
    kn_json_put(&json, json.root, "kind_words", json_string(kn_trigger_kind_words(kind)));
    kn_trigger_say_headline(answer, &text);
    put_words(&json, json.root, "headline", &text);
    kn_trigger_say_lead(answer, &text);
    put_words(&json, json.root, "lead", &text);
    kn_json_put(&json, json.root, "episodes",
                json_integer(alone ? (json_int_t)alone->episodes : 0));
    kn_json_put(&json, json.root, "days",
                json_integer(alone ? (json_int_t)alone->counted_days : 0));
    kn_json_put(&json, json.root, "more", more > 0 ? json_integer(more) : json_null());
    kn_json_put(&json, json.root, "chart", has_chart ? kn_trigger_chart(answer) : json_null());
    kn_trigger_order(answer, order);
    for (int i = 0; i < answer->suspects; i++) {
        const kn_trigger_suspect *suspect = &answer->suspect[order[i]];

        kn_json_append(&json, suspects, suspect_json(&json, answer, suspect));
        if (suspect->can_freeze)
            kn_json_append(&json, fresh, json_string(suspect->key));
    }
    kn_json_put(&json, json.root, "suspects", suspects);
    kn_json_put(&json, json.root, "new", fresh);
    kn_trigger_say_not_clear(answer, &text);
    put_words(&json, json.root, "not_clear", &text);
    kn_trigger_doubts(answer, doubts);
    kn_json_put(&json, json.root, "doubts", doubts);
    kn_json_put(&json, json.root, "gaps", gaps(&json, answer));
    put_numbers(&json, answer);
    kn_text_release(&text);
    if (json.failed) {
        json_decref(json.root);
        return NULL;
    }
    return json.root;
}

/* ---- Pages ------------------------------------------------------------------------------------*/

typedef void sayer(const kn_trigger_diary_answer *answer, kn_text *out);

static void add_text(kn_page *page, const kn_trigger_diary_answer *answer, sayer *say)
{
    kn_text text;

    kn_text_init(&text, KN_TRIGGER_TEXT_MAX);
    say(answer, &text);
    if (text.size > 0)
        kn_page_text(page, kn_text_string(&text));
    kn_text_release(&text);
}

/* A list of what is said of each suspect; nothing if nothing is. */
static void add_each(kn_page *page, const kn_trigger_diary_answer *answer, const char *heading,
                     void (*say)(const kn_trigger_diary_answer *, const kn_trigger_suspect *,
                                 kn_text *))
{
    int order[KN_TRIGGER_ROWS_MAX], said = 0;

    kn_trigger_order(answer, order);
    for (int i = 0; i < answer->suspects; i++) {
        const kn_trigger_suspect *suspect = &answer->suspect[order[i]];
        kn_text words, label;

        kn_text_init(&words, KN_TRIGGER_TEXT_MAX);
        kn_text_init(&label, KN_TRIGGER_TEXT_MAX);
        say(answer, suspect, &words);
        if (words.size > 0 && said++ == 0) {
            kn_page_section(page, heading, false);
            kn_page_list(page);
        }
        kn_trigger_say_label(answer, suspect, &label);
        if (words.size > 0)
            kn_page_item(page, kn_text_string(&label), kn_text_string(&words));
        kn_text_release(&label);
        kn_text_release(&words);
    }
    if (said > 0) {
        kn_page_list_end(page);
        kn_page_section_end(page);
    }
}

static void say_judged(const kn_trigger_diary_answer *answer, const kn_trigger_suspect *suspect,
                       kn_text *out)
{
    if (kn_trigger_suspect_answer(answer, suspect))
        kn_trigger_say_words(answer, suspect, out);
}

static void say_how(const kn_trigger_diary_answer *answer, const kn_trigger_suspect *suspect,
                    kn_text *out)
{
    if (kn_trigger_suspect_answer(answer, suspect))
        kn_trigger_say_derived(suspect, out);
}

static void add_doubts(kn_page *page, const kn_trigger_diary_answer *answer)
{
    json_t *doubts = json_array();

    kn_trigger_doubts(answer, doubts);
    if (json_array_size(doubts) > 0) {
        kn_page_section(page, "Doubts", false);
        kn_page_list(page);
        for (size_t i = 0; i < json_array_size(doubts); i++)
            kn_page_bullet(page, json_string_value(json_array_get(doubts, i)));
        kn_page_list_end(page);
        kn_page_section_end(page);
    }
    json_decref(doubts);
}

static void add_all(kn_page *page, const kn_trigger_diary_answer *answer)
{
    kn_text title, beside;

    kn_text_init(&title, KN_TRIGGER_TEXT_MAX);
    kn_text_init(&beside, KN_TRIGGER_TEXT_MAX);
    kn_trigger_say_headline(answer, &title);
    if (answer->days > 0)
        kn_words_span(&beside, answer->first_day, answer->last_day, KN_DAY_MIN);
    kn_page_head(page, kn_text_string(&title), kn_text_string(&beside));
    add_text(page, answer, kn_trigger_say_lead);
    kn_page_head_end(page);
    kn_text_release(&title);
    kn_text_release(&beside);
    if (page->is_html && answer->study && !answer->study->alone[0].unfit) {
        kn_page_section(page, "Suspects, judged together", false);
        kn_page_chart(page, kn_trigger_chart(answer), false, true);
        add_text(page, answer, kn_trigger_say_not_clear);
        kn_page_section_end(page);
    } else {
        add_each(page, answer, "Suspects, judged together", say_judged);
    }
    add_each(page, answer, "Checked again since", kn_trigger_say_finding);
    add_each(page, answer, "Where it comes from", say_how);
    add_each(page, answer, "Not judged", kn_trigger_say_refused);
    add_doubts(page, answer);
    if (answer->days > 0) {
        kn_page_section(page, "The days", false);
        add_text(page, answer, kn_trigger_say_gaps);
        kn_page_section_end(page);
    }
}

kn_code kn_trigger_answer_text(const kn_trigger_diary_answer *answer, kn_text *out, kn_error *err)
{
    kn_page page = {.out = out};

    add_all(&page, answer);
    return kn_text_check(out, "the answer", err);
}

kn_code kn_trigger_answer_page(const kn_trigger_diary_answer *answer, bool whole, kn_text *out,
                               kn_error *err)
{
    kn_page page = {.out = out, .is_html = true};
    const char *title = whole ? "What goes with spasms" : NULL;

    kn_page_begin(&page, title);
    add_all(&page, answer);
    kn_page_end(&page, title);
    return kn_text_check(out, "the page", err);
}
