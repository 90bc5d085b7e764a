/* unknot - the program. One table of commands; help and the manual are made from it. */
#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/options.h"

#ifndef UNKNOT_VERSION /* the build sets it from the project's version */
#define UNKNOT_VERSION "unknown"
#endif

static int command_help(int count, char *const words[]);
static int command_version(int count, char *const words[]);

static const struct command {
    const char *name, *arguments, *summary;
    int (*run)(int count, char *const words[]);
} commands[] = {
    {"analyze", "FILE [OPTION]...", "say what a trial has found", kn_command_analyze},
    {"help", "[COMMAND]", "explain a command; help --markdown prints docs/commands.md",
     command_help},
    {"version", "", "print the version", command_version},
};
enum { COMMAND_COUNT = sizeof commands / sizeof commands[0] };

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
    fputs("Unknot says honestly what a trial in one person has found.\n\n", out);
    for (int i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  unknot %-8s %-17s %s\n", commands[i].name, commands[i].arguments,
                commands[i].summary);
    fputs("\nTry: unknot analyze data/example-stretch.csv --outcome spasms --design pairs "
          "--important 25%\n",
          out);
}

static void print_markdown(FILE *out)
{
    fputs("# The commands of unknot\n\n"
          "Made by `unknot help --markdown`; a test compares the two. Do not edit by hand.\n\n"
          "| command | what it does |\n|---|---|\n",
          out);
    for (int i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "| `unknot %s%s%s` | %s |\n", commands[i].name,
                commands[i].arguments[0] ? " " : "", commands[i].arguments, commands[i].summary);
    fputs("\nThe answer goes to standard output, everything else to standard error. Files are "
          "written whole or not\nat all, and only after the analysis has succeeded. `NO_COLOR` is "
          "kept.\n\n## Exit status\n\n| status | when |\n|---|---|\n",
          out);
    for (int code = 0; code < KN_CODE_COUNT; code++)
        fprintf(out, "| %d | %s |\n", kn_code_exit_status((kn_code)code),
                kn_code_meaning((kn_code)code));
    fputs("\n## Options of analyze\n\nAn option is written `--name VALUE` or `--name=VALUE`.\n",
          out);
    kn_options_print_markdown(out);
}

static const struct command *find_command(const char *name)
{
    const char *names[COMMAND_COUNT];
    const char *nearest;
    kn_error err = {0};

    for (int i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
        names[i] = commands[i].name;
    }
    nearest = kn_nearest(name, names, COMMAND_COUNT);
    kn_fail(&err, KN_USAGE, NULL, "there is no command \"%s\"", name);
    if (nearest)
        kn_hint(&err, "Did you mean \"%s\"?", nearest);
    else
        kn_hint(&err, "All commands: unknot help.");
    kn_complain(&err);
    return NULL;
}

static int command_help(int count, char *const words[])
{
    char help[] = "--help";
    char *const ask[] = {help};
    const struct command *command;

    if (count == 0) {
        print_overview(stdout);
        return 0;
    }
    if (strcmp(words[0], "--markdown") == 0) {
        print_markdown(stdout);
        return 0;
    }
    command = find_command(words[0]);
    if (!command)
        return kn_code_exit_status(KN_USAGE);
    if (command->run == kn_command_analyze)
        return kn_command_analyze(1, ask);
    printf("Usage: unknot %s %s\n\n%s\n", command->name, command->arguments, command->summary);
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
    const struct command *command;

    if (count == 0) {
        print_overview(stderr);
        return kn_code_exit_status(KN_USAGE);
    }
    if (strcmp(words[0], "--help") == 0 || strcmp(words[0], "-h") == 0)
        return command_help(0, NULL);
    if (strcmp(words[0], "--version") == 0)
        return command_version(0, NULL);
    command = find_command(words[0]);
    return command ? command->run(count - 1, words + 1) : kn_code_exit_status(KN_USAGE);
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
