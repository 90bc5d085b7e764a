/* An answer of many people from untrusted bytes. What is read is a distribution that agrees with
 * itself, of two different treatments; what a diary keeps of it reads the same and is kept the
 * same; what is refused says where and what. tests/pooled_corpus_test.c replays the corpus. */
#include <stdint.h>
#include <string.h>

#include "answer/what_now.h"
#include "base/json.h"
#include "require.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void judge_refusal(const kn_error *err)
{
    REQUIRE(err->message[0] && err->hint[0]);
    REQUIRE(kn_utf8_check(err->message, strlen(err->message)) == strlen(err->message));
    REQUIRE(kn_utf8_check(err->place.field, strlen(err->place.field)) == strlen(err->place.field));
}

static void judge(const json_t *json, const kn_catalogue *catalogue, const kn_pooled *read)
{
    const kn_summary *b = &read->log_ratio;
    json_t *kept = kn_pooled_kept(json), *again = kn_pooled_kept(kept);
    kn_pooled second;
    kn_error err;

    REQUIRE(kn_catalogue_find(catalogue, KN_KIND_TREATMENT, read->key));
    REQUIRE(kn_catalogue_find(catalogue, KN_KIND_TREATMENT, read->versus));
    REQUIRE(strcmp(read->key, read->versus) != 0);
    REQUIRE(read->people >= 2 && read->episodes >= 1);
    REQUIRE(b->q025 < b->q50 && b->q50 < b->q975 && b->sd > 0);
    REQUIRE(read->p_faster >= 0 && read->p_faster <= 1);
    REQUIRE(kept && again && json_equal(kept, again));
    REQUIRE(kn_pooled_read(kept, catalogue, &second, &err) == KN_OK);
    REQUIRE(memcmp(read, &second, sizeof second) == 0);
    json_decref(again);
    json_decref(kept);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    kn_catalogue catalogue = {0};
    json_t *json = NULL;
    kn_pooled pooled;
    kn_error err = {0};

    REQUIRE(kn_catalogue_load(NULL, &catalogue, &err) == KN_OK);
    if (kn_json_parse((const char *)bytes, size, "fuzz", &json, &err) == KN_OK) {
        if (kn_pooled_read(json, &catalogue, &pooled, &err) == KN_OK)
            judge(json, &catalogue, &pooled);
        else
            judge_refusal(&err);
    }
    json_decref(json);
    kn_catalogue_release(&catalogue);
    return 0;
}
