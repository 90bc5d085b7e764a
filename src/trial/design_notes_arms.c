/* What speaks against the arms of a design, from their cards. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diary/treatment.h"
#include "trial/design_notes.h"
#include "trial/design_parts.h"

enum { SLOW_ONSET_DAYS = 84 /* from here on a trial of periods tells little */ };

static const char *const key_field[KN_TRIAL_ARMS_MAX] = {"arms[0].key", "arms[1].key",
                                                         "arms[2].key", "arms[3].key"};

/* The card's own words on how to test it; "" if they cannot be had. */
static void card_says(const char *key, char *words, size_t size)
{
    json_t *cards = NULL;
    const char *test;

    words[0] = '\0';
    if (kn_treatments_load(&cards, NULL))
        return;
    test = json_string_value(json_object_get(kn_treatment_card(cards, key), "test"));
    if (test)
        snprintf(words, size, "%s", test);
    json_decref(cards);
}

/* ---- Refused ----------------------------------------------------------------------------------*/

static void note_not_crossable(kn_noting *noting, int i, const kn_arm_facts *facts)
{
    const kn_trial_arm *arm = &noting->design->arm[i];
    const char *instead = "You can note the day you start, and compare before with after.";
    char why[256];

    card_says(arm->key, why, sizeof why);
    if (facts->testable == 'n' && why[0])
        kn_design_note(noting, KN_NOTE_REFUSED, "not_crossable", key_field[i], "%s: %s %s",
                       arm->name, why, instead);
    else if (facts->onset_days >= SLOW_ONSET_DAYS)
        kn_design_note(
            noting, KN_NOTE_REFUSED, "not_crossable", key_field[i],
            "%s takes about %d days to work, so switching it on and off tells little. %s",
            arm->name, facts->onset_days, instead);
    else
        kn_design_note(
            noting, KN_NOTE_REFUSED, "not_crossable", key_field[i],
            "Nobody knows how long %s goes on working after you stop, so switching it on and "
            "off tells little. %s",
            arm->name, instead);
}

void kn_note_refused_arms(kn_noting *noting)
{
    const kn_trial_design *design = noting->design;

    for (int i = 0; i < design->arms; i++) {
        const kn_trial_arm *arm = &design->arm[i];
        kn_arm_facts facts = kn_arm_facts_of(arm->key);
        char why[256];

        if (facts.is_medicine) {
            kn_design_note(
                noting, KN_NOTE_REFUSED, "prescriber", key_field[i],
                "%s needs a doctor. Unknot plans no trial that starts, stops or changes it: "
                "that can do harm. A doctor can run such a trial with you.",
                arm->name);
        } else if (facts.ask_doctor && facts.testable == 'n') {
            card_says(arm->key, why, sizeof why);
            kn_design_note(
                noting, KN_NOTE_REFUSED, "needs_doctor", key_field[i],
                "%s: %s Talk to a doctor about it. You can note the day you start, and compare "
                "before with after.",
                arm->name, why);
        } else if (facts.testable != '?' &&
                   (facts.testable == 'n' || facts.onset_days >= SLOW_ONSET_DAYS ||
                    !facts.washout_known)) {
            note_not_crossable(noting, i, &facts);
        }
        if (design->blinded &&
            (strcmp(arm->key, KN_ARM_USUAL) == 0 || strcmp(facts.blindable, "no") == 0))
            kn_design_note(
                noting, KN_NOTE_REFUSED, "not_blindable", key_field[i],
                "%s cannot be hidden: you would notice it. Leave the order open%s.", arm->name,
                kn_arm_is_neutral(arm->key) ? ", or compare with a dummy that looks the same" : "");
    }
}

/* ---- Slow -------------------------------------------------------------------------------------*/

/* What decides about periods is the arm that is slowest. */
static int slowest(const kn_trial_design *design, kn_arm_facts *facts)
{
    int worst = -1;

    for (int i = 0; i < design->arms; i++) {
        kn_arm_facts of = kn_arm_facts_of(design->arm[i].key);

        if (of.testable != '?' && (worst < 0 || of.onset_days + of.washout_days >
                                                    facts->onset_days + facts->washout_days)) {
            worst = i;
            *facts = of;
        }
    }
    return worst;
}

void kn_note_slow_arms(kn_noting *noting)
{
    const kn_trial_design *design = noting->design;
    kn_arm_facts facts = {0};
    int i = slowest(design, &facts);
    const char *name = i >= 0 ? design->arm[i].name : "";

    if (i < 0 || facts.testable == 'n')
        return;
    if (design->order == KN_ORDER_DAYS && (facts.onset_days > 1 || facts.washout_days > 1))
        kn_design_note(
            noting, KN_NOTE_REFUSED, "days_too_slow", "order",
            "%s works and wears off too slowly to be switched from day to day: about %d and %d "
            "days. Take periods of some days instead.",
            name, facts.onset_days, facts.washout_days);
    else if (design->order == KN_ORDER_CYCLES &&
             3 * (facts.onset_days + facts.washout_days) > design->block_days)
        kn_design_note(
            noting, KN_NOTE_CAUTION, "slow_effect", "block_days",
            "%s takes about %d days to work and %d to wear off, and a period has %d. So the "
            "trial sees only a part of what it does.",
            name, facts.onset_days, facts.washout_days, design->block_days);
    if (facts.is_guess && facts.onset_known)
        kn_design_note(noting, KN_NOTE_INFO, "washout_guess", "washout_days",
                       "How fast %s works (%d days) and wears off (%d days) is a guess.", name,
                       facts.onset_days, facts.washout_days);
}

/* ---- Others -----------------------------------------------------------------------------------*/

static void note_own(kn_noting *noting, int i)
{
    kn_design_note(
        noting, KN_NOTE_INFO, "own_treatment", key_field[i],
        "%s is your own, so we know nothing about it: how fast it works, or whether it is safe "
        "for you. If in doubt, ask a doctor or pharmacist first.",
        noting->design->arm[i].name);
}

void kn_note_other_arms(kn_noting *noting)
{
    const kn_trial_design *design = noting->design;

    for (int i = 0; i < design->arms; i++) {
        const kn_trial_arm *arm = &design->arm[i];
        kn_arm_facts facts = kn_arm_facts_of(arm->key);

        if (facts.ask_doctor && facts.testable != 'n')
            kn_design_note(noting, KN_NOTE_CAUTION, "ask_doctor", key_field[i],
                           "Ask a doctor or pharmacist before you start %s.", arm->name);
        if (facts.testable == 'e')
            kn_design_note(
                noting, KN_NOTE_CAUTION, "per_episode", key_field[i],
                "%s is for during a spasm. It is better tested spasm by spasm than in periods "
                "of days.",
                arm->name);
        if (design->blinded && facts.blindable[0] && strcmp(facts.blindable, "no") != 0 &&
            strcmp(facts.blindable, "yes") != 0)
            kn_design_note(noting, KN_NOTE_CAUTION, "blinding_leaks", key_field[i],
                           "You may notice when it is %s, even if the order is hidden.", arm->name);
        if (facts.testable == '?' && !kn_arm_is_neutral(arm->key))
            note_own(noting, i);
    }
}
