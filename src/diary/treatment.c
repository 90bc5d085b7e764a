/* The treatment cards, embedded from content/treatments.json. */
#include <stdbool.h>
#include <string.h>

#include "diary/treatment.h"

extern const char kn_treatments_json[], kn_treatments_json_end[]; /* embedded */

/* As on the cards; a test compares. */
const kn_treatment_name kn_treatments[] = {
    {"wait", "Wait it out", "Wait", true},
    {"heat_local", "Heat on the spot", "Heat", true},
    {"keep_warm", "Keep warm", "Warm layer", false},
    {"hot_bath", "Hot shower or warm bath", "Warm bath", true},
    {"stretch_acute", "Stretch the muscle", "Stretch", true},
    {"stretch_daily", "Stretching every day", "Bed stretch", false},
    {"rub_during", "Rub or press the muscle", "Rub", true},
    {"massage_course", "Regular massage", "Massage", false},
    {"aquatic", "Swimming and exercise in warm water", "Water", false},
    {"cycling", "Cycling", "Cycle", false},
    {"walking_aerobic", "Walking", "Walk", false},
    {"resistance", "Strength exercise", "Strength", false},
    {"relaxation", "Slow breathing and relaxing", "Breathe", true},
    {"mindfulness", "Mindfulness course", "Mindful", false},
    {"cbt", "Cognitive behavioural therapy", "CBT", false},
    {"sleep", "Better sleep habits", "Sleep", false},
    {"msm", "MSM", "MSM", false},
    {"magnesium", "Magnesium", "Magnesium", false},
    {"vitamin_d", "Vitamin D", "Vitamin D", false},
    {"vitamin_k2", "Vitamin K2", "Vitamin K2", false},
    {"other_deficiency", "Other things that may be lacking", "Blood test", false},
    {"hydration", "Drinking enough", "Drink", false},
    {"sour_brine", "A sip of pickle brine", "Brine", true},
    {"capsaicin", "Capsaicin cream", "Chilli cream", false},
    {"menthol", "Cooling rub", "Cooling", true},
    {"nsaid_gel", "Anti-inflammatory gel", "Pain gel", true},
    {"salicylate_rub", "Arthritis rub with salicylate", "Warm rub", true},
    {"chiropractic", "Chiropractic", "Chiropractic", false},
    {"acupuncture", "Acupuncture", "Needles", false},
    {"tens", "TENS device", "TENS", true},
    {"rx_amitriptyline", "Amitriptyline", "Amitriptyline", false},
    {"rx_snri", "Duloxetine or milnacipran", "Duloxetine", false},
    {"rx_pregabalin", "Pregabalin", "Pregabalin", false},
    {"rx_cyclobenzaprine", "Cyclobenzaprine", "Cyclobenzaprine", false},
    {"rx_relaxants", "Baclofen, tizanidine and other muscle relaxants", "Relaxants", false},
    {"rx_quinine", "Quinine", "Quinine", false},
    {"rx_opioids", "Tramadol and other opioids", "Opioids", false},
};
const size_t kn_treatment_count = sizeof kn_treatments / sizeof *kn_treatments;

kn_code kn_treatments_load(json_t **cards, kn_error *err)
{
    size_t size = (size_t)(kn_treatments_json_end - kn_treatments_json);

    *cards = json_loadb(kn_treatments_json, size, JSON_REJECT_DUPLICATES, NULL);
    if (!*cards) /* the file is part of the program and tested: only memory can be lacking */
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for the treatment cards");
    return KN_OK;
}

json_t *kn_treatment_card(const json_t *cards, const char *id)
{
    for (size_t i = 0; i < json_array_size(cards); i++) {
        json_t *card = json_array_get(cards, i);

        if (strcmp(json_string_value(json_object_get(card, "id")), id) == 0)
            return card;
    }
    return NULL;
}
