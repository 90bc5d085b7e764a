/* report/diary_shown.h - what the files of diary_shown share; private to them. */
#ifndef REPORT_DIARY_SHOWN_H
#define REPORT_DIARY_SHOWN_H

#include "report/diary_words.h"

typedef struct kn_shown_line {
    const kn_entry *entry;
    const kn_catalogue *catalogue;
    kn_text title, text;
} kn_shown_line;

const char *kn_shown_member(const kn_shown_line *line, const char *name);

/* Appends ", words" or, first of all, "Words"; `part_of` nothing for NULL. */
void kn_shown_part(kn_text *out, const char *words);
void kn_shown_part_of(kn_text *out, const char *words);

/* A note in the person's words, after what was said before. */
void kn_shown_note(kn_shown_line *line, const char *name);

/* One a kind. */
void kn_shown_trial(kn_shown_line *line);
void kn_shown_trial_event(kn_shown_line *line);
void kn_shown_trial_day(kn_shown_line *line);
void kn_shown_harm(kn_shown_line *line);
void kn_shown_relief(kn_shown_line *line);
void kn_shown_draw(kn_shown_line *line);
void kn_shown_reading(kn_shown_line *line);
void kn_shown_finding(kn_shown_line *line);
void kn_shown_pooled(kn_shown_line *line);

#endif
