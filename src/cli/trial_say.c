/* A trial in words, for a terminal: what the operations say, and nothing of our own. */
#include <ctype.h>
#include <string.h>

#include "base/text.h"
#include "cli/say.h"
#include "cli/trial.h"

enum { LABEL_COLUMNS = 22 };

void kn_say_paragraph(const char *text)
{
    if (*text)
        kn_print_wrapped(stdout, text, 0, KN_SAY_WIDTH);
}

void kn_say_pair(const char *label, const char *text)
{
    if (!*text)
        return;
    printf("  %-*s", LABEL_COLUMNS - 2, label);
    if (strlen(label) >= LABEL_COLUMNS - 2)
        printf("\n%*s", LABEL_COLUMNS, "");
    kn_print_wrapped(stdout, text, LABEL_COLUMNS, KN_SAY_WIDTH);
}

static int whole(const json_t *object, const char *name)
{
    return (int)json_integer_value(json_object_get(object, name));
}

static void say_indented(const char *text)
{
    if (!*text)
        return;
    fputs("  ", stdout);
    kn_print_wrapped(stdout, text, 2, KN_SAY_WIDTH);
}

void kn_say_trial_line(const json_t *summary)
{
    char line[1024];

    snprintf(line, sizeof line, "%s. %s [%.*s]", kn_member(summary, "title"),
             kn_member(summary, "line"), KN_SHORT_ID, kn_member(summary, "id"));
    kn_say_paragraph(line);
    say_indented(kn_member(json_object_get(summary, "verdict"), "kind_words"));
}

void kn_say_notes(const json_t *notes)
{
    for (size_t i = 0; i < json_array_size(notes); i++) {
        const json_t *note = json_array_get(notes, i);
        char line[640];

        snprintf(line, sizeof line, "%s%s",
                 strcmp(kn_member(note, "level"), "refused") == 0 ? "Not like this: " : "",
                 kn_member(note, "words"));
        fputs("- ", stdout);
        kn_print_wrapped(stdout, line, 2, KN_SAY_WIDTH);
    }
}

/* ---- Today ------------------------------------------------------------------------------------*/

static const struct {
    const char *what, *command;
} due_commands[] = {
    {"check-in", "unknot check-in"},
    {"trial-day", "unknot trial log done (or part, not_done, other)"},
    {"trial-guess", "unknot trial guess TREATMENT (or cannot-tell)"},
    {"trial-look", "unknot trial look"},
    {"trial-open", "unknot trial unblind"},
    {"trial-answer", "unknot trial answer"},
    {"trial-decision", "unknot trial decide keep --still yes (or what you do now)"},
};

const char *kn_due_command(const char *what)
{
    for (size_t i = 0; i < sizeof due_commands / sizeof due_commands[0]; i++)
        if (strcmp(what, due_commands[i].what) == 0)
            return due_commands[i].command;
    return "";
}

static void say_due(const json_t *due)
{
    char what[32];

    for (size_t i = 0; i < json_array_size(due); i++) {
        const char *word = json_string_value(json_array_get(due, i));

        snprintf(what, sizeof what, "trial-%s", word ? word : "");
        kn_say_pair(i ? "" : "Due", kn_due_command(what));
    }
}

void kn_say_trial_today(const json_t *reply)
{
    const json_t *today = json_object_get(reply, "today");
    const char *did = kn_member(today, "did");

    kn_say_trial_line(json_object_get(reply, "trial"));
    putchar('\n');
    kn_say_paragraph(kn_member(today, "title"));
    say_indented(kn_member(today, "line"));
    say_indented(kn_member(today, "how"));
    kn_say_pair("Envelope", kn_member(today, "label"));
    kn_say_pair("Until", kn_member(today, "until"));
    kn_say_pair("You said", strcmp(did, "not_done") == 0 ? "not done" : did);
    say_due(json_object_get(reply, "due"));
}

/* ---- The whole --------------------------------------------------------------------------------*/

static void say_rows(const char *title, const json_t *rows, const char *label, const char *text)
{
    if (json_array_size(rows) > 0)
        printf("\n%s\n", title);
    for (size_t i = 0; i < json_array_size(rows); i++)
        kn_say_pair(kn_member(json_array_get(rows, i), label),
                    kn_member(json_array_get(rows, i), text));
}

/* The name of an arm; "sealed" where the seal hides it. */
static const char *arm_name(const json_t *design, const json_t *arm)
{
    const json_t *arms = json_object_get(design, "arms");

    return json_is_integer(arm)
               ? kn_member(json_array_get(arms, (size_t)json_integer_value(arm)), "name")
               : "sealed";
}

static void say_units(const json_t *reply)
{
    enum { MOST = 40 }; /* a day-by-day order has hundreds */
    const json_t *units = json_object_get(reply, "units"),
                 *design = json_object_get(reply, "design");
    size_t count = json_array_size(units);

    if (count == 0 || count > MOST)
        return;
    puts("\nThe periods");
    for (size_t i = 0; i < count; i++) {
        const json_t *unit = json_array_get(units, i);
        const char *label = kn_member(unit, "label");

        printf("  %3d  %s to %s  %s%s%s%s\n", whole(unit, "number"), kn_member(unit, "first_day"),
               kn_member(unit, "last_day"), label, *label ? "  " : "",
               arm_name(design, json_object_get(unit, "arm")),
               strcmp(kn_member(unit, "state"), "now") == 0 ? "  (now)" : "");
    }
}

static void say_taken(const json_t *taken)
{
    char line[160];

    snprintf(line, sizeof line, "done %d, in part %d, not done %d, something else %d, not said %d",
             whole(taken, "done"), whole(taken, "part"), whole(taken, "not_done"),
             whole(taken, "other"), whole(taken, "unknown"));
    kn_say_pair("Days", line);
}

void kn_say_trial(const json_t *reply)
{
    const json_t *events = json_object_get(reply, "events");
    bool is_sealed = kn_member(reply, "hash")[0] != '\0';

    if (is_sealed)
        kn_say_trial_today(reply);
    else
        kn_say_trial_line(json_object_get(reply, "trial"));
    say_rows("The plan", json_object_get(reply, "design_words"), "label", "value");
    if (is_sealed) {
        puts("\nThe seal");
        kn_say_pair("Sealed on", kn_member(reply, "sealed_on"));
        kn_say_pair("Seal", kn_member(reply, "seal"));
        kn_say_pair("In full", kn_member(reply, "hash"));
        puts("\nWhat was done");
        say_taken(json_object_get(reply, "taken"));
        say_units(reply);
    }
    say_rows("What happened", events, "day", "words");
    kn_say_entries("Unwanted effects", json_object_get(reply, "harms"));
    if (json_array_size(json_object_get(reply, "notes")) > 0)
        puts("\nMind");
    kn_say_notes(json_object_get(reply, "notes"));
    if (kn_member(reply, "why_no_results")[0]) {
        putchar('\n');
        kn_say_paragraph(kn_member(reply, "why_no_results"));
    }
}

/* ---- The picture before the start -------------------------------------------------------------*/

/* "#############.......  13 in 20  If it halves your spasms" */
static void say_found(const char *words, int found)
{
    enum { OF = 20, INDENT = 34 };

    fputs("  ", stdout);
    for (int i = 0; i < OF; i++)
        putchar(i < found ? '#' : '.');
    printf("  %2d in %d  ", found, OF);
    kn_print_wrapped(stdout, words, INDENT, KN_SAY_WIDTH);
}

static void say_advice(const json_t *advice)
{
    if (json_array_size(advice) > 0)
        puts("\nWhat would help more");
    for (size_t i = 0; i < json_array_size(advice); i++) {
        fputs("- ", stdout);
        kn_print_wrapped(stdout, kn_member(json_array_get(advice, i), "words"), 2, KN_SAY_WIDTH);
    }
}

static void say_studies(const json_t *studies)
{
    for (size_t i = 0; i < json_array_size(studies); i++) {
        const json_t *study = json_array_get(studies, i);
        const char *effect = kn_member(study, "effect");

        printf("\nWhat studies of it found: %s\n", kn_member(study, "name"));
        fputs("  ", stdout);
        kn_print_wrapped(stdout, effect[0] ? effect : kn_member(study, "found"), 2, KN_SAY_WIDTH);
        fputs("  ", stdout);
        kn_print_wrapped(stdout, kn_member(study, "certainty_word"), 2, KN_SAY_WIDTH);
    }
}

void kn_say_plan(const json_t *plan)
{
    static const char *const after[] = {"can", "cannot", "no_worthwhile", "attenuated", "too_rare"};
    const json_t *effects = json_object_get(plan, "effects"),
                 *length = json_object_get(plan, "length");
    char line[200];

    kn_say_paragraph(kn_member(plan, "said"));
    snprintf(line, sizeof line, "Begun today, it would end on %s.",
             kn_member(length, "ends_words"));
    if (kn_member(length, "ends_words")[0])
        kn_say_paragraph(line);
    kn_say_paragraph(kn_member(json_object_get(plan, "basis"), "words"));
    say_studies(json_object_get(plan, "studies"));
    if (json_array_size(effects) > 0)
        puts("\nOf 20 such trials, so many would say \"it helps\"");
    for (size_t i = 0; i < json_array_size(effects); i++)
        say_found(kn_member(json_array_get(effects, i), "words"),
                  whole(json_array_get(effects, i), "found_of_20"));
    putchar('\n');
    for (size_t i = 0; i < sizeof after / sizeof after[0]; i++)
        kn_say_paragraph(kn_member(plan, after[i]));
    kn_say_paragraph(kn_member(json_object_get(plan, "wrong"), "words"));
    kn_say_paragraph(kn_member(json_object_get(plan, "width"), "words"));
    kn_say_paragraph(kn_member(json_object_get(plan, "days_needed"), "words"));
    say_advice(json_object_get(plan, "advice"));
    if (json_array_size(json_object_get(plan, "notes")) > 0)
        puts("\nMind");
    kn_say_notes(json_object_get(plan, "notes"));
}
