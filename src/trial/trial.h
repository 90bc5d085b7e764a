/* trial/trial.h - one trial as it stands: its entry, its events, and what follows from them for
 * each day. Nothing is kept but entries (kinds trial, trial-event, trial-day, harm;
 * docs/format.md); everything here is worked out anew. docs/trials.md section 4. */
#ifndef TRIAL_TRIAL_H
#define TRIAL_TRIAL_H

#include "trial/protocol.h"

#define KN_TRIAL_EVENTS(X)                                                                         \
    X(AMEND, "amend", "a change to the plan, with its reason")                                     \
    X(PAUSE, "pause", "from this day on the trial's days stand still")                             \
    X(RESUME, "resume", "the interrupted period goes on")                                          \
    X(STOP, "stop", "ended before its last day; all is kept")                                      \
    X(LOOK, "look", "a planned look was taken: go on, or stop")                                    \
    X(PEEK, "peek", "results by arm were shown though none were planned")                          \
    X(UNBLIND, "unblind", "the seal was opened, at the end or in an emergency")                    \
    X(GUESS, "guess", "which arm the person thinks a period was")                                  \
    X(EXTEND, "extend", "more cycles after an answer")                                             \
    X(DECISION, "decision", "what the person does about it")

typedef enum kn_trial_event_kind {
#define KN_X(name, word, what) KN_EVENT_##name,
    KN_TRIAL_EVENTS(KN_X)
#undef KN_X
        KN_EVENT_COUNT
} kn_trial_event_kind;
const char *kn_trial_event_word(kn_trial_event_kind kind);

typedef enum kn_trial_state {
    KN_TRIAL_DRAFT,    /* "draft": not sealed */
    KN_TRIAL_WAITING,  /* "waiting": sealed, its first day is to come */
    KN_TRIAL_RUNNING,  /* "running" */
    KN_TRIAL_PAUSED,   /* "paused" */
    KN_TRIAL_FINISHED, /* "finished": its last day is over */
    KN_TRIAL_STOPPED   /* "stopped": before that */
} kn_trial_state;
const char *kn_trial_state_word(kn_trial_state state);

typedef struct kn_trial_event {
    char id[KN_ID_SIZE];
    kn_trial_event_kind kind;
    kn_moment at;
    int32_t day;  /* from which it holds */
    json_t *body; /* owned */
    bool counts;  /* false: it came when it could change nothing, as a second stop does */
} kn_trial_event;

typedef struct kn_trial_pause {  /* days that stand still */
    int32_t first_day, last_day; /* both inclusive; one that goes on: to today */
    bool goes_on;
    bool is_gap; /* no pause of the person's: from the last day to where an extension begins */
} kn_trial_pause;

typedef struct kn_trial_unit {   /* a period, or a day of DAYS, on the calendar */
    int32_t first_day, last_day; /* both inclusive; pauses inside lengthen it */
    uint8_t arm;                 /* or KN_ARM_UNKNOWN while sealed */
    const char *label;           /* of its envelope, or "" */
} kn_trial_unit;

typedef struct kn_trial_look {
    int after_cycles;
    int32_t day; /* the first day on which it can be taken */
    bool taken, says_stop;
} kn_trial_look;

typedef struct kn_trial {
    char id[KN_ID_SIZE], version[KN_ID_SIZE];
    bool archived;
    kn_moment made;
    kn_trial_state state; /* on `today` */
    int32_t today;
    kn_protocol protocol;    /* of a draft only .design is set */
    json_t *document;        /* the protocol as sealed, or NULL; owned */
    char hash[KN_HASH_SIZE]; /* "" for a draft */
    size_t event_count;
    kn_trial_event *events; /* by `at` */
    size_t pause_count;
    kn_trial_pause *pauses; /* by day; those that took no day are left out */
    size_t day_count;
    int32_t *days;               /* [day_count] the trial's own days, run-in first: all but pauses,
                                    as if it were never stopped; one that is paused goes on tomorrow */
    int32_t first_day, last_day; /* run-in to last period on the calendar, pauses included; a
                                    stopped one ends the day before the stop */
    int32_t planned_last_day;    /* without the stop */
    size_t unit_count;           /* extensions included; those after a stop keep their days */
    kn_trial_unit *units;
    int look_count;
    kn_trial_look looks[KN_LOOKS_MAX];
    bool opened, opened_early; /* blinded: the seal was opened; before the end */
    int32_t opened_day;
    bool peeked, stopped, extended;
    size_t other_seals; /* sealed differently in another copy of the diary; this one is current */
    size_t late_drafts; /* versions without a protocol that came after the seal; it holds */
} kn_trial;

/* By id; `opening`: the code typed just now, or NULL (a recorded unblind opens it too).
 * KN_NOTFOUND; KN_DENIED for a wrong code; KN_DAMAGED if its protocol no longer reads. Owner:
 * caller. */
kn_code kn_trial_load(kn_store *store, const char *id, const char *opening, kn_trial **trial,
                      kn_error *err);
void kn_trial_free(kn_trial *trial); /* NULL is fine */

/* The seal of a trial, even one whose protocol no longer reads: for whoever checks it. */
typedef struct kn_trial_seal {
    json_t *document; /* owned; NULL for a draft */
    char hash[KN_HASH_SIZE];
    size_t other_seals, late_drafts; /* as in kn_trial */
} kn_trial_seal;
/* KN_NOTFOUND. Owner: caller; json_decref(seal->document). */
kn_code kn_trial_seal_load(kn_store *store, const char *id, kn_trial_seal *seal, kn_error *err);

typedef struct kn_trial_list {
    kn_trial **list; /* running first, then drafts, then the newest */
    size_t count;
    size_t unreadable; /* trials whose protocol no longer reads: unknot trial verify says why */
} kn_trial_list;
kn_code kn_trials_load(kn_store *store, kn_trial_list *trials, kn_error *err);
void kn_trials_release(kn_trial_list *trials);

/* ---- One day ----------------------------------------------------------------------------------*/
typedef enum kn_trial_phase {
    KN_PHASE_BEFORE,
    KN_PHASE_RUN_IN,
    KN_PHASE_WASHOUT, /* treated like ON, but not analysed */
    KN_PHASE_ON,
    KN_PHASE_PAUSED,
    KN_PHASE_AFTER
} kn_trial_phase;

typedef struct kn_trial_day {
    kn_trial_phase phase;
    int number;  /* day of the trial, from 1; of a paused day: of the last one before; 0 outside */
    int of;      /* days in all */
    size_t unit; /* ON, WASHOUT; SIZE_MAX else */
    int day_of_unit; /* from 1 */
    int32_t until;   /* last day of the unit, the run-in, the pause (today while it goes on), or
                        of what comes before; AFTER: the trial's */
    bool analysed;
} kn_trial_day;
/* WASHOUT is said only where the arms are known to the reader (open, or opened): while sealed a
 * switch must not show. The days after a resumed pause count as wash-out likewise. */
kn_trial_day kn_trial_on(const kn_trial *trial, int32_t day);

typedef enum kn_did { KN_DID_UNKNOWN, KN_DID_DONE, KN_DID_PART, KN_DID_NOT, KN_DID_OTHER } kn_did;
typedef struct kn_adherence_day {
    kn_did did;
    char entry[KN_ID_SIZE]; /* the trial-day entry that says so (the last one of that day), or "" */
} kn_adherence_day;
/* [last_day - first_day + 1], caller's; free(). */
kn_code kn_trial_adherence(kn_store *store, const kn_trial *trial, kn_adherence_day **days,
                           kn_error *err);

/* Harms written during the trial and 28 days after, oldest first: kn_entries of kind harm. */
kn_code kn_trial_harms(kn_store *store, const kn_trial *trial, kn_entries *harms, kn_error *err);

/* The first planned look that was not taken, if its day has come; else NULL. */
const kn_trial_look *kn_trial_due_look(const kn_trial *trial);

/* What is due today: bits. */
enum {
    KN_DUE_DAY = 1,       /* did you do it? not yet said for today */
    KN_DUE_GUESS = 2,     /* blinded: the period that ended last was not guessed */
    KN_DUE_LOOK = 4,      /* a planned look can be taken */
    KN_DUE_OPEN = 8,      /* over and still sealed */
    KN_DUE_ANSWER = 16,   /* over, opened, and no decision yet */
    KN_DUE_DECISION = 32, /* 28 days after the decision: still so? */
};
kn_code kn_trial_due(kn_store *store, const kn_trial *trial, uint32_t *due, size_t *guess_unit,
                     kn_error *err);

/* ---- Writing ----------------------------------------------------------------------------------*/
/* A draft: {"design"}. An amendment of a draft may change all of it; a sealed one only `archived`.
 */
kn_code kn_trial_write_draft(kn_store *store, const char *id, const char *version,
                             const json_t *design, const char *base, kn_error *err);

/* Draws and seals; `first_day` today or later. Refused (KN_DENIED, note's words) by a note, or
 * while another trial runs (KN_CONFLICT). On success *secret is the opening code of a blinded
 * trial. The same version again gives KN_CONFLICT: a seal is never made twice. Call it in a batch
 * (kn_store_begin()), so that no other program starts one meanwhile. */
kn_code kn_trial_start(kn_store *store, const char *id, const char *version, int32_t first_day,
                       const char *program, char secret[KN_SECRET_SIZE], kn_error *err);

/* Puts a trial away, or back. `base` as for kn_store_amend(). */
kn_code kn_trial_archive(kn_store *store, const char *id, const char *version, bool archived,
                         const char *base, kn_error *err);

/* Appends an event after checking that it makes sense now: pause while running, resume while
 * paused, unblind with the right code ... `body`: the members that docs/trials.md section 4 shows,
 * "day" (today if absent) among them, without "trial" and "event". "extend" needs an "extension"
 * when the trial is blinded (kn_protocol_extend()); of an open one it is made here. The same
 * version again: KN_KNOWN. KN_CONFLICT says what state the trial is in; call it in a batch. */
kn_code kn_trial_write_event(kn_store *store, const char *trial, const char *id,
                             const char *version, kn_trial_event_kind kind, const json_t *body,
                             kn_outcome *outcome, kn_error *err);

/* ---- Harms ------------------------------------------------------------------------------------*/

/* What to do about an unwanted effect, by its severity ("mild", "moderate", "severe"). */
typedef struct kn_harm_advice {
    const char *severity;
    const char *title;    /* "Stop, and ask today" */
    const char *act;      /* what to do */
    const char *escalate; /* when to call the emergency number */
    const char *caution;  /* not checked by a clinician */
} kn_harm_advice;
const kn_harm_advice *kn_harm_advice_of(const char *severity); /* NULL for any other word */

#endif
