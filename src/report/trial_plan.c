/* The picture before the start, for the app: docs/trials.md section 6. */
#include <math.h>
#include <stdio.h>

#include "base/civil.h"
#include "diary/treatment.h"
#include "report/chart.h"
#include "report/json.h"
#include "report/trial_plan_words.h"

static const double SEEN_FULLY = 0.95;

/* ---- Picture ----------------------------------------------------------------------------------*/

static void add_row_of_dots(kn_panel *panel, const kn_plan_view *view, int i, double *y)
{
    const kn_plan_effect *effect = &view->effects[i];
    bool is_wrong = effect->effect == 0;
    double found = kn_tally_found(&effect->tally);
    kn_text words, count;

    kn_text_init(&words, KN_TRIAL_TEXT_LIMIT);
    kn_text_init(&count, 64);
    kn_text_add(&words, "If it ");
    kn_plan_say_effect(&view->design, effect, false, &words);
    kn_plan_say_of_20(found, &count);
    kn_text_addf(&panel->body, "<text class=\"strong\" x=\"8\" y=\"%.0f\">", *y + 14);
    kn_text_add_xml(&panel->body, kn_text_string(&words));
    kn_text_add(&panel->body, "</text>");
    if (kn_utf8_count(words.bytes, words.size) + count.size > 42) /* no room beside it */
        *y += 18;
    kn_text_addf(&panel->body,
                 "<text class=\"b\" x=\"352\" y=\"%.0f\" text-anchor=\"end\">%s</text>", *y + 14,
                 kn_text_string(&count));
    for (int d = 0; d < KN_PLAN_OF; d++) {
        double x = 14 + 17.5 * d, at = *y + 29;

        if (d >= kn_plan_of_20(found))
            kn_text_addf(&panel->body,
                         "<circle class=\"c-open c-e\" cx=\"%.1f\" cy=\"%.1f\" r=\"5.5\"/>", x, at);
        else if (is_wrong)
            kn_text_addf(&panel->body,
                         "<rect class=\"c-worse\" x=\"%.1f\" y=\"%.1f\" width=\"12\" "
                         "height=\"12\"/>",
                         x - 6, at - 6);
        else
            kn_text_addf(&panel->body,
                         "<circle class=\"c-better\" cx=\"%.1f\" cy=\"%.1f\" r=\"6.5\"/>", x, at);
    }
    kn_text_addf(&panel->desc, "%s%s: %s", panel->desc.size > 0 ? "; " : "", kn_text_string(&words),
                 kn_text_string(&count));
    *y += 50;
    kn_text_release(&words);
    kn_text_release(&count);
}

static json_t *chart(const kn_plan_view *view)
{
    json_t *rows = json_array(), *json = NULL;
    kn_panel panel;
    kn_text svg;
    double y = 2;

    kn_panel_init(&panel, "kt-plan-");
    kn_text_add(&panel.title, "What it could see: 20 trials just like yours");
    for (int i = 0; i < KN_PLAN_EFFECTS; i++) {
        kn_text words, count;

        if (!kn_plan_is_shown(view, i))
            continue;
        add_row_of_dots(&panel, view, i, &y);
        kn_text_init(&words, KN_TRIAL_TEXT_LIMIT);
        kn_text_init(&count, 64);
        kn_text_add(&words, "If it ");
        kn_plan_say_effect(&view->design, &view->effects[i], false, &words);
        kn_plan_say_of_20(kn_tally_found(&view->effects[i].tally), &count);
        json_array_append_new(rows,
                              json_pack("[s, s]", kn_text_string(&words), kn_text_string(&count)));
        kn_text_release(&words);
        kn_text_release(&count);
    }
    kn_text_addf(
        &panel.body,
        "<text x=\"8\" y=\"%.0f\">Full dot: finds it. Square: wrongly says it helps.</text>",
        y + 8);
    kn_text_add(&panel.desc, ".");
    panel.height = y + 16;
    kn_text_init(&svg, 1u << 20);
    kn_panel_add(&panel, "", &svg);
    if (!svg.failed)
        json =
            json_pack("{s:s, s:s, s:s, s:{s:s, s:[s,s], s:O}}", "title",
                      kn_text_string(&panel.title), "summary", kn_text_string(&panel.desc), "svg",
                      kn_text_string(&svg), "table", "caption", kn_text_string(&panel.title),
                      "columns", "If", "Trials that say it helps", "rows", rows);
    json_decref(rows);
    kn_text_release(&svg);
    kn_panel_release(&panel);
    return json;
}

static json_t *advice_json(kn_json *json, const kn_plan_view *view)
{
    json_t *list = json_array();

    for (size_t i = 0; i < view->advice_count; i++) {
        const kn_plan_advice *advice = &view->advice[i];
        bool has_design = isfinite(advice->found);
        json_t *object = json_object();
        kn_text words;

        kn_text_init(&words, KN_TRIAL_TEXT_LIMIT);
        kn_plan_say_advice(view, advice, &words);
        kn_json_put(json, object, "kind", json_string(advice->kind));
        kn_json_put(json, object, "words", kn_json_text(&words));
        kn_json_put(json, object, "design",
                    has_design ? kn_trial_design_json(&advice->design) : json_null());
        kn_json_put(json, object, "found", kn_json_real(advice->found));
        kn_json_put(json, object, "found_now", kn_json_real(advice->found_now));
        kn_json_append(json, list, object);
    }
    return list;
}

/* ---- Together ---------------------------------------------------------------------------------*/

static void put_said(kn_json *json, json_t *object, const char *key, const kn_plan_view *view,
                     void (*say)(const kn_plan_view *, kn_text *))
{
    kn_text text;

    kn_text_init(&text, KN_TRIAL_TEXT_LIMIT);
    say(view, &text);
    kn_json_put(json, object, key, kn_json_text(&text));
}

static json_t *effect_json(kn_json *json, const kn_plan_view *view, const kn_plan_effect *effect)
{
    json_t *object = json_object(), *verdicts = json_object();
    double found = kn_tally_found(&effect->tally);
    kn_text words;

    kn_text_init(&words, KN_TRIAL_TEXT_LIMIT);
    kn_text_add(&words, "If it ");
    kn_plan_say_effect(&view->design, effect, false, &words);
    kn_json_put(json, object, "key", json_string(effect->key));
    kn_json_put(json, object, "words", kn_json_text(&words));
    kn_json_put(json, object, "effect", kn_json_real(effect->effect));
    kn_json_put(json, object, "found_of_20", json_integer(kn_plan_of_20(found)));
    kn_json_put(json, object, "found", kn_json_real(found));
    kn_json_put(json, object, "error", kn_json_real(kn_tally_error(found, effect->tally.trials)));
    for (int v = 0; v < KN_VERDICT_OBSERVED; v++)
        kn_json_put(json, verdicts, kn_verdict_word((kn_verdict_code)v),
                    kn_json_real(effect->tally.trials ? (double)effect->tally.verdict[v] /
                                                            (double)effect->tally.trials
                                                      : (double)NAN));
    kn_json_put(json, object, "verdicts", verdicts);
    return object;
}

static json_t *length_json(kn_json *json, const kn_plan_view *view)
{
    const kn_trial_design *design = &view->design;
    int days = kn_trial_design_days(design);
    int32_t last = view->basis.until + days - 1;
    json_t *object = json_object();
    char date[KN_DATE_SIZE], words[KN_WORDS_SIZE];
    kn_text length;

    kn_text_init(&length, 64);
    kn_trial_say_length(days, &length);
    kn_json_put(json, object, "days", json_integer(days));
    kn_json_put(json, object, "words", kn_json_text(&length));
    kn_json_put(json, object, "ends", json_string(kn_date_format(date, last)));
    kn_json_put(json, object, "ends_words",
                json_string(kn_words_date(words, last, view->basis.until)));
    kn_json_put(json, object, "swaps", json_integer(kn_trial_swaps(design)));
    kn_json_put(json, object, "smallest_p", kn_json_real(kn_trial_smallest_p(design)));
    return object;
}

static json_t *wrong_json(kn_json *json, const kn_plan_view *view)
{
    const kn_tally *none = &view->effects[KN_PLAN_EFFECTS - 1].tally;
    double helps = kn_tally_found(none), either = kn_tally_wrong(none);
    json_t *object = json_object();

    kn_json_put(json, object, "of_20", json_integer(kn_plan_of_20(helps)));
    kn_json_put(json, object, "helps", kn_json_real(helps));
    kn_json_put(json, object, "either", kn_json_real(either));
    kn_json_put(json, object, "error", kn_json_real(kn_tally_error(either, none->trials)));
    put_said(json, object, "words", view, kn_plan_say_wrong);
    return object;
}

static void put_limits(kn_json *json, const kn_plan_view *view)
{
    double width = kn_tally_width(&view->effects[KN_PLAN_EFFECTS - 1].tally);
    bool has_main = view->effects[0].tally.trials >= KN_PLAN_FIRST;
    json_t *wide = json_object(), *needed = json_object();
    kn_text text;

    kn_text_init(&text, KN_TRIAL_TEXT_LIMIT);
    if (isfinite(width))
        kn_plan_say_width(view, width, &text);
    kn_json_put(json, wide, "value", kn_json_real(width));
    kn_json_put(json, wide, "words", kn_json_text(&text));
    kn_json_put(json, json->root, "width", wide);
    kn_text_init(&text, KN_TRIAL_TEXT_LIMIT);
    if (view->attenuated < SEEN_FULLY)
        kn_text_addf(
            &text,
            "It takes days to work, or to wear off. So these periods would see only about %d "
            "in 100 of what it does.",
            kn_of_hundred(view->attenuated));
    kn_json_put(json, json->root, "attenuated",
                text.size > 0 ? json_string(kn_text_string(&text)) : json_null());
    kn_text_release(&text);
    kn_json_put(json, json->root, "too_rare",
                view->too_rare
                    ? json_string("They are too rare to count: most days have none either "
                                  "way. Ask about days with a spasm instead, or test it "
                                  "when a spasm comes.")
                    : json_null());
    kn_text_init(&text, KN_TRIAL_TEXT_LIMIT);
    if (view->days_needed > 0) {
        kn_text_add(&text, "To find what you ask for in 16 of 20 trials it would take ");
        kn_trial_say_length(view->days_needed, &text);
        kn_text_add_char(&text, '.');
    } else {
        kn_text_add(&text, "Even two years would not find what you ask for in 16 of 20 trials.");
    }
    kn_json_put(json, needed, "days",
                view->days_needed > 0 ? json_integer(view->days_needed) : json_null());
    kn_json_put(json, needed, "words", kn_json_text(&text));
    if (has_main && (view->days_needed > 0 || view->done))
        kn_json_put(json, json->root, "days_needed", needed);
    else {
        json_decref(needed);
        kn_json_put(json, json->root, "days_needed", json_null());
    }
}

/* What to expect is what studies found: of each arm that has a card, in the card's words. */
static json_t *studies_json(kn_json *json, const kn_trial_design *design)
{
    json_t *list = json_array(), *cards = NULL;

    if (kn_treatments_load(&cards, NULL)) {
        json_decref(list);
        return NULL; /* kn_json_put() remembers that memory ran out */
    }
    for (int k = 0; k < design->arms; k++) {
        static const char *const taken[] = {"effect", "found", "certainty_word"};
        const json_t *card = kn_treatment_card(cards, design->arm[k].key);
        json_t *object;

        if (!card)
            continue;
        object = json_object();
        kn_json_put(json, object, "key", json_string(design->arm[k].key));
        kn_json_put(json, object, "name", json_string(design->arm[k].name));
        for (size_t m = 0; m < sizeof taken / sizeof *taken; m++)
            kn_json_put(json, object, taken[m], json_incref(json_object_get(card, taken[m])));
        kn_json_append(json, list, object);
    }
    json_decref(cards);
    return list;
}

static void put_can(kn_json *json, const kn_plan_view *view)
{
    kn_text can, cannot;

    kn_text_init(&can, KN_TRIAL_TEXT_LIMIT);
    kn_text_init(&cannot, KN_TRIAL_TEXT_LIMIT);
    kn_plan_say_can(view, &can, &cannot);
    kn_json_put(json, json->root, "can", kn_json_text(&can));
    kn_json_put(json, json->root, "cannot",
                cannot.size > 0 ? json_string(kn_text_string(&cannot)) : json_null());
    kn_text_release(&cannot);
}

kn_code kn_plan_json(const kn_plan_view *view, json_t **out, kn_error *err)
{
    kn_json json = {.root = json_object()};
    json_t *effects = json_array(), *basis = json_object();

    *out = NULL;
    kn_json_put(&json, json.root, "length", length_json(&json, view));
    kn_json_put(&json, basis, "days", json_integer(view->basis.days));
    kn_json_put(&json, basis, "recorded", json_integer(view->basis.recorded));
    put_said(&json, basis, "words", view, kn_plan_say_basis);
    kn_json_put(&json, json.root, "basis", basis);
    for (int i = 0; i < KN_PLAN_EFFECTS; i++)
        if (kn_plan_is_shown(view, i))
            kn_json_append(&json, effects, effect_json(&json, view, &view->effects[i]));
    kn_json_put(&json, json.root, "effects", effects);
    kn_json_put(&json, json.root, "wrong", wrong_json(&json, view));
    kn_json_put(&json, json.root, "studies", studies_json(&json, &view->design));
    put_can(&json, view);
    put_said(&json, json.root, "no_worthwhile", view, kn_plan_say_no_worthwhile);
    put_limits(&json, view);
    kn_json_put(&json, json.root, "advice", advice_json(&json, view));
    kn_json_put(&json, json.root, "chart", chart(view));
    put_said(&json, json.root, "said", view, kn_plan_say_said);
    kn_json_put(&json, json.root, "trials",
                json_integer((json_int_t)view->effects[0].tally.trials));
    kn_json_put(&json, json.root, "done", json_boolean(view->done));
    if (json.failed) {
        json_decref(json.root);
        return kn_fail(err, KN_NOMEM, NULL, "no memory for the plan");
    }
    *out = json.root;
    return KN_OK;
}
