#include <stdlib.h>
#include <string.h>

#include "report/picture.h"
#include "report/report.h"
#include "report/story.h"

/* Columns of a table cell and of its first one; longer texts push the rest to the right. */
enum { CELLS_MAX = 8, GAP = 2 };

typedef struct layout {
    kn_text *out;
    const kn_report_style *style;
} layout;

static int columns_of(const char *text, size_t bytes)
{
    return (int)kn_utf8_count(text, bytes);
}

/* Words wrapped at KN_REPORT_WIDTH; the first line starts with `first`, the others with blanks. */
static void add_wrapped(kn_text *out, const char *first, const char *text)
{
    int indent = (int)strlen(first), column = indent;

    kn_text_add(out, first);
    while (*text) {
        size_t bytes = strcspn(text, " ");
        int length = columns_of(text, bytes);

        if (column > indent && column + 1 + length > KN_REPORT_WIDTH) {
            kn_text_addf(out, "\n%*s", indent, "");
            column = indent;
        } else if (column > indent) {
            kn_text_add_char(out, ' ');
            column++;
        }
        kn_text_add_bytes(out, text, bytes);
        column += length;
        text += bytes;
        text += strspn(text, " ");
    }
    kn_text_add_char(out, '\n');
}

static void add_strong(const layout *lay, const char *text)
{
    if (lay->style->colour)
        kn_text_add(lay->out, "\033[1m");
    add_wrapped(lay->out, "", text);
    if (lay->style->colour)
        kn_text_add(lay->out, "\033[0m");
}

/* Widths of the columns of the table that starts at block `from`; returns the block after it. */
static size_t measure_table(const kn_story *story, size_t from, int width[CELLS_MAX])
{
    size_t i = from;

    memset(width, 0, CELLS_MAX * sizeof width[0]);
    for (; i < story->count &&
           (story->block[i].kind == KN_BLOCK_HEAD_ROW || story->block[i].kind == KN_BLOCK_ROW);
         i++) {
        const char *cell = kn_story_text(story, &story->block[i]);

        for (int c = 0; c < CELLS_MAX; c++) {
            size_t bytes = strcspn(cell, "\t");
            int columns = columns_of(cell, bytes);

            if (columns > width[c])
                width[c] = columns;
            if (!cell[bytes])
                break;
            cell += bytes + 1;
        }
    }
    return i;
}

static void add_table(kn_text *out, const kn_story *story, size_t from, size_t to,
                      const int width[CELLS_MAX])
{
    for (size_t i = from; i < to; i++) {
        const char *cell = kn_story_text(story, &story->block[i]);
        int pad = 0;

        kn_text_add(out, "  ");
        for (int c = 0; c < CELLS_MAX; c++) {
            size_t bytes = strcspn(cell, "\t");

            kn_text_addf(out, "%*s", pad, "");
            kn_text_add_bytes(out, cell, bytes);
            pad = width[c] + GAP - columns_of(cell, bytes);
            if (!cell[bytes])
                break;
            cell += bytes + 1;
        }
        kn_text_add_char(out, '\n');
    }
}

static void add_picture(const layout *lay, const kn_study *study, const kn_block *block)
{
    kn_view view;

    if (block->kind == KN_BLOCK_FOREST) {
        kn_picture_forest(lay->out, study, lay->style->utf8);
    } else if (block->kind == KN_BLOCK_SIZE) {
        kn_view_init(&view, study, block->person, block->index);
        kn_picture_size(lay->out, &view, lay->style->utf8);
        kn_view_release(&view);
    } /* 100 dots and all days are for the page: the numbers beside them say the same */
}

static size_t add_block(const layout *lay, const kn_study *study, const kn_story *story, size_t i)
{
    const kn_block *block = &story->block[i];
    const char *text = kn_story_text(story, block);
    int width[CELLS_MAX];
    size_t end;

    switch (block->kind) {
    case KN_BLOCK_KIND:
        if (i > 0)
            kn_text_add_char(lay->out, '\n');
        add_wrapped(lay->out, "", text);
        break;
    case KN_BLOCK_SECTION:
        kn_text_add_char(lay->out, '\n');
        add_strong(lay, text);
        break;
    case KN_BLOCK_HEADLINE:
        kn_text_add_char(lay->out, '\n');
        add_strong(lay, text);
        kn_text_add_char(lay->out, '\n');
        break;
    case KN_BLOCK_LEAD:
        add_wrapped(lay->out, "", text);
        break;
    case KN_BLOCK_PARAGRAPH:
        add_wrapped(lay->out, "  ", text);
        break;
    case KN_BLOCK_BULLET:
        add_wrapped(lay->out, "  - ", text);
        break;
    case KN_BLOCK_CAPTION:
        kn_text_add_char(lay->out, '\n');
        add_wrapped(lay->out, "  ", text);
        break;
    case KN_BLOCK_HEAD_ROW:
    case KN_BLOCK_ROW:
        end = measure_table(story, i, width);
        add_table(lay->out, story, i, end, width);
        return end;
    default:
        add_picture(lay, study, block);
    }
    return i + 1;
}

kn_code kn_report_text(const kn_study *study, const kn_report_style *style, kn_text *out,
                       kn_error *err)
{
    layout lay = {out, style};
    kn_story story;
    kn_code code = kn_story_init(&story, study, err);

    if (code == KN_OK) {
        for (size_t i = 0; i < story.count;)
            i = add_block(&lay, study, &story, i);
        code = kn_text_check(out, "the report", err);
    }
    kn_story_release(&story);
    return code;
}
