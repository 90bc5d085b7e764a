/* The helper's sheet: what is in which envelope, the opening code, and what to cut out. */
#include <string.h>

#include "report/trial_page.h"
#include "report/words.h"

static void paragraph(kn_text *out, const char *class, const char *words)
{
    kn_text_addf(out, "<p class=\"%s\">", class);
    kn_text_add_xml(out, words);
    kn_text_add(out, "</p>\n");
}

/* ---- What to do -------------------------------------------------------------------------------*/

static void add_steps(kn_paper *paper)
{
    static const char *const steps[] = {
        "Read this alone. Print it, or copy it by hand, and keep it where only you go.",
        "Take one envelope for each line of the table, and stick or write its label on it.",
        "Fill each envelope with what the table says, one portion for each of its days. Portions "
        "must look "
        "alike, and be as many.",
        "Close the envelopes, mix up nothing, and hand them over in the order of their numbers.",
        "Cut out the slip with the opening code, fold it twice, close it with tape, and give it to "
        "the "
        "person to keep closed. Keep this sheet.",
        "Say nothing about what is in them until the trial is over, whatever happens in between."};

    kn_page_section(&paper->page, "What to do", false);
    kn_text_add(paper->page.out, "<ol class=\"sheet-steps\">\n");
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        kn_text_add(paper->page.out, "<li>");
        kn_text_add_xml(paper->page.out, steps[i]);
        kn_text_add(paper->page.out, "</li>\n");
    }
    kn_text_add(paper->page.out, "</ol>\n");
    kn_page_section_end(&paper->page);
}

static void add_emergency(kn_paper *paper)
{
    kn_page_section(&paper->page, "In an emergency", true);
    kn_page_text(&paper->page,
                 "If the person is badly unwell, get help first: call the emergency number.");
    kn_page_text(
        &paper->page,
        "Tell the person, the doctor or the nurse at once what is in the envelope in use. The "
        "table "
        "below says it. Nobody has to ask for it twice, and no trial is worth waiting for.");
    kn_page_text(&paper->page,
                 "The same is in the app: open the seal in an emergency, with the opening code.");
    kn_page_section_end(&paper->page);
}

/* ---- Envelopes --------------------------------------------------------------------------------*/

static int days_of(const kn_trial *trial)
{
    return trial->protocol.design.order == KN_ORDER_DAYS ? 1 : trial->protocol.design.block_days;
}

/* The first envelope to be filled: those of earlier rounds are over when more are added. */
static size_t first_unit(const kn_trial *trial)
{
    size_t units = trial->unit_count;

    for (size_t i = trial->event_count; i > 0; i--) {
        const kn_trial_event *event = &trial->events[i - 1];
        json_int_t cycles = json_integer_value(json_object_get(event->body, "cycles"));

        if (event->kind != KN_EVENT_EXTEND || !event->counts)
            continue;
        cycles *= trial->protocol.design.arms;
        return cycles > 0 && (size_t)cycles < units ? units - (size_t)cycles : 0;
    }
    return 0;
}

static void add_envelopes(kn_paper *paper)
{
    const kn_trial *trial = paper->trial;
    const kn_trial_design *design = &trial->protocol.design;
    kn_text days;

    kn_text_init(&days, 64);
    kn_words_count(&days, days_of(trial), "day", "days");
    kn_page_section(&paper->page, "What is in which envelope", false);
    kn_page_table(&paper->page, "What is in which envelope",
                  (const char *[]){"Envelope", "Put in", "For", "How"}, 4);
    for (size_t u = first_unit(trial); u < trial->unit_count; u++) {
        const kn_trial_unit *unit = &trial->units[u];
        kn_text what, how;

        kn_text_init(&what, 4096);
        kn_text_init(&how, 4096);
        kn_trial_say_arm(design, unit->arm, &what);
        if (!design->arm[unit->arm].how[0] &&
            strcmp(design->arm[unit->arm].key, KN_ARM_PLACEBO) == 0)
            kn_text_add(&how, "as the others, without it");
        else
            kn_words_name(&how, design->arm[unit->arm].how, 200);
        kn_page_row(&paper->page, (const char *[]){unit->label, kn_text_string(&what),
                                                   kn_text_string(&days), kn_text_string(&how)});
        kn_text_release(&what);
        kn_text_release(&how);
    }
    kn_page_table_end(&paper->page);
    kn_page_section_end(&paper->page);
    kn_text_release(&days);
}

static void add_labels(kn_paper *paper)
{
    const kn_trial *trial = paper->trial;
    kn_text *out = paper->page.out;

    kn_page_section(&paper->page, "Labels to cut out", false);
    kn_text_add(out, "<div class=\"cut-labels\">\n");
    for (size_t u = first_unit(trial); u < trial->unit_count; u++) {
        kn_text_add(out, "<div class=\"cut\"><b>");
        kn_text_add_xml(out, trial->units[u].label);
        kn_text_add(out, "</b><span>");
        kn_text_add_xml(out, trial->protocol.design.title);
        kn_text_add(out, "</span><span>");
        kn_words_count(out, days_of(trial), "day", "days");
        kn_text_add(out, "</span></div>\n");
    }
    kn_text_add(out, "</div>\n");
    kn_page_section_end(&paper->page);
}

/* ---- The code ---------------------------------------------------------------------------------*/

static void add_slip(kn_paper *paper, const char *secret)
{
    kn_text *out = paper->page.out;
    kn_text words;

    kn_page_section(&paper->page, "Slip to cut out, fold and close", false);
    kn_text_add(out, "<div class=\"cut slip\">\n");
    kn_text_init(&words, 4096);
    kn_text_add(&words, "Opening code of the trial \"");
    kn_words_name(&words, paper->trial->protocol.design.title, 80);
    kn_text_add(&words, "\"");
    paragraph(out, "small", kn_text_string(&words));
    paragraph(out, "opening-code", secret);
    paragraph(out, "small fold", "fold here");
    paragraph(out, "", "Keep closed until the trial is over. In an emergency, open it at once.");
    kn_text_add(out, "</div>\n");
    kn_page_section_end(&paper->page);
    kn_text_release(&words);
}

void kn_paper_sheet(kn_paper *paper, const char *secret)
{
    const kn_trial *trial = paper->trial;
    char seal[KN_SEAL_SIZE];
    kn_text title, words;

    kn_text_init(&title, 4096);
    kn_text_init(&words, 4096);
    kn_text_add(&title, "For the helper: ");
    kn_words_name(&title, trial->protocol.design.title, 120);
    kn_hash_short(trial->hash, seal);
    kn_text_addf(&words, "Seal %s", seal);
    kn_page_head(&paper->page, kn_text_string(&title), kn_text_string(&words));
    kn_page_strong(&paper->page, "Do not show this to the person until the end.");
    kn_page_head_end(&paper->page);
    kn_page_section(&paper->page, "Opening code", true);
    paragraph(paper->page.out, "opening-code", secret);
    kn_page_text(&paper->page,
                 "It opens the order at the end, or in an emergency. It stands here and "
                 "nowhere else: without it nobody can open the trial, the program neither.");
    kn_page_section_end(&paper->page);
    add_emergency(paper);
    add_steps(paper);
    add_envelopes(paper);
    add_slip(paper, secret);
    add_labels(paper);
    kn_text_release(&title);
    kn_text_release(&words);
}
