#include "diary/survey.h"

#include <string.h>

#include "diary/entry_parts.h"

const kn_survey *kn_survey_find(const char *key)
{
    for (size_t i = 0; key && i < kn_survey_count; i++)
        if (strcmp(kn_surveys[i].key, key) == 0)
            return &kn_surveys[i];
    return NULL;
}

static const kn_survey_item *item_find(const kn_survey *survey, const char *key)
{
    for (size_t i = 0; i < survey->item_count; i++)
        if (strcmp(survey->items[i].key, key) == 0)
            return &survey->items[i];
    return NULL;
}

kn_code kn_survey_check(const kn_survey *survey, const json_t *answers, kn_error *err)
{
    const char *key;
    json_t *value;

    if (!json_is_object(answers)) {
        kn_place at = kn_place_of("answers");

        return kn_fail(err, KN_DATA, &at, "answers is not an object");
    }
    json_object_foreach(kn_json_iterable(answers), key, value)
    {
        const kn_survey_item *item = item_find(survey, key);
        kn_place at = kn_place_of("answers.%s", key);
        json_int_t x = json_integer_value(value);
        char shown[KN_SHOWN_SIZE];

        if (!item) {
            kn_fail(err, KN_DATA, &at, "%s is no item of %s", at.field, survey->key);
            return kn_hint(err, "The first item of %s is %s; the catalogue lists all.", survey->key,
                           survey->items[0].key);
        }
        if (!json_is_integer(value) || x < item->least || x > item->most) {
            kn_fail(err, KN_DATA, &at,
                    "answers.%s is %s, which is not a whole number from %d to %d", key,
                    kn_json_shown(shown, value), item->least, item->most);
            return kn_hint(err, "Leave an item out that was not answered.");
        }
    }
    return KN_OK;
}

enum { MISSING = -1 };

static int answer(const json_t *answers, const char *key)
{
    const json_t *value = json_object_get(answers, key);

    return value ? (int)json_integer_value(value) : MISSING;
}

/* The sum over the items of a part; MISSING if one of them is. */
static int sum(const kn_survey *survey, const json_t *answers, const char *part)
{
    int total = 0;

    for (size_t i = 0; i < survey->item_count; i++) {
        int x;

        if (strcmp(survey->items[i].part, part) != 0)
            continue;
        x = answer(answers, survey->items[i].key);
        if (x == MISSING)
            return MISSING;
        total += x;
    }
    return total;
}

/* Adds a score, or null for what is missing. */
static bool put(json_t *score, const char *name, int x, double divisor)
{
    json_t *value = x == MISSING   ? json_null()
                    : divisor == 1 ? json_integer(x)
                                   : json_real(x / divisor);

    return json_object_set_new(score, name, value) == 0;
}

/* ---- The 2016 criteria ------------------------------------------------------------------------*/

/* How many of the five regions have a painful area. Jaws, chest and belly are in the index, but not
 * in this count (Wolfe et al. 2016, criterion 2). */
static int regions(const json_t *answers)
{
    static const char *const areas[5][4] = {
        {"wpi.shoulder-girdle-left", "wpi.upper-arm-left", "wpi.lower-arm-left", NULL},
        {"wpi.shoulder-girdle-right", "wpi.upper-arm-right", "wpi.lower-arm-right", NULL},
        {"wpi.hip-buttock-left", "wpi.upper-leg-left", "wpi.lower-leg-left", NULL},
        {"wpi.hip-buttock-right", "wpi.upper-leg-right", "wpi.lower-leg-right", NULL},
        {"wpi.neck", "wpi.upper-back", "wpi.lower-back", NULL},
    };
    int count = 0;

    for (int r = 0; r < 5; r++) {
        bool painful = false;

        for (int i = 0; areas[r][i]; i++) {
            int x = answer(answers, areas[r][i]);

            if (x == MISSING)
                return MISSING;
            painful = painful || x > 0;
        }
        count += painful;
    }
    return count;
}

static json_t *score_acr2016(const kn_survey *survey, const json_t *answers)
{
    int wpi = sum(survey, answers, "wpi"), sss = sum(survey, answers, "sss");
    int months = sum(survey, answers, "months"), region_count = regions(answers);
    bool complete = wpi != MISSING && sss != MISSING && months != MISSING;
    bool met = complete && ((wpi >= 7 && sss >= 5) || (wpi >= 4 && wpi <= 6 && sss >= 9)) &&
               region_count >= 4 && months == 1;
    json_t *score = json_object();
    bool made =
        score && put(score, "wpi", wpi, 1) && put(score, "sss", sss, 1) &&
        put(score, "fs", wpi == MISSING || sss == MISSING ? MISSING : wpi + sss, 1) &&
        put(score, "regions", region_count, 1) &&
        json_object_set_new(score, "pattern_2016",
                            !complete ? json_null() : json_string(met ? "met" : "not met")) == 0 &&
        json_object_set_new(
            score, "words",
            json_string(!complete ? "Some questions have no answer, so the 2016 pattern was not "
                                    "looked for."
                        : met     ? "Your answers meet the 2016 pattern."
                                  : "Your answers do not meet the 2016 pattern.")) == 0;

    if (made)
        return score;
    json_decref(score);
    return NULL;
}

/* ---- FIQR -------------------------------------------------------------------------------------*/

/* The published divisors (from memory, see survey_items.c): function / 3, symptoms / 2. No rule for
 * missing items was found, so a domain is scored only when it is complete. */
static json_t *score_fiqr(const kn_survey *survey, const json_t *answers)
{
    int function = sum(survey, answers, "function"), overall = sum(survey, answers, "overall");
    int symptoms = sum(survey, answers, "symptoms");
    bool complete = function != MISSING && overall != MISSING && symptoms != MISSING;
    /* sixths, so that one division makes the number */
    int total = complete ? 2 * function + 6 * overall + 3 * symptoms : MISSING;
    json_t *score = json_object(), *words;
    bool made;

    if (complete)
        words =
            json_sprintf("Your answers give %.0f of 100. More means a heavier week.", total / 6.0);
    else
        words =
            json_string("A part with an unanswered question is not scored, and without all three "
                        "parts there is no total.");
    made = score && put(score, "function", function, 3) && put(score, "overall", overall, 1) &&
           put(score, "symptoms", symptoms, 2) && put(score, "total", total, 6);
    if (!score || json_object_set_new(score, "words", words) != 0 || !made) {
        json_decref(score);
        return NULL;
    }
    return score;
}

json_t *kn_survey_score(const kn_survey *survey, const json_t *answers)
{
    return strcmp(survey->key, "acr2016") == 0 ? score_acr2016(survey, answers)
                                               : score_fiqr(survey, answers);
}
