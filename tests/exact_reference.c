/* Samples every reference set and says how far the answers lie from the reference posteriors, in
 * posterior sds, beside the tolerances of docs/model.md section 5 widened by four Monte Carlo
 * standard errors of both sides.
 *
 *     exact_reference DIR [THREADS [DRAWS [NAME-PART [TARGET]]]]
 *
 * DIR holds reference/; DRAWS 0 and TARGET 0 mean the default.
 *
 * Prints one row a quantity, `!` where it misses; exit status 1 if any does. */
#include "exact_fixture.h"
#include "unknot/exact.h"

static const char *const families[] = {"gaussian", "poisson", "bernoulli", "ordinal"};
static const char *const pooled[] = {"pooled-gaussian-n20-a", "pooled-poisson-n20-a",
                                     "pooled-gaussian-n100-a", "pooled-poisson-n100-a"};

static fixture data;
static int misses, rows;

static void row(const char *set, const char *name, const char *what, double ours, double reference,
                double difference, double tolerance)
{
    bool is_miss = !(fabs(difference) <= tolerance);

    printf("%-22s %-10s %-6s %10.5f %10.5f %8.4f %8.4f %s\n", set, name, what, ours, reference,
           difference, tolerance, is_miss ? "!" : "");
    misses += is_miss;
    rows++;
}

/* Our Monte Carlo errors in units of the posterior sd, from the effective sample size: of the sd
 * (normal theory) and of a 2.5 % quantile (density of a normal there). */
static double error_sd(double ess)
{
    return 1 / sqrt(2 * ess);
}

static double error_end(double ess)
{
    return sqrt(0.025 * 0.975 / ess) / 0.05845;
}

static void compare(const char *set, const char *name, const kn_exact_quantity *q,
                    const json_t *reference, bool is_gaussian)
{
    double sd = fixture_number(reference, "sd"), mean = fixture_number(reference, "mean");
    bool is_effect = strncmp(name, "beta", 4) == 0, is_pooled = strncmp(set, "pooled", 6) == 0;
    bool is_judged =
        is_effect || is_pooled || strcmp(name, "sigma") == 0 || strcmp(name, "rho") == 0;
    const kn_summary *s = &q->summary;
    double p = s->p_below_zero;

    /* Quantities without a tolerance of their own are held to that of sigma and rho. */
    double tolerance = is_effect || is_pooled ? 0.05 : 0.10;
    row(set, name, "mean", s->mean, mean, (s->mean - mean) / sd,
        tolerance + 4 * (fixture_number(reference, "mcse_mean") / sd + q->mcse_mean / s->sd));
    if (!is_judged || !(is_effect || is_pooled))
        return;
    row(set, name, "sd", s->sd, sd, s->sd / sd - 1,
        (is_gaussian && !is_pooled ? 0.01 : 0.03) +
            4 * (fixture_number(reference, "mcse_sd") / sd + error_sd(q->ess_bulk)));
    if (!is_effect)
        return;
    row(set, name, "q2.5", s->q025, fixture_number(reference, "q2.5"),
        (s->q025 - fixture_number(reference, "q2.5")) / sd,
        0.10 + 4 * (fixture_number(reference, "mcse_q2.5") / sd + error_end(q->ess_tail)));
    row(set, name, "q97.5", s->q975, fixture_number(reference, "q97.5"),
        (s->q975 - fixture_number(reference, "q97.5")) / sd,
        0.10 + 4 * (fixture_number(reference, "mcse_q97.5") / sd + error_end(q->ess_tail)));
    row(set, name, "P(<0)", p, fixture_number(reference, "p_below_0"),
        p - fixture_number(reference, "p_below_0"),
        0.01 + 4 * (fixture_number(reference, "mcse_p") + sqrt(p * (1 - p) / q->ess_bulk)));
}

static void compare_all(const char *set, const kn_exact *exact, const json_t *json)
{
    bool is_gaussian = strstr(set, "gaussian") != NULL;
    const char *key;
    json_t *value;
    size_t j;

    json_object_foreach(json_object_get(json, "parameters"), key, value)
    {
        char name[32];
        snprintf(name, sizeof name, "%s", key);
        if (strncmp(key, "beta[", 5) == 0)
            snprintf(name, sizeof name, "beta[%d]", key[5] - 'A');
        compare(set, name, kn_exact_find(exact, name), value, is_gaussian);
    }
    json_array_foreach(json_object_get(json, "person_beta"), j, value)
    {
        char name[32];
        snprintf(name, sizeof name, "person[%zu]", j);
        compare(set, name, kn_exact_find(exact, name), value, is_gaussian);
    }
}

static void run(const char *dir, const char *set, const kn_exact_options *options)
{
    kn_error err = {0};
    json_t *json = fixture_posterior(dir, set);
    kn_exact *exact = NULL;

    if (json && fixture_read(&data, dir, set))
        exact = kn_exact_new(data.series, data.people, options, &err);
    if (exact) {
        compare_all(set, exact, json);
        printf("%-22s # %.1f s, %d x %d draws, R-hat %.4f, least ESS %.0f bulk %.0f tail, %ld "
               "divergences, %.1f leapfrogs\n",
               set, exact->seconds, exact->chains, exact->draws, exact->rhat_worst,
               exact->ess_bulk_least, exact->ess_tail_least, exact->divergences,
               exact->leapfrogs_mean);
        fflush(stdout);
    } else {
        printf("%s: not run: %s\n", set, err.message);
        misses++;
    }
    kn_exact_free(exact);
    json_decref(json);
}

int main(int argc, char **argv)
{
    const char *dir = argc > 1 ? argv[1] : "tests", *part = argc > 4 ? argv[4] : "";
    kn_exact_options options = kn_exact_options_default();
    char set[32];

    options.threads = argc > 2 ? atoi(argv[2]) : 1;
    options.draws = argc > 3 ? atoi(argv[3]) : 0;
    options.target_accept = argc > 5 ? atof(argv[5]) : 0;
    printf("%-22s %-10s %-6s %10s %10s %8s %8s\n", "set", "quantity", "", "ours", "reference",
           "off", "allowed");
    for (size_t f = 0; f < sizeof families / sizeof *families; f++)
        for (int i = 1; i <= 6; i++) {
            snprintf(set, sizeof set, "%s%d-a", families[f], i);
            if (strstr(set, part))
                run(dir, set, &options);
        }
    for (size_t i = 0; i < sizeof pooled / sizeof *pooled; i++)
        if (strstr(pooled[i], part))
            run(dir, pooled[i], &options);
    printf("%d rows, %d beyond what is allowed\n", rows, misses);
    return misses > 0;
}
