/* A trial's state, calendar and days from its entries: tables of events and what follows. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "trial_fixture.h"

/* ---- Courses ----------------------------------------------------------------------------------*/

static const struct course_row {
    const char *events;
    int today; /* days after the first */
    kn_trial_state state;
    const char *course;
} courses[] = {
    {"", -1, KN_TRIAL_WAITING, ".rraaaBbbCccDddeeeFff."},
    {"", 0, KN_TRIAL_RUNNING, ".rraaaBbbCccDddeeeFff."},
    {"", 19, KN_TRIAL_RUNNING, ".rraaaBbbCccDddeeeFff."},
    {"", 20, KN_TRIAL_FINISHED, ".rraaaBbbCccDddeeeFff."},
    /* pauses */
    {"pause+6 resume+9", 6, KN_TRIAL_PAUSED, ".rraaaB---BbCccDddeeeFff."},
    {"pause+6 resume+9", 9, KN_TRIAL_RUNNING, ".rraaaB---BbCccDddeeeFff."},
    {"pause+6 resume+9", 23, KN_TRIAL_FINISHED, ".rraaaB---BbCccDddeeeFff."},
    {"pause+8 resume+10", 30, KN_TRIAL_FINISHED, ".rraaaBbb--CccDddeeeFff."},
    {"pause+14 resume+15", 30, KN_TRIAL_FINISHED, ".rraaaBbbCccDdd-EeeFff."},
    {"pause+1 resume+4", 30, KN_TRIAL_FINISHED, ".r---raaaBbbCccDddeeeFff."},
    {"pause-1 resume+1", 30, KN_TRIAL_FINISHED, ".-rraaaBbbCccDddeeeFff."},
    {"pause+6", 10, KN_TRIAL_PAUSED, ".rraaaB-----BbCccDddeeeFff."},
    {"pause+6", 6, KN_TRIAL_PAUSED, ".rraaaB-BbCccDddeeeFff."},
    {"pause+6", 5, KN_TRIAL_RUNNING, ".rraaaBbbCccDddeeeFff."},
    {"pause+25", 30, KN_TRIAL_FINISHED, ".rraaaBbbCccDddeeeFff."},
    {"pause+6 resume+8 pause+8@18 resume+9", 30, KN_TRIAL_FINISHED, ".rraaaB---BbCccDddeeeFff."},
    /* twice, too early, on one day: as two copies may have written them */
    {"pause+6 pause+8 resume+9 resume+12", 30, KN_TRIAL_FINISHED, ".rraaaB---BbCccDddeeeFff."},
    {"resume+3 pause+6 resume+9", 30, KN_TRIAL_FINISHED, ".rraaaB---BbCccDddeeeFff."},
    {"resume+9 pause+6", 30, KN_TRIAL_FINISHED, ".rraaaB---BbCccDddeeeFff."},
    {"pause+6@9 pause+6@10 resume+9", 30, KN_TRIAL_FINISHED, ".rraaaB---BbCccDddeeeFff."},
    {"pause+6@9 resume+6@18", 30, KN_TRIAL_FINISHED, ".rraaaBbbCccDddeeeFff."},
    {"resume+6@9 pause+6@18", 8, KN_TRIAL_PAUSED, ".rraaaB---BbCccDddeeeFff."},
    {"resume+6@9 pause+6@9", 30, KN_TRIAL_FINISHED, ".rraaaBbbCccDddeeeFff."},  /* at one moment */
    {"pause+6@96 resume+8", 30, KN_TRIAL_FINISHED, ".rraaaB--BbCccDddeeeFff."}, /* written late */
    /* stops */
    {"stop+9", 8, KN_TRIAL_RUNNING, ".rraaaBbbC."},
    {"stop+9", 9, KN_TRIAL_STOPPED, ".rraaaBbbC."},
    {"stop+9", 30, KN_TRIAL_STOPPED, ".rraaaBbbC."},
    {"stop-1", -1, KN_TRIAL_STOPPED, ".."},
    {"stop+0", 0, KN_TRIAL_STOPPED, ".."},
    {"stop+1", 5, KN_TRIAL_STOPPED, ".r."},
    {"stop+20", 30, KN_TRIAL_FINISHED, ".rraaaBbbCccDddeeeFff."},
    {"stop+19", 30, KN_TRIAL_STOPPED, ".rraaaBbbCccDddeeeFf."},
    {"stop+12 stop+9", 30, KN_TRIAL_STOPPED, ".rraaaBbbC."},
    {"stop+9 pause+10 resume+12 stop+15", 30, KN_TRIAL_STOPPED, ".rraaaBbbC."},
    {"pause+6 stop+9", 30, KN_TRIAL_STOPPED, ".rraaaB---."},
    {"pause+6 resume+12 stop+9", 30, KN_TRIAL_STOPPED, ".rraaaB---."},
    {"pause+6 stop+6@18", 30, KN_TRIAL_STOPPED, ".rraaaB."},
};

static void check_course(fixture *self, const struct course_row *row)
{
    kn_trial *trial = load_on(self, row->today, NULL);
    char course[256];

    course_of(course, trial);
    if (strcmp(course, row->course) != 0 || trial->state != row->state)
        fail_msg("\"%s\" on %d: %s %s instead of %s %s", row->events, row->today, course,
                 kn_trial_state_word(trial->state), row->course, kn_trial_state_word(row->state));
    assert_int_equal(trial->stopped, row->state == KN_TRIAL_STOPPED || strstr(row->course, "C."));
    assert_int_equal(trial->unit_count, 6);
    kn_trial_free(trial);
}

static void courses_follow_from_events(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(courses); i++) {
        fixture *self;

        fixture_start((void **)&self);
        self->now.day = TODAY + 400;
        add_trial(self->store, "");
        add_events(self->store, courses[i].events, 2, 10);
        check_course(self, &courses[i]);
        fixture_end((void **)&self);
    }
}

/* Each of two copies wrote every second event: united in either direction they are one trial. */
static void two_copies_make_one_trial(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(courses); i++) {
        fixture *copies[2];
        kn_text exports[2], base;
        kn_merged merged;
        kn_error err;

        for (size_t c = 0; c < 2; c++) {
            fixture_start((void **)&copies[c]);
            copies[c]->now.day = TODAY + 400;
        }
        add_trial(copies[0]->store, "");
        base = export_of(copies[0]->store);
        import_into(copies[1]->store, &base, 1, 0);
        for (size_t c = 0; c < 2; c++) {
            add_events(copies[c]->store, courses[i].events, c, 10);
            exports[c] = export_of(copies[c]->store);
        }
        for (size_t c = 0; c < 2; c++) {
            OK(kn_store_import(copies[c]->store, exports[1 - c].bytes, exports[1 - c].size, "copy",
                               &merged, &err));
            check_course(copies[c], &courses[i]);
        }
        for (size_t c = 0; c < 2; c++) {
            kn_text_release(&exports[c]);
            fixture_end((void **)&copies[c]);
        }
        kn_text_release(&base);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(courses_follow_from_events),
        cmocka_unit_test(two_copies_make_one_trial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
