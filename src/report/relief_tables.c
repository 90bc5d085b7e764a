/* Tables beside the answer: described, never tested. */
#include <math.h>
#include <stdio.h>

#include "report/relief_say.h"

static json_t *say_json(const kn_relief_said *said,
                        void (*say)(const kn_relief_said *, int, kn_text *), int remedy)
{
    kn_text text;

    kn_text_init(&text, KN_RELIEF_TEXT_LIMIT);
    say(said, remedy, &text);
    return kn_relief_text_json(&text);
}

static json_t *of_json(size_t part, size_t whole)
{
    char cell[64];

    if (whole == 0)
        return json_string("not known");
    snprintf(cell, sizeof cell, "%zu of %zu", part, whole);
    return json_string(cell);
}

static json_t *count_json(size_t count)
{
    char cell[24];

    snprintf(cell, sizeof cell, "%zu", count);
    return json_string(cell);
}

static json_t *table(const char *key, const char *words, json_t *columns, json_t *rows)
{
    return json_pack("{s:s, s:o, s:o}", key, words, "columns", columns, "rows", rows);
}

static const kn_relief_arm *arms_of(const kn_relief_said *said)
{
    return said->answer->relief->person[0].arm;
}

/* ---- Minutes ----------------------------------------------------------------------------------*/

static void say_range(double low, double high, kn_text *out)
{
    kn_relief_say_number(low, out);
    kn_text_add(out, " to ");
    kn_relief_say_number(high, out);
}

json_t *kn_relief_medians_table(const kn_relief_said *said)
{
    json_t *rows = json_array();
    int order[KN_ARMS_MAX], count = kn_relief_order(said, order);

    for (int i = 0; i < count; i++) {
        const kn_relief_arm *arm = &arms_of(said)[order[i]];
        kn_text middle, range;

        kn_text_init(&middle, KN_RELIEF_TEXT_LIMIT);
        kn_text_init(&range, KN_RELIEF_TEXT_LIMIT);
        if (isfinite(arm->best)) {
            kn_relief_say_number(arm->median.q50, &middle);
            say_range(arm->median.q025, arm->median.q975, &range);
        } else {
            kn_text_add(&middle, "not known");
            kn_text_add(&range, "not known");
        }
        json_array_append_new(rows, json_pack("[o, o, o, o]",
                                              say_json(said, kn_relief_say_brief, order[i]),
                                              kn_relief_text_json(&middle),
                                              kn_relief_text_json(&range), count_json(arm->drawn)));
    }
    return table("caption", "Minutes until half have eased",
                 json_pack("[s, s, s, s]", "Remedy", "Middle", "Likely range", "Spasms"), rows);
}

/* ---- Chosen by the person ---------------------------------------------------------------------*/

static json_t *chosen_row(const kn_relief_said *said, const kn_relief_chosen *chosen)
{
    json_t *name;
    kn_text median;

    name = chosen->arm == -1   ? json_string("Nothing written down")
           : chosen->arm == -2 ? json_string("Several things, or something else")
                               : say_json(said, kn_relief_say_brief, chosen->arm);
    kn_text_init(&median, KN_RELIEF_TEXT_LIMIT);
    if (chosen->known == 0) {
        kn_text_add(&median, "not known");
    } else if (isnan(chosen->median)) {
        kn_text_add(&median, "not seen");
    } else {
        kn_relief_say_number(chosen->median, &median);
        kn_text_add(&median, " minutes");
    }
    return json_pack("[o, o, o, o]", name, count_json(chosen->episodes), count_json(chosen->known),
                     kn_relief_text_json(&median));
}

json_t *kn_relief_observed_table(const kn_relief_said *said)
{
    const kn_relief_diary_answer *answer = said->answer;
    json_t *rows = json_array(), *json;
    size_t all = 0;
    kn_text words;

    for (size_t i = answer->chosen_count; i-- > 0;) {
        json_array_append_new(rows, chosen_row(said, &answer->chosen[i]));
        all += answer->chosen[i].episodes;
    }
    if (all == 0) {
        json_decref(rows);
        return json_null();
    }
    kn_text_init(&words, KN_RELIEF_TEXT_LIMIT);
    kn_words_count(&words, (long)all, "spasm", "spasms");
    kn_text_add(&words, " without a pick. Shown apart: what one chooses hangs on how bad it is, so "
                        "these cannot be compared fairly.");
    json = table(
        "words", kn_text_string(&words),
        json_pack("[s, s, s, s]", "What was done", "Spasms", "End known", "Half had eased after"),
        rows);
    kn_text_release(&words);
    return json;
}

/* ---- Pain -------------------------------------------------------------------------------------*/

static void say_drop(const kn_relief_pain *pain, int k, kn_text *out)
{
    if (pain->episodes[k] == 0)
        kn_text_add(out, "not known");
    else
        kn_text_addf(out, "%.1f (%zu)", pain->drop[k] == 0 ? 0.0 : pain->drop[k],
                     pain->episodes[k]);
}

/* Points of pain, one decimal: "0.8 more"; "no more, no less". */
static void say_points(double points, kn_text *out)
{
    double rounded = round(10 * points) / 10;

    if (rounded == 0)
        kn_text_add(out, "the same");
    else
        kn_text_addf(out, "%.1f %s", fabs(rounded), rounded > 0 ? "more" : "less");
}

static json_t *pain_row(const kn_relief_said *said, const kn_relief_pain *pain)
{
    kn_text cell[3];

    for (int i = 0; i < 3; i++)
        kn_text_init(&cell[i], KN_RELIEF_TEXT_LIMIT);
    say_drop(pain, 0, &cell[0]);
    say_drop(pain, 1, &cell[1]);
    if (pain->fitted) {
        say_points(pain->difference.q50, &cell[2]);
        kn_text_add(&cell[2], " (");
        say_points(pain->difference.q025, &cell[2]);
        kn_text_add(&cell[2], " to ");
        say_points(pain->difference.q975, &cell[2]);
        kn_text_add(&cell[2], ")");
    } else {
        kn_text_add(&cell[2], "cannot be said");
    }
    return json_pack("[o, o, o, o]", say_json(said, kn_relief_say_brief, pain->arm),
                     kn_relief_text_json(&cell[0]), kn_relief_text_json(&cell[1]),
                     kn_relief_text_json(&cell[2]));
}

json_t *kn_relief_pain_table(const kn_relief_said *said)
{
    const kn_relief_diary_answer *answer = said->answer;
    json_t *rows, *json;
    kn_text with;

    if (answer->pains == 0)
        return json_null();
    rows = json_array();
    for (size_t i = 0; i < answer->pains; i++)
        json_array_append_new(rows, pain_row(said, &answer->pain[i]));
    kn_text_init(&with, KN_RELIEF_TEXT_LIMIT);
    kn_text_add(&with, "With ");
    kn_relief_say_remedy(said, answer->pain[0].versus, false, &with);
    json = table(
        "words",
        "Second to the minutes: from the pain at the start to the pain at the end, where "
        "you gave both. In brackets how many spasms, or the likely range.",
        json_pack("[s, s, s, s]", "Picked", "Dropped by", kn_text_string(&with), "Difference"),
        rows);
    kn_text_release(&with);
    return json;
}

/* ---- What was done, and what eased soon -------------------------------------------------------*/

json_t *kn_relief_switched_table(const kn_relief_said *said)
{
    json_t *rows = json_array();
    int order[KN_ARMS_MAX], count = kn_relief_order(said, order);
    size_t answered = 0;

    for (int i = 0; i < count; i++) {
        const kn_relief_arm *arm = &arms_of(said)[order[i]];

        answered += arm->answered;
        json_array_append_new(
            rows, json_pack("[o, o, o]", say_json(said, kn_relief_say_brief, order[i]),
                            count_json(arm->drawn), of_json(arm->switched, arm->answered)));
    }
    if (answered == 0) {
        json_decref(rows);
        return json_null();
    }
    return table("words",
                 "Doing something else after the pick is fine. The spasm counts for what was "
                 "picked, all of it.",
                 json_pack("[s, s, s]", "Picked", "Spasms", "Then something else"), rows);
}

/* A remedy that is not drawn for the worst spasms would look good in plain counts. */
static bool is_partly_allowed(const kn_relief_said *said)
{
    const kn_relief *relief = said->answer->relief;

    for (size_t d = 0; relief && d < relief->person[0].doubts; d++)
        if (relief->person[0].doubt[d].code == KN_RELIEF_DOUBT_PARTLY_ALLOWED)
            return true;
    return false;
}

json_t *kn_relief_within_table(const kn_relief_said *said)
{
    static const char words[] =
        "Eased within 10 minutes of the pick, whatever was done then. \"By it alone\" is only "
        "described: who needed nothing more was not picked by chance.";
    static const char partly[] =
        "Eased within 10 minutes of the pick, whatever was done then. Not every remedy could be "
        "picked each time, so these counts do not compare them fairly. \"By it alone\" is only "
        "described: who needed nothing more was not picked by chance.";
    const kn_relief_diary_answer *answer = said->answer;
    json_t *rows = json_array();
    int order[KN_ARMS_MAX], count = kn_relief_order(said, order);

    for (int i = 0; i < count; i++) {
        int a = order[i];

        json_array_append_new(rows,
                              json_pack("[o, o, o]", say_json(said, kn_relief_say_brief, a),
                                        of_json(answer->within_ten[a], answer->within_known[a]),
                                        of_json(answer->alone[a], answer->alone_known[a])));
    }
    return table("words", is_partly_allowed(said) ? partly : words,
                 json_pack("[s, s, s]", "Picked", "Eased", "By it alone"), rows);
}

/* ---- Parts ------------------------------------------------------------------------------------*/

static void say_part(const kn_relief_said *said, const kn_relief_part *part, kn_text *out)
{
    const kn_relief_arm *arm = part->relief->person[0].arm;
    bool is_first = true;

    for (int a = 0; a < said->answer->log.keys; a++) {
        if (arm[a].drawn - arm[a].by[KN_EASED_UNKNOWN] < KN_PART_DRAWS || !isfinite(arm[a].best))
            continue;
        kn_text_add(out, is_first ? "Half had eased after " : ", after ");
        kn_relief_say_number(arm[a].median.q50, out);
        kn_text_add(out, is_first ? " minutes with " : " with ");
        kn_relief_say_remedy(said, a, false, out);
        kn_text_add(out, " (");
        say_range(arm[a].median.q025, arm[a].median.q975, out);
        kn_text_add_char(out, ')');
        is_first = false;
    }
    kn_text_add(out, is_first ? "Too little to put in minutes."
                              : ". To look at, not to rest on: parts differ by chance alone.");
}

json_t *kn_relief_parts_list(const kn_relief_said *said, const kn_relief_part part[], size_t count)
{
    json_t *list = json_array();

    for (size_t i = 0; i < count; i++) {
        kn_text title, words;

        if (!part[i].relief)
            continue;
        kn_text_init(&title, KN_RELIEF_TEXT_LIMIT);
        kn_text_init(&words, KN_RELIEF_TEXT_LIMIT);
        kn_words_capital(&title, part[i].title);
        say_part(said, &part[i], &words);
        json_array_append_new(
            list, json_pack("{s:o, s:o, s:I}", "title", kn_relief_text_json(&title), "words",
                            kn_relief_text_json(&words), "episodes", (json_int_t)part[i].episodes));
    }
    return list;
}

json_t *kn_relief_parts_why(const kn_relief_part part[], size_t count, bool is_place)
{
    kn_text words;
    size_t shown = 0;

    for (size_t i = 0; i < count; i++)
        shown += part[i].relief != NULL;
    if (shown > 0 || count == 0)
        return json_null();
    kn_text_init(&words, KN_RELIEF_TEXT_LIMIT);
    kn_text_addf(&words,
                 "Not enough yet: it takes two %s with two remedies picked %d times each. So far: ",
                 is_place ? "places" : "kinds of spasm", (int)KN_PART_DRAWS);
    for (size_t i = 0; i < count; i++)
        kn_text_addf(&words, "%s%s %zu", i > 0 ? ", " : "", part[i].title, part[i].episodes);
    kn_text_add_char(&words, '.');
    return kn_relief_text_json(&words);
}
