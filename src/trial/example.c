#include "trial/example.h"

#include <string.h>

#include "base/civil.h"
#include "trial/example_parts.h"
#include "trial/trial.h"

enum {
    MINUTE = 60,
    HOUR = 3600,
    STREAM_TRIAL = 3,
    STREAM_SUSPECTS = 4,
    STREAM_SUSPECT_NAMES = 5,
    STREAM_RELIEF = 6,
    STREAM_RELIEF_NAMES = 7
};

/* ---- The plan, in days of the last 120 --------------------------------------------------------*/

enum {
    DRAFTED = 3,
    SEALED = 5,
    BEGINS = 6,
    HURT_FROM = 24, /* the first morning after two evenings with a stretch */
    PAUSED = 50,    /* a cold */
    RESUMED = 53,
    DECIDED = 97,
    SECOND_DRAFTED = 103,
    SECOND_SEALED = 104,
    SECOND_BEGINS = 105,
    COMPARES = 12, /* remedies, spasm by spasm */
};

static const char STRETCH_ID[] = "5e1f0d3c-8a42-4b6e-9c17-2d90b7e4a601",
                  CAPSULES_ID[] = "c0a9de77-31b5-4f08-8e6d-94f25a1b3c02",
                  STRETCH_SECRET[] = "STR2-7CHA-TBED-T1ME-5PAX";

/* Times as many spasms: as usual, with the stretch, and since it is kept up; the mean over the
 * trial is near 1. The secret is one whose order lets this trial find what is there: one such trial
 * in two or three does not. */
static const double USUAL = 1.5, STRETCHED = 0.4, AFTER = 0.7, DONE = 0.86,
                    PART = 0.92, /* of stretch days; the rest is not done */
    STRETCHED_ANYWAY = 0.04, TOOK = 0.95, SAID = 0.96;

typedef struct example_trials {
    const kn_example *options;
    int32_t origin; /* day 0 of the plan */
    kn_random random;
    kn_example_aside suspects;
    kn_example_relief relief;
    kn_catalogue catalogue;
    json_t *design[2], *protocol[2];
    uint8_t schedule[KN_TRIAL_UNITS_MAX];
    kn_trial_design stretch;
    kn_did did[KN_EXAMPLE_TRIAL_DAYS];
    int8_t arm[KN_EXAMPLE_TRIAL_DAYS]; /* of the first trial; -1: none, run-in or pause */
} example_trials;

/* ---- What it is about -------------------------------------------------------------------------*/

static json_t *stretch_design(void)
{
    return json_pack("{s:s,s:s,s:[{s:s,s:s},{s:s,s:s}],s:s,s:s,s:f,s:s,s:i,s:i,s:i,s:i,s:b,s:i}",
                     "title", "Stretch at bedtime", "why",
                     "My calves wake me. Is the stretch worth ten minutes every night?", "arms",
                     "key", KN_ARM_USUAL, "how", "To bed as always, without the stretch", "key",
                     "stretch_daily", "how", "Both calves, 10 minutes before bed", "outcome",
                     "spasms", "better", "lower", "important", 0.2877, "order", "cycles",
                     "block_days", 4, "cycles", 10, "run_in_days", 7, "washout_days", 1, "blinded",
                     0, "looks", 0);
}

static json_t *capsule_design(void)
{
    return json_pack("{s:s,s:s,s:[{s:s,s:s},{s:s,s:s}],s:s,s:s,s:f,s:s,s:i,s:i,s:i,s:i,s:b,s:i}",
                     "title", "Magnesium or an empty capsule", "why",
                     "Everybody tells me to take it. My doctor has nothing against it.", "arms",
                     "key", KN_ARM_PLACEBO, "how", "One capsule at supper, from the envelope",
                     "key", "magnesium", "how", "One capsule at supper, from the envelope",
                     "outcome", "spasms", "better", "lower", "important", 0.2877, "order", "cycles",
                     "block_days", 13, "cycles", 5, "run_in_days", 0, "washout_days", 6, "blinded",
                     1, "looks", 0);
}

static kn_moment moment_of(const example_trials *trials, int day, int32_t second)
{
    return (kn_moment){trials->origin + day, second, trials->options->offset_minutes};
}

static kn_code seal(example_trials *trials, int which, kn_trial_design *design, kn_error *err)
{
    static const struct {
        const char *id, *secret;
        int sealed, begins;
    } trial[] = {{STRETCH_ID, STRETCH_SECRET, SEALED, BEGINS},
                 {CAPSULES_ID, KN_EXAMPLE_CODE, SECOND_SEALED, SECOND_BEGINS}};
    kn_sealing sealing = {.trial = trial[which].id,
                          .first_day = trials->origin + trial[which].begins,
                          .sealed = moment_of(trials, trial[which].sealed, 20 * HOUR + 10 * MINUTE),
                          .program = "unknot example",
                          .secret = trial[which].secret};
    json_t *asked = which ? capsule_design() : stretch_design();
    kn_code code = kn_trial_design_read(asked, &trials->catalogue, design, err);

    json_decref(asked);
    if (code)
        return code;
    trials->design[which] = kn_trial_design_json(design);
    return kn_protocol_seal(design, &sealing, &trials->protocol[which], err);
}

/* ---- What was done on each day ----------------------------------------------------------------*/

static bool chance(example_trials *trials, double probability)
{
    return kn_random_uniform(&trials->random) < probability;
}

/* Of an answer that is given; some evenings nobody says anything. */
static kn_did draw_did(example_trials *trials, int arm)
{
    double u = kn_random_uniform(&trials->random);

    if (arm == 1)
        return u < DONE ? KN_DID_DONE : u < PART ? KN_DID_PART : KN_DID_NOT;
    return u < STRETCHED_ANYWAY ? KN_DID_OTHER : KN_DID_DONE;
}

static void plan_days(example_trials *trials)
{
    const kn_trial_design *design = &trials->stretch;
    int unit_day = -design->run_in_days;
    const int unit_days = (int)kn_trial_units(design) * design->block_days;

    for (int day = 0; day < KN_EXAMPLE_TRIAL_DAYS; day++) {
        bool is_paused = day >= PAUSED && day < RESUMED;

        trials->arm[day] = -1;
        if (day < BEGINS || is_paused || unit_day >= unit_days)
            continue;
        if (unit_day >= 0) {
            trials->arm[day] = (int8_t)trials->schedule[unit_day / design->block_days];
            trials->did[day] = draw_did(trials, trials->arm[day]);
        }
        unit_day++;
    }
}

static kn_example_day_of_trial on_day(void *context, int32_t date)
{
    const example_trials *trials = context;
    const int day = date - trials->origin;
    kn_example_day_of_trial of = {.factor = 1};
    kn_did did;

    if (day < BEGINS)
        return of;
    if (day >= DECIDED) {
        of.factor = AFTER;
        return of;
    }
    of.is_planned = true;
    of.factor = USUAL;
    if (trials->arm[day] < 0) /* run-in, pause, and the days until the decision */
        return of;
    did = trials->did[day];
    of.stretches = trials->arm[day] == 1 ? did != KN_DID_NOT : did == KN_DID_OTHER;
    if (of.stretches)
        of.factor = did == KN_DID_PART ? (USUAL + STRETCHED) / 2 : STRETCHED;
    return of;
}

/* ---- The entries ------------------------------------------------------------------------------*/

static void add(example_trials *trials, kn_example_maker *maker, kn_kind kind, int day,
                int32_t second, json_t *body)
{
    kn_example_add_new(maker, kind, trials->origin + day, second, body);
}

/* The draft, and the version that holds the protocol as well. */
static void add_trial(example_trials *trials, kn_example_maker *maker, int which)
{
    const int drafted = which ? SECOND_DRAFTED : DRAFTED, sealed = which ? SECOND_SEALED : SEALED;
    kn_example_line line = kn_example_line_new(maker, KN_KIND_TRIAL, trials->origin + drafted,
                                               19 * HOUR + 30 * MINUTE);

    memcpy(line.id, which ? CAPSULES_ID : STRETCH_ID, sizeof line.id);
    kn_example_add(maker, &line, json_pack("{s:O}", "design", trials->design[which]));
    line.edit = 2;
    line.recorded_after = (sealed - drafted) * 24 * HOUR + 40 * MINUTE;
    kn_example_add(maker, &line,
                   json_pack("{s:O,s:O}", "design", trials->design[which], "protocol",
                             trials->protocol[which]));
}

static void add_event(example_trials *trials, kn_example_maker *maker, const char *event, int day,
                      const char *member, const char *value)
{
    char date[KN_DATE_SIZE];
    json_t *body = json_pack("{s:s,s:s,s:s}", "trial", STRETCH_ID, "event", event, "day",
                             kn_date_format(date, trials->origin + day));

    if (member)
        json_object_set_new(body, member, json_string(value));
    if (strcmp(event, "decision") == 0)
        json_object_set_new(body, "reason", json_string("Ten minutes are worth it to me."));
    add(trials, maker, KN_KIND_TRIAL_EVENT, day, 8 * HOUR + 15 * MINUTE, body);
}

static void add_trial_day(example_trials *trials, kn_example_maker *maker, const char *id, int day,
                          kn_did did)
{
    static const char *const words[] = {[KN_DID_DONE] = "done",
                                        [KN_DID_PART] = "part",
                                        [KN_DID_NOT] = "not_done",
                                        [KN_DID_OTHER] = "other"};
    json_t *body = json_pack("{s:s,s:s}", "trial", id, "did", words[did]);

    if (did == KN_DID_PART)
        json_object_set_new(body, "amount", json_string("About half of it"));
    if (did == KN_DID_NOT)
        json_object_set_new(body, "reason", json_string("Too tired"));
    if (did == KN_DID_OTHER)
        json_object_set_new(body, "instead", json_string("Stretched all the same"));
    add(trials, maker, KN_KIND_TRIAL_DAY, day, 22 * HOUR + 30 * MINUTE, body);
}

static void add_trial_days(example_trials *trials, kn_example_maker *maker)
{
    for (int day = 0; day < KN_EXAMPLE_TRIAL_DAYS - 1; day++) {
        if (trials->arm[day] >= 0 && chance(trials, SAID))
            add_trial_day(trials, maker, STRETCH_ID, day, trials->did[day]);
        if (day >= SECOND_BEGINS && chance(trials, SAID))
            add_trial_day(trials, maker, CAPSULES_ID, day,
                          chance(trials, TOOK) ? KN_DID_DONE : KN_DID_NOT);
    }
}

static int hurts_on(const example_trials *trials)
{
    int day = HURT_FROM;

    while (trials->arm[day] != 1 || trials->arm[day - 1] != 1 || trials->arm[day - 2] != 1)
        day++;
    return day;
}

static kn_code add_entries(void *context, kn_example_maker *maker, kn_error *err)
{
    example_trials *trials = context;

    (void)err;
    kn_example_weather(maker, &trials->suspects);
    add_trial(trials, maker, 0);
    add_event(trials, maker, "pause", PAUSED, "reason", "In bed with a cold");
    add_event(trials, maker, "resume", RESUMED, NULL, NULL);
    add(trials, maker, KN_KIND_HARM, hurts_on(trials), 7 * HOUR + 20 * MINUTE,
        json_pack("{s:s,s:s,s:s}", "trial", STRETCH_ID, "what", "Sore calves in the morning",
                  "severity", "mild"));
    add_event(trials, maker, "decision", DECIDED, "decision", "keep");
    add_trial(trials, maker, 1);
    add_trial_days(trials, maker);
    return KN_OK;
}

/* ---- The whole --------------------------------------------------------------------------------*/

static void spasm(void *context, kn_example_maker *maker, const kn_example_line *line, json_t *body)
{
    kn_example_relief_spasm(&((example_trials *)context)->relief, maker, line, body);
}

static void evening(void *context, kn_example_maker *maker, int32_t day, int spasms)
{
    kn_example_suspects(maker, &((example_trials *)context)->suspects, day, spasms);
}

static kn_code write_with_trials(example_trials *trials, kn_store *store, kn_error *err)
{
    const kn_example_trials hooks = {trials, on_day, spasm, evening, add_entries};
    kn_example example = *trials->options;
    kn_trial_design capsules;
    kn_code code = kn_catalogue_load(NULL, &trials->catalogue, err);

    if (code == KN_OK)
        code = seal(trials, 0, &trials->stretch, err);
    if (code == KN_OK)
        code = seal(trials, 1, &capsules, err);
    if (code == KN_OK)
        code = kn_example_relief_begin(&trials->relief, trials->options, trials->origin + COMPARES,
                                       err);
    if (code)
        return code;
    kn_draw_schedule(&trials->stretch, STRETCH_SECRET, 0, trials->schedule);
    plan_days(trials);
    example.trials = &hooks;
    return kn_example_write(store, &example, err);
}

kn_code kn_example_write_all(kn_store *store, const kn_example *example, kn_error *err)
{
    example_trials trials = {.options = example,
                             .origin = example->last_day - KN_EXAMPLE_TRIAL_DAYS + 1};
    kn_code code;

    if (example->days < KN_EXAMPLE_TRIAL_DAYS)
        return kn_example_write(store, example, err);
    kn_random_init(&trials.random, example->seed, STREAM_TRIAL);
    kn_random_init(&trials.suspects.random, example->seed, STREAM_SUSPECTS);
    kn_random_init(&trials.suspects.names, example->seed, STREAM_SUSPECT_NAMES);
    kn_random_init(&trials.relief.aside.random, example->seed, STREAM_RELIEF);
    kn_random_init(&trials.relief.aside.names, example->seed, STREAM_RELIEF_NAMES);
    code = write_with_trials(&trials, store, err);
    for (int i = 0; i < 2; i++) {
        json_decref(trials.design[i]);
        json_decref(trials.protocol[i]);
    }
    kn_catalogue_release(&trials.catalogue);
    return code;
}
