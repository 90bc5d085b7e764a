#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diary/site.h"
#include "diary/survey.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* All items answered with this, but those of "key=3 key=- ..." (-: left out). */
static json_t *answers(const kn_survey *survey, int all, const char *but)
{
    json_t *object = json_object();
    char copy[512], *next = copy;

    for (size_t i = 0; i < survey->item_count; i++)
        json_object_set_new(object, survey->items[i].key, json_integer(all));
    snprintf(copy, sizeof copy, "%s", but);
    for (char *pair = strtok_r(copy, " ", &next); pair; pair = strtok_r(NULL, " ", &next)) {
        char *value = strchr(pair, '=');

        assert_non_null(value);
        *value++ = '\0';
        if (!json_object_get(object, pair))
            fail_msg("the test names no item: %s", pair);
        if (*value == '-')
            json_object_del(object, pair);
        else
            json_object_set_new(object, pair, json_integer(atoi(value)));
    }
    return object;
}

/* -1 for null. */
static double score_of(const json_t *score, const char *name)
{
    const json_t *value = json_object_get(score, name);

    if (!value)
        fail_msg("no %s", name);
    return json_is_null(value) ? -1 : json_number_value(value);
}

#define AREAS_4                                                                                    \
    "wpi.upper-arm-left=1 wpi.upper-arm-right=1 wpi.upper-leg-left=1 wpi.upper-leg-right=1 "
#define AREAS_7    AREAS_4 "wpi.lower-arm-left=1 wpi.lower-leg-left=1 wpi.neck=1 "
#define SYMPTOMS_4 "sss.fatigue=2 sss.waking=2 "
#define SYMPTOMS_5 SYMPTOMS_4 "sss.headache=1 "
#define SYMPTOMS_8 "sss.fatigue=3 sss.waking=3 sss.thinking=2 "
#define SYMPTOMS_9 "sss.fatigue=3 sss.waking=3 sss.thinking=3 "
#define LONG       "months.three=1"

static void the_pattern_of_2016(void **state)
{
    static const struct {
        int all;
        const char *but;
        int wpi, sss, fs, regions;
        const char *pattern; /* NULL: missing */
    } rows[] = {
        {0, "", 0, 0, 0, 0, "not met"},
        {1, "sss.fatigue=3 sss.waking=3 sss.thinking=3", 19, 12, 31, 5, "met"},
        {0, AREAS_7 SYMPTOMS_5 LONG, 7, 5, 12, 5, "met"},
        {0, AREAS_7 SYMPTOMS_5, 7, 5, 12, 5, "not met"}, /* not three months */
        {0, AREAS_7 SYMPTOMS_4 LONG, 7, 4, 11, 5, "not met"},
        {0, AREAS_4 SYMPTOMS_9 LONG, 4, 9, 13, 4, "met"},
        {0, AREAS_4 SYMPTOMS_8 LONG, 4, 8, 12, 4, "not met"},
        {0, AREAS_4 "wpi.lower-arm-left=1 wpi.neck=1 " SYMPTOMS_8 LONG, 6, 8, 14, 5, "not met"},
        {0, AREAS_4 "wpi.lower-arm-left=1 wpi.neck=1 " SYMPTOMS_9 LONG, 6, 9, 15, 5, "met"},
        {0, "wpi.upper-arm-left=1 wpi.upper-arm-right=1 wpi.upper-leg-left=1 " SYMPTOMS_9 LONG, 3,
         9, 12, 3, "not met"},
        /* jaws, chest and belly count in the index and not among the regions */
        {0,
         "wpi.jaw-left=1 wpi.jaw-right=1 wpi.chest=1 wpi.abdomen=1 wpi.neck=1 wpi.upper-back=1 "
         "wpi.lower-back=1 " SYMPTOMS_9 LONG,
         7, 9, 16, 1, "not met"},
        {0,
         "wpi.jaw-left=1 wpi.jaw-right=1 wpi.chest=1 wpi.abdomen=1 wpi.shoulder-girdle-left=1 "
         "wpi.hip-buttock-left=1 wpi.hip-buttock-right=1 " SYMPTOMS_9 LONG,
         7, 9, 16, 3, "not met"},
        {0,
         "wpi.shoulder-girdle-left=1 wpi.shoulder-girdle-right=1 wpi.hip-buttock-left=1 "
         "wpi.hip-buttock-right=1 " SYMPTOMS_9 LONG,
         4, 9, 13, 4, "met"},
        /* what lacks an answer is missing, never lower */
        {1, "wpi.neck=-", -1, 6, -1, -1, NULL},
        {1, "wpi.jaw-left=-", -1, 6, -1, 5, NULL},
        {1, "sss.depression=-", 19, -1, -1, 5, NULL},
        {1, "months.three=-", 19, 6, 25, 5, NULL},
    };
    const kn_survey *survey = kn_survey_find("acr2016");

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *given = answers(survey, rows[i].all, rows[i].but), *score;
        const char *pattern, *words;
        kn_error err;

        if (kn_survey_check(survey, given, &err))
            fail_msg("%s", err.message);
        score = kn_survey_score(survey, given);
        assert_true(score_of(score, "wpi") == rows[i].wpi);
        assert_true(score_of(score, "sss") == rows[i].sss);
        assert_true(score_of(score, "fs") == rows[i].fs);
        assert_true(score_of(score, "regions") == rows[i].regions);
        pattern = json_string_value(json_object_get(score, "pattern_2016"));
        words = json_string_value(json_object_get(score, "words"));
        if (rows[i].pattern) {
            assert_string_equal(pattern, rows[i].pattern);
            assert_string_equal(words, strcmp(pattern, "met") == 0
                                           ? "Your answers meet the 2016 pattern."
                                           : "Your answers do not meet the 2016 pattern.");
        } else {
            assert_null(pattern);
            assert_non_null(strstr(words, "no answer"));
        }
        assert_null(strstr(words, "you have"));
        json_decref(score);
        json_decref(given);
    }
}

static void the_impact_score(void **state)
{
    static const struct {
        int all;
        const char *but;
        double function, overall, symptoms, total;
    } rows[] = {
        {0, "", 0, 0, 0, 0},
        {10, "", 30, 20, 50, 100},
        {5, "", 15, 10, 25, 50},
        {0, "fiqr.walk=1", 1 / 3.0, 0, 0, 1 / 3.0},
        {0, "fiqr.goals=7", 0, 7, 0, 7},
        {0, "fiqr.sensitivity=7", 0, 0, 3.5, 3.5},
        {3, "fiqr.shop=10 fiqr.overwhelmed=9 fiqr.pain=8", 34 / 3.0, 12, 17.5, 34 / 3.0 + 29.5},
        {3, "fiqr.walk=-", -1, 6, 15, -1},
        {3, "fiqr.goals=-", 9, -1, 15, -1},
        {3, "fiqr.pain=- fiqr.sleep=-", 9, 6, -1, -1},
    };
    const kn_survey *survey = kn_survey_find("fiqr");

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *given = answers(survey, rows[i].all, rows[i].but), *score;
        kn_error err;

        assert_int_equal(kn_survey_check(survey, given, &err), KN_OK);
        score = kn_survey_score(survey, given);
        assert_float_equal(score_of(score, "function"), rows[i].function, 1e-12);
        assert_float_equal(score_of(score, "overall"), rows[i].overall, 1e-12);
        assert_float_equal(score_of(score, "symptoms"), rows[i].symptoms, 1e-12);
        assert_float_equal(score_of(score, "total"), rows[i].total, 1e-12);
        assert_true(json_is_string(json_object_get(score, "words")));
        json_decref(score);
        json_decref(given);
    }
}

/* Keys once, ranges as published, the 19 areas those of the body map, everything credited. */
static void the_items(void **state)
{
    static const struct {
        const char *survey, *part;
        int items, most; /* sum of the largest answers */
    } rows[] = {
        {"acr2016", "wpi", 19, 19},  {"acr2016", "sss", 6, 12},  {"acr2016", "months", 1, 1},
        {"fiqr", "function", 9, 90}, {"fiqr", "overall", 2, 20}, {"fiqr", "symptoms", 10, 100},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        const kn_survey *survey = kn_survey_find(rows[i].survey);
        int items = 0, most = 0;

        for (size_t j = 0; j < survey->item_count; j++)
            if (strcmp(survey->items[j].part, rows[i].part) == 0) {
                items++;
                most += survey->items[j].most;
            }
        assert_int_equal(items, rows[i].items);
        assert_int_equal(most, rows[i].most);
    }
    for (size_t s = 0; s < kn_survey_count; s++)
        for (size_t i = 0; i < kn_surveys[s].item_count; i++) {
            const kn_survey_item *item = &kn_surveys[s].items[i];

            assert_int_equal(item->least, 0);
            assert_true(item->low && item->high && item->words[0]);
            for (size_t j = 0; j < i; j++)
                assert_string_not_equal(item->key, kn_surveys[s].items[j].key);
        }
    for (size_t i = 0; i < kn_site_count; i++)
        if (kn_sites[i].wpi) {
            char key[64];
            bool found = false;
            const kn_survey *survey = kn_survey_find("acr2016");

            snprintf(key, sizeof key, "wpi.%s", kn_sites[i].wpi);
            for (size_t j = 0; j < survey->item_count; j++)
                found = found || strcmp(survey->items[j].key, key) == 0;
            if (!found)
                fail_msg("no item %s", key);
        }
    assert_non_null(strstr(kn_survey_find("fiqr")->credit, "CC BY 2.0"));
    assert_non_null(strstr(kn_survey_find("fiqr")->credit, "10.1186/ar2783"));
    assert_non_null(strstr(kn_survey_find("acr2016")->credit, "2016;46:319"));
    assert_null(kn_survey_find("phq9"));
    assert_null(kn_survey_find(NULL));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pattern_of_2016),
        cmocka_unit_test(the_impact_score),
        cmocka_unit_test(the_items),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
