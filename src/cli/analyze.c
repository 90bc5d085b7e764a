#include <langinfo.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/csv.h"
#include "cli/analyze_options.h"
#include "cli/commands.h"
#include "cli/files.h"
#include "exchange/exchange.h"
#include "report/report.h"

/* Largest list of schedules read. */
static const size_t SCHEDULES_BYTES_MAX = (size_t)16 << 20;

/* A page with very many people stays below this. */
static const size_t REPORT_BYTES_MAX = (size_t)1 << 30;

/* d on the scale that the answer uses: points, or a log ratio of odds or rates. */
static kn_code set_important(const kn_arguments *arguments, kn_family family, kn_claim *claim,
                             kn_error *err)
{
    const kn_place at = {.source = "--important"};

    if (arguments->important_is_percent && (family == KN_GAUSSIAN || family == KN_ORDINAL)) {
        kn_fail(err, KN_USAGE, &at, "%g%% is for counts and yes/no, and this outcome is %s",
                arguments->important, kn_family_name(family));
        return kn_hint(err, family == KN_GAUSSIAN ? "Say it in points, such as --important 1."
                                                  : "Say it in log odds, such as --important 0.5.");
    }
    claim->important = arguments->important_is_percent ? -log1p(-arguments->important / 100)
                                                       : arguments->important;
    return KN_OK;
}

static kn_code read_dataset(const kn_arguments *arguments, kn_dataset *dataset, kn_error *err)
{
    kn_csv_options options = kn_csv_options_default();
    const char *const columns[KN_COLUMN_COUNT] = {
        [KN_COLUMN_PERSON] = arguments->person, [KN_COLUMN_DAY] = arguments->day,
        [KN_COLUMN_ARM] = arguments->arm,       [KN_COLUMN_OUTCOME] = arguments->outcome,
        [KN_COLUMN_PERIOD] = arguments->period, [KN_COLUMN_EXPOSURE] = arguments->exposure,
        [KN_COLUMN_TRIALS] = arguments->trials};
    char *bytes = NULL;
    size_t size = 0;
    kn_code code = kn_file_read(arguments->file, KN_CSV_BYTES_MAX, &bytes, &size, err);

    if (code != KN_OK)
        return code;
    memcpy(options.column, columns, sizeof columns);
    options.family = arguments->family;
    options.reference = arguments->reference;
    options.per_day = (kn_per_day)arguments->per_day;
    code = kn_dataset_read_csv(bytes, size, kn_file_name(arguments->file), &options, dataset, err);
    free(bytes);
    return code;
}

static kn_code fill_study_options(const kn_arguments *arguments, const kn_dataset *dataset,
                                  kn_study_options *options, kn_error *err)
{
    *options = kn_study_options_default();
    options->fit.prior = arguments->prior;
    options->fit.trend = !arguments->no_trend;
    options->fit.seed = arguments->seed;
    options->claim.better = arguments->better_higher ? 1 : -1;
    options->claim.looks_planned = arguments->looks;
    options->scale = arguments->scale;
    options->design = arguments->design;
    options->washout_days = arguments->washout_days;
    options->blinded = arguments->blinded;
    options->sensitivity = !arguments->no_sensitivity;
    options->exact = arguments->exact;
    options->exact_options.prior = arguments->prior;
    options->exact_options.trend = !arguments->no_trend;
    options->exact_options.seed = arguments->seed;
    options->exact_options.threads = arguments->threads;
    options->seed = arguments->seed;
    options->threads = arguments->threads;
    if (arguments->scale > 0 && dataset->family != KN_GAUSSIAN) {
        kn_fail(err, KN_USAGE, NULL, "--scale is for measures, and this outcome is %s",
                kn_family_name(dataset->family));
        return kn_hint(err, "Leave --scale out, or say --family gaussian.");
    }
    return set_important(arguments, dataset->family, &options->claim, err);
}

/* Progress is shown only to a person who waits. */
static void show_progress(const kn_arguments *arguments, bool begin)
{
    if (!arguments->exact || !isatty(STDERR_FILENO))
        return;
    fputs(begin ? "unknot: sampling the full model, this may take a while ..." : "\r\033[K",
          stderr);
    fflush(stderr);
}

typedef kn_code report(const kn_study *study, kn_text *out, kn_error *err);

static kn_code stage_report(const kn_study *study, report *make, const char *option,
                            const char *path, kn_files *files, kn_error *err)
{
    kn_text text;
    kn_code code;

    if (!path)
        return KN_OK;
    kn_text_init(&text, REPORT_BYTES_MAX);
    code = make(study, &text, err);
    if (code == KN_OK)
        code = kn_files_stage(files, option, path, kn_text_string(&text), text.size, err);
    kn_text_release(&text);
    return code;
}

static kn_report_style terminal_style(void)
{
    const char *no_color = getenv("NO_COLOR"), *terminal = getenv("TERM");

    return (kn_report_style){.utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
                             .colour = isatty(STDOUT_FILENO) && !(no_color && *no_color) &&
                                       !(terminal && strcmp(terminal, "dumb") == 0)};
}

/* Everything is made before anything is written, so that a failure leaves nothing half done. */
static kn_code write_reports(const kn_arguments *arguments, const kn_study *study, kn_error *err)
{
    const kn_report_style style = terminal_style();
    kn_files files = {0};
    kn_text answer;
    kn_code code;

    kn_text_init(&answer, REPORT_BYTES_MAX);
    code = arguments->json ? kn_report_json(study, &answer, err)
                           : kn_report_text(study, &style, &answer, err);
    if (code == KN_OK)
        code = stage_report(study, kn_report_chart, "--chart", arguments->chart, &files, err);
    if (code == KN_OK)
        code = stage_report(study, kn_report_html, "--html", arguments->html, &files, err);
    if (code == KN_OK)
        code = stage_report(study, kn_report_curve, "--curve", arguments->curve, &files, err);
    if (code == KN_OK)
        code = kn_files_commit(&files, err);
    if (code == KN_OK)
        fwrite(kn_text_string(&answer), 1, answer.size, stdout); /* main() sees if it arrived */
    kn_files_release(&files);
    kn_text_release(&answer);
    return code;
}

static bool is_same_file(const char *a, const char *b)
{
    struct stat one, other;

    if (!a || !b)
        return false;
    if (strcmp(a, b) == 0)
        return true;
    return stat(a, &one) == 0 && stat(b, &other) == 0 && S_ISREG(one.st_mode) &&
           one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/* No output may replace another or one of the files that are read. */
static kn_code check_paths(const kn_arguments *arguments, kn_error *err)
{
    const struct {
        const char *option, *path;
        bool written;
    } files[] = {{"FILE", arguments->file, false},
                 {"--schedules", arguments->schedules, false},
                 {"--chart", arguments->chart, true},
                 {"--html", arguments->html, true},
                 {"--curve", arguments->curve, true}};
    enum { COUNT = sizeof files / sizeof files[0] };

    if (!arguments->file) {
        kn_fail(err, KN_USAGE, NULL, "which file?");
        return kn_hint(err, "unknot analyze FILE, or - for standard input; unknot help analyze.");
    }
    for (int i = 0; i < COUNT; i++)
        for (int j = 0; j < i; j++)
            if (files[i].written && is_same_file(files[i].path, files[j].path))
                return kn_fail(err, KN_USAGE, NULL, "%s and %s name the same file \"%s\"",
                               files[j].option, files[i].option, files[i].path);
    if (arguments->design && arguments->schedules)
        return kn_fail(err, KN_USAGE, NULL, "--design and --schedules exclude each other");
    return KN_OK;
}

static kn_code analyze(const kn_arguments *arguments, kn_error *err)
{
    kn_dataset dataset = {0};
    kn_study_options options;
    kn_study *study = NULL;
    char *schedules = NULL;
    kn_code code = check_paths(arguments, err);

    if (code != KN_OK)
        return code;
    code = read_dataset(arguments, &dataset, err);
    if (code == KN_OK)
        code = fill_study_options(arguments, &dataset, &options, err);
    if (code == KN_OK && arguments->schedules) {
        code = kn_file_read(arguments->schedules, SCHEDULES_BYTES_MAX, &schedules,
                            &options.design_list_size, err);
        options.design_list = schedules;
        options.design_list_source = kn_file_name(arguments->schedules);
    }
    if (code != KN_OK)
        goto done;
    show_progress(arguments, true);
    study = kn_study_new(&dataset, &options, err);
    show_progress(arguments, false);
    code = study ? write_reports(arguments, study, err) : err->code;
    if (!study && !err->place.source[0]) /* the engine knows days, not files */
        snprintf(err->place.source, sizeof err->place.source, "%s", dataset.source);
done:
    kn_study_free(study);
    free(schedules);
    kn_dataset_release(&dataset);
    return code;
}

int kn_command_analyze(int count, char *const words[])
{
    kn_arguments arguments = kn_arguments_default();
    kn_error err = {0};

    if (kn_arguments_parse(count, words, &arguments, &err) != KN_OK)
        return kn_complain(&err);
    if (analyze(&arguments, &err) != KN_OK)
        return kn_complain(&err);
    return 0;
}
