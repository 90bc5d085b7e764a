/* An entry from untrusted bytes. Either it is refused, with a place and in whole UTF-8 characters;
 * or it has a canonical form: checking it again, and writing and reading it, change nothing. An
 * episode has a name. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "diary/entry.h"
#include "diary/naming.h"
#include "diary/survey.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void judge_refusal(const kn_error *err)
{
    must(err->message[0] != '\0');
    must(kn_utf8_check(err->message, strlen(err->message)) == strlen(err->message));
    must(kn_utf8_check(err->place.field, strlen(err->place.field)) == strlen(err->place.field));
}

/* The entry written canonically; to be released. */
static kn_text written(const kn_entry *entry)
{
    json_t *json = kn_entry_to_json(entry);
    kn_text text;

    must(json != NULL);
    kn_text_init(&text, 4 * KN_BODY_MAX);
    kn_json_add(&text, json);
    must(text.failed == KN_OK);
    json_decref(json);
    return text;
}

static void judge_entry(kn_entry *entry)
{
    kn_text first = written(entry), second, third;
    kn_entry again;
    kn_error err;
    json_t *json;

    must(kn_entry_check(entry, &err) == KN_OK);
    second = written(entry);
    must(strcmp(first.bytes, second.bytes) == 0);
    must(kn_json_parse(first.bytes, first.size, "again", &json, &err) == KN_OK);
    /* what a request left out is not there to be read again */
    json_object_update_new(json, json_pack("{ss si ss}", "device", entry->id, "edit", 1, "recorded",
                                           "2026-03-14T19:38:00+01:00"));
    must(kn_entry_from_json(json, false, NULL, 0, &again, &err) == KN_OK);
    memcpy(again.device, entry->device, sizeof again.device);
    again.edit = entry->edit;
    again.recorded = entry->recorded;
    third = written(&again);
    must(strcmp(first.bytes, third.bytes) == 0);
    if (entry->kind == KN_KIND_EPISODE) {
        kn_episode episode = kn_episode_read(entry);
        kn_naming naming = kn_naming_of_episode(&episode);

        must(naming.row >= 1 && naming.row <= KN_LABEL_COUNT);
    }
    if (entry->kind == KN_KIND_SURVEY)
        json_decref(kn_survey_score(
            kn_survey_find(json_string_value(json_object_get(entry->body, "survey"))),
            json_object_get(entry->body, "answers")));
    kn_entry_release(&again);
    json_decref(json);
    kn_text_release(&first);
    kn_text_release(&second);
    kn_text_release(&third);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    json_t *json;
    kn_entry entry;
    kn_error err = {0};

    if (kn_json_parse((const char *)bytes, size, "fuzz", &json, &err)) {
        judge_refusal(&err);
        return 0;
    }
    if (kn_entry_from_json(json, true, "fuzz", 1, &entry, &err)) {
        judge_refusal(&err);
    } else {
        judge_entry(&entry);
        kn_entry_release(&entry);
    }
    json_decref(json);
    return 0;
}
