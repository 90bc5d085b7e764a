/* The trial that tests a suspect: with avoiding it, or with doing what goes with fewer spasms,
 * against keeping on as usual. */
#include <stdio.h>
#include <string.h>

#include "api/trigger_call.h"

enum { NAME_SIZE = 4 * KN_NAME_MAX + 1, SENTENCE_SIZE = 1024 };

/* An own treatment stands for avoiding a suspect. What goes with fewer spasms is tested the other
 * way round only where doing more of it harms nobody: nobody is told to drink, to sleep less, to
 * sit. */
static const struct way {
    const char *key;
    const char *name, *how;           /* avoiding it */
    const char *more_name, *more_how; /* doing it; NULL: not offered */
} ways[] = {
    {"effort", "No hard effort", "On its days, leave out sport and heavy work.", "Some hard effort",
     "On its days, move so that you get out of breath, as far as it is safe for you."},
    {"more-effort", "No more effort than usual", "On its days, do not go beyond your usual.",
     "A little more effort than usual", "On its days, move a little more than usual."},
    {"short-sleep", "An hour more in bed", "On its days, go to bed an hour earlier.", NULL, NULL},
    {"short-night", "An hour more in bed", "On its days, go to bed an hour earlier.", NULL, NULL},
    {"caffeine", "No caffeine",
     "On its days, no coffee, black or green tea, cola or energy drinks.", NULL, NULL},
    {"alcohol", "No alcohol",
     "On its days, drink no alcohol. If you drink every day, ask a doctor before you stop.", NULL,
     NULL},
    {"sitting", "Getting up every half hour",
     "On its days, stand up and walk about every half hour.", NULL, NULL},
};

static const struct way *find_way(const char *key)
{
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (strcmp(ways[i].key, key) == 0)
            return &ways[i];
    return NULL;
}

/* A name with something before it, cut to what a name may have. */
static void make_name(char out[NAME_SIZE], const char *before, const char *name)
{
    size_t size = strlen(before), characters = KN_NAME_MAX - size, bytes = 0;

    memcpy(out, before, size);
    while (characters > 0 && name[bytes]) {
        bytes++;
        while (((unsigned char)name[bytes] & 0xc0) == 0x80)
            bytes++;
        characters--;
    }
    memcpy(out + size, name, bytes);
    out[size + bytes] = '\0';
}

/* False where there is nothing to offer. */
static bool choose(const kn_trigger_suspect *suspect, bool is_fewer, char name[NAME_SIZE],
                   const char **how)
{
    const struct way *way = find_way(suspect->key);

    if (!suspect->can_test || (way && is_fewer && !way->more_name))
        return false;
    if (way) {
        snprintf(name, NAME_SIZE, "%s", is_fewer ? way->more_name : way->name);
        *how = is_fewer ? way->more_how : way->how;
    } else if (is_fewer) {
        make_name(name, "", suspect->name);
        *how = "On its days, do it.";
    } else {
        make_name(name, "No: ", suspect->name);
        *how = "On its days, leave it out. A medicine that was prescribed is not stopped for this.";
    }
    return true;
}

/* The key of an own treatment of that name that is still offered; NULL: there is none. */
static const char *find_own(const kn_catalogue *catalogue, const char *name)
{
    for (size_t i = 0; i < catalogue->count; i++) {
        const kn_item *item = &catalogue->items[i];

        if (item->kind == KN_KIND_TREATMENT && item->is_own && !item->is_archived &&
            strcmp(item->name, name) == 0)
            return item->key;
    }
    return NULL;
}

json_t *kn_trigger_test_json(const kn_trigger_diary_answer *answer,
                             const kn_trigger_suspect *suspect, const kn_catalogue *catalogue)
{
    const kn_suspect_answer *found = kn_trigger_suspect_answer(answer, suspect);
    bool is_fewer = found && found->verdict == KN_TRIGGERS_GOES_WITH_FEWER;
    char name[NAME_SIZE], why[SENTENCE_SIZE];
    const char *how, *key;

    if (!found || !choose(suspect, is_fewer, name, &how))
        return json_null();
    key = find_own(catalogue, name);
    snprintf(why, sizeof why, "In my diary %s went with %s spasms.", suspect->name,
             is_fewer ? "fewer" : "more");
    return json_pack("{s:{s:s?,s:s,s:s},s:{s:s,s:s,s:[{s:s,s:s},{s:s?,s:s,s:s}],s:s}}", "treatment",
                     "key", key, "name", name, "how", how, "design", "title", name, "why",
                     found->verdict == KN_TRIGGERS_GOES_WITH || is_fewer ? why
                                                                         : "To see if it matters.",
                     "arms", "key", "usual", "name", "As usual", "key", key, "name", name, "how",
                     how, "outcome", "spasm-days");
}
