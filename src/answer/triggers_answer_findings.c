/* Findings: what stood out on a day is frozen there, and judged anew on the days after it alone. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "answer/triggers_answer_parts.h"
#include "base/civil.h"

const char *kn_finding_state_word(kn_finding_state state)
{
    static const char *const words[] = {NULL, "new", "checking", "held", "not_held"};

    return words[state];
}

/* ---- Reading ----------------------------------------------------------------------------------*/

static bool read_number(const json_t *object, const char *name, double *number)
{
    const json_t *value = json_object_get(object, name);

    *number = json_number_value(value);
    return json_is_number(value) && isfinite(*number);
}

/* False if this program cannot judge it: one of a later program, or a document that was bent. */
static bool read_frozen(const kn_entry *entry, kn_frozen *frozen)
{
    const json_t *document = json_object_get(entry->body, "finding");
    const char *key = json_string_value(json_object_get(document, "suspect"));
    const char *last = json_string_value(json_object_get(document, "last_day"));
    const char *strata = json_string_value(json_object_get(document, "strata"));
    double lag;
    bool has_time;

    *frozen = (kn_frozen){.on = entry->at.day, .unit = 1};
    if (!key || !*key || strlen(key) >= KN_ID_SIZE || !last || !strata ||
        !read_number(document, "lag", &lag) || lag < 0 || lag > KN_LAG_MAX || lag != floor(lag) ||
        !read_number(document, "mean", &frozen->mean) || frozen->mean == 0)
        return false;
    if (json_object_get(document, "unit") &&
        (!read_number(document, "unit", &frozen->unit) || frozen->unit <= 0))
        return false;
    if (kn_date_parse(last, strlen(last), &frozen->last_day, &has_time) != KN_DATE_OK || has_time)
        return false;
    memcpy(frozen->id, entry->id, sizeof frozen->id);
    memcpy(frozen->form.key, key, strlen(key) + 1);
    frozen->form.lag = (int)lag;
    frozen->form.is_derived = kn_derived_find(key) != NULL;
    frozen->form.is_graded =
        !frozen->form.is_derived && json_is_true(json_object_get(document, "graded"));
    frozen->strata = KN_STRATA_WEEKDAY_MONTH;
    if (strcmp(strata, kn_strata_name(KN_STRATA_FORTNIGHT)) == 0)
        frozen->strata = KN_STRATA_FORTNIGHT;
    return true;
}

/* Two copies of a diary may each have frozen the same: the one that was first counts. */
static void take(kn_frozen list[KN_FINDINGS_READ_MAX], size_t *count, const kn_frozen *one)
{
    for (size_t i = 0; i < *count; i++)
        if (strcmp(list[i].form.key, one->form.key) == 0) {
            if (one->last_day < list[i].last_day ||
                (one->last_day == list[i].last_day && strcmp(one->id, list[i].id) < 0))
                list[i] = *one;
            return;
        }
    if (*count < KN_FINDINGS_READ_MAX)
        list[(*count)++] = *one;
}

kn_code kn_frozen_load(kn_store *store, kn_frozen frozen[KN_FINDINGS_READ_MAX], size_t *count,
                       kn_error *err)
{
    kn_entries entries;
    kn_frozen one;
    kn_code code = kn_store_list_kind(store, KN_KIND_FINDING, INT32_MIN, INT32_MAX, &entries, err);

    *count = 0;
    for (size_t i = entries.count; i-- > 0;) /* if there are too many, the newest */
        if (read_frozen(&entries.list[i], &one))
            take(frozen, count, &one);
    kn_entries_release(&entries);
    return code;
}

/* ---- Judging ----------------------------------------------------------------------------------*/

static kn_finding_state state_of(const kn_trigger_suspect *suspect)
{
    if (suspect->since_episodes == 0)
        return KN_FINDING_NEW;
    if (suspect->since_episodes < KN_FINDING_EPISODES || !suspect->has_since)
        return KN_FINDING_CHECKING;
    return suspect->since_same ? KN_FINDING_HELD : KN_FINDING_NOT_HELD;
}

/* The later days on which it is known, in the frozen unit: rows[..), values[..), episodes[..). */
static size_t later_days(const kn_frozen *frozen, const kn_trigger_source *source,
                         const double column[], int32_t day[], int8_t episode[], double value[])
{
    size_t rows = 0;

    for (size_t i = source->margin; i < source->count; i++) {
        int known = kn_trigger_episode(source, i);

        if (known < 0 || isnan(column[i]) || source->days[i].day <= frozen->last_day)
            continue;
        day[rows] = source->days[i].day;
        episode[rows] = (int8_t)known;
        value[rows++] = column[i] / frozen->unit;
    }
    return rows;
}

kn_code kn_frozen_judge(const kn_frozen *frozen, const kn_trigger_source *source,
                        kn_trigger_suspect *suspect, kn_error *err)
{
    kn_trigger_options options = kn_trigger_options_default();
    double *column = malloc((3 * source->count + 1) * sizeof *column);
    int32_t *day = malloc((source->count + 1) * sizeof *day);
    int8_t *episode = malloc(source->count + 1);
    kn_trigger_answer *answer = calloc(1, sizeof *answer);
    kn_code code = KN_OK;
    kn_trigger_days days;

    options.strata = frozen->strata;
    options.raw = true; /* the unit is the frozen one, not that of these days */
    options.others = false;
    options.needed_runs = 0;
    memcpy(suspect->finding, frozen->id, sizeof suspect->finding);
    suspect->found_on = frozen->on;
    suspect->state = KN_FINDING_NEW;
    if (!column || !day || !episode || !answer) {
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory for a finding");
        goto done;
    }
    if (!kn_trigger_column(source, &frozen->form, column, column + source->count))
        goto done;
    days = (kn_trigger_days){.day = day, .episode = episode, .answer = column + source->count};
    days.days = later_days(frozen, source, column, day, episode, column + source->count);
    if (days.days == 0)
        goto done;
    code = kn_triggers_fit(&days, 1, 1, &options, answer, err);
    if (code)
        goto done;
    suspect->since = answer->suspect[0];
    suspect->since.unit = frozen->unit;
    suspect->since_episodes = answer->informative_episodes;
    suspect->has_since = !answer->unfit && !answer->suspect[0].refused;
    suspect->since_same =
        suspect->has_since && (suspect->since.joint.mean > 0) == (frozen->mean > 0);
    suspect->state = state_of(suspect);
done:
    free(column);
    free(day);
    free(episode);
    free(answer);
    return code;
}

/* ---- Freezing ---------------------------------------------------------------------------------*/

static json_t *finding_body(const kn_trigger_diary_answer *answer, const kn_trigger_suspect *one)
{
    const kn_suspect_answer *found = kn_trigger_suspect_answer(answer, one);
    const kn_trigger_answer *alone = &answer->study->alone[0];
    char first[KN_DATE_SIZE], last[KN_DATE_SIZE];

    return json_pack("{s:{s:s,s:s,s:i,s:s,s:s,s:s,s:I,s:f,s:f,s:f,s:f,s:f,s:f,s:b}}", "finding",
                     "suspect", one->key, "name", one->name, "lag", one->lag, "strata",
                     kn_strata_name(answer->study->options.strata), "first_day",
                     kn_date_format(first, answer->first_day), "last_day",
                     kn_date_format(last, answer->last_day), "episodes",
                     (json_int_t)alone->informative_episodes, "mean", found->joint.mean, "sd",
                     found->joint.sd, "q025", found->joint.q025, "q975", found->joint.q975, "p",
                     1 - found->joint.p_below_zero, "unit", found->unit, "graded",
                     (int)found->graded);
}

kn_code kn_trigger_freeze(kn_store *store, const kn_trigger_diary_answer *answer,
                          const char *suspect, const char *id, const char *version, kn_error *err)
{
    const kn_place at = {.field = "suspect"}, at_id = {.field = "id"};
    const kn_trigger_suspect *one = NULL;
    kn_entry entry = {.kind = KN_KIND_FINDING, .precision = KN_PRECISION_MINUTE};
    kn_outcome outcome;
    kn_code code;

    for (int i = 0; i < answer->suspects && !one; i++)
        if (strcmp(answer->suspect[i].key, suspect) == 0)
            one = &answer->suspect[i];
    if (!one)
        return kn_fail(err, KN_NOTFOUND, &at, "there is no suspect \"%.60s\" in the answer",
                       suspect);
    if (one->finding[0] && strcmp(one->finding, id) == 0)
        return KN_OK; /* asked again */
    if (!one->can_freeze) {
        kn_fail(err, KN_CONFLICT, &at,
                one->finding[0] ? "\"%.60s\" is kept already" : "\"%.60s\" was not found",
                one->name);
        return kn_hint(err, "A finding is kept once, on the day it is first shown.");
    }
    if (!kn_id_is_valid(id) || !kn_id_is_valid(version))
        return kn_fail(err, KN_DATA, &at_id, "id and version are no ids");
    memcpy(entry.id, id, sizeof entry.id);
    memcpy(entry.version, version, sizeof entry.version);
    entry.at = kn_store_now(store);
    entry.body = finding_body(answer, one);
    if (!entry.body)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for a finding");
    code = kn_store_add(store, &entry, &outcome, err);
    kn_entry_release(&entry);
    return code;
}
