/* trial_answer_fixture.h - a sealed trial in a diary of its own, days and all:
 *
 *     made m;
 *     made_open(&m, NULL);                      members of the design to change, as JSON
 *     made_count(&m, day, spasms);              a check-in's total
 *     made_event(&m, "pause", day, "{}");
 *     kn_trial *trial = made_load(&m, NULL);    the opening code, if blinded
 *     made_close(&m); */
#ifndef TRIAL_ANSWER_FIXTURE_H
#define TRIAL_ANSWER_FIXTURE_H

#include "answer/trial_answer.h"
#include "base/civil.h"
#include "diary_fixture.h"

typedef struct made {
    diary diary;
    kn_trial_design design;
    char id[KN_ID_SIZE];
    char secret[KN_SECRET_SIZE];
    int32_t first;                        /* day of the run-in */
    uint8_t schedule[KN_TRIAL_UNITS_MAX]; /* as drawn */
} made;

enum { MADE_AGO = 70, MADE_RUN_IN = 4, MADE_BLOCK = 3, MADE_CYCLES = 6 };

/* Two arms; 4 days of run-in, 6 cycles of periods of 3 days, 1 day of wash-out: 40 days. */
static const char MADE_DESIGN[] =
    "{'title': 'Bedtime stretch', 'why': 'My calves wake me.', 'arms': [{'key': 'usual'}, {'key': "
    "'stretch_daily', 'how': '10 minutes before bed'}], 'outcome': 'spasms', 'better': 'lower', "
    "'important': 0.2877, 'order': 'cycles', 'block_days': 3, 'cycles': 6, 'run_in_days': 4, "
    "'washout_days': 1, 'blinded': false, 'looks': 0}";

static inline json_t *made_json(made *m, const char *text)
{
    json_t *json = NULL;
    char *copy = strdup(text);

    for (char *c = copy; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    if (kn_json_parse(copy, strlen(copy), "test", &json, &m->diary.err) != KN_OK)
        fail_msg("%s: %s", text, m->diary.err.message);
    free(copy);
    return json;
}

static inline void made_open(made *m, const char *change)
{
    json_t *design, *changes, *protocol = NULL;
    kn_catalogue catalogue;
    kn_sealing sealing;
    kn_text body;

    memset(m, 0, sizeof *m);
    diary_open(&m->diary);
    m->first = DIARY_TODAY - MADE_AGO;
    design = made_json(m, MADE_DESIGN);
    changes = made_json(m, change ? change : "{}");
    json_object_update(design, changes);
    assert_int_equal(kn_catalogue_load(m->diary.store, &catalogue, &m->diary.err), KN_OK);
    if (kn_trial_design_read(design, &catalogue, &m->design, &m->diary.err) != KN_OK)
        fail_msg("%s (%s)", m->diary.err.message, m->diary.err.place.field);
    snprintf(m->id, sizeof m->id, "%08x-1111-4111-8111-%012x", 1u, 1u); /* the first entry's */
    assert_true(kn_secret_read("7K2M9QRTVW3456ABCDEF", m->secret));
    sealing = (kn_sealing){.trial = m->id,
                           .first_day = m->first,
                           .sealed = {m->first - 1, 20 * 3600, 60},
                           .program = "unknot test",
                           .secret = m->secret};
    if (kn_protocol_seal(&m->design, &sealing, &protocol, &m->diary.err) != KN_OK)
        fail_msg("%s", m->diary.err.message);
    assert_int_equal(kn_draw_schedule(&m->design, m->secret, 0, m->schedule), KN_OK);
    kn_text_init(&body, 1 << 20);
    kn_text_add(&body, "{\"design\":");
    json_decref(design);
    design = kn_trial_design_json(&m->design);
    kn_json_add(&body, design);
    kn_text_add(&body, ",\"protocol\":");
    kn_json_add(&body, protocol);
    kn_text_add(&body, "}");
    diary_add(&m->diary, KN_KIND_TRIAL, m->first - 1, 20, 0, kn_text_string(&body));
    kn_text_release(&body);
    json_decref(design);
    json_decref(changes);
    json_decref(protocol);
    kn_catalogue_release(&catalogue);
}

static inline void made_close(made *m)
{
    diary_close(&m->diary);
}

static inline void made_count(made *m, int32_t day, int spasms)
{
    char body[64];

    snprintf(body, sizeof body,
             spasms ? "{'values': {'spasms': %d}}" : "{'values': {'spasms': 'none'}}", spasms);
    diary_add(&m->diary, KN_KIND_CHECKIN, day, 20, 0, body);
}

static inline void made_event(made *m, const char *event, int32_t day, const char *more)
{
    char body[8192], date[KN_DATE_SIZE];

    snprintf(body, sizeof body, "{'trial': '%s', 'event': '%s', 'day': '%s'%s}", m->id, event,
             kn_date_format(date, day), more);
    diary_add(&m->diary, KN_KIND_TRIAL_EVENT, day, 8, 0, body);
}

static inline void made_did(made *m, int32_t day, const char *did)
{
    char body[160];

    snprintf(body, sizeof body, "{'trial': '%s', 'did': '%s'}", m->id, did);
    diary_add(&m->diary, KN_KIND_TRIAL_DAY, day, 21, 0, body);
}

static inline void made_harm(made *m, int32_t day, const char *what, const char *severity)
{
    char body[512];

    snprintf(body, sizeof body, "{'what': '%s', 'severity': '%s', 'trial': '%s'}", what, severity,
             m->id);
    diary_add(&m->diary, KN_KIND_HARM, day, 9, 0, body);
}

/* First day of unit u when nothing was paused. */
static inline int32_t made_unit_day(const made *m, size_t u)
{
    return m->first + m->design.run_in_days + (int32_t)u * m->design.block_days;
}

static inline kn_trial *made_load(made *m, const char *code)
{
    kn_trial *trial = NULL;

    if (kn_trial_load(m->diary.store, m->id, code, &trial, &m->diary.err) != KN_OK)
        fail_msg("%s (%s)", m->diary.err.message, m->diary.err.place.field);
    return trial;
}

static inline kn_trial_answer *made_answer(made *m, const kn_trial *trial)
{
    kn_trial_answer_options options = {.until = DIARY_TODAY, .sensitivity = true, .threads = 1};
    kn_trial_answer *answer = NULL;

    if (kn_trial_answer_new(m->diary.store, trial, &options, &answer, &m->diary.err) != KN_OK)
        fail_msg("%s", m->diary.err.message);
    return answer;
}

/* Every day of the periods: `with` or `without` by the arm dealt, plus day % 2; paused days stay
 * empty. */
static inline void made_fill(made *m, const kn_trial *trial, int without, int with)
{
    for (int32_t day = trial->first_day; day <= trial->last_day; day++) {
        kn_trial_day on = kn_trial_on(trial, day);

        if (on.phase == KN_PHASE_RUN_IN)
            made_count(m, day, without);
        else if (on.phase == KN_PHASE_ON || on.phase == KN_PHASE_WASHOUT)
            made_count(m, day, (trial->units[on.unit].arm ? with : without) + (int)(day % 2));
    }
}

#endif
