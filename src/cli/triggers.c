/* unknot triggers: what goes with the episodes of a diary in a CSV file, or of the diary. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/csv.h"
#include "cli/commands.h"
#include "cli/session.h"
#include "cli/spasm.h"
#include "exchange/exchange.h"
#include "report/triggers_report.h"

enum { REPORT_BYTES_MAX = 64 * 1024 * 1024 };

typedef struct triggers_arguments {
    kn_diary_options common;
    int strata; /* kn_strata */
    kn_trigger_options options;
    uint64_t seed;
    int threads;
    bool raw, has_lags;    /* of a file */
    bool same_day, freeze; /* of the diary */
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
    ((triggers_arguments *)arguments)->has_lags = true;
    return KN_OK;
}

static const kn_option options[] = {
    {.help = "The question"},
    {"strata", "weekday-month|fortnight", "weekday-month",
     "which days are compared with one another", KN_OPTION_CHOICE, AT(strata), 0, NULL},
    {.help = "Of a file"},
    {"lags", "DAYS", "0",
     "how many days before: 0 is the day of the episode, 1 the day before, 0,1 both and their sum",
     KN_OPTION_OTHER, 0, 0, set_lags},
    {"raw", NULL, NULL, "take graded suspects as they stand, not divided by twice their sd",
     KN_OPTION_FLAG, AT(raw), 0, NULL},
    {"seed", "N", "1", "of everything that is drawn", KN_OPTION_SEED, AT(seed), 0, NULL},
    {"threads", "N", "0, as many as there are processors", "the answer does not depend on it",
     KN_OPTION_COUNT, AT(threads), 0, NULL},
    {.help = "Of the diary"},
    {"same-day", NULL, NULL,
     "look at the day of the spasm itself, though what was met may have come after it",
     KN_OPTION_FLAG, AT(same_day), 0, NULL},
    {"freeze", NULL, NULL, "keep what was found as it stands, to judge it again on later days",
     KN_OPTION_FLAG, AT(freeze), 0, NULL},
    KN_DIARY_FILE_OPTION,
    {.help = "What comes out"},
    {"json", NULL, NULL,
     "the answer as JSON on standard output, see docs/json.md; of the diary docs/triggers.md",
     KN_OPTION_FLAG, AT(common.json), 0, NULL},
};

/* ---- A file -----------------------------------------------------------------------------------*/

static kn_code read_file(const char *path, triggers_arguments *arguments, kn_error *err)
{
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
        code = arguments->common.json ? kn_triggers_json(study, &answer, err)
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

/* ---- The diary --------------------------------------------------------------------------------*/

static json_t *question(const triggers_arguments *arguments)
{
    return json_pack("{s:s,s:i}", "strata", kn_strata_name((kn_strata)arguments->strata),
                     "same_day", arguments->same_day);
}

/* Everything found today. */
static kn_code freeze(kn_session *session, const triggers_arguments *arguments, kn_error *err)
{
    json_t *reply = NULL;
    kn_code code = kn_session_ask(session, "triggers", question(arguments), &reply, err);
    const json_t *found = json_object_get(reply, "new");

    for (size_t i = 0; i < json_array_size(found) && !code; i++) {
        json_t *request = kn_new_ids(NULL), *kept = NULL;

        kn_set_text(request, "suspect", json_string_value(json_array_get(found, i)));
        code = kn_session_ask(session, "trigger-freeze", request, &kept, err);
        json_decref(kept);
    }
    if (!code)
        fprintf(stderr,
                json_array_size(found) > 0 ? "Kept as it stands today: %zu.\n"
                                           : "Nothing new was found, so nothing is kept.\n",
                json_array_size(found));
    json_decref(reply);
    return code;
}

static kn_code read_diary(const triggers_arguments *arguments, kn_error *err)
{
    json_t *request = NULL;
    kn_reply reply = {0};
    kn_session session = {0};
    kn_code code;

    if (arguments->freeze && (arguments->same_day || arguments->strata != KN_STRATA_WEEKDAY_MONTH))
        return kn_fail(err, KN_USAGE, NULL, "--freeze does not go with --same-day or --strata");
    code = kn_session_open(&session, &arguments->common,
                           arguments->freeze ? KN_STORE_WRITE : KN_STORE_READ, err);
    if (code == KN_OK && arguments->freeze)
        code = freeze(&session, arguments, err);
    if (code == KN_OK) {
        request = question(arguments);
        if (!arguments->common.json)
            kn_set_text(request, "format", "text");
        code = kn_session_call(&session, arguments->common.json ? "triggers" : "triggers-report",
                               request, NULL, 0, &reply, err);
    }
    if (code == KN_OK && arguments->common.json)
        kn_print_json(reply.json);
    else if (code == KN_OK)
        fwrite(kn_text_string(&reply.bytes), 1, reply.bytes.size, stdout);
    kn_reply_release(&reply);
    kn_session_close(&session);
    return code;
}

static kn_code triggers(const kn_words *operands, void *context, kn_error *err)
{
    triggers_arguments *arguments = context;
    bool is_file = operands->count > 0;

    if (is_file && (arguments->same_day || arguments->freeze || arguments->common.file)) {
        kn_fail(err, KN_USAGE, NULL, "--same-day, --freeze and --diary are for the diary");
        return kn_hint(err, "Leave out the file, or these.");
    }
    if (!is_file && (arguments->has_lags || arguments->raw)) {
        kn_fail(err, KN_USAGE, NULL, "--lags and --raw are for a file");
        return kn_hint(err, "In the diary every suspect has its own lag; --same-day looks at the "
                            "day itself.");
    }
    return is_file ? read_file(operands->word[0], arguments, err) : read_diary(arguments, err);
}

static const triggers_arguments defaults = {
    .seed = 1,
    .options = {.lags = 1, .others = true, .dated = true, .needed_runs = KN_TRIGGER_NEEDED_RUNS}};

static const char about[] =
    "Says what goes with episodes: of the diary, or of FILE. FILE is a CSV file with one row a "
    "day,\n"
    "- is standard input:\n"
    "day, episodes (how many, 0 for none), then a column for each suspect: 1 or yes, 0 or no, or\n"
    "a number. Empty means not recorded; such a day is never taken for a quiet one. With a column\n"
    "person each one is answered alone, and all together.";

const kn_command kn_triggers_command = {
    .name = "triggers",
    .operands = "[FILE]",
    .summary = "say what goes with spasms: from the diary, or from a file",
    .about = about,
    .example = "unknot triggers data/example-triggers.csv",
    .options = options,
    .option_count = sizeof options / sizeof options[0],
    .act = triggers,
    .least = 0,
    .most = 1,
    .arguments_size = sizeof(triggers_arguments),
    .defaults = &defaults,
};
