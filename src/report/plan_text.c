/* Simulated trials as a plain table. */
#include <math.h>
#include <stdio.h>

#include "report/plan_report.h"

static const struct {
    const char *head;
    kn_verdict_code code;
} columns[] = {{"helps", KN_VERDICT_HELPS}, {"looks", KN_VERDICT_LOOKS_AS_IF},
               {"small", KN_VERDICT_SMALL}, {"none", KN_VERDICT_NO_WORTHWHILE},
               {"worse", KN_VERDICT_WORSE}, {"untold", KN_VERDICT_COULD_NOT_TELL}};
enum { COLUMNS = sizeof columns / sizeof *columns };

static const char LEGEND[] =
    "Shares of simulated trials. found: helps, or looks as if it helps but has too few switches "
    "to\n"
    "be sure; error: its Monte Carlo standard error. small: a real difference below the important\n"
    "one. none: no worthwhile difference. untold: could not have told. width, bias, cover: of the\n"
    "95 % interval and the mean, reported scale, beside the effect stated. days: until the end,\n"
    "run-in included. early: stopped by a look.\n";

/* For researchers: four digits, an exponent where it is shorter. */
static const char *number(char out[KN_NUMBER_SIZE], double value)
{
    snprintf(out, KN_NUMBER_SIZE, "%.4g", value == 0 ? 0 : value); /* never -0 */
    return out;
}

static void add_design(const kn_plan_table *table, kn_text *out)
{
    const kn_simulation *simulation = &table->simulation;
    const kn_trial_design *design = &simulation->design;
    char value[KN_NUMBER_SIZE];

    kn_text_addf(out, "%s outcome, %s is better", kn_family_name(design->family),
                 design->better > 0 ? "higher" : "lower");
    if (design->scale == KN_SCALE_0_10)
        kn_text_add(out, ", rounded to 0..10");
    if (design->important > 0)
        kn_text_addf(out, ", important difference %s", number(value, design->important));
    else
        kn_text_add(out, ", no important difference stated");
    if (design->order == KN_ORDER_DAYS)
        kn_text_addf(out, "\n%d arms dealt day by day, no run over %d days: %d days", design->arms,
                     design->run_limit, design->cycles * design->arms);
    else
        kn_text_addf(out, "\n%d arms in %d cycles of %d-day periods: %d days", design->arms,
                     design->cycles, design->block_days,
                     design->cycles * design->arms * design->block_days);
    kn_text_addf(out, ", run-in %d, wash-out %d\n", design->run_in_days, design->washout_days);
    if (simulation->looks > 0)
        kn_text_add(out, "looks after cycle");
    for (int i = 0; i < simulation->looks; i++)
        kn_text_addf(out, "%s %d", i ? "," : "", simulation->look_after[i]);
    kn_text_addf(out, "%sc = %s", simulation->looks > 0 ? "; " : "no looks before the end; ",
                 number(value, kn_claim_threshold(&simulation->decide.claim, design->arms)));
    if (isfinite(table->calibrated_share)) {
        double share = table->calibrated_share;

        kn_text_addf(out, ", calibrated: %.3f of %llu trials without an effect are wrong", share,
                     (unsigned long long)table->trials);
    }
    kn_text_add(out, "\n");
}

/* Whether a member says something: not 0, and no time constant of what is not there. */
static bool is_said(const kn_scenario *s, const double *member)
{
    if (member == &s->drop_days)
        return s->drop != 0 || s->start_drop != 0;
    if (member == &s->flare_days || member == &s->flare_size)
        return s->flare_rate > 0;
    if (member == &s->adherence)
        return s->adherence < 1;
    return member != &s->effect && *member != 0;
}

static void add_truth(const kn_scenario *scenario, kn_text *out)
{
    char value[KN_NUMBER_SIZE];
    const char *comma = "";

    kn_text_add(out, "truth:");
#define KN_X(name, fallback, least, most, help)                                                    \
    if (is_said(scenario, &scenario->name)) {                                                      \
        kn_text_addf(out, "%s " #name " %s", comma, number(value, scenario->name));                \
        comma = ",";                                                                               \
    }
    KN_SCENARIO(KN_X)
#undef KN_X
    kn_text_add(out, "\n");
}

static void add_row(double effect, const kn_tally *tally, kn_text *out)
{
    double trials = (double)tally->trials, fitted = (double)(tally->trials - tally->unfit);
    double found = kn_tally_found(tally);
    char cell[KN_NUMBER_SIZE];

    kn_text_addf(out, "%8s  %6.3f %6.3f ", number(cell, effect), found,
                 kn_tally_error(found, tally->trials));
    for (int c = 0; c < COLUMNS; c++)
        kn_text_addf(out, " %6.3f", (double)tally->verdict[columns[c].code] / trials);
    kn_text_addf(out, "  %7s", number(cell, kn_tally_width(tally)));
    kn_text_addf(out, " %8s", number(cell, kn_tally_bias(tally)));
    kn_text_addf(out, " %6.3f", fitted > 0 ? (double)tally->covered / fitted : 0);
    kn_text_addf(out, " %6.1f %6.3f\n", kn_tally_days(tally), (double)tally->early / trials);
}

kn_code kn_report_plan_text(const kn_plan_table *table, kn_text *out, kn_error *err)
{
    add_design(table, out);
    add_truth(&table->simulation.scenario, out);
    kn_text_addf(out, "%llu simulated trials for each effect, seed %llu%s\n\n",
                 (unsigned long long)table->trials, (unsigned long long)table->simulation.seed,
                 table->simulation.decide.exact ? ", by the exact rule" : "");
    kn_text_addf(out, "%8s  %6s %6s ", "effect", "found", "error");
    for (int c = 0; c < COLUMNS; c++)
        kn_text_addf(out, " %6s", columns[c].head);
    kn_text_addf(out, "  %7s %8s %6s %6s %6s\n", "width", "bias", "cover", "days", "early");
    for (size_t e = 0; e < table->effect_count; e++)
        add_row(table->effect[e], &table->tally[e], out);
    for (size_t e = 0; e < table->effect_count; e++)
        if (table->effect[e] == 0) {
            double wrong = kn_tally_wrong(&table->tally[e]);

            kn_text_addf(out,
                         "\nWrong when there is no effect (found, or worse; either side, at any "
                         "look): %.4f, error %.4f\n",
                         wrong, kn_tally_error(wrong, table->tally[e].trials));
        }
    kn_text_addf(out, "\n%s", LEGEND);
    return kn_text_check(out, "the table", err);
}
