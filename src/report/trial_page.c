/* The frame of a trial's pages, and the parts that several of them have. */
#include "report/trial_page.h"

#include <stdio.h>
#include <string.h>

#include "report/words.h"

static const size_t CELL_LIMIT = 64 * 1024;
static const char BLANK[] = "______________________________";

/* ---- Items ------------------------------------------------------------------------------------*/

static void add_item(kn_paper *paper, const kn_paper_item *item)
{
    char number[16];
    kn_text words;

    kn_text_init(&words, CELL_LIMIT);
    if (item->say)
        item->say(paper, &words);
    if (item->ask) {
        kn_text_addf(&words, "%s%s: %s", words.size > 0 ? " " : "", item->ask, BLANK);
    } else if (words.size == 0) {
        kn_text_add(&words, BLANK);
    }
    snprintf(number, sizeof number, "%s%s", item->number, item->from_memory ? "*" : "");
    kn_page_row(&paper->page, (const char *[]){number, item->what, kn_text_string(&words)});
    kn_text_release(&words);
}

void kn_paper_items(kn_paper *paper, const char *caption, const kn_paper_item items[], size_t count)
{
    kn_page_table(&paper->page, caption, (const char *[]){"Item", "What", "In this trial"}, 3);
    for (size_t i = 0; i < count; i++)
        add_item(paper, &items[i]);
    kn_page_table_end(&paper->page);
}

/* ---- Seal -------------------------------------------------------------------------------------*/

void kn_paper_seal(kn_paper *paper)
{
    const kn_trial *trial = paper->trial;
    char seal[KN_SEAL_SIZE], date[KN_WORDS_SIZE];
    kn_text words;

    kn_text_init(&words, CELL_LIMIT);
    kn_page_section(&paper->page, "Seal", true);
    if (!trial->hash[0]) {
        kn_page_text(&paper->page, "Not sealed: this is a draft, and all of it can still change.");
    } else {
        kn_hash_short(trial->hash, seal);
        kn_text_addf(&words, "%s. Sealed on %s by %s, before the first day.", seal,
                     kn_words_date(date, trial->protocol.sealed.day, KN_PAPER_NO_YEAR),
                     trial->protocol.program);
        kn_page_text(&paper->page, kn_text_string(&words));
        kn_text_release(&words);
        kn_text_init(&words, CELL_LIMIT);
        kn_text_addf(
            &words,
            "In full: %s (BLAKE2b, 32 bytes, of the protocol as canonical JSON). Who holds "
            "this number can check that nothing was changed afterwards: unknot trial "
            "verify.",
            trial->hash);
        kn_page_small(&paper->page, kn_text_string(&words));
    }
    kn_text_release(&words);
    kn_page_section_end(&paper->page);
}

/* ---- Order ------------------------------------------------------------------------------------*/

static void add_unit(kn_paper *paper, size_t u)
{
    const kn_trial *trial = paper->trial;
    const kn_trial_unit *unit = &trial->units[u];
    char number[24];
    kn_text days, what;

    kn_text_init(&days, CELL_LIMIT);
    kn_text_init(&what, CELL_LIMIT);
    snprintf(number, sizeof number, "%zu", u + 1);
    kn_words_span(&days, unit->first_day, unit->last_day, KN_PAPER_NO_YEAR);
    if (unit->arm == KN_ARM_UNKNOWN)
        kn_text_addf(&what, "envelope %s", unit->label);
    else {
        kn_trial_say_arm(&trial->protocol.design, unit->arm, &what);
        if (unit->label && unit->label[0])
            kn_text_addf(&what, " (envelope %s)", unit->label);
    }
    kn_page_row(&paper->page,
                (const char *[]){number, kn_text_string(&days), kn_text_string(&what)});
    kn_text_release(&days);
    kn_text_release(&what);
}

/* An order of single days as letters, a line of them for two weeks. */
static void add_days(kn_paper *paper)
{
    enum { IN_LINE = 28 };
    const kn_trial *trial = paper->trial;
    kn_text words;

    kn_text_init(&words, CELL_LIMIT);
    for (int k = 0; k < trial->protocol.design.arms; k++) {
        kn_text_addf(&words, "%s%c = ", k > 0 ? ", " : "", 'A' + k);
        kn_trial_say_arm(&trial->protocol.design, k, &words);
    }
    kn_text_add(&words, ". ");
    for (size_t u = 0; u < trial->unit_count; u++)
        kn_text_addf(&words, "%s%c",
                     u > 0 && u % IN_LINE == 0 ? " / "
                     : u % 7 == 0              ? " "
                                               : "",
                     trial->units[u].arm == KN_ARM_UNKNOWN ? '?' : 'A' + trial->units[u].arm);
    kn_page_text(&paper->page, kn_text_string(&words));
    kn_text_release(&words);
}

void kn_paper_order(kn_paper *paper)
{
    const kn_trial *trial = paper->trial;

    kn_page_section(&paper->page, "The whole order", false);
    if (trial->state == KN_TRIAL_DRAFT) {
        kn_page_text(&paper->page, "It is drawn when the trial is sealed.");
    } else if (trial->protocol.design.order == KN_ORDER_DAYS) {
        add_days(paper);
    } else {
        kn_page_table(&paper->page, "The whole order", (const char *[]){"Period", "Days", "What"},
                      3);
        for (size_t u = 0; u < trial->unit_count; u++)
            add_unit(paper, u);
        kn_page_table_end(&paper->page);
    }
    if (!trial->protocol.is_open && trial->state != KN_TRIAL_DRAFT)
        kn_page_small(&paper->page, "What each envelope holds stands on the helper's sheet only.");
    kn_page_section_end(&paper->page);
}

/* ---- Amendments -------------------------------------------------------------------------------*/

static bool is_change(kn_trial_event_kind kind)
{
    return kind != KN_EVENT_GUESS && kind != KN_EVENT_DECISION;
}

void kn_paper_amendments(kn_paper *paper)
{
    const kn_trial *trial = paper->trial;
    int said = 0;

    kn_page_section(&paper->page, "Changes and events after the seal", false);
    for (size_t i = 0; i < trial->event_count; i++) {
        const kn_trial_event *event = &trial->events[i];
        char date[KN_WORDS_SIZE];
        kn_text words;

        if (!is_change(event->kind) || !event->counts)
            continue;
        if (said++ == 0)
            kn_page_list(&paper->page);
        kn_text_init(&words, CELL_LIMIT);
        kn_trial_say_event(trial, event, &words);
        kn_page_item(&paper->page, kn_words_date(date, event->at.day, KN_PAPER_NO_YEAR),
                     kn_text_string(&words));
        kn_text_release(&words);
    }
    if (said > 0)
        kn_page_list_end(&paper->page);
    else
        kn_page_text(&paper->page, "None.");
    kn_page_section_end(&paper->page);
}

/* ---- The page
 * ----------------------------------------------------------------------------------*/

kn_code kn_trial_page_html(const kn_trial *trial, const kn_trial_answer *answer, const char *secret,
                           kn_trial_page page, bool whole, kn_text *out, kn_error *err)
{
    kn_paper paper = {.page = {.out = out, .is_html = true}, .trial = trial, .answer = answer};
    const char *title = whole ? trial->protocol.design.title : NULL;

    if (page == KN_PAGE_SHEET && !trial->protocol.is_open) {
        kn_fail(err, KN_DENIED, NULL, "the order of this trial is sealed");
        return kn_hint(err, "The code on the helper's sheet opens it.");
    }
    if (page == KN_PAGE_SHEET && !trial->protocol.design.blinded)
        return kn_fail(err, KN_CONFLICT, NULL, "this trial is not blinded and needs no sheet");
    if (page == KN_PAGE_REPORT && !answer)
        return kn_fail(err, KN_CONFLICT, NULL, "this trial has no answer yet");
    kn_page_begin(&paper.page, title);
    if (page == KN_PAGE_PROTOCOL)
        kn_paper_protocol(&paper);
    else if (page == KN_PAGE_REPORT)
        kn_paper_report(&paper);
    else
        kn_paper_sheet(&paper, secret ? secret : trial->protocol.secret);
    kn_page_end(&paper.page, title);
    return kn_text_check(out, "the page", err);
}
