/* unknot - the program. One table of commands; help and the manual are made from it. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/commands.h"

static int command_help(int count, char *const words[]);
static int command_version(int count, char *const words[]);

static const kn_command help_command = {
    .name = "help",
    .operands = "[COMMAND]",
    .summary = "explain a command; help --markdown prints docs/commands.md",
    .run = command_help,
};
static const kn_command version_command = {
    .name = "version", .operands = "", .summary = "print the version", .run = command_version};

/* A row with `group` starts a group of the overview. */
static const struct {
    const char *group;
    const kn_command *command;
} rows[] = {
    {"The app", &kn_serve_command},
    {"Write down", &kn_log_spasm_command},
    {NULL, &kn_ease_command},
    {NULL, &kn_log_use_command},
    {NULL, &kn_log_note_command},
    {NULL, &kn_log_medicine_command},
    {NULL, &kn_log_exposure_command},
    {NULL, &kn_reading_command},
    {NULL, &kn_check_in_command},
    {"Look", &kn_today_command},
    {NULL, &kn_diary_command},
    {NULL, &kn_show_command},
    {NULL, &kn_patterns_command},
    {NULL, &kn_report_command},
    {"What eases it", &kn_now_command},
    {NULL, &kn_relief_plan_command},
    {NULL, &kn_relief_draw_command},
    {NULL, &kn_relief_pooled_command},
    {NULL, &kn_relief_verify_command},
    {NULL, &kn_relief_command},
    {"Change", &kn_amend_command},
    {NULL, &kn_remove_command},
    {NULL, &kn_restore_command},
    {"Danger signs, treatments, your own items", &kn_warnings_command},
    {NULL, &kn_answer_command},
    {NULL, &kn_advice_command},
    {NULL, &kn_treatments_command},
    {NULL, &kn_add_measure_command},
    {NULL, &kn_add_suspect_command},
    {NULL, &kn_add_treatment_command},
    {"The diary's file", &kn_export_command},
    {NULL, &kn_import_command},
    {NULL, &kn_backup_command},
    {NULL, &kn_restore_backup_command},
    {NULL, &kn_doctor_command},
    {NULL, &kn_erase_command},
    {NULL, &kn_example_command},
    {"A trial of your own", &kn_trial_list_command},
    {NULL, &kn_trial_new_command},
    {NULL, &kn_trial_plan_command},
    {NULL, &kn_trial_start_command},
    {NULL, &kn_trial_show_command},
    {"A trial, day by day", &kn_trial_today_command},
    {NULL, &kn_trial_log_command},
    {NULL, &kn_trial_guess_command},
    {NULL, &kn_trial_harm_command},
    {NULL, &kn_trial_pause_command},
    {NULL, &kn_trial_resume_command},
    {NULL, &kn_trial_stop_command},
    {NULL, &kn_trial_amend_command},
    {NULL, &kn_trial_look_command},
    {NULL, &kn_trial_peek_command},
    {NULL, &kn_trial_unblind_command},
    {"A trial, at its end", &kn_trial_answer_command},
    {NULL, &kn_trial_decide_command},
    {NULL, &kn_trial_extend_command},
    {NULL, &kn_trial_report_command},
    {NULL, &kn_trial_sheet_command},
    {NULL, &kn_trial_protocol_command},
    {NULL, &kn_trial_calendar_command},
    {NULL, &kn_trial_curve_command},
    {NULL, &kn_trial_verify_command},
    {NULL, &kn_trial_archive_command},
    {"For research: simulated trials, and what a file has found", &kn_plan_command},
    {NULL, &kn_analyze_command},
    {NULL, &kn_triggers_command},
    {"The program", &kn_api_command},
    {NULL, &help_command},
    {NULL, &version_command},
};
enum { COMMAND_COUNT = sizeof rows / sizeof rows[0], NAME_SIZE = 64 };

int kn_complain(const kn_error *err)
{
    const kn_place *at = &err->place;

    fputs("unknot: ", stderr);
    if (at->source[0]) {
        fputs(at->source, stderr);
        if (at->line)
            fprintf(stderr, ":%llu", (unsigned long long)at->line);
        if (at->line && at->column)
            fprintf(stderr, ":%u", (unsigned)at->column);
        fputs(": ", stderr);
    }
    if (at->field[0])
        fprintf(stderr, "field \"%s\": ", at->field);
    fprintf(stderr, "%s\n", err->message);
    if (err->hint[0])
        fprintf(stderr, "  %s\n", err->hint);
    return kn_code_exit_status(err->code);
}

static void print_overview(FILE *out)
{
    enum { NAMES = 31, INDENT = 2 + NAMES + 1, WIDTH = 79 };

    fputs("Unknot finds out what really eases your muscle spasms.\n", out);
    for (int i = 0; i < COMMAND_COUNT; i++) {
        const kn_command *command = rows[i].command;
        char left[120];

        if (rows[i].group)
            fprintf(out, "\n%s\n", rows[i].group);
        snprintf(left, sizeof left, "unknot %s %s", command->name, command->operands);
        if (strlen(left) > NAMES)
            fprintf(out, "  %s\n%*s", left, INDENT, "");
        else
            fprintf(out, "  %-*s ", NAMES, left);
        kn_print_wrapped(out, command->summary, INDENT, WIDTH);
    }
    fputs("\nYour diary is the file of --diary, else $UNKNOT_DIARY, else\n"
          "$XDG_DATA_HOME/unknot/diary.db, else ~/.local/share/unknot/diary.db.\n"
          "More of each: unknot help COMMAND\n"
          "Try: unknot analyze data/example-stretch.csv --outcome spasms --design pairs "
          "--important 25%\n",
          out);
}

static void print_markdown(FILE *out)
{
    fputs("# The commands of unknot\n\n"
          "Made by `unknot help --markdown`; a test compares the two. Do not edit by hand.\n",
          out);
    for (int i = 0; i < COMMAND_COUNT; i++) {
        const kn_command *command = rows[i].command;

        if (rows[i].group)
            fprintf(out, "\n**%s**\n\n| command | what it does |\n|---|---|\n", rows[i].group);
        fprintf(out, "| `unknot %s%s%s%s` | %s |\n", command->name, command->operands[0] ? " " : "",
                command->operands, command->option_count ? " [OPTION]..." : "", command->summary);
    }
    fputs("\nThe answer goes to standard output, everything else to standard error. Files are "
          "written whole or not\nat all, and only after everything else has succeeded. `NO_COLOR` "
          "is kept.\n\n## Exit status\n\n| status | when |\n|---|---|\n",
          out);
    for (int code = 0; code < KN_CODE_COUNT; code++)
        fprintf(out, "| %d | %s |\n", kn_code_exit_status((kn_code)code),
                kn_code_meaning((kn_code)code));
    fputs("\nAn option is written `--name VALUE` or `--name=VALUE`. The diary is the file of "
          "`--diary`, "
          "else `$UNKNOT_DIARY`,\nelse `$XDG_DATA_HOME/unknot/diary.db`, else "
          "`~/.local/share/unknot/diary.db`. An id may be cut to its first\ncharacters, four or "
          "more, as long as only one entry begins so.\n",
          out);
    for (int i = 0; i < COMMAND_COUNT; i++) {
        if (!rows[i].command->option_count)
            continue;
        fprintf(out, "\n## Options of %s\n", rows[i].command->name);
        if (rows[i].command->about)
            fprintf(out, "\n%s\n", rows[i].command->about);
        kn_command_print_markdown(rows[i].command, out);
    }
}

/* Whether `name` is all the words of a command's name that begin words[0..count). */
static bool is_named(const kn_command *command, int count, char *const words[], int *used)
{
    const char *rest = strchr(command->name, ' ');
    size_t first = rest ? (size_t)(rest - command->name) : strlen(command->name);

    *used = rest ? 2 : 1;
    if (strlen(words[0]) != first || memcmp(words[0], command->name, first) != 0)
        return false;
    return !rest || (count > 1 && strcmp(words[1], rest + 1) == 0);
}

/* The first command of two words that begins with this one: "log" alone means "log spasm". */
static const kn_command *find_family(int count, char *const words[])
{
    size_t length = strlen(words[0]);

    if (count > 1 && words[1][0] != '-')
        return NULL;
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strncmp(rows[i].command->name, words[0], length) == 0 &&
            rows[i].command->name[length] == ' ')
            return rows[i].command;
    return NULL;
}

static const kn_command *fail_command(int count, char *const words[])
{
    const char *names[COMMAND_COUNT], *nearest;
    size_t length = strlen(words[0]);
    bool is_family = false;
    char asked[NAME_SIZE];
    kn_error err = {0};

    for (int i = 0; i < COMMAND_COUNT; i++) {
        names[i] = rows[i].command->name;
        is_family =
            is_family || (strncmp(names[i], words[0], length) == 0 && names[i][length] == ' ');
    }
    if (is_family && count > 1)
        snprintf(asked, sizeof asked, "%s %.40s", words[0], words[1]);
    else
        snprintf(asked, sizeof asked, "%.60s", words[0]);
    nearest = kn_nearest(asked, names, COMMAND_COUNT);
    kn_fail(&err, KN_USAGE, NULL, "there is no command \"%s\"", asked);
    if (nearest)
        kn_hint(&err, "Did you mean \"%s\"?", nearest);
    else
        kn_hint(&err, "All commands: unknot help.");
    kn_complain(&err);
    return NULL;
}

/* *used: how many words its name took. */
static const kn_command *find_command(int count, char *const words[], int *used)
{
    const kn_command *command;

    for (int i = 0; i < COMMAND_COUNT; i++)
        if (is_named(rows[i].command, count, words, used))
            return rows[i].command;
    *used = 1;
    command = find_family(count, words);
    return command ? command : fail_command(count, words);
}

static int command_help(int count, char *const words[])
{
    const kn_command *command;
    int used;

    if (count == 0) {
        print_overview(stdout);
        return 0;
    }
    if (strcmp(words[0], "--markdown") == 0) {
        print_markdown(stdout);
        return 0;
    }
    command = find_command(count, words, &used);
    if (!command)
        return kn_code_exit_status(KN_USAGE);
    kn_command_print_help(command, stdout);
    return 0;
}

static int command_version(int count, char *const words[])
{
    (void)count;
    (void)words;
    puts("unknot " UNKNOT_VERSION);
    return 0;
}

static int run(int count, char *const words[])
{
    const kn_command *command;
    int used;

    if (count == 0) {
        print_overview(stderr);
        return kn_code_exit_status(KN_USAGE);
    }
    if (strcmp(words[0], "--help") == 0 || strcmp(words[0], "-h") == 0)
        return command_help(0, NULL);
    if (strcmp(words[0], "--version") == 0)
        return command_version(0, NULL);
    command = find_command(count, words, &used);
    if (!command)
        return kn_code_exit_status(KN_USAGE);
    if (kn_command_wants_help(count - used, words + used)) {
        kn_command_print_help(command, stdout);
        return 0;
    }
    return kn_command_run(command, count - used, words + used);
}

/* Output that did not arrive is a failure, even if all else went well. */
static int close_output(int status)
{
    bool failed = ferror(stdout) != 0;
    kn_error err = {0};

    if (fclose(stdout) != 0 || failed) {
        kn_place at = {.source = "standard output"};

        kn_fail(&err, KN_IO, &at, "cannot write: %s", strerror(errno));
        return kn_complain(&err);
    }
    return status;
}

int main(int argc, char *argv[])
{
    setlocale(LC_CTYPE, ""); /* only to learn whether the terminal takes UTF-8 */
    return close_output(run(argc - 1, argv + 1));
}
