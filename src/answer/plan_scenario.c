#include "answer/plan.h"

#include <math.h>
#include <string.h>

kn_scenario kn_scenario_default(kn_family family)
{
    kn_scenario scenario = {
#define KN_X(name, value, least, most, help) .name = value,
        KN_SCENARIO(KN_X)
#undef KN_X
    };

    /* clinical guesses for invented people; docs/planning.md */
    if (family == KN_POISSON) {
        scenario.level = 1;
        scenario.sd = 0;
        scenario.rho = 0;
        scenario.dispersion = 2;
    } else if (family == KN_BERNOULLI) {
        scenario.level = 0.4;
        scenario.sd = 0.5;
    }
    return scenario;
}

kn_code kn_scenario_set(kn_scenario *scenario, const char *name, double value, kn_error *err)
{
    static const struct {
        const char *name;
        size_t offset;
        double least, most;
    } fields[] = {
#define KN_X(name, value, least, most, help) {#name, offsetof(kn_scenario, name), least, most},
        KN_SCENARIO(KN_X)
#undef KN_X
    };

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcmp(fields[i].name, name) != 0)
            continue;
        if (!(value >= fields[i].least && value <= fields[i].most)) {
            kn_fail(err, KN_USAGE, NULL, "%s cannot be %g", name, value);
            return kn_hint(err, "It lies from %g to %g.", fields[i].least, fields[i].most);
        }
        *(double *)((char *)scenario + fields[i].offset) = value;
        return KN_OK;
    }
    kn_fail(err, KN_USAGE, NULL, "there is nothing called \"%s\" in an invented truth", name);
    return kn_hint(err, "The names stand in docs/planning.md, such as level, sd, rho, missing.");
}
