/* cli/say.h - replies in words, for a terminal of 72 columns. It prints what the operations say and
 * decides nothing. */
#ifndef CLI_SAY_H
#define CLI_SAY_H

#include <jansson.h>
#include <stdio.h>

enum { KN_SAY_WIDTH = 72, KN_SHORT_ID = 8 /* characters of an id that people are shown */ };

/* A member that is a text, or "". */
const char *kn_member(const json_t *object, const char *name);

/* "  19:38     Left calf. Cramp, 2 minutes. Heat. Pain 6.  [7b0c9e2e]" */
void kn_say_entry(const json_t *entry);

/* A title and a line for each entry; nothing for none. */
void kn_say_entries(const char *title, const json_t *entries);

/* Warnings on `out`, the title of each first; nothing for none. */
void kn_say_warnings(const json_t *warnings, FILE *out);

/* The worst question worth asking, with the command that answers it; one at a time. `about`: id of
 * an entry, or NULL. */
void kn_say_questions(const json_t *questions, const char *about);

/* Title, summary and table of a chart. */
void kn_say_chart(const json_t *chart);

/* {"columns": [TEXT...], "rows": [[TEXT...]...]}; up to 8 columns. */
void kn_say_table(const json_t *table);

/* "None", "2", or "Not recorded" for a DAY. */
void kn_say_count(const json_t *day, char *out, size_t size);

/* What a write answered: warnings first, on stderr, then what was saved and what it is called. */
void kn_say_saved(const char *verb, const json_t *reply);

#endif
