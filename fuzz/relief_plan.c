/* Documents of the relief experiment from untrusted bytes: a plan, and a draw. Reading never
 * crashes, a refusal says where and what to do, and what is read says of itself what it was read
 * from: written and read again it is the same. */
#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "require.h"
#include "trial/relief_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool is_utf8(const char *text)
{
    return kn_utf8_check(text, strlen(text)) == strlen(text);
}

static void judge_refusal(kn_code code, const kn_error *err)
{
    REQUIRE(code == KN_DATA && err->code == KN_DATA);
    REQUIRE(err->message[0] && is_utf8(err->message));
    REQUIRE(err->hint[0] && is_utf8(err->hint));
    REQUIRE(is_utf8(err->place.field));
}

/* ---- A plan -----------------------------------------------------------------------------------*/

static void judge_notes(const kn_relief_plan *plan)
{
    kn_trial_note notes[KN_TRIAL_NOTES_MAX];
    size_t count = kn_relief_plan_notes(plan, notes);

    REQUIRE(count <= KN_TRIAL_NOTES_MAX);
    for (size_t i = 0; i < count; i++) {
        REQUIRE(notes[i].words[0] && is_utf8(notes[i].words));
        REQUIRE(i == 0 || notes[i - 1].level <= notes[i].level);
    }
}

static void judge_plan(const json_t *json, const kn_catalogue *catalogue)
{
    kn_relief_plan *plan = malloc(sizeof *plan), *again = malloc(sizeof *again);
    kn_error err = {0};
    kn_code code;
    json_t *written, *rewritten;

    REQUIRE(plan && again);
    code = kn_relief_plan_read(json, catalogue, plan, &err);
    if (code) {
        judge_refusal(code, &err);
    } else {
        REQUIRE(plan->count >= 2 && plan->count <= KN_REMEDIES_MAX);
        REQUIRE(plan->wait < plan->count);
        REQUIRE(plan->wait_limit >= -1 && plan->wait_limit <= 10);
        for (int i = 0; i < plan->count; i++)
            REQUIRE(kn_relief_remedy(plan, plan->remedy[i].key) == i);
        judge_notes(plan);
        written = kn_relief_plan_json(plan, true);
        REQUIRE(written);
        REQUIRE(kn_relief_plan_read(written, catalogue, again, &err) == KN_OK);
        rewritten = kn_relief_plan_json(again, true);
        REQUIRE(json_equal(written, rewritten));
        json_decref(written);
        json_decref(rewritten);
    }
    free(plan);
    free(again);
}

/* ---- A draw -----------------------------------------------------------------------------------*/

static void judge_draw(const json_t *json)
{
    kn_relief_made made, again;
    kn_error err = {0};
    kn_code code;
    json_t *written, *rewritten;

    code = kn_relief_made_read(json, &made, &err);
    if (code) {
        judge_refusal(code, &err);
        return;
    }
    REQUIRE((made.arm >= 0) == (made.why_not == KN_NOT_DRAWN_DRAWN));
    REQUIRE(made.arm < made.count && made.count <= KN_ARMS_MAX);
    REQUIRE(made.arm < 0 || (made.allowed >> made.arm & 1));
    REQUIRE(made.allowed >> made.count == 0);
    for (int i = 0; i < made.count; i++)
        REQUIRE((made.weight[i] > 0) == (made.allowed >> i & 1));
    written = kn_relief_made_json(&made);
    REQUIRE(written);
    REQUIRE(kn_relief_made_read(written, &again, &err) == KN_OK);
    rewritten = kn_relief_made_json(&again);
    REQUIRE(json_equal(written, rewritten));
    json_decref(written);
    json_decref(rewritten);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static kn_catalogue catalogue; /* the built-in ones, read once */
    json_t *json;

    if (!catalogue.count)
        REQUIRE(kn_catalogue_load(NULL, &catalogue, NULL) == KN_OK);
    if (kn_json_parse((const char *)bytes, size, "fuzz", &json, NULL))
        return 0;
    judge_plan(json, NULL);
    judge_plan(json, &catalogue);
    judge_draw(json);
    json_decref(json);
    return 0;
}
