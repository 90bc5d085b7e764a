/* Drafts, the seal and events as they are written: what makes sense when, and what is asked twice.
 */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "trial_fixture.h"

static const char *version_of(char out[KN_ID_SIZE], uint64_t number)
{
    return id_of(out, 'v', number);
}

static kn_code write_draft(fixture *self, uint64_t entry, uint64_t version, const char *more,
                           const char *base, kn_error *err)
{
    char id[KN_ID_SIZE], version_id[KN_ID_SIZE];
    json_t *design = json_of(DESIGN);
    kn_code code;

    if (more[0])
        json_object_update_new(design, json_of(more));
    code = kn_trial_write_draft(self->store, id_of(id, 'e', entry), version_of(version_id, version),
                                design, base, err);
    json_decref(design);
    return code;
}

/* What must be known before anything can start. */
static void make_ready(fixture *self)
{
    kn_entry profile = entry_of(80, 8000, KN_KIND_PROFILE, TODAY, 0, "{\"age\":\"18to50\"}");

    strcpy(profile.id, KN_PROFILE_ID);
    add(self->store, profile);
    add(self->store,
        entry_of(81, 8100, KN_KIND_ANSWER, TODAY, 0, "{\"flag\":\"R24\",\"answer\":\"no\"}"));
}

static kn_code start(fixture *self, uint64_t entry, uint64_t version, int32_t first,
                     char secret[KN_SECRET_SIZE], kn_error *err)
{
    char id[KN_ID_SIZE], version_id[KN_ID_SIZE];

    return kn_trial_start(self->store, id_of(id, 'e', entry), version_of(version_id, version),
                          first, "unknot test", secret, err);
}

static kn_trial *load(fixture *self, uint64_t entry)
{
    char id[KN_ID_SIZE];
    kn_trial *trial;
    kn_error err;

    OK(kn_trial_load(self->store, id_of(id, 'e', entry), NULL, &trial, &err));
    return trial;
}

/* ---- Drafts and the seal ----------------------------------------------------------------------*/

static void a_draft_may_change(void **state)
{
    fixture *self = *state;
    char version[KN_ID_SIZE];
    kn_trial *trial;
    kn_entries history;
    kn_error err;

    OK(write_draft(self, 1, 100, "", NULL, &err));
    self->now.second += 600;
    OK(write_draft(self, 1, 100, "", NULL, &err)); /* the reply was lost */
    REFUSED(KN_CONFLICT, write_draft(self, 1, 100, "{\"title\":\"Other\"}", NULL, &err));
    OK(write_draft(self, 1, 101, "{\"title\":\"Other\"}", version_of(version, 100), &err));
    REFUSED(KN_CONFLICT, write_draft(self, 1, 102, "", version_of(version, 100), &err));
    REFUSED(KN_DATA, write_draft(self, 1, 103, "{\"block_days\":0}", NULL, &err));
    assert_true(err.place.field[0] && err.hint[0]);
    trial = load(self, 1);
    assert_int_equal(trial->state, KN_TRIAL_DRAFT);
    assert_string_equal(trial->protocol.design.title, "Other");
    assert_string_equal(trial->version, version_of(version, 101));
    assert_string_equal(trial->hash, "");
    assert_int_equal(kn_trial_on(trial, TODAY).phase, KN_PHASE_BEFORE);
    OK(kn_store_history(self->store, trial->id, &history, &err));
    assert_int_equal(history.count, 2);
    kn_entries_release(&history);
    kn_trial_free(trial);
    take_out(self->store, 1, 104);
    REFUSED(KN_CONFLICT, write_draft(self, 1, 105, "", NULL, &err));
    add(self->store, note_of(5, 500, "no trial"));
    REFUSED(KN_CONFLICT, write_draft(self, 5, 501, "", NULL, &err));
}

static void a_draft_without_its_treatment_can_be_seen(void **state)
{
    fixture *self = *state;
    char more[256], key[KN_ID_SIZE], secret[KN_SECRET_SIZE];
    kn_trial *trial;
    kn_error err;

    make_ready(self);
    add(self->store, entry_of(70, 7000, KN_KIND_TREATMENT, TODAY, 0, "{\"name\":\"Magic tea\"}"));
    snprintf(more, sizeof more, "{\"arms\":[{\"key\":\"usual\"},{\"key\":\"%s\"}]}",
             id_of(key, 'e', 70));
    OK(write_draft(self, 1, 100, more, NULL, &err));
    amend(self->store, entry_of(70, 7001, KN_KIND_TREATMENT, TODAY, 0, "{\"name\":\"Tea\"}"), NULL);
    trial = load(self, 1);
    assert_string_equal(trial->protocol.design.arm[1].name, "Tea");
    kn_trial_free(trial);
    take_out(self->store, 70, 7002);
    trial = load(self, 1);
    assert_string_equal(trial->protocol.design.arm[1].name, "Magic tea");
    kn_trial_free(trial);
    REFUSED(KN_DATA, start(self, 1, 101, TODAY, secret, &err));
}

static void a_trial_is_sealed_once(void **state)
{
    fixture *self = *state;
    char secret[KN_SECRET_SIZE];
    kn_trial *trial;
    kn_error err;

    OK(write_draft(self, 1, 100, "", NULL, &err));
    REFUSED(KN_DENIED, start(self, 1, 101, TODAY, secret, &err)); /* age and prescriber */
    assert_true(err.hint[0]);
    make_ready(self);
    REFUSED(KN_DATA, start(self, 1, 101, TODAY - 1, secret, &err));
    assert_string_equal(err.place.field, "first_day");
    REFUSED(KN_DATA, start(self, 1, 101, TODAY + 367, secret, &err));
    REFUSED(KN_NOTFOUND, start(self, 9, 101, TODAY, secret, &err));
    OK(start(self, 1, 101, TODAY + 2, secret, &err));
    assert_string_equal(secret, ""); /* of an open one it stands in the protocol */
    REFUSED(KN_CONFLICT, start(self, 1, 101, TODAY + 2, secret, &err));
    assert_non_null(strstr(err.message, "16 March"));
    REFUSED(KN_CONFLICT, start(self, 1, 102, TODAY + 2, secret, &err));
    REFUSED(KN_CONFLICT, write_draft(self, 1, 103, "{\"title\":\"Other\"}", NULL, &err));
    trial = load(self, 1);
    assert_int_equal(trial->state, KN_TRIAL_WAITING);
    assert_int_equal(trial->first_day, TODAY + 2);
    assert_int_equal(strlen(trial->hash), KN_HASH_SIZE - 1);
    kn_trial_free(trial);
    /* one at a time, even one that waits */
    OK(write_draft(self, 2, 200, "{\"title\":\"Second\"}", NULL, &err));
    REFUSED(KN_CONFLICT, start(self, 2, 201, TODAY, secret, &err));
    assert_non_null(strstr(err.message, "Bedtime stretch"));
}

static void putting_away(void **state)
{
    fixture *self = *state;
    char id[KN_ID_SIZE], version[KN_ID_SIZE], secret[KN_SECRET_SIZE], hash[KN_HASH_SIZE];
    kn_trial *trial;
    kn_error err;

    make_ready(self);
    OK(write_draft(self, 1, 100, "", NULL, &err));
    OK(start(self, 1, 101, TODAY, secret, &err));
    trial = load(self, 1);
    memcpy(hash, trial->hash, sizeof hash);
    kn_trial_free(trial);
    id_of(id, 'e', 1);
    for (int i = 0; i < 3; i++) { /* away, the same again, back */
        OK(kn_trial_archive(self->store, id, version_of(version, i == 2 ? 103 : 102), i < 2, NULL,
                            &err));
        trial = load(self, 1);
        assert_int_equal(trial->archived, i < 2);
        assert_string_equal(trial->hash, hash);
        kn_trial_free(trial);
    }
    REFUSED(KN_NOTFOUND, kn_trial_archive(self->store, id_of(id, 'e', 9), version_of(version, 104),
                                          true, NULL, &err));
}

static void trials_are_listed_in_order(void **state)
{
    static const char *const titles[] = {"Running", "Draft", "Newest", "Older"};
    fixture *self = *state;
    char secret[KN_SECRET_SIZE], id[KN_ID_SIZE], event[KN_ID_SIZE], version[KN_ID_SIZE];
    kn_outcome outcome;
    kn_trial_list trials;
    kn_error err;

    make_ready(self);
    for (size_t i = COUNT(titles); i-- > 0; self->now.second += 60) {
        char more[64];

        snprintf(more, sizeof more, "{\"title\":\"%s\"}", titles[i]);
        OK(write_draft(self, i + 1, 100 * (i + 1), more, NULL, &err));
        if (i == 1)
            continue;
        OK(start(self, i + 1, 100 * (i + 1) + 1, TODAY, secret, &err));
        if (i > 1)
            OK(kn_trial_write_event(self->store, id_of(id, 'e', i + 1), id_of(event, 'e', 900 + i),
                                    version_of(version, 900 + i), KN_EVENT_STOP, NULL, &outcome,
                                    &err));
    }
    OK(kn_trials_load(self->store, &trials, &err));
    assert_int_equal(trials.count, COUNT(titles));
    for (size_t i = 0; i < COUNT(titles); i++)
        assert_string_equal(trials.list[i]->protocol.design.title, titles[i]);
    kn_trials_release(&trials);
}

/* ---- Events -----------------------------------------------------------------------------------*/

/* Events one after the other, each on a day after the first; the last is the one that is tested. */
static const struct event_row {
    const char *more, *before; /* of add_events() */
    int today;
    kn_trial_event_kind kind;
    const char *body;
    kn_code code;
    const char *field, *message; /* of a refusal */
} events[] = {
    {"", "", -1, KN_EVENT_PAUSE, "{}", KN_CONFLICT, "event", "begins on 15 March"},
    {"", "", -1, KN_EVENT_STOP, "{}", KN_OK, "", ""},
    {"", "", 6, KN_EVENT_PAUSE, "{\"reason\":\"flu\"}", KN_OK, "", ""},
    {"", "", 6, KN_EVENT_PAUSE, "{\"day\":\"2026-03-22\"}", KN_OK, "", ""}, /* from tomorrow on */
    {"", "", 6, KN_EVENT_PAUSE, "{\"day\":\"2026-03-20\"}", KN_OK, "", ""}, /* in this period */
    {"", "", 6, KN_EVENT_PAUSE, "{\"day\":\"2026-03-19\"}", KN_DATA, "day", "before this period"},
    {"", "", 6, KN_EVENT_PAUSE, "{\"day\":\"2026-03-23\"}", KN_DATA, "day", "ahead"},
    {"", "", 6, KN_EVENT_PAUSE, "{\"day\":\"tomorrow\"}", KN_DATA, "day", "no day"},
    {"", "", 6, KN_EVENT_PAUSE, "{\"arm\":1}", KN_DATA, "arm", "no member of the event pause"},
    {"", "pause+6", 7, KN_EVENT_PAUSE, "{}", KN_CONFLICT, "event", "paused since 21 March"},
    {"", "pause+7@1", 6, KN_EVENT_PAUSE, "{}", KN_CONFLICT, "event", "to be paused already"},
    {"", "pause+5 resume+7", 7, KN_EVENT_PAUSE, "{\"day\":\"2026-03-21\"}", KN_DATA, "day",
     "before this period"},
    {"", "", 6, KN_EVENT_RESUME, "{}", KN_CONFLICT, "event", "is going on until 3 April"},
    {"", "pause+6", 9, KN_EVENT_RESUME, "{}", KN_OK, "", ""},
    {"", "pause+6", 9, KN_EVENT_RESUME, "{\"day\":\"2026-03-21\"}", KN_OK, "", ""},
    {"", "pause+6", 9, KN_EVENT_RESUME, "{\"day\":\"2026-03-20\"}", KN_DATA, "day", "the pause"},
    {"", "pause+6", 5, KN_EVENT_RESUME, "{\"day\":\"2026-03-21\"}", KN_CONFLICT, "day", "clock"},
    {"", "pause+6", 9, KN_EVENT_STOP, "{}", KN_OK, "", ""},
    {"", "stop+9", 9, KN_EVENT_STOP, "{}", KN_CONFLICT, "event", "stopped; its last day was 23"},
    {"", "stop+9", 9, KN_EVENT_PAUSE, "{}", KN_CONFLICT, "event", "stopped"},
    {"", "stop+9@1", 8, KN_EVENT_PAUSE, "{}", KN_CONFLICT, "event", "stopped"},
    {"", "", 20, KN_EVENT_STOP, "{}", KN_CONFLICT, "event", "ended on 3 April"},
    {"", "", 20, KN_EVENT_STOP, "{\"day\":\"2026-04-01\"}", KN_CONFLICT, "event", "ended on"},
    {"", "", 6, KN_EVENT_AMEND, "{\"what\":\"5 minutes\"}", KN_OK, "", ""},
    {"", "", 6, KN_EVENT_AMEND, "{\"reason\":\"tired\"}", KN_DATA, "what", "missing"},
    {"", "", 20, KN_EVENT_AMEND, "{\"what\":\"5 minutes\"}", KN_CONFLICT, "event", "ended"},
    {"", "", 6, KN_EVENT_PEEK, "{}", KN_OK, "", ""},
    {BLINDED, "", 6, KN_EVENT_PEEK, "{}", KN_CONFLICT, "event", "sealed"},
    {"", "", 6, KN_EVENT_UNBLIND, "{\"code\":\"x\"}", KN_CONFLICT, "event", "open already"},
    {BLINDED, "", 6, KN_EVENT_UNBLIND, "{}", KN_DATA, "code", "missing"},
    {BLINDED, "", 6, KN_EVENT_UNBLIND, "{\"code\":\"7K2M-9QRT-0000-0000-0002\"}", KN_CONFLICT,
     "emergency", "still going on"},
    {BLINDED, "", 6, KN_EVENT_UNBLIND, "{\"code\":\"7K2M-9QRT-0000-0000-0002\",\"emergency\":true}",
     KN_OK, "", ""},
    {BLINDED, "", 20, KN_EVENT_UNBLIND, "{\"code\":\"7k2m9qrt0000 0000 0002\"}", KN_OK, "", ""},
    {BLINDED, "stop+9", 9, KN_EVENT_UNBLIND, "{\"code\":\"7K2M-9QRT-0000-0000-0002\"}", KN_OK, "",
     ""},
    {BLINDED, "", 20, KN_EVENT_UNBLIND, "{\"code\":\"7K2M-9QRT-0000-0000-0003\"}", KN_DENIED, NULL,
     ""},
    {BLINDED, "", 5, KN_EVENT_GUESS, "{\"period\":1,\"arm\":1,\"sure\":\"fairly\"}", KN_OK, "", ""},
    {BLINDED, "", 5, KN_EVENT_GUESS, "{\"period\":1}", KN_OK, "", ""}, /* cannot tell */
    {BLINDED, "", 5, KN_EVENT_GUESS, "{\"period\":2,\"arm\":1}", KN_CONFLICT, "period", "ended"},
    {BLINDED, "", 5, KN_EVENT_GUESS, "{\"period\":7,\"arm\":1}", KN_DATA, "period", ""},
    {BLINDED, "", 5, KN_EVENT_GUESS, "{\"period\":1,\"arm\":2}", KN_DATA, "arm", ""},
    {BLINDED, "stop+9", 9, KN_EVENT_GUESS, "{\"period\":3,\"arm\":0}", KN_OK, "", ""},
    {"", "", 5, KN_EVENT_GUESS, "{\"period\":1,\"arm\":1}", KN_CONFLICT, "event", "open"},
    {"", "", 6, KN_EVENT_LOOK, "{\"cycles\":3,\"result\":\"stop\"}", KN_CONFLICT, "cycles", "due"},
    {"{\"cycles\":8,\"looks\":3}", "", 26, KN_EVENT_LOOK, "{\"cycles\":4,\"result\":\"stop\"}",
     KN_OK, "", ""},
    {"{\"cycles\":8,\"looks\":3}", "", 26, KN_EVENT_LOOK, "{\"cycles\":4}", KN_DATA, "result",
     "missing"},
    {"{\"cycles\":8,\"looks\":3}", "", 26, KN_EVENT_LOOK, "{\"cycles\":6,\"result\":\"stop\"}",
     KN_CONFLICT, "cycles", "due"},
    {"", "", 20, KN_EVENT_DECISION, "{\"decision\":\"keep\"}", KN_OK, "", ""},
    {"", "", 19, KN_EVENT_DECISION, "{\"decision\":\"keep\"}", KN_CONFLICT, "event", "going on"},
    {"", "", 20, KN_EVENT_DECISION, "{\"still\":true}", KN_DATA, "decision", "missing"},
    {BLINDED, "", 20, KN_EVENT_DECISION, "{\"decision\":\"keep\"}", KN_CONFLICT, "event", "sealed"},
    {"", "", 20, KN_EVENT_EXTEND, "{\"cycles\":2}", KN_OK, "", ""},
    {"", "", 20, KN_EVENT_EXTEND, "{\"cycles\":0}", KN_DATA, "cycles", ""},
    {"", "", 20, KN_EVENT_EXTEND, "{\"cycles\":365}", KN_LIMIT, "cycles", ""},
    {"", "", 19, KN_EVENT_EXTEND, "{\"cycles\":2}", KN_CONFLICT, "event", "going on"},
    {"", "stop+9", 12, KN_EVENT_EXTEND, "{\"cycles\":2}", KN_CONFLICT, "event", "stopped"},
    {BLINDED, "", 20, KN_EVENT_EXTEND, "{\"cycles\":2}", KN_CONFLICT, "event", "sealed"},
    {"", "", 40, KN_EVENT_DECISION, "{\"decision\":\"keep\",\"day\":\"2026-04-06\"}", KN_DATA,
     "day", "far back"},
};

static void check_event(fixture *self, const struct event_row *row, size_t at)
{
    char trial[KN_ID_SIZE], id[KN_ID_SIZE], version[KN_ID_SIZE];
    json_t *body = json_of(row->body);
    kn_error err = {0};
    kn_outcome outcome;
    kn_trial *after;

    id_of(trial, 'e', TRIAL);
    self->now = (kn_moment){first_day() + row->today, 20 * 3600, 60};
    for (int again = 0; again < 2; again++, self->now.second += 60) { /* the reply was lost */
        kn_code code =
            kn_trial_write_event(self->store, trial, id_of(id, 'e', 60), version_of(version, 600),
                                 row->kind, body, &outcome, &err);

        if (code != row->code || (code && !strstr(err.message, row->message)) ||
            (code && row->field && strcmp(err.place.field, row->field) != 0))
            fail_msg("row %zu: %s at %s: %s", at, kn_code_name(code), err.place.field, err.message);
        if (code)
            assert_true(err.hint[0]);
        else
            assert_int_equal(outcome, again ? KN_KNOWN : KN_ADDED);
    }
    if (!row->code) {
        after = load(self, TRIAL);
        for (size_t i = 0; i < after->event_count; i++)
            if (!after->events[i].counts) /* what may be written changes something */
                fail_msg("row %zu: event %zu does not count", at, i);
        kn_trial_free(after);
    }
    json_decref(body);
}

static void an_event_is_written_when_it_makes_sense(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(events); i++) {
        fixture *self;

        fixture_start((void **)&self);
        self->now.day = TODAY + 400;
        add_trial(self->store, events[i].more);
        add_events(self->store, events[i].before, 2, 10);
        check_event(self, &events[i], i);
        fixture_end((void **)&self);
    }
}

static void an_event_needs_a_trial_that_has_started(void **state)
{
    fixture *self = *state;
    char trial[KN_ID_SIZE], id[KN_ID_SIZE], version[KN_ID_SIZE];
    kn_outcome outcome;
    kn_error err;

    OK(write_draft(self, 1, 100, "", NULL, &err));
    for (int kind = 0; kind < KN_EVENT_COUNT; kind++) {
        REFUSED(KN_CONFLICT, kn_trial_write_event(self->store, id_of(trial, 'e', 1),
                                                  id_of(id, 'e', 60), version_of(version, 600),
                                                  (kn_trial_event_kind)kind, NULL, &outcome, &err));
        assert_non_null(strstr(err.message, "has not started"));
    }
    REFUSED(KN_NOTFOUND,
            kn_trial_write_event(self->store, id_of(trial, 'e', 9), id_of(id, 'e', 60),
                                 version_of(version, 600), KN_EVENT_STOP, NULL, &outcome, &err));
}

/* The words of the entry's table are those of the events. */
static void the_table_of_entries_knows_every_event(void **state)
{
    (void)state;
    for (size_t i = 0; i < kn_field_count; i++) {
        char words[256] = "";

        if (kn_fields[i].kind != KN_KIND_TRIAL_EVENT || strcmp(kn_fields[i].name, "event") != 0)
            continue;
        for (int kind = 0; kind < KN_EVENT_COUNT; kind++) {
            strcat(words, kind ? "|" : "");
            strcat(words, kn_trial_event_word((kn_trial_event_kind)kind));
        }
        assert_string_equal(kn_fields[i].choices, words);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_draft_may_change, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(a_draft_without_its_treatment_can_be_seen, fixture_start,
                                        fixture_end),
        cmocka_unit_test_setup_teardown(a_trial_is_sealed_once, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(putting_away, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(trials_are_listed_in_order, fixture_start, fixture_end),
        cmocka_unit_test(an_event_is_written_when_it_makes_sense),
        cmocka_unit_test_setup_teardown(an_event_needs_a_trial_that_has_started, fixture_start,
                                        fixture_end),
        cmocka_unit_test(the_table_of_entries_knows_every_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
