/* Designs: read, refused, completed, judged. */
#define _GNU_SOURCE
#include "document.h"
#include "store_fixture.h"

#include "diary/treatment.h"
#include "trial/design_parts.h"

#define USUAL     "{\"key\":\"usual\"}"
#define ARM(key)  "{\"key\":\"" key "\"}"
#define PAIR(key) "\"arms\":[" USUAL "," ARM(key) "]"

static json_t *json_of(const char *text)
{
    kn_error err = {0};
    json_t *json;

    if (kn_json_parse(text, strlen(text), "test", &json, &err))
        fail_msg("%s: %s", err.message, text);
    return json;
}

/* The built-in ones, and what the tests add: an own measure that says nothing of better, and an own
 * treatment. */
#define OWN_MEASURE   "aaaaaaaa-0000-4000-8000-000000000001"
#define OWN_TREATMENT "aaaaaaaa-0000-4000-8000-000000000002"

static kn_item items[128];
static kn_catalogue catalogue = {.items = items};

static int make_catalogue(void **state)
{
    size_t count = 0;

    (void)state;
    for (size_t i = 0; i < kn_measure_count; i++)
        items[count++] = kn_measures[i];
    for (size_t i = 0; i < kn_treatment_count; i++) {
        items[count].kind = KN_KIND_TREATMENT;
        snprintf(items[count].key, sizeof items[count].key, "%s", kn_treatments[i].id);
        snprintf(items[count].name, sizeof items[count].name, "%s", kn_treatments[i].name);
        count++;
    }
    items[count++] = (kn_item){.kind = KN_KIND_MEASURE,
                               .key = OWN_MEASURE,
                               .name = "Steps",
                               .unit = "steps",
                               .scale = KN_SCALE_NUMBER,
                               .is_own = true};
    items[count++] = (kn_item){.kind = KN_KIND_TREATMENT,
                               .key = OWN_TREATMENT,
                               .name = "Red socks",
                               .is_own = true,
                               .is_archived = true};
    catalogue.count = count;
    return 0;
}

static kn_trial_design read_of(const char *text)
{
    json_t *json = json_of(text);
    kn_trial_design design;
    kn_error err = {0};

    if (kn_trial_design_read(json, &catalogue, &design, &err))
        fail_msg("%s: %s; %s", text, err.message, err.hint);
    json_decref(json);
    return design;
}

/* ---- Reading ----------------------------------------------------------------------------------*/

/* What the JSON of a design must hold besides what was asked. */
static const struct reads {
    const char *design;
    const char *wanted; /* a part of its JSON */
} reads[] = {
    {"{" PAIR("stretch_daily") ",\"outcome\":\"spasms\"}",
     "{\"better\":\"lower\",\"family\":\"poisson\",\"scale\":\"count\",\"outcome_name\":\"Spasms\","
     "\"title\":\"Stretching every day\",\"order\":\"cycles\",\"block_days\":13,\"cycles\":5,"
     "\"run_in_days\":7,\"washout_days\":6,\"blinded\":false,\"looks\":0,\"important\":null,"
     "\"threshold\":null,\"run_limit\":3,\"why\":\"\"}"},
    {"{" PAIR("keep_warm") ",\"outcome\":\"spasm-days\"}",
     "{\"family\":\"bernoulli\",\"better\":\"lower\",\"scale\":\"yes-no\",\"order\":\"days\","
     "\"block_days\":1,\"cycles\":42,\"washout_days\":0,\"outcome_name\":\"Days with a spasm\"}"},
    {"{" PAIR("keep_warm") ",\"outcome\":\"sleep\",\"order\":\"cycles\"}",
     "{\"family\":\"gaussian\",\"better\":\"higher\",\"block_days\":3,\"cycles\":14,"
     "\"washout_days\":1}"},
    {"{" PAIR("magnesium") ",\"outcome\":\"pain\",\"blinded\":true,\"title\":\"Mg?\"}",
     "{\"block_days\":13,\"run_in_days\":0,\"title\":\"Mg?\",\"blinded\":true}"},
    {"{" PAIR(OWN_TREATMENT) ",\"outcome\":\"" OWN_MEASURE "\",\"better\":\"higher\","
                             "\"important\":2000}",
     "{\"outcome_name\":\"Steps\",\"outcome_unit\":\"steps\",\"better\":\"higher\","
     "\"block_days\":4,\"important\":2000,\"title\":\"Red socks\",\"scale\":\"number\"}"},
    {"{" PAIR("vitamin_k2") ",\"outcome\":\"pain\",\"block_days\":9,\"washout_days\":null}",
     "{\"block_days\":9,\"washout_days\":4,\"cycles\":5}"},
    {"{" PAIR("hot_bath") ",\"outcome\":\"pain\"}", "{\"block_days\":8,\"washout_days\":3}"},
    {"{\"arms\":[" USUAL "," ARM("keep_warm") "," ARM("hydration") "],\"outcome\":\"pain\"}",
     "{\"order\":\"cycles\",\"block_days\":3,\"cycles\":10}"},
    /* what the catalogue says today, not what stood there */
    {"{" PAIR("keep_warm") ",\"outcome\":\"pain\",\"outcome_name\":\"Spasms\",\"scale\":\"count\","
                           "\"family\":\"poisson\"}",
     "{\"outcome_name\":\"Pain\",\"scale\":\"0-10\",\"family\":\"gaussian\"}"},
    {"{\"arms\":[{\"key\":\"usual\",\"name\":\"My coffee\"}," ARM(
         "keep_warm") "],"
                      "\"outcome\":\"pain\",\"cycles\":3,\"block_days\":90,\"order\":\"cycles\"}",
     "{\"cycles\":3,\"block_days\":90,\"washout_days\":1}"},
};

static void absent_members_get_their_defaults(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(reads); i++) {
        kn_trial_design design = read_of(reads[i].design), again;
        json_t *json = kn_trial_design_json(&design), *wanted = json_of(reads[i].wanted), *value;
        const char *name;
        kn_error err = {0};

        json_object_foreach(wanted, name,
                            value) if (!json_equal(json_object_get(json, name), value))
            fail_msg("%s: %s", reads[i].design, name);
        /* reading it again gives the same design, with the catalogue or without */
        OK(kn_trial_design_read(json, &catalogue, &again, &err));
        assert_memory_equal(&design, &again, sizeof design);
        OK(kn_trial_design_read(json, NULL, &again, &err));
        assert_memory_equal(&design, &again, sizeof design);
        json_decref(json);
        json_decref(wanted);
    }
}

/* ---- Refusing ---------------------------------------------------------------------------------*/

#define LONG_NAME                                                                                  \
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890"

static const struct refused {
    const char *design, *field, *message, *hint; /* parts of what is said */
} refused[] = {
    {"{}", "arms", "missing", "first is the reference"},
    {"{\"arms\":3,\"outcome\":\"pain\"}", "arms", "3 is not", "a list from 2 to 4"},
    {"{\"arms\":[" USUAL "],\"outcome\":\"pain\"}", "arms", "not accepted", "2 to 4"},
    {"{\"arms\":[1,2],\"outcome\":\"pain\"}", "arms[0]", "1 is not", "object"},
    {"{\"arms\":[" USUAL "," USUAL "],\"outcome\":\"pain\"}", "arms[1].key", "twice", "another"},
    {"{\"arms\":[" USUAL ",{}],\"outcome\":\"pain\"}", "arms[1].key", "missing", "treatment"},
    {"{" PAIR("KEEP") ",\"outcome\":\"pain\"}", "arms[1].key", "\"KEEP\"", "small letters"},
    {"{" PAIR("magnesum") ",\"outcome\":\"pain\"}", "arms[1].key", "magnesum", "\"magnesium\""},
    {"{" PAIR("qqqqqqqqqq") ",\"outcome\":\"pain\"}", "arms[1].key", "qqqqq", "your own"},
    {"{\"arms\":[" USUAL ",{\"key\":\"msm\",\"hows\":\"\"}],\"outcome\":\"pain\"}", "arms[1].hows",
     "hows", "\"how\""},
    {"{\"arms\":[{\"key\":\"usual\",\"name\":\"" LONG_NAME
     "\"}," ARM("msm") "],\"outcome\":\"pain\""
                       "}",
     "arms[0].name", "0123", "1 to 80 characters"},
    {"{\"arms\":[{\"key\":\"usual\",\"name\":\"  \"}," ARM("msm") "],\"outcome\":\"pain\"}",
     "arms[0].name", "\"  \"", "1 to 80"},
    {"{" PAIR("msm") "}", "outcome", "missing", "measure"},
    {"{" PAIR("msm") ",\"outcome\":\"spasm\"}", "outcome", "spasm", "\"spasms\""},
    {"{" PAIR("msm") ",\"outcome\":\"msm\"}", "outcome", "no measure \"msm\"", ""},
    {"{" PAIR("msm") ",\"outcome\":\"" OWN_MEASURE "\"}", "better", "Steps", "\"higher\""},
    {"{" PAIR("msm") ",\"outcome\":\"sleep\",\"better\":\"lower\"}", "better", "higher is better",
     "Leave it out"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"better\":\"more\"}", "better", "\"more\"",
     "lower|higher"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"important\":0}", "important", "0 is not", "from"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"important\":-1}", "important", "-1", "number from"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"important\":11}", "important", "11", "0 to 10"},
    {"{" PAIR("msm") ",\"outcome\":\"spasms\",\"important\":6}", "important", "6", "logarithm"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"important\":\"1\"}", "important", "\"1\"", "number"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"order\":\"abba\"}", "order", "abba", "cycles|days"},
    {"{\"arms\":[" USUAL "," ARM("msm") "," ARM("sleep") "],\"outcome\":\"pain\","
                                                         "\"order\":\"days\"}",
     "order", "3 arms", "two arms"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"order\":\"days\",\"block_days\":4}", "block_days",
     "4 days", "Leave it out"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"block_days\":0}", "block_days", "0 is", "1 to 90"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"block_days\":91}", "block_days", "91", "1 to 90"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"block_days\":4.5}", "block_days", "4.5", "whole"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"cycles\":2}", "cycles", "2 is", "3 to 365"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"cycles\":366}", "cycles", "366", "3 to 365"},
    {"{\"arms\":[" USUAL "," ARM("msm") "," ARM("sleep") "],\"outcome\":\"pain\","
                                                         "\"cycles\":365,\"block_days\":1}",
     "cycles", "more periods than 730", "fewer cycles"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"cycles\":30}", "cycles", "more days than 730",
     "shorter periods"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"block_days\":1,\"cycles\":365}", "cycles",
     "more days than 730", "fewer"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"run_limit\":11}", "run_limit", "11", "1 to 10"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"run_in_days\":29}", "run_in_days", "29", "0 to 28"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"block_days\":4,\"washout_days\":4}", "washout_days",
     "4 days", "shorter wash-out"},
    {"{" PAIR("keep_warm") ",\"outcome\":\"pain\",\"order\":\"days\",\"washout_days\":1}",
     "washout_days", "1 days", "shorter wash-out"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"blinded\":1}", "blinded", "1 is", "true or false"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"looks\":4}", "looks", "4", "0 to 3"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"threshold\":0.5}", "threshold", "0.5", "0.9"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"threshold\":0.97}", "threshold", "0.97", "higher"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"looks\":2,\"threshold\":0.985}", "threshold", "0.985",
     "higher"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"titel\":\"x\"}", "titel", "titel", "\"title\""},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"zzzzzzzzz\":1}", "zzzzzzzzz", "zzzz", "docs/"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"title\":\"a\\u0007\"}", "title", "title", "control"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"title\":\"a\\nb\"}", "title", "title", "control"},
    {"{" PAIR("msm") ",\"outcome\":\"pain\",\"title\":7}", "title", "7", "a text"},
};

static void refusals_name_field_value_and_way_out(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refused); i++) {
        const struct refused *row = &refused[i];
        json_t *json = json_of(row->design);
        kn_trial_design design;
        kn_error err = {0};

        if (kn_trial_design_read(json, &catalogue, &design, &err) != KN_DATA)
            fail_msg("not refused: %s", row->design);
        assert_string_equal(err.place.field, row->field);
        if (!strstr(err.message, row->message) || !strstr(err.hint, row->hint) || !err.hint[0])
            fail_msg("%s: %s; %s", row->design, err.message, err.hint);
        json_decref(json);
    }
}

/* Without a catalogue all must be said; renamed and deleted items then change nothing. */
static void a_design_that_stands_alone_says_all(void **state)
{
    static const char *const needed[] = {"outcome_name", "scale", "family", "better"};
    kn_trial_design design = read_of("{" PAIR(OWN_TREATMENT) ",\"outcome\":\"pain\"}"), again;
    json_t *json = kn_trial_design_json(&design), *arm;
    kn_error err = {0};

    (void)state;
    for (size_t i = 0; i < COUNT(needed); i++) {
        json_t *less = json_copy(json);

        json_object_del(less, needed[i]);
        REFUSED(KN_DATA, kn_trial_design_read(less, NULL, &again, &err));
        assert_string_equal(err.place.field, needed[i]);
        json_decref(less);
    }
    json_object_set_new(json, "family", json_string("poisson"));
    REFUSED(KN_DATA, kn_trial_design_read(json, NULL, &again, &err));
    assert_string_equal(err.place.field, "family");
    json_object_set_new(json, "family", json_string("gaussian"));
    json_object_set_new(json, "outcome", json_string("gone-for-ever"));
    OK(kn_trial_design_read(json, NULL, &again, &err));
    assert_string_equal(again.outcome_name, "Pain");
    REFUSED(KN_DATA, kn_trial_design_read(json, &catalogue, &again, &err));
    arm = json_array_get(json_object_get(json, "arms"), 1);
    json_object_del(arm, "name");
    REFUSED(KN_DATA, kn_trial_design_read(json, NULL, &again, &err));
    assert_string_equal(err.place.field, "arms[1].name");
    REFUSED(KN_DATA, kn_trial_design_read(NULL, NULL, &again, &err));
    json_decref(json);
}

/* ---- Counting ---------------------------------------------------------------------------------*/

static const struct counts {
    const char *more;
    int units, days, swaps;
    double p, threshold;
    int looks[KN_LOOKS_MAX + 1]; /* 0 ends them */
} counts[] = {
    {"\"cycles\":3,\"block_days\":4", 6, 31, 5, 0.25, 0.975, {0}},
    {"\"cycles\":7,\"block_days\":4,\"run_in_days\":0", 14, 56, 13, 1 / 64.0, 0.975, {0}},
    {"\"cycles\":10,\"block_days\":4,\"looks\":3", 20, 87, 19, 1 / 512.0, 0.99, {5, 8, 10}},
    {"\"cycles\":10,\"block_days\":4,\"looks\":2", 20, 87, 19, 1 / 512.0, 0.99, {5, 10}},
    {"\"cycles\":10,\"block_days\":4,\"looks\":1", 20, 87, 19, 1 / 512.0, 0.99, {10}},
    {"\"cycles\":4,\"block_days\":4,\"looks\":3", 8, 39, 7, 1 / 8.0, 0.99, {3, 4}},
    {"\"cycles\":3,\"block_days\":4,\"looks\":3", 6, 31, 5, 0.25, 0.99, {3}},
    {"\"cycles\":8,\"block_days\":1,\"washout_days\":0,\"order\":\"cycles\",\"looks\":3",
     16,
     23,
     15,
     1 / 128.0,
     0.99,
     {7, 8}}, /* not before day 14 */
    {"\"cycles\":6,\"block_days\":4,\"looks\":2,\"threshold\":0.995",
     12,
     55,
     11,
     1 / 32.0,
     0.995,
     {3, 6}},
};

static void what_follows_from_counting(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(counts); i++) {
        const struct counts *row = &counts[i];
        char text[512];
        kn_trial_design design;
        int looks[KN_LOOKS_MAX], n, wanted = 0;

        snprintf(text, sizeof text, "{" PAIR("msm") ",\"outcome\":\"pain\",%s}", row->more);
        design = read_of(text);
        assert_int_equal(kn_trial_units(&design), row->units);
        assert_int_equal(kn_trial_design_days(&design), row->days);
        assert_int_equal(kn_trial_swaps(&design), row->swaps);
        assert_true(kn_trial_smallest_p(&design) > 0.999999 * row->p &&
                    kn_trial_smallest_p(&design) < 1.000001 * row->p);
        assert_true(kn_trial_threshold(&design) == row->threshold);
        n = kn_trial_looks(&design, looks);
        for (; row->looks[wanted]; wanted++)
            assert_int_equal(looks[wanted], row->looks[wanted]);
        assert_int_equal(n, wanted);
    }
}

/* Three arms: two contrasts, each of 1 of 6 places a cycle and their mirror. */
static void three_arms_have_their_own_numbers(void **state)
{
    kn_trial_design design = read_of("{\"arms\":[" USUAL "," ARM("msm") "," ARM(
        "sleep") "],\"outcome\":\"pain\",\"cycles\":3,\"block_days\":4}");

    (void)state;
    assert_int_equal(kn_trial_units(&design), 9);
    assert_true(kn_trial_smallest_p(&design) > 0.0092592 &&
                kn_trial_smallest_p(&design) < 0.0092593);
    assert_true(kn_trial_threshold(&design) == 0.988);
}

static void facts_are_those_of_the_cards(void **state)
{
    json_t *cards;
    kn_error err;

    (void)state;
    OK(kn_treatments_load(&cards, &err));
    for (size_t i = 0; i < json_array_size(cards); i++) {
        const json_t *card = json_array_get(cards, i);
        const json_t *onset = json_object_get(card, "onset_days");
        const json_t *washout = json_object_get(card, "washout_days");
        kn_arm_facts facts = kn_arm_facts_of(json_string_value(json_object_get(card, "id")));

        assert_int_equal(facts.onset_known, json_is_integer(onset));
        assert_int_equal(facts.onset_days, json_integer_value(onset));
        assert_int_equal(facts.washout_known, json_is_integer(washout));
        assert_int_equal(facts.washout_days, json_integer_value(washout));
        assert_int_equal(facts.is_guess, json_is_true(json_object_get(card, "guess")));
        assert_int_equal(facts.ask_doctor, json_is_true(json_object_get(card, "ask_doctor")));
        assert_int_equal(facts.is_medicine,
                         strcmp(json_string_value(json_object_get(card, "group")), "Medicines") ==
                             0);
        assert_int_equal(facts.testable, json_string_value(json_object_get(card, "testable"))[0]);
        assert_string_equal(facts.blindable, json_string_value(json_object_get(card, "blindable")));
    }
    assert_int_equal(json_array_size(cards), kn_treatment_count);
    assert_int_equal(kn_arm_facts_of(OWN_TREATMENT).testable, '?');
    assert_int_equal(kn_arm_facts_of("usual").onset_days, 0);
    json_decref(cards);
}

/* ---- Notes ------------------------------------------------------------------------------------*/

static const kn_trial_safety safe = {
    .asked_prescriber = true, .prescriber_no = true, .age_known = true};

/* codes: with ! refused, with ? caution, with . info; exactly these, in this order */
static const struct judged {
    const char *design, *codes;
} judged[] = {
    {PAIR("keep_warm") ",\"important\":1", ".washout_guess"},
    {PAIR("keep_warm"), ".washout_guess .no_important"},
    {PAIR("keep_warm") ",\"important\":1,\"cycles\":4,\"run_limit\":1",
     "?few_pairs .washout_guess"},
    {PAIR("keep_warm") ",\"important\":1,\"order\":\"cycles\",\"block_days\":7",
     "?weekly_blocks .washout_guess"},
    {PAIR("keep_warm") ",\"important\":1,\"order\":\"cycles\",\"block_days\":14,\"cycles\":4",
     "?few_pairs ?weekly_blocks .washout_guess"},
    {PAIR("keep_warm") ",\"important\":1,\"order\":\"cycles\",\"block_days\":20,\"cycles\":5",
     "?long .washout_guess"},
    {PAIR("stretch_daily") ",\"important\":1", "?slow_effect .washout_guess"},
    {PAIR("stretch_daily") ",\"important\":1,\"order\":\"days\"", "!days_too_slow .washout_guess"},
    {PAIR("msm") ",\"important\":1", "?slow_effect ?ask_doctor .washout_guess"},
    {PAIR("magnesium") ",\"important\":1,\"block_days\":3",
     "?slow_effect ?ask_doctor .washout_guess"},
    {PAIR("vitamin_k2") ",\"important\":1", "?slow_effect ?ask_doctor .washout_guess"},
    {PAIR("tens") ",\"important\":1", "?slow_effect ?ask_doctor .washout_guess"},
    {PAIR("vitamin_d") ",\"important\":1", "!needs_doctor"},
    {PAIR("cbt") ",\"important\":1", "!needs_doctor"},
    {PAIR("chiropractic") ",\"important\":1", "!needs_doctor"},
    {PAIR("resistance") ",\"important\":1", "!not_crossable"},
    {PAIR("capsaicin") ",\"important\":1", "!not_crossable"},
    {PAIR("mindfulness") ",\"important\":1", "!not_crossable"},
    {PAIR("rx_relaxants") ",\"important\":1", "!prescriber"},
    {PAIR("rx_opioids") ",\"important\":1", "!prescriber"},
    {PAIR("rub_during") ",\"important\":1", "?per_episode"},
    {PAIR(OWN_TREATMENT) ",\"important\":1", ".own_treatment"},
    {PAIR("magnesium") ",\"important\":1,\"blinded\":true",
     "!not_blindable ?slow_effect ?ask_doctor .washout_guess .blinded_helper"},
    {"\"arms\":[" ARM("placebo") "," ARM("magnesium") "],\"important\":1,\"blinded\":true",
     "?slow_effect ?ask_doctor .washout_guess .blinded_helper"},
    {"\"arms\":[" ARM("placebo") "," ARM("magnesium") "],\"important\":1",
     "?slow_effect ?placebo_open ?ask_doctor .washout_guess"},
    {"\"arms\":[" ARM("placebo") "," ARM("stretch_daily") "],\"important\":1,\"blinded\":true",
     "!not_blindable ?slow_effect .washout_guess .blinded_helper"},
    {"\"arms\":[" ARM("placebo") "," ARM("tens") "],\"important\":1,\"blinded\":true",
     "?slow_effect ?ask_doctor ?blinding_leaks .washout_guess .blinded_helper"},
};

static const char *codes_of(const kn_trial_design *design, const kn_trial_safety *safety)
{
    static char codes[512];
    kn_trial_note notes[KN_TRIAL_NOTES_MAX];
    size_t count = kn_trial_notes(design, safety, notes), used = 0;
    bool is_refused = false;

    codes[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        used += (size_t)snprintf(codes + used, sizeof codes - used, "%s%c%s", i ? " " : "",
                                 "!?."[notes[i].level], notes[i].code);
        is_refused = is_refused || notes[i].level == KN_NOTE_REFUSED;
        assert_true(strlen(notes[i].words) > 20);
        assert_int_equal(notes[i].words[strlen(notes[i].words) - 1], '.');
        assert_null(strchr(notes[i].words, '!'));
        if (notes[i].field[0] && strncmp(notes[i].field, "arms[", 5) != 0) { /* one of the table */
            bool known = false;

            for (size_t f = 0; f < kn_design_field_count; f++)
                known = known || strcmp(kn_design_fields[f].name, notes[i].field) == 0;
            assert_true(known);
        }
    }
    assert_int_equal(kn_trial_refused(notes, count), is_refused);
    return codes;
}

static void notes_say_what_speaks_against_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(judged); i++) {
        char text[512];
        kn_trial_design design;

        snprintf(text, sizeof text, "{%s,\"outcome\":\"pain\"}", judged[i].design);
        design = read_of(text);
        if (strcmp(codes_of(&design, &safe), judged[i].codes) != 0)
            fail_msg("%s: %s", text, codes_of(&design, &safe));
    }
}

/* Every card: those that the cards call untestable are refused, and no other. */
static void every_card_is_judged(void **state)
{
    (void)state;
    for (size_t i = 0; i < kn_treatment_count; i++) {
        kn_arm_facts facts = kn_arm_facts_of(kn_treatments[i].id);
        char text[256];
        kn_trial_design design;
        kn_trial_note notes[KN_TRIAL_NOTES_MAX];
        size_t count;

        snprintf(text, sizeof text,
                 "{\"arms\":[" USUAL ",{\"key\":\"%s\"}],\"outcome\":\"spasms\"}",
                 kn_treatments[i].id);
        design = read_of(text);
        count = kn_trial_notes(&design, &safe, notes);
        assert_int_equal(kn_trial_refused(notes, count), facts.testable == 'n');
    }
}

static const struct person {
    const char *profile, *answer; /* bodies, or NULL; the answer is of `day` */
    int32_t days_ago;
    const char *codes;
} people[] = {
    {NULL, NULL, 0, "!age_unknown !prescriber"},
    {"{\"age\":\"18to50\"}", NULL, 0, "!prescriber"},
    {"{\"age\":\"under18\"}", "{\"flag\":\"R24\",\"answer\":\"no\"}", 0, "!under_18"},
    {"{\"age\":\"over50\"}", "{\"flag\":\"R24\",\"answer\":\"no\"}", 0, ""},
    {"{\"age\":\"over50\"}", "{\"flag\":\"R24\",\"answer\":\"no\"}", 7, ""},
    {"{\"age\":\"over50\"}", "{\"flag\":\"R24\",\"answer\":\"no\"}", 8, "!prescriber"},
    {"{\"age\":\"over50\"}", "{\"flag\":\"R24\",\"answer\":\"yes\"}", 1, "!prescriber"},
    {"{\"age\":\"over50\"}", "{\"flag\":\"R24\",\"answer\":\"unsure\"}", 1, "!prescriber"},
    {"{\"age\":\"over50\"}", "{\"flag\":\"R23\",\"answer\":\"no\"}", 1, "!prescriber"},
    {"{\"pregnant\":false}", "{\"flag\":\"R24\",\"answer\":\"no\"}", 1, "!age_unknown"},
};

static void add_body(fixture *self, kn_kind kind, const char *id, const char *body, int32_t day)
{
    kn_entry entry = entry_of(kind, kind, kind, day, KN_NOON, body);
    kn_outcome outcome;
    kn_error err = {0};

    if (id)
        snprintf(entry.id, sizeof entry.id, "%s", id);
    OK(kn_store_add(self->store, &entry, &outcome, &err));
    kn_entry_release(&entry);
}

static void the_person_counts(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(people); i++) {
        const struct person *row = &people[i];
        kn_trial_design design =
            read_of("{" PAIR("keep_warm") ",\"outcome\":\"pain\",\"important\":1}");
        kn_trial_safety safety;
        kn_trial_note notes[KN_TRIAL_NOTES_MAX];
        kn_error err = {0};
        void *started;
        fixture *self;
        char wanted[128];

        fixture_start(&started);
        self = started;
        if (row->profile)
            add_body(self, KN_KIND_PROFILE, KN_PROFILE_ID, row->profile, TODAY);
        if (row->answer)
            add_body(self, KN_KIND_ANSWER, NULL, row->answer, TODAY - row->days_ago);
        OK(kn_trial_safety_load(self->store, &safety, &err));
        snprintf(wanted, sizeof wanted, "%s%s.washout_guess", row->codes, row->codes[0] ? " " : "");
        assert_string_equal(codes_of(&design, &safety), wanted);
        assert_int_equal(kn_trial_notes(&design, NULL, notes), 1); /* nobody in particular */
        fixture_end(&started);
    }
}

static void the_document_holds_the_table(void **state)
{
    (void)state;
    check_document("trials.md", "design", kn_design_fields_print_markdown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(absent_members_get_their_defaults),
        cmocka_unit_test(refusals_name_field_value_and_way_out),
        cmocka_unit_test(a_design_that_stands_alone_says_all),
        cmocka_unit_test(what_follows_from_counting),
        cmocka_unit_test(three_arms_have_their_own_numbers),
        cmocka_unit_test(facts_are_those_of_the_cards),
        cmocka_unit_test(notes_say_what_speaks_against_it),
        cmocka_unit_test(every_card_is_judged),
        cmocka_unit_test(the_person_counts),
        cmocka_unit_test(the_document_holds_the_table),
    };
    return cmocka_run_group_tests(tests, make_catalogue, NULL);
}
