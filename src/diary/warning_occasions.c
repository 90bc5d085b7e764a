/* What an entry is an occasion for, by its kind, places, length and numbers. */
#include <math.h>
#include <string.h>

#include "diary/catalogue.h"
#include "diary/index.h"
#include "diary/site.h"
#include "diary/warning_ask.h"

enum { LOW_MOOD_STEPS = 2, HIGH_PAIN = 9 /* ours: mood within 2 of its worst end, pain 9 or 10 */ };

/* ---- Occasions --------------------------------------------------------------------------------*/

typedef struct place_rule {
    const char *site;      /* word of the naming rule */
    uint32_t occasions;    /* by the place alone */
    uint32_t when_painful; /* unless it is known not to have hurt */
} place_rule;

static const place_rule places[] = {
    {"chest", AT(CHEST), 0},
    {"jaw", AT(CHEST) | AT(FACE_OR_JAW), 0},
    {"upper-back", AT(CHEST), AT(BACK_OR_LEG)},
    {"face", AT(FACE_OR_JAW), 0},
    {"neck", AT(FACE_OR_JAW), AT(NECK)},
    {"head", 0, AT(NECK)},
    {"lower-back", 0, AT(BACK_OR_LEG)},
    {"hip-buttock", 0, AT(BACK_OR_LEG)},
    {"thigh", 0, AT(BACK_OR_LEG)},
    {"knee", 0, AT(BACK_OR_LEG)},
    {"shin", 0, AT(BACK_OR_LEG)},
    {"calf", 0, AT(BACK_OR_LEG)},
    {"ankle", 0, AT(BACK_OR_LEG)},
    {"foot", 0, AT(BACK_OR_LEG)},
    {"toe", 0, AT(BACK_OR_LEG)},
    {"whole-body", AT(WHOLE_BODY), 0},
};

static bool is_one_of(const char *word, const char *list) /* "|a|b|" */
{
    size_t length = strlen(word);

    for (const char *at = list; (at = strstr(at, word)); at++)
        if (at > list && at[-1] == '|' && at[length] == '|')
            return true;
    return false;
}

/* Hands, face and feet count once each side; two of them together. */
static bool is_hands_together(const kn_episode *episode)
{
    bool hand = false, second = false;
    const char *first = NULL;

    for (size_t i = 0; i < episode->site_count; i++) {
        const kn_site *site = &kn_sites[episode->sites[i].site];

        if (!is_one_of(site->site, "|hand|thumb|finger|face|foot|toe|"))
            continue;
        hand = hand || is_one_of(site->site, "|hand|thumb|finger|");
        second = second || (first && strcmp(first, site->group) != 0);
        first = site->group;
    }
    return hand && second;
}

static bool is_long(const kn_asking *asking)
{
    const kn_episode *episode = &asking->episode;
    double seconds = episode->running ? (double)(kn_moment_utc(kn_store_now(asking->store)) -
                                                 kn_moment_utc(asking->entry->at))
                                      : kn_episode_at_least(episode);

    return seconds > KN_LONG_SECONDS; /* not for NAN */
}

static bool is_pregnant(const kn_asking *asking)
{
    return json_is_true(json_object_get(asking->profile, "pregnant"));
}

static void at_episode(kn_asking *asking)
{
    const kn_episode *episode = &asking->episode;
    bool hurts = episode->painful != KN_NO, long_lasting = is_long(asking);

    for (size_t i = 0; i < episode->site_count; i++) {
        const kn_site *site = &kn_sites[episode->sites[i].site];
        bool clot_place = is_one_of(site->site, "|calf|thigh|");

        for (size_t j = 0; j < sizeof places / sizeof *places; j++)
            if (strcmp(places[j].site, site->site) == 0)
                asking->occasions |= places[j].occasions | (hurts ? places[j].when_painful : 0);
        if (strcmp(site->group, "left-arm") == 0)
            asking->occasions |= AT(CHEST);
        if (clot_place && hurts && (long_lasting || is_pregnant(asking)))
            asking->occasions |= AT(CALF);
        asking->left_leg |= strcmp(site->group, "left-leg") == 0;
        asking->right_leg |= strcmp(site->group, "right-leg") == 0;
        asking->above_knee |=
            strcmp(site->site, "thigh") == 0 || strcmp(site->site, "hip-buttock") == 0;
        asking->back |= strcmp(site->group, "back") == 0;
        asking->neck |= strcmp(site->site, "neck") == 0;
        asking->face |= is_one_of(site->site, "|face|jaw|");
    }
    if (long_lasting && hurts)
        asking->occasions |= AT(LONG);
    if (episode->context == KN_CONTEXT_EFFORT && hurts)
        asking->occasions |= AT(EFFORT);
    if (is_hands_together(episode))
        asking->occasions |= AT(HANDS);
    if (asking->label == KN_LABEL_TWITCH || asking->label == KN_LABEL_TWITCH_FELT ||
        asking->label == KN_LABEL_PAINFUL_TWITCH)
        asking->occasions |= AT(TWITCH);
}

/* A measure's value in a check-in; NAN for none and for not recorded. */
static double measured(const kn_entry *entry, const char *measure)
{
    const json_t *value = json_object_get(json_object_get(entry->body, "values"), measure);

    return json_is_number(value) ? json_number_value(value) : (double)NAN;
}

static bool is_low(const kn_entry *entry)
{
    double mood = measured(entry, "mood"), pain = measured(entry, "pain");
    int better = 1;

    for (size_t i = 0; i < kn_measure_count; i++)
        if (strcmp(kn_measures[i].key, "mood") == 0)
            better = kn_measures[i].better;
    return pain >= HIGH_PAIN ||
           (better >= 0 ? mood <= LOW_MOOD_STEPS : mood >= 10 - LOW_MOOD_STEPS);
}

/* A painful calf or thigh the day before: it may still be sore. */
static kn_code is_calf_sore(kn_asking *asking, bool *sore, kn_error *err)
{
    sqlite3_stmt *statement;
    int result;
    kn_code code = kn_store_prepare(asking->store,
                                    "SELECT p.site FROM place p JOIN episode x ON x.id = p.id "
                                    "WHERE p.day = ?1 AND x.day = ?1 AND x.label >= ?2",
                                    &statement, err);

    *sore = false;
    if (code)
        return code;
    sqlite3_bind_int(statement, 1, asking->entry->at.day - 1);
    sqlite3_bind_int(statement, 2, KN_LABEL_KNOT_OR_LASTING);
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        int site = sqlite3_column_int(statement, 0);

        if (site >= 0 && (size_t)site < kn_site_count &&
            is_one_of(kn_sites[site].site, "|calf|thigh|"))
            *sore = true;
    }
    if (result != SQLITE_DONE)
        code = kn_store_fail(asking->store, result, err);
    sqlite3_finalize(statement);
    return code;
}

kn_code kn_occasions_find(kn_asking *asking, kn_error *err)
{
    kn_naming naming;
    bool sore;
    kn_code code = KN_OK;

    switch (asking->entry->kind) {
    case KN_KIND_EPISODE:
        asking->episode = kn_episode_read(asking->entry);
        naming = kn_naming_of_episode(&asking->episode);
        asking->label = naming.label;
        at_episode(asking);
        break;
    case KN_KIND_CHECKIN:
        asking->occasions = AT(WEEKLY) | (is_low(asking->entry) ? AT(LOW_MOOD) : 0);
        code = is_calf_sore(asking, &sore, err);
        if (!code && sore)
            asking->occasions |= AT(CALF);
        break;
    case KN_KIND_MEDICINE:
        asking->occasions = AT(MEDICINE);
        break;
    default:
        break;
    }
    return code;
}
