/* Help and manual, from the tables. */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/options.h"

static const kn_option help_option = {.name = "help", .help = "show this and stop"};

void kn_print_wrapped(FILE *out, const char *text, int indent, int width)
{
    int column = indent;

    while (*text) {
        size_t length = strcspn(text, " ");
        int columns = (int)kn_utf8_count(text, length);

        if (column > indent && column + 1 + columns > width) {
            fprintf(out, "\n%*s", indent, "");
            column = indent;
        } else if (column > indent) {
            fputc(' ', out);
            column++;
        }
        fwrite(text, 1, length, out);
        column += columns;
        text += length;
        text += strspn(text, " ");
    }
    fputc('\n', out);
}

static void print_option(FILE *out, const kn_option *option)
{
    enum { INDENT = 24, WIDTH = 79 };
    char left[120], help[400], name[KN_OPTION_NAME_SIZE];

    snprintf(left, sizeof left, "--%s%s%s", kn_option_name(name, option),
             option->argument ? " " : "", option->argument ? option->argument : "");
    snprintf(help, sizeof help, "%s%s%s%s", option->help, option->fallback ? " (default: " : "",
             option->fallback ? option->fallback : "", option->fallback ? ")" : "");
    if (strlen(left) + 4 > INDENT)
        fprintf(out, "  %s\n%*s", left, INDENT, "");
    else
        fprintf(out, "  %-*s", INDENT - 2, left);
    kn_print_wrapped(out, help, INDENT, WIDTH);
}

void kn_command_print_help(const kn_command *command, FILE *out)
{
    fprintf(out, "Usage: unknot %s%s%s%s\n\n", command->name, command->operands[0] ? " " : "",
            command->operands, command->option_count ? " [OPTION]..." : "");
    if (command->about)
        fprintf(out, "%s\n", command->about);
    else
        fprintf(out, "%s\n", command->summary);
    for (size_t i = 0; i < command->option_count; i++) {
        if (command->options[i].name)
            print_option(out, &command->options[i]);
        else
            fprintf(out, "\n%s\n", command->options[i].help);
    }
    if (command->option_count)
        print_option(out, &help_option);
    if (command->example)
        fprintf(out, "\nExample\n  %s\n", command->example);
}

/* A bar would end the table cell. */
static void print_cell(FILE *out, const char *text)
{
    for (; *text; text++)
        fprintf(out, *text == '|' ? "\\|" : "%c", *text);
}

static void print_row(FILE *out, const kn_option *option)
{
    char name[KN_OPTION_NAME_SIZE];

    fprintf(out, "| `--%s", kn_option_name(name, option));
    if (option->argument) {
        fputc(' ', out);
        print_cell(out, option->argument);
    }
    fputs("` | ", out);
    print_cell(out, option->help);
    fprintf(out, " | %s |\n", option->fallback ? option->fallback : "");
}

void kn_command_print_markdown(const kn_command *command, FILE *out)
{
    static const char head[] = "| option | what it does | default |\n|---|---|---|\n";

    for (size_t i = 0; i < command->option_count; i++) {
        if (!command->options[i].name) {
            fprintf(out, "\n### %s\n\n%s", command->options[i].help, head);
            continue;
        }
        if (i == 0)
            fprintf(out, "\n%s", head);
        print_row(out, &command->options[i]);
    }
    if (command->option_count)
        print_row(out, &help_option);
}
