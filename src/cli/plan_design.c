/* The design of `unknot plan`: from a file, or from options. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "cli/plan_options.h"
#include "exchange/exchange.h"

static const size_t FILE_BYTES_MAX = (size_t)4 << 20;

static kn_code refuse(kn_error *err, const char *option, int value, int least, int most)
{
    return kn_fail(err, KN_USAGE, NULL, "%s must be a whole number from %d to %d, not %d", option,
                   least, most, value);
}

static kn_code check_counts(const kn_plan_arguments *arguments, kn_error *err)
{
    const struct {
        const char *option;
        int value, least, most;
    } rows[] = {{"--arms", arguments->arms, 2, KN_TRIAL_ARMS_MAX},
                {"--block", arguments->block_days, 1, 365},
                {"--run-limit", arguments->run_limit, 1, 30},
                {"--run-in", arguments->run_in_days, 0, 365},
                {"--washout", arguments->washout_days, 0, arguments->block_days - 1}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].value < rows[i].least || rows[i].value > rows[i].most)
            return refuse(err, rows[i].option, rows[i].value, rows[i].least, rows[i].most);
    if (arguments->order == KN_ORDER_DAYS && arguments->arms != 2)
        return kn_fail(err, KN_USAGE, NULL, "--order days is for two arms, not %d",
                       arguments->arms);
    return KN_OK;
}

/* Arms and outcome have names as a diary's would have. */
static void name_parts(kn_trial_design *design, bool is_rating)
{
    static const char *const keys[] = {KN_ARM_USUAL, "treatment", "second", "third"};
    static const char *const outcomes[][2] = {
        [KN_GAUSSIAN] = {"measure", "A measure"},
        [KN_POISSON] = {"spasms", "Spasms"},
        [KN_BERNOULLI] = {KN_OUTCOME_SPASM_DAYS, "Days with a spasm"}};
    static const kn_scale scales[] = {[KN_GAUSSIAN] = KN_SCALE_NUMBER,
                                      [KN_POISSON] = KN_SCALE_COUNT,
                                      [KN_BERNOULLI] = KN_SCALE_YES_NO};

    for (int a = 0; a < design->arms; a++) {
        snprintf(design->arm[a].key, sizeof design->arm[a].key, "%s", keys[a]);
        snprintf(design->arm[a].name, sizeof design->arm[a].name, "%s", keys[a]);
    }
    snprintf(design->outcome, sizeof design->outcome, "%s", outcomes[design->family][0]);
    snprintf(design->outcome_name, sizeof design->outcome_name, "%s", outcomes[design->family][1]);
    design->scale = is_rating ? KN_SCALE_0_10 : scales[design->family];
}

static kn_code design_of_options(const kn_plan_arguments *arguments, kn_trial_design *design,
                                 kn_error *err)
{
    bool by_day = arguments->order == KN_ORDER_DAYS;
    int block = by_day ? 1 : arguments->block_days, cycle_days = arguments->arms * block, most;
    kn_code code = check_counts(arguments, err);

    if (code)
        return code;
    if (arguments->rating && arguments->family != KN_GAUSSIAN)
        return kn_fail(err, KN_USAGE, NULL, "--rating is for measures, and this outcome is %s",
                       kn_family_name((kn_family)arguments->family));
    *design = (kn_trial_design){.title = "A simulated trial",
                                .arms = arguments->arms,
                                .family = (kn_family)arguments->family,
                                .better = arguments->better_higher ? 1 : -1,
                                .important = arguments->important,
                                .order = (kn_order)arguments->order,
                                .block_days = block,
                                .cycles = arguments->cycles ? arguments->cycles
                                                            : arguments->days / cycle_days,
                                .run_limit = arguments->run_limit,
                                .run_in_days = arguments->run_in_days,
                                .washout_days = by_day ? 0 : arguments->washout_days,
                                .looks = arguments->looks};
    most = (KN_TRIAL_DAYS_MAX - design->run_in_days) / cycle_days;
    most = most < KN_TRIAL_UNITS_MAX / design->arms ? most : KN_TRIAL_UNITS_MAX / design->arms;
    if (design->cycles < 1 || design->cycles > most) {
        kn_fail(err, KN_USAGE, NULL, "there are %d cycles of %d days; they must be from 1 to %d",
                design->cycles, cycle_days, most);
        return kn_hint(err, "Change --days, --cycles or --block.");
    }
    if (arguments->important_is_percent && design->family == KN_GAUSSIAN) {
        kn_fail(err, KN_USAGE, NULL, "--important %g%% is for counts and yes/no",
                arguments->important);
        return kn_hint(err, "Say it in points, such as --important 1.");
    }
    if (arguments->important_is_percent)
        design->important = -log1p(-arguments->important / 100);
    name_parts(design, arguments->rating);
    return KN_OK;
}

/* A design, or a protocol that has one. */
static kn_code design_of_file(const char *file, kn_trial_design *design, kn_error *err)
{
    const char *name = kn_file_name(file);
    kn_catalogue catalogue = {0};
    json_t *json = NULL;
    char *bytes = NULL;
    size_t size = 0;
    kn_code code = kn_file_read(file, FILE_BYTES_MAX, &bytes, &size, err);

    if (code == KN_OK)
        code = kn_json_parse(bytes, size, name, &json, err);
    if (code == KN_OK)
        code = kn_catalogue_load(NULL, &catalogue, err);
    if (code == KN_OK) {
        const json_t *inner = json_object_get(json, "design");
        const json_t *chosen = json_is_object(inner) ? inner : json;
        kn_error unheard;

        code = kn_trial_design_read(chosen, &catalogue, design, err);
        /* one that names things of a diary of its own must be complete */
        if (code && kn_trial_design_read(chosen, NULL, design, &unheard) == KN_OK)
            code = KN_OK;
        if (code && !err->place.source[0])
            snprintf(err->place.source, sizeof err->place.source, "%s", name);
    }
    kn_catalogue_release(&catalogue);
    json_decref(json);
    free(bytes);
    return code;
}

static kn_code set_looks(const kn_plan_arguments *arguments, kn_simulation *simulation,
                         kn_error *err)
{
    int count = arguments->look_count;

    if (count == 0)
        return KN_OK;
    if (arguments->look_after[count - 1] > simulation->design.cycles)
        return kn_fail(err, KN_USAGE, NULL, "--look-after %d is after the last of %d cycles",
                       arguments->look_after[count - 1], simulation->design.cycles);
    simulation->looks = count;
    memcpy(simulation->look_after, arguments->look_after, sizeof arguments->look_after);
    simulation->decide.claim.looks_planned = true;
    return KN_OK;
}

static void set_effects(const kn_plan_arguments *arguments, kn_plan_table *table)
{
    const kn_trial_design *design = &table->simulation.design;

    table->effect_count = arguments->effect_count;
    memcpy(table->effect, arguments->effect, sizeof arguments->effect);
    if (arguments->effect_count > 0)
        return;
    table->effect_count = 1; /* 0 */
    if (design->important > 0)
        table->effect[table->effect_count++] = design->better * design->important;
}

kn_code kn_plan_table_make(const kn_plan_arguments *arguments, const char *file,
                           kn_plan_table *table, kn_error *err)
{
    kn_trial_design design;
    kn_scenario truth;
    kn_code code =
        file ? design_of_file(file, &design, err) : design_of_options(arguments, &design, err);

    if (code)
        return code;
    truth = kn_scenario_default(design.family);
#define KN_X(name, value, least, most, help)                                                       \
    truth.name = isnan(arguments->truth.name) ? truth.name : arguments->truth.name;
    KN_SCENARIO(KN_X)
#undef KN_X
    truth.effect = 0;
    *table =
        (kn_plan_table){.trials = (uint64_t)arguments->trials, .calibrated_share = (double)NAN};
    kn_simulation_init(&table->simulation, &design, &truth, arguments->seed);
    table->simulation.decide.exact = arguments->exact;
    table->simulation.aligned = arguments->aligned;
    set_effects(arguments, table);
    return set_looks(arguments, &table->simulation, err);
}
