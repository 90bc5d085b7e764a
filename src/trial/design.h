/* trial/design.h - what a trial compares, what it counts, and how its days are dealt: checked, with
 * defaults from the treatment cards. docs/trials.md section 1. */
#ifndef TRIAL_DESIGN_H
#define TRIAL_DESIGN_H

#include "diary/catalogue.h"
#include "unknot/design.h"

enum {
    KN_TRIAL_ARMS_MAX = 4,
    KN_TRIAL_DAYS_MAX = 730,  /* run-in included */
    KN_TRIAL_AHEAD_MAX = 366, /* days from the sealing to the first day */
    KN_TRIAL_UNITS_MAX = 730, /* periods, or single days */
    KN_TRIAL_CYCLES = 3,      /* the fewest; fewer is refused */
    KN_TRIAL_PAIRS_SURE = 5,  /* below it the best verdict is "looks as if it helps" */
    KN_TRIAL_BLOCK_MAX = 90,  /* days */
    KN_RUN_IN_DAYS = 7,       /* default of an open comparison */
    KN_RUN_IN_MAX = 28,
    KN_RUN_LIMIT = 3, /* default of day-by-day orders */
    KN_RUN_LIMIT_MAX = 10,
    KN_LOOKS_MAX = 3
};

typedef enum kn_order {
    KN_ORDER_CYCLES, /* "cycles": periods of block_days; each cycle holds every arm once, in an
                        order of its own */
    KN_ORDER_DAYS    /* "days": every day is dealt, two arms equally often, no run longer than
                        run_limit; the whole order uniform over those that qualify */
} kn_order;

/* An arm is a treatment of the catalogue, an own one, or one of these. */
#define KN_ARM_USUAL          "usual"      /* what the person does anyway */
#define KN_ARM_PLACEBO        "placebo"    /* a dummy that looks the same */
#define KN_OUTCOME_SPASM_DAYS "spasm-days" /* yes/no: any spasm that day; else a measure's key */

typedef struct kn_trial_arm {
    char key[KN_ID_SIZE];
    char name[4 * KN_NAME_MAX + 1]; /* as it was when the trial was designed */
    char how[4 * 200 + 1];          /* dose and time of day, in the person's words; or "" */
} kn_trial_arm;

typedef struct kn_trial_design {
    char title[4 * KN_NAME_MAX + 1];
    char why[4 * 500 + 1]; /* the person's reason, or "" */
    int arms;              /* 2..4; arm 0 is the reference */
    kn_trial_arm arm[KN_TRIAL_ARMS_MAX];
    char outcome[KN_ID_SIZE];
    char outcome_name[4 * KN_NAME_MAX + 1], outcome_unit[4 * KN_NAME_MAX + 1];
    kn_scale scale;
    kn_family family; /* POISSON for counts, BERNOULLI for yes/no, GAUSSIAN for the rest */
    int better;       /* +1, -1 */
    double important; /* d > 0, on the reported scale: points; log rate or odds ratio. No default */
    kn_order order;
    int block_days; /* 1 for DAYS */
    int cycles;     /* DAYS: pairs of days, so that there are arms * cycles days */
    int run_limit;  /* DAYS */
    int run_in_days, washout_days;
    bool blinded;
    int looks;        /* 0: none; else after half, three quarters and all of the cycles (2: half and
                         all; 1: all), never before the third cycle or day 14 */
    double threshold; /* of a plan of looks calibrated by simulation; 0: the rule's own */
} kn_trial_design;

/* The members of a design as JSON, one table: reading checks by it, docs/trials.md shows it. */
typedef enum kn_member_type {
    KN_MEMBER_TEXT,   /* least..most characters; line feeds if most > 100 */
    KN_MEMBER_KEY,    /* [a-z0-9_-]{1,36} */
    KN_MEMBER_CHOICE, /* one of "a|b|c" */
    KN_MEMBER_WHOLE,  /* least..most */
    KN_MEMBER_NUMBER, /* least..most */
    KN_MEMBER_BOOL,
    KN_MEMBER_LIST /* least..most objects with the members "NAME[].MEMBER" */
} kn_member_type;

typedef struct kn_design_field {
    const char *name; /* "title", "arms[].key" */
    kn_member_type type;
    bool required;
    double least, most;
    const char *choices;
    const char *help;
    size_t offset, size; /* in kn_trial_design, or in kn_trial_arm for "arms[]." */
} kn_design_field;
extern const kn_design_field kn_design_fields[];
extern const size_t kn_design_field_count;
void kn_design_fields_print_markdown(kn_text *out);

/* Reads a design. What is absent gets its default (kn_trial_design_suggest()). KN_DATA with the
 * field ("arms[1].key"), the value and what to do; nothing to release. `important` may be absent
 * (0) while planning; sealing refuses it.
 *
 * With a catalogue, arms and outcome must be in it (archived ones are), and their names, unit,
 * scale and family are the catalogue's of today, whatever stands in the JSON; `usual` and
 * `placebo` keep the name that they were given. With NULL nothing is looked up: all of it must
 * stand in the JSON, as kn_trial_design_json() writes it. That is how a sealed design is read, so
 * that renaming or deleting an arm or an outcome changes nothing in a trial that has begun; and how
 * a stored draft can still be read whose arm is gone. */
kn_code kn_trial_design_read(const json_t *json, const kn_catalogue *catalogue,
                             kn_trial_design *design, kn_error *err);

/* With every member filled in. Reading it again gives the same design. New reference; NULL when
 * memory ran out. */
json_t *kn_trial_design_json(const kn_trial_design *design);

/* Sets order, block_days, cycles, run_limit, run_in_days and washout_days to the defaults for the
 * arms and `blinded`. Days one by one if both arms act and wear off within a day; else blocks, the
 * shortest in which the effect is mostly there: half the onset guess, 3 to 14 days, 4 where nothing
 * is known, never whole weeks (8 for 7, 13 for 14). Wash-out as the card guesses but at most half a
 * block; run-in 7 days unless blinded; as many cycles as come to 12 weeks, at least 5. The
 * catalogue may be NULL. */
void kn_trial_design_suggest(kn_trial_design *design, const kn_catalogue *catalogue);

/* What the card of an arm guesses; days are 0 where the card says nothing and for arms without
 * one. */
typedef struct kn_arm_facts {
    int onset_days, washout_days;
    bool onset_known, washout_known;
    bool is_guess, ask_doctor;
    bool is_medicine; /* one that needs a prescriber */
    char testable;    /* 'e'pisode, 'd'ays, 'b'locks, 'n'ot, or '?' without a card */
    char blindable[48];
} kn_arm_facts;
kn_arm_facts kn_arm_facts_of(const char *key);

size_t kn_trial_units(const kn_trial_design *design);      /* periods, or days of DAYS */
int kn_trial_design_days(const kn_trial_design *design);   /* run-in included */
int kn_trial_swaps(const kn_trial_design *design);         /* the most that can happen */
double kn_trial_smallest_p(const kn_trial_design *design); /* two-sided, of the draw's own test */
double kn_trial_threshold(const kn_trial_design *design);  /* c: its own, or the rule's */

/* Cycles after which a look is planned, ascending; returns how many. */
int kn_trial_looks(const kn_trial_design *design, int cycles[KN_LOOKS_MAX]);

/* What speaks against a design, worst first. Words are for the person. */
typedef enum kn_note_level { KN_NOTE_REFUSED, KN_NOTE_CAUTION, KN_NOTE_INFO } kn_note_level;
typedef struct kn_trial_note {
    kn_note_level level;
    const char *code;  /* as in docs/trials.md: "prescriber", "few_pairs" ... */
    const char *field; /* the member to change, or "" */
    char words[512];
} kn_trial_note;
enum { KN_TRIAL_NOTES_MAX = 24 };

/* What must be known of the person. */
typedef struct kn_trial_safety {
    bool asked_prescriber; /* R24's question was answered in the last 7 days ... */
    bool prescriber_no;    /* ... with no: nothing will be stopped or cut down */
    bool age_known, under_18;
} kn_trial_safety;
kn_code kn_trial_safety_load(kn_store *store, kn_trial_safety *safety, kn_error *err);
/* `safety` NULL: a design without a person (unknot plan); nothing is said of R24 and age. */
size_t kn_trial_notes(const kn_trial_design *design, const kn_trial_safety *safety,
                      kn_trial_note notes[KN_TRIAL_NOTES_MAX]);
/* True if any note refuses. */
bool kn_trial_refused(const kn_trial_note notes[], size_t count);

#endif
