/* A protocol from untrusted bytes, with an opening code in its first line. Reading, verifying and
 * extending never crash; what is read agrees with itself; nothing of a sealed order is known
 * without a code that opens it; and of the document as it was sealed, every finding is good only if
 * the order is what the draw gives. */
#include <stdint.h>
#include <string.h>

#include "base/json.h"
#include "require.h"
#include "trial/protocol.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void judge_refusal(const kn_error *err)
{
    REQUIRE(err->message[0] != '\0');
    REQUIRE(kn_utf8_check(err->message, strlen(err->message)) == strlen(err->message));
    REQUIRE(kn_utf8_check(err->place.field, strlen(err->place.field)) == strlen(err->place.field));
}

static void judge_protocol(const kn_protocol *read, const char *opening)
{
    uint8_t drawn[KN_TRIAL_UNITS_MAX];
    json_t *json = kn_trial_design_json(&read->design);
    kn_trial_design *again = malloc(sizeof *again);
    kn_error err;

    REQUIRE(json && again);
    REQUIRE(read->units >= 6 && read->units <= KN_TRIAL_UNITS_MAX);
    REQUIRE(read->units == kn_trial_units(&read->design));
    REQUIRE(kn_trial_design_days(&read->design) <= KN_TRIAL_DAYS_MAX);
    REQUIRE(kn_trial_design_read(json, NULL, again, &err) == KN_OK);
    REQUIRE(memcmp(again, &read->design, sizeof *again) == 0);
    REQUIRE(!read->design.blinded || !read->is_open || opening);
    for (size_t u = 0; u < read->units; u++) {
        REQUIRE(read->schedule[u] < read->design.arms);
        REQUIRE(read->is_open || read->schedule[u] == 0);
        REQUIRE(!read->design.blinded || read->label[u][0]);
    }
    if (read->is_open) {
        REQUIRE(kn_draw_schedule(&read->design, read->secret, 0, drawn) == KN_OK);
        REQUIRE(kn_draw_permits(&read->design, drawn));
    }
    json_decref(json);
    free(again);
}

static void judge_findings(const json_t *json, const kn_protocol *read, bool is_read,
                           const char *opening)
{
    kn_protocol_finding findings[KN_PROTOCOL_FINDINGS_MAX];
    uint8_t drawn[KN_TRIAL_UNITS_MAX];
    char hash[KN_HASH_SIZE];
    bool all = true;
    size_t count;

    kn_protocol_hash(json, hash);
    count = kn_protocol_verify(json, NULL, hash, opening, findings);
    REQUIRE(count >= 2 && count <= KN_PROTOCOL_FINDINGS_MAX);
    REQUIRE(findings[0].is_ok); /* its own hash */
    for (size_t i = 0; i < count; i++) {
        REQUIRE(kn_utf8_check(findings[i].detail, strlen(findings[i].detail)) ==
                strlen(findings[i].detail));
        all = all && findings[i].is_ok;
    }
    REQUIRE(is_read || !all);
    if (all && read->is_open) {
        REQUIRE(kn_draw_schedule(&read->design, read->secret, 0, drawn) == KN_OK);
        REQUIRE(memcmp(drawn, read->schedule, read->units) == 0);
    }
}

static void judge(const json_t *json, const char *opening)
{
    kn_protocol *read = calloc(1, sizeof *read);
    kn_error err = {0};
    bool is_read;

    REQUIRE(read != NULL);
    is_read = kn_protocol_read(json, NULL, opening, read, &err) == KN_OK;
    if (is_read)
        judge_protocol(read, opening);
    else
        judge_refusal(&err);
    judge_findings(json, read, is_read, opening);
    free(read);
}

/* An extension of a fixed trial. */
static void judge_extension(const json_t *json, const char *opening)
{
    kn_protocol *read = calloc(1, sizeof *read);
    kn_error err = {0};
    size_t units = 12;

    REQUIRE(read != NULL);
    read->design = (kn_trial_design){.arms = 2, .cycles = 6, .block_days = 4, .blinded = opening};
    read->units = units;
    if (kn_protocol_append(read, json, 1, opening, &err)) {
        judge_refusal(&err);
        REQUIRE(read->units == units);
    }
    REQUIRE(read->units <= KN_TRIAL_UNITS_MAX);
    free(read);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const uint8_t *line = size ? memchr(bytes, '\n', size) : NULL;
    char opening[64];
    size_t count = line ? (size_t)(line - bytes) : 0;
    json_t *json;
    kn_error err = {0};

    if (!line || count >= sizeof opening || memchr(bytes, '\0', count))
        return 0;
    memcpy(opening, bytes, count);
    opening[count] = '\0';
    if (kn_json_parse((const char *)line + 1, size - count - 1, "fuzz", &json, &err)) {
        judge_refusal(&err);
        return 0;
    }
    judge(json, NULL);
    if (count > 0)
        judge(json, opening);
    judge_extension(json, count > 0 ? opening : NULL);
    json_decref(json);
    return 0;
}
