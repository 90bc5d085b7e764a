/* diary/treatment.h - the 37 treatment cards, content/treatments.json, built into the program.
 *
 * Nothing stands on a card that was not read in its source: facts recalled from memory are left out
 * or said to be unchecked. */
#ifndef DIARY_TREATMENT_H
#define DIARY_TREATMENT_H

#include <jansson.h>
#include <stddef.h>

#include "unknot/error.h"

/* One card's fields: id, name, chip (a short name for buttons), group, acute (bool: used during a
 * spasm), what, how[], certainty (0..4 squares), certainty_word, found (plain words: what studies
 * found), effect, no_trial (bool: none found in spasm or fibromyalgia), citations[{authors, year,
 * title, journal, doi, pmid}], cautions[], ask_doctor, doctor_words, test (how to test it here),
 * testable ("episode" | "days" | "blocks" | "not"), blindable, onset_days, washout_days,
 * guess (bool: the two are guesses). */

/* The whole array, parsed once for each call. KN_NOMEM. New reference. */
kn_code kn_treatments_load(json_t **cards, kn_error *err);

/* The card of that id among them, borrowed; NULL if there is none. */
json_t *kn_treatment_card(const json_t *cards, const char *id);

/* Ids and names alone, without parsing: [kn_treatment_count]. */
typedef struct kn_treatment_name {
    const char *id, *name, *chip;
    bool is_acute;
} kn_treatment_name;
extern const kn_treatment_name kn_treatments[];
extern const size_t kn_treatment_count;

#endif
