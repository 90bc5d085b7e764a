/* Lines of a list: trials, and what eases spasms or goes with them. */
#include <string.h>

#include "report/diary_shown.h"

void kn_shown_trial(kn_shown_line *line)
{
    const char *title = kn_words_member(json_object_get(line->entry->body, "design"), "title");

    if (title && title[0])
        kn_words_clip(&line->title, title, KN_NAME_MAX);
    else
        kn_text_add(&line->title, "Trial");
    kn_text_add(&line->text, json_object_get(line->entry->body, "protocol")
                                 ? "Trial, its plan is sealed"
                                 : "Trial, not started");
    if (json_is_true(json_object_get(line->entry->body, "archived")))
        kn_shown_part(&line->text, "put away");
}

/* Never the opening code: whoever reads over a shoulder would know the order. */
void kn_shown_trial_event(kn_shown_line *line)
{
    static const struct {
        const char *event, *title;
    } titles[] = {
        {"amend", "Trial: something changed"}, {"pause", "Trial: paused"},
        {"resume", "Trial: went on"},          {"stop", "Trial: stopped"},
        {"look", "Trial: a planned look"},     {"peek", "Trial: looked before the end"},
        {"unblind", "Trial: opened"},          {"guess", "Trial: your guess"},
        {"extend", "Trial: made longer"},      {"decision", "Trial: what you decided"},
    };
    const char *event = kn_shown_member(line, "event");
    size_t i = 0;

    while (i < sizeof titles / sizeof *titles && !(event && strcmp(titles[i].event, event) == 0))
        i++;
    kn_text_add(&line->title, i < sizeof titles / sizeof *titles ? titles[i].title : "Trial");
    if (json_is_true(json_object_get(line->entry->body, "emergency")))
        kn_shown_part(&line->text, "in an emergency");
    kn_shown_note(line, "what");
    kn_shown_note(line, "reason");
}

void kn_shown_trial_day(kn_shown_line *line)
{
    static const struct {
        const char *did, *words;
    } words[] = {{"done", "done as planned"},
                 {"part", "done in part"},
                 {"not_done", "not done"},
                 {"other", "something else"}};
    const char *did = kn_shown_member(line, "did");

    kn_text_add(&line->title, "Day of a trial");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (did && strcmp(did, words[i].did) == 0)
            kn_shown_part(&line->text, words[i].words);
    kn_shown_part_of(&line->text, kn_shown_member(line, "amount"));
    kn_shown_part_of(&line->text, kn_shown_member(line, "instead"));
    kn_shown_note(line, "reason");
}

void kn_shown_harm(kn_shown_line *line)
{
    kn_text_add(&line->title, "Unwanted effect");
    kn_shown_note(line, "what");
    kn_shown_part_of(&line->text, kn_shown_member(line, "severity"));
    if (json_is_true(json_object_get(line->entry->body, "stopped")))
        kn_shown_part(&line->text, "stopped because of it");
    kn_shown_note(line, "note");
}

void kn_shown_relief(kn_shown_line *line)
{
    const char *settled = kn_shown_member(line, "settled");

    kn_text_add(&line->title, "Comparing what eases it");
    if (settled)
        kn_shown_part(&line->text, kn_words_treatment(line->catalogue, settled));
    else
        kn_shown_part_of(&line->text, kn_shown_member(line, "state"));
}

/* What was drawn; of an episode without a draw, why. */
void kn_shown_draw(kn_shown_line *line)
{
    static const struct {
        const char *why_not, *words;
    } reasons[] = {{"cluster", "so soon after another spasm"},
                   {"skipped", "you wanted none"},
                   {"chose", "you chose"},
                   {"warning", "a warning came first"},
                   {"rules", "your rules left nothing"},
                   {"rest", "everything was resting"}};
    const json_t *draw = json_object_get(line->entry->body, "draw");
    const char *arm = json_string_value(json_object_get(draw, "arm"));
    const char *why = json_string_value(json_object_get(draw, "why_not"));
    const char *chose = kn_shown_member(line, "chose");
    const char *response = kn_shown_member(line, "response");

    kn_text_add(&line->title, arm ? "Drawn by chance" : "Not drawn");
    if (arm)
        kn_shown_part(&line->text, kn_words_treatment(line->catalogue, arm));
    for (size_t i = 0; why && i < sizeof reasons / sizeof *reasons; i++)
        if (strcmp(reasons[i].why_not, why) == 0)
            kn_shown_part(&line->text, reasons[i].words);
    if (arm && response)
        kn_shown_part(&line->text, strcmp(response, "doing") == 0     ? "done"
                                   : strcmp(response, "skipped") == 0 ? "not done"
                                                                      : "you chose otherwise");
    if (chose)
        kn_shown_part(&line->text, kn_words_treatment(line->catalogue, chose));
}

void kn_shown_reading(kn_shown_line *line)
{
    const char *what = kn_shown_member(line, "what");
    bool is_sleep = what && strcmp(what, "sleep_hours") == 0;
    double value = json_number_value(json_object_get(line->entry->body, "value"));

    kn_text_add(&line->title, is_sleep ? "Hours slept" : "Temperature outside");
    kn_text_addf(&line->text, is_sleep ? "%.3g" : "%.3g °C", value);
}

void kn_shown_finding(kn_shown_line *line)
{
    const json_t *finding = json_object_get(line->entry->body, "finding");

    kn_text_add(&line->title, "Goes with spasms");
    kn_shown_part_of(&line->text, json_string_value(json_object_get(finding, "name")));
}

void kn_shown_pooled(kn_shown_line *line)
{
    kn_text_add(&line->title, "An answer of many people");
}
