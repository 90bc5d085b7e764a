/* Which questions an entry is worth: the flags of its occasions whose condition holds, without
 * those that were answered lately. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "diary/index.h"
#include "diary/warning_ask.h"

/* ---- Conditions -------------------------------------------------------------------------------*/

static bool has_leg(const kn_asking *asking)
{
    return asking->left_leg || asking->right_leg;
}

static bool has_back(const kn_asking *asking)
{
    return asking->back;
}

static bool has_face(const kn_asking *asking)
{
    return asking->face || asking->occasions & AT(WHOLE_BODY);
}

static bool has_back_or_neck(const kn_asking *asking)
{
    return asking->back || asking->neck;
}

/* One calf or foot alone is an everyday cramp; the nerves of R2 are felt higher up, or in both
 * legs. */
static bool has_back_hip_or_both_legs(const kn_asking *asking)
{
    return asking->back || asking->above_knee || (asking->left_leg && asking->right_leg);
}

/* Only those who are known to be younger are not asked at an episode; a check-in asks those only
 * who are known to be older. */
static bool is_over_50(const kn_asking *asking)
{
    const char *age = json_string_value(json_object_get(asking->profile, "age"));

    if (asking->entry->kind == KN_KIND_CHECKIN)
        return age && strcmp(age, "over50") == 0;
    return (!age || strcmp(age, "over50") == 0) && asking->face;
}

/* Asked with the medicine's own entry, or while it is new. */
static bool is_new(const kn_asking *asking, const char *groups)
{
    const char *id = asking->entry->kind == KN_KIND_MEDICINE ? asking->entry->id : NULL;

    for (size_t i = 0; i < asking->medicine_count; i++) {
        const kn_medicine *medicine = &asking->medicines[i];

        if (!kn_medicine_is(medicine, groups) || strcmp(medicine->event, "stopped") == 0)
            continue;
        if (id ? strcmp(medicine->id, id) == 0
               : asking->today - medicine->at.day < KN_NEW_MEDICINE_DAYS)
            return true;
    }
    return false;
}

/* The last word about one of these medicines, by name in either case, is not that it was stopped.
 */
static bool is_taken(const kn_asking *asking, const char *groups)
{
    for (size_t i = 0; i < asking->medicine_count; i++) {
        const kn_medicine *medicine = &asking->medicines[i];
        bool is_last = true;

        if (!kn_medicine_is(medicine, groups) || strcmp(medicine->event, "stopped") == 0)
            continue;
        for (size_t j = i + 1; j < asking->medicine_count; j++)
            is_last = is_last && strcasecmp(asking->medicines[j].name, medicine->name) != 0;
        if (is_last)
            return true;
    }
    return false;
}

static bool has_serotonin(const kn_asking *asking)
{
    return is_new(asking, "serotonin|antidepressant|opioid");
}

static bool has_dystonia_drug(const kn_asking *asking)
{
    return is_new(asking, "anti_sickness|antidepressant");
}

static bool has_statin(const kn_asking *asking)
{
    return asking->entry->kind == KN_KIND_MEDICINE ? is_new(asking, "statin")
                                                   : is_taken(asking, "statin");
}

static bool has_quinine(const kn_asking *asking)
{
    return asking->entry->kind == KN_KIND_MEDICINE ? is_new(asking, "quinine")
                                                   : is_taken(asking, "quinine");
}

static bool is_withdrawn(const kn_asking *asking)
{
    for (size_t i = 0; i < asking->medicine_count; i++) {
        const kn_medicine *medicine = &asking->medicines[i];

        if (strcmp(medicine->id, asking->entry->id) == 0)
            return strcmp(medicine->event, "started") != 0 &&
                   kn_medicine_is(medicine, "baclofen|benzodiazepine|opioid|antidepressant");
    }
    return false;
}

static bool has_more_twitches(const kn_asking *asking)
{
    return asking->twitch_days >= KN_TWITCH_LEAST &&
           asking->twitch_days > asking->twitch_days_before;
}

static bool has_twitches(const kn_asking *asking)
{
    return asking->occasions & AT(TWITCH) || has_more_twitches(asking);
}

static bool has_nights(const kn_asking *asking)
{
    return asking->night_lately;
}

/* Flags without a row are asked at each of their occasions. */
static const struct condition {
    const char *flag;
    bool (*holds)(const kn_asking *asking);
} conditions[] = {
    {"R2", has_back_hip_or_both_legs},
    {"R3", has_face},
    {"R5", has_face},
    {"R10", has_serotonin},
    {"R11", has_statin},
    {"R12", has_twitches},
    {"R14", has_leg},
    {"R20", has_back},
    {"R21", is_over_50},
    {"R22", has_back_or_neck},
    {"R23", has_dystonia_drug},
    {"R24", is_withdrawn},
    {"R25", has_quinine},
    {"R26", has_nights},
};

static bool is_apt(const kn_asking *asking, const kn_flag *flag)
{
    if (!flag->question || !(flag->occasions & asking->occasions))
        return false;
    for (size_t i = 0; i < sizeof conditions / sizeof *conditions; i++)
        if (strcmp(conditions[i].flag, flag->id) == 0)
            return conditions[i].holds(asking);
    return true;
}

/* ---- What was answered ------------------------------------------------------------------------*/

static int days_between_questions(const kn_asking *asking, const kn_flag *flag)
{
    if (strcmp(flag->id, "R12") == 0 && has_more_twitches(asking))
        return KN_ASK_AGAIN_DAYS;
    return flag->level == KN_LEVEL_DAYS || strcmp(flag->id, "R21") == 0 ? KN_ASK_AGAIN_DAYS_LEVEL
                                                                        : KN_ASK_AGAIN_DAYS;
}

/* Answered about this very entry, or lately, or raised and waiting for advice. */
static bool is_settled(const kn_asking *asking, const kn_flag *flag, const kn_heard *heard,
                       size_t count)
{
    int64_t now = kn_moment_utc(kn_store_now(asking->store)), raised = INT64_MIN;
    int64_t advice = INT64_MIN, quiet = days_between_questions(asking, flag) * (int64_t)86400;

    for (size_t i = 0; i < count; i++) {
        int64_t recorded = kn_moment_utc(heard[i].recorded);

        if (heard[i].flag != flag)
            continue;
        if (heard[i].said == KN_SAID_ADVICE) {
            advice = recorded > advice ? recorded : advice;
            continue;
        }
        if (strcmp(heard[i].about, asking->entry->id) == 0 || now - recorded < quiet)
            return true;
        if (heard[i].said != KN_SAID_NO && recorded > raised)
            raised = recorded;
    }
    return raised > advice;
}

/* One number from a SELECT over a span of days. */
static kn_code count_days(kn_store *store, const char *sql, int32_t from, int32_t to, int *count,
                          kn_error *err)
{
    sqlite3_stmt *statement;
    kn_code code = kn_store_prepare(store, sql, &statement, err);
    int result;

    if (code)
        return code;
    sqlite3_bind_int(statement, 1, from);
    sqlite3_bind_int(statement, 2, to);
    result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        *count = sqlite3_column_int(statement, 0);
    else
        code = kn_store_fail(store, result, err);
    sqlite3_finalize(statement);
    return code;
}

static kn_code look_back(kn_asking *asking, kn_error *err)
{
    static const char twitches[] = "SELECT count(DISTINCT day) FROM episode WHERE label IN (1, 2, "
                                   "4) AND day BETWEEN ?1 AND ?2";
    static const char nights[] = "SELECT count(*) FROM episode WHERE context = 3 AND label >= 6 "
                                 "AND day BETWEEN ?1 AND ?2";
    int32_t today = asking->today, before = today - KN_TWITCH_DAYS;
    int night_count = 0;
    kn_code code;

    _Static_assert(KN_LABEL_TWITCH == 1 && KN_LABEL_TWITCH_FELT == 2 &&
                       KN_LABEL_PAINFUL_TWITCH == 4 && KN_LABEL_KNOT_OR_LASTING == 6 &&
                       KN_CONTEXT_NIGHT == 3,
                   "numbers in the SELECTs above");
    code = count_days(asking->store, twitches, before + 1, today, &asking->twitch_days, err);
    if (!code)
        code = count_days(asking->store, twitches, before - KN_TWITCH_DAYS + 1, before,
                          &asking->twitch_days_before, err);
    if (!code)
        code =
            count_days(asking->store, nights, today - KN_NIGHTS_OF + 1, today, &night_count, err);
    asking->night_lately = night_count > 0;
    return code;
}

static kn_code choose(kn_asking *asking, const kn_flag *questions[KN_QUESTIONS_MAX], size_t *count,
                      kn_error *err)
{
    kn_heard *heard = NULL;
    size_t heard_count = 0;
    kn_code code =
        kn_heard_load(asking->store, asking->entry->id, asking->today - KN_ASK_AGAIN_DAYS_LEVEL - 1,
                      &heard, &heard_count, err);

    for (int level = KN_LEVEL_EMERGENCY; !code && level >= KN_LEVEL_DAYS; level--)
        for (size_t i = 0; i < kn_flag_count && *count < KN_QUESTIONS_MAX; i++)
            if ((int)kn_flags[i].level == level && is_apt(asking, &kn_flags[i]) &&
                !is_settled(asking, &kn_flags[i], heard, heard_count))
                questions[(*count)++] = &kn_flags[i];
    free(heard);
    return code;
}

kn_code kn_questions_after(kn_store *store, const kn_entry *entry,
                           const kn_flag *questions[KN_QUESTIONS_MAX], size_t *count, kn_error *err)
{
    kn_asking asking = {.store = store, .entry = entry, .today = kn_store_now(store).day};
    kn_code code;

    *count = 0;
    if (entry->removed || !entry->body ||
        (entry->kind == KN_KIND_EPISODE && entry->at.day < asking.today - KN_ASK_ABOUT_DAYS))
        return KN_OK;
    code = kn_profile_load(store, &asking.profile, err);
    if (!code)
        code = kn_occasions_find(&asking, err);
    if (code || !asking.occasions)
        goto done;
    code = kn_medicines_load(store, &asking.medicines, &asking.medicine_count, err);
    if (!code)
        code = look_back(&asking, err);
    if (!code)
        code = choose(&asking, questions, count, err);
done:
    free(asking.medicines);
    json_decref(asking.profile);
    return code;
}
