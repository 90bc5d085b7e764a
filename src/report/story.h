/* report/story.h - what a report says, in order, before it is laid out: headings, sentences, tables
 * and the places of pictures. The terminal and the page lay out the same story.
 *
 * Texts are plain UTF-8; who lays them out escapes them. Cells of a row are separated by tabs. */
#ifndef REPORT_STORY_H
#define REPORT_STORY_H

#include "report/view.h"

typedef enum kn_block_kind {
    KN_BLOCK_KIND,     /* what kind of answer this is, above a headline */
    KN_BLOCK_HEADLINE, /* the first one is the report's */
    KN_BLOCK_LEAD,
    KN_BLOCK_SECTION, /* a heading */
    KN_BLOCK_PARAGRAPH,
    KN_BLOCK_BULLET,
    KN_BLOCK_CAPTION, /* starts a table */
    KN_BLOCK_HEAD_ROW,
    KN_BLOCK_ROW,
    KN_BLOCK_SIZE, /* pictures: of effect `index` of `person` */
    KN_BLOCK_HUNDRED,
    KN_BLOCK_DAYS,
    KN_BLOCK_FOREST
} kn_block_kind;

typedef struct kn_block {
    kn_block_kind kind;
    size_t at;     /* where its text starts in story->text */
    size_t person; /* whom a picture, or the kind of an answer, concerns */
    int index;     /* and which of their effects */
} kn_block;

typedef struct kn_story {
    kn_text text;
    size_t count, room;
    kn_block *block;
    bool failed;
} kn_story;

/* Builds the story of a study. Release it also after a failure. */
kn_code kn_story_init(kn_story *story, const kn_study *study, kn_error *err);
void kn_story_release(kn_story *story);

const char *kn_story_text(const kn_story *story, const kn_block *block);

/* Single sentences, appended: the headline, what stands below it, how sure in counts of 100, why
 * that verdict, a doubt. */
void kn_story_headline(const kn_view *view, kn_text *out);
void kn_story_lead(const kn_view *view, kn_text *out);
void kn_story_sureness(const kn_view *view, kn_text *out);
void kn_story_why(const kn_view *view, kn_text *out);
void kn_story_doubt(const kn_study *study, size_t person, const kn_doubt *doubt, kn_text *out);

/* ---- For the parts of the story only ------------------------------------------------------------
 * Starts a block and returns the text to append to. */
kn_text *kn_story_add(kn_story *story, kn_block_kind kind);
/* The same for a block that concerns one effect of one person. */
void kn_story_add_of(kn_story *story, kn_block_kind kind, size_t person, int index);

/* Makes the first letter of what was appended since `from` a capital, and ends the sentence. */
void kn_story_sentence(kn_text *text, size_t from);

void kn_story_person(kn_story *story, const kn_study *study, size_t person);
void kn_story_people(kn_story *story, const kn_study *study);
void kn_story_numbers(kn_story *story, const kn_study *study);
void kn_story_made(kn_story *story, const kn_study *study);

/* The better direction in a word: "fewer", "lower" ... */
const char *kn_story_better(const kn_study *study);

/* True if this person's effects can be shown. */
bool kn_story_has_fit(const kn_study *study, size_t person);

#endif
