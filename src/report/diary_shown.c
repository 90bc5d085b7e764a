/* An entry as one line of a list: what a person sees of it first. */
#include <math.h>
#include <string.h>

#include "base/civil.h"
#include "diary/site.h"
#include "diary/survey.h"
#include "report/diary_shown.h"

static const size_t LINE_LIMIT = 16384;
enum { VALUES_SHOWN = 8 /* of a check-in */ };

enum { NOTE_SHOWN = 140 /* characters of a note in a list */ };

const char *kn_shown_member(const kn_shown_line *line, const char *name)
{
    return kn_words_member(line->entry->body, name);
}

void kn_shown_part(kn_text *out, const char *words)
{
    if (out->size > 0) {
        kn_text_addf(out, ", %s", words);
    } else {
        kn_words_capital(out, words);
    }
}

void kn_shown_part_of(kn_text *out, const char *words)
{
    if (words)
        kn_shown_part(out, words);
}

void kn_shown_note(kn_shown_line *line, const char *name)
{
    const char *note = kn_shown_member(line, name);

    if (!note)
        return;
    kn_text_add(&line->text, line->text.size > 0 ? ". " : "");
    kn_words_clip(&line->text, note, NOTE_SHOWN);
}

/* ---- Kinds ------------------------------------------------------------------------------------*/

static void show_places(kn_shown_line *line, const kn_episode *episode)
{
    int main_site = kn_episode_main_site(episode);

    if (main_site < 0) {
        kn_text_add(&line->title, "Place not recorded");
        return;
    }
    kn_words_capital(&line->title, kn_sites[main_site].name);
    if (episode->site_count > 1)
        kn_text_addf(&line->title, " and %zu more", episode->site_count - 1);
}

static void show_episode(kn_shown_line *line)
{
    kn_episode episode = kn_episode_read(line->entry);
    kn_naming naming = kn_naming_of_episode(&episode);
    char words[KN_WORDS_SIZE];
    size_t i;
    json_t *done;
    bool first = true;

    show_places(line, &episode);
    kn_shown_part(&line->text, kn_labels[naming.label].name);
    if (episode.running)
        kn_shown_part(&line->text, "still going on");
    else
        kn_shown_part_of(&line->text, kn_words_lasted_of(words, &episode));
    json_array_foreach(json_object_get(line->entry->body, "done"), i, done)
    {
        const char *key = kn_words_member(done, "treatment");

        if (!key)
            continue;
        kn_text_add(&line->text, first ? ". " : ", ");
        kn_text_add(&line->text, kn_words_treatment(line->catalogue, key));
        first = false;
    }
    kn_text_add(&line->text, first ? "" : ".");
}

static void show_value(kn_shown_line *line, const char *key, const json_t *value, size_t shown)
{
    const kn_item *item = kn_catalogue_find(line->catalogue, KN_KIND_MEASURE, key);
    kn_text said;

    kn_text_init(&said, LINE_LIMIT);
    kn_text_addf(&said, "%s ", item ? item->name : key);
    if (json_is_string(value))
        kn_text_add(&said, "none");
    else
        kn_words_value(&said, item, json_number_value(value));
    if (shown > 0) { /* "Pain 3, sleep 6" */
        const char *words = kn_text_string(&said);

        kn_text_add(&line->text, ", ");
        kn_text_add_char(&line->text,
                         (char)(words[0] >= 'A' && words[0] <= 'Z' && item && !item->is_own
                                    ? words[0] - 'A' + 'a'
                                    : words[0]));
        kn_text_add(&line->text, words + 1);
    } else {
        kn_words_capital(&line->text, kn_text_string(&said));
    }
    kn_text_release(&said);
}

/* In the order of the catalogue; what it does not know comes last. */
static void show_checkin(kn_shown_line *line)
{
    json_t *values = json_object_get(line->entry->body, "values"), *value;
    const char *key;
    size_t shown = 0, count = json_object_size(values);

    kn_text_add(&line->title, "Check-in");
    for (size_t i = 0; i < line->catalogue->count && shown < VALUES_SHOWN; i++) {
        const kn_item *item = &line->catalogue->items[i];

        value = item->kind == KN_KIND_MEASURE ? json_object_get(values, item->key) : NULL;
        if (value)
            show_value(line, item->key, value, shown++);
    }
    json_object_foreach(values, key,
                        value) if (shown < VALUES_SHOWN &&
                                   !kn_catalogue_find(line->catalogue, KN_KIND_MEASURE, key))
        show_value(line, key, value, shown++);
    if (count > shown)
        kn_text_addf(&line->text, ", %zu more", count - shown);
    kn_shown_note(line, "note");
    if (line->text.size == 0)
        kn_text_add(&line->text, "Nothing answered");
}

static void show_use(kn_shown_line *line)
{
    static const struct {
        const char *taken, *words;
    } words[] = {{"taken", "used"},
                 {"not_taken", "planned, left out"},
                 {"no_dose", "none planned that day"}};
    const char *key = kn_shown_member(line, "treatment"), *taken = kn_shown_member(line, "taken");
    double minutes = json_number_value(json_object_get(line->entry->body, "minutes"));
    char lasted[KN_WORDS_SIZE];

    kn_words_capital(&line->title, key ? kn_words_treatment(line->catalogue, key) : "Treatment");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (taken && strcmp(taken, words[i].taken) == 0)
            kn_shown_part(&line->text, words[i].words);
    kn_shown_part_of(&line->text, kn_shown_member(line, "dose"));
    if (minutes > 0)
        kn_shown_part(&line->text, kn_words_lasted(lasted, minutes * 60));
    kn_shown_note(line, "note");
}

static void show_exposure(kn_shown_line *line)
{
    const char *key = kn_shown_member(line, "suspect");
    const json_t *level = json_object_get(line->entry->body, "level");
    const json_t *present = json_object_get(line->entry->body, "present");

    kn_words_capital(&line->title,
                     key ? kn_catalogue_name(line->catalogue, KN_KIND_SUSPECT, key) : "Suspect");
    if (level && json_number_value(level) == 0)
        kn_text_add(&line->text, "None");
    else if (level)
        kn_text_addf(&line->text, "%.0f of 10", json_number_value(level));
    else if (present)
        kn_text_add(&line->text, json_is_true(present) ? "Yes" : "No");
    kn_shown_note(line, "note");
}

static void show_medicine(kn_shown_line *line)
{
    kn_text_add(&line->title,
                kn_shown_member(line, "name") ? kn_shown_member(line, "name") : "Medicine");
    kn_shown_part_of(&line->text, kn_shown_member(line, "event"));
    kn_shown_part_of(&line->text, kn_shown_member(line, "dose"));
    kn_shown_note(line, "note");
}

static void show_note(kn_shown_line *line)
{
    kn_text_add(&line->title, "Note");
    kn_shown_note(line, "text");
}

static void show_survey(kn_shown_line *line)
{
    const kn_survey *survey =
        kn_survey_find(kn_shown_member(line, "survey") ? kn_shown_member(line, "survey") : "");
    json_t *scores =
        survey ? kn_survey_score(survey, json_object_get(line->entry->body, "answers")) : NULL;
    const char *words = kn_words_member(scores, "words");

    kn_text_add(&line->title, survey ? survey->name : "Survey");
    kn_text_add(&line->text, words ? words : "");
    json_decref(scores);
}

static void show_answer(kn_shown_line *line)
{
    const kn_flag *flag =
        kn_flag_find(kn_shown_member(line, "flag") ? kn_shown_member(line, "flag") : "");
    const char *answer = kn_shown_member(line, "answer");

    kn_text_add(&line->title, "Answer to a question");
    kn_words_capital(&line->text, !answer                         ? "not answered"
                                  : strcmp(answer, "unsure") == 0 ? "not sure"
                                                                  : answer);
    if (flag && flag->question)
        kn_text_addf(&line->text, ": %s", flag->question);
}

static void show_advice(kn_shown_line *line)
{
    const kn_flag *flag =
        kn_flag_find(kn_shown_member(line, "flag") ? kn_shown_member(line, "flag") : "");

    kn_text_add(&line->title, "You had advice");
    if (flag)
        kn_text_addf(&line->text, "About: %s", flag->sign);
    kn_shown_note(line, "note");
}

/* Own measures, treatments and suspects, and changes of built-in ones. */
static void show_item(kn_shown_line *line)
{
    const char *name = kn_shown_member(line, "name"), *replaces = kn_shown_member(line, "replaces");
    kn_kind kind = line->entry->kind;

    if (name)
        kn_text_add(&line->title, name);
    else
        kn_words_capital(&line->title, !replaces ? kn_kind_word(kind)
                                       : kind == KN_KIND_TREATMENT
                                           ? kn_words_treatment(line->catalogue, replaces)
                                           : kn_catalogue_name(line->catalogue, kind, replaces));
    if (json_is_true(json_object_get(line->entry->body, "archived")))
        kn_text_add(&line->text, "No longer offered");
    else
        kn_text_addf(&line->text, "%s %s", replaces ? "Changed" : "Your own", kn_kind_word(kind));
}

static void show_profile(kn_shown_line *line)
{
    kn_text_add(&line->title, "About you");
    kn_shown_part_of(&line->text, kn_shown_member(line, "name"));
}

static void show_setting(kn_shown_line *line)
{
    kn_text_add(&line->title, "Settings");
}

static void (*const show[KN_KIND_COUNT])(kn_shown_line *line) = {
    [KN_KIND_EPISODE] = show_episode,
    [KN_KIND_CHECKIN] = show_checkin,
    [KN_KIND_USE] = show_use,
    [KN_KIND_EXPOSURE] = show_exposure,
    [KN_KIND_MEDICINE] = show_medicine,
    [KN_KIND_NOTE] = show_note,
    [KN_KIND_SURVEY] = show_survey,
    [KN_KIND_ANSWER] = show_answer,
    [KN_KIND_ADVICE] = show_advice,
    [KN_KIND_MEASURE] = show_item,
    [KN_KIND_TREATMENT] = show_item,
    [KN_KIND_SUSPECT] = show_item,
    [KN_KIND_PROFILE] = show_profile,
    [KN_KIND_SETTING] = show_setting,
    [KN_KIND_TRIAL] = kn_shown_trial,
    [KN_KIND_TRIAL_EVENT] = kn_shown_trial_event,
    [KN_KIND_TRIAL_DAY] = kn_shown_trial_day,
    [KN_KIND_HARM] = kn_shown_harm,
    [KN_KIND_RELIEF] = kn_shown_relief,
    [KN_KIND_DRAW] = kn_shown_draw,
    [KN_KIND_READING] = kn_shown_reading,
    [KN_KIND_FINDING] = kn_shown_finding,
    [KN_KIND_POOLED] = kn_shown_pooled,
};

/* ---- Together ---------------------------------------------------------------------------------*/

json_t *kn_label_json(kn_label label)
{
    const kn_label_words *words = &kn_labels[label];

    return json_pack("{s:s, s:s, s:s?, s:s?, s:s, s:s, s:b}", "id", words->id, "name", words->name,
                     "article", words->article, "clinics", words->clinics, "words", words->words,
                     "footer", kn_label_footer, "primary", words->is_primary);
}

/* What only episodes and surveys have. */
static json_t *with_details(json_t *shown, const kn_entry *entry)
{
    kn_episode episode;
    char words[KN_WORDS_SIZE];
    const char *survey = kn_words_member(entry->body, "survey");

    json_object_set_new(shown, "pain", json_null());
    json_object_set_new(shown, "lasted", json_null());
    json_object_set_new(shown, "running", json_false());
    json_object_set_new(shown, "label", json_null());
    json_object_set_new(shown, "scores", json_null());
    if (entry->kind == KN_KIND_SURVEY && survey && kn_survey_find(survey))
        json_object_set_new(
            shown, "scores",
            kn_survey_score(kn_survey_find(survey), json_object_get(entry->body, "answers")));
    if (entry->kind != KN_KIND_EPISODE || !entry->body)
        return shown;
    episode = kn_episode_read(entry);
    if (episode.pain >= 0)
        json_object_set_new(shown, "pain", json_integer(episode.pain));
    if (kn_words_lasted_of(words, &episode))
        json_object_set_new(shown, "lasted", json_string(kn_words_lasted_of(words, &episode)));
    json_object_set_new(shown, "running", json_boolean(episode.running));
    json_object_set_new(shown, "label", kn_label_json(kn_naming_of_episode(&episode).label));
    return shown;
}

json_t *kn_entry_shown(const kn_entry *entry, const kn_catalogue *catalogue, kn_error *err)
{
    kn_shown_line line = {.entry = entry, .catalogue = catalogue};
    char day[KN_DATE_SIZE], time[KN_WORDS_SIZE];
    json_t *shown = NULL;

    kn_text_init(&line.title, LINE_LIMIT);
    kn_text_init(&line.text, LINE_LIMIT);
    if (entry->body) {
        show[entry->kind](&line);
    } else {
        kn_words_capital(&line.title, kn_kind_word(entry->kind));
        kn_text_add(&line.text, "Removed");
    }
    kn_words_time(time, entry->at, entry->precision);
    if (kn_text_check(&line.title, "the entry's title", err) == KN_OK &&
        kn_text_check(&line.text, "the entry's line", err) == KN_OK) {
        shown = json_pack("{s:s, s:s?, s:s, s:s, s:i}", "day", kn_date_format(day, entry->at.day),
                          "time", time[0] ? time : NULL, "title", kn_text_string(&line.title),
                          "line", kn_text_string(&line.text), "changed", entry->edit - 1);
        if (shown)
            with_details(shown, entry);
        else
            kn_fail(err, KN_NOMEM, NULL, "out of memory while showing an entry");
    }
    kn_text_release(&line.title);
    kn_text_release(&line.text);
    return shown;
}
