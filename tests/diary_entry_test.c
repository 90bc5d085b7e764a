#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/json.h"
#include "diary/entry.h"
#include "diary/site.h"
#include "document.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define ID           "123e4567-e89b-42d3-a456-426614174000"
#define VERSION      "123e4567-e89b-42d3-a456-426614174001"

/* A request for an entry of a kind with this body. */
static json_t *request(const char *kind, const char *body)
{
    const char *id = strcmp(kind, "profile") == 0   ? KN_PROFILE_ID
                     : strcmp(kind, "setting") == 0 ? KN_SETTING_ID
                                                    : ID;
    json_error_t fault;
    json_t *value = json_loads(body, 0, &fault);

    if (!value)
        fail_msg("the test's own JSON: %s: %s", fault.text, body);
    return json_pack("{ss ss ss ss ss so}", "id", id, "version", VERSION, "kind", kind, "at",
                     "2026-03-14T19:38:00+01:00", "precision", "minute", "body", value);
}

static kn_code read(const char *kind, const char *body, kn_entry *entry, kn_error *err)
{
    json_t *json = request(kind, body);
    kn_code code = kn_entry_from_json(json, true, "a request", 0, entry, err);

    json_decref(json);
    return code;
}

static const char *written(char out[KN_BODY_MAX], const json_t *value)
{
    kn_text text;

    kn_text_init(&text, KN_BODY_MAX - 1);
    kn_json_add(&text, value);
    snprintf(out, KN_BODY_MAX, "%s", kn_text_string(&text));
    kn_text_release(&text);
    return out;
}

static const struct {
    const char *kind, *body, *kept; /* NULL: as given */
} accepted[] = {
    {"episode", "{}", NULL},
    {"episode", "{\"pain\":0}", NULL},
    {"episode", "{\"pain\":10}", NULL},
    {"episode", "{\"pain\":6.0}", "{\"pain\":6}"},
    {"episode", "{\"pain\":null,\"note\":null}", "{}"},
    {"episode", "{\"pain\":6,\"painful\":true}", "{\"pain\":6}"},
    {"episode", "{\"pain\":0,\"painful\":false}", "{\"pain\":0}"},
    {"episode", "{\"painful\":false}", NULL},
    {"episode", "{\"lasted_seconds\":0}", NULL},
    {"episode", "{\"lasted_seconds\":1.9}", NULL},
    {"episode", "{\"lasted_seconds\":604800}", NULL},
    {"episode", "{\"lasted_seconds\":0.30000000000000004}", "{\"lasted_seconds\":0.3}"},
    {"episode", "{\"running\":true}", NULL},
    {"episode", "{\"running\":false,\"lasted_seconds\":3}", "{\"lasted_seconds\":3}"},
    {"episode", "{\"sites\":[]}", "{}"},
    {"episode", "{\"sites\":[{\"pain\":null,\"site\":\"whole-body\"}]}",
     "{\"sites\":[{\"site\":\"whole-body\"}]}"},
    {"episode", "{\"sites\":[{\"pain\":0,\"site\":\"left-calf\"},{\"site\":\"right-calf\"}]}",
     NULL},
    {"episode", "{\"ripple\":false,\"repeated\":true,\"warning_felt\":true,\"context\":\"night\"}",
     "{\"context\":\"night\",\"repeated\":true,\"ripple\":false,\"warning_felt\":true}"},
    {"episode", "{\"suspects\":[\"cold\",\"" ID "\"]}", NULL},
    {"episode",
     "{\"done\":[{\"after_minutes\":2.5,\"helped\":\"worse\",\"treatment\":\"heat_local\"},"
     "{\"treatment\":\"heat_local\"}]}",
     NULL},
    {"episode", "{\"thought_cause\":\"  \\t \",\"note\":\"\\u00a0a\\tb\\r\\nc\\rd\\n\"}",
     "{\"note\":\"a b\\nc\\nd\"}"},
    {"check-in", "{\"values\":{\"pain\":\"none\",\"mood\":null,\"sleep\":4.0}}",
     "{\"values\":{\"pain\":\"none\",\"sleep\":4}}"},
    {"check-in", "{\"note\":\"x\",\"values\":{}}", "{\"note\":\"x\"}"},
    {"check-in", "{\"values\":{\"" ID "\":-1000000000.0,\"weight\":61.25}}",
     "{\"values\":{\"" ID "\":-1000000000,\"weight\":61.25}}"},
    {"use", "{\"dose\":\"400 mg\",\"minutes\":20,\"taken\":\"taken\",\"treatment\":\"msm\"}", NULL},
    {"use", "{\"taken\":\"no_dose\",\"treatment\":\"msm\"}", NULL},
    {"exposure", "{\"present\":false,\"suspect\":\"short-sleep\"}", NULL},
    {"exposure", "{\"level\":0,\"suspect\":\"stress\"}", NULL},
    {"medicine", "{\"event\":\"started\",\"group\":\"laba\",\"name\":\"X\"}", NULL},
    {"note", "{\"text\":\"\xf0\x9f\x98\x80\"}", NULL},
    {"survey", "{\"answers\":{\"wpi.neck\":1},\"survey\":\"acr2016\"}", NULL},
    {"survey", "{\"answers\":{\"fiqr.walk\":10,\"fiqr.cook\":null},\"survey\":\"fiqr\"}",
     "{\"answers\":{\"fiqr.walk\":10},\"survey\":\"fiqr\"}"},
    {"answer", "{\"about\":\"" ID "\",\"answer\":\"unsure\",\"flag\":\"R12\"}", NULL},
    {"advice", "{\"flag\":\"R6\"}", NULL},
    {"measure", "{\"better\":\"lower\",\"name\":\"Cups of coffee\",\"scale\":\"count\"}", NULL},
    {"measure", "{\"archived\":true,\"replaces\":\"mood\"}", NULL},
    {"treatment", "{\"acute\":true,\"how\":\"Slowly\",\"name\":\"Hot water bottle\"}", NULL},
    {"treatment", "{\"name\":\"Warm bath\",\"replaces\":\"hot_bath\"}", NULL},
    {"suspect", "{\"graded\":true,\"name\":\"Noise\"}", NULL},
    {"profile", "{}", NULL},
    {"profile", "{\"age\":\"over50\",\"conditions\":[\"liver\",\"kidney\"],\"pregnant\":false}",
     NULL},
    {"setting", "{\"copy_asked\":\"2026-03-14\",\"hand\":\"left\",\"text_size\":125}", NULL},
    {"trial", "{\"design\":{}}", NULL},
    {"trial", "{\"design\":{\"a\":\"\",\"b\":[],\"c\":null,\"d\":\" x \",\"e\":{}}}", NULL},
    {"trial", "{\"design\":{\"x\":0.6931471805599453},\"protocol\":{\"n\":2.0}}",
     "{\"design\":{\"x\":0.693147180559945},\"protocol\":{\"n\":2.0}}"},
    {"trial", "{\"design\":{\"1\":[[[[[[[[[]]]]]]]]]}}", NULL},
    {"trial", "{\"design\":{},\"protocol\":null}", "{\"design\":{}}"},
    {"trial-event", "{\"day\":\"2026-03-14\",\"event\":\"pause\",\"trial\":\"" ID "\"}", NULL},
    {"trial-event",
     "{\"arm\":0,\"day\":\"2026-03-14\",\"event\":\"guess\",\"period\":3,\"sure\":\"fairly\","
     "\"trial\":\"" ID "\"}",
     NULL},
    {"trial-event",
     "{\"cycles\":3,\"day\":\"2026-03-14\",\"event\":\"extend\",\"extension\":{\"x\":[]},\"trial\":"
     "\"" ID "\"}",
     NULL},
    {"trial-day", "{\"amount\":\"5 minutes\",\"did\":\"part\",\"trial\":\"" ID "\"}", NULL},
    {"harm", "{\"severity\":\"mild\",\"what\":\"dizzy\"}", NULL},
};

static void good_bodies_are_put_in_canonical_form(void **state)
{
    char out[KN_BODY_MAX];

    (void)state;
    for (size_t i = 0; i < COUNT(accepted); i++) {
        const char *kept = accepted[i].kept ? accepted[i].kept : accepted[i].body;
        kn_entry entry, again = {0};
        char *as_it_stands;
        kn_error err;

        if (read(accepted[i].kind, accepted[i].body, &entry, &err))
            fail_msg("%s %s: %s", accepted[i].kind, accepted[i].body, err.message);
        assert_string_equal(written(out, entry.body), kept);
        /* in the order in which it will be read, without being sorted first */
        as_it_stands = json_dumps(entry.body, JSON_COMPACT | JSON_REAL_PRECISION(15));
        assert_string_equal(as_it_stands, kept);
        free(as_it_stands);
        /* canonical stays canonical */
        assert_int_equal(kn_entry_copy(&entry, &again, &err), KN_OK);
        assert_int_equal(kn_entry_check(&again, &err), KN_OK);
        assert_string_equal(written(out, again.body), kept);
        kn_entry_release(&again);
        kn_entry_release(&entry);
    }
}

static void bad_bodies_are_refused_at_the_field(void **state)
{
    static const struct {
        const char *kind, *body, *field, *says, *hint; /* parts of the message and the hint */
    } rows[] = {
        {"episode", "{\"pain\":11}", "pain", "11", "0 to 10"},
        {"episode", "{\"pain\":-1}", "pain", "-1", "0 to 10"},
        {"episode", "{\"pain\":5.5}", "pain", "5.5", "whole"},
        {"episode", "{\"pain\":\"6\"}", "pain", "\"6\"", "whole"},
        {"episode", "{\"pain\":true}", "pain", "true", "whole"},
        {"episode", "{\"painful\":1}", "painful", "1", "true or false"},
        {"episode", "{\"pain\":0,\"painful\":true}", "painful", "pain is 0", "Leave out"},
        {"episode", "{\"pain\":3,\"painful\":false}", "painful", "pain is 3", "Leave out"},
        {"episode", "{\"lasted_seconds\":604800.1}", "lasted_seconds", "604800.1", "604800"},
        {"episode", "{\"lasted_seconds\":-0.1}", "lasted_seconds", "-0.1", "604800"},
        {"episode", "{\"lasted_seconds\":3,\"running\":true}", "lasted_seconds", "running", "over"},
        {"episode", "{\"lasted\":3}", "lasted", "lasted", "lasted_seconds"},
        {"episode", "{\"paine\":3}", "paine", "paine", "Did you mean pain?"},
        {"episode", "{\"Pain\":3}", "Pain", "Pain", "Did you mean pain?"},
        {"episode", "{\"\\u001b[2Jxyzxyzxyz\":3}", "?[2Jxyzxyzxyz", "no member", "format.md"},
        {"episode", "{\"severity\":3}", "severity", "severity", "format.md"},
        {"episode", "{\"sites\":\"left-calf\"}", "sites", "left-calf", "list"},
        {"episode", "{\"sites\":[\"left-calf\"]}", "sites[0]", "left-calf", "object"},
        {"episode", "{\"sites\":[{\"pain\":3}]}", "sites[0].site", "missing", "needs"},
        {"episode", "{\"sites\":[{\"site\":\"left-calf\"},{\"site\":\"calf\"}]}", "sites[1].site",
         "calf", "left-calf"},
        {"episode",
         "{\"sites\":[{\"site\":\"neck-back\"},{\"site\":\"left-calf\"},"
         "{\"site\":\"right-calf\",\"pain\":11}]}",
         "sites[2].pain", "11", "0 to 10"},
        {"episode", "{\"sites\":[{\"site\":\"left-calf\"},{\"site\":\"left-calf\",\"pain\":3}]}",
         "sites[1]", "before", "once"},
        {"episode", "{\"sites\":[{\"site\":\"left-calf\",\"hurts\":3}]}", "sites[0].hurts", "hurts",
         "site, pain"},
        {"episode", "{\"context\":\"sleep\"}", "context", "rest|effort|night|other", "words"},
        {"episode", "{\"context\":\"\"}", "context", "\"\"", "words"},
        {"episode", "{\"context\":\"rest|effort\"}", "context", "rest|effort", "words"},
        {"episode", "{\"suspects\":[\"cold\",\"cold\"]}", "suspects[1]", "cold", "once"},
        {"episode", "{\"suspects\":[\"Cold\"]}", "suspects[0]", "Cold", "catalogue"},
        {"episode", "{\"suspects\":[\"\"]}", "suspects[0]", "\"\"", "catalogue"},
        {"episode", "{\"suspects\":[\"1234567890123456789012345678901234567\"]}", "suspects[0]",
         "key of a suspect", "catalogue"},
        {"episode", "{\"done\":[{\"treatment\":\"msm\",\"helped\":\"bit\"}]}", "done[0].helped",
         "bit", "words"},
        {"episode", "{\"done\":[{\"treatment\":\"msm\",\"after_minutes\":10081}]}",
         "done[0].after_minutes", "10081", "10080"},
        {"episode", "{\"note\":3}", "note", "3", "quotation"},
        {"episode", "{\"note\":\"a\\u0007b\"}", "note", "U+0007", "Take it out"},
        {"episode", "{\"note\":\"a\\u0085b\"}", "note", "U+0085", "Take it out"},
        {"check-in", "{}", "values", "missing", "note"},
        {"check-in", "{\"values\":{\"mood\":null}}", "values", "missing", "note"},
        {"check-in", "{\"values\":{\"mood\":\"low\"}}", "values.mood", "low", "out"},
        {"check-in", "{\"values\":{\"mood\":1e10}}", "values.mood", "1", "out"},
        {"check-in", "{\"values\":{\"mood\":11}}", "values.mood", "11", "out"},
        {"check-in", "{\"values\":{\"pain\":-1}}", "values.pain", "-1", "out"},
        {"check-in", "{\"values\":{\"spasms\":0.5}}", "values.spasms", "0.5", "out"},
        {"check-in", "{\"values\":{\"spasms\":-2}}", "values.spasms", "-2", "out"},
        {"check-in", "{\"values\":{\"Mood\":1}}", "values.Mood", "key", "catalogue"},
        {"check-in", "{\"values\":[1]}", "values", "[1]", "object"},
        {"use", "{\"treatment\":\"msm\"}", "taken", "missing", "needs it"},
        {"use", "{\"treatment\":null,\"taken\":\"taken\"}", "treatment", "missing", "needs it"},
        {"use", "{\"treatment\":\"msm\",\"taken\":\"taken\",\"minutes\":1441}", "minutes", "1441",
         "1440"},
        {"use", "{\"treatment\":\"msm\",\"taken\":\"taken\",\"dose\":\"a\\nb\"}", "dose", "U+000A",
         "one line"},
        {"exposure", "{\"suspect\":\"cold\"}", "present", "missing", "level"},
        {"exposure", "{\"suspect\":\"cold\",\"present\":true,\"level\":2}", "level", "both",
         "Leave out one"},
        {"medicine", "{\"name\":\"  \",\"event\":\"started\"}", "name", "missing", "needs it"},
        {"medicine", "{\"name\":\"X\",\"event\":\"started\",\"group\":\"ssri\"}", "group", "ssri",
         "words"},
        {"note", "{}", "text", "missing", "needs it"},
        {"note", "{\"text\":\"\"}", "text", "missing", "needs it"},
        {"survey", "{\"survey\":\"fiqr\",\"answers\":{}}", "answers", "missing", "needs it"},
        {"survey", "{\"survey\":\"phq9\",\"answers\":{\"a\":1}}", "survey", "phq9", "words"},
        {"survey", "{\"survey\":\"fiqr\",\"answers\":{\"wpi.neck\":1}}", "answers.wpi.neck", "fiqr",
         "fiqr.brush-hair"},
        {"survey", "{\"survey\":\"fiqr\",\"answers\":{\"fiqr.walk\":11}}", "answers.fiqr.walk",
         "11", "out"},
        {"survey", "{\"survey\":\"fiqr\",\"answers\":{\"fiqr.walk\":1.5}}", "answers.fiqr.walk",
         "1.5", "out"},
        {"answer", "{\"flag\":\"r6\",\"answer\":\"yes\"}", "flag", "r6", "R6"},
        {"answer", "{\"flag\":\"R\",\"answer\":\"yes\"}", "flag", "R", "R6"},
        {"answer", "{\"flag\":\"R1234\",\"answer\":\"yes\"}", "flag", "R1234", "R6"},
        {"answer", "{\"flag\":\"R6\",\"answer\":\"yes\",\"about\":\"x\"}", "about", "x", "UUID"},
        {"measure", "{\"scale\":\"count\"}", "name", "missing", "name"},
        {"measure", "{\"name\":\"X\"}", "scale", "missing", "count"},
        {"measure", "{\"replaces\":\"mood\"}", "name", "missing", "archives"},
        {"measure", "{\"replaces\":\"mood\",\"name\":\"X\",\"scale\":\"count\"}", "scale", "mood",
         "replaces"},
        {"treatment", "{}", "name", "missing", "name"},
        {"suspect", "{\"name\":\"X\",\"scale\":\"count\"}", "scale", "scale", ""},
        {"profile", "{\"conditions\":[\"liver\",\"liver\"]}", "conditions[1]", "before", "once"},
        {"profile", "{\"conditions\":[\"heart\"]}", "conditions[0]", "heart", "words"},
        {"setting", "{\"text_size\":110}", "text_size", "110", "100|125|150"},
        {"trial", "{}", "design", "missing", "needs it"},
        {"trial", "{\"design\":[]}", "design", "not an object", "braces"},
        {"trial", "{\"design\":{\"1\":[[[[[[[[[[]]]]]]]]]]}}", "design", "10 levels", "as it was"},
        {"trial", "{\"design\":{},\"protocol\":{\"x\":1.797693134862315708e308}}", "protocol",
         "as it is", "1e308"},
        {"trial-event", "{\"event\":\"pause\",\"day\":\"2026-03-14\"}", "trial", "missing",
         "needs"},
        {"trial-event", "{\"trial\":\"" ID "\",\"event\":\"begin\"}", "event", "begin", "words"},
        {"trial-day", "{\"trial\":\"" ID "\",\"did\":\"yes\"}", "did", "yes", "words"},
        {"harm", "{\"severity\":\"mild\"}", "what", "missing", "needs it"},
        {"setting", "{\"copy_asked\":\"2026-02-30\"}", "copy_asked", "2026-02-30", "2026-03-14"},
        {"setting", "{\"copy_asked\":\"2026-02-03T10:00\"}", "copy_asked", "10:00", "2026-03-14"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_entry entry;
        kn_error err = {0};

        if (read(rows[i].kind, rows[i].body, &entry, &err) != KN_DATA)
            fail_msg("accepted: %s %s", rows[i].kind, rows[i].body);
        if (strcmp(err.place.field, rows[i].field) != 0 || !strstr(err.message, rows[i].says) ||
            !strstr(err.hint, rows[i].hint) || !err.hint[0])
            fail_msg("%s: at %s: %s. %s", rows[i].body, err.place.field, err.message, err.hint);
        assert_string_equal(err.place.source, "a request");
        assert_null(entry.body);
    }
}

/* Of a long value a message shows the beginning, whole characters, and nothing else. */
static void long_values_are_shown_cut(void **state)
{
    char body[1024], text[901] = "";
    kn_entry entry;
    kn_error err = {0};

    (void)state;
    for (int i = 0; i < 300; i++)
        strcat(text, "\u20ac"); /* three bytes each */
    snprintf(body, sizeof body, "{\"pain\":\"%s\"}", text);
    assert_int_equal(read("episode", body, &entry, &err), KN_DATA);
    assert_non_null(strstr(err.message, "pain is \"\u20ac\u20ac\u20ac\u20ac"));
    assert_non_null(strstr(err.message, "\u20ac..., which is not"));
    assert_int_equal(kn_utf8_check(err.message, strlen(err.message)), strlen(err.message));
    err = (kn_error){0};
    snprintf(body, sizeof body, "{\"pain\":[1,\"%s\",2]}", text);
    assert_int_equal(read("episode", body, &entry, &err), KN_DATA);
    assert_non_null(strstr(err.message, "pain is [1,\"\u20ac\u20ac"));
}

/* Every text of the table: the longest is kept, one character more is not, in characters of four
 * bytes, so that nobody counts bytes. */
static void texts_are_counted_in_characters(void **state)
{
    static const char *const needed[KN_KIND_COUNT] = {
        [KN_KIND_USE] = "{\"treatment\":\"msm\",\"taken\":\"taken\"}",
        [KN_KIND_EXPOSURE] = "{\"suspect\":\"cold\",\"present\":true}",
        [KN_KIND_MEDICINE] = "{\"name\":\"X\",\"event\":\"stopped\"}",
        [KN_KIND_ADVICE] = "{\"flag\":\"R1\"}",
        [KN_KIND_MEASURE] = "{\"name\":\"X\",\"scale\":\"count\"}",
        [KN_KIND_TREATMENT] = "{\"name\":\"X\"}",
        [KN_KIND_TRIAL_EVENT] = "{\"trial\":\"" ID "\",\"event\":\"pause\",\"day\":\"2026-03-14\"}",
        [KN_KIND_TRIAL_DAY] = "{\"trial\":\"" ID "\",\"did\":\"done\"}",
        [KN_KIND_HARM] = "{\"what\":\"X\",\"severity\":\"mild\"}",
    };

    (void)state;
    for (size_t i = 0; i < kn_field_count; i++) {
        const kn_field *field = &kn_fields[i];

        if (field->type != KN_FIELD_TEXT)
            continue;
        for (int more = 0; more < 2; more++) {
            size_t count = (size_t)field->most + (size_t)more;
            char *text = malloc(4 * count + 1);
            kn_entry entry = {.kind = field->kind, .precision = KN_PRECISION_MINUTE};
            kn_error err = {0};
            kn_code code;

            assert_non_null(text);
            for (size_t c = 0; c < count; c++)
                memcpy(text + 4 * c, "\xf0\x9f\x98\x80", 4);
            text[4 * count] = '\0';
            strcpy(entry.id, field->kind == KN_KIND_PROFILE   ? KN_PROFILE_ID
                             : field->kind == KN_KIND_SETTING ? KN_SETTING_ID
                                                              : ID);
            strcpy(entry.version, VERSION);
            entry.body = json_pack("{ss}", field->name, text);
            if (needed[field->kind])
                json_object_update_missing_new(entry.body,
                                               json_loads(needed[field->kind], 0, NULL));
            code = kn_entry_check(&entry, &err);
            if (code != (more ? KN_DATA : KN_OK))
                fail_msg("%s %s: %s", kn_kind_word(field->kind), field->name, err.message);
            if (more)
                assert_string_equal(err.place.field, field->name);
            kn_entry_release(&entry);
            free(text);
        }
    }
}

static void an_entry_as_a_whole(void **state)
{
    static const struct {
        const char *member, *value; /* replaces one of a good request; NULL: leaves it out */
        const char *field;          /* NULL: accepted */
    } rows[] = {
        {"id", "\"" ID "\"", NULL},
        {"id", NULL, "id"},
        {"id", "null", "id"},
        {"id", "7", "id"},
        {"id", "\"123E4567-e89b-42d3-a456-426614174000\"", "id"},
        {"id", "\"123e4567-e89b-42d3-a456-42661417400\"", "id"},
        {"id", "\"123e4567-e89b-42d3-a456-4266141740000\"", "id"},
        {"id", "\"" KN_PROFILE_ID "\"", "id"},
        {"id", "\"" KN_SETTING_ID "\"", "id"},
        {"version", NULL, "version"},
        {"version", "\"1\"", "version"},
        {"kind", NULL, "kind"},
        {"kind", "\"spasm\"", "kind"},
        {"kind", "\"profile\"", "id"},
        {"kind", "\"setting\"", "id"},
        {"at", NULL, "at"},
        {"at", "\"2026-03-14\"", "at"},
        {"at", "\"2026-03-14T19:38:00\"", "at"},
        {"at", "\"1800-03-14T19:38:00+01:00\"", "at"},
        {"precision", NULL, "precision"},
        {"precision", "\"hour\"", "precision"},
        {"precision", "\"part\"", "at"}, /* 19:38 is no part's time of day */
        {"precision", "\"day\"", "at"},
        {"body", NULL, "body"},
        {"body", "[]", "body"},
        {"body", "\"x\"", "body"},
        {"shown", "{}", "shown"},
        {"base", "\"" ID "\"", "base"},
        {"removed", "true", "removed"},
        {"device", "\"" ID "\"", NULL},
        {"device", "\"\"", "device"},
        {"edit", "1", NULL},
        {"edit", "0", "edit"},
        {"edit", "2147483648", "edit"},
        {"edit", "1.0", "edit"},
        {"recorded", "\"2026-03-14T19:38:00Z\"", NULL},
        {"recorded", "\"yesterday\"", "recorded"},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *json = request("episode", "{\"pain\":3}");
        kn_entry entry;
        kn_error err = {0};
        kn_code code;

        if (rows[i].value)
            json_object_set_new(json, rows[i].member,
                                json_loads(rows[i].value, JSON_DECODE_ANY, NULL));
        else
            json_object_del(json, rows[i].member);
        code = kn_entry_from_json(json, true, "diary.jsonl", 12, &entry, &err);
        if (code != (rows[i].field ? KN_DATA : KN_OK))
            fail_msg("%s %s: %s", rows[i].member, rows[i].value, err.message);
        if (rows[i].field) {
            assert_string_equal(err.place.field, rows[i].field);
            assert_string_equal(err.place.source, "diary.jsonl");
            assert_int_equal(err.place.line, 12);
            assert_true(err.hint[0]);
        }
        kn_entry_release(&entry);
        json_decref(json);
    }
}

static void the_time_of_day_is_that_of_the_precision(void **state)
{
    static const struct {
        kn_precision precision;
        int32_t second;
        kn_code code;
    } rows[] = {
        {KN_PRECISION_MINUTE, 0, KN_OK},
        {KN_PRECISION_MINUTE, 86399, KN_OK},
        {KN_PRECISION_MINUTE, 86400, KN_DATA},
        {KN_PRECISION_MINUTE, -1, KN_DATA},
        {KN_PRECISION_PART, 3 * 3600, KN_OK},
        {KN_PRECISION_PART, 9 * 3600, KN_OK},
        {KN_PRECISION_PART, 15 * 3600, KN_OK},
        {KN_PRECISION_PART, 21 * 3600, KN_OK},
        {KN_PRECISION_PART, 12 * 3600, KN_DATA},
        {KN_PRECISION_PART, 9 * 3600 + 1, KN_DATA},
        {KN_PRECISION_DAY, 12 * 3600, KN_OK},
        {KN_PRECISION_DAY, 9 * 3600, KN_DATA},
        {KN_PRECISION_DAY, 12 * 3600 + 1, KN_DATA},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_entry entry = {.id = ID,
                          .version = VERSION,
                          .kind = KN_KIND_EPISODE,
                          .precision = rows[i].precision,
                          .at = {20526, rows[i].second, 60},
                          .body = json_object()};
        kn_error err = {0};

        assert_int_equal(kn_entry_check(&entry, &err), rows[i].code);
        if (rows[i].code)
            assert_string_equal(err.place.field, "at");
        kn_entry_release(&entry);
    }
}

static void there_and_back(void **state)
{
    char first[KN_BODY_MAX], second[KN_BODY_MAX];

    (void)state;
    for (size_t i = 0; i < 2 * COUNT(accepted); i++) {
        json_t *json = request(accepted[i / 2].kind, accepted[i / 2].body), *out;
        kn_entry entry, again;
        kn_error err;

        json_object_update_new(json, json_pack("{ss si ss}", "device", ID, "edit", 3, "recorded",
                                               "2026-03-15T07:00:00+01:00"));
        if (i % 2) { /* a removal */
            json_object_set_new(json, "removed", json_true());
            json_object_del(json, "body");
        }
        assert_int_equal(kn_entry_from_json(json, false, NULL, 0, &entry, &err), KN_OK);
        out = kn_entry_to_json(&entry);
        assert_non_null(out);
        assert_int_equal(kn_entry_from_json(out, false, NULL, 0, &again, &err), KN_OK);
        assert_int_equal(again.edit, 3);
        assert_int_equal(again.removed, (int)(i % 2));
        written(first, out);
        json_decref(out);
        out = kn_entry_to_json(&again);
        assert_string_equal(written(second, out), first);
        json_decref(out);
        kn_entry_release(&entry);
        kn_entry_release(&again);
        /* a stored entry needs what a request may leave out */
        json_object_del(json, i % 3 == 0 ? "device" : i % 3 == 1 ? "edit" : "recorded");
        assert_int_equal(kn_entry_from_json(json, false, NULL, 0, &entry, &err), KN_DATA);
        json_decref(json);
    }
}

/* The request is the caller's: reading does not change it. */
static void the_request_stays_as_it_was(void **state)
{
    json_t *json =
        request("episode", "{\"pain\":6.0,\"painful\":true,\"note\":\" x \",\"sites\":[]}");
    json_t *before = json_deep_copy(json);
    kn_entry entry;
    kn_error err;

    (void)state;
    assert_int_equal(kn_entry_from_json(json, true, NULL, 0, &entry, &err), KN_OK);
    assert_true(json_equal(json, before));
    kn_entry_release(&entry);
    json_decref(json);
    json_decref(before);
}

static void a_body_has_a_largest_size(void **state)
{
    json_t *done = json_array();
    kn_entry entry = {.id = ID, .version = VERSION, .kind = KN_KIND_EPISODE};
    kn_error err = {0};
    char text[3 * KN_TEXT_MAX + 1];

    (void)state;
    for (int i = 0; i < 21; i++)
        json_array_append_new(done, json_pack("{ss}", "treatment", "msm"));
    entry.body = json_pack("{so}", "done", done);
    assert_int_equal(kn_entry_check(&entry, &err), KN_DATA);
    assert_string_equal(err.place.field, "done");
    json_array_remove(done, 0);
    assert_int_equal(kn_entry_check(&entry, &err), KN_OK);
    kn_entry_release(&entry);
    /* as large as the table lets it grow: it must fit, else the table promises too much */
    entry = (kn_entry){.id = ID, .version = VERSION, .kind = KN_KIND_CHECKIN};
    for (int i = 0; i < KN_TEXT_MAX; i++)
        memcpy(text + 3 * i, "\xe2\x82\xac", 4);
    entry.body = json_pack("{ss s{}}", "note", text, "values");
    for (int i = 0; i < 100; i++) {
        char key[KN_ID_SIZE];
        kn_id_new(key);
        json_object_set_new(json_object_get(entry.body, "values"), key, json_real(-123456789.125));
    }
    assert_int_equal(kn_entry_check(&entry, &err), KN_OK);
    json_object_set_new(json_object_get(entry.body, "values"), "one-more", json_integer(1));
    assert_int_equal(kn_entry_check(&entry, &err), KN_DATA);
    assert_string_equal(err.place.field, "values");
    kn_entry_release(&entry);
}

static void an_episode_is_read(void **state)
{
    static const struct {
        const char *body;
        kn_yes_no painful;
        int pain;
        double seconds; /* -1: unknown */
        kn_context context;
        size_t sites;
    } rows[] = {
        {"{}", KN_UNKNOWN, -1, -1, KN_CONTEXT_UNKNOWN, 0},
        {"{\"pain\":0}", KN_NO, 0, -1, KN_CONTEXT_UNKNOWN, 0},
        {"{\"pain\":6,\"lasted_seconds\":134.5,\"context\":\"night\"}", KN_YES, 6, 134.5,
         KN_CONTEXT_NIGHT, 0},
        {"{\"painful\":true,\"context\":\"rest\"}", KN_YES, -1, -1, KN_CONTEXT_REST, 0},
        {"{\"painful\":false,\"context\":\"effort\"}", KN_NO, 0, -1, KN_CONTEXT_EFFORT, 0},
        {"{\"running\":true,\"context\":\"other\"}", KN_UNKNOWN, -1, -1, KN_CONTEXT_OTHER, 0},
        {"{\"sites\":[{\"site\":\"left-calf\"}]}", KN_UNKNOWN, -1, -1, KN_CONTEXT_UNKNOWN, 1},
        {"{\"sites\":[{\"site\":\"left-calf\",\"pain\":4},{\"site\":\"left-foot\",\"pain\":7}]}",
         KN_YES, 7, -1, KN_CONTEXT_UNKNOWN, 2},
        {"{\"pain\":3,\"sites\":[{\"site\":\"left-calf\",\"pain\":4}]}", KN_YES, 3, -1,
         KN_CONTEXT_UNKNOWN, 1},
        {"{\"sites\":[{\"site\":\"left-calf\",\"pain\":0}]}", KN_NO, 0, -1, KN_CONTEXT_UNKNOWN, 1},
        {"{\"painful\":true,\"sites\":[{\"site\":\"left-calf\",\"pain\":0}]}", KN_YES, -1, -1,
         KN_CONTEXT_UNKNOWN, 1},
        {"{\"painful\":false,\"sites\":[{\"site\":\"left-calf\",\"pain\":4}]}", KN_NO, 0, -1,
         KN_CONTEXT_UNKNOWN, 1},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_entry entry;
        kn_error err;
        kn_episode episode;

        assert_int_equal(read("episode", rows[i].body, &entry, &err), KN_OK);
        episode = kn_episode_read(&entry);
        assert_int_equal(episode.painful, rows[i].painful);
        assert_int_equal(episode.pain, rows[i].pain);
        if (rows[i].seconds < 0)
            assert_true(episode.seconds != episode.seconds);
        else
            assert_true(episode.seconds == rows[i].seconds);
        assert_int_equal(episode.context, rows[i].context);
        assert_int_equal(episode.site_count, rows[i].sites);
        if (rows[i].sites)
            assert_int_equal(episode.sites[0].site, kn_site_find("left-calf"));
        assert_int_equal(episode.running, strstr(rows[i].body, "running") != NULL);
        kn_entry_release(&entry);
    }
}

/* All 59 places at once fit. */
static void every_place_at_once(void **state)
{
    json_t *sites = json_array();
    kn_entry entry = {.id = ID, .version = VERSION, .kind = KN_KIND_EPISODE};
    kn_error err;
    kn_episode episode;

    (void)state;
    assert_int_equal(kn_site_count, KN_SITES_MAX);
    for (size_t i = 0; i < kn_site_count; i++) {
        assert_int_equal(kn_site_find(kn_sites[i].id), (int)i);
        json_array_append_new(sites,
                              json_pack("{ss si}", "site", kn_sites[i].id, "pain", (int)i % 11));
    }
    assert_int_equal(kn_site_find("left-leg"), -1);
    entry.body = json_pack("{so}", "sites", sites);
    assert_int_equal(kn_entry_check(&entry, &err), KN_OK);
    episode = kn_episode_read(&entry);
    assert_int_equal(episode.site_count, KN_SITES_MAX);
    for (size_t i = 0; i < kn_site_count; i++)
        assert_true(episode.sites[i].site == (int)i && episode.sites[i].pain == (int)i % 11);
    kn_entry_release(&entry);
}

static void ids_are_random_and_well_formed(void **state)
{
    enum { IDS = 1000 };
    static char ids[IDS][KN_ID_SIZE];

    (void)state;
    for (int i = 0; i < IDS; i++) {
        kn_id_new(ids[i]);
        assert_true(kn_id_is_valid(ids[i]));
        assert_int_equal(ids[i][14], '4');
        assert_non_null(strchr("89ab", ids[i][19]));
        for (int j = 0; j < i; j++)
            assert_string_not_equal(ids[i], ids[j]);
    }
    assert_false(kn_id_is_valid(""));
    assert_false(kn_id_is_valid("123e4567-e89b-42d3-a456-42661417400g"));
}

static void kinds_have_words(void **state)
{
    (void)state;
    for (int i = 0; i < KN_KIND_COUNT; i++) {
        kn_kind kind;

        assert_true(kn_kind_parse(kn_kind_word((kn_kind)i), &kind));
        assert_int_equal(kind, i);
    }
    assert_false(kn_kind_parse("", &(kn_kind){0}));
    assert_false(kn_kind_parse("Episode", &(kn_kind){0}));
}

/* The table in the order of kinds, each name once in its kind, every kind there. */
static void the_table_is_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < kn_field_count; i++) {
        assert_true(i == 0 || kn_fields[i].kind == kn_fields[i - 1].kind ||
                    kn_fields[i].kind == kn_fields[i - 1].kind + 1);
        assert_non_null(kn_fields[i].help);
        for (size_t j = 0; j < i; j++)
            assert_false(kn_fields[i].kind == kn_fields[j].kind &&
                         strcmp(kn_fields[i].name, kn_fields[j].name) == 0);
    }
    assert_int_equal(kn_fields[kn_field_count - 1].kind, KN_KIND_COUNT - 1);
}

/* Values of every JSON type in every member of every kind: accepted or refused at that member (or
 * for another that is missing), never a crash, and what was accepted is canonical. */
static void any_value_in_any_member(void **state)
{
    static const char *const values[] = {
        "null",
        "true",
        "false",
        "0",
        "-1",
        "7",
        "1e300",
        "0.5",
        "\"\"",
        "\"x\"",
        "\"none\"",
        "[]",
        "[null]",
        "[[]]",
        "[{}]",
        "[\"x\",\"y\"]",
        "{}",
        "{\"x\":1}",
        "{\"x\":{}}",
        "{\"\":null}",
        "[{\"site\":null}]",
        "[{\"site\":\"left-calf\",\"pain\":[]}]",
        "\"2026-03-14\"",
        "[{\"treatment\":\"x\",\"helped\":3}]",
    };
    static const char *const base[KN_KIND_COUNT] = {
        [KN_KIND_USE] = "{\"treatment\":\"msm\",\"taken\":\"taken\"}",
        [KN_KIND_MEASURE] = "{\"name\":\"X\",\"scale\":\"count\"}",
    };
    char first[KN_BODY_MAX], second[KN_BODY_MAX];

    (void)state;
    for (size_t i = 0; i < kn_field_count; i++)
        for (size_t j = 0; j < COUNT(values); j++) {
            const kn_field *field = &kn_fields[i];
            json_t *json =
                request(kn_kind_word(field->kind), base[field->kind] ? base[field->kind] : "{}");
            kn_entry entry;
            kn_error err = {0};
            kn_code code;

            json_object_set_new(json_object_get(json, "body"), field->name,
                                json_loads(values[j], JSON_DECODE_ANY, NULL));
            code = kn_entry_from_json(json, true, NULL, 0, &entry, &err);
            assert_true(code == KN_OK || code == KN_DATA);
            if (code) {
                assert_true(err.place.field[0] && err.message[0] && err.hint[0]);
            } else {
                written(first, entry.body);
                assert_int_equal(kn_entry_check(&entry, &err), KN_OK);
                assert_string_equal(written(second, entry.body), first);
            }
            kn_entry_release(&entry);
            json_decref(json);
        }
}

static void the_document_is_the_table(void **state)
{
    (void)state;
    check_document("format.md", "fields", kn_fields_print_markdown);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(good_bodies_are_put_in_canonical_form),
        cmocka_unit_test(bad_bodies_are_refused_at_the_field),
        cmocka_unit_test(long_values_are_shown_cut),
        cmocka_unit_test(texts_are_counted_in_characters),
        cmocka_unit_test(an_entry_as_a_whole),
        cmocka_unit_test(the_time_of_day_is_that_of_the_precision),
        cmocka_unit_test(there_and_back),
        cmocka_unit_test(the_request_stays_as_it_was),
        cmocka_unit_test(a_body_has_a_largest_size),
        cmocka_unit_test(an_episode_is_read),
        cmocka_unit_test(every_place_at_once),
        cmocka_unit_test(ids_are_random_and_well_formed),
        cmocka_unit_test(kinds_have_words),
        cmocka_unit_test(the_table_is_in_order),
        cmocka_unit_test(any_value_in_any_member),
        cmocka_unit_test(the_document_is_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
