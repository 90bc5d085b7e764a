/* Every operation: as it should be called, with an argument unknown, missing or of the wrong type;
 * what the replies hold; that writing twice writes once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "api/api.h"
#include "base/json.h"
#include "diary/example.h"

#define A            "aaaaaaaa-0000-4000-8000-00000000000"
#define B            "bbbbbbbb-0000-4000-8000-00000000000"
#define T            "dddddddd-0000-4000-8000-00000000000" /* trials and what belongs to them */
#define V            "eeeeeeee-0000-4000-8000-00000000000"
#define D            "abababab-0000-4000-8000-00000000000" /* a spasm and its draw */
#define W            "ffffffff-0000-4000-8000-00000000000" /* versions about relief */
#define COUNT(table) (sizeof(table) / sizeof(table)[0])

enum { TODAY = 20526 /* 2026-03-14 */, EVENING = 19 * 3600 + 40 * 60, DAYS = 40 };

typedef struct fixture {
    char folder[64], path[96];
    kn_store *store;
    kn_api api;
    kn_moment now;
    char opening_code[32]; /* of trial T "2", stands for CODE in arguments */
    char *backup;          /* bytes, made once: deriving a key takes its time */
    size_t backup_size;
} fixture;

static kn_moment now(void *context)
{
    const fixture *f = context;

    return f->now;
}

/* CODE in arguments is what only the reply of trial-start holds. */
static void fill_code(const fixture *f, const char *json, char *out, size_t size)
{
    const char *at = strstr(json, "CODE");

    if (at)
        snprintf(out, size, "%.*s%s%s", (int)(at - json), json, f->opening_code, at + 4);
    else
        snprintf(out, size, "%s", json);
}

/* Calls with arguments as JSON text and returns the code. */
static kn_code call(fixture *f, const char *name, const char *json, kn_reply *reply, kn_error *err)
{
    const kn_operation *operation = kn_operation_find(name);
    kn_request request = {0};
    char filled[4096];
    json_t *arguments;
    kn_text export;
    kn_code code;

    assert_non_null(operation);
    fill_code(f, json, filled, sizeof filled);
    assert_int_equal(kn_json_parse(filled, strlen(filled), "test", &arguments, err), KN_OK);
    request.arguments = arguments;
    kn_text_init(&export, KN_IMPORT_MAX);
    if (strcmp(name, "import") == 0) {
        kn_reply whole;

        assert_int_equal(
            kn_api_call(&f->api, kn_operation_find("export"), &(kn_request){0}, &whole, err),
            KN_OK);
        kn_text_add_bytes(&export, whole.bytes.bytes, whole.bytes.size);
        kn_reply_release(&whole);
        request.bytes = kn_text_string(&export);
        request.byte_count = export.size;
    } else if (strcmp(name, "readings") == 0) {
        kn_text_add(&export, "day,temperature\n2026-03-13,-4.5\n2026-03-14,3\n");
        request.bytes = kn_text_string(&export);
        request.byte_count = export.size;
    } else if (operation->bytes_max > 0) {
        request.bytes = f->backup;
        request.byte_count = f->backup_size;
    }
    code = kn_api_call(&f->api, operation, &request, reply, err);
    kn_text_release(&export);
    json_decref(arguments);
    return code;
}

static json_t *ask(fixture *f, const char *name, const char *json)
{
    kn_error err = {0};
    kn_reply reply;
    json_t *value;

    if (call(f, name, json, &reply, &err) != KN_OK)
        fail_msg("%s %s: %s: %s", name, json, err.place.field, err.message);
    assert_non_null(reply.json);
    value = json_incref(reply.json);
    kn_reply_release(&reply);
    return value;
}

#define DESIGN                                                                                     \
    "{\"title\":\"Stretch\",\"arms\":[{\"key\":\"usual\"},{\"key\":\"stretch_daily\"}],"           \
    "\"outcome\":\"spasms\",\"better\":\"lower\",\"important\":0.3,\"order\":\"cycles\","          \
    "\"block_days\":4,\"cycles\":5,\"run_in_days\":0,\"washout_days\":0}"
#define BLINDED                                                                                    \
    "{\"title\":\"Capsule\",\"arms\":[{\"key\":\"placebo\"},{\"key\":\"magnesium\"}],"             \
    "\"outcome\":\"pain\",\"better\":\"lower\",\"important\":1,\"order\":\"cycles\",\"block_"      \
    "days\":4,"                                                                                    \
    "\"cycles\":5,\"blinded\":true}"

#define REMEDIES "{\"remedies\":[{\"key\":\"heat_local\"},{\"key\":\"wait\"}]}"

/* R24 is asked before a trial, and is answered for a week. */
static void let_trials_begin(fixture *f, const char *id, const char *day)
{
    char json[512];

    snprintf(json, sizeof json,
             "{\"id\":\"" T "%s\",\"version\":\"" V "%s\",\"kind\":\"answer\","
             "\"at\":\"%sT12:00:00+01:00\",\"precision\":\"minute\","
             "\"body\":{\"flag\":\"R24\",\"answer\":\"no\"}}",
             id, id, day);
    json_decref(ask(f, "add", json));
}

/* Trial 1 is over and was open, trial 2 was stopped and is sealed. */
static void make_trials(fixture *f)
{
    json_t *reply;

    f->now.day = TODAY - DAYS;
    let_trials_begin(f, "d", "2026-02-02");
    json_decref(
        ask(f, "trial-new", "{\"id\":\"" T "1\",\"version\":\"" V "2\",\"design\":" DESIGN "}"));
    json_decref(ask(f, "trial-start",
                    "{\"id\":\"" T "1\",\"version\":\"" V "3\",\"first_day\":\"2026-02-02\"}"));
    f->now.day = TODAY;
    let_trials_begin(f, "e", "2026-03-14");
    json_decref(
        ask(f, "trial-new", "{\"id\":\"" T "2\",\"version\":\"" V "4\",\"design\":" BLINDED "}"));
    reply = ask(f, "trial-start",
                "{\"id\":\"" T "2\",\"version\":\"" V "5\",\"first_day\":\"2026-03-14\"}");
    snprintf(f->opening_code, sizeof f->opening_code, "%s",
             json_string_value(json_object_get(reply, "opening_code")));
    json_decref(reply);
    json_decref(ask(f, "trial-event",
                    "{\"trial\":\"" T "2\",\"id\":\"" T "3\",\"version\":\"" V
                    "6\",\"event\":\"stop\",\"body\":{\"day\":\"2026-03-14\"}}"));
}

static int set_up(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    kn_example example = kn_example_default(TODAY);
    kn_error err = {0};
    kn_reply reply;

    f->now = (kn_moment){TODAY, EVENING, 60};
    snprintf(f->folder, sizeof f->folder, "/tmp/unknot-api-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    snprintf(f->path, sizeof f->path, "%s/diary.db", f->folder);
    if (kn_store_open(f->path, KN_STORE_CREATE, (kn_clock){now, f}, &f->store, &err) != KN_OK)
        fail_msg("%s", err.message);
    f->api = (kn_api){f->store, "0.0-test"};
    example.days = DAYS;
    example.offset_minutes = 60;
    if (kn_example_write(f->store, &example, &err) != KN_OK)
        fail_msg("%s:%d: %s", err.place.source, (int)err.place.line, err.message);
    make_trials(f);
    assert_int_equal(call(f, "backup", "{\"passphrase\":\"long enough\"}", &reply, &err), KN_OK);
    f->backup = reply.bytes.bytes;
    f->backup_size = reply.bytes.size;
    reply.bytes = (kn_text){0};
    kn_reply_release(&reply);
    *state = f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;
    char command[128];

    kn_store_close(f->store);
    free(f->backup);
    snprintf(command, sizeof command, "rm -r %s", f->folder);
    assert_int_equal(system(command), 0);
    free(f);
    return 0;
}

/* ---- As it should be --------------------------------------------------------------------------*/

/* In this order: later rows build on what earlier ones wrote. The members are those of
 * docs/api-json.md; "" for operations that give bytes. */
static const struct row {
    const char *operation, *arguments, *members;
} rows[] = {
    {"about", "{}",
     "version path example today now entries versions first_day last_day change settings profile"},
    {"catalogue", "{}",
     "regions groups labels measures treatments suspects surveys medicine_groups limits"},
    {"today", "{}",
     "day is_today running entries count due trial relief week days warnings questions "
     "recent_sites "
     "recent_treatments empty example"},
    {"today", "{\"day\":\"2026-03-01\"}", "day is_today"},
    {"entries", "{}", "entries next"},
    {"entries", "{\"from\":\"2026-03-01\",\"to\":\"2026-03-10\",\"kind\":\"episode\",\"limit\":3}",
     "entries next"},
    {"entries", "{\"limit\":\"3\"}", "entries next"},
    {"days", "{\"from\":\"2026-03-01\",\"to\":\"2026-03-10\"}", "days"},
    {"patterns", "{}", "from to days charts body used empty"},
    {"patterns", "{\"from\":\"2020-01-01\",\"to\":\"2020-01-02\"}", "from to days charts empty"},
    {"patterns", "{\"to\":\"1900-01-03\"}", "from to days charts empty"},
    {"treatments", "{}", "treatments"},
    {"treatment", "{\"id\":\"heat_local\"}", "treatment used"},
    {"warnings", "{}", "current flags footer"},
    {"report", "{}", "title html"},
    {"report", "{\"from\":\"2026-03-01\",\"to\":\"2026-03-14\",\"format\":\"page\"}", ""},
    {"report", "{\"format\":\"text\"}", ""},
    {"export", "{}", ""},
    {"export", "{\"format\":\"csv\"}", ""},
    {"backup", "{\"passphrase\":\"long enough\"}", ""},
    {"doctor", "{}", "ok findings"},
    {"add",
     "{\"id\":\"" A "1\",\"version\":\"" B "1\",\"kind\":\"episode\","
     "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\","
     "\"body\":{\"pain\":6,\"lasted_seconds\":134,\"sites\":[{\"site\":\"left-calf\"}]}}",
     "entry known warnings questions"},
    {"entry", "{\"id\":\"" A "1\"}", "entry history"},
    {"amend",
     "{\"id\":\"" A "1\",\"version\":\"" B "2\",\"base\":\"" B "1\",\"kind\":\"episode\","
     "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\",\"body\":{\"pain\":4}}",
     "entry known warnings questions"},
    {"remove", "{\"id\":\"" A "1\",\"version\":\"" B "3\"}", "entry known warnings questions"},
    {"restore", "{\"id\":\"" A "1\",\"version\":\"" B "4\"}", "entry known warnings questions"},
    {"import", "{}", "added known"},
    {"restore-backup", "{\"passphrase\":\"long enough\"}", "added known"},
    {"add",
     "{\"id\":\"" A "7\",\"version\":\"" B "f\",\"kind\":\"harm\","
     "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\","
     "\"body\":{\"what\":\"rash\",\"severity\":\"severe\"}}",
     "entry known warnings questions advice"},
    {"trials", "{}", "trials unreadable"},
    {"trial", "{\"id\":\"" T "1\"}",
     "trial design design_words hash seal sealed_on today course units taken events harms looks "
     "due guess_unit may why_no_results notes"},
    {"trial-plan", "{\"milliseconds\":50,\"design\":" DESIGN "}",
     "design notes refused length basis effects wrong width can cannot no_worthwhile attenuated "
     "too_rare days_needed advice chart said trials done so_far"},
    {"trial-new", "{\"id\":\"" T "4\",\"version\":\"" V "7\",\"design\":" DESIGN "}",
     "trial design notes questions"},
    {"trial", "{\"id\":\"" T "4\"}", "trial design hash today course may"},
    {"trial-start", "{\"id\":\"" T "4\",\"version\":\"" V "8\",\"first_day\":\"2026-03-14\"}",
     "trial hash seal course units"},
    {"trial-log",
     "{\"trial\":\"" T "4\",\"id\":\"" T "5\",\"version\":\"" V
     "9\",\"day\":\"2026-03-14\",\"did\":\"part\",\"amount\":\"half\",\"instead\":\"a walk\","
     "\"reason\":\"late\",\"base\":null}",
     "trial today taken"},
    {"trial-event",
     "{\"trial\":\"" T "4\",\"id\":\"" T "6\",\"version\":\"" V
     "a\",\"event\":\"stop\",\"body\":{\"day\":\"2026-03-14\",\"reason\":\"a cold\"}}",
     "trial events"},
    {"trial-archive", "{\"id\":\"" T "4\",\"version\":\"" V "b\",\"archived\":1}", "trial"},
    {"trial-answer", "{\"id\":\"" T "1\"}",
     "trial kind kind_words headline lead blinding contrasts charts own_numbers periods draw taken "
     "guesses harms doubts early at_will next decision numbers"},
    {"trial-report", "{\"id\":\"" T "1\",\"page\":\"protocol\"}", "title html"},
    {"trial-report", "{\"id\":\"" T "1\",\"page\":\"report\",\"format\":\"page\"}", ""},
    {"trial-sheet", "{\"id\":\"" T "2\",\"code\":\"CODE\",\"format\":\"json\"}", "title html"},
    {"trial-protocol", "{\"id\":\"" T "1\"}", ""},
    {"trial-calendar", "{\"id\":\"" T "1\",\"at\":\"07:30\"}", ""},
    {"trial-verify", "{\"id\":\"" T "2\",\"code\":\"CODE\"}", "ok findings"},
    {"trial-curve", "{\"id\":\"" T "1\"}", ""},
    {"relief", "{}", "plan version state settled settled_name suggested notes cards draws line"},
    {"relief-plan",
     "{\"version\":\"" W "c\",\"plan\":" REMEDIES ",\"state\":\"settled\",\"settled\":\"wait\"}",
     "plan version state settled settled_name notes cards draws line"},
    {"relief-plan",
     "{\"version\":\"" W "d\",\"plan\":" REMEDIES ",\"state\":\"on\",\"anew\":0,\"base\":\"" W
     "c\"}",
     "plan version state"},
    {"add",
     "{\"id\":\"" D "1\",\"version\":\"" W "1\",\"kind\":\"episode\","
     "\"at\":\"2026-03-14T19:39:00+01:00\",\"precision\":\"minute\",\"body\":{\"running\":true}}",
     "entry"},
    {"relief-draw",
     "{\"id\":\"" D "2\",\"version\":\"" W "2\",\"episode\":\"" D "1\",\"instead\":\"choose\","
     "\"chose\":\"heat_local\",\"anyway\":1}",
     "draw needs limit cluster warnings"},
    {"relief-respond",
     "{\"draw\":\"" D "2\",\"version\":\"" W "3\",\"response\":\"chose\",\"chose\":\"wait\","
     "\"base\":\"" W "2\"}",
     "draw"},
    {"relief-answer", "{}",
     "state kind kind_words headline lead episodes counts_words charts best contrasts medians "
     "by_place by_label observed pain switched skipped within_ten stop doubts numbers"},
    {"relief-report", "{\"format\":\"json\"}", "title html"},
    {"relief-report", "{\"format\":\"page\"}", ""},
    {"relief-verify", "{}", "ok findings"},
    {"triggers", "{\"strata\":\"fortnight\",\"same_day\":1}",
     "kind kind_words headline lead episodes days more chart suspects new not_clear doubts gaps "
     "numbers"},
    {"trigger-freeze", "{\"suspect\":\"period\",\"id\":\"" D "8\",\"version\":\"" W "8\"}",
     "kind suspects new"},
    {"triggers-report", "{\"strata\":\"weekday-month\",\"same_day\":0}", "title html"},
    {"triggers-report", "{\"format\":\"page\"}", ""},
    {"triggers-report", "{\"format\":\"text\"}", ""},
    {"pooled-add",
     "{\"id\":\"" D "3\",\"version\":\"" W "4\",\"pooled\":{\"schema\":1,\"kind\":\"relief\","
     "\"people\":9,\"n\":90,\"arms\":[\"wait\",\"Heat\"],\"pooled\":{\"mu\":{\"mean\":-1,"
     "\"sd\":0.1,\"q025\":-1.2,\"q50\":-1,\"q975\":-0.8,\"p_below_zero\":1}}}}",
     "pooled line"},
    {"what-now", "{\"episode\":\"" D "1\"}", "warnings now later words"},
    {"readings", "{\"source\":\"weather.csv\"}", "added changed known"},
    {"erase", "{\"word\":\"erase\"}", "erased"},
};

/* A finding as trigger-freeze writes it, so that asking for it again changes nothing; the diary of
 * this test is too short for one. */
static void write_finding(fixture *f)
{
    static const struct {
        kn_kind kind;
        const char *body;
    } entries[] = {
        {KN_KIND_FINDING, "{\"finding\":{\"suspect\":\"period\",\"lag\":0,\"strata\":"
                          "\"weekday-month\",\"last_day\":\"2026-03-13\",\"mean\":1}}"},
        {KN_KIND_CHECKIN, "{\"values\":{\"spasms\":\"none\"}}"},
        {KN_KIND_EXPOSURE, "{\"suspect\":\"period\",\"present\":true}"},
    };

    for (size_t i = 0; i < COUNT(entries); i++) {
        kn_entry entry = {.kind = entries[i].kind, .at = {20525, 20 * 3600, 60}};
        kn_outcome outcome;
        kn_error err = {0};

        snprintf(entry.id, sizeof entry.id, D "%zu", 8 - i);
        snprintf(entry.version, sizeof entry.version, W "%zu", 8 - i);
        assert_int_equal(
            kn_json_parse(entries[i].body, strlen(entries[i].body), "test", &entry.body, &err),
            KN_OK);
        if (kn_store_add(f->store, &entry, &outcome, &err) != KN_OK)
            fail_msg("%s", err.message);
        kn_entry_release(&entry);
    }
}

static void check_members(const struct row *row, const json_t *reply)
{
    char members[512], *rest = NULL;

    assert_int_equal(json_integer_value(json_object_get(reply, "schema")), KN_API_SCHEMA);
    snprintf(members, sizeof members, "%s", row->members);
    for (char *name = strtok_r(members, " ", &rest); name; name = strtok_r(NULL, " ", &rest))
        if (!json_object_get(reply, name))
            fail_msg("%s: no member %s", row->operation, name);
}

static void every_operation_answers(void **state)
{
    fixture *f = *state;

    write_finding(f);

    for (size_t i = 0; i < COUNT(rows); i++) {
        kn_error err = {0};
        kn_reply reply;

        if (call(f, rows[i].operation, rows[i].arguments, &reply, &err) != KN_OK)
            fail_msg("%s %s: field %s: %s", rows[i].operation, rows[i].arguments, err.place.field,
                     err.message);
        if (rows[i].members[0]) {
            assert_non_null(reply.json);
            check_members(&rows[i], reply.json);
        } else {
            assert_null(reply.json);
            assert_non_null(reply.content_type);
            assert_true(reply.bytes.size > 0);
        }
        kn_reply_release(&reply);
    }
    for (size_t i = 0; i < kn_operation_count; i++) {
        bool is_called = false;

        for (size_t j = 0; j < COUNT(rows); j++)
            is_called = is_called || strcmp(rows[j].operation, kn_operations[i].name) == 0;
        if (!is_called)
            fail_msg("no row calls %s", kn_operations[i].name);
    }
}

/* ---- As it should not be ----------------------------------------------------------------------*/

static void expect_refusal(fixture *f, const char *operation, const json_t *arguments, kn_code code,
                           const char *field)
{
    kn_text text;
    kn_error err = {0};
    kn_reply reply;
    json_t *json;
    kn_code got;

    kn_text_init(&text, KN_REQUEST_MAX);
    kn_json_add(&text, arguments);
    got = call(f, operation, kn_text_string(&text), &reply, &err);
    if (got != code || strcmp(err.place.field, field) != 0 || !err.message[0])
        fail_msg("%s %s: %s, field \"%s\": %s", operation, kn_text_string(&text), kn_code_name(got),
                 err.place.field, err.message);
    assert_true(err.place.source[0] || err.place.field[0]);
    assert_null(reply.json);
    assert_null(reply.bytes.bytes);
    json = kn_api_error_json(&err);
    assert_string_equal(json_string_value(json_object_get(json_object_get(json, "error"), "code")),
                        kn_code_name(code));
    json_decref(json);
    kn_text_release(&text);
}

/* The arguments of the last row that calls it: the most complete ones come last but for writes. */
static json_t *valid_arguments(const char *operation)
{
    json_t *arguments = NULL;
    kn_error err;

    for (size_t i = 0; i < COUNT(rows); i++) {
        if (strcmp(rows[i].operation, operation) != 0)
            continue;
        json_decref(arguments);
        assert_int_equal(
            kn_json_parse(rows[i].arguments, strlen(rows[i].arguments), "row", &arguments, &err),
            KN_OK);
    }
    return arguments;
}

static void wrong_arguments_are_named(void **state)
{
    fixture *f = *state;

    for (size_t i = 0; i < kn_operation_count; i++) {
        const kn_operation *operation = &kn_operations[i];
        json_t *valid = valid_arguments(operation->name), *wrong = json_deep_copy(valid);

        json_object_set_new(wrong, "nonsense", json_integer(1));
        expect_refusal(f, operation->name, wrong, KN_USAGE, "nonsense");
        json_decref(wrong);
        for (size_t a = 0; a < operation->argument_count; a++) {
            const kn_argument *argument = &operation->arguments[a];

            wrong = json_deep_copy(valid);
            json_object_set_new(wrong, argument->name, json_array());
            expect_refusal(f, operation->name, wrong, KN_USAGE, argument->name);
            if (argument->type != KN_ARGUMENT_TEXT) {
                json_object_set_new(wrong, argument->name, json_string("2026-13-01"));
                expect_refusal(f, operation->name, wrong, KN_USAGE, argument->name);
            }
            json_object_set_new(wrong, argument->name, json_null());
            if (argument->required)
                expect_refusal(f, operation->name, wrong, KN_USAGE, argument->name);
            json_object_del(wrong, argument->name);
            if (argument->required)
                expect_refusal(f, operation->name, wrong, KN_USAGE, argument->name);
            json_decref(wrong);
        }
        json_decref(valid);
    }
}

static const struct refusal {
    const char *operation, *arguments;
    kn_code code;
    const char *field;
} refusals[] = {
    {"entries", "{\"kind\":\"episod\"}", KN_DATA, "kind"},
    {"entries", "{\"limit\":0}", KN_DATA, "limit"},
    {"entries", "{\"limit\":501}", KN_DATA, "limit"},
    {"entries", "{\"limit\":\"1.5\"}", KN_USAGE, "limit"},
    {"days", "{\"from\":\"2026-03-02\",\"to\":\"2026-03-01\"}", KN_DATA, "from"},
    {"patterns", "{\"from\":\"2027-01-01\"}", KN_DATA, "from"},
    {"today", "{\"day\":\"1900-01-03\"}", KN_DATA, "day"},
    {"treatment", "{\"id\":\"heat_locl\"}", KN_NOTFOUND, "id"},
    {"report", "{\"format\":\"pdf\"}", KN_DATA, "format"},
    {"export", "{\"format\":\"xml\"}", KN_DATA, "format"},
    {"relief-report", "{\"format\":\"text\"}", KN_DATA, "format"},
    {"erase", "{\"word\":\"yes\"}", KN_DATA, "word"},
    {"add",
     "{\"id\":\"" A "2\",\"version\":\"" B "5\",\"kind\":\"episode\","
     "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\",\"body\":{\"pain\":11}}",
     KN_DATA, "pain"},
    {"add",
     "{\"id\":\"" A "2\",\"version\":\"" B "5\",\"kind\":\"episod\","
     "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\",\"body\":{}}",
     KN_DATA, "kind"},
    {"add",
     "{\"id\":\"" A "2\",\"version\":\"" B "5\",\"kind\":\"note\",\"at\":\"19:38\","
     "\"precision\":\"minute\",\"body\":{\"text\":\"x\"}}",
     KN_DATA, "at"},
    {"add",
     "{\"id\":\"" A "2\",\"version\":\"" B "5\",\"kind\":\"trial\","
     "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\",\"body\":{\"design\":{}}}",
     KN_DATA, "kind"},
    {"add",
     "{\"id\":\"" A "2\",\"version\":\"" B "5\",\"kind\":\"trial-event\","
     "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\",\"body\":{\"trial\":\"" T
     "1\",\"event\":\"peek\",\"day\":\"2026-03-14\"}}",
     KN_DATA, "kind"},
    {"amend",
     "{\"id\":\"" T "1\",\"version\":\"" B "5\",\"kind\":\"trial\","
     "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\",\"body\":{\"design\":{}}}",
     KN_DATA, "kind"},
    {"add",
     "{\"id\":\"" A "2\",\"version\":\"" B "5\",\"kind\":\"relief\","
     "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\",\"body\":{\"plan\":{},"
     "\"state\":\"on\"}}",
     KN_DATA, "kind"},
    {"amend",
     "{\"id\":\"" A "2\",\"version\":\"" B "5\",\"kind\":\"relief\","
     "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\",\"body\":{\"plan\":{},"
     "\"state\":\"on\"}}",
     KN_DATA, "kind"},
    {"add",
     "{\"id\":\"" A "2\",\"version\":\"" B "5\",\"kind\":\"draw\","
     "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\",\"body\":{\"episode\":\"" A
     "1\",\"draw\":{}}}",
     KN_DATA, "kind"},
    {"amend",
     "{\"id\":\"" A "2\",\"version\":\"" B "5\",\"kind\":\"draw\","
     "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\",\"body\":{\"episode\":\"" A
     "1\",\"draw\":{}}}",
     KN_DATA, "kind"},
    {"add",
     "{\"id\":\"" A "2\",\"version\":\"" B "5\",\"kind\":\"finding\","
     "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\",\"body\":{\"finding\":{}}}",
     KN_DATA, "kind"},
    {"amend",
     "{\"id\":\"" A "2\",\"version\":\"" B "5\",\"kind\":\"finding\","
     "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\",\"body\":{\"finding\":{}}}",
     KN_DATA, "kind"},
    {"add",
     "{\"id\":\"" A "2\",\"version\":\"" B "5\",\"kind\":\"pooled\","
     "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\",\"body\":{\"pooled\":{}}}",
     KN_DATA, "kind"},
    {"amend",
     "{\"id\":\"" A "2\",\"version\":\"" B "5\",\"kind\":\"pooled\","
     "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\",\"body\":{\"pooled\":{}}}",
     KN_DATA, "kind"},
    {"remove", "{\"id\":\"" T "1\",\"version\":\"" B "5\"}", KN_DENIED, "id"},
    {"remove", "{\"id\":\"" T "3\",\"version\":\"" B "5\"}", KN_DENIED, "id"},
    {"restore", "{\"id\":\"" T "1\",\"version\":\"" B "5\"}", KN_DENIED, "id"},
};

static void wrong_values_are_named(void **state)
{
    kn_error err;

    for (size_t i = 0; i < COUNT(refusals); i++) {
        json_t *arguments;

        assert_int_equal(kn_json_parse(refusals[i].arguments, strlen(refusals[i].arguments), "row",
                                       &arguments, &err),
                         KN_OK);
        expect_refusal(*state, refusals[i].operation, arguments, refusals[i].code,
                       refusals[i].field);
        json_decref(arguments);
    }
}

static void a_mistyped_name_is_guessed(void **state)
{
    kn_error err = {0};
    kn_reply reply;

    assert_int_equal(call(*state, "entries", "{\"lmit\":3}", &reply, &err), KN_USAGE);
    assert_string_equal(err.hint, "Did you mean \"limit\"?");
    assert_int_equal(call(*state, "treatment", "{\"id\":\"heat_locl\"}", &reply, &err),
                     KN_NOTFOUND);
    assert_non_null(strstr(err.hint, "heat_local"));
    assert_null(kn_operation_find("nonsense"));
}

static void missing_entries_are_not_found(void **state)
{
    static const char *const calls[][2] = {
        {"entry", "{\"id\":\"" A "9\"}"},
        {"entries", "{\"before\":\"" A "9\"}"},
        {"remove", "{\"id\":\"" A "9\",\"version\":\"" B "9\"}"},
        {"restore", "{\"id\":\"" A "9\",\"version\":\"" B "9\"}"},
    };

    for (size_t i = 0; i < COUNT(calls); i++) {
        kn_error err = {0};
        kn_reply reply;

        assert_int_equal(call(*state, calls[i][0], calls[i][1], &reply, &err), KN_NOTFOUND);
        assert_true(err.place.source[0] || err.place.field[0]);
    }
}

/* ---- Writing ----------------------------------------------------------------------------------*/

static char *without_known(const json_t *reply, bool *known)
{
    json_t *copy = json_deep_copy(reply);
    char *text;

    *known = json_is_true(json_object_get(copy, "known"));
    json_object_del(copy, "known");
    text = json_dumps(copy, JSON_SORT_KEYS | JSON_COMPACT);
    json_decref(copy);
    return text;
}

static void writing_twice_writes_once(void **state)
{
    static const char *const writes[] = {"add", "amend", "remove", "restore"};
    fixture *f = *state;

    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *first, *second, *about;
        json_int_t versions;
        char *a, *b;
        bool known;
        size_t w = 0;

        while (w < COUNT(writes) && strcmp(writes[w], rows[i].operation) != 0)
            w++;
        if (w == COUNT(writes))
            continue;
        first = ask(f, rows[i].operation, rows[i].arguments);
        about = ask(f, "about", "{}");
        versions = json_integer_value(json_object_get(about, "versions"));
        json_decref(about);
        second = ask(f, rows[i].operation, rows[i].arguments);
        about = ask(f, "about", "{}");
        assert_int_equal(json_integer_value(json_object_get(about, "versions")), versions);
        json_decref(about);
        a = without_known(first, &known);
        assert_false(known);
        b = without_known(second, &known);
        assert_true(known);
        assert_string_equal(a, b);
        free(a);
        free(b);
        json_decref(first);
        json_decref(second);
    }
}

static void a_write_tells_what_it_became(void **state)
{
    json_t *reply =
        ask(*state, "add",
            "{\"id\":\"" A "3\",\"version\":\"" B "6\",\"kind\":\"episode\","
            "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\",\"body\":"
            "{\"pain\":7,\"lasted_seconds\":840,\"sites\":[{\"site\":\"left-calf\"}]}}");
    const json_t *entry = json_object_get(reply, "entry"), *shown = json_object_get(entry, "shown");
    const json_t *warning = json_array_get(json_object_get(reply, "warnings"), 0);

    assert_string_equal(json_string_value(json_object_get(shown, "day")), "2026-03-14");
    assert_string_equal(json_string_value(json_object_get(shown, "time")), "19:38");
    assert_int_equal(json_integer_value(json_object_get(shown, "pain")), 7);
    assert_string_equal(json_string_value(json_object_get(json_object_get(shown, "label"), "id")),
                        "PROLONGED");
    assert_non_null(json_object_get(json_object_get(shown, "label"), "footer"));
    assert_int_equal(json_integer_value(json_object_get(entry, "edit")), 1);
    assert_string_equal(json_string_value(json_object_get(entry, "recorded")),
                        "2026-03-14T19:40:00+01:00");
    assert_string_equal(json_string_value(json_object_get(warning, "flag")), "R6");
    assert_string_equal(json_string_value(json_object_get(warning, "cause")), A "3");
    json_decref(reply);
}

static void a_stale_base_is_a_conflict(void **state)
{
    kn_error err = {0};
    kn_reply reply;

    json_decref(ask(*state, "add",
                    "{\"id\":\"" A "4\",\"version\":\"" B "7\",\"kind\":\"note\","
                    "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\","
                    "\"body\":{\"text\":\"one\"}}"));
    assert_int_equal(call(*state, "amend",
                          "{\"id\":\"" A "4\",\"version\":\"" B "8\",\"base\":\"" B "0\","
                          "\"kind\":\"note\",\"at\":\"2026-03-14T19:38:00+01:00\","
                          "\"precision\":\"minute\",\"body\":{\"text\":\"two\"}}",
                          &reply, &err),
                     KN_CONFLICT);
    assert_int_equal(call(*state, "add",
                          "{\"id\":\"" A "4\",\"version\":\"" B "9\",\"kind\":\"note\","
                          "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\","
                          "\"body\":{\"text\":\"two\"}}",
                          &reply, &err),
                     KN_CONFLICT);
}

static void a_removed_entry_comes_back(void **state)
{
    json_t *reply;

    json_decref(ask(*state, "add",
                    "{\"id\":\"" A "5\",\"version\":\"" B "a\",\"kind\":\"note\","
                    "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\","
                    "\"body\":{\"text\":\"one\"}}"));
    reply = ask(*state, "remove", "{\"id\":\"" A "5\",\"version\":\"" B "b\"}");
    assert_true(json_is_null(json_object_get(reply, "entry")));
    json_decref(reply);
    reply = ask(*state, "entry", "{\"id\":\"" A "5\"}");
    assert_true(json_is_null(json_object_get(reply, "entry")));
    assert_int_equal(json_array_size(json_object_get(reply, "history")), 2);
    assert_true(json_is_true(
        json_object_get(json_array_get(json_object_get(reply, "history"), 0), "removed")));
    json_decref(reply);
    reply = ask(*state, "restore", "{\"id\":\"" A "5\",\"version\":\"" B "c\"}");
    assert_string_equal(json_string_value(json_object_get(
                            json_object_get(json_object_get(reply, "entry"), "body"), "text")),
                        "one");
    json_decref(reply);
}

/* ---- Reading ----------------------------------------------------------------------------------*/

static void pages_hold_every_entry_once(void **state)
{
    json_t *seen = json_object(), *about = ask(*state, "entries", "{\"limit\":500}");
    const size_t all = json_array_size(json_object_get(about, "entries"));
    char arguments[128] = "{\"limit\":7}";
    size_t count = 0;

    assert_true(json_is_null(json_object_get(about, "next")));
    json_decref(about);
    for (;;) {
        json_t *page = ask(*state, "entries", arguments);
        const json_t *entries = json_object_get(page, "entries");
        const char *next = json_string_value(json_object_get(page, "next"));

        for (size_t i = 0; i < json_array_size(entries); i++, count++)
            json_object_set_new(
                seen, json_string_value(json_object_get(json_array_get(entries, i), "id")),
                json_true());
        if (next)
            snprintf(arguments, sizeof arguments, "{\"limit\":7,\"before\":\"%s\"}", next);
        json_decref(page);
        if (!next)
            break;
    }
    assert_true(count > 7);
    assert_int_equal(count, all);
    assert_int_equal(json_object_size(seen), all);
    json_decref(seen);
}

static void the_check_in_is_due_in_the_evening(void **state)
{
    json_t *today = ask(*state, "today", "{}"), *due = json_object_get(today, "due");

    assert_string_equal(json_string_value(json_object_get(json_array_get(due, 0), "what")),
                        "check-in");
    assert_true(json_is_null(json_object_get(json_array_get(due, 0), "done_at")));
    json_decref(today);
    json_decref(ask(*state, "add",
                    "{\"id\":\"" A "6\",\"version\":\"" B "d\",\"kind\":\"check-in\","
                    "\"at\":\"2026-03-14T19:39:00+01:00\",\"precision\":\"minute\","
                    "\"body\":{\"values\":{\"spasms\":\"none\",\"pain\":3}}}"));
    today = ask(*state, "today", "{}");
    due = json_object_get(today, "due");
    assert_string_equal(json_string_value(json_object_get(json_array_get(due, 0), "entry")), A "6");
    assert_string_equal(json_string_value(json_object_get(json_array_get(due, 0), "done_at")),
                        "2026-03-14T19:39:00+01:00");
    assert_string_equal(json_string_value(json_object_get(json_array_get(due, 0), "line")),
                        "Done, 19:39");
    assert_true(json_is_true(json_object_get(json_object_get(today, "count"), "checked_in")));
    json_decref(today);
}

/* Put away means no longer asked; what was recorded is still looked at. */
static void a_measure_that_was_put_away_keeps_its_chart(void **state)
{
    static const char *const body[] = {
        "{\"name\":\"Steps\",\"scale\":\"count\"}",
        "{\"name\":\"Steps\",\"scale\":\"count\",\"archived\":true}"};
    static const char *const operation[] = {"add", "amend"};
    json_t *patterns, *charts;
    size_t before;

    patterns = ask(*state, "patterns", "{}");
    charts = json_object_get(json_object_get(patterns, "charts"), "measures");
    before = json_array_size(charts);
    json_decref(patterns);
    json_decref(
        ask(*state, "add",
            "{\"id\":\"" A
            "8\",\"version\":\"cccccccc-0000-4000-8000-000000000001\",\"kind\":\"check-in\","
            "\"at\":\"2026-03-14T19:39:00+01:00\",\"precision\":\"minute\","
            "\"body\":{\"values\":{\"" A "9\":4000}}}"));
    for (int i = 0; i < 2; i++) {
        char request[512];

        snprintf(request, sizeof request,
                 "{\"id\":\"" A
                 "9\",\"version\":\"cccccccc-0000-4000-8000-00000000000%d\",\"kind\":\"measure\","
                 "\"at\":\"2026-03-14T19:38:00+01:00\",\"precision\":\"minute\",\"body\":%s}",
                 i + 2, body[i]);
        json_decref(ask(*state, operation[i], request));
        patterns = ask(*state, "patterns", "{}");
        charts = json_object_get(json_object_get(patterns, "charts"), "measures");
        assert_int_equal(json_array_size(charts), before + 1);
        json_decref(patterns);
    }
}

static void the_manual_is_up_to_date(void **state)
{
    FILE *file = fopen(TEST_DATA "/../docs/api.md", "rb");
    char manual[64 * 1024];
    kn_text text;
    size_t size;

    (void)state;
    assert_non_null(file);
    size = fread(manual, 1, sizeof manual - 1, file);
    manual[size] = '\0';
    fclose(file);
    kn_text_init(&text, sizeof manual);
    kn_api_print_markdown(&text);
    assert_string_equal(manual, kn_text_string(&text));
    kn_text_release(&text);
}

static void bytes_are_limited(void **state)
{
    fixture *f = *state;
    kn_request request = {.bytes = "x", .byte_count = (size_t)KN_IMPORT_MAX + 1};
    kn_error err = {0};
    kn_reply reply;

    assert_int_equal(kn_api_call(&f->api, kn_operation_find("import"), &request, &reply, &err),
                     KN_LIMIT);
    request.byte_count = 1;
    assert_int_equal(kn_api_call(&f->api, kn_operation_find("about"), &request, &reply, &err),
                     KN_USAGE);
    request.bytes = NULL;
    request.byte_count = 0;
    assert_int_equal(kn_api_call(&f->api, kn_operation_find("import"), &request, &reply, &err),
                     KN_USAGE);
    request.arguments = json_true();
    assert_int_equal(kn_api_call(&f->api, kn_operation_find("about"), &request, &reply, &err),
                     KN_USAGE);
}

#define TEST(name) cmocka_unit_test(name)

int main(void)
{
    /* one diary for all: later tests see what earlier ones wrote, and erasing comes last */
    const struct CMUnitTest tests[] = {
        TEST(wrong_arguments_are_named),
        TEST(wrong_values_are_named),
        TEST(a_mistyped_name_is_guessed),
        TEST(missing_entries_are_not_found),
        TEST(writing_twice_writes_once),
        TEST(a_write_tells_what_it_became),
        TEST(a_stale_base_is_a_conflict),
        TEST(a_removed_entry_comes_back),
        TEST(pages_hold_every_entry_once),
        TEST(the_check_in_is_due_in_the_evening),
        TEST(a_measure_that_was_put_away_keeps_its_chart),
        TEST(bytes_are_limited),
        TEST(the_manual_is_up_to_date),
    };
    /* and one of its own for the walk over the table */
    const struct CMUnitTest walk[] = {TEST(every_operation_answers)};

    return cmocka_run_group_tests(tests, set_up, tear_down) +
           cmocka_run_group_tests(walk, set_up, tear_down);
}
