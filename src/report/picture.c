#include "report/picture.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/dots.h"
#include "report/forest.h"
#include "report/words.h"

enum { INDENT = 2, AXIS = KN_REPORT_WIDTH - 2 * INDENT, NAME_COLUMNS = 16 };

/* What a cell of a line may hold; drawn in UTF-8 or ASCII. */
typedef enum mark {
    BLANK,
    BETTER,
    SMALL,
    WORSE,
    LINE,
    BAND,
    ZERO,
    THIN,
    THICK,
    MIDDLE,
    END,
    MARK_COUNT
} mark;

static const char *const marks[MARK_COUNT][2] = {
    [BLANK] = {" ", " "}, [BETTER] = {"#", "●"}, [SMALL] = {"o", "○"}, [WORSE] = {"x", "■"},
    [LINE] = {"-", "─"},  [BAND] = {"=", "▒"},   [ZERO] = {"|", "│"},  [THIN] = {"-", "─"},
    [THICK] = {"=", "━"}, [MIDDLE] = {"O", "◯"}, [END] = {"|", "╷"},
};

static void add_line(kn_text *out, const mark line[], int columns, bool utf8)
{
    int last = columns;

    while (last > 0 && line[last - 1] == BLANK)
        last--;
    for (int i = 0; i < last; i++)
        kn_text_add(out, marks[line[i]][utf8]);
    kn_text_add_char(out, '\n');
}

static int column_of(const kn_dots *dots, double x, int columns)
{
    return (int)fmin(fmax(floor(kn_dots_place(dots, x) * columns), 0), columns - 1);
}

/* Interval bar from `from` to `to` (columns), thick between two others, ring in the middle. */
static void draw_bar(mark line[], const int at[5])
{
    for (int i = at[0]; i <= at[4]; i++)
        line[i] = i >= at[1] && i <= at[3] ? THICK : THIN;
    line[at[2]] = MIDDLE;
}

/* Tick labels centred under their places; one that would touch its neighbour is left out. */
static void add_labels(kn_text *out, const kn_dots *dots, int indent, int columns)
{
    char line[KN_REPORT_WIDTH + 1];
    size_t width = (size_t)(indent + columns);

    memset(line, ' ', width);
    line[width] = '\0';
    for (size_t i = 0; i < dots->ticks; i++) {
        int length = (int)strlen(dots->tick[i].label);
        int start = indent + column_of(dots, dots->tick[i].x, columns) - length / 2;
        bool free_space = start >= 1 && start + length < (int)width;

        for (int k = start - 1; free_space && k <= start + length; k++)
            free_space = line[k] == ' ';
        if (free_space)
            memcpy(line + start, dots->tick[i].label, (size_t)length);
    }
    while (width > 0 && line[width - 1] == ' ')
        width--;
    kn_text_add_bytes(out, line, width);
    kn_text_add_char(out, '\n');
}

static void add_directions(kn_text *out, const kn_dots *dots, int indent, int columns, bool utf8)
{
    int gap = columns - 4 - (int)strlen(dots->left) - (int)strlen(dots->right);

    kn_text_addf(out, "%*s%s %s%*s%s %s\n", indent, "", utf8 ? "←" : "<-", dots->left,
                 utf8 ? gap : gap - 2, "", dots->right, utf8 ? "→" : "->");
}

static void add_key(kn_text *out, const kn_dots *dots, bool utf8)
{
    kn_text_addf(out, "%*seach mark is 1 chance in 20:  %s better", INDENT, "",
                 marks[BETTER][utf8]);
    if (dots->important > 0)
        kn_text_addf(out, "  %s too small to matter", marks[SMALL][utf8]);
    kn_text_addf(out, "  %s worse\n", marks[WORSE][utf8]);
}

void kn_picture_size(kn_text *out, const kn_view *view, bool utf8)
{
    enum { CELL = 3 }; /* a dot and two blanks, so that dots pile up */
    kn_dots dots;
    int column[KN_DOTS], level[KN_DOTS], highest, bar[5];
    mark line[INDENT + AXIS];

    kn_dots_init(&dots, view);
    highest = kn_dots_stack(&dots, AXIS / CELL, column, level);
    for (int row = highest - 1; row >= 0; row--) {
        memset(line, 0, sizeof line);
        for (int i = 0; i < KN_DOTS; i++)
            if (level[i] == row)
                line[INDENT + CELL * column[i] + CELL / 2] = dots.dot[i] == KN_DOT_BETTER  ? BETTER
                                                             : dots.dot[i] == KN_DOT_SMALL ? SMALL
                                                                                           : WORSE;
        add_line(out, line, INDENT + AXIS, utf8);
    }
    memset(line, 0, sizeof line);
    for (int i = 0; i < AXIS; i++) {
        double x = dots.low + (dots.high - dots.low) * (i + 0.5) / AXIS;

        line[INDENT + i] = fabs(x) < dots.important ? BAND : LINE;
    }
    line[INDENT + column_of(&dots, 0, AXIS)] = ZERO;
    add_line(out, line, INDENT + AXIS, utf8);
    memset(line, 0, sizeof line);
    const double ends[5] = {dots.q025, dots.q25, dots.q50, dots.q75, dots.q975};
    for (int i = 0; i < 5; i++)
        bar[i] = INDENT + column_of(&dots, ends[i], AXIS);
    draw_bar(line, bar);
    add_line(out, line, INDENT + AXIS, utf8);
    add_labels(out, &dots, INDENT, AXIS);
    add_directions(out, &dots, INDENT, AXIS, utf8);
    add_key(out, &dots, utf8);
}

/* Characters, not bytes, of a UTF-8 text. */
static int text_columns(const char *text)
{
    int columns = 0;

    for (; *text; text++)
        columns += ((unsigned char)*text & 0xc0) != 0x80;
    return columns;
}

void kn_picture_forest(kn_text *out, const kn_study *study, bool utf8)
{
    enum { ROWS = 24, START = INDENT + NAME_COLUMNS, COLUMNS = KN_REPORT_WIDTH - START - INDENT };
    kn_forest forest;

    if (kn_forest_init(&forest, study, ROWS, NULL) != KN_OK)
        return; /* the table says the same */
    for (size_t i = 0; i < forest.rows; i++) {
        mark line[COLUMNS] = {BLANK};
        int from = column_of(&forest.axis, forest.row[i].q025, COLUMNS);
        int to = column_of(&forest.axis, forest.row[i].q975, COLUMNS);
        kn_text name;

        kn_text_init(&name, 512);
        kn_words_name(&name, forest.row[i].name, NAME_COLUMNS - 4);
        line[column_of(&forest.axis, 0, COLUMNS)] = ZERO;
        for (int k = from; k <= to; k++)
            line[k] = forest.row[i].together ? THICK : THIN;
        line[column_of(&forest.axis, forest.row[i].q50, COLUMNS)] =
            forest.row[i].together ? MIDDLE : BETTER;
        kn_text_addf(out, "%*s%s%*s", INDENT, "", kn_text_string(&name),
                     NAME_COLUMNS - text_columns(kn_text_string(&name)), "");
        add_line(out, line, COLUMNS, utf8);
        kn_text_release(&name);
    }
    add_labels(out, &forest.axis, START, COLUMNS);
    add_directions(out, &forest.axis, START, COLUMNS, utf8);
    if (forest.left_out > 0)
        kn_text_addf(out, "%*s(%zu more people lie between those shown)\n", INDENT, "",
                     forest.left_out);
}
