/* What speaks against a plan of the relief experiment, from the cards of its remedies. */
#include <stdio.h>
#include <string.h>

#include "diary/treatment.h"
#include "trial/design_notes.h"
#include "trial/relief_parts.h"

enum {
    HIGH_LIMIT = 9,
    MANY = 5, /* from so many on each is drawn seldom */
};

static const char *const key_field[KN_REMEDIES_MAX] = {
    "remedies[0].key", "remedies[1].key", "remedies[2].key", "remedies[3].key",
    "remedies[4].key", "remedies[5].key", "remedies[6].key", "remedies[7].key"};

static bool is_own(const kn_remedy *remedy)
{
    return kn_id_is_valid(remedy->key);
}

static bool is_acute(const kn_remedy *remedy)
{
    for (size_t i = 0; i < kn_treatment_count; i++)
        if (strcmp(kn_treatments[i].id, remedy->key) == 0)
            return kn_treatments[i].is_acute;
    return is_own(remedy);
}

/* All the card warns of; without the line that every card has. */
static void note_card(kn_noting *noting, const kn_remedy *remedy, const char *field,
                      const json_t *card)
{
    const json_t *cautions = json_object_get(card, "cautions");
    const char *ask = json_string_value(json_object_get(card, "doctor_words"));
    char words[400] = "";
    size_t used = 0;

    for (size_t i = 0; i < json_array_size(cautions) && used < sizeof words; i++)
        used += (size_t)snprintf(words + used, sizeof words - used, " %s",
                                 json_string_value(json_array_get(cautions, i)));
    kn_design_note(noting, KN_NOTE_CAUTION, "ask_doctor", field,
                   "%.80s: ask a doctor or pharmacist first. %s%s", remedy->name, ask ? ask : "",
                   words);
}

static void note_remedy(kn_noting *noting, const kn_remedy *remedy, const char *field,
                        const json_t *cards)
{
    kn_arm_facts facts = kn_arm_facts_of(remedy->key);

    if (!is_acute(remedy))
        kn_design_note(noting, KN_NOTE_REFUSED, "not_acute", field,
                       "%.80s is not for the moment of a spasm, so a spasm cannot tell what it "
                       "does. Try it over weeks, as a trial.",
                       remedy->name);
    else if (facts.testable == 'n')
        kn_design_note(noting, KN_NOTE_REFUSED, "not_testable", field,
                       "%.80s cannot be tested on oneself. Its card says why.", remedy->name);
    else if (facts.testable == 'd' || facts.testable == 'b')
        kn_design_note(noting, KN_NOTE_CAUTION, "too_slow", field,
                       "%.80s was studied over days or weeks. It may not be able to work within "
                       "minutes, and then this says nothing about it.",
                       remedy->name);
    if (facts.ask_doctor)
        note_card(noting, remedy, field, kn_treatment_card(cards, remedy->key));
}

/* Of the cards: no heat on top of these. One may be drawn while the other is still on the skin. */
static void note_heat(kn_noting *noting, const kn_relief_plan *plan)
{
    static const char *const rubs[] = {"menthol", "salicylate_rub"};

    for (size_t i = 0; i < sizeof rubs / sizeof *rubs; i++) {
        int rub = kn_relief_remedy(plan, rubs[i]);

        if (rub >= 0 && kn_relief_remedy(plan, "heat_local") >= 0)
            kn_design_note(noting, KN_NOTE_CAUTION, "heat_and_rub", key_field[rub],
                           "Heat over a rub may burn. %.80s and heat may come soon after each "
                           "other: take out one of them, or never use heat where a rub still is.",
                           plan->remedy[rub].name);
    }
}

static void note_wait(kn_noting *noting, const kn_relief_plan *plan)
{
    if (plan->wait < 0)
        kn_design_note(noting, KN_NOTE_INFO, "no_wait", "remedies",
                       "Without waiting among them you learn which is faster, not whether any of "
                       "them helps at all.");
    else if (plan->wait_limit < 0)
        kn_design_note(noting, KN_NOTE_INFO, "no_wait_limit", "wait_limit",
                       "Waiting may be picked however strong the pain is. You can set a limit, and "
                       "you never have to wait.");
    else if (plan->wait_limit >= HIGH_LIMIT)
        kn_design_note(noting, KN_NOTE_CAUTION, "high_wait_limit", "wait_limit",
                       "Waiting may be picked even with pain of %d out of 10. Nobody needs to bear "
                       "that for an answer: 6 is usual.",
                       plan->wait_limit);
}

static void note_hours(kn_noting *noting, const kn_relief_plan *plan)
{
    int at_night = 0, at_work = 0;
    bool has_work = plan->work_days != 0 && plan->work_from != plan->work_to;

    for (int i = 0; i < plan->count; i++) {
        at_night += !plan->remedy[i].not_at_night;
        at_work += !plan->remedy[i].not_at_work;
    }
    if (at_night < 2 && plan->night_from != plan->night_to)
        kn_design_note(noting, KN_NOTE_INFO, "one_at_night", "night",
                       "At night %s, so those spasms teach nothing.",
                       at_night ? "only one remedy is left" : "nothing is left to pick");
    if (at_work < 2 && has_work)
        kn_design_note(noting, KN_NOTE_INFO, "one_at_work", "work",
                       "At work %s, so those spasms teach nothing.",
                       at_work ? "only one remedy is left" : "nothing is left to pick");
}

size_t kn_relief_plan_notes(const kn_relief_plan *plan, kn_trial_note notes[KN_TRIAL_NOTES_MAX])
{
    kn_noting noting = {.notes = notes};
    json_t *cards = NULL;

    (void)kn_treatments_load(&cards, NULL); /* no memory: a caution without the card's words */
    for (int i = 0; i < plan->count; i++)
        note_remedy(&noting, &plan->remedy[i], key_field[i], cards);
    json_decref(cards);
    note_heat(&noting, plan);
    note_wait(&noting, plan);
    note_hours(&noting, plan);
    if (plan->count >= MANY)
        kn_design_note(
            &noting, KN_NOTE_INFO, "many_remedies", "remedies",
            "With %d remedies each one is picked for about 1 spasm in %d. Fewer tell you "
            "more, sooner.",
            plan->count, plan->count);
    kn_notes_sort(notes, noting.count);
    return noting.count;
}
