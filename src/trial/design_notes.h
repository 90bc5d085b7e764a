/* trial/design_notes.h - what the files of notes share; private to them. */
#ifndef TRIAL_DESIGN_NOTES_H
#define TRIAL_DESIGN_NOTES_H

#include "trial/design.h"

typedef struct kn_noting {
    const kn_trial_design *design; /* NULL for what is no trial */
    kn_trial_note *notes;          /* [KN_TRIAL_NOTES_MAX] */
    size_t count;
} kn_noting;

void kn_design_note(kn_noting *noting, kn_note_level level, const char *code, const char *field,
                    const char *format, ...) __attribute__((format(printf, 5, 6)));

void kn_note_refused_arms(kn_noting *noting); /* not to be tried in this way at all */
void kn_note_slow_arms(kn_noting *noting);    /* onset and wash-out against the periods */
void kn_note_other_arms(kn_noting *noting);   /* a doctor to ask, hiding, guesses */

void kn_notes_sort(kn_trial_note notes[], size_t count); /* the worst first */

#endif
