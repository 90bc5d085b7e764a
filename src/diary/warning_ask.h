/* diary/warning_ask.h - an entry looked at for questions; private to the files of warnings. */
#ifndef DIARY_WARNING_ASK_H
#define DIARY_WARNING_ASK_H

#include "diary/naming.h"
#include "diary/warning_parts.h"

#define AT(occasion) (1u << KN_OCCASION_##occasion)

typedef struct kn_asking {
    kn_store *store;
    const kn_entry *entry;
    kn_episode episode;
    kn_label label;
    uint32_t occasions;
    int32_t today;
    bool left_leg, right_leg, above_knee, back, neck, face; /* places marked */
    json_t *profile;
    kn_medicine *medicines;
    size_t medicine_count;
    int twitch_days, twitch_days_before; /* in the last 14 days, and in the 14 before */
    bool night_lately;
} kn_asking;

/* Sets what follows from the entry alone (and, for a check-in, from the day before it). The profile
 * is there already. */
kn_code kn_occasions_find(kn_asking *asking, kn_error *err);

#endif
