/* A trial's calendar, read by a small strict reader of RFC 5545, and one compared with a file,
 * which KN_GOLDEN_WRITE=1 writes anew. */
#define _GNU_SOURCE
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "trial/calendar.h"
#include "trial_fixture.h"

enum { LINES_MAX = 4096, UIDS_MAX = 512, EVENING = 20 * 60 };

/* ---- A strict reader --------------------------------------------------------------------------*/

typedef struct calendar_facts {
    int events, alarms, repeated, excluded;
    char *summaries; /* all, a line each; owned */
} calendar_facts;

/* Unfolded: every line of at most 75 bytes, ended by CRLF, UTF-8 on its own. */
static size_t unfold(char *text, char *lines[LINES_MAX])
{
    size_t count = 0;
    char *to = text;

    for (char *from = text; *from;) {
        char *end = strstr(from, "\r\n");
        size_t length;

        assert_non_null(end);
        length = (size_t)(end - from);
        assert_in_range(length, 1, 75);
        assert_int_equal(kn_utf8_check(from, length), length);
        for (size_t i = 0; i < length; i++)
            assert_true((unsigned char)from[i] >= 0x20 && from[i] != 0x7f);
        if (*from == ' ') {
            assert_true(count > 0);
            to--; /* over the NUL of the line that goes on */
            memmove(to, from + 1, length - 1);
            to += length - 1;
        } else {
            assert_true(count < LINES_MAX);
            lines[count++] = to;
            memmove(to, from, length);
            to += length;
        }
        *to++ = '\0';
        from = end + 2;
    }
    return count;
}

static bool has_form(const char *value, const char *form) /* 0 stands for a digit */
{
    for (; *form; form++, value++)
        if (*form == '0' ? *value < '0' || *value > '9' : *value != *form)
            return false;
    return *value == '\0';
}

/* The value of "NAME:" or "NAME;PARAMETERS:" if the line is one of it. */
static const char *value_of(const char *line, const char *name)
{
    size_t length = strlen(name);

    return strncmp(line, name, length) == 0 && line[length] == ':' ? line + length + 1 : NULL;
}

/* A TEXT: commas, semicolons and backslashes are escaped. */
static void check_text(const char *value)
{
    for (; *value; value++) {
        if (*value == '\\') {
            value++;
            assert_non_null(strchr("\\;,n", *value));
            assert_true(*value);
        } else {
            assert_true(*value != ',' && *value != ';');
        }
    }
}

typedef struct event_seen {
    int uid, stamp, start, end, summary, alarm, in_alarm, action, trigger, description, rule;
    char first[32];
    bool is_day;
} event_seen;

static void read_alarm_line(event_seen *seen, const char *line)
{
    if (value_of(line, "ACTION"))
        seen->action += strcmp(line, "ACTION:DISPLAY") == 0;
    else if (value_of(line, "TRIGGER"))
        seen->trigger += strcmp(line, "TRIGGER:PT0S") == 0;
    else if (value_of(line, "DESCRIPTION"))
        check_text(value_of(line, "DESCRIPTION")), seen->description++;
    else
        fail_msg("in an alarm: %s", line);
}

static void read_line(event_seen *seen, calendar_facts *facts, const char *line)
{
    const char *value;

    if ((value = value_of(line, "UID")) != NULL) {
        seen->uid += strlen(value) > 36;
    } else if ((value = value_of(line, "DTSTAMP")) != NULL) {
        seen->stamp += has_form(value, "00000000T000000Z");
    } else if ((value = value_of(line, "DTSTART;VALUE=DATE")) != NULL) {
        seen->start += has_form(value, "00000000");
        seen->is_day = true;
        snprintf(seen->first, sizeof seen->first, "%s", value);
    } else if ((value = value_of(line, "DTSTART")) != NULL) {
        seen->start += has_form(value, "00000000T000000");
        snprintf(seen->first, sizeof seen->first, "%s", value);
    } else if ((value = value_of(line, "DTEND;VALUE=DATE")) != NULL) {
        assert_true(seen->is_day && strcmp(value, seen->first) > 0);
        seen->end += has_form(value, "00000000");
    } else if ((value = value_of(line, "DURATION")) != NULL) {
        seen->end += strcmp(value, "PT5M") == 0 && !seen->is_day;
    } else if ((value = value_of(line, "RRULE")) != NULL) {
        assert_true(has_form(value, "FREQ=DAILY;UNTIL=00000000T000000"));
        assert_true(strcmp(value + 17, seen->first) > 0);
        seen->rule++;
        facts->repeated++;
    } else if ((value = value_of(line, "EXDATE")) != NULL) {
        assert_true(has_form(value, "00000000T000000") && strcmp(value, seen->first) > 0);
        assert_int_equal(seen->rule, 1);
        facts->excluded++;
    } else if ((value = value_of(line, "SUMMARY")) != NULL) {
        check_text(value);
        seen->summary++;
        facts->summaries = realloc(facts->summaries, strlen(facts->summaries) + strlen(value) + 2);
        strcat(strcat(facts->summaries, value), "\n");
    } else if ((value = value_of(line, "SEQUENCE")) != NULL) {
        assert_int_equal(value[strspn(value, "0123456789")], '\0');
    } else {
        assert_string_equal(line, "TRANSP:TRANSPARENT");
    }
}

static void end_event(const event_seen *seen, calendar_facts *facts)
{
    assert_true(seen->uid == 1 && seen->stamp == 1 && seen->start == 1 && seen->end == 1 &&
                seen->summary == 1 && seen->rule <= 1 && seen->alarm <= 1);
    assert_true(seen->action == seen->alarm && seen->trigger == seen->alarm &&
                seen->description == seen->alarm);
    facts->events++;
    facts->alarms += seen->alarm;
}

/* Reads all of it or fails. */
static calendar_facts read_calendar(const kn_text *calendar)
{
    static const char *const head[] = {"BEGIN:VCALENDAR", "VERSION:2.0",
                                       "PRODID:-//Unknot//Trial//EN", "CALSCALE:GREGORIAN"};
    char *text = strdup(kn_text_string(calendar)), *lines[LINES_MAX];
    calendar_facts facts = {.summaries = calloc(1, 1)};
    event_seen seen = {0};
    bool in_event = false;
    size_t count, uids = 0;
    const char *uid[UIDS_MAX];

    assert_int_equal(strlen(text), calendar->size);
    count = unfold(text, lines);
    assert_true(count > COUNT(head));
    for (size_t i = 0; i < COUNT(head); i++)
        assert_string_equal(lines[i], head[i]);
    assert_string_equal(lines[count - 1], "END:VCALENDAR");
    for (size_t i = COUNT(head); i + 1 < count; i++) {
        if (strcmp(lines[i], "BEGIN:VEVENT") == 0) {
            assert_false(in_event);
            in_event = true;
            seen = (event_seen){0};
        } else if (strcmp(lines[i], "END:VEVENT") == 0) {
            assert_true(in_event && !seen.in_alarm);
            end_event(&seen, &facts);
            in_event = false;
        } else if (strcmp(lines[i], "BEGIN:VALARM") == 0) {
            assert_true(in_event && !seen.in_alarm);
            seen.in_alarm = 1;
            seen.alarm++;
        } else if (strcmp(lines[i], "END:VALARM") == 0) {
            assert_true(seen.in_alarm);
            seen.in_alarm = 0;
        } else if (seen.in_alarm) {
            read_alarm_line(&seen, lines[i]);
        } else {
            assert_true(in_event);
            read_line(&seen, &facts, lines[i]);
            if (value_of(lines[i], "UID")) {
                for (size_t u = 0; u < uids; u++)
                    assert_string_not_equal(uid[u], lines[i]);
                assert_true(uids < UIDS_MAX);
                uid[uids++] = lines[i];
            }
        }
    }
    free(text);
    return facts;
}

/* ---- Calendars --------------------------------------------------------------------------------*/

static void write_calendar(fixture *self, int offset, const char *opening, kn_text *out)
{
    kn_trial *trial = load_on(self, offset, opening);
    kn_error err;

    kn_text_init(out, 1 << 22);
    OK(kn_trial_calendar(trial, EVENING, out, &err));
    kn_trial_free(trial);
}

/* `events`, the day of writing, what is asked of the calendar. Each period and the run-in is an
 * event of days and one of reminders; the last day is one more. */
static const struct {
    const char *more, *events;
    int today;
    const char *opening;
    int count, alarms, excluded;
    const char *said, *unsaid;
} rows[] = {
    {"", "", 0, NULL, 2 * 7 + 1, 7, 0, "Stretching every day\n", "nvelope"},
    {BLINDED, "", 0, NULL, 2 * 7 + 6 + 1, 7 + 6, 0, "envelope ", "Stretching every day"},
    {BLINDED, "", 0, SECRET, 2 * 7 + 1, 7, 0, "Stretching every day\n", "nvelope"},
    {"", "pause+6 resume+9", 9, NULL, 2 * 7 + 1, 7, 3, "As usual\n", "nvelope"},
    {"", "stop+9", 9, NULL, 2 * 4 + 1, 4, 0, "the last day\n", "nvelope"},
    {"", "stop-1", 0, NULL, 0, 0, 0, "", "e"},
    {"{\"cycles\":8,\"looks\":3}", "", 0, NULL, 2 * 17 + 2 + 1, 17 + 2, 0, "a planned look",
     "nvelope"},
};

static void every_calendar_is_well_formed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        fixture *self;
        kn_text calendar;
        calendar_facts facts;

        fixture_start((void **)&self);
        self->now.day = TODAY + 400;
        add_trial(self->store, rows[i].more);
        add_events(self->store, rows[i].events, 2, 10);
        write_calendar(self, rows[i].today, rows[i].opening, &calendar);
        facts = read_calendar(&calendar);
        if (facts.events != rows[i].count || facts.alarms != rows[i].alarms ||
            facts.excluded != rows[i].excluded || !strstr(facts.summaries, rows[i].said) ||
            strstr(facts.summaries, rows[i].unsaid))
            fail_msg("row %zu: %d events, %d alarms, %d excluded:\n%s", i, facts.events,
                     facts.alarms, facts.excluded, facts.summaries);
        free(facts.summaries);
        kn_text_release(&calendar);
        fixture_end((void **)&self);
    }
}

/* Long names of characters of several bytes, and what must be escaped. */
static void long_names_are_folded(void **state)
{
    fixture *self = *state;
    kn_trial *trial;
    kn_text calendar;
    kn_error err;
    calendar_facts facts;

    add_trial(self->store, "");
    trial = load_on(self, 0, NULL);
    for (int shift = 0; shift < 8; shift++) { /* so that the fold meets every byte of a character */
        char *title = trial->protocol.design.title;

        memset(title, 'x', (size_t)shift);
        title[shift] = '\0';
        for (int c = 0; c < 60; c++)
            strcat(title, c % 2 ? "\u20ac" : "\xf0\x9f\x98\x80");
        strcat(title, "a,b;c\\d\ne");
        kn_text_init(&calendar, 1 << 22);
        OK(kn_trial_calendar(trial, 0, &calendar, &err));
        facts = read_calendar(&calendar);
        assert_non_null(strstr(facts.summaries, "a\\,b\\;c\\\\d\\ne: As usual\n"));
        free(facts.summaries);
        kn_text_release(&calendar);
    }
    kn_trial_free(trial);
}

static void the_calendar_is_as_ever(void **state)
{
    static const char path[] = TEST_DATA "/golden/trial.ics";
    fixture *self = *state;
    kn_trial *trial;
    kn_text calendar;
    char *golden;
    size_t size;
    kn_error err;

    add_trial(self->store, "");
    self->now.day = TODAY + 400;
    add_events(self->store, "pause+6 resume+9", 2, 10);
    trial = load_on(self, 9, NULL);
    strcpy(trial->id,
           "123e4567-e89b-42d3-a456-426614174000"); /* ids of fixtures differ by compiler */
    kn_text_init(&calendar, 1 << 22);
    OK(kn_trial_calendar(trial, EVENING, &calendar, &err));
    if (getenv("KN_GOLDEN_WRITE"))
        write_whole(path, calendar.bytes, calendar.size);
    golden = read_whole(path, &size);
    assert_string_equal(kn_text_string(&calendar), golden);
    free(golden);
    kn_text_release(&calendar);
    kn_trial_free(trial);
}

static void some_are_refused(void **state)
{
    fixture *self = *state;
    kn_trial *trial;
    kn_text out;
    kn_error err;

    add_trial(self->store, "");
    trial = load_on(self, 0, NULL);
    kn_text_init(&out, 1 << 20);
    REFUSED(KN_DATA, kn_trial_calendar(trial, -1, &out, &err));
    REFUSED(KN_DATA, kn_trial_calendar(trial, 1440, &out, &err));
    trial->state = KN_TRIAL_DRAFT;
    REFUSED(KN_CONFLICT, kn_trial_calendar(trial, EVENING, &out, &err));
    assert_int_equal(out.size, 0);
    kn_text_release(&out);
    kn_trial_free(trial);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_calendar_is_well_formed),
        cmocka_unit_test_setup_teardown(long_names_are_folded, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(the_calendar_is_as_ever, fixture_start, fixture_end),
        cmocka_unit_test_setup_teardown(some_are_refused, fixture_start, fixture_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
