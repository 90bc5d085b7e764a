/* The answer of a trial in words, for a terminal. */
#include <stdio.h>
#include <string.h>

#include "cli/say.h"
#include "cli/trial.h"

static void say_list(const char *title, const json_t *texts)
{
    if (json_array_size(texts) > 0)
        printf("\n%s\n", title);
    for (size_t i = 0; i < json_array_size(texts); i++) {
        fputs("- ", stdout);
        kn_print_wrapped(stdout, json_string_value(json_array_get(texts, i)), 2, KN_SAY_WIDTH);
    }
}

static void say_contrasts(const json_t *contrasts)
{
    if (json_array_size(contrasts) < 2)
        return; /* it stands in the headline */
    for (size_t i = 0; i < json_array_size(contrasts); i++) {
        const json_t *row = json_array_get(contrasts, i);

        printf("\n%s\n", kn_member(row, "name"));
        kn_say_paragraph(kn_member(row, "headline"));
        kn_say_paragraph(kn_member(row, "lead"));
    }
}

static void say_numbers(const json_t *numbers)
{
    char line[512];

    if (json_array_size(numbers) > 0)
        puts("\nIn your own numbers");
    for (size_t i = 0; i < json_array_size(numbers); i++) {
        const json_t *row = json_array_get(numbers, i);
        const char *detail = kn_member(row, "detail");

        snprintf(line, sizeof line, "%s%s%s", kn_member(row, "value"), *detail ? ". " : "", detail);
        kn_say_pair(kn_member(row, "label"), line);
    }
}

static void say_charts(const json_t *charts)
{
    static const char *const lists[] = {"size", "hundred"};

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        const json_t *list = json_object_get(charts, lists[i]);

        for (size_t c = 0; c < json_array_size(list); c++)
            kn_say_chart(json_array_get(list, c));
    }
}

static void say_harms(const json_t *harms)
{
    if (json_array_size(harms) > 0)
        puts("\nUnwanted effects");
    for (size_t i = 0; i < json_array_size(harms); i++)
        kn_say_pair(kn_member(json_array_get(harms, i), "day"),
                    kn_member(json_array_get(harms, i), "words"));
}

static void say_next(const json_t *answer)
{
    const json_t *next = json_object_get(answer, "next");

    if (json_array_size(next) > 0)
        puts("\nWhat you can do now (unknot trial decide)");
    for (size_t i = 0; i < json_array_size(next); i++) {
        const json_t *row = json_array_get(next, i);
        char line[512];

        snprintf(line, sizeof line, "%s. %s", kn_member(row, "words"), kn_member(row, "detail"));
        kn_say_pair(kn_member(row, "key"), line);
    }
}

/* Whether the headline says it already, but for its capital and its full stop. */
static bool is_said(const char *headline, const char *sentence)
{
    char middle[512];

    if (strlen(sentence) < 2)
        return true;
    snprintf(middle, sizeof middle, "%s", sentence + 1);
    middle[strcspn(middle, ".")] = '\0';
    return strstr(headline, middle) != NULL;
}

void kn_say_trial_answer(const json_t *answer)
{
    const char *headline = kn_member(answer, "headline"), *blinding = kn_member(answer, "blinding");
    const json_t *taken = json_object_get(answer, "taken"),
                 *periods = json_object_get(answer, "periods");

    kn_say_paragraph(kn_member(answer, "kind_words"));
    putchar('\n');
    kn_say_paragraph(headline);
    kn_say_paragraph(kn_member(answer, "lead"));
    if (!is_said(headline, blinding))
        kn_say_paragraph(blinding);
    kn_say_paragraph(kn_member(answer, "early"));
    kn_say_paragraph(kn_member(answer, "at_will"));
    say_contrasts(json_object_get(answer, "contrasts"));
    say_charts(json_object_get(answer, "charts"));
    say_numbers(json_object_get(answer, "own_numbers"));
    puts("\nHow it was done");
    kn_say_paragraph(kn_member(json_object_get(answer, "draw"), "words"));
    kn_say_paragraph(kn_member(taken, "words"));
    kn_say_paragraph(kn_member(json_object_get(answer, "guesses"), "words"));
    if (json_is_object(periods)) {
        printf("\n%s\n", kn_member(periods, "caption"));
        kn_say_table(periods);
    }
    say_harms(json_object_get(answer, "harms"));
    say_list("Doubts", json_object_get(answer, "doubts"));
    say_next(answer);
}
