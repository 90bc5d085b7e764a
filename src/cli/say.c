#include "cli/say.h"

#include <string.h>

#include "base/text.h"
#include "cli/options.h"

enum { TIME_COLUMNS = 12 };

const char *kn_member(const json_t *object, const char *name)
{
    const char *text = json_string_value(json_object_get(object, name));

    return text ? text : "";
}

/* Adds a sentence with its full stop and a blank; nothing for "". */
static void add_sentence(char *out, size_t size, const char *text)
{
    size_t used = strlen(out), length = strlen(text);

    if (length > 0)
        snprintf(out + used, size - used, "%s%s%s", used ? " " : "", text,
                 strchr(".?!", text[length - 1]) ? "" : ".");
}

static void entry_words(const json_t *entry, char *out, size_t size)
{
    const json_t *shown = json_object_get(entry, "shown"), *pain = json_object_get(shown, "pain");
    char words[32];

    out[0] = '\0';
    add_sentence(out, size, kn_member(shown, "title"));
    add_sentence(out, size, kn_member(shown, "line"));
    if (json_is_integer(pain)) {
        snprintf(words, sizeof words, "Pain %d", (int)json_integer_value(pain));
        add_sentence(out, size, words);
    }
    if (json_is_true(json_object_get(shown, "running")))
        add_sentence(out, size, "Still running");
}

void kn_say_entry(const json_t *entry)
{
    char words[8192], id[16];
    const char *time = kn_member(json_object_get(entry, "shown"), "time");
    size_t used;

    entry_words(entry, words, sizeof words - sizeof id);
    used = strlen(words);
    snprintf(id, sizeof id, "%.*s", KN_SHORT_ID, kn_member(entry, "id"));
    snprintf(words + used, sizeof words - used, " [%s]", id);
    printf("  %-*s", TIME_COLUMNS - 2, time[0] ? time : "that day");
    kn_print_wrapped(stdout, words, TIME_COLUMNS, KN_SAY_WIDTH);
}

void kn_say_entries(const char *title, const json_t *entries)
{
    if (json_array_size(entries) == 0)
        return;
    printf("\n%s\n", title);
    for (size_t i = 0; i < json_array_size(entries); i++)
        kn_say_entry(json_array_get(entries, i));
}

static void say_line(FILE *out, const char *text)
{
    if (!*text)
        return;
    fputs("  ", out);
    kn_print_wrapped(out, text, 2, KN_SAY_WIDTH);
}

void kn_say_warnings(const json_t *warnings, FILE *out)
{
    for (size_t i = 0; i < json_array_size(warnings); i++) {
        const json_t *warning = json_array_get(warnings, i);
        char words[512];

        fprintf(out, "%s%s\n", i ? "\n" : "", kn_member(warning, "title"));
        say_line(out, kn_member(warning, "act"));
        say_line(out, kn_member(warning, "because"));
        say_line(out, kn_member(warning, "escalate"));
        say_line(out, kn_member(warning, "meanwhile"));
        say_line(out, kn_member(warning, "caution"));
        snprintf(words, sizeof words, "When you have had advice: unknot advice %s",
                 kn_member(warning, "flag"));
        say_line(out, words);
    }
    if (json_array_size(warnings) > 0)
        fputc('\n', out);
}

void kn_say_questions(const json_t *questions, const char *about)
{
    const json_t *worst = json_array_get(questions, 0);
    char words[512];

    if (!worst)
        return;
    puts("\nOne more thing, to be safe:");
    say_line(stdout, kn_member(worst, "question"));
    snprintf(words, sizeof words, "  unknot answer %s yes|no|unsure%s%.*s",
             kn_member(worst, "flag"), about ? " --about " : "", KN_SHORT_ID, about ? about : "");
    say_line(stdout, words);
    if (json_array_size(questions) > 1)
        say_line(stdout, "  Then unknot today asks the next one.");
}

static int columns_of(const char *text)
{
    return (int)kn_utf8_count(text, strlen(text));
}

void kn_say_table(const json_t *table)
{
    enum { COLUMNS_MAX = 8 };
    const json_t *rows = json_object_get(table, "rows"), *head = json_object_get(table, "columns");
    int width[COLUMNS_MAX] = {0};
    size_t columns = json_array_size(head);

    if (columns > COLUMNS_MAX)
        columns = COLUMNS_MAX;
    for (size_t r = 0; r <= json_array_size(rows); r++) {
        const json_t *row = r ? json_array_get(rows, r - 1) : head;

        for (size_t c = 0; c < columns; c++) {
            const char *cell = json_string_value(json_array_get(row, c));
            int needed = cell ? columns_of(cell) : 0;

            width[c] = needed > width[c] ? needed : width[c];
        }
    }
    for (size_t r = 0; r <= json_array_size(rows); r++) {
        const json_t *row = r ? json_array_get(rows, r - 1) : head;

        fputs(" ", stdout);
        for (size_t c = 0; c < columns; c++) {
            const char *cell = json_string_value(json_array_get(row, c));
            int blanks = c + 1 < columns ? width[c] - columns_of(cell ? cell : "") : 0;

            printf(" %s%*s%s", cell ? cell : "", blanks, "", c + 1 < columns ? " " : "");
        }
        putchar('\n');
    }
}

void kn_say_chart(const json_t *chart)
{
    if (!json_is_object(chart))
        return;
    printf("\n%s\n", kn_member(chart, "title"));
    say_line(stdout, kn_member(chart, "summary"));
    kn_say_table(json_object_get(chart, "table"));
}

void kn_say_count(const json_t *day, char *out, size_t size)
{
    const char *state = kn_member(day, "state");
    int spasms = (int)json_integer_value(json_object_get(day, "spasms"));

    if (strcmp(state, "value") == 0)
        snprintf(out, size, "%d spasm%s", spasms, spasms == 1 ? "" : "s");
    else
        snprintf(out, size, "%s", strcmp(state, "none") == 0 ? "No spasms" : "Nothing recorded");
}

static void say_label(const json_t *label)
{
    char words[1024];

    if (!json_is_object(label))
        return;
    snprintf(words, sizeof words, "We filed it as: %s. %s", kn_member(label, "name"),
             kn_member(label, "footer"));
    kn_print_wrapped(stdout, words, 0, KN_SAY_WIDTH);
}

void kn_say_saved(const char *verb, const json_t *reply)
{
    const json_t *entry = json_object_get(reply, "entry"), *shown = json_object_get(entry, "shown");
    const char *day = kn_member(shown, "day"), *time = kn_member(shown, "time");
    char words[8192], line[8192 + 128];

    kn_say_warnings(json_object_get(reply, "warnings"), stderr);
    fflush(stderr);
    if (!json_is_object(entry)) {
        puts(verb);
        return;
    }
    entry_words(entry, words, sizeof words);
    /* the day is said unless it is the one on which this was written */
    if (*time && strncmp(kn_member(entry, "recorded"), day, strlen(day)) == 0)
        day = "";
    snprintf(line, sizeof line, "%s %s%s%s. %s [%.*s]", verb, day, *day && *time ? ", " : "", time,
             words, KN_SHORT_ID, kn_member(entry, "id"));
    kn_print_wrapped(stdout, line, 0, KN_SAY_WIDTH);
    say_label(json_object_get(shown, "label"));
    kn_say_questions(json_object_get(reply, "questions"), kn_member(entry, "id"));
}
