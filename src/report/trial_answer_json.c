/* The answer of a trial for the app: docs/trials.md section 6. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "base/json.h"
#include "report/json.h"
#include "report/report.h"
#include "report/trial_words.h"

static const size_t NUMBERS_LIMIT = 16u << 20;

/* ---- What next --------------------------------------------------------------------------------*/

static void add_next(json_t *list, const char *key, const char *words, const char *detail,
                     bool is_main)
{
    json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:b}", "key", key, "words", words,
                                          "detail", detail, "main", is_main));
}

/* What going on would take and what it would be worth, in tenths. */
static void add_extend(const kn_trial_answer *answer, json_t *list, bool is_main)
{
    const kn_trial_design *design = &answer->trial->protocol.design;
    int days = answer->gain.cycles * design->arms *
               (design->order == KN_ORDER_CYCLES ? design->block_days : 1);
    bool is_known = isfinite(answer->gain.clear);
    int tenths = is_known ? (int)round(10 * answer->gain.clear) : 0;
    kn_text words, detail;

    kn_text_init(&words, KN_TRIAL_TEXT_LIMIT);
    kn_text_init(&detail, KN_TRIAL_TEXT_LIMIT);
    kn_text_add(&words, "Go on for ");
    kn_trial_say_length(days, &words);
    if (tenths < 1)
        kn_text_add(&detail, "It would hardly ever make the answer clear.");
    else
        kn_text_addf(&detail, "It would make the answer clear in about %d of 10 trials like this.",
                     tenths > 9 ? 9 : tenths);
    add_next(list, "extend", kn_text_string(&words), is_known ? kn_text_string(&detail) : "",
             is_main);
    kn_text_release(&words);
    kn_text_release(&detail);
}

json_t *kn_trial_next(const kn_trial_answer *answer)
{
    const char *kind = kn_trial_kind(answer, kn_trial_main_contrast(answer));
    bool is_sure = !kn_trial_has_fit(answer) ||
                   answer->study->person[0].answer[kn_trial_main_contrast(answer)].verdict !=
                       KN_VERDICT_LOOKS_AS_IF;
    bool helps = strcmp(kind, "benefit") == 0, harms = strcmp(kind, "harm") == 0;
    bool unclear = strcmp(kind, "unclear") == 0;
    json_t *list = json_array();

    if (unclear)
        add_extend(answer, list, answer->gain.clear >= 0.5);
    add_next(list, "keep", helps ? "Keep it" : "Keep it anyway",
             helps   ? "If it feels worth the effort. We ask again in 4 weeks."
             : harms ? "It came out worse on these days. Talk it over first if it was prescribed."
                     : "If you like it, that is reason enough.",
             helps);
    add_next(list, "leave", unclear ? "Leave it open" : "Leave it",
             unclear ? "Nothing is lost. We will not ask again."
             : helps ? "If it is not worth the effort to you."
                     : "You can stop without losing anything that showed in this trial.",
             !helps && !(unclear && answer->gain.clear >= 0.5));
    if (helps && !is_sure)
        add_extend(answer, list, false);
    add_next(list, "other", "Test something else", "", false);
    return list;
}

/* ---- The parts --------------------------------------------------------------------------------*/

/* A member made by one of the sentences; null if it said nothing. */
static void put_words(kn_json *json, json_t *object, const char *key, const kn_trial_answer *answer,
                      void (*say)(const kn_trial_answer *, kn_text *))
{
    kn_text text;

    kn_text_init(&text, KN_TRIAL_TEXT_LIMIT);
    say(answer, &text);
    if (text.failed)
        json->failed = true;
    kn_json_put(json, object, key,
                text.size > 0 ? json_string(kn_text_string(&text)) : json_null());
    kn_text_release(&text);
}

static void put_indexed(kn_json *json, json_t *object, const char *key,
                        const kn_trial_answer *answer, int index,
                        void (*say)(const kn_trial_answer *, int, kn_text *))
{
    kn_text text;

    kn_text_init(&text, KN_TRIAL_TEXT_LIMIT);
    say(answer, index, &text);
    kn_json_put(json, object, key, kn_json_text(&text));
}

static json_t *contrast(kn_json *json, const kn_trial_answer *answer, int index)
{
    json_t *object = json_object();
    const kn_answer *judged =
        kn_trial_has_fit(answer) ? &answer->study->person[0].answer[index] : NULL;

    kn_json_put(json, object, "arm", json_integer(index + 1));
    kn_json_put(json, object, "name", kn_json_name(answer->dataset.arm_name[index + 1]));
    kn_json_put(json, object, "kind", json_string(kn_trial_kind(answer, index)));
    kn_json_put(json, object, "verdict",
                json_string(kn_verdict_word(judged ? judged->verdict : KN_VERDICT_COULD_NOT_TELL)));
    kn_json_put(json, object, "reason",
                json_string(kn_reason_word(judged ? judged->reason : KN_REASON_UNFIT)));
    put_indexed(json, object, "kind_words", answer, index, kn_trial_say_kind);
    put_indexed(json, object, "headline", answer, index, kn_trial_say_headline);
    put_indexed(json, object, "lead", answer, index, kn_trial_say_lead);
    return object;
}

static json_t *charts(kn_json *json, const kn_trial_answer *answer)
{
    json_t *object = json_object(), *size = json_array(), *hundred = json_array();

    for (int k = 0; kn_trial_has_fit(answer) && k + 1 < answer->dataset.arms; k++) {
        char id[24];

        snprintf(id, sizeof id, "kt-size%d-", k);
        kn_json_append(json, size, kn_trial_chart_size(answer, k, id));
        snprintf(id, sizeof id, "kt-hundred%d-", k);
        kn_json_append(json, hundred, kn_trial_chart_hundred(answer, k, id));
    }
    kn_json_put(json, object, "size", size);
    kn_json_put(json, object, "hundred", hundred);
    kn_json_put(json, object, "days", kn_trial_chart_days(answer, "kt-days-"));
    return object;
}

static json_t *draw(kn_json *json, const kn_trial_answer *answer, int index)
{
    const kn_randomisation *test = answer->study ? &answer->study->person[0].randomisation : NULL;
    bool is_done = test && test->done;
    json_t *object = json_object();

    put_indexed(json, object, "words", answer, index, kn_trial_say_draw);
    kn_json_put(json, object, "p", is_done ? kn_json_real(test->p[index]) : json_null());
    kn_json_put(json, object, "smallest_p", is_done ? kn_json_real(test->p_smallest) : json_null());
    return object;
}

static json_t *taken(kn_json *json, const kn_trial_answer *answer)
{
    json_t *object = json_object();

    put_words(json, object, "words", answer, kn_trial_say_taken);
    kn_json_put(json, object, "columns",
                json_pack("[s,s,s,s,s,s]", "What", "Days", "Done", "In part",
                          "Not, or something else", "Not said"));
    kn_json_put(json, object, "rows", kn_trial_taken_rows(answer));
    return object;
}

static json_t *harms(kn_json *json, const kn_trial_answer *answer)
{
    static const char *const severities[] = {"", "mild", "moderate", "severe"};
    json_t *list = json_array();

    for (size_t i = 0; i < answer->harm_count; i++) {
        const kn_harm *harm = &answer->harms[i];
        json_t *object = json_object();
        char date[KN_DATE_SIZE];
        kn_text words;

        kn_text_init(&words, KN_TRIAL_TEXT_LIMIT);
        kn_trial_say_harm(answer, harm, &words);
        kn_json_put(json, object, "id", json_string(harm->id));
        kn_json_put(json, object, "day", json_string(kn_date_format(date, harm->day)));
        kn_json_put(json, object, "what", kn_json_name(harm->what));
        kn_json_put(json, object, "severity", json_string(severities[harm->severity]));
        kn_json_put(json, object, "arm",
                    harm->arm == KN_ARM_UNKNOWN ? json_null() : json_integer(harm->arm));
        kn_json_put(json, object, "words", kn_json_text(&words));
        kn_json_append(json, list, object);
    }
    return list;
}

/* The engine's numbers as `unknot analyze --json` gives them; null without a study. */
static kn_code put_numbers(kn_json *json, const kn_trial_answer *answer, kn_error *err)
{
    json_t *numbers = json_null();
    kn_code code = KN_OK;
    kn_text text;

    kn_text_init(&text, NUMBERS_LIMIT);
    if (answer->study)
        code = kn_report_json(answer->study, &text, err);
    if (code == KN_OK && answer->study)
        code = kn_json_parse(text.bytes, text.size, "numbers", &numbers, err);
    kn_text_release(&text);
    if (code == KN_OK)
        kn_json_put(json, json->root, "numbers", numbers);
    return code;
}

static void put_sureness(kn_json *json, const kn_trial_answer *answer, int index)
{
    kn_text text;

    kn_text_init(&text, KN_TRIAL_TEXT_LIMIT);
    kn_trial_say_sureness(answer, index, &text);
    kn_json_put(json, json->root, "sureness",
                text.size > 0 ? json_string(kn_text_string(&text)) : json_null());
    kn_text_release(&text);
}

kn_code kn_trial_answer_json(const kn_trial_answer *answer, const json_t *decision, json_t **out,
                             kn_error *err)
{
    kn_json json = {.root = json_object()};
    json_t *contrasts = json_array(), *doubts = json_array(), *guesses = json_object();
    int lead = kn_trial_main_contrast(answer);
    kn_code code;

    *out = NULL;
    kn_json_put(&json, json.root, "kind", json_string(kn_trial_kind(answer, lead)));
    put_indexed(&json, json.root, "kind_words", answer, lead, kn_trial_say_kind);
    put_indexed(&json, json.root, "headline", answer, lead, kn_trial_say_headline);
    put_indexed(&json, json.root, "lead", answer, lead, kn_trial_say_lead);
    kn_json_put(&json, json.root, "blinding", json_string(kn_trial_blinding(answer)));
    put_sureness(&json, answer, lead);
    for (int k = 0; k + 1 < answer->dataset.arms; k++)
        kn_json_append(&json, contrasts, contrast(&json, answer, k));
    kn_json_put(&json, json.root, "contrasts", contrasts);
    kn_json_put(&json, json.root, "charts", charts(&json, answer));
    kn_json_put(&json, json.root, "own_numbers", kn_trial_own_numbers(answer));
    kn_json_put(&json, json.root, "periods", kn_trial_periods_table(answer));
    kn_json_put(&json, json.root, "draw", draw(&json, answer, lead));
    kn_json_put(&json, json.root, "taken", taken(&json, answer));
    put_words(&json, guesses, "words", answer, kn_trial_say_guesses);
    kn_json_put(&json, json.root, "guesses", guesses);
    kn_json_put(&json, json.root, "harms", harms(&json, answer));
    kn_trial_doubts(answer, doubts);
    kn_json_put(&json, json.root, "doubts", doubts);
    put_words(&json, json.root, "early", answer, kn_trial_say_early);
    put_words(&json, json.root, "at_will", answer, kn_trial_say_at_will);
    kn_json_put(&json, json.root, "next", kn_trial_next(answer));
    kn_json_put(&json, json.root, "decision", decision ? json_deep_copy(decision) : json_null());
    code = put_numbers(&json, answer, err);
    if (code == KN_OK && json.failed)
        code = kn_fail(err, KN_NOMEM, NULL, "no memory for the answer");
    if (code)
        json_decref(json.root);
    else
        *out = json.root;
    return code;
}
