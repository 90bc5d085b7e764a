/* The warnings that the profile raises: R16, R18, R20 with cancer, R28. Each from the time on when
 * the profile first said so and has said so ever since, so that other changes to it raise nothing
 * anew. */
#include <stdio.h>
#include <string.h>

#include "diary/index.h"
#include "diary/site.h"
#include "diary/warning_parts.h"

typedef enum also { NOTHING, A_CRAMP, A_BACK_SPASM } also;

/* Bits of what a profile says. */
enum { YOUNG = 1, PREGNANT = 2, KIDNEY = 4, LIVER = 8, DIALYSIS = 16, DIABETES = 32, CANCER = 64 };

static const struct profile_rule {
    const char *flag;
    unsigned any_of;
    also also;
    const char *because;
} rules[] = {
    {"R16", PREGNANT, NOTHING, "Your profile says that you are pregnant."},
    {"R18", KIDNEY | LIVER | DIALYSIS | DIABETES, A_CRAMP,
     "You wrote of cramps, and your profile names an illness that can go with them."},
    {"R20", CANCER, A_BACK_SPASM,
     "You wrote of a spasm in the back, and your profile says that you have or had cancer."},
    {"R28", YOUNG, NOTHING, "Your profile says that you are under 18."},
};

static unsigned says(const json_t *profile)
{
    static const char *const conditions[] = {"kidney", "liver", "dialysis", "diabetes", "cancer"};
    const char *age = json_string_value(json_object_get(profile, "age"));
    const json_t *list = json_object_get(profile, "conditions");
    unsigned bits = 0;

    if (age && strcmp(age, "under18") == 0)
        bits |= YOUNG;
    if (json_is_true(json_object_get(profile, "pregnant")))
        bits |= PREGNANT;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *word = json_string_value(json_array_get(list, i));

        for (size_t j = 0; word && j < sizeof conditions / sizeof *conditions; j++)
            if (strcmp(word, conditions[j]) == 0)
                bits |= (unsigned)KIDNEY << j;
    }
    return bits;
}

/* The first spasm in the back on a day from `from` on. */
static kn_code first_back_spasm(kn_store *store, int32_t from, kn_entry *spasm, bool *found,
                                kn_error *err)
{
    sqlite3_stmt *statement;
    char id[KN_ID_SIZE] = "";
    kn_code code = kn_store_prepare(
        store, "SELECT id, site FROM place WHERE day >= ?1 AND primary_ = 1 ORDER BY day",
        &statement, err);
    int result;

    *found = false;
    if (code)
        return code;
    sqlite3_bind_int(statement, 1, from);
    while ((result = sqlite3_step(statement)) == SQLITE_ROW && !*found) {
        int site = sqlite3_column_int(statement, 1);

        if (site < 0 || (size_t)site >= kn_site_count || strcmp(kn_sites[site].group, "back") != 0)
            continue;
        snprintf(id, sizeof id, "%s", (const char *)sqlite3_column_text(statement, 0));
        *found = true;
    }
    if (!*found && result != SQLITE_DONE)
        code = kn_store_fail(store, result, err);
    sqlite3_finalize(statement);
    return *found ? kn_store_get(store, id, false, spasm, err) : code;
}

/* The oldest version of those since when the profile has said all that it says now of `wanted`. */
static const kn_entry *since_when(const kn_entries *versions, unsigned wanted)
{
    const kn_entry *since = &versions->list[0];

    for (size_t i = 1; i < versions->count; i++) {
        const kn_entry *version = &versions->list[i];

        if (version->removed || (says(version->body) & wanted) != wanted)
            break;
        since = version;
    }
    return since;
}

static kn_code raise_rule(kn_raised *raised, const struct profile_rule *rule, const kn_entry *since,
                          kn_error *err)
{
    kn_entry with = {0};
    bool found = true;
    int64_t written;
    kn_code code = KN_OK;
    kn_reason reason = {.flag = kn_flag_find(rule->flag),
                        .since = since->recorded,
                        .written = kn_moment_utc(since->recorded),
                        .cause = KN_PROFILE_ID,
                        .because = rule->because};

    if (rule->also == A_CRAMP)
        code = kn_first_cramp(raised->store, &with, &found, err);
    else if (rule->also == A_BACK_SPASM)
        code = first_back_spasm(raised->store, since->recorded.day, &with, &found, err);
    if (!code && found && rule->also != NOTHING) {
        reason.cause = with.id;
        written = kn_moment_utc(with.recorded);
        if (written > reason.written)
            reason.written = written;
        if (kn_moment_utc(with.at) > kn_moment_utc(reason.since))
            reason.since = with.at;
    }
    if (!code && found && reason.since.day >= raised->from && reason.since.day <= raised->to)
        kn_raise(raised, &reason);
    kn_entry_release(&with);
    return code;
}

kn_code kn_raise_profile(kn_raised *raised, kn_error *err)
{
    kn_entries versions = {0};
    unsigned said;
    kn_code code = kn_store_history(raised->store, KN_PROFILE_ID, &versions, err);

    if (code == KN_NOTFOUND)
        return KN_OK;
    if (code)
        return code;
    said = versions.count && !versions.list[0].removed ? says(versions.list[0].body) : 0;
    for (size_t i = 0; !code && i < sizeof rules / sizeof *rules; i++) {
        unsigned wanted = said & rules[i].any_of;

        if (wanted)
            code = raise_rule(raised, &rules[i], since_when(&versions, wanted), err);
    }
    kn_entries_release(&versions);
    return code;
}
