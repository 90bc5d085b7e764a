/* cli/trial.h - the commands of a trial share how they find it and how they say it. Everything they
 * know about trials comes from the operations of docs/trials.md, section 6. */
#ifndef CLI_TRIAL_H
#define CLI_TRIAL_H

#include "cli/session.h"
#include "cli/when.h"

/* The states in which a trial may be, as bits; the words are those of a SUMMARY. */
enum {
    KN_STATE_DRAFT = 1,
    KN_STATE_WAITING = 2,
    KN_STATE_RUNNING = 4,
    KN_STATE_PAUSED = 8,
    KN_STATE_FINISHED = 16,
    KN_STATE_STOPPED = 32,
    KN_STATES_ACTIVE = KN_STATE_WAITING | KN_STATE_RUNNING | KN_STATE_PAUSED,
    KN_STATES_OVER = KN_STATE_FINISHED | KN_STATE_STOPPED,
    KN_STATES_SEALED = KN_STATES_ACTIVE | KN_STATES_OVER,
    KN_STATES_ALL = KN_STATE_DRAFT | KN_STATES_SEALED
};

/* What the commands about a trial that exists can be given; each has some of the options. */
typedef struct kn_trial_arguments {
    kn_diary_options common;
    const char *trial; /* how its id begins, or NULL: the only one that fits */
    const char *day, *reason, *amount, *instead, *note, *code, *hash, *page, *time, *out, *sheet;
    kn_when when;
    int cycles, period, sure, severity, still; /* -1: not given */
    bool emergency, yes, stopped;
} kn_trial_arguments;

#define KN_TRIAL_OPTION(name, argument, fallback, help, kind, member)                              \
    {                                                                                              \
        name, argument, fallback, help, kind, offsetof(kn_trial_arguments, member), 0, NULL        \
    }
#define KN_TRIAL_ID_OPTION                                                                         \
    KN_TRIAL_OPTION("trial", "ID", "the only one that fits", "which trial", KN_OPTION_TEXT, trial)
#define KN_TRIAL_CODE_OPTION                                                                       \
    KN_TRIAL_OPTION("code", "CODE", NULL, "the opening code, from the helper's sheet",             \
                    KN_OPTION_TEXT, code)
extern const kn_trial_arguments kn_trial_defaults;

/* The id of the trial that was named, or else of the only one in one of `states` (KN_STATE_...).
 * KN_NOTFOUND when there is none, KN_USAGE with their ids when there are several. */
kn_code kn_trial_find(kn_session *session, const char *given, unsigned states, char id[KN_ID_SIZE],
                      kn_error *err);

/* Finds the trial and asks an operation that takes only its id. */
kn_code kn_trial_ask(kn_session *session, const char *operation, const char *given, unsigned states,
                     json_t **reply, kn_error *err);

/* Prints `reply` as JSON if that was asked for, else by `say`. */
void kn_trial_answered(const kn_session *session, const json_t *reply,
                       void (*say)(const json_t *reply));

#define KN_OPERAND(operands) ((operands)->count ? (operands)->word[0] : NULL)

/* Writes an event about the trial `given`, or the only one in `states`, and says what became of it.
 * Takes over `body`, whose "day" becomes the one given, or today. */
kn_code kn_trial_tell(const kn_trial_arguments *arguments, const char *given, unsigned states,
                      const char *event, json_t *body, void (*say)(const json_t *reply),
                      kn_error *err);

/* A command that does so, by the function and the options named after it. */
#define KN_TRIAL_EVENT_COMMAND(what, word, words, line, many, one)                                 \
    const kn_command kn_trial_##what##_command = {                                                 \
        .name = "trial " word,                                                                     \
        .operands = words,                                                                         \
        .summary = line,                                                                           \
        .options = what##_options,                                                                 \
        .option_count = sizeof what##_options / sizeof what##_options[0],                          \
        .act = what,                                                                               \
        .least = many,                                                                             \
        .most = one,                                                                               \
        .arguments_size = sizeof(kn_trial_arguments),                                              \
        .defaults = &kn_trial_defaults,                                                            \
    }

/* Puts the opening code into a request: as given, or asked for on the terminal, since on a command
 * line everybody on the computer could read it. */
kn_code kn_trial_set_code(const char *given, json_t *request, kn_error *err);

/* Whether a helper's sheet can be written to `path`: before the seal, since its code is told only
 * once. An open trial has none. */
kn_code kn_trial_check_sheet(const char *path, bool is_blinded, kn_error *err);
/* Writes the sheet of a reply that has one, and takes what is secret out of the reply. */
kn_code kn_trial_write_sheet(const char *path, json_t *reply, kn_error *err);

/* ---- Words ------------------------------------------------------------------------------------*/

void kn_say_paragraph(const char *text);               /* nothing for "" */
void kn_say_pair(const char *label, const char *text); /* "  label    text" */

/* A SUMMARY: "Bedtime stretch. Running, day 12 of 87. [7b0c9e2e]" */
void kn_say_trial_line(const json_t *summary);
/* What to do today and what is due; the reply of `trial`. */
void kn_say_trial_today(const json_t *reply);
/* All of it. */
void kn_say_trial(const json_t *reply);
/* The picture before the start: PLAN. */
void kn_say_plan(const json_t *plan);
void kn_say_notes(const json_t *notes);
/* ANSWER. */
void kn_say_trial_answer(const json_t *answer);

/* The command that does what is due ("trial-day", "check-in" ...); "" for what is not known. */
const char *kn_due_command(const char *what);

#endif
