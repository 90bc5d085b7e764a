#include "diary/example.h"

#include <math.h>
#include <string.h>

#include "base/civil.h"
#include "base/json.h"
#include "diary/example_maker.h"
#include "diary/survey.h"

enum {
    HOUR = 3600,
    MINUTE = 60,
    STREAM_EVENTS = 1,
    STREAM_NAMES = 2,
    STREAM_EARLIER = 8, /* 3 to 7: trial/example.c */
    STREAM_EARLIER_NAMES = 9,
};

kn_example kn_example_default(int32_t last_day)
{
    return (kn_example){.seed = 1, .last_day = last_day, .days = 240, .per_day = 1};
}

/* ---- Chance -----------------------------------------------------------------------------------*/

bool kn_chance(kn_example_maker *maker, double probability)
{
    return kn_random_uniform(&maker->random) < probability;
}

int kn_between(kn_example_maker *maker, int least, int most)
{
    return least + (int)kn_random_below(&maker->random, (uint64_t)(most - least + 1));
}

int kn_around(kn_example_maker *maker, double mean, double sd, int least, int most)
{
    double value = round(mean + sd * kn_random_normal(&maker->random));

    return value < least ? least : value > most ? most : (int)value;
}

/* Poisson with a mean that is Gamma(k = 2, mean): the sum of two exponentials of mean / 2 each. The
 * Poisson by products of uniforms (Knuth), fine below a mean of some hundreds. */
int kn_negative_binomial(kn_example_maker *maker, double mean)
{
    static const double MEAN_MAX = 300;
    double rate = -mean / 2 *
                  (log(kn_random_uniform(&maker->random)) + log(kn_random_uniform(&maker->random)));
    double product = 1, floor_value = exp(-(rate < MEAN_MAX ? rate : MEAN_MAX));
    int count = -1;

    do {
        product *= kn_random_uniform(&maker->random);
        count++;
    } while (product > floor_value);
    return count;
}

/* ---- Lines ------------------------------------------------------------------------------------*/

/* A UUID whose random bits come from the seed. */
static void make_id(kn_example_maker *maker, char out[KN_ID_SIZE])
{
    uint64_t high = kn_random_bits(&maker->names), low = kn_random_bits(&maker->names);

    high = (high & ~UINT64_C(0xf000)) | UINT64_C(0x4000);   /* version 4 */
    low = (low & ~(UINT64_C(3) << 62)) | UINT64_C(2) << 62; /* variant 1 */
    snprintf(out, KN_ID_SIZE, "%08x-%04x-%04x-%04x-%012llx", (unsigned)(high >> 32),
             (unsigned)(high >> 16 & 0xffff), (unsigned)(high & 0xffff), (unsigned)(low >> 48),
             (unsigned long long)(low & UINT64_C(0xffffffffffff)));
}

kn_example_line kn_example_line_new(kn_example_maker *maker, kn_kind kind, int32_t day,
                                    int32_t second)
{
    kn_example_line line = {.kind = kind,
                            .day = day,
                            .second = second,
                            .precision = KN_PRECISION_MINUTE,
                            .recorded_after = kn_between(maker, 1, 20) * MINUTE,
                            .edit = 1};

    make_id(maker, line.id);
    return line;
}

void kn_example_add(kn_example_maker *maker, const kn_example_line *line, json_t *body)
{
    kn_entry entry = {.edit = line->edit,
                      .removed = line->removed,
                      .kind = line->kind,
                      .at = {line->day, line->second, maker->options->offset_minutes},
                      .precision = line->precision,
                      .body = line->removed ? NULL : body};
    json_t *json;

    memcpy(entry.id, line->id, sizeof entry.id);
    memcpy(entry.device, maker->device, sizeof entry.device);
    if (line->version[0])
        memcpy(entry.version, line->version, sizeof entry.version);
    else
        make_id(maker, entry.version);
    entry.recorded = kn_moment_from_utc(kn_moment_utc(entry.at) + line->recorded_after,
                                        maker->options->offset_minutes);
    json = kn_entry_to_json(&entry);
    if (json)
        kn_json_add(&maker->lines, json);
    else if (!maker->lines.failed)
        maker->lines.failed = KN_NOMEM;
    kn_text_add_char(&maker->lines, '\n');
    json_decref(json);
    json_decref(body);
}

void kn_example_add_new(kn_example_maker *maker, kn_kind kind, int32_t day, int32_t second,
                        json_t *body)
{
    kn_example_line line = kn_example_line_new(maker, kind, day, second);

    kn_example_add(maker, &line, body);
}

void kn_example_exchange(kn_example_maker *maker, kn_example_aside *aside)
{
    const kn_example_aside kept = {maker->random, maker->names};

    maker->random = aside->random;
    maker->names = aside->names;
    *aside = kept;
}

/* ---- What happens once ------------------------------------------------------------------------*/

static void add_once(kn_example_maker *maker, kn_kind kind, int32_t day, int32_t second,
                     const char *id, json_t *body)
{
    bool is_last = day >= maker->options->last_day; /* in a diary of a few days */
    kn_example_line line =
        kn_example_line_new(maker, kind, is_last ? maker->options->last_day : day,
                            is_last && second > KN_EXAMPLE_LATEST ? KN_EXAMPLE_LATEST : second);

    if (id)
        snprintf(line.id, sizeof line.id, "%s", id);
    kn_example_add(maker, &line, body);
}

/* Answers around the middle of each item's range. */
static void add_survey(kn_example_maker *maker, const char *key, int32_t day)
{
    const kn_survey *survey = kn_survey_find(key);
    json_t *answers = json_object();

    for (size_t i = 0; survey && i < survey->item_count; i++) {
        const kn_survey_item *item = &survey->items[i];

        json_object_set_new(answers, item->key,
                            json_integer(kn_between(maker, item->least, item->most)));
    }
    add_once(maker, KN_KIND_SURVEY, day, 19 * HOUR + 5 * MINUTE, NULL,
             json_pack("{s:s,s:o}", "survey", key, "answers", answers));
}

/* A note written twice by mistake, and the second one removed. */
static void add_removed(kn_example_maker *maker, int32_t day)
{
    static const char text[] = "New mattress since Monday.";
    kn_example_line line;

    add_once(maker, KN_KIND_NOTE, day, 10 * HOUR, NULL, json_pack("{s:s}", "text", text));
    line = kn_example_line_new(maker, KN_KIND_NOTE, day, 10 * HOUR + MINUTE);
    kn_example_add(maker, &line, json_pack("{s:s}", "text", text));
    line.edit = 2;
    line.removed = true;
    line.recorded_after += 5 * MINUTE;
    kn_example_add(maker, &line, NULL);
}

/* A cramp of a quarter of an hour, which raises R6, and two days later the advice about it. */
static void add_warning(kn_example_maker *maker, int32_t day)
{
    add_once(maker, KN_KIND_EPISODE, day, 20 * HOUR + 12 * MINUTE, NULL,
             json_pack("{s:i,s:i,s:[{s:s,s:i}],s:s,s:[{s:s,s:s,s:i}]}", "pain", 8, "lasted_seconds",
                       15 * MINUTE, "sites", "site", "left-calf", "pain", 8, "context", "rest",
                       "done", "treatment", "stretch_acute", "helped", "little", "after_minutes",
                       12));
    add_once(maker, KN_KIND_ADVICE, day + 2, 16 * HOUR, NULL,
             json_pack("{s:s,s:s}", "flag", "R6", "note",
                       "Surgery had a look. To come back if it swells."));
}

/* Days are given as shares of the story, so that a short diary has them all, too. */
static void add_milestones(kn_example_maker *maker)
{
    const int32_t first = maker->story, days = maker->options->last_day - first + 1;

    add_once(maker, KN_KIND_SETTING, first, 9 * HOUR, KN_SETTING_ID,
             json_pack("{s:b}", "example", 1));
    add_once(maker, KN_KIND_PROFILE, first, 9 * HOUR + MINUTE, KN_PROFILE_ID,
             json_pack("{s:s,s:s}", "name", "Example person", "age", "18to50"));
    add_survey(maker, "acr2016", first + days / 20);
    add_survey(maker, "fiqr", first + days * 3 / 4);
    add_removed(maker, first + days / 10);
    add_warning(maker, first + days * 2 / 3);
    add_once(maker, KN_KIND_MEDICINE, first + days / 3, 8 * HOUR, NULL,
             json_pack("{s:s,s:s,s:s,s:s}", "name", "Vitamin D", "event", "started", "group",
                       "other", "dose", "one tablet a day"));
    add_once(maker, KN_KIND_NOTE, first + days / 2, 18 * HOUR, NULL,
             json_pack("{s:s}", "text", "Back at work this week. Sitting a lot."));
}

/* ---- The whole --------------------------------------------------------------------------------*/

static bool add_bytes(void *context, const char *bytes, size_t count)
{
    kn_text_add_bytes(context, bytes, count);
    return true;
}

/* The days before the story: however many there are, it stays the same. */
static void add_earlier(kn_example_maker *maker)
{
    const double drift = maker->drift, swing = maker->swing;
    kn_example_aside aside;

    kn_random_init(&aside.random, maker->options->seed, STREAM_EARLIER);
    kn_random_init(&aside.names, maker->options->seed, STREAM_EARLIER_NAMES);
    kn_example_exchange(maker, &aside);
    for (int32_t day = maker->first_day; day < maker->story; day++)
        kn_example_day(maker, day);
    kn_example_exchange(maker, &aside);
    maker->drift = drift;
    maker->swing = swing;
}

static kn_code make_lines(kn_example_maker *maker, kn_store *store, kn_error *err)
{
    /* the head is what an empty diary exports */
    kn_code code = kn_store_export(store, (kn_sink){add_bytes, &maker->lines}, err);

    if (code)
        return code;
    make_id(maker, maker->device);
    add_milestones(maker);
    add_earlier(maker);
    for (int32_t day = maker->story; day <= maker->options->last_day; day++)
        kn_example_day(maker, day);
    if (maker->options->trials)
        code = maker->options->trials->add(maker->options->trials->context, maker, err);
    return code ? code : kn_text_check(&maker->lines, "the invented diary", err);
}

static kn_code check_options(kn_store *store, const kn_example *example, kn_error *err)
{
    kn_store_facts facts;
    kn_code code = kn_store_facts_get(store, &facts, err);

    if (code)
        return code;
    if (example->last_day - (int64_t)example->days < KN_DAY_MIN ||
        example->last_day >= KN_DAY_MAX) /* what happened late is written the day after */
        return kn_fail(err, KN_DATA, NULL, "an invented diary lies in the years %d to %d",
                       KN_YEAR_MIN, KN_YEAR_MAX);
    if (example->days < 1 || !(example->per_day > 0 && example->per_day <= 100))
        return kn_fail(err, KN_DATA, NULL, "an invented diary has days and 0 to 100 spasms a day");
    if (facts.versions > 0) {
        kn_fail(err, KN_CONFLICT, NULL, "the diary \"%s\" is not empty", kn_store_path(store));
        return kn_hint(err, "Name a new file.");
    }
    return KN_OK;
}

kn_code kn_example_write(kn_store *store, const kn_example *example, kn_error *err)
{
    kn_example_maker maker = {.options = example};
    kn_merged merged;
    kn_code code = check_options(store, example, err);

    if (code)
        return code;
    maker.first_day = maker.story = example->last_day - example->days + 1;
    if (example->days > KN_EXAMPLE_STORY)
        maker.story = example->last_day - KN_EXAMPLE_STORY + 1;
    kn_random_init(&maker.random, example->seed, STREAM_EVENTS);
    kn_random_init(&maker.names, example->seed, STREAM_NAMES);
    kn_text_init(&maker.lines, KN_IMPORT_MAX);
    code = make_lines(&maker, store, err);
    if (code == KN_OK)
        code = kn_store_import(store, kn_text_string(&maker.lines), maker.lines.size,
                               "the invented diary", &merged, err);
    kn_text_release(&maker.lines);
    return code;
}
