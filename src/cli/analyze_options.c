/* What `unknot analyze` can be asked. */
#include "cli/analyze_options.h"

#include <stdio.h>
#include <string.h>

#define AT(field) offsetof(kn_arguments, field)

static kn_code set_important(const char *value, void *context, kn_error *err)
{
    kn_arguments *arguments = context;

    return kn_read_important(value, &arguments->important, &arguments->important_is_percent, err);
}

/* "beta_sd=0.5,rho_shape=3" */
static kn_code set_priors(const char *value, void *context, kn_error *err)
{
    kn_prior *prior = &((kn_arguments *)context)->prior;

    while (*value) {
        size_t length = strcspn(value, "=,");
        const char *end;
        char name[32];
        double number;
        kn_code code;

        if (value[length] != '=' || length >= sizeof name ||
            !kn_read_number(value + length + 1, &number, &end) || (*end && *end != ',')) {
            kn_fail(err, KN_USAGE, NULL, "--prior does not understand \"%s\"", value);
            return kn_hint(err, "Write --prior NAME=VALUE, such as --prior beta_sd=0.5.");
        }
        snprintf(name, sizeof name, "%.*s", (int)length, value);
        code = kn_prior_set(prior, name, number, err);
        if (code != KN_OK)
            return code;
        value = end + (*end == ',');
    }
    return KN_OK;
}

static const kn_option options[] = {
    {.help = "Columns of the file"},
    {"outcome", "COL", "outcome", "what was measured", KN_OPTION_TEXT, AT(outcome), 0, NULL},
    {"arm", "COL", "arm", "what was done on that day", KN_OPTION_TEXT, AT(arm), 0, NULL},
    {"day", "COL", "day", "whole numbers or dates such as 2026-03-02", KN_OPTION_TEXT, AT(day), 0,
     NULL},
    {"person", "COL", "person, if there is one", "who; several persons are also pooled",
     KN_OPTION_TEXT, AT(person), 0, NULL},
    {"period", "COL", NULL, "which days belong to one period; else recognised", KN_OPTION_TEXT,
     AT(period), 0, NULL},
    {"exposure", "COL", "1", "counts: how long was counted, such as the share of the day",
     KN_OPTION_TEXT, AT(exposure), 0, NULL},
    {"trials", "COL", NULL, "k of n: the n", KN_OPTION_TEXT, AT(trials), 0, NULL},

    {.help = "The question"},
    {"reference", "ARM", "the one that sounds like a control, else the first by name",
     "the arm that the others are compared with", KN_OPTION_TEXT, AT(reference), 0, NULL},
    {"better", "lower|higher", "lower", "which way is better", KN_OPTION_CHOICE, AT(better_higher),
     0, NULL},
    {"important", "X", NULL,
     "the smallest difference that would matter to you: points for a measure, log ratio for counts "
     "and yes/no, log odds for levels; or 25% fewer, for counts and yes/no",
     KN_OPTION_OTHER, 0, 0, set_important},
    {"looks", NULL, NULL, "looks before the end were planned: ask for 0.99 instead of 0.975",
     KN_OPTION_FLAG, AT(looks), 0, NULL},

    {.help = "How the trial was done"},
    {"design", "TEXT", "recognised",
     "how the order was drawn: pairs, cycles, blocks:N, complete, alternating, run-limit:R, "
     "run-limit:R,balanced, or observed if it was not drawn by chance",
     KN_OPTION_TEXT, AT(design), 0, NULL},
    {"schedules", "FILE", NULL, "the list of schedules that one was drawn from, one a line",
     KN_OPTION_TEXT, AT(schedules), 0, NULL},
    {"blinded", NULL, NULL, "the person did not know which days were which", KN_OPTION_FLAG,
     AT(blinded), 0, NULL},
    {"washout", "DAYS", "0", "leave out the first days after each change of arm", KN_OPTION_COUNT,
     AT(washout_days), 0, NULL},
    {"per-day", "mean|sum|last", "an error", "what to do with several rows on one day",
     KN_OPTION_CHOICE, AT(per_day), 1, NULL},

    {.help = "The model"},
    {"family", "gaussian|poisson|bernoulli|binomial|ordinal", "guessed, and said",
     "what kind of outcome it is", KN_OPTION_CHOICE, AT(family), 0, NULL},
    {"scale", "S", "the sd of the data", "gaussian: the unit of the model's scale",
     KN_OPTION_POSITIVE, AT(scale), 0, NULL},
    {"no-trend", NULL, NULL, "leave the steady change over time out of the model", KN_OPTION_FLAG,
     AT(no_trend), 0, NULL},
    {"prior", "NAME=VALUE", "see the model", "change a prior; may be given more than once",
     KN_OPTION_OTHER, 0, 0, set_priors},
    {"no-sensitivity", NULL, NULL,
     "do not refit under other priors of the day-to-day spread (then never \"helps\")",
     KN_OPTION_FLAG, AT(no_sensitivity), 0, NULL},
    {"exact", NULL, NULL, "also sample the full model: seconds instead of milliseconds",
     KN_OPTION_FLAG, AT(exact), 0, NULL},
    {"seed", "N", "1", "of everything that is drawn", KN_OPTION_SEED, AT(seed), 0, NULL},
    {"threads", "N", "0, as many as there are processors", "the answer does not depend on it",
     KN_OPTION_COUNT, AT(threads), 0, NULL},

    {.help = "What comes out"},
    {"json", NULL, NULL, "the answer as JSON on standard output, see docs/json.md", KN_OPTION_FLAG,
     AT(json), 0, NULL},
    {"chart", "FILE", NULL, "also write a picture (SVG)", KN_OPTION_TEXT, AT(chart), 0, NULL},
    {"html", "FILE", NULL, "also write one page to read and print", KN_OPTION_TEXT, AT(html), 0,
     NULL},
    {"curve", "FILE", NULL,
     "also write the evidence curve, to be pooled with others; needs 28 recorded days",
     KN_OPTION_TEXT, AT(curve), 0, NULL},
};

static const char about[] =
    "Says what a trial in one person, or in several, has found. FILE is a CSV file with one\n"
    "row a day; - is standard input. The answer is written to standard output.";

const kn_command kn_analyze_command = {
    .name = "analyze",
    .operands = "FILE",
    .summary = "say what a trial has found",
    .about = about,
    .example = "unknot analyze data/example-stretch.csv --outcome spasms --design pairs "
               "--important 25%",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .run = kn_command_analyze,
};

kn_arguments kn_arguments_default(void)
{
    return (kn_arguments){.family = -1, .prior = kn_prior_default(), .seed = 1};
}

kn_code kn_arguments_parse(int count, char *const argv[], kn_arguments *arguments, kn_error *err)
{
    kn_words files;
    kn_code code = kn_command_parse(&kn_analyze_command, count, argv, &files, arguments, err);

    if (code)
        return code;
    if (files.count > 1)
        return kn_fail(err, KN_USAGE, NULL, "one file at a time: \"%s\" is a second one",
                       files.word[1]);
    arguments->file = files.count ? files.word[0] : NULL;
    return KN_OK;
}
