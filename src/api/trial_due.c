/* What trials ask for on a day: the rows of `due` in the reply of `today`. */
#include <stdio.h>
#include <stdlib.h>

#include "api/trial_view.h"
#include "report/diary_report.h"
#include "report/trial_report.h"

typedef struct due_row {
    const char *what, *title, *line;
    const char *done_at, *entry; /* NULL: not yet */
} due_row;

static kn_code add_row(const kn_trial *trial, const due_row *row, json_t *list, kn_error *err)
{
    json_t *json = json_pack("{s:s,s:s,s:s,s:s,s:o,s:o}", "what", row->what, "trial", trial->id,
                             "title", row->title, "line", row->line, "done_at",
                             kn_json_optional(row->done_at), "entry", kn_json_optional(row->entry));

    return json_array_append_new(list, json) == 0
               ? KN_OK
               : kn_fail(err, KN_NOMEM, NULL, "out of memory for what is due");
}

/* ---- Asked on the day itself ------------------------------------------------------------------*/

static const struct asked {
    uint32_t bit;
    const char *what, *title, *line;
} asked[] = {
    {KN_DUE_GUESS, "trial-guess", "Which one was it?",
     "A period has ended. Say what you think it was, or that you cannot tell."},
    {KN_DUE_LOOK, "trial-look", "A planned look is due",
     "It says whether to go on or to stop, and nothing else."},
    {KN_DUE_OPEN, "trial-open", "Your trial is over",
     "Open the seal with the code on your helper's sheet."},
    {KN_DUE_ANSWER, "trial-answer", "Your trial is over", "See what it came to."},
    {KN_DUE_DECISION, "trial-decision", "Is it still so?",
     "Four weeks ago you decided what to do. Say whether you still do it."},
};

static kn_code add_asked(const kn_trial *trial, uint32_t due, json_t *list, kn_error *err)
{
    kn_code code = KN_OK;

    for (size_t i = 0; i < sizeof asked / sizeof asked[0] && code == KN_OK; i++)
        if (due & asked[i].bit)
            code = add_row(
                trial,
                &(due_row){.what = asked[i].what, .title = asked[i].title, .line = asked[i].line},
                list, err);
    return code;
}

/* ---- The day's own row ------------------------------------------------------------------------*/

static const char *const said_words[] = {[KN_DID_UNKNOWN] = "",
                                         [KN_DID_DONE] = "Done",
                                         [KN_DID_PART] = "Partly done",
                                         [KN_DID_NOT] = "Not done",
                                         [KN_DID_OTHER] = "Something else"};

static kn_code add_said(kn_api *api, const kn_trial *trial, const kn_adherence_day *said,
                        const char *title, json_t *list, kn_error *err)
{
    char at[KN_MOMENT_SIZE], time[KN_WORDS_SIZE], line[KN_WORDS_SIZE + 32];
    kn_entry entry = {0};
    kn_code code = kn_store_get(api->store, said->entry, false, &entry, err);

    if (code)
        return code;
    kn_words_time(time, entry.recorded, KN_PRECISION_MINUTE);
    snprintf(line, sizeof line, "%s, %s", said_words[said->did], time);
    code = add_row(trial,
                   &(due_row){.what = "trial-day",
                              .title = title,
                              .line = line,
                              .done_at = kn_moment_format(at, entry.recorded),
                              .entry = said->entry},
                   list, err);
    kn_entry_release(&entry);
    return code;
}

/* A quiet line once it was said; else asked for, on an earlier day too. */
static kn_code add_day(kn_api *api, const kn_trial *trial, int32_t day, json_t *list, kn_error *err)
{
    const size_t i = (size_t)(day - trial->first_day);
    kn_adherence_day *said = NULL;
    kn_text title, line;
    kn_code code;

    if (day < trial->first_day || day > trial->last_day ||
        kn_trial_on(trial, day).unit >= trial->unit_count)
        return KN_OK;
    kn_text_init(&title, 4096);
    kn_text_init(&line, 4096);
    kn_trial_say_today(trial, day, &title, &line);
    code = kn_trial_adherence(api->store, trial, &said, err);
    if (code == KN_OK && said[i].did != KN_DID_UNKNOWN)
        code = add_said(api, trial, &said[i], kn_text_string(&title), list, err);
    else if (code == KN_OK)
        code = add_row(trial,
                       &(due_row){.what = "trial-day",
                                  .title = kn_text_string(&title),
                                  .line = kn_text_string(&line)},
                       list, err);
    free(said);
    kn_text_release(&title);
    kn_text_release(&line);
    return code;
}

/* ---- All trials -------------------------------------------------------------------------------*/

static kn_code add_trial(kn_api *api, const kn_trial *trial, int32_t day, json_t *list,
                         kn_error *err)
{
    uint32_t due = 0;
    size_t guess_unit;
    kn_code code = KN_OK;

    if (trial->state == KN_TRIAL_DRAFT || trial->archived)
        return KN_OK;
    if (day <= trial->today)
        code = add_day(api, trial, day, list, err);
    if (code || day != trial->today)
        return code;
    code = kn_trial_due(api->store, trial, &due, &guess_unit, err);
    return code ? code : add_asked(trial, due, list, err);
}

kn_code kn_trial_due_rows(kn_api *api, int32_t day, json_t *list, json_t **running, kn_error *err)
{
    kn_trial_list trials = {0};
    kn_code code = kn_trials_load(api->store, &trials, err);

    *running = NULL;
    for (size_t i = 0; i < trials.count && code == KN_OK; i++) {
        const kn_trial *trial = trials.list[i];

        code = add_trial(api, trial, day, list, err);
        if (!*running && (trial->state == KN_TRIAL_RUNNING || trial->state == KN_TRIAL_PAUSED))
            *running = kn_json_trial(trial, NULL);
    }
    kn_trials_release(&trials);
    return code;
}
