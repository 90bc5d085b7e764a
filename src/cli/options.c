#include "cli/options.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* How a value is read and where it goes. */
typedef enum kind {
    FLAG,      /* bool, no value */
    TEXT,      /* const char *, not empty */
    POSITIVE,  /* double > 0 */
    COUNT,     /* int 0..COUNT_MAX */
    SEED,      /* uint64_t */
    CHOICE,    /* int: index among the words of the argument text, plus `first` */
    IMPORTANT, /* number, or a percentage */
    PRIOR      /* NAME=VALUE, several separated by commas */
} kind;

static const int COUNT_MAX = 10000;

typedef struct option {
    const char *name, *argument, *fallback, *help;
    kind kind;
    size_t offset;
    int first;
} option;

#define AT(field) offsetof(kn_arguments, field)

/* A row without a name starts a group. */
static const option options[] = {
    {.help = "Columns of the file"},
    {"outcome", "COL", "outcome", "what was measured", TEXT, AT(outcome), 0},
    {"arm", "COL", "arm", "what was done on that day", TEXT, AT(arm), 0},
    {"day", "COL", "day", "whole numbers or dates such as 2026-03-02", TEXT, AT(day), 0},
    {"person", "COL", "person, if there is one", "who; several persons are also pooled", TEXT,
     AT(person), 0},
    {"period", "COL", NULL, "which stretch of days belongs together; else recognised", TEXT,
     AT(period), 0},
    {"exposure", "COL", "1", "counts: how long was counted, such as the share of the day", TEXT,
     AT(exposure), 0},
    {"trials", "COL", NULL, "k of n: the n", TEXT, AT(trials), 0},

    {.help = "The question"},
    {"reference", "ARM", "the one that sounds like a control, else the first by name",
     "the arm that the others are compared with", TEXT, AT(reference), 0},
    {"better", "lower|higher", "lower", "which way is better", CHOICE, AT(better_higher), 0},
    {"important", "X", NULL,
     "the smallest difference that would matter to you: points for a measure, log ratio for counts "
     "and yes/no, log odds for levels; or 25% fewer, for counts and yes/no",
     IMPORTANT, AT(important), 0},
    {"looks", NULL, NULL, "looks before the end were planned: ask for 0.99 instead of 0.975", FLAG,
     AT(looks), 0},

    {.help = "How the trial was done"},
    {"design", "TEXT", "recognised",
     "how the order was drawn: pairs, cycles, blocks:N, complete, alternating, run-limit:R, "
     "run-limit:R,balanced, or observed if it was not drawn by chance",
     TEXT, AT(design), 0},
    {"schedules", "FILE", NULL, "the list of schedules that one was drawn from, one a line", TEXT,
     AT(schedules), 0},
    {"blinded", NULL, NULL, "the person did not know which days were which", FLAG, AT(blinded), 0},
    {"washout", "DAYS", "0", "leave out the first days after each change of arm", COUNT,
     AT(washout_days), 0},
    {"per-day", "mean|sum|last", "an error", "what to do with several rows on one day", CHOICE,
     AT(per_day), 1},

    {.help = "The model"},
    {"family", "gaussian|poisson|bernoulli|binomial|ordinal", "guessed, and said",
     "what kind of outcome it is", CHOICE, AT(family), 0},
    {"scale", "S", "the sd of the data", "gaussian: the unit of the model's scale", POSITIVE,
     AT(scale), 0},
    {"no-trend", NULL, NULL, "leave the steady change over time out of the model", FLAG,
     AT(no_trend), 0},
    {"prior", "NAME=VALUE", "see the model", "change a prior; may be given more than once", PRIOR,
     AT(prior), 0},
    {"no-sensitivity", NULL, NULL,
     "do not refit under other priors of the day-to-day spread (then never \"helps\")", FLAG,
     AT(no_sensitivity), 0},
    {"exact", NULL, NULL, "also sample the full model: seconds instead of milliseconds", FLAG,
     AT(exact), 0},
    {"seed", "N", "1", "of everything that is drawn", SEED, AT(seed), 0},
    {"threads", "N", "0, as many as there are processors", "the answer does not depend on it",
     COUNT, AT(threads), 0},

    {.help = "What comes out"},
    {"json", NULL, NULL, "the answer as JSON on standard output, see docs/json.md", FLAG, AT(json),
     0},
    {"chart", "FILE", NULL, "also write a picture (SVG)", TEXT, AT(chart), 0},
    {"html", "FILE", NULL, "also write one page to read and print", TEXT, AT(html), 0},
    {"curve", "FILE", NULL,
     "also write the evidence curve, to be pooled with others; needs 28 recorded days", TEXT,
     AT(curve), 0},
    {"help", NULL, NULL, "show this and stop", FLAG, AT(help), 0},
};
static const size_t OPTION_COUNT = sizeof options / sizeof options[0];

kn_arguments kn_arguments_default(void)
{
    return (kn_arguments){.family = -1, .prior = kn_prior_default(), .seed = 1};
}

static const option *find_option(const char *name, size_t length, kn_error *err)
{
    const char *names[sizeof options / sizeof options[0]];
    char word[32];
    const char *nearest;
    size_t count = 0;

    for (size_t i = 0; i < OPTION_COUNT; i++) {
        if (!options[i].name)
            continue;
        if (strlen(options[i].name) == length && memcmp(options[i].name, name, length) == 0)
            return &options[i];
        names[count++] = options[i].name;
    }
    kn_fail(err, KN_USAGE, NULL, "there is no option --%.*s", (int)(length < 64 ? length : 64),
            name);
    snprintf(word, sizeof word, "%.*s", (int)(length < 31 ? length : 31), name);
    nearest = kn_nearest(word, names, count);
    if (nearest)
        kn_hint(err, "Did you mean --%s?", nearest);
    else
        kn_hint(err, "All options: unknot help analyze.");
    return NULL;
}

static bool read_number(const char *text, double *value, const char **end)
{
    char *stop;

    errno = 0;
    *value = strtod(text, &stop);
    *end = stop;
    return stop != text && isfinite(*value);
}

static bool read_whole(const char *text, uint64_t most, uint64_t *value)
{
    char *stop;

    if (text[0] < '0' || text[0] > '9')
        return false;
    errno = 0;
    *value = strtoull(text, &stop, 10);
    return *stop == '\0' && errno == 0 && *value <= most;
}

static kn_code set_choice(const option *opt, const char *value, int *field, kn_error *err)
{
    size_t length = strlen(value);
    int index = opt->first;

    for (const char *word = opt->argument; *word; index++) {
        size_t n = strcspn(word, "|");

        if (n == length && memcmp(word, value, n) == 0) {
            *field = index;
            return KN_OK;
        }
        word += n + (word[n] == '|');
    }
    kn_fail(err, KN_USAGE, NULL, "--%s cannot be \"%s\"", opt->name, value);
    return kn_hint(err, "It is one of %s.", opt->argument);
}

static kn_code set_important(const char *value, kn_arguments *arguments, kn_error *err)
{
    const char *end;
    double number;

    if (read_number(value, &number, &end)) {
        arguments->important_is_percent = end[0] == '%';
        if (arguments->important_is_percent)
            end++;
    }
    if (end == value || *end || !(number > 0) || (end[-1] == '%' && number >= 100)) {
        kn_fail(err, KN_USAGE, NULL,
                "--important must be a number above 0, or a percentage below 100%%, not \"%s\"",
                value);
        return kn_hint(err, "For example --important 1 (one point), or --important 25%%.");
    }
    arguments->important = number;
    return KN_OK;
}

/* "beta_sd=0.5,rho_shape=3" */
static kn_code set_priors(const char *value, kn_prior *prior, kn_error *err)
{
    while (*value) {
        size_t length = strcspn(value, "=,");
        const char *end;
        char name[32];
        double number;
        kn_code code;

        if (value[length] != '=' || length >= sizeof name ||
            !read_number(value + length + 1, &number, &end) || (*end && *end != ',')) {
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

static kn_code set_option(const option *opt, const char *value, kn_arguments *arguments,
                          kn_error *err)
{
    void *field = (char *)arguments + opt->offset;
    const char *end;
    uint64_t whole;

    switch (opt->kind) {
    case FLAG:
        *(bool *)field = true;
        return KN_OK;
    case TEXT:
        if (!*value)
            return kn_fail(err, KN_USAGE, NULL, "--%s is empty", opt->name);
        *(const char **)field = value;
        return KN_OK;
    case POSITIVE:
        if (!read_number(value, field, &end) || *end || !(*(double *)field > 0))
            return kn_fail(err, KN_USAGE, NULL, "--%s must be a number above 0, not \"%s\"",
                           opt->name, value);
        return KN_OK;
    case COUNT:
        if (!read_whole(value, (uint64_t)COUNT_MAX, &whole))
            return kn_fail(err, KN_USAGE, NULL,
                           "--%s must be a whole number from 0 to %d, not \"%s\"", opt->name,
                           COUNT_MAX, value);
        *(int *)field = (int)whole;
        return KN_OK;
    case SEED:
        if (!read_whole(value, UINT64_MAX, field))
            return kn_fail(err, KN_USAGE, NULL,
                           "--%s must be a whole number from 0 to 2^64 - 1, not \"%s\"", opt->name,
                           value);
        return KN_OK;
    case CHOICE:
        return set_choice(opt, value, field, err);
    case IMPORTANT:
        return set_important(value, arguments, err);
    case PRIOR:
        break;
    }
    return set_priors(value, &arguments->prior, err);
}

kn_code kn_arguments_parse(int count, char *const argv[], kn_arguments *arguments, kn_error *err)
{
    bool only_operands = false;

    for (int i = 0; i < count; i++) {
        const char *word = argv[i];

        if (only_operands || word[0] != '-' || word[1] == '\0') {
            if (arguments->file)
                return kn_fail(err, KN_USAGE, NULL, "one file at a time: \"%s\" is a second one",
                               word);
            arguments->file = word;
        } else if (strcmp(word, "--") == 0) {
            only_operands = true;
        } else if (strcmp(word, "-h") == 0) {
            arguments->help = true;
        } else if (word[1] != '-') {
            kn_fail(err, KN_USAGE, NULL, "there is no option %s", word);
            return kn_hint(err, "Options have two dashes: unknot help analyze.");
        } else {
            const char *name = word + 2, *equals = strchr(name, '=');
            size_t length = equals ? (size_t)(equals - name) : strlen(name);
            const option *opt = find_option(name, length, err);
            const char *value = equals ? equals + 1 : NULL;
            kn_code code;

            if (!opt)
                return KN_USAGE;
            if (opt->kind == FLAG && value)
                return kn_fail(err, KN_USAGE, NULL, "--%s takes no value, not \"%s\"", opt->name,
                               value);
            if (opt->kind != FLAG && !value) {
                if (i + 1 == count)
                    return kn_fail(err, KN_USAGE, NULL, "--%s needs a value: %s", opt->name,
                                   opt->argument);
                value = argv[++i];
            }
            code = set_option(opt, value, arguments, err);
            if (code != KN_OK)
                return code;
        }
    }
    return KN_OK;
}

/* Prints text wrapped between two columns; the first line starts at `indent` already. */
static void print_wrapped(FILE *out, const char *text, int indent, int width)
{
    int column = indent;

    while (*text) {
        int length = (int)strcspn(text, " ");

        if (column > indent && column + 1 + length > width) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        } else if (column > indent) {
            fputc(' ', out);
            column++;
        }
        fwrite(text, 1, (size_t)length, out);
        column += length;
        text += length;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}

void kn_options_print_help(FILE *out)
{
    enum { INDENT = 24, WIDTH = 79 };

    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const option *opt = &options[i];
        char left[80], help[400];

        if (!opt->name) {
            fprintf(out, "\n%s\n", opt->help);
            continue;
        }
        snprintf(left, sizeof left, "--%s%s%s", opt->name, opt->argument ? " " : "",
                 opt->argument ? opt->argument : "");
        snprintf(help, sizeof help, "%s%s%s%s", opt->help, opt->fallback ? " (default: " : "",
                 opt->fallback ? opt->fallback : "", opt->fallback ? ")" : "");
        if (strlen(left) + 4 > INDENT)
            fprintf(out, "  %s\n%*s", left, INDENT, "");
        else
            fprintf(out, "  %-*s", INDENT - 2, left);
        print_wrapped(out, help, INDENT, WIDTH);
    }
}

/* A bar would end the table cell. */
static void print_cell(FILE *out, const char *text)
{
    for (; *text; text++)
        fprintf(out, *text == '|' ? "\\|" : "%c", *text);
}

void kn_options_print_markdown(FILE *out)
{
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        const option *opt = &options[i];

        if (!opt->name) {
            fprintf(out, "\n### %s\n\n| option | what it does | default |\n|---|---|---|\n",
                    opt->help);
            continue;
        }
        fprintf(out, "| `--%s", opt->name);
        if (opt->argument) {
            fputc(' ', out);
            print_cell(out, opt->argument);
        }
        fprintf(out, "` | %s | %s |\n", opt->help, opt->fallback ? opt->fallback : "");
    }
}
