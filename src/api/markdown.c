/* docs/api.md, made from the tables. */
#include <string.h>

#include "api/call.h"

static const char *const type_names[] = {[KN_ARGUMENT_TEXT] = "text",
                                         [KN_ARGUMENT_WHOLE] = "whole number",
                                         [KN_ARGUMENT_DAY] = "day",
                                         [KN_ARGUMENT_ID] = "id",
                                         [KN_ARGUMENT_OBJECT] = "JSON object"};

/* A bar would end the table cell. */
static void add_cell(kn_text *out, const char *text)
{
    for (; *text; text++) {
        if (*text == '|')
            kn_text_add_char(out, '\\');
        kn_text_add_char(out, *text);
    }
}

static void add_operation(kn_text *out, const kn_operation *operation)
{
    kn_text_addf(out, "\n### %s\n\n`%s /api/%s` %s.\n", operation->name,
                 operation->method == KN_GET ? "GET" : "POST", operation->name, operation->summary);
    if (operation->bytes_max > 0)
        kn_text_addf(out, "\nTakes the bytes of a file, at most %zu.\n", operation->bytes_max);
    if (operation->gives_bytes)
        kn_text_addf(out, "\nGives the bytes of a file, `%s`.\n", operation->gives_bytes);
    if (operation->argument_count == 0)
        return;
    kn_text_add(out, "\n| argument | type | needed | meaning |\n|---|---|---|---|\n");
    for (size_t i = 0; i < operation->argument_count; i++) {
        const kn_argument *argument = &operation->arguments[i];

        kn_text_addf(out, "| `%s` | %s | %s | ", argument->name, type_names[argument->type],
                     argument->required ? "yes" : "no");
        add_cell(out, argument->help);
        kn_text_add(out, " |\n");
    }
}

void kn_api_print_markdown(kn_text *out)
{
    kn_text_add(out, "# The operations\n\n"
                     "Made by `unknot api --markdown`; a test compares the two. Do not edit by "
                     "hand. What they take and give is shown in\n[api-json.md](api-json.md).\n\n"
                     "| operation | method | what it does |\n|---|---|---|\n");
    for (size_t i = 0; i < kn_operation_count; i++)
        kn_text_addf(out, "| [%s](#%s) | %s | %s |\n", kn_operations[i].name, kn_operations[i].name,
                     kn_operations[i].method == KN_GET ? "GET" : "POST", kn_operations[i].summary);
    kn_text_add(out, "\n## Arguments\n\nWhat is not listed is refused. Every reply holds `schema`, "
                     "now 1. What the body\nof an entry holds stands in [format.md](format.md).\n");
    for (size_t i = 0; i < kn_operation_count; i++)
        add_operation(out, &kn_operations[i]);
}
