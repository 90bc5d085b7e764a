/* unknot triggers: what goes with the episodes of a diary in a CSV file. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "cli/commands.h"
#include "exchange/exchange.h"
#include "report/triggers_report.h"

enum { REPORT_BYTES_MAX = 64 * 1024 * 1024 };

typedef struct triggers_arguments {
    int strata; /* kn_strata */
    kn_trigger_options options;
    uint64_t seed;
    int threads;
    bool raw, json;
} triggers_arguments;

#define AT(member) offsetof(triggers_arguments, member)

/* "0,1": days in ascending order. */
static kn_code set_lags(const char *value, void *arguments, kn_error *err)
{
    kn_trigger_options *options = &((triggers_arguments *)arguments)->options;
    const kn_place place = {.source = "--lags"};
    const char *at = value;
    int lags = 0;

    while (true) {
        char *end;
        long lag = *at >= '0' && *at <= '9' ? strtol(at, &end, 10) : -1;

        if (lag < 0 || lag > KN_LAG_MAX || lags == KN_LAGS_MAX ||
            (lags > 0 && lag <= options->lag[lags - 1]) || (*end && *end != ',')) {
            kn_fail(err, KN_USAGE, &place, "\"%s\" are not lags", value);
            return kn_hint(err,
                           "Write up to %d numbers of days from 0 to %d in ascending order, such "
                           "as 0,1.",
                           KN_LAGS_MAX, KN_LAG_MAX);
        }
        options->lag[lags++] = (int)lag;
        if (!*end)
            break;
        at = end + 1;
    }
    options->lags = lags;
    return KN_OK;
}

static const kn_option options[] = {
    {.help = "The question"},
    {"lags", "DAYS", "0",
     "how many days before: 0 is the day of the episode, 1 the day before, 0,1 both and their sum",
     KN_OPTION_OTHER, 0, 0, set_lags},
    {"strata", "weekday-month|fortnight", "weekday-month",
     "which days are compared with one another", KN_OPTION_CHOICE, AT(strata), 0, NULL},
    {"raw", NULL, NULL, "take graded suspects as they stand, not divided by twice their sd",
     KN_OPTION_FLAG, AT(raw), 0, NULL},
    {"seed", "N", "1", "of everything that is drawn", KN_OPTION_SEED, AT(seed), 0, NULL},
    {"threads", "N", "0, as many as there are processors", "the answer does not depend on it",
     KN_OPTION_COUNT, AT(threads), 0, NULL},

    {.help = "What comes out"},
    {"json", NULL, NULL, "the answer as JSON on standard output, see docs/json.md", KN_OPTION_FLAG,
     AT(json), 0, NULL},
};

static kn_code triggers(const kn_words *operands, void *context, kn_error *err)
{
    triggers_arguments *arguments = context;
    const char *path = operands->word[0];
    kn_trigger_diary diary = {.people = 0};
    kn_trigger_study *study = NULL;
    char *bytes = NULL;
    size_t size = 0;
    kn_text answer;
    kn_code code = kn_file_read(path, KN_CSV_BYTES_MAX, &bytes, &size, err);

    kn_text_init(&answer, REPORT_BYTES_MAX);
    if (code == KN_OK)
        code = kn_trigger_diary_read_csv(bytes, size, kn_file_name(path), &diary, err);
    if (code)
        goto done;
    arguments->options.strata = (kn_strata)arguments->strata;
    arguments->options.raw = arguments->raw;
    arguments->options.seed = arguments->seed;
    study = kn_trigger_study_new(&diary, &arguments->options, arguments->threads, err);
    code = study ? KN_OK : err->code;
    if (code == KN_OK)
        code = arguments->json ? kn_triggers_json(study, &answer, err)
                               : kn_triggers_text(study, &answer, err);
    if (code == KN_OK)
        fwrite(kn_text_string(&answer), 1, answer.size, stdout); /* main() sees if it arrived */
done:
    kn_text_release(&answer);
    kn_trigger_study_free(study);
    kn_trigger_diary_release(&diary);
    free(bytes);
    return code;
}

static const triggers_arguments defaults = {
    .seed = 1,
    .options = {.lags = 1, .others = true, .dated = true, .needed_runs = KN_TRIGGER_NEEDED_RUNS}};

static const char about[] =
    "Says what goes with episodes. FILE is a CSV file with one row a day, - is standard input:\n"
    "day, episodes (how many, 0 for none), then a column for each suspect: 1 or yes, 0 or no, or\n"
    "a number. Empty means not recorded; such a day is never taken for a quiet one. With a column\n"
    "person each one is answered alone, and all together.";

const kn_command kn_triggers_command = {
    .name = "triggers",
    .operands = "FILE",
    .summary = "say what goes with episodes, from a diary with days without one too",
    .about = about,
    .example = "unknot triggers data/example-triggers.csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .act = triggers,
    .least = 1,
    .most = 1,
    .arguments_size = sizeof(triggers_arguments),
    .defaults = &defaults,
};
