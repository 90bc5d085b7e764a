#include "infer/design.h"

#include <stdlib.h>
#include <string.h>

void kn_design_balance(const kn_design *design, size_t units[2])
{
    size_t known[2] = {0, 0}, larger;

    for (size_t u = 0; u < design->units; u++)
        if (design->arm[u] != KN_ARM_UNKNOWN)
            known[design->arm[u]]++;
    larger = known[1] > known[0];
    units[larger] = (design->units + 1) / 2;
    if (units[larger] < known[larger])
        units[larger] = known[larger];
    units[!larger] = design->units - units[larger];
}

static int day_of_trial(const kn_design *design, size_t unit)
{
    return (int)(design->first_day[unit] - design->first_day[0]) + 1;
}

static kn_code check_cycles(const kn_design *design, const char *noun, kn_error *err)
{
    size_t odd, size = (size_t)design->arms;

    if (kn_design_is_cyclic(design, &odd))
        return KN_OK;
    return kn_fail(err, KN_DATA, NULL,
                   "%s %zu (units %zu to %zu, from day %d of the trial) holds an arm twice", noun,
                   odd + 1, odd * size + 1,
                   (odd + 1) * size < design->units ? (odd + 1) * size : design->units,
                   day_of_trial(design, odd * size));
}

/* One order of the arms, repeated: unit u has the arm of unit u - K. Fills in what that implies. */
static kn_code check_rotation(kn_design *design, kn_error *err)
{
    size_t cycle = (size_t)design->arms;
    uint8_t order[KN_ARMS_MAX];
    bool used[KN_ARMS_MAX] = {false};

    memset(order, KN_ARM_UNKNOWN, sizeof order);
    for (size_t u = 0; u < design->units; u++) {
        uint8_t arm = design->arm[u];

        if (arm == KN_ARM_UNKNOWN || arm == order[u % cycle])
            continue;
        if (order[u % cycle] != KN_ARM_UNKNOWN || used[arm])
            return kn_fail(err, KN_DATA, NULL,
                           "unit %zu (day %d of the trial) breaks the alternation", u + 1,
                           day_of_trial(design, u));
        order[u % cycle] = arm;
        used[arm] = true;
    }
    for (size_t u = 0; u < design->units; u++)
        design->arm[u] = order[u % cycle];
    return KN_OK;
}

static kn_code check_runs(const kn_design *design, kn_error *err)
{
    int run = 0;

    if (design->balanced && design->arms != 2)
        return kn_fail(err, KN_DATA, NULL, "a balanced run limit needs 2 arms; there are %d",
                       design->arms);
    if (design->balanced && design->units > KN_BALANCED_UNITS_MAX)
        return kn_fail(err, KN_LIMIT, NULL, "%zu units; a balanced run limit takes at most %d",
                       design->units, KN_BALANCED_UNITS_MAX);
    for (size_t u = 0; u < design->units; u++) {
        bool is_same = u > 0 && design->arm[u] == design->arm[u - 1];

        run = design->arm[u] == KN_ARM_UNKNOWN ? 0 : is_same ? run + 1 : 1;
        if (run > design->run_limit)
            return kn_fail(err, KN_DATA, NULL,
                           "unit %zu (day %d of the trial) makes a run of %d units of one arm; the "
                           "stated limit is %d",
                           u + 1, day_of_trial(design, u), run, design->run_limit);
    }
    return KN_OK;
}

/* Reads a whole number of at least `least` after `prefix`; *end is what follows it. */
static bool parse_number(const char *text, const char *prefix, long least, long *number,
                         const char **end)
{
    size_t length = strlen(prefix);
    char *after;

    if (strncmp(text, prefix, length) != 0 || text[length] < '0' || text[length] > '9')
        return false;
    *number = strtol(text + length, &after, 10);
    *end = after;
    return *number >= least && *number <= KN_DAYS_MAX;
}

/* Changes *stated, which shares its arrays with the caller's design. */
static kn_code state(kn_design *stated, const char *text, kn_error *err)
{
    const char *end;
    long number;

    stated->guessed = false;
    if (strcmp(text, "observed") == 0) {
        stated->kind = KN_DESIGN_OBSERVED;
        return KN_OK;
    }
    if (strcmp(text, "pairs") == 0 && stated->arms != 2)
        return kn_fail(err, KN_DATA, NULL, "pairs need 2 arms; there are %d", stated->arms);
    if (strcmp(text, "pairs") == 0 || strcmp(text, "cycles") == 0) {
        stated->kind = KN_DESIGN_BLOCKS;
        stated->block_units = (size_t)stated->arms;
        return check_cycles(stated, text[0] == 'p' ? "pair" : "cycle", err);
    }
    if (strcmp(text, "complete") == 0) {
        stated->kind = KN_DESIGN_BLOCKS;
        stated->block_units = 0;
        return KN_OK;
    }
    if (parse_number(text, "blocks:", 2, &number, &end) && *end == '\0') {
        stated->kind = KN_DESIGN_BLOCKS;
        stated->block_units = (size_t)number;
        return KN_OK;
    }
    if (strcmp(text, "alternating") == 0) {
        stated->kind = KN_DESIGN_ALTERNATING;
        return check_rotation(stated, err);
    }
    if (parse_number(text, "run-limit:", 1, &number, &end) &&
        (*end == '\0' || strcmp(end, ",balanced") == 0)) {
        stated->kind = KN_DESIGN_RUN_LIMITED;
        stated->run_limit = (int)number;
        stated->balanced = *end != '\0';
        return check_runs(stated, err);
    }
    kn_fail(err, KN_USAGE, NULL, "there is no design \"%s\"", text);
    return kn_hint(err, "The designs are: pairs, cycles, blocks:N, complete, alternating, "
                        "run-limit:R, run-limit:R,balanced, observed.");
}

kn_code kn_design_state(kn_design *design, const char *text, kn_error *err)
{
    kn_design stated = *design;
    kn_code code = state(&stated, text, err);

    if (code)
        return code;
    free(stated.permitted);
    stated.permitted = NULL;
    stated.schedules = 0;
    *design = stated;
    if (design->kind == KN_DESIGN_BLOCKS && design->block_units == (size_t)design->arms)
        kn_design_fill_cycles(design);
    return KN_OK;
}

/* What must hold before anything is copied: sizes and numbers. */
static kn_code check_shape(const kn_design *known, kn_error *err)
{
    bool is_list = known->kind == KN_DESIGN_LIST;

    if (known->units == 0 || known->arms < 2 || known->arms > KN_ARMS_MAX)
        return kn_fail(err, KN_DATA, NULL, "a design of %zu units and %d arms", known->units,
                       known->arms);
    if (known->units > KN_DAYS_MAX || (is_list && known->schedules > KN_LIST_SCHEDULES_MAX))
        return kn_fail(err, KN_LIMIT, NULL, "a design of %zu units and %zu schedules", known->units,
                       known->schedules);
    if (known->begun > known->units)
        return kn_fail(err, KN_DATA, NULL, "%zu units of %zu have begun", known->begun,
                       known->units);
    if (known->washout_days < 0)
        return kn_fail(err, KN_DATA, NULL, "%d days of wash-out", known->washout_days);
    if (known->kind == KN_DESIGN_RUN_LIMITED && known->run_limit < 1)
        return kn_fail(err, KN_DATA, NULL, "a run limit of %d units", known->run_limit);
    return KN_OK;
}

/* LIST: the schedule followed must be one of those permitted, and they hold no other arms. */
static kn_code check_listed(const kn_design *design, kn_error *err)
{
    bool is_found = false;

    for (size_t s = 0; s < design->schedules; s++) {
        const uint8_t *schedule = design->permitted + s * design->units;
        bool is_same = true;

        for (size_t u = 0; u < design->units; u++) {
            if (schedule[u] >= design->arms)
                return kn_fail(err, KN_DATA, NULL, "schedule %zu, unit %zu has arm %d of %d", s + 1,
                               u + 1, (int)schedule[u], design->arms);
            is_same =
                is_same && (design->arm[u] == KN_ARM_UNKNOWN || design->arm[u] == schedule[u]);
        }
        is_found = is_found || is_same;
    }
    return is_found ? KN_OK
                    : kn_fail(err, KN_DATA, NULL,
                              "the schedule that was followed is not among the %zu listed",
                              design->schedules);
}

static kn_code check_known(kn_design *design, kn_error *err)
{
    for (size_t u = 0; u < design->units; u++) {
        if (design->first_day[u + 1] <= design->first_day[u])
            return kn_fail(err, KN_DATA, NULL, "unit %zu has no day", u + 1);
        if (design->arm[u] >= design->arms && design->arm[u] != KN_ARM_UNKNOWN)
            return kn_fail(err, KN_DATA, NULL, "unit %zu has arm %d of %d", u + 1,
                           (int)design->arm[u], design->arms);
    }
    switch (design->kind) {
    case KN_DESIGN_BLOCKS:
        return design->block_units == (size_t)design->arms ? check_cycles(design, "cycle", err)
                                                           : KN_OK;
    case KN_DESIGN_ALTERNATING:
        return check_rotation(design, err);
    case KN_DESIGN_RUN_LIMITED:
        return check_runs(design, err);
    case KN_DESIGN_LIST:
        return check_listed(design, err);
    default:
        return KN_OK;
    }
}

kn_code kn_design_copy(kn_design *design, const kn_design *known, kn_error *err)
{
    size_t permitted = known->kind == KN_DESIGN_LIST ? known->schedules * known->units : 0;
    kn_code code = check_shape(known, err);

    *design = (kn_design){0};
    if (code)
        return code;
    *design = *known;
    design->first_day = malloc((known->units + 1) * sizeof *design->first_day);
    design->arm = malloc(known->units + 1);
    design->permitted = permitted ? malloc(permitted) : NULL;
    if (!design->first_day || !design->arm || (permitted && !design->permitted)) {
        code = kn_fail(err, KN_NOMEM, NULL, "no memory for %zu units", known->units);
        goto failed;
    }
    memcpy(design->first_day, known->first_day, (known->units + 1) * sizeof *design->first_day);
    memcpy(design->arm, known->arm, known->units);
    if (permitted)
        memcpy(design->permitted, known->permitted, permitted);
    code = check_known(design, err);
    if (code == KN_OK)
        return KN_OK;
failed:
    kn_design_release(design);
    return code;
}
