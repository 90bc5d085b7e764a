/* Seal and opening, what was done, unwanted effects, what is due; damaged and twice sealed trials.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "trial/calendar.h"
#include "trial_fixture.h"

static const char WRONG[] = "7K2M-9QRT-0000-0000-0003";

/* An event with members of its own: {"code": ...}; day and hour as in add_events(). */
static void add_event(kn_store *store, uint64_t number, const char *event, int offset,
                      const char *members)
{
    char id[KN_ID_SIZE], date[KN_DATE_SIZE];
    json_t *body = json_of(members);

    json_object_update_new(body,
                           json_pack("{s:s, s:s, s:s}", "trial", id_of(id, 'e', TRIAL), "event",
                                     event, "day", kn_date_format(date, first_day() + offset)));
    add_body(store, number, KN_KIND_TRIAL_EVENT, first_day() + offset, 12 * 3600, body);
}

static void prepare(fixture *self, const char *more)
{
    self->now.day = TODAY + 400;
    add_trial(self->store, more);
}

static void check_course(const kn_trial *trial, const char *expected)
{
    char course[256];

    assert_string_equal(course_of(course, trial), expected);
}

/* ---- Calendar's end
 * ----------------------------------------------------------------------------*/

/* A hand-made file may pause for centuries: every day of it can still be written. */
static void a_pause_of_centuries_stays_in_the_calendar(void **state)
{
    static const char *const ends[] = {"resume", "stop"};
    fixture *self = *state;
    char id[KN_ID_SIZE], date[KN_DATE_SIZE];

    prepare(self, "{\"looks\":2}");
    add_events(self->store, "pause+6", 2, 10);
    for (uint64_t i = 0; i < 2; i++) {
        kn_trial *trial;
        kn_text file;

        add_body(self->store, 20 + i, KN_KIND_TRIAL_EVENT, first_day() + 7, 12 * 3600,
                 json_pack("{s:s, s:s, s:s}", "trial", id_of(id, 'e', TRIAL), "event", ends[i],
                           "day", "2200-12-31"));
        trial = load_on(self, 9, NULL);
        assert_true(trial->planned_last_day < KN_DAY_MAX);
        for (int k = 0; k < trial->look_count; k++)
            assert_true(trial->looks[k].day <= KN_DAY_MAX);
        assert_true(trial->last_day < KN_DAY_MAX);
        kn_date_format(date, trial->units[trial->unit_count - 1].last_day + 1);
        kn_text_init(&file, 64u << 20);
        assert_int_equal(kn_trial_calendar(trial, 20 * 60, &file, NULL), KN_OK);
        kn_text_release(&file);
        kn_trial_free(trial);
    }
}

/* ---- Seal -------------------------------------------------------------------------------------*/

static void a_sealed_trial_shows_no_switch(void **state)
{
    fixture *self = *state;
    kn_trial *trial;

    prepare(self, BLINDED);
    add_events(self->store, "pause+6 resume+9", 2, 10);
    trial = load_on(self, 9, NULL);
    check_course(trial, ".rraaab---Bbcccdddeeefff.");
    assert_false(trial->protocol.is_open || trial->opened);
    for (size_t u = 0; u < trial->unit_count; u++) {
        assert_int_equal(trial->units[u].arm, KN_ARM_UNKNOWN);
        assert_true(trial->units[u].label[0]);
    }
    kn_trial_free(trial);
    trial =
        load_on(self, 9, SECRET); /* to whoever has the code all is known, and nothing recorded */
    check_course(trial, ".rraaaB---BbCccDddeeeFff.");
    assert_true(trial->protocol.is_open && !trial->opened);
    kn_trial_free(trial);
}

static const struct opening_row {
    const char *events; /* of add_events() */
    int day;
    const char *members;
    bool opened, early;
} openings[] = {
    {"", 20, "{\"code\":\"7K2M-9QRT-0000-0000-0002\"}", true, false},
    {"", 25, "{\"code\":\" 7k2m 9qrt oooo oooo ooo2\"}", true, false},
    {"", 19, "{\"code\":\"7K2M-9QRT-0000-0000-0002\"}", true, true},
    {"", 8, "{\"code\":\"7K2M-9QRT-0000-0000-0002\",\"emergency\":true}", true, true},
    {"", 25, "{\"code\":\"7K2M-9QRT-0000-0000-0002\",\"emergency\":true}", true, true},
    {"stop+9", 9, "{\"code\":\"7K2M-9QRT-0000-0000-0002\"}", true, false},
    {"stop+9", 8, "{\"code\":\"7K2M-9QRT-0000-0000-0002\"}", true, true},
    {"pause+6", 8, "{\"code\":\"7K2M-9QRT-0000-0000-0002\"}", true, true},
    {"", 20, "{\"code\":\"7K2M-9QRT-0000-0000-0003\"}", false, false},
    {"", 20, "{}", false, false},
};

static void a_recorded_code_opens(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(openings); i++) {
        const struct opening_row *row = &openings[i];
        fixture *self;
        kn_trial *trial;

        fixture_start((void **)&self);
        prepare(self, BLINDED);
        add_events(self->store, row->events, 2, 10);
        add_event(self->store, 20, "unblind", row->day, row->members);
        trial = load_on(self, 30, NULL);
        if (trial->opened != row->opened || trial->protocol.is_open != row->opened ||
            trial->opened_early != row->early)
            fail_msg("row %zu: opened %d early %d", i, trial->opened, trial->opened_early);
        if (row->opened)
            assert_int_equal(trial->opened_day, first_day() + row->day);
        kn_trial_free(trial);
        fixture_end((void **)&self);
    }
}

static void a_wrong_code_is_refused(void **state)
{
    fixture *self = *state;
    char id[KN_ID_SIZE];
    kn_trial *trial;
    kn_error err;

    prepare(self, BLINDED);
    REFUSED(KN_DENIED, kn_trial_load(self->store, id_of(id, 'e', TRIAL), WRONG, &trial, &err));
    assert_null(trial);
    assert_true(err.hint[0]);
    REFUSED(KN_DENIED, kn_trial_load(self->store, id_of(id, 'e', TRIAL), "nonsense", &trial, &err));
    REFUSED(KN_NOTFOUND, kn_trial_load(self->store, id_of(id, 'e', 99), NULL, &trial, &err));
    add(self->store, note_of(98, 9800, "no trial"));
    REFUSED(KN_NOTFOUND, kn_trial_load(self->store, id_of(id, 'e', 98), NULL, &trial, &err));
}

/* ---- Days -------------------------------------------------------------------------------------*/

static void add_day(kn_store *store, uint64_t number, uint64_t trial, int offset, int hour,
                    const char *did)
{
    char id[KN_ID_SIZE];

    add_body(store, number, KN_KIND_TRIAL_DAY, first_day() + offset, hour * 3600,
             json_pack("{s:s, s:s}", "trial", id_of(id, 'e', trial), "did", did));
}

static void the_last_word_about_a_day_counts(void **state)
{
    fixture *self = *state;
    char id[KN_ID_SIZE];
    kn_adherence_day *days;
    kn_trial *trial;
    kn_error err;

    prepare(self, "");
    self->now = (kn_moment){first_day() + 20, 8 * 3600, 60};
    add_day(self->store, 30, TRIAL, 2, 21, "not_done");
    self->now.second += 60;
    add_day(self->store, 31, TRIAL, 2, 12, "done"); /* a correction, with an earlier time of day */
    add_day(self->store, 32, TRIAL, 3, 21, "part");
    self->now.second += 60;
    add_day(self->store, 33, TRIAL, 3, 22, "other");
    take_out(self->store, 33, 3301);
    add_day(self->store, 34, 77, 4, 21, "done"); /* of another trial */
    add_day(self->store, 35, TRIAL, 19, 21, "other");
    add_day(self->store, 36, TRIAL, 20, 7, "done"); /* after the last */
    trial = load_on(self, 20, NULL);
    OK(kn_trial_adherence(self->store, trial, &days, &err));
    for (int i = 0; i < 20; i++)
        assert_int_equal(days[i].did, i == 2    ? KN_DID_DONE
                                      : i == 3  ? KN_DID_PART
                                      : i == 19 ? KN_DID_OTHER
                                                : KN_DID_UNKNOWN);
    assert_string_equal(days[2].entry, id_of(id, 'e', 31));
    assert_string_equal(days[3].entry, id_of(id, 'e', 32));
    assert_string_equal(days[4].entry, "");
    free(days);
    kn_trial_free(trial);
    add_events(self->store, "stop+0", 2, 10); /* there are no days */
    trial = load_on(self, 20, NULL);
    OK(kn_trial_adherence(self->store, trial, &days, &err));
    free(days);
    kn_trial_free(trial);
}

static void harms_are_of_the_trial_and_four_weeks(void **state)
{
    static const struct {
        int offset;
        uint64_t trial; /* 0: none named */
        bool counts;
    } rows[] = {{-1, 0, false}, {0, 0, true},     {19, 0, true},     {47, 0, true},
                {48, 0, false}, {5, TRIAL, true}, {90, TRIAL, true}, {5, 77, false}};
    fixture *self = *state;
    kn_entries harms;
    kn_trial *trial;
    size_t expected = 0;
    kn_error err;

    prepare(self, "");
    for (size_t i = 0; i < COUNT(rows); i++) {
        json_t *body = json_pack("{s:s, s:s}", "what", "dizzy", "severity", "mild");
        char id[KN_ID_SIZE];

        if (rows[i].trial)
            json_object_set_new(body, "trial", json_string(id_of(id, 'e', rows[i].trial)));
        add_body(self->store, 40 + i, KN_KIND_HARM, first_day() + rows[i].offset, 12 * 3600, body);
        expected += rows[i].counts;
    }
    trial = load_on(self, 100, NULL);
    OK(kn_trial_harms(self->store, trial, &harms, &err));
    assert_int_equal(harms.count, expected);
    for (size_t i = 1; i < harms.count; i++)
        assert_true(harms.list[i - 1].at.day <= harms.list[i].at.day);
    kn_entries_release(&harms);
    kn_trial_free(trial);
}

static void advice_is_there_for_every_severity(void **state)
{
    static const char *const severities[] = {"mild", "moderate", "severe"};

    (void)state;
    for (size_t i = 0; i < COUNT(severities); i++) {
        const kn_harm_advice *advice = kn_harm_advice_of(severities[i]);

        assert_non_null(advice);
        assert_non_null(strstr(advice->escalate, "emergency number"));
        assert_true(advice->title[0] && advice->act[0] && advice->caution[0]);
    }
    assert_null(kn_harm_advice_of("terrible"));
    assert_null(kn_harm_advice_of(""));
}

/* ---- Due --------------------------------------------------------------------------------------*/

static const struct due_row {
    const char *more, *events;
    int today;
    const char *said; /* "decision+20": an event with members, or a day that was said; or "" */
    uint32_t due;
    int guess; /* period from 1; 0: none */
} dues[] = {
    {"", "", -1, "", 0, 0},
    {"", "", 1, "", 0, 0},
    {"", "", 2, "", KN_DUE_DAY, 0},
    {"", "", 5, "", KN_DUE_DAY, 0}, /* a day of wash-out */
    {"", "", 5, "day+5", 0, 0},
    {"", "", 5, "day+4", KN_DUE_DAY, 0},
    {"", "", 19, "", KN_DUE_DAY, 0},
    {"", "", 20, "", KN_DUE_ANSWER, 0},
    {"", "pause+6", 6, "", 0, 0},
    {"", "pause+6", 300, "", 0, 0},
    {"", "pause+6 resume+9", 9, "", KN_DUE_DAY, 0},
    {"", "stop+1", 1, "", 0, 0}, /* nothing to answer */
    {"", "stop+9", 9, "", KN_DUE_ANSWER, 0},
    {"", "stop+9", 40, "decision+10", KN_DUE_DECISION, 0},
    {"", "", 47, "decision+20", 0, 0},
    {"", "", 48, "decision+20", KN_DUE_DECISION, 0},
    {"", "", 60, "still+48", 0, 0},
    {"", "", 60, "archived", 0, 0},
    {"", "", 5, "archived", 0, 0},
    {BLINDED, "", 4, "", KN_DUE_DAY, 0},
    {BLINDED, "", 5, "", KN_DUE_DAY | KN_DUE_GUESS, 1},
    {BLINDED, "", 5, "guess+5", KN_DUE_DAY, 0},
    {BLINDED, "", 8, "guess+5", KN_DUE_DAY | KN_DUE_GUESS, 2},
    {BLINDED, "pause+6", 7, "", 0, 0},
    {BLINDED, "", 20, "", KN_DUE_OPEN | KN_DUE_GUESS, 6},
    {BLINDED, "stop+9", 9, "", KN_DUE_OPEN | KN_DUE_GUESS, 3}, /* the one that was cut short */
    {BLINDED, "", 21, "open+20", KN_DUE_ANSWER, 0},
    {BLINDED, "", 9, "open+8", KN_DUE_DAY, 0},
    {"{\"cycles\":8,\"looks\":3}", "", 25, "", KN_DUE_DAY, 0},
    {"{\"cycles\":8,\"looks\":3}", "", 26, "", KN_DUE_DAY | KN_DUE_LOOK, 0},
    {"{\"cycles\":8,\"looks\":3}", "", 27, "look+26", KN_DUE_DAY, 0},
    {"{\"cycles\":8,\"looks\":3}", "pause+26", 27, "", 0, 0},
    {"{\"cycles\":8,\"looks\":3}", "", 50, "look+26", KN_DUE_ANSWER, 0},
    {"{\"order\":\"days\",\"cycles\":9,\"block_days\":1,\"washout_days\":0,\"run_limit\":3,"
     "\"blinded\":true}",
     "", 9, "", KN_DUE_DAY, 0}, /* nobody is asked to guess every day */
    {"{\"order\":\"days\",\"cycles\":9,\"block_days\":1,\"washout_days\":0,\"run_limit\":3,"
     "\"blinded\":true}",
     "", 20, "", KN_DUE_OPEN | KN_DUE_GUESS, 18},
};

static void say(fixture *self, const char *said)
{
    char word[16] = "", id[KN_ID_SIZE];
    int offset = 0;

    sscanf(said, "%15[a-z]+%d", word, &offset);
    if (strcmp(word, "day") == 0)
        add_day(self->store, 50, TRIAL, offset, 20, "not_done");
    if (strcmp(word, "decision") == 0 || strcmp(word, "still") == 0)
        add_event(self->store, 50, "decision", offset - (word[0] == 's' ? 28 : 0),
                  "{\"decision\":\"keep\"}");
    if (strcmp(word, "still") == 0)
        add_event(self->store, 51, "decision", offset, "{\"still\":false}");
    if (strcmp(word, "guess") == 0)
        add_event(self->store, 50, "guess", offset, "{\"period\":1,\"arm\":0}");
    if (strcmp(word, "open") == 0)
        add_event(self->store, 50, "unblind", offset, "{\"code\":\"7K2M-9QRT-0000-0000-0002\"}");
    if (strcmp(word, "look") == 0)
        add_event(self->store, 50, "look", offset, "{\"cycles\":4,\"result\":\"go_on\"}");
    if (strcmp(word, "archived") == 0) {
        char version[KN_ID_SIZE];
        kn_error err;

        OK(kn_trial_archive(self->store, id_of(id, 'e', TRIAL), id_of(version, 'v', 5000), true,
                            NULL, &err));
    }
}

static void what_is_due(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(dues); i++) {
        fixture *self;
        kn_trial *trial;
        uint32_t due;
        size_t guess;
        kn_error err;

        fixture_start((void **)&self);
        prepare(self, dues[i].more);
        add_events(self->store, dues[i].events, 2, 10);
        say(self, dues[i].said);
        trial = load_on(self, dues[i].today, NULL);
        OK(kn_trial_due(self->store, trial, &due, &guess, &err));
        if (due != dues[i].due || guess != (dues[i].guess ? (size_t)dues[i].guess - 1 : SIZE_MAX))
            fail_msg("row %zu: due %u, guess %zd", i, due, (ssize_t)guess);
        kn_trial_free(trial);
        fixture_end((void **)&self);
    }
}

/* ---- Extensions -------------------------------------------------------------------------------*/

static json_t *extension_of(const char *follows, const char *secret, const kn_trial *trial)
{
    json_t *extension;
    kn_error err;

    OK(kn_protocol_extend(&trial->protocol, follows, 1, 1, secret, &extension, &err));
    return extension;
}

static void add_extension(fixture *self, uint64_t number, int offset, json_t *extension)
{
    json_t *members = json_pack("{s:i, s:o}", "cycles", 1, "extension", extension);
    char *text = json_dumps(members, 0);

    json_decref(members);
    self->now.day = TODAY + 400;
    add_event(self->store, number, "extend", offset, text);
    free(text);
}

/* Read three days after the end: those days are a gap, and the first day after it is wash-out. */
static void an_extension_begins_where_it_was_made(void **state)
{
    fixture *self = *state;
    kn_trial *trial;
    size_t counted = 0;

    prepare(self, "");
    trial = load_on(self, 22, NULL);
    assert_int_equal(trial->state, KN_TRIAL_FINISHED);
    add_extension(self, 60, 23, extension_of(trial->hash, "AAAA-AAAA-AAAA-AAAA-AAAA", trial));
    /* another copy extended too: the earlier one counts */
    add_extension(self, 61, 24, extension_of(trial->hash, "BBBB-BBBB-BBBB-BBBB-BBBB", trial));
    kn_trial_free(trial);
    trial = load_on(self, 22, NULL);
    assert_int_equal(trial->state, KN_TRIAL_WAITING); /* in the gap */
    kn_trial_free(trial);
    trial = load_on(self, 23, NULL);
    assert_int_equal(trial->state, KN_TRIAL_RUNNING);
    assert_true(trial->extended);
    assert_int_equal(trial->unit_count, 8);
    assert_int_equal(trial->units[6].first_day, first_day() + 23);
    assert_int_equal(trial->last_day, first_day() + 28);
    assert_int_equal(kn_trial_on(trial, first_day() + 21).phase, KN_PHASE_PAUSED);
    assert_int_equal(kn_trial_on(trial, first_day() + 23).phase, KN_PHASE_WASHOUT);
    assert_int_equal(kn_trial_on(trial, first_day() + 23).number, 21);
    for (size_t i = 0; i < trial->event_count; i++)
        counted += trial->events[i].counts;
    assert_int_equal(counted, 1);
    kn_trial_free(trial);
}

/* A stop on the last day of an extension counts; an extension that follows something else does not.
 */
static void an_extension_is_part_of_the_trial(void **state)
{
    fixture *self = *state;
    kn_trial *trial;

    prepare(self, "");
    trial = load_on(self, 22, NULL);
    add_extension(self, 60, 22, extension_of("0123", "CCCC-CCCC-CCCC-CCCC-CCCC", trial));
    add_extension(self, 61, 23, extension_of(trial->hash, "AAAA-AAAA-AAAA-AAAA-AAAA", trial));
    kn_trial_free(trial);
    add_events(self->store, "stop+28", 2, 10);
    trial = load_on(self, 30, NULL);
    assert_int_equal(trial->state, KN_TRIAL_STOPPED);
    assert_int_equal(trial->unit_count, 8);
    assert_true(trial->events[1].counts && !trial->events[0].counts);
    assert_int_equal(trial->last_day, first_day() + 27);
    assert_int_equal(trial->planned_last_day, first_day() + 28);
    kn_trial_free(trial);
}

/* The code of an extension is another one than the trial's. */
static void an_extension_has_its_own_seal(void **state)
{
    fixture *self = *state;
    kn_trial *trial;

    prepare(self, BLINDED);
    add_event(self->store, 20, "unblind", 21, "{\"code\":\"7K2M-9QRT-0000-0000-0002\"}");
    trial = load_on(self, 22, NULL);
    add_extension(self, 60, 23, extension_of(trial->hash, "AAAA-AAAA-AAAA-AAAA-AAAA", trial));
    kn_trial_free(trial);
    trial = load_on(self, 24, NULL);
    assert_false(trial->opened || trial->protocol.is_open || trial->opened_early);
    assert_int_equal(trial->units[0].arm, 1);
    assert_int_equal(trial->units[6].arm, KN_ARM_UNKNOWN);
    kn_trial_free(trial);
    trial = load_on(self, 24, "aaaa aaaa aaaa aaaa aaaa");
    assert_true(trial->protocol.is_open && !trial->opened);
    assert_int_not_equal(trial->units[6].arm, KN_ARM_UNKNOWN);
    kn_trial_free(trial);
    self->now.day = TODAY + 400;
    add_event(self->store, 21, "unblind", 29, "{\"code\":\"AAAA-AAAA-AAAA-AAAA-AAAA\"}");
    trial = load_on(self, 30, NULL);
    assert_true(trial->opened && trial->protocol.is_open && !trial->opened_early);
    assert_int_equal(trial->opened_day, first_day() + 29);
    kn_trial_free(trial);
}

/* ---- Damage and copies ------------------------------------------------------------------------*/

static void amend_trial(fixture *self, uint64_t version, json_t *body)
{
    kn_entry entry = {.kind = KN_KIND_TRIAL, .at = {TODAY, 19 * 3600, 60}, .body = body};

    id_of(entry.id, 'e', TRIAL);
    id_of(entry.version, 'v', version);
    amend(self->store, entry, NULL);
}

static void a_trial_sealed_twice_says_so(void **state)
{
    fixture *self = *state;
    kn_trial_seal seal;
    json_t *draft;
    kn_error err;
    kn_trial *trial;

    prepare(self, "");
    amend_trial(self, 102, sealed_body(self->store, "", WRONG));
    trial = load_on(self, 3, NULL);
    assert_int_equal(trial->other_seals, 1);
    assert_string_equal(trial->protocol.secret, WRONG);
    kn_trial_free(trial);
    /* a draft changed in another copy undoes no seal */
    draft = sealed_body(self->store, "", SECRET);
    json_object_del(draft, "protocol");
    self->now.day = TODAY + 400;
    amend_trial(self, 103, draft);
    trial = load_on(self, 3, NULL);
    assert_int_equal(trial->state, KN_TRIAL_RUNNING);
    assert_int_equal(trial->late_drafts, 1);
    OK(kn_trial_seal_load(self->store, trial->id, &seal, &err));
    assert_int_equal(seal.other_seals, 1);
    assert_string_equal(seal.hash, trial->hash);
    json_decref(seal.document);
    assert_string_equal(trial->protocol.secret, WRONG);
    kn_trial_free(trial);
}

static void a_protocol_that_does_not_read_is_damaged(void **state)
{
    static const char *const members[] = {"design", "draw", "first_day", "analysis", "sealed"};
    char id[KN_ID_SIZE];

    (void)state;
    for (size_t i = 0; i < COUNT(members); i++) {
        fixture *self;
        kn_trial_list trials;
        json_t *body;
        kn_trial *trial;
        kn_error err;

        fixture_start((void **)&self);
        self->now.day = TODAY + 10;
        body = sealed_body(self->store, "", SECRET);
        json_object_del(json_object_get(body, "protocol"), members[i]);
        add_body(self->store, TRIAL, KN_KIND_TRIAL, TODAY, 0, body);
        REFUSED(KN_DAMAGED, kn_trial_load(self->store, id_of(id, 'e', TRIAL), NULL, &trial, &err));
        assert_non_null(strstr(err.hint, "verify"));
        OK(kn_trials_load(self->store, &trials, &err));
        assert_int_equal(trials.count, 0);
        assert_int_equal(trials.unreadable, 1);
        kn_trials_release(&trials);
        fixture_end((void **)&self);
    }
}

/* An own treatment renamed or removed: what was sealed stays as it was. */
static void names_stay_as_they_were_sealed(void **state)
{
    fixture *self = *state;
    char more[512], key[KN_ID_SIZE];
    kn_trial *trial;

    self->now.day = TODAY + 400;
    add(self->store, entry_of(70, 7000, KN_KIND_TREATMENT, TODAY, 0, "{\"name\":\"Magic tea\"}"));
    add(self->store, entry_of(71, 7100, KN_KIND_MEASURE, TODAY, 0,
                              "{\"name\":\"Twinges\",\"scale\":\"0-10\",\"better\":\"lower\"}"));
    snprintf(more, sizeof more,
             "{\"outcome\":\"%s\",\"arms\":[{\"key\":\"usual\",\"name\":\"As usual\"},{\"key\":",
             id_of(key, 'e', 71));
    snprintf(more + strlen(more), sizeof more - strlen(more), "\"%s\"}]}", id_of(key, 'e', 70));
    add_trial(self->store, more);
    amend(self->store, entry_of(70, 7001, KN_KIND_TREATMENT, TODAY, 0, "{\"name\":\"Plain tea\"}"),
          NULL);
    for (int removed = 0; removed < 2; removed++) {
        trial = load_on(self, 3, NULL);
        assert_string_equal(trial->protocol.design.arm[1].name, "Magic tea");
        assert_string_equal(trial->protocol.design.outcome_name, "Twinges");
        assert_int_equal(trial->state, KN_TRIAL_RUNNING);
        kn_trial_free(trial);
        if (!removed) {
            take_out(self->store, 70, 7002);
            take_out(self->store, 71, 7101);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_pause_of_centuries_stays_in_the_calendar, fixture_start,
                                        fixture_end),
        cmocka_unit_test_setup_teardown(a_sealed_trial_shows_no_switch, fixture_start, fixture_end),
        cmocka_unit_test(a_recorded_code_opens),
        cmocka_unit_test_setup_teardown(a_wrong_code_is_refused, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(the_last_word_about_a_day_counts, fixture_start,
                                        fixture_end),
        cmocka_unit_test_setup_teardown(harms_are_of_the_trial_and_four_weeks, fixture_start,
                                        fixture_end),
        cmocka_unit_test(advice_is_there_for_every_severity),
        cmocka_unit_test(what_is_due),
        cmocka_unit_test_setup_teardown(an_extension_begins_where_it_was_made, fixture_start,
                                        fixture_end),
        cmocka_unit_test_setup_teardown(an_extension_is_part_of_the_trial, fixture_start,
                                        fixture_end),
        cmocka_unit_test_setup_teardown(an_extension_has_its_own_seal, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(a_trial_sealed_twice_says_so, fixture_start, fixture_end),
        cmocka_unit_test(a_protocol_that_does_not_read_is_damaged),
        cmocka_unit_test_setup_teardown(names_stay_as_they_were_sealed, fixture_start, fixture_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
