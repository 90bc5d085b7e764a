/* What may be tried: which comes first, what is left out, and how it is said. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>

#include "answer/what_now.h"
#include "diary/treatment.h"
#include "report/relief_report.h"
#include "trial_answer_fixture.h"

#define COUNT(table) (sizeof(table) / sizeof(table)[0])

/* ---- An answer of the diary, made by hand -----------------------------------------------------*/

typedef struct row { /* an arm against the first one */
    const char *key;
    kn_verdict_code verdict;
    double best, faster, ratio, saved;
} row;

typedef struct made_relief {
    kn_relief_diary_answer answer;
    kn_relief relief;
    kn_relief_answer person;
    kn_relief_contrast contrast[KN_RELIEF_CONTRASTS_MAX];
} made_relief;

/* The first row is the reference: only its key and `best` count. */
static made_relief *relief_made(const row rows[], int count)
{
    made_relief *own = calloc(1, sizeof *own);

    own->answer.relief = &own->relief;
    own->relief.person = &own->person;
    own->answer.log.keys = count;
    own->person.contrast = own->contrast;
    own->person.has_ranking = true;
    for (int a = 0; a < count; a++) {
        const double r = rows[a].ratio, m = rows[a].saved;

        snprintf(own->answer.log.key[a], KN_ID_SIZE, "%s", rows[a].key);
        own->person.arm[a].best = rows[a].best;
        if (a == 0)
            continue;
        own->contrast[own->person.contrasts++] = (kn_relief_contrast){
            .arm = a,
            .analysed = 46,
            .ratio = {.mean = r, .sd = r / 10, .q025 = r * 0.8, .q50 = r, .q975 = r * 1.25},
            .saved = {.mean = m, .sd = 1, .q025 = m - 2, .q50 = m, .q975 = m + 2},
            .answer = {.verdict = rows[a].verdict, .better = {.posterior = rows[a].faster}}};
    }
    return own;
}

/* "yours:heat_local pooled:rub_during ..." of the first `most` for now, or for the days. */
static void list(const kn_suggestions *all, bool is_for_now, size_t most, char *out, size_t size)
{
    size_t used = 0;

    out[0] = '\0';
    for (size_t i = 0; i < all->count && most > 0; i++) {
        const kn_suggestion *s = &all->list[i];

        if (s->is_for_now != is_for_now)
            continue;
        used += (size_t)snprintf(out + used, size - used, "%s%s:%s", used ? " " : "",
                                 kn_source_word(s->source), s->key);
        most--;
    }
}

static bool has(const kn_suggestions *all, const char *key)
{
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(all->list[i].key, key) == 0)
            return true;
    return false;
}

static void ask(diary *d, const kn_relief_diary_answer *relief, kn_suggestions *all)
{
    if (kn_what_now(d->store, relief, all, &d->err) != KN_OK)
        fail_msg("%s", d->err.message);
}

/* ---- Own answers for now ----------------------------------------------------------------------*/

static void test_own_for_now(void **state)
{
    static const struct {
        const char *what;
        int count;
        row rows[5];
        const char *first;   /* how the list for now begins */
        const char *without; /* a key that must not be there */
    } table[] = {
        {"a verdict before P(best)",
         4,
         {{"wait", 0, 0, 0, 0, 0},
          {"rub_during", KN_VERDICT_LOOKS_AS_IF, 0.6, 0.98, 0.8, 3},
          {"heat_local", KN_VERDICT_HELPS, 0.1, 0.99, 0.7, 4},
          {"menthol", KN_VERDICT_SMALL, 0.3, 0.99, 0.9, 1}},
         "yours:heat_local yours:menthol yours:rub_during studies:hot_bath",
         "wait"},
        {"among equal verdicts P(best)",
         3,
         {{"wait", 0, 0, 0, 0, 0},
          {"rub_during", KN_VERDICT_HELPS, 0.3, 0.98, 0.8, 3},
          {"heat_local", KN_VERDICT_HELPS, 0.7, 0.99, 0.7, 4}},
         "yours:heat_local yours:rub_during studies:hot_bath",
         "wait"},
        {"ties keep the order of the plan",
         3,
         {{"wait", 0, 0, 0, 0, 0},
          {"rub_during", KN_VERDICT_HELPS, 0.5, 0.98, 0.8, 3},
          {"heat_local", KN_VERDICT_HELPS, 0.5, 0.98, 0.8, 3}},
         "yours:rub_during yours:heat_local studies:hot_bath",
         "wait"},
        {"what cannot be told yet is a card like any other",
         2,
         {{"wait", 0, 0.5, 0, 0, 0}, {"heat_local", KN_VERDICT_COULD_NOT_TELL, 0.5, 0.6, 1, 0}},
         "studies:hot_bath studies:sour_brine studies:heat_local",
         "yours"},
        {"what made it longer is gone",
         2,
         {{"wait", 0, 0.9, 0, 0, 0}, {"hot_bath", KN_VERDICT_WORSE, 0.1, 0.01, 1.4, -3}},
         "yours:wait studies:sour_brine",
         "hot_bath"},
        {"what made no difference is gone, and waiting is as good",
         2,
         {{"wait", 0, 0.5, 0, 0, 0}, {"hot_bath", KN_VERDICT_NO_WORTHWHILE, 0.5, 0.5, 1, 0}},
         "yours:wait studies:sour_brine",
         "hot_bath"},
        {"waiting is no answer while another may still be better",
         3,
         {{"wait", 0, 0.5, 0, 0, 0},
          {"hot_bath", KN_VERDICT_NO_WORTHWHILE, 0.1, 0.5, 1, 0},
          {"heat_local", KN_VERDICT_LOOKS_AS_IF, 0.5, 0.98, 0.8, 3}},
         "yours:heat_local studies:sour_brine",
         "hot_bath"},
        {"a reference that another beat is gone",
         2,
         {{"hot_bath", 0, 0.1, 0, 0, 0}, {"heat_local", KN_VERDICT_HELPS, 0.9, 0.99, 0.7, 4}},
         "yours:heat_local studies:sour_brine",
         "hot_bath"},
        {"a reference without waiting that beat another",
         3,
         {{"rub_during", 0, 0.9, 0, 0, 0},
          {"heat_local", KN_VERDICT_WORSE, 0.05, 0.01, 1.4, -3},
          {"hot_bath", KN_VERDICT_NO_WORTHWHILE, 0.05, 0.4, 1, 0}},
         "yours:rub_during studies:sour_brine",
         "heat_local"},
        {"only watched is not tested",
         2,
         {{"wait", 0, 0.5, 0, 0, 0}, {"heat_local", KN_VERDICT_OBSERVED, 0.9, 0.99, 0.5, 5}},
         "studies:hot_bath studies:sour_brine studies:heat_local",
         "yours"},
    };
    char found[4096];
    kn_suggestions all;
    diary d;

    (void)state;
    diary_open(&d);
    for (size_t i = 0; i < COUNT(table); i++) {
        made_relief *own = relief_made(table[i].rows, table[i].count);

        ask(&d, &own->answer, &all);
        list(&all, true, 64, found, sizeof found);
        if (strncmp(found, table[i].first, strlen(table[i].first)) != 0)
            fail_msg("%s: %s", table[i].what, found);
        if (has(&all, table[i].without))
            fail_msg("%s: %s is there", table[i].what, table[i].without);
        free(own);
    }
    diary_close(&d);
}

/* What the reference gained is what the other lost. */
static void test_reverse(void **state)
{
    static const row rows[] = {{"wait", 0, 0.9, 0, 0, 0},
                               {"heat_local", KN_VERDICT_WORSE, 0.1, 0.01, 2, -4}};
    made_relief *own = relief_made(rows, 2);
    kn_suggestions all;
    diary d;

    (void)state;
    diary_open(&d);
    ask(&d, &own->answer, &all);
    assert_string_equal(all.list[0].key, "wait");
    assert_string_equal(all.list[0].versus, "heat_local");
    assert_int_equal(all.list[0].verdict, KN_VERDICT_HELPS);
    assert_true(fabs(all.list[0].ratio.q50 - 0.5) < 1e-12);
    assert_true(fabs(all.list[0].ratio.q025 - 1 / 2.5) < 1e-12);
    assert_true(fabs(all.list[0].ratio.q975 - 1 / 1.6) < 1e-12);
    assert_true(fabs(all.list[0].ratio.mean - 0.5 * 1.01) < 1e-12);
    assert_true(all.list[0].saved.q025 == 2 && all.list[0].saved.q975 == 6);
    assert_true(fabs(all.list[0].faster - 0.99) < 1e-12);
    free(own);
    diary_close(&d);
}

/* ---- Nothing known yet ------------------------------------------------------------------------*/

static void test_cards(void **state)
{
    char found[4096];
    kn_suggestions all, again;
    diary d;

    (void)state;
    diary_open(&d);
    ask(&d, NULL, &all);
    list(&all, true, 64, found, sizeof found);
    assert_string_equal(found, "studies:hot_bath studies:sour_brine studies:heat_local "
                               "studies:relaxation studies:menthol studies:wait "
                               "studies:stretch_acute studies:rub_during studies:nsaid_gel "
                               "studies:salicylate_rub studies:tens");
    list(&all, false, 64, found, sizeof found);
    assert_string_equal(
        found, "studies:stretch_daily studies:aquatic studies:cycling studies:walking_aerobic "
               "studies:resistance studies:mindfulness studies:sleep studies:keep_warm "
               "studies:massage_course studies:hydration studies:cbt studies:vitamin_d "
               "studies:vitamin_k2 studies:msm studies:other_deficiency");
    ask(&d, NULL, &again);
    assert_int_equal(all.count, again.count);
    for (size_t i = 0; i < all.count; i++)
        assert_string_equal(all.list[i].key, again.list[i].key);
    diary_close(&d);
}

/* The four that are left out are cards, and say so themselves. */
static void test_left_out(void **state)
{
    static const struct {
        const char *key, *says;
    } table[] = {{"magnesium", "little or no effect"},    {"acupuncture", "no better than sham"},
                 {"capsaicin", "no better when blinded"}, {"chiropractic", "nothing shown"},
                 {"rx_pregabalin", "side effects"},       {"rx_quinine", "deadly"}};
    json_t *cards = NULL;
    kn_suggestions all;
    diary d;

    (void)state;
    diary_open(&d);
    ask(&d, NULL, &all);
    assert_int_equal(kn_treatments_load(&cards, &d.err), KN_OK);
    for (size_t i = 0; i < COUNT(table); i++) {
        const json_t *card = kn_treatment_card(cards, table[i].key);

        assert_false(has(&all, table[i].key));
        assert_non_null(
            strstr(json_string_value(json_object_get(card, "certainty_word")), table[i].says));
    }
    json_decref(cards);
    diary_close(&d);
}

static void test_put_away(void **state)
{
    kn_suggestions all;
    diary d;

    (void)state;
    diary_open(&d);
    diary_add(&d, KN_KIND_TREATMENT, DIARY_TODAY, 9, 0,
              "{'name': 'Warm bath', 'replaces': 'hot_bath', 'archived': true}");
    ask(&d, NULL, &all);
    assert_false(has(&all, "hot_bath"));
    diary_close(&d);
}

/* ---- Own trials -------------------------------------------------------------------------------*/

static void trial_row(const char *change, int without, int with, const char *harm,
                      const char *first, const char *gone)
{
    kn_trial *trial;
    kn_suggestions all;
    char found[4096];
    made m;

    made_open(&m, change);
    trial = made_load(&m, NULL);
    made_fill(&m, trial, without, with);
    for (size_t u = 0; harm && u < trial->unit_count; u++)
        if (trial->units[u].arm == 1) {
            made_harm(&m, trial->units[u].first_day, "a rash", harm);
            break;
        }
    kn_trial_free(trial);
    ask(&m.diary, NULL, &all);
    list(&all, false, 64, found, sizeof found);
    if (strncmp(found, first, strlen(first)) != 0)
        fail_msg("%s", found);
    if (has(&all, gone))
        fail_msg("%s is there: %s", gone, found);
    made_close(&m);
}

static void test_own_trials(void **state)
{
    static const char two[] = "{'arms': [{'key': 'keep_warm'}, {'key': 'stretch_daily'}]}";

    (void)state;
    /* fewer spasms: first for the days */
    trial_row(NULL, 4, 1, NULL, "yours:stretch_daily studies:aquatic", "magnesium");
    trial_row(NULL, 4, 1, "mild", "yours:stretch_daily studies:aquatic", "magnesium");
    /* more of them, or an unwanted effect that was severe: gone */
    trial_row(NULL, 1, 5, NULL, "studies:aquatic", "stretch_daily");
    /* of two that act the other one */
    trial_row(two, 1, 5, NULL, "yours:keep_warm studies:aquatic", "stretch_daily");
    trial_row(two, 5, 1, NULL, "yours:stretch_daily studies:aquatic", "keep_warm");
}

static void test_severe_harm(void **state)
{
    (void)state;
    trial_row(NULL, 2, 2, "moderate", "studies:stretch_daily studies:aquatic", "magnesium");
    trial_row(NULL, 2, 2, "severe", "studies:aquatic", "stretch_daily");
}

/* ---- Many people ------------------------------------------------------------------------------*/

static const char POOLED[] =
    "{'schema': 1, 'kind': 'relief', 'source': 'many.csv', 'people': 40, 'n': 900, "
    "'arms': ['Wait', 'Rub'], 'options': {'observed': false}, 'pooled': {'mu': {'mean': -0.35, "
    "'sd': 0.1, 'q025': -0.55, 'q50': -0.35, 'q975': -0.15, 'p_below_zero': 0.999}}}";

static json_t *parse(diary *d, const char *text)
{
    json_t *json = NULL;
    char *copy = strdup(text);

    for (char *c = copy; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    if (kn_json_parse(copy, strlen(copy), "test", &json, &d->err) != KN_OK)
        fail_msg("%s: %s", text, d->err.message);
    free(copy);
    return json;
}

/* A dotted path; NULL takes it away. */
static void set(json_t *json, const char *path, json_t *value)
{
    const char *dot = strchr(path, '.');
    char name[32];

    if (dot) {
        snprintf(name, sizeof name, "%.*s", (int)(dot - path), path);
        set(json_object_get(json, name), dot + 1, value);
    } else if (value) {
        json_object_set_new(json, path, value);
    } else {
        json_object_del(json, path);
    }
}

static void test_pooled_refused(void **state)
{
    static const struct {
        const char *path, *value, *field, *says;
    } table[] = {
        {"kind", "'triggers'", "kind", "not an answer about relief"},
        {"kind", NULL, "kind", "not an answer about relief"},
        {"schema", "2", "schema", "schema"},
        {"options.observed", "true", "options.observed", "chosen"},
        {"pooled", "null", "pooled", "no pooled answer"},
        {"arms", "['Wait']", "arms", "not two"},
        {"arms", "['Wait', 'Rub', 'Heat']", "arms", "not two"},
        {"arms", "['Wait', 7]", "arms[1]", "not a text"},
        {"arms", "['Sham', 'Rub']", "arms[0]", "no treatment called \"Sham\""},
        {"arms", "['wait', 'Wait it out']", "arms", "the same"},
        {"n", "0", "n", "between"},
        {"n", "1.5", "n", "not a whole number"},
        {"people", "1", "people", "between"},
        {"people", NULL, "people", "missing"},
        {"pooled.mu", "7", "pooled.mu.mean", "missing"},
        {"pooled.mu.mean", "'x'", "pooled.mu.mean", "not a number"},
        {"pooled.mu.sd", "0", "pooled.mu.sd", "between"},
        {"pooled.mu.q025", "-11", "pooled.mu.q025", "between"},
        {"pooled.mu.q50", "0.1", "pooled.mu.q50", "not between q025 and q975"},
        {"pooled.mu.p_below_zero", "0.1", "pooled.mu.p_below_zero", "does not fit"},
        {"pooled.people", "[{}]", "pooled.people", "fewer than two"},
    };
    kn_catalogue catalogue;
    kn_pooled pooled;
    json_t *json;
    diary d;

    (void)state;
    diary_open(&d);
    assert_int_equal(kn_catalogue_load(d.store, &catalogue, &d.err), KN_OK);
    json = parse(&d, POOLED);
    assert_int_equal(kn_pooled_read(json, &catalogue, &pooled, &d.err), KN_OK);
    assert_string_equal(pooled.key, "rub_during");
    assert_string_equal(pooled.versus, "wait");
    assert_int_equal(pooled.people, 40);
    assert_int_equal(pooled.episodes, 900);
    assert_true(fabs(pooled.p_faster - 0.999) < 1e-12);
    json_decref(json);
    for (size_t i = 0; i < COUNT(table); i++) {
        kn_error err = {0};
        char text[64];

        json = parse(&d, POOLED);
        snprintf(text, sizeof text, "{'x': %s}", table[i].value ? table[i].value : "0");
        if (table[i].value) {
            json_t *value = parse(&d, text);

            set(json, table[i].path, json_incref(json_object_get(value, "x")));
            json_decref(value);
        } else {
            set(json, table[i].path, NULL);
        }
        if (kn_pooled_read(json, &catalogue, &pooled, &err) != KN_DATA ||
            strcmp(err.place.field, table[i].field) != 0 || !strstr(err.message, table[i].says) ||
            !err.hint[0])
            fail_msg("%s %s: %s: %s", table[i].path, table[i].value, err.place.field, err.message);
        json_decref(json);
    }
    kn_catalogue_release(&catalogue);
    diary_close(&d);
}

/* What is kept reads the same, and nothing of single persons is in it. */
static void test_pooled_kept(void **state)
{
    kn_catalogue catalogue;
    kn_pooled first, second;
    json_t *json, *kept;
    diary d;

    (void)state;
    diary_open(&d);
    assert_int_equal(kn_catalogue_load(d.store, &catalogue, &d.err), KN_OK);
    json = parse(&d, POOLED);
    json_object_set_new(json, "effects", json_pack("[{s:s}]", "person", "Anna"));
    json_object_set_new(
        json_object_get(json, "pooled"), "people",
        json_pack("[{s:s},{s:s},{s:s}]", "person", "Anna", "person", "Ben", "person", "Cem"));
    kept = kn_pooled_kept(json);
    assert_int_equal(kn_pooled_read(json, &catalogue, &first, &d.err), KN_OK);
    assert_int_equal(kn_pooled_read(kept, &catalogue, &second, &d.err), KN_OK);
    assert_int_equal(first.people, 3);
    assert_memory_equal(&first, &second, sizeof first);
    json_decref(json);
    json = kn_pooled_kept(kept);
    assert_true(json_equal(json, kept));
    {
        char *text = json_dumps(kept, 0);

        assert_null(strstr(text, "Anna"));
        free(text);
    }
    json_decref(json);
    json_decref(kept);
    kn_catalogue_release(&catalogue);
    diary_close(&d);
}

static void add_pooled(diary *d, const char *arms, double mean, int people, bool archived)
{
    char body[1024];

    snprintf(body, sizeof body,
             "{'archived': %s, 'pooled': {'schema': 1, 'kind': 'relief', 'people': %d, 'n': 500, "
             "'arms': %s, 'pooled': {'mu': {'mean': %g, 'sd': 0.1, 'q025': %g, 'q50': %g, 'q975': "
             "%g, 'p_below_zero': %g}}}}",
             archived ? "true" : "false", people, arms, mean, mean - 0.196, mean, mean + 0.196,
             0.5 * erfc(mean / 0.1 / sqrt(2.0)));
    diary_add(d, KN_KIND_POOLED, DIARY_TODAY, 9, 0, body);
}

static void test_pooled_order(void **state)
{
    static const row rows[] = {{"wait", 0, 0.1, 0, 0, 0},
                               {"menthol", KN_VERDICT_LOOKS_AS_IF, 0.6, 0.98, 0.8, 3},
                               {"hot_bath", KN_VERDICT_NO_WORTHWHILE, 0.2, 0.5, 1, 0},
                               {"rub_during", KN_VERDICT_COULD_NOT_TELL, 0.2, 0.5, 1, 0}};
    made_relief *own = relief_made(rows, COUNT(rows));
    char found[4096];
    kn_suggestions all;
    diary d;

    (void)state;
    diary_open(&d);
    add_pooled(&d, "['wait', 'rub_during']", -0.25, 30, false);
    add_pooled(&d, "['wait', 'HEAT']", -0.5, 30, false);
    add_pooled(&d, "['wait', 'sour brine']", -0.1, 30, false);   /* not clear */
    add_pooled(&d, "['stretch_acute', 'tens']", 0.4, 20, false); /* the other one is faster */
    add_pooled(&d, "['wait', 'relaxation']", -0.5, 90, true);    /* put away */
    add_pooled(&d, "['wait', 'hot_bath']", -0.9, 90, false);     /* one's own says no */
    add_pooled(&d, "['wait', 'menthol']", -0.9, 90, false);      /* one's own comes first */
    ask(&d, &own->answer, &all);
    list(&all, true, 64, found, sizeof found);
    assert_string_equal(found,
                        "yours:menthol pooled:heat_local pooled:stretch_acute pooled:rub_during "
                        "studies:sour_brine studies:relaxation studies:wait studies:nsaid_gel "
                        "studies:salicylate_rub studies:tens");
    assert_int_equal(all.list[1].people, 30);
    assert_string_equal(all.list[2].versus, "tens");
    assert_true(fabs(all.list[2].ratio.q50 - exp(-0.4)) < 1e-9);
    free(own);
    diary_close(&d);
}

/* ---- Words ------------------------------------------------------------------------------------*/

static void test_words(void **state)
{
    static const struct {
        kn_suggestion s;
        const char *source_words, *words, *sure;
    } table[] = {
        {{.key = "heat_local",
          .is_for_now = true,
          .best = 0.89,
          .versus = "wait",
          .ratio = {.q025 = 0.5, .q50 = 0.7, .q975 = 0.9},
          .saved = {.mean = 3.8, .q025 = 1.2, .q975 = 6.6}},
         "Your own answer",
         "It eased about 4 minutes sooner than by waiting. It could be anything from 1 to 7 "
         "minutes.",
         "Your own diary says so clearly. It is the fastest of yours in 89 of 100 ways things "
         "could "
         "be."},
        {{.key = "rub_during",
          .is_for_now = true,
          .verdict = KN_VERDICT_LOOKS_AS_IF,
          .best = (double)NAN,
          .versus = "heat_local",
          .saved = {.mean = 1.2, .q025 = -0.6, .q975 = 3.1}},
         "Your own answer",
         "It looks as if it eased about 1 minute sooner than with heat on the spot. It could be "
         "anything from 1 minute later to 3 minutes sooner.",
         "It is not sure yet."},
        {{.key = "rub_during",
          .is_for_now = true,
          .verdict = KN_VERDICT_SMALL,
          .best = 0.999,
          .versus = "tens",
          .saved = {.mean = 0.4, .q025 = 0.1, .q975 = 0.8}},
         "Your own answer",
         "It eased less than a minute sooner than with TENS device, less than you said is worth "
         "it. "
         "It could be anything up to 1 minute.",
         "Your own diary says so clearly. It is the fastest of yours in 99 of 100 ways things "
         "could be."},
        {{.key = "wait",
          .is_for_now = true,
          .verdict = KN_VERDICT_NO_WORTHWHILE,
          .best = (double)NAN,
          .versus = "heat_local"},
         "Your own answer",
         "Nothing that you compared did better than this.",
         "Your own diary says so clearly."},
        {{.key = "stretch_daily", .best = (double)NAN, .versus = "usual"},
         "Your own answer",
         "In your own trial this did better than usual care.",
         "Your own diary says so clearly."},
        {{.key = "stretch_daily",
          .best = (double)NAN,
          .verdict = KN_VERDICT_LOOKS_AS_IF,
          .versus = "keep_warm"},
         "Your own answer",
         "In your own trial it looks as if this did better than keep warm.",
         "It is not sure yet."},
        {{.key = "rub_during",
          .source = KN_SOURCE_POOLED,
          .is_for_now = true,
          .people = 40,
          .best = (double)NAN,
          .versus = "wait",
          .ratio = {.q025 = 0.58, .q50 = 0.7, .q975 = 0.86}},
         "Many people",
         "In 40 people it eased about 30 % sooner than by waiting, on average. It could be "
         "anything "
         "from 14 to 42 %.",
         "That is the average of others. Yours may be different."},
        {{.key = "hot_bath",
          .source = KN_SOURCE_STUDIES,
          .is_for_now = true,
          .best = (double)NAN,
          .certainty = 2},
         "Studies: unsure",
         NULL,
         "A short gain for pain."},
        {{.key = "heat_local",
          .source = KN_SOURCE_STUDIES,
          .is_for_now = true,
          .best = (double)NAN,
          .certainty = 1},
         "No trial found",
         NULL,
         "Very unsure: tested in back pain only."},
    };
    kn_catalogue catalogue;
    json_t *cards = NULL;
    kn_error err = {0};

    (void)state;
    assert_int_equal(kn_catalogue_load(NULL, &catalogue, &err), KN_OK);
    assert_int_equal(kn_treatments_load(&cards, &err), KN_OK);
    for (size_t i = 0; i < COUNT(table); i++) {
        kn_suggestions all = {.count = 1, .list = {table[i].s}};
        json_t *json = kn_what_now_json(&all, &catalogue, cards), *item;

        assert_non_null(json);
        item = json_array_get(json_object_get(json, table[i].s.is_for_now ? "now" : "later"), 0);
        assert_string_equal(json_string_value(json_object_get(item, "source_words")),
                            table[i].source_words);
        assert_string_equal(json_string_value(json_object_get(item, "sure")), table[i].sure);
        assert_string_equal(json_string_value(json_object_get(item, "words")),
                            table[i].words
                                ? table[i].words
                                : json_string_value(json_object_get(
                                      kn_treatment_card(cards, table[i].s.key), "found")));
        assert_true(!table[i].words || !strstr(table[i].words, "should"));
        assert_true(json_is_string(json_object_get(item, "citation")) ==
                    (table[i].s.source == KN_SOURCE_STUDIES));
        json_decref(json);
    }
    json_decref(cards);
    kn_catalogue_release(&catalogue);
}

/* Nothing is recommended, whatever card it is; those that ask a doctor say so. */
static void test_no_advice(void **state)
{
    kn_suggestions all;
    kn_catalogue catalogue;
    json_t *cards = NULL, *json;
    char *text;
    diary d;

    (void)state;
    diary_open(&d);
    ask(&d, NULL, &all);
    assert_int_equal(kn_catalogue_load(NULL, &catalogue, &d.err), KN_OK);
    assert_int_equal(kn_treatments_load(&cards, &d.err), KN_OK);
    json = kn_what_now_json(&all, &catalogue, cards);
    text = json_dumps(json, 0);
    assert_null(strstr(text, "recommend"));
    assert_null(strstr(text, "{R}"));
    free(text);
    for (size_t i = 0; i < json_array_size(json_object_get(json, "later")); i++) {
        const json_t *item = json_array_get(json_object_get(json, "later"), i);
        const json_t *card =
            kn_treatment_card(cards, json_string_value(json_object_get(item, "key")));

        if (json_is_true(json_object_get(card, "ask_doctor")))
            assert_non_null(strstr(json_string_value(json_object_get(item, "caution")),
                                   "Ask a doctor or a pharmacist first."));
    }
    json_decref(json);
    json_decref(cards);
    kn_catalogue_release(&catalogue);
    diary_close(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_own_for_now), cmocka_unit_test(test_reverse),
        cmocka_unit_test(test_cards),       cmocka_unit_test(test_left_out),
        cmocka_unit_test(test_put_away),    cmocka_unit_test(test_own_trials),
        cmocka_unit_test(test_severe_harm), cmocka_unit_test(test_pooled_refused),
        cmocka_unit_test(test_pooled_kept), cmocka_unit_test(test_pooled_order),
        cmocka_unit_test(test_words),       cmocka_unit_test(test_no_advice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
