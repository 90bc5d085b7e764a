#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/report.h"
#include "report/triggers_report.h"
#include "report/triggers_words.h"
#include "report/words.h"

enum { NAME_SHOWN = 24, CELL_SIZE = 160, CELLS = 5, SENTENCE_MAX = 4096 };

/* Words wrapped at KN_REPORT_WIDTH; the first line starts with `first`, the others with blanks. */
static void add_wrapped(kn_text *out, const char *first, const char *text)
{
    size_t indent = strlen(first), column = indent;

    kn_text_add(out, first);
    while (*text) {
        size_t bytes = strcspn(text, " "), length = kn_utf8_count(text, bytes);

        if (column > indent && column + 1 + length > KN_REPORT_WIDTH) {
            kn_text_addf(out, "\n%*s", (int)indent, "");
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

static void add_sentence(kn_text *out, const char *first, kn_text *sentence)
{
    add_wrapped(out, first, kn_text_string(sentence));
    kn_text_release(sentence);
    kn_text_init(sentence, SENTENCE_MAX);
}

/* ---- The table --------------------------------------------------------------------------------*/

typedef char cells[CELLS][CELL_SIZE];

static void fill_name(char cell[CELL_SIZE], const char *before, const char *name, const char *after)
{
    kn_text text;

    kn_text_init(&text, SENTENCE_MAX);
    kn_words_name(&text, name, NAME_SHOWN);
    snprintf(cell, CELL_SIZE, "%s%s%s", before, kn_text_string(&text), after);
    kn_text_release(&text);
}

static void fill_summary(cells row, const kn_summary *summary, const char *verdict)
{
    char number[KN_TRIGGER_NUMBER_SIZE], high[KN_TRIGGER_NUMBER_SIZE];

    snprintf(row[1], CELL_SIZE, "%s", kn_trigger_ratio(number, summary->q50));
    snprintf(row[2], CELL_SIZE, "%s to %s", kn_trigger_ratio(number, summary->q025),
             kn_trigger_ratio(high, summary->q975));
    snprintf(row[3], CELL_SIZE, "%.3f", 1 - summary->p_below_zero);
    snprintf(row[4], CELL_SIZE, "%s", verdict);
}

/* Row number `index` of the table, or false behind its end. The head is row 0; of several lags the
 * joint row comes first. */
static bool fill_row(const kn_trigger_study *study, const kn_trigger_answer *answer, int index,
                     cells row)
{
    static const char *const head[CELLS] = {"", "odds ratio", "95 %", "P(more)", ""};
    int lags = study->options.lags, rows_each = lags > 1 ? 1 + lags : 1, wanted = index - 1;

    for (int c = 0; c < CELLS && index == 0; c++)
        snprintf(row[c], CELL_SIZE, "%s", head[c]);
    for (int j = 0; j < answer->suspects && index > 0; j++) {
        const kn_suspect_answer *suspect = &answer->suspect[j];
        char after[64] = "", unit[KN_NUMBER_SIZE];

        if (suspect->refused)
            continue;
        if (wanted >= rows_each) {
            wanted -= rows_each;
            continue;
        }
        if (wanted > 0) {
            int lag = study->options.lag[wanted - 1];
            snprintf(row[0], CELL_SIZE, lag == 0 ? "  that day" : "  %d day%s before", lag,
                     lag == 1 ? "" : "s");
            fill_summary(row, &suspect->lag[wanted - 1], "");
            return true;
        }
        if (suspect->graded && suspect->unit == 1)
            snprintf(after, sizeof after, " (per 1)");
        else if (suspect->graded)
            snprintf(after, sizeof after, " (per %s)", kn_number_format(unit, suspect->unit, 2));
        fill_name(row[0], "", study->diary->suspect_name[j], after);
        fill_summary(row, &suspect->joint, kn_trigger_words_brief(suspect->verdict));
        return true;
    }
    return index == 0;
}

static void add_table(kn_text *out, const kn_trigger_study *study, const kn_trigger_answer *answer)
{
    size_t width[CELLS] = {0};
    cells row;

    for (int pass = 0; pass < 2; pass++)
        for (int r = 0; fill_row(study, answer, r, row); r++) {
            size_t pad = 2;
            for (int c = 0; c < CELLS; c++) {
                size_t length = kn_utf8_count(row[c], strlen(row[c]));
                if (pass == 0)
                    width[c] = length > width[c] ? length : width[c];
                else if (row[c][0])
                    kn_text_addf(out, "%*s%s", (int)pad, "", row[c]);
                pad = row[c][0] ? width[c] - length + 2 : pad + width[c] + 2;
            }
            if (pass == 1)
                kn_text_add_char(out, '\n');
        }
}

/* ---- One answer -------------------------------------------------------------------------------*/

static void add_findings(kn_text *out, const kn_trigger_study *study,
                         const kn_trigger_answer *answer, kn_text *sentence)
{
    for (int j = 0; j < answer->suspects; j++) {
        const kn_suspect_answer *suspect = &answer->suspect[j];
        if (suspect->refused || (suspect->verdict != KN_TRIGGERS_GOES_WITH &&
                                 suspect->verdict != KN_TRIGGERS_GOES_WITH_FEWER))
            continue;
        kn_trigger_words_found(sentence, study->diary->suspect_name[j], suspect);
        add_sentence(out, "", sentence);
    }
    kn_trigger_words_why(sentence, answer);
    if (sentence->size > 0)
        add_sentence(out, "", sentence);
}

static void add_refused(kn_text *out, const kn_trigger_study *study,
                        const kn_trigger_answer *answer, kn_text *sentence)
{
    bool first = true;

    for (int j = 0; j < answer->suspects; j++) {
        if (!answer->suspect[j].refused)
            continue;
        kn_text_add(out, first ? "\nNot judged\n" : "");
        first = false;
        kn_words_name(sentence, study->diary->suspect_name[j], NAME_SHOWN);
        kn_text_addf(sentence, ": %s.", kn_trigger_words_refused(answer->suspect[j].refused));
        add_sentence(out, "  - ", sentence);
    }
}

static void add_counts(kn_text *out, const kn_trigger_study *study, const kn_trigger_answer *answer,
                       kn_text *sentence)
{
    kn_text_add(out, "\nThe days\n");
    kn_text_addf(sentence,
                 "%zu of %zu days count, %zu with an episode. Matched by %s: %zu episodes on %zu "
                 "days, in %zu groups with both kinds of day.",
                 answer->counted_days, answer->calendar_days, answer->episodes,
                 study->options.strata == KN_STRATA_FORTNIGHT ? "fortnight" : "weekday and month",
                 answer->informative_episodes, answer->informative_days, answer->strata);
    add_sentence(out, "  ", sentence);
    if (answer->unfit)
        return;
    kn_text_addf(sentence,
                 "Odds ratios differ by suspect with a spread of omega = %.2f (%.2f to "
                 "%.2f) on the log scale; they are drawn towards 1 by as much.",
                 answer->omega.mean, answer->omega.q025, answer->omega.q975);
    add_sentence(out, "  ", sentence);
}

static void add_answer(kn_text *out, const kn_trigger_study *study, const kn_trigger_answer *answer)
{
    kn_text sentence;

    kn_text_init(&sentence, SENTENCE_MAX);
    kn_text_addf(out, "%s\n\n", kn_trigger_words_headline(answer->verdict));
    add_findings(out, study, answer, &sentence);
    add_wrapped(out, "", kn_trigger_words_not_cause);
    if (!answer->unfit) {
        kn_text_add_char(out, '\n');
        add_table(out, study, answer);
    }
    add_refused(out, study, answer, &sentence);
    if (answer->doubts > 0)
        kn_text_add(out, "\nDoubts\n");
    for (size_t d = 0; d < answer->doubts; d++) {
        kn_trigger_words_doubt(&sentence, study->diary, &answer->doubt[d]);
        add_sentence(out, "  - ", &sentence);
    }
    add_counts(out, study, answer, &sentence);
    kn_text_release(&sentence);
}

static void add_person(kn_text *out, const kn_trigger_study *study, size_t person)
{
    const kn_trigger_answer *answer = &study->alone[person];
    char name[CELL_SIZE];

    fill_name(name, "", study->diary->person[person].name, "");
    kn_text_addf(out, "\n%s: %s\n", name, kn_trigger_words_headline(answer->verdict));
    if (answer->unfit)
        add_wrapped(out, "  ", kn_trigger_words_unfit(answer->unfit));
    else
        add_table(out, study, answer);
}

kn_code kn_triggers_text(const kn_trigger_study *study, kn_text *out, kn_error *err)
{
    size_t people = study->diary->people;

    if (study->pooled)
        kn_text_addf(out, "%zu people together, each compared with their own days only.\n\n",
                     people);
    add_answer(out, study, study->pooled ? study->pooled : &study->alone[0]);
    if (study->pooled)
        kn_text_add(out, "\nEach one alone\n");
    for (size_t p = 0; p < people && study->pooled; p++)
        add_person(out, study, p);
    return kn_text_check(out, "the answer", err);
}
