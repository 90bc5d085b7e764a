#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "cli/commands.h"
#include "cli/relief_diary.h"
#include "exchange/exchange.h"
#include "report/relief_report.h"

static const size_t ANSWER_BYTES_MAX = (size_t)256 << 20;

typedef struct relief_arguments {
    kn_diary_options common;
    const char *column[KN_RELIEF_COLUMN_COUNT];
    const char *reference;
    double important; /* log ratio of times */
    bool looks, observed, blinded, no_sensitivity;
    kn_prior prior;
    uint64_t seed;
    int threads;
} relief_arguments;

#define AT(field)  offsetof(relief_arguments, field)
#define COLUMN(id) (AT(column) + KN_RELIEF_COLUMN_##id * sizeof(const char *))

/* "25%": faster by that much; else a log ratio. */
static kn_code set_important(const char *value, void *context, kn_error *err)
{
    relief_arguments *arguments = context;
    const char *end = value;
    double number = 0;

    if (kn_read_number(value, &number, &end) && number > 0) {
        if (*end == '\0') {
            arguments->important = number;
            return KN_OK;
        }
        if (strcmp(end, "%") == 0 && number < 100) {
            arguments->important = -log1p(-number / 100);
            return KN_OK;
        }
    }
    kn_fail(err, KN_USAGE, NULL,
            "--important must be a percentage below 100%%, or a log ratio above 0, not \"%s\"",
            value);
    return kn_hint(err, "For example --important 25%%: eased in three quarters of the time.");
}

static kn_code set_prior(const char *value, void *context, kn_error *err)
{
    relief_arguments *arguments = context;
    const char *equals = strchr(value, '='), *end = "?";
    double number = 0;
    char name[32];

    if (equals && (size_t)(equals - value) < sizeof name &&
        kn_read_number(equals + 1, &number, &end) && !*end) {
        snprintf(name, sizeof name, "%.*s", (int)(equals - value), value);
        return kn_prior_set(&arguments->prior, name, number, err);
    }
    kn_fail(err, KN_USAGE, NULL, "--prior does not understand \"%s\"", value);
    return kn_hint(err, "Write --prior NAME=VALUE, such as --prior beta_sd=0.5.");
}

static const kn_option options[] = {
    {.help = "Columns of the file"},
    {"arm", "COL", "arm", "what was drawn", KN_OPTION_TEXT, COLUMN(ARM), 0, NULL},
    {"minutes", "COL", "minutes", "from the draw to \"eased\", or to the last sign that it had not",
     KN_OPTION_TEXT, COLUMN(MINUTES), 0, NULL},
    {"relieved", "COL", "relieved", "1: eased at that minute; 0: not by it; empty: not known",
     KN_OPTION_TEXT, COLUMN(RELIEVED), 0, NULL},
    {"episode", "COL", "episode, if there is one", "which; none may be there twice", KN_OPTION_TEXT,
     COLUMN(EPISODE), 0, NULL},
    {"person", "COL", "person, if there is one",
     "who; several persons and two arms are also pooled", KN_OPTION_TEXT, COLUMN(PERSON), 0, NULL},
    {"allowed", "COL", "allowed, if there is one",
     "which arms could have been drawn, such as heat|rub|wait", KN_OPTION_TEXT, COLUMN(ALLOWED), 0,
     NULL},
    {"order", "COL", "order, if there is one", "when: a number, or a date and time", KN_OPTION_TEXT,
     COLUMN(ORDER), 0, NULL},
    {"minutes_low", "COL", "minutes_low, if there is one",
     "forgotten timers: the last minute it had not eased", KN_OPTION_TEXT, COLUMN(LOW), 0, NULL},
    {"minutes_high", "COL", "minutes_high, if there is one",
     "forgotten timers: the first minute it had", KN_OPTION_TEXT, COLUMN(HIGH), 0, NULL},
    {"propensity", "COL", "propensity, if there is one",
     "the chance with which this arm was drawn; else the same for all allowed", KN_OPTION_TEXT,
     COLUMN(PROPENSITY), 0, NULL},
    {"switched", "COL", "switched, if there is one", "1: something else was used after it",
     KN_OPTION_TEXT, COLUMN(SWITCHED), 0, NULL},

    {.help = "The question"},
    {"reference", "ARM", "the one that sounds like a control, else the first by name",
     "the arm that the others are compared with; an arm called wait is one more", KN_OPTION_TEXT,
     AT(reference), 0, NULL},
    {"important", "X", NULL,
     "the smallest difference that would matter to you: 25% faster, or a log ratio of times",
     KN_OPTION_OTHER, 0, 0, set_important},
    {"looks", NULL, NULL, "looks before the end were planned: ask for 0.99 instead of 0.975",
     KN_OPTION_FLAG, AT(looks), 0, NULL},

    {.help = "How it was done"},
    {"observed", NULL, NULL, "the arms were chosen, not drawn by chance", KN_OPTION_FLAG,
     AT(observed), 0, NULL},
    {"blinded", NULL, NULL, "the person did not know which was which", KN_OPTION_FLAG, AT(blinded),
     0, NULL},

    {.help = "The model"},
    {"prior", "NAME=VALUE", "see the model", "change a prior; may be given more than once",
     KN_OPTION_OTHER, 0, 0, set_prior},
    {"no-sensitivity", NULL, NULL,
     "do not refit under other priors of the spread (then never \"helps\")", KN_OPTION_FLAG,
     AT(no_sensitivity), 0, NULL},
    {"seed", "N", "1", "of everything that is drawn", KN_OPTION_SEED, AT(seed), 0, NULL},
    {"threads", "N", "0, as many as there are processors", "the answer does not depend on it",
     KN_OPTION_COUNT, AT(threads), 0, NULL},

    {.help = "The diary, without a file"},
    KN_DIARY_FILE_OPTION,

    {.help = "What comes out"},
    {"json", NULL, NULL,
     "the answer as JSON on standard output: docs/json.md; of the diary docs/api-json.md",
     KN_OPTION_FLAG, AT(common.json), 0, NULL},
};

static kn_code read_data(const char *path, const relief_arguments *arguments, kn_relief_data *data,
                         kn_error *err)
{
    kn_relief_csv_options how = {.reference = arguments->reference};
    char *bytes = NULL;
    size_t size = 0;
    kn_code code = kn_file_read(path, KN_CSV_BYTES_MAX, &bytes, &size, err);

    if (code)
        return code;
    memcpy(how.column, arguments->column, sizeof how.column);
    code = kn_relief_read_csv(bytes, size, kn_file_name(path), &how, data, err);
    free(bytes);
    return code;
}

static kn_code answer_file(const kn_words *operands, const relief_arguments *arguments,
                           kn_error *err)
{
    kn_relief_options how = kn_relief_options_default();
    kn_relief_data data = {0};
    kn_relief *relief = NULL;
    kn_text text;
    kn_code code = read_data(operands->word[0], arguments, &data, err);

    kn_text_init(&text, ANSWER_BYTES_MAX);
    if (code)
        goto done;
    how.prior = arguments->prior;
    how.claim.important = arguments->important;
    how.claim.looks_planned = arguments->looks;
    how.observed = arguments->observed;
    how.blinded = arguments->blinded;
    how.sensitivity = !arguments->no_sensitivity;
    how.seed = arguments->seed;
    how.threads = arguments->threads;
    relief = kn_relief_new(&data, &how, err);
    code = relief ? KN_OK : err->code;
    if (!code)
        code = arguments->common.json ? kn_relief_report_json(relief, &text, err)
                                      : kn_relief_report_text(relief, &text, err);
    if (!code)
        fwrite(kn_text_string(&text), 1, text.size, stdout); /* main() sees if it arrived */
done:
    if (code && !err->place.source[0])
        snprintf(err->place.source, sizeof err->place.source, "%.180s",
                 kn_file_name(operands->word[0]));
    kn_text_release(&text);
    kn_relief_free(relief);
    kn_relief_data_release(&data);
    return code;
}

#define KN_X(name, value, what) .name = (value),
static const relief_arguments defaults = {.prior = {KN_PRIORS(KN_X)}, .seed = 1};
#undef KN_X

/* The diary's plan says all that the options say of a file. */
static kn_code answer(const kn_words *operands, void *context, kn_error *err)
{
    const relief_arguments *arguments = context;
    relief_arguments plain;

    if (operands->count && arguments->common.file) {
        kn_fail(err, KN_USAGE, NULL, "--diary and a file exclude each other");
        return kn_hint(err, "Leave out one of them.");
    }
    if (operands->count)
        return answer_file(operands, arguments, err);
    memcpy(&plain, arguments, sizeof plain);
    plain.common = defaults.common;
    if (memcmp(&plain, &defaults, sizeof plain) == 0)
        return kn_relief_of_diary(&arguments->common, err);
    kn_fail(err, KN_USAGE, NULL, "these options are about a file, and none is named");
    return kn_hint(err, "Without a file: unknot relief; what is compared: unknot relief plan.");
}

const kn_command kn_relief_command = {
    .name = "relief",
    .operands = "[FILE]",
    .summary = "say which remedy eases an episode sooner: in your diary, or in a CSV file",
    .about = "Says how long episodes took to ease under each remedy that was drawn. FILE is a CSV "
             "file with\none row an episode; - is standard input. Without a file it is your diary, "
             "and only --diary and\n--json apply.",
    .example = "unknot relief data/example-relief.csv --important 25%",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .act = answer,
    .most = 1,
    .arguments_size = sizeof(relief_arguments),
    .defaults = &defaults,
};
