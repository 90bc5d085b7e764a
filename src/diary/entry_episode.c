/* An episode's body as a struct. */
#include <math.h>
#include <string.h>

#include "diary/entry.h"
#include "diary/site.h"

static kn_yes_no answer(const json_t *body, const char *name)
{
    const json_t *value = json_object_get(body, name);

    return json_is_true(value) ? KN_YES : json_is_false(value) ? KN_NO : KN_UNKNOWN;
}

/* A whole number, -1 if it is not there. */
static int whole(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    return value ? (int)json_integer_value(value) : -1;
}

static kn_context context(const json_t *body)
{
    static const struct {
        const char *word;
        kn_context context;
    } rows[] = {
        {"rest", KN_CONTEXT_REST},
        {"effort", KN_CONTEXT_EFFORT},
        {"night", KN_CONTEXT_NIGHT},
        {"other", KN_CONTEXT_OTHER},
    };
    const char *word = json_string_value(json_object_get(body, "context"));

    for (size_t i = 0; word && i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].word, word) == 0)
            return rows[i].context;
    return KN_CONTEXT_UNKNOWN;
}

/* A number, NAN if it is not there. */
static double number(const json_t *object, const char *name)
{
    const json_t *value = json_object_get(object, name);

    return value ? json_number_value(value) : (double)NAN;
}

/* Fills the places; returns the most pain of any, -1 if none is known. */
static int read_sites(const json_t *list, kn_episode *episode)
{
    const json_t *place;
    size_t i;
    int most = -1;

    json_array_foreach(list, i, place)
    {
        int site = kn_site_find(json_string_value(json_object_get(place, "site")));
        int pain = whole(place, "pain");

        episode->sites[episode->site_count].site = site;
        episode->sites[episode->site_count++].pain = pain;
        if (pain > most)
            most = pain;
    }
    return most;
}

kn_episode kn_episode_read(const kn_entry *entry)
{
    const json_t *body = entry->body;
    kn_yes_no painful = answer(body, "painful");
    kn_episode episode = {
        .pain = whole(body, "pain"),
        .seconds = number(body, "lasted_seconds"),
        .least = number(body, "lasted_least_seconds"),
        .most = number(body, "lasted_most_seconds"),
        .pain_start = whole(body, "pain_start"),
        .pain_end = whole(body, "pain_end"),
        .running = json_is_true(json_object_get(body, "running")),
        .repeated = answer(body, "repeated"),
        .ripple = answer(body, "ripple"),
        .warning_felt = answer(body, "warning_felt"),
        .context = context(body),
    };
    int most = read_sites(json_object_get(body, "sites"), &episode);

    /* What was said of the whole episode goes before what was said of its places. */
    if (episode.pain < 0 && painful == KN_NO)
        episode.pain = 0;
    else if (episode.pain < 0 && (painful == KN_UNKNOWN || most > 0))
        episode.pain = most;
    episode.painful = episode.pain < 0 ? painful : episode.pain > 0 ? KN_YES : KN_NO;
    return episode;
}

double kn_episode_at_least(const kn_episode *episode)
{
    if (episode->running || !isnan(episode->seconds))
        return episode->running ? (double)NAN : episode->seconds;
    return isnan(episode->least) ? (double)NAN : nextafter(episode->least, INFINITY);
}
