/* What to do about an unwanted effect. Own wording, and caution: no clinician has checked it. */
#include <string.h>

#include "diary/warning.h"
#include "trial/trial.h"

#define EMERGENCY                                                                                  \
    "Call the emergency number now if breathing is hard, if your face, lips, tongue or throat "    \
    "swell, if you faint or have a fit, if your chest hurts, if you vomit blood, if your stools "  \
    "are black or bloody, or if you are suddenly confused."

static const kn_harm_advice advice[] = {
    {"mild", "Keep an eye on it",
     "You may go on. If it stays, comes back or gets worse, stop the treatment and ask a doctor or "
     "pharmacist.",
     EMERGENCY, kn_flag_caution},
    {"moderate", "Pause, and ask",
     "Pause the treatment, and ask a doctor or pharmacist before you go on. Do not stop a "
     "prescribed medicine on your own: ask today how to.",
     EMERGENCY, kn_flag_caution},
    {"severe", "Stop, and ask today",
     "Stop the treatment now, and ask a doctor or pharmacist today. If it is a prescribed "
     "medicine, ask at once how to stop it.",
     EMERGENCY, kn_flag_caution},
};

const kn_harm_advice *kn_harm_advice_of(const char *severity)
{
    for (size_t i = 0; i < sizeof advice / sizeof *advice; i++)
        if (strcmp(advice[i].severity, severity) == 0)
            return &advice[i];
    return NULL;
}
