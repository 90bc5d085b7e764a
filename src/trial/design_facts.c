/* What the cards guess of each arm. As on the cards; a test compares. */
#include <stdio.h>
#include <string.h>

#include "trial/design.h"

enum { NO = -1 /* the card says nothing */ };

static const struct fact {
    const char *id;
    int onset_days, washout_days;
    bool is_guess, ask_doctor, is_medicine;
    char testable;
    const char *blindable;
} facts[] = {
    {"wait", NO, 0, false, false, false, 'e', "no"},
    {"heat_local", NO, 1, true, false, false, 'e', "in part"},
    {"keep_warm", 1, 1, true, false, false, 'd', "no"},
    {"hot_bath", 14, 3, true, false, false, 'd', "no"},
    {"stretch_acute", NO, 0, true, false, false, 'e', "no"},
    {"stretch_daily", 42, 14, true, false, false, 'b', "no"},
    {"rub_during", NO, 0, true, false, false, 'e', "no"},
    {"massage_course", 35, 7, true, false, false, 'b', "no"},
    {"aquatic", 42, 28, true, false, false, 'b', "no"},
    {"cycling", 42, 28, true, false, false, 'b', "no"},
    {"walking_aerobic", 42, 28, true, false, false, 'b', "no"},
    {"resistance", 84, 28, true, false, false, 'n', "no"},
    {"relaxation", 14, 7, true, false, false, 'e', "no"},
    {"mindfulness", 56, NO, true, false, false, 'n', "no"},
    {"cbt", 56, NO, true, true, false, 'n', "no"},
    {"sleep", 28, 14, true, false, false, 'b', "no"},
    {"msm", 28, 14, true, true, false, 'b', "yes"},
    {"magnesium", 28, 14, true, true, false, 'b', "yes"},
    {"vitamin_d", 84, 90, true, true, false, 'n', "yes"},
    {"vitamin_k2", 7, 14, true, true, false, 'b', "yes"},
    {"other_deficiency", NO, NO, true, true, false, 'n', "no"},
    {"hydration", 1, 1, true, false, false, 'd', "no"},
    {"sour_brine", NO, 0, true, false, false, 'e', "no"},
    {"capsaicin", 28, 42, true, false, false, 'n', "poorly"},
    {"menthol", NO, 1, true, false, false, 'e', "poorly"},
    {"nsaid_gel", 7, 2, true, false, false, 'b', "yes"},
    {"salicylate_rub", NO, 1, true, false, false, 'e', "poorly"},
    {"chiropractic", 28, 14, true, true, false, 'n', "no"},
    {"acupuncture", 28, 28, true, false, false, 'n', "only by a practitioner"},
    {"tens", 28, 1, true, true, false, 'd', "in part"},
    {"rx_amitriptyline", 14, NO, true, true, true, 'n', "only with a pharmacy"},
    {"rx_snri", 14, NO, true, true, true, 'n', "only with a pharmacy"},
    {"rx_pregabalin", 7, NO, true, true, true, 'n', "only with a pharmacy"},
    {"rx_cyclobenzaprine", 14, NO, true, true, true, 'n', "only with a pharmacy"},
    {"rx_relaxants", NO, NO, true, true, true, 'n', "only with a pharmacy"},
    {"rx_quinine", 14, NO, true, true, true, 'n', "only with a pharmacy"},
    {"rx_opioids", 7, NO, true, true, true, 'n', "only with a pharmacy"},
};

kn_arm_facts kn_arm_facts_of(const char *key)
{
    kn_arm_facts out = {.testable = '?'};

    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        const struct fact *fact = &facts[i];

        if (strcmp(fact->id, key) != 0)
            continue;
        out.onset_known = fact->onset_days != NO;
        out.washout_known = fact->washout_days != NO;
        out.onset_days = out.onset_known ? fact->onset_days : 0;
        out.washout_days = out.washout_known ? fact->washout_days : 0;
        out.is_guess = fact->is_guess;
        out.ask_doctor = fact->ask_doctor;
        out.is_medicine = fact->is_medicine;
        out.testable = fact->testable;
        snprintf(out.blindable, sizeof out.blindable, "%s", fact->blindable);
    }
    return out;
}
