/* A draw, in words for a terminal. */
#include <math.h>
#include <string.h>

#include "cli/relief_draw.h"
#include "cli/say.h"
#include "cli/trial.h"

bool kn_draw_needs(const json_t *reply, const char *what)
{
    const json_t *list = json_object_get(reply, "needs");

    for (size_t i = 0; i < json_array_size(list); i++)
        if (strcmp(json_string_value(json_array_get(list, i)), what) == 0)
            return true;
    return false;
}

/* "1 in 3", or "31 in 100". */
static void add_chance(double chance, char *out, size_t size)
{
    const double among = chance > 0 ? 1 / chance : 0;

    if (chance > 0 && fabs(among - round(among)) < 0.01)
        snprintf(out, size, "1 in %.0f", among);
    else
        snprintf(out, size, "%.0f in 100", 100 * chance);
}

static void say_odds(const json_t *odds)
{
    char line[1024] = "The chances:", one[32];
    size_t used = strlen(line), count = json_array_size(odds);

    for (size_t i = 0; i < count && used < sizeof line; i++) {
        const json_t *row = json_array_get(odds, i);

        add_chance(json_number_value(json_object_get(row, "chance")), one, sizeof one);
        used += (size_t)snprintf(line + used, sizeof line - used, " %.100s %s%s",
                                 kn_member(row, "name"), one, i + 1 < count ? "," : ".");
    }
    if (count > 1)
        kn_say_paragraph(line);
}

static void say_needed(const json_t *reply, const char *id)
{
    const bool pain = kn_draw_needs(reply, "pain"), site = kn_draw_needs(reply, "site");
    char line[256];

    snprintf(line, sizeof line, "Before one is picked: %s%s%s", pain ? "how bad is it" : "",
             pain && site ? ", and " : "", site ? "where is it?" : "?");
    kn_say_paragraph(line);
    printf("  unknot relief draw %.*s%s%s\n", KN_SHORT_ID, id, pain ? " --pain-start 0-10" : "",
           site ? " --site REGION" : "");
    puts("  --anyway picks with what is known.");
}

static void say_response(const json_t *drawn, const char *id)
{
    const char *response = kn_member(drawn, "response");

    if (strcmp(response, "doing") == 0)
        puts("You are doing it.");
    else if (strcmp(response, "skipped") == 0)
        puts("You skipped it. It stays written which one was picked.");
    else if (strcmp(response, "chose") == 0)
        puts("You do something else. It stays written which one was picked.");
    else
        printf("Doing it? unknot relief draw %.*s --doing (or --skip, --choose TREATMENT)\n",
               KN_SHORT_ID, id);
}

void kn_say_draw(const json_t *reply, const char *id)
{
    const json_t *drawn = json_object_get(reply, "draw"),
                 *first = json_object_get(reply, "cluster");
    char line[512];

    if (json_array_size(json_object_get(reply, "needs")) > 0) {
        say_needed(reply, id);
        return;
    }
    if (!json_is_object(drawn))
        return;
    putchar('\n');
    if (!*kn_member(drawn, "arm")) {
        kn_say_paragraph(kn_member(drawn, "why_words"));
        if (*kn_member(first, "name")) {
            snprintf(line, sizeof line, "Picked for the one before: %.200s.",
                     kn_member(first, "name"));
            kn_say_paragraph(line);
        }
        return;
    }
    kn_say_paragraph(kn_member(drawn, "name"));
    if (*kn_member(drawn, "how")) {
        fputs("  ", stdout);
        kn_print_wrapped(stdout, kn_member(drawn, "how"), 2, KN_SAY_WIDTH);
    }
    kn_say_paragraph(kn_member(drawn, "line"));
    say_odds(json_object_get(drawn, "odds"));
    say_response(drawn, id);
}
