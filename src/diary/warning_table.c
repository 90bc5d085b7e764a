/* The danger signs, one row each: words and levels. What raises them by itself is in
 * warning_raise.c, what is asked when in warning_ask.c. Carried over from the project's clinical
 * notes, not yet reviewed by a clinician. */
#include <string.h>

#include "diary/warning_ask.h"

const char kn_flag_caution[] = "Caution, not yet checked by a clinician.";
const char kn_flag_footer[] = "This list cannot cover everything. If you feel that something is "
                              "badly wrong, act on that.";

#define NOW   KN_LEVEL_EMERGENCY
#define TODAY KN_LEVEL_TODAY
#define DAYS  KN_LEVEL_DAYS
#define CALL  "Call the emergency number now"
#define HELP  "Get medical help today"
#define SEE   "See a doctor in the next days"

/* clang-format off */
const kn_flag kn_flags[] = {
#include "diary/warning_flags_1.inc"
#include "diary/warning_flags_2.inc"
};
/* clang-format on */
const size_t kn_flag_count = sizeof kn_flags / sizeof *kn_flags;

const kn_flag *kn_flag_find(const char *id)
{
    for (size_t i = 0; id && i < kn_flag_count; i++)
        if (strcmp(kn_flags[i].id, id) == 0)
            return &kn_flags[i];
    return NULL;
}
