/* What eases it, from the diary, for the app: docs/relief.md section 4. */
#include <math.h>

#include "base/json.h"
#include "report/json.h"
#include "report/relief_say.h"
#include "report/relief_words.h"

static const size_t NUMBERS_LIMIT = 16u << 20;

static void put_said(kn_json *json, json_t *object, const char *key, const kn_relief_said *said,
                     void (*say)(const kn_relief_said *, kn_text *))
{
    kn_text text;

    kn_text_init(&text, KN_RELIEF_TEXT_LIMIT);
    say(said, &text);
    kn_json_put(json, object, key, kn_json_text(&text));
}

static json_t *key_json(const kn_relief_said *said, int remedy)
{
    return remedy < 0 ? json_null() : kn_json_name(said->answer->log.key[remedy]);
}

static json_t *name_json(const kn_relief_said *said, int remedy)
{
    const kn_relief_log *log = &said->answer->log;

    return kn_json_name(log->name[remedy][0] ? log->name[remedy] : log->key[remedy]);
}

/* ---- Contrasts --------------------------------------------------------------------------------*/

static json_t *range(const kn_summary *summary)
{
    return json_pack("{s:o, s:o, s:o}", "mean", kn_json_real(summary->mean), "q025",
                     kn_json_real(summary->q025), "q975", kn_json_real(summary->q975));
}

static json_t *test(kn_json *json, const kn_relief_contrast *contrast)
{
    json_t *object = json_object();
    const kn_randomisation *draw = &contrast->draw;
    bool is_done = draw->done && isfinite(draw->p[0]);
    kn_text words;

    kn_text_init(&words, KN_RELIEF_TEXT_LIMIT);
    kn_relief_say_test(contrast, &words);
    kn_json_put(json, object, "words", kn_json_text(&words));
    kn_json_put(json, object, "p", is_done ? kn_json_real(draw->p[0]) : json_null());
    kn_json_put(json, object, "how",
                json_string(!is_done             ? "none"
                            : contrast->replayed ? "replayed"
                                                 : "redrawn"));
    return object;
}

static json_t *contrast(kn_json *json, const kn_relief_said *said, const kn_relief_contrast *of)
{
    json_t *object = json_object();
    kn_text text;

    kn_json_put(json, object, "key", key_json(said, of->arm));
    kn_json_put(json, object, "name", name_json(said, of->arm));
    kn_json_put(json, object, "versus", key_json(said, of->versus));
    kn_json_put(json, object, "versus_name", name_json(said, of->versus));
    kn_json_put(json, object, "verdict", json_string(kn_verdict_word(of->answer.verdict)));
    kn_json_put(json, object, "kind", json_string(kn_relief_contrast_kind(of)));
    kn_text_init(&text, KN_RELIEF_TEXT_LIMIT);
    kn_relief_words_headline(&text, &said->named, of);
    kn_json_put(json, object, "headline", kn_json_text(&text));
    kn_text_init(&text, KN_RELIEF_TEXT_LIMIT);
    kn_relief_say_contrast(said, of, &text);
    kn_json_put(json, object, "lead", kn_json_text(&text));
    kn_json_put(json, object, "ratio", of->unfit ? json_null() : range(&of->ratio));
    kn_json_put(json, object, "saved", of->unfit ? json_null() : range(&of->saved));
    kn_json_put(json, object, "faster",
                of->unfit ? json_null()
                          : kn_json_real(kn_relief_shown_chance(of->answer.better.posterior)));
    kn_json_put(json, object, "draw", test(json, of));
    return object;
}

static json_t *contrasts(kn_json *json, const kn_relief_said *said)
{
    json_t *list = json_array();
    const kn_relief *relief = said->answer->relief;

    for (size_t c = 0; relief && c < relief->person[0].contrasts; c++)
        kn_json_append(json, list, contrast(json, said, &relief->person[0].contrast[c]));
    return list;
}

/* ---- Parts of the reply -----------------------------------------------------------------------*/

static json_t *best(kn_json *json, const kn_relief_said *said)
{
    json_t *object = json_object(), *rows = json_array();
    int order[KN_ARMS_MAX], count = kn_relief_order(said, order);

    for (int i = 0; i < count; i++) {
        double chance = said->answer->relief->person[0].arm[order[i]].best;

        if (isfinite(chance))
            kn_json_append(json, rows,
                           json_pack("{s:o, s:o, s:o}", "key", key_json(said, order[i]), "name",
                                     name_json(said, order[i]), "best",
                                     kn_json_real(kn_relief_shown_chance(chance))));
    }
    put_said(json, object, "words", said, kn_relief_say_best);
    kn_json_put(json, object, "rows", rows);
    return object;
}

static json_t *stop(kn_json *json, const kn_relief_said *said)
{
    static const char *const keys[] = {[KN_STOP_GO_ON] = "go_on",
                                       [KN_STOP_GOOD_ENOUGH] = "good_enough",
                                       [KN_STOP_NO_DIFFERENCE] = "no_difference"};
    const kn_relief_diary_answer *answer = said->answer;
    json_t *object = json_object();

    kn_json_put(json, object, "key", json_string(keys[answer->stop]));
    put_said(json, object, "words", said, kn_relief_say_stop);
    kn_json_put(json, object, "use",
                answer->stop == KN_STOP_GOOD_ENOUGH ? key_json(said, answer->best) : json_null());
    kn_json_put(json, object, "more", answer->more > 0 ? json_integer(answer->more) : json_null());
    return object;
}

static json_t *skipped(const kn_relief_said *said)
{
    kn_text text;
    json_t *object;

    kn_text_init(&text, KN_RELIEF_TEXT_LIMIT);
    kn_relief_say_skipped(said, &text);
    object = text.size > 0 ? json_pack("{s:s}", "words", kn_text_string(&text)) : json_null();
    kn_text_release(&text);
    return object;
}

/* The engine's numbers as `unknot relief --json` gives them, but for the time it took: the same
 * diary gives the same reply. null without any. */
static json_t *numbers(const kn_relief_said *said)
{
    json_t *json = json_null();
    kn_error err = {0};
    kn_text text;

    if (!said->answer->relief)
        return json;
    kn_text_init(&text, NUMBERS_LIMIT);
    if (kn_relief_report_json(said->answer->relief, &text, &err) != KN_OK ||
        kn_json_parse(text.bytes, text.size, "numbers", &json, &err) != KN_OK)
        json = NULL;
    json_object_del(json, "seconds");
    kn_text_release(&text);
    return json;
}

static void put_split(kn_json *json, const kn_relief_said *said)
{
    const kn_relief_diary_answer *answer = said->answer;

    kn_json_put(json, json->root, "by_place",
                kn_relief_parts_list(said, answer->place, answer->by_place));
    kn_json_put(json, json->root, "by_place_why",
                kn_relief_parts_why(answer->place, answer->by_place, true));
    kn_json_put(json, json->root, "by_label",
                kn_relief_parts_list(said, answer->label, answer->by_label));
    kn_json_put(json, json->root, "by_label_why",
                kn_relief_parts_why(answer->label, answer->by_label, false));
}

static size_t count_drawn(const kn_relief_said *said)
{
    size_t drawn = 0;

    for (int a = 0; said->answer->relief && a < said->answer->log.keys; a++)
        drawn += said->answer->relief->person[0].arm[a].drawn;
    return drawn;
}

json_t *kn_relief_answer_json(const kn_relief_diary_answer *answer, const kn_catalogue *catalogue)
{
    kn_json json = {.root = json_object()};
    json_t *charts = json_object(), *doubts = json_array();
    kn_relief_said said;

    kn_relief_said_init(&said, answer, catalogue);
    kn_json_put(&json, json.root, "state",
                json_string(kn_relief_state_word(answer->log.plan.state)));
    kn_json_put(&json, json.root, "kind", json_string(kn_relief_kind(&said)));
    put_said(&json, json.root, "kind_words", &said, kn_relief_say_kind);
    put_said(&json, json.root, "headline", &said, kn_relief_say_headline);
    put_said(&json, json.root, "lead", &said, kn_relief_say_lead);
    kn_json_put(&json, json.root, "episodes", json_integer((json_int_t)count_drawn(&said)));
    put_said(&json, json.root, "counts_words", &said, kn_relief_say_counts);
    kn_json_put(&json, charts, "minutes", kn_relief_chart_minutes(&said, "kr-minutes-"));
    kn_json_put(&json, charts, "hundred", kn_relief_chart_hundred(&said, "kr-hundred-"));
    kn_json_put(&json, json.root, "charts", charts);
    kn_json_put(&json, json.root, "best", best(&json, &said));
    kn_json_put(&json, json.root, "contrasts", contrasts(&json, &said));
    kn_json_put(&json, json.root, "medians", kn_relief_medians_table(&said));
    put_split(&json, &said);
    kn_json_put(&json, json.root, "observed", kn_relief_observed_table(&said));
    kn_json_put(&json, json.root, "pain", kn_relief_pain_table(&said));
    kn_json_put(&json, json.root, "switched", kn_relief_switched_table(&said));
    kn_json_put(&json, json.root, "skipped", skipped(&said));
    kn_json_put(&json, json.root, "within_ten", kn_relief_within_table(&said));
    kn_json_put(&json, json.root, "stop", stop(&json, &said));
    kn_relief_doubts(&said, doubts);
    kn_json_put(&json, json.root, "doubts", doubts);
    kn_json_put(&json, json.root, "numbers", numbers(&said));
    if (json.failed) {
        json_decref(json.root);
        return NULL;
    }
    return json.root;
}
