/* The plan of the relief experiment, in words for a terminal. */
#include <stdio.h>
#include <string.h>

#include "cli/relief_diary.h"
#include "cli/say.h"
#include "cli/trial.h"

static const char *name_of(const json_t *catalogue, const char *list, const char *key)
{
    const json_t *items = json_object_get(catalogue, list);

    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        const char *id = kn_member(item, "id");

        if (strcmp(*id ? id : kn_member(item, "key"), key) == 0)
            return kn_member(item, "name");
    }
    return key;
}

static void say_remedy(const json_t *catalogue, const json_t *remedy)
{
    const json_t *sites = json_object_get(remedy, "not_sites");
    const double hours = json_number_value(json_object_get(remedy, "rest_hours"));
    char line[2048];
    size_t used = (size_t)snprintf(line, sizeof line, "%.300s",
                                   name_of(catalogue, "treatments", kn_member(remedy, "key")));

    if (hours > 0)
        used +=
            (size_t)snprintf(line + used, sizeof line - used, "; not again within %g hours", hours);
    if (json_is_true(json_object_get(remedy, "not_at_night")))
        used += (size_t)snprintf(line + used, sizeof line - used, "; not at night");
    if (json_is_true(json_object_get(remedy, "not_at_work")))
        used += (size_t)snprintf(line + used, sizeof line - used, "; not at work");
    for (size_t i = 0; i < json_array_size(sites) && used < sizeof line; i++)
        used += (size_t)snprintf(
            line + used, sizeof line - used, "%s %s", i ? "," : "; not on",
            name_of(catalogue, "regions", json_string_value(json_array_get(sites, i))));
    fputs("- ", stdout);
    kn_print_wrapped(stdout, line, 2, KN_SAY_WIDTH);
    if (*kn_member(remedy, "how")) {
        fputs("  ", stdout);
        kn_print_wrapped(stdout, kn_member(remedy, "how"), 2, KN_SAY_WIDTH);
    }
}

/* Hours that some remedy minds. */
static void say_hours(const char *label, const json_t *plan, const char *member, const char *rule)
{
    const json_t *hours = json_object_get(plan, member),
                 *remedies = json_object_get(plan, "remedies");
    bool is_used = false;
    char line[64];

    for (size_t i = 0; i < json_array_size(remedies); i++)
        is_used = is_used || json_is_true(json_object_get(json_array_get(remedies, i), rule));
    if (!is_used)
        return;
    snprintf(line, sizeof line, "%.8s to %.8s", kn_member(hours, "from"), kn_member(hours, "to"));
    kn_say_pair(label, line);
}

void kn_say_relief_plan(const json_t *reply, const json_t *catalogue)
{
    static const struct {
        const char *state, *words;
    } states[] = {{"none", "Nothing is compared yet. This would be a start:"},
                  {"on", "Comparing is on."},
                  {"off", "Comparing is off. All is kept."},
                  {"settled", "You have decided. Nothing is picked any more."}};
    const json_t *now = json_object_get(reply, "plan");
    const json_t *plan = json_is_object(now) ? now : json_object_get(reply, "suggested");
    const json_t *remedies = json_object_get(plan, "remedies");
    const json_t *limit = json_object_get(plan, "wait_limit");
    char line[64];

    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (strcmp(states[i].state, kn_member(reply, "state")) == 0)
            puts(states[i].words);
    if (*kn_member(reply, "settled_name"))
        kn_say_pair("You use", kn_member(reply, "settled_name"));
    for (size_t i = 0; i < json_array_size(remedies); i++)
        say_remedy(catalogue, json_array_get(remedies, i));
    putchar('\n');
    kn_say_pair("Chances", strcmp(kn_member(plan, "odds"), "adaptive") == 0
                               ? "they lean to what has eased sooner so far, never under 1 in 10"
                               : "the same for all that are allowed");
    if (json_is_integer(limit)) {
        snprintf(line, sizeof line, "not picked with more pain than %d",
                 (int)json_integer_value(limit));
        kn_say_pair("Waiting", line);
    }
    say_hours("Night", plan, "night", "not_at_night");
    say_hours("Work", plan, "work", "not_at_work");
    kn_say_paragraph(kn_member(reply, "line"));
    kn_say_notes(json_object_get(reply, "notes"));
    if (strcmp(kn_member(reply, "state"), "none") == 0)
        puts("Switch it on: unknot relief plan --on");
}
