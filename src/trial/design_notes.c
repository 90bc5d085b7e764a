/* What speaks against a design: of the whole of it, and of the person. What speaks against an arm
 * is in design_notes_arms.c. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "trial/design_notes.h"

enum { LONG_DAYS = 180, WEEK = 7 };
static const double DRAW_AGREES = 0.10; /* docs/model.md: the p that "helps" asks of the draw */

void kn_design_note(kn_noting *noting, kn_note_level level, const char *code, const char *field,
                    const char *format, ...)
{
    kn_trial_note *note;
    va_list args;

    if (noting->count == KN_TRIAL_NOTES_MAX) /* the worst are noted first, so that none is lost */
        return;
    note = &noting->notes[noting->count++];
    *note = (kn_trial_note){.level = level, .code = code, .field = field};
    va_start(args, format);
    vsnprintf(note->words, sizeof note->words, format, args);
    va_end(args);
    note->words[kn_utf8_check(note->words, strlen(note->words))] = '\0'; /* cut inside a letter */
}

/* ---- The person -------------------------------------------------------------------------------*/

static void note_person(kn_noting *noting, const kn_trial_safety *safety)
{
    if (safety->under_18)
        kn_design_note(
            noting, KN_NOTE_REFUSED, "under_18", "",
            "Unknot plans no trials for people under 18. Show your diary to a doctor, with "
            "someone who looks after you.");
    else if (!safety->age_known)
        kn_design_note(
            noting, KN_NOTE_REFUSED, "age_unknown", "",
            "Trials are for people of 18 or over. Say in Settings whether you are 18 or over.");
    if (!safety->asked_prescriber)
        kn_design_note(noting, KN_NOTE_REFUSED, "prescriber", "",
                       "One question first: will you stop or cut down a medicine that a doctor "
                       "prescribed? Answer it, and you can go on.");
    else if (!safety->prescriber_no)
        kn_design_note(
            noting, KN_NOTE_REFUSED, "prescriber", "",
            "You said that you stop or cut down a prescribed medicine, or that you are not "
            "sure. That can be dangerous, so no trial starts now. Ask your doctor or "
            "pharmacist first.");
}

/* ---- The whole --------------------------------------------------------------------------------*/

static void note_blinding(kn_noting *noting)
{
    const kn_trial_design *design = noting->design;
    bool has_placebo = false;

    for (int i = 0; i < design->arms; i++)
        has_placebo = has_placebo || strcmp(design->arm[i].key, KN_ARM_PLACEBO) == 0;
    if (design->blinded)
        kn_design_note(
            noting, KN_NOTE_INFO, "blinded_helper", "blinded",
            "Someone you trust has to fill the envelopes and keep the sheet with the code. "
            "They should not tell you anything until the end.");
    else if (has_placebo)
        kn_design_note(noting, KN_NOTE_CAUTION, "placebo_open", "blinded",
                       "A dummy helps only if you do not know when you take it. Hide the order, or "
                       "compare with what you do as usual.");
}

static void note_length(kn_noting *noting)
{
    const kn_trial_design *design = noting->design;
    int days = kn_trial_design_days(design);

    if (kn_trial_smallest_p(design) > DRAW_AGREES || design->cycles < KN_TRIAL_PAIRS_SURE)
        kn_design_note(
            noting, KN_NOTE_CAUTION, "few_pairs", "cycles",
            "With so few changes the best this trial can say is \"looks as if it helps\". From "
            "%d rounds on it can say more.",
            KN_TRIAL_PAIRS_SURE);
    if (design->block_days % WEEK == 0)
        kn_design_note(
            noting, KN_NOTE_CAUTION, "weekly_blocks", "block_days",
            "Every period begins on the same day of the week, so a bad week can look like an "
            "effect. %d or %d days are better than %d.",
            design->block_days - 1, design->block_days + 1, design->block_days);
    if (days > LONG_DAYS)
        kn_design_note(
            noting, KN_NOTE_CAUTION, "long", "cycles",
            "This lasts %d days. In one study three people in ten left such a trial before its "
            "end. A shorter one may tell you more.",
            days);
}

/* Notes of one level keep the order in which they were made. */
void kn_notes_sort(kn_trial_note notes[], size_t count)
{
    for (size_t i = 1; i < count; i++)
        for (size_t j = i; j > 0 && notes[j].level < notes[j - 1].level; j--) {
            kn_trial_note swapped = notes[j];

            notes[j] = notes[j - 1];
            notes[j - 1] = swapped;
        }
}

size_t kn_trial_notes(const kn_trial_design *design, const kn_trial_safety *safety,
                      kn_trial_note notes[KN_TRIAL_NOTES_MAX])
{
    kn_noting noting = {.design = design, .notes = notes};

    if (safety)
        note_person(&noting, safety);
    kn_note_refused_arms(&noting);
    kn_note_slow_arms(&noting);
    note_length(&noting);
    note_blinding(&noting);
    kn_note_other_arms(&noting);
    if (!(design->important > 0))
        kn_design_note(
            &noting, KN_NOTE_INFO, "no_important", "important",
            "Before you start, say the smallest difference that would be worth it to you.");
    kn_notes_sort(notes, noting.count);
    return noting.count;
}

bool kn_trial_refused(const kn_trial_note notes[], size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (notes[i].level == KN_NOTE_REFUSED)
            return true;
    return false;
}
