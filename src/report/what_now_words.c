/* What may be tried, in words. Nothing is recommended: each says where it comes from. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "diary/treatment.h"
#include "report/json.h"
#include "report/relief_report.h"
#include "report/relief_say.h"
#include "report/words.h"

enum { WORDS_BYTES_MAX = 4096 };

/* {X} with {R}: what it is compared with. {size}: "about 4 minutes sooner". */
static const char *const own_now_words[] = {
    [KN_VERDICT_HELPS] = "It eased {size} than {R}.{range}",
    [KN_VERDICT_SMALL] = "It eased {size} than {R}, less than you said is worth it.{range}",
    [KN_VERDICT_LOOKS_AS_IF] = "It looks as if it eased {size} than {R}.{range}",
    [KN_VERDICT_NO_WORTHWHILE] = "Nothing that you compared did better than this.",
};
static const char *const own_days_words[] = {
    [KN_VERDICT_HELPS] = "In your own trial this did better than {V}.",
    [KN_VERDICT_SMALL] =
        "In your own trial this did a little better than {V}, less than you said is worth it.",
    [KN_VERDICT_LOOKS_AS_IF] = "In your own trial it looks as if this did better than {V}.",
};
static const char *const own_sure[] = {
    [KN_VERDICT_HELPS] = "Your own diary says so clearly.",
    [KN_VERDICT_SMALL] = "Your own diary says so clearly.",
    [KN_VERDICT_LOOKS_AS_IF] = "It is not sure yet.",
    [KN_VERDICT_NO_WORTHWHILE] = "Your own diary says so clearly.",
};

static const char pooled_words[] =
    "In {people} people it eased {size} than {R}, on average.{range}";
static const char pooled_sure[] = "That is the average of others. Yours may be different.";
static const char some_own[] =
    "Your own answers come first. Everything here is only something to try.";
static const char none_own[] =
    "You have no clear answer of your own yet. Everything here is only something to try.";

/* ---- Parts of a sentence ----------------------------------------------------------------------*/

/* A name as it stands inside a sentence: "heat on the spot", "TENS device". */
static void add_inside(kn_text *out, const char *name)
{
    kn_text clean;
    const char *text;

    kn_text_init(&clean, WORDS_BYTES_MAX);
    kn_words_name(&clean, name, 80);
    text = kn_text_string(&clean);
    if (text[0] && !isupper((unsigned char)text[1])) {
        kn_text_add_char(out, (char)tolower((unsigned char)text[0]));
        text++;
    }
    kn_text_add(out, text);
    kn_text_release(&clean);
}

/* What stands after "than": "by waiting", "with heat on the spot". */
static void add_versus(kn_text *out, const kn_catalogue *catalogue, const char *key, bool of_days)
{
    if (strcmp(key, KN_REMEDY_WAIT) == 0) {
        kn_text_add(out, of_days ? "waiting" : "by waiting");
    } else if (strcmp(key, KN_ARM_USUAL) == 0) {
        kn_text_add(out, "usual care");
    } else if (strcmp(key, KN_ARM_PLACEBO) == 0) {
        kn_text_add(out, "the dummy");
    } else {
        kn_text_add(out, of_days ? "" : "with ");
        add_inside(out, kn_catalogue_name(catalogue, KN_KIND_TREATMENT, key));
    }
}

static void add_minutes(kn_text *out, double minutes)
{
    const double whole = round(minutes);

    if (whole < 1)
        kn_text_add(out, "less than a minute");
    else
        kn_text_addf(out, "%.0f minute%s", whole, whole == 1 ? "" : "s");
}

/* "about 4 minutes sooner"; without minutes "in about 70 % of the time" as "about 30 % sooner". */
static void add_size(kn_text *out, const kn_suggestion *s)
{
    const double percent = 100 * (1 - s->ratio.q50);

    if (s->saved.mean > 0) {
        if (round(s->saved.mean) >= 1)
            kn_text_add(out, "about ");
        add_minutes(out, s->saved.mean);
        kn_text_add(out, " sooner");
    } else if (s->ratio.q50 > 0 && percent >= 1) {
        kn_text_addf(out, "about %.0f %% sooner", percent);
    } else {
        kn_text_add(out, "sooner");
    }
}

/* "3 minutes", "1 minute", "30 %". */
static void add_amount(kn_text *out, double amount, bool has_minutes)
{
    kn_text_addf(out, "%.0f %s", amount, !has_minutes ? "%" : amount == 1 ? "minute" : "minutes");
}

/* " It could be anything from 1 to 7 minutes."; what lies on the other side of nought is later. */
static void add_range(kn_text *out, const kn_suggestion *s)
{
    const bool has_minutes = s->saved.mean > 0;
    const double low = round(has_minutes ? s->saved.q025 : 100 * (1 - s->ratio.q975));
    const double high = round(has_minutes ? s->saved.q975 : 100 * (1 - s->ratio.q025));

    if (!(high > low) || !(high > 0) || (!has_minutes && !(s->ratio.q025 > 0)))
        return;
    kn_text_add(out, " It could be anything ");
    if (low < 0) {
        kn_text_add(out, "from ");
        add_amount(out, -low, has_minutes);
        kn_text_add(out, " later to ");
        add_amount(out, high, has_minutes);
        kn_text_add(out, " sooner.");
        return;
    }
    if (low > 0)
        kn_text_addf(out, "from %.0f to ", low);
    else
        kn_text_add(out, "up to ");
    add_amount(out, high, has_minutes);
    kn_text_add(out, ".");
}

static json_t *expand(const char *template, const kn_suggestion *s, const kn_catalogue *catalogue)
{
    kn_text versus, days, size, range, out;
    char people[24];
    json_t *json;

    kn_text_init(&versus, WORDS_BYTES_MAX);
    kn_text_init(&days, WORDS_BYTES_MAX);
    kn_text_init(&size, WORDS_BYTES_MAX);
    kn_text_init(&range, WORDS_BYTES_MAX);
    kn_text_init(&out, WORDS_BYTES_MAX);
    add_versus(&versus, catalogue, s->versus, false);
    add_versus(&days, catalogue, s->versus, true);
    add_size(&size, s);
    add_range(&range, s);
    snprintf(people, sizeof people, "%zu", s->people);
    const kn_filling fields[] = {{"R", kn_text_string(&versus)},
                                 {"V", kn_text_string(&days)},
                                 {"size", kn_text_string(&size)},
                                 {"range", kn_text_string(&range)},
                                 {"people", people}};
    kn_words_expand(&out, template, fields, sizeof fields / sizeof *fields);
    json = kn_json_text(&out);
    kn_text_release(&versus);
    kn_text_release(&days);
    kn_text_release(&size);
    kn_text_release(&range);
    return json;
}

/* ---- An item ----------------------------------------------------------------------------------*/

static const char *text_of(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

/* "Studies: unsure", of a card's "Unsure: a short gain for pain"; rest: "A short gain for pain". */
static json_t *studies_source(const json_t *card)
{
    const char *word = text_of(card, "certainty_word");
    char source[64];

    if (json_is_true(json_object_get(card, "no_trial")))
        return json_string("No trial found");
    snprintf(source, sizeof source, "Studies: %c%.*s", tolower((unsigned char)word[0]),
             (int)strcspn(word + (*word != 0), ":"), word + (*word != 0));
    return json_string(source);
}

static json_t *studies_sure(const json_t *card)
{
    const char *word = text_of(card, "certainty_word"), *colon = strchr(word, ':');
    char sure[160];

    if (json_is_true(json_object_get(card, "no_trial")) || !colon || !colon[1] || !colon[2])
        snprintf(sure, sizeof sure, "%.150s.", word);
    else
        snprintf(sure, sizeof sure, "%c%.150s.", toupper((unsigned char)colon[2]), colon + 3);
    return json_string(sure);
}

static json_t *own_sure_of(const kn_suggestion *s)
{
    char sure[200];

    if (isnan(s->best))
        return json_string(own_sure[s->verdict]);
    snprintf(sure, sizeof sure,
             "%s It is the fastest of yours in %.0f of 100 ways things could be.",
             own_sure[s->verdict], 100 * kn_relief_shown_chance(s->best));
    return json_string(sure);
}

static json_t *citation(const json_t *card)
{
    const json_t *first = json_array_get(json_object_get(card, "citations"), 0);
    const json_t *year = json_object_get(first, "year");
    char when[16] = "";

    if (!first)
        return json_null();
    if (json_is_integer(year))
        snprintf(when, sizeof when, ", %d", (int)json_integer_value(year));
    return json_sprintf("%s%s: %s. %s", text_of(first, "authors"), when, text_of(first, "title"),
                        text_of(first, "journal"));
}

/* What to ask a doctor goes before what to mind. */
static json_t *caution(const json_t *card)
{
    const char *ask = text_of(card, "doctor_words");
    const json_t *first = json_array_get(json_object_get(card, "cautions"), 0);
    const char *mind = json_string_value(first);

    if (json_is_true(json_object_get(card, "ask_doctor")))
        return json_sprintf("Ask a doctor or a pharmacist first. %s", ask);
    return mind ? json_string(mind) : json_null();
}

static void put_words(kn_json *json, json_t *item, const kn_suggestion *s,
                      const kn_catalogue *catalogue, const json_t *card)
{
    const bool of_studies = s->source == KN_SOURCE_STUDIES;

    if (s->source == KN_SOURCE_YOURS) {
        kn_json_put(json, item, "source_words", json_string("Your own answer"));
        kn_json_put(
            json, item, "words",
            expand((s->is_for_now ? own_now_words : own_days_words)[s->verdict], s, catalogue));
        kn_json_put(json, item, "sure", own_sure_of(s));
    } else if (s->source == KN_SOURCE_POOLED) {
        kn_json_put(json, item, "source_words", json_string("Many people"));
        kn_json_put(json, item, "words", expand(pooled_words, s, catalogue));
        kn_json_put(json, item, "sure", json_string(pooled_sure));
    } else {
        kn_json_put(json, item, "source_words", studies_source(card));
        kn_json_put(json, item, "words", json_string(text_of(card, "found")));
        kn_json_put(json, item, "sure", studies_sure(card));
    }
    kn_json_put(json, item, "citation", of_studies ? citation(card) : json_null());
    kn_json_put(json, item, "caution", caution(card));
}

static json_t *item_of(kn_json *json, const kn_suggestion *s, const kn_catalogue *catalogue,
                       const json_t *cards)
{
    json_t *item = json_object(), *card = kn_treatment_card(cards, s->key);
    const char *how = json_string_value(json_array_get(json_object_get(card, "how"), 0));

    kn_json_put(json, item, "key", json_string(s->key));
    kn_json_put(json, item, "name",
                json_string(kn_catalogue_name(catalogue, KN_KIND_TREATMENT, s->key)));
    kn_json_put(json, item, "how", json_string(how ? how : ""));
    kn_json_put(json, item, "source", json_string(kn_source_word(s->source)));
    put_words(json, item, s, catalogue, card);
    return item;
}

json_t *kn_what_now_json(const kn_suggestions *suggestions, const kn_catalogue *catalogue,
                         const json_t *cards)
{
    kn_json json = {.root = json_object()};
    json_t *now = json_array(), *later = json_array();
    bool has_own = false;

    for (size_t i = 0; i < suggestions->count; i++) {
        const kn_suggestion *s = &suggestions->list[i];

        has_own = has_own || s->source == KN_SOURCE_YOURS;
        kn_json_append(&json, s->is_for_now ? now : later, item_of(&json, s, catalogue, cards));
    }
    kn_json_put(&json, json.root, "now", now);
    kn_json_put(&json, json.root, "later", later);
    kn_json_put(&json, json.root, "words", json_string(has_own ? some_own : none_own));
    if (!json.failed)
        return json.root;
    json_decref(json.root);
    return NULL;
}
