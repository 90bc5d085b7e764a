/* The planned looks of a trial: when each can be taken, and which was. */
#include "trial/trial_parts.h"

enum { LOOK_DAYS = 14 /* of the periods: no look is before they are over */ };

void kn_trial_make_looks(kn_trial *trial)
{
    const kn_trial_design *design = &trial->protocol.design;
    int cycles[KN_LOOKS_MAX];
    size_t soonest = (size_t)design->run_in_days + LOOK_DAYS - 1;

    trial->look_count = kn_trial_looks(design, cycles);
    for (int k = 0; k < trial->look_count; k++) {
        kn_trial_look *look = &trial->looks[k];
        size_t unit = (size_t)cycles[k] * (size_t)design->arms;
        size_t last = (size_t)design->run_in_days + unit * (size_t)design->block_days - 1;

        last = last < soonest ? soonest : last;
        *look = (kn_trial_look){.after_cycles = cycles[k]};
        if (trial->day_count > 0)
            look->day = trial->days[last < trial->day_count ? last : trial->day_count - 1] + 1;
        for (size_t i = 0; i < trial->event_count; i++) {
            const kn_trial_event *event = &trial->events[i];

            if (event->kind != KN_EVENT_LOOK ||
                json_integer_value(json_object_get(event->body, "cycles")) != cycles[k])
                continue;
            look->taken = true;
            look->says_stop = look->says_stop || kn_member_is(event->body, "result", "stop");
        }
    }
}

const kn_trial_look *kn_trial_due_look(const kn_trial *trial)
{
    for (int k = 0; k < trial->look_count; k++)
        if (!trial->looks[k].taken)
            return trial->looks[k].day <= trial->today ? &trial->looks[k] : NULL;
    return NULL;
}
