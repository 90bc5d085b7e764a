/* A trial's days as iCalendar, RFC 5545. Section numbers below are its. */
#include "trial/calendar.h"

#include <stdio.h>
#include <string.h>

#include "base/civil.h"
#include "trial/trial_parts.h"

enum {
    FOLD = 75, /* bytes of a line without its end, 3.1 */
    SUMMARY_MAX = 4096
};

typedef struct ics {
    const kn_trial *trial;
    int minute;
    kn_text *out;
    kn_text line;      /* being written, not yet folded */
    char stamp[32];    /* "20260314T184000Z" */
    size_t changes;    /* SEQUENCE: a calendar takes a file over that has a greater one */
    const char *title; /* of the trial */
} ics;

/* ---- Lines ------------------------------------------------------------------------------------*/

/* Folded where a line would be longer than 75 bytes, never within a character. A line that goes on
 * begins with a blank, which counts. */
static void end_line(ics *self)
{
    const char *bytes = kn_text_string(&self->line);
    size_t left = self->line.size, room = FOLD;

    while (left > room) {
        size_t cut = kn_utf8_cut(bytes, left, room);

        kn_text_add_bytes(self->out, bytes, cut);
        kn_text_add(self->out, "\r\n ");
        bytes += cut;
        left -= cut;
        room = FOLD - 1;
    }
    kn_text_add_bytes(self->out, bytes, left);
    kn_text_add(self->out, "\r\n");
    if (self->line.failed)
        self->out->failed = self->line.failed;
    kn_text_release(&self->line);
    kn_text_init(&self->line, SUMMARY_MAX);
}

static void put(ics *self, const char *line)
{
    kn_text_add(&self->line, line);
    end_line(self);
}

/* A value of the type TEXT, 3.3.11. */
static void add_text(ics *self, const char *text)
{
    for (const char *c = text; *c; c++) {
        if (*c == '\\' || *c == ';' || *c == ',')
            kn_text_add_char(&self->line, '\\');
        if (*c == '\n')
            kn_text_add(&self->line, "\\n");
        else
            kn_text_add_char(&self->line, (unsigned char)*c < 0x20 || *c == 0x7f ? ' ' : *c);
    }
}

/* "Bedtime stretch: envelope 3-K7Q"; either of the last two may be "". */
static void put_words(ics *self, const char *name, const char *words, const char *more)
{
    kn_text_addf(&self->line, "%s:", name);
    add_text(self, self->title);
    add_text(self, ": ");
    add_text(self, words);
    add_text(self, more);
    end_line(self);
}

/* "20260314" */
static void add_day(ics *self, int32_t day)
{
    char date[KN_DATE_SIZE];

    for (const char *c = kn_date_format(date, day); *c; c++)
        if (*c != '-')
            kn_text_add_char(&self->line, *c);
}

/* "20260314T200000", without a zone: local wherever the phone is, 3.3.5 form 1. */
static void add_time(ics *self, int32_t day)
{
    add_day(self, day);
    kn_text_addf(&self->line, "T%02d%02d00", self->minute / 60, self->minute % 60);
}

/* ---- Events -----------------------------------------------------------------------------------*/

/* `what` and `number` name the event within the trial, so that the same one is replaced when the
 * file is taken in again. */
static void begin_event(ics *self, const char *what, size_t number)
{
    put(self, "BEGIN:VEVENT");
    kn_text_addf(&self->line, "UID:%s-%s-%zu@unknot", self->trial->id, what, number);
    end_line(self);
    kn_text_addf(&self->line, "DTSTAMP:%s", self->stamp);
    end_line(self);
    kn_text_addf(&self->line, "SEQUENCE:%zu", self->changes);
    end_line(self);
}

static void end_event(ics *self)
{
    put(self, "TRANSP:TRANSPARENT");
    put(self, "END:VEVENT");
}

/* Whole days; the end is the day after the last, 3.6.1. */
static void put_days(ics *self, int32_t first, int32_t last)
{
    kn_text_add(&self->line, "DTSTART;VALUE=DATE:");
    add_day(self, first);
    end_line(self);
    kn_text_add(&self->line, "DTEND;VALUE=DATE:");
    add_day(self, last + 1);
    end_line(self);
}

static void put_alarm(ics *self, const char *words, const char *more)
{
    put(self, "BEGIN:VALARM");
    put(self, "ACTION:DISPLAY");
    put_words(self, "DESCRIPTION", words, more);
    put(self, "TRIGGER:PT0S");
    put(self, "END:VALARM");
}

/* Five minutes at the chosen time, on each day from first to last that is not paused. */
static void put_reminder(ics *self, const char *what, size_t number, int32_t first, int32_t last,
                         const char *words, const char *more)
{
    begin_event(self, what, number);
    kn_text_add(&self->line, "DTSTART:");
    add_time(self, first);
    end_line(self);
    put(self, "DURATION:PT5M");
    if (last > first) { /* UNTIL is of the type of DTSTART, 3.3.10 */
        kn_text_add(&self->line, "RRULE:FREQ=DAILY;UNTIL=");
        add_time(self, last);
        end_line(self);
    }
    for (int32_t day = first; day <= last; day++) {
        if (kn_trial_on(self->trial, day).phase != KN_PHASE_PAUSED)
            continue;
        kn_text_add(&self->line, "EXDATE:");
        add_time(self, day);
        end_line(self);
    }
    put_words(self, "SUMMARY", words, more);
    put_alarm(self, words, more);
    end_event(self);
}

/* A span of the trial: its days in the calendar, and the reminder on each of them. */
static void put_span(ics *self, const char *what, size_t number, int32_t first, int32_t last,
                     const char *words, const char *more)
{
    char daily[16];

    snprintf(daily, sizeof daily, "%s-day", what);
    begin_event(self, what, number);
    put_days(self, first, last);
    put_words(self, "SUMMARY", words, more);
    end_event(self);
    put_reminder(self, daily, number, first, last, words, more);
}

/* ---- A trial ----------------------------------------------------------------------------------*/

/* The name of its arm, or while sealed what stands on its envelope. */
static const char *words_of(const ics *self, const kn_trial_unit *unit, const char **more)
{
    const kn_trial_design *design = &self->trial->protocol.design;

    if (unit->arm != KN_ARM_UNKNOWN) {
        *more = design->arm[unit->arm].name;
        return "";
    }
    *more = unit->label;
    return "envelope ";
}

static void put_units(ics *self)
{
    const kn_trial *trial = self->trial;

    for (size_t u = 0; u < trial->unit_count && trial->units[u].first_day <= trial->last_day; u++) {
        const kn_trial_unit *unit = &trial->units[u];
        int32_t last = unit->last_day < trial->last_day ? unit->last_day : trial->last_day;
        const char *more, *words = words_of(self, unit, &more);

        put_span(self, "period", u + 1, unit->first_day, last, words, more);
        if (unit->arm == KN_ARM_UNKNOWN &&
            (trial->protocol.design.order != KN_ORDER_DAYS || last == trial->last_day))
            put_reminder(self, "guess", u + 1, last + 1, last + 1, "which was it? Envelope ",
                         unit->label);
    }
}

static void put_run_in(ics *self)
{
    const kn_trial *trial = self->trial;
    int run_in = trial->protocol.design.run_in_days;
    int32_t last = run_in > 0 ? trial->days[run_in - 1] : trial->first_day - 1;

    if (last > trial->last_day)
        last = trial->last_day;
    if (last >= trial->first_day)
        put_span(self, "run-in", 0, trial->first_day, last, "check-in, as usual before it begins",
                 "");
}

static void put_calendar(ics *self)
{
    const kn_trial *trial = self->trial;

    put(self, "BEGIN:VCALENDAR");
    put(self, "VERSION:2.0");
    put(self, "PRODID:-//Unknot//Trial//EN");
    put(self, "CALSCALE:GREGORIAN");
    put_run_in(self);
    put_units(self);
    for (int k = 0; k < trial->look_count; k++)
        if (!trial->looks[k].taken && trial->looks[k].day <= trial->last_day)
            put_reminder(self, "look", (size_t)trial->looks[k].after_cycles, trial->looks[k].day,
                         trial->looks[k].day, "a planned look at the results", "");
    if (trial->last_day >= trial->first_day) {
        begin_event(self, "last-day", 0);
        put_days(self, trial->last_day, trial->last_day);
        put_words(self, "SUMMARY", "the last day", "");
        end_event(self);
    }
    put(self, "END:VCALENDAR");
}

kn_code kn_trial_calendar(const kn_trial *trial, int minute_of_day, kn_text *out, kn_error *err)
{
    const kn_place at = {.field = "at"};
    ics self = {.trial = trial, .minute = minute_of_day, .out = out};
    char moment[KN_MOMENT_SIZE];

    if (trial->state == KN_TRIAL_DRAFT) {
        kn_fail(err, KN_CONFLICT, NULL, "this trial has not started, so it has no days yet");
        return kn_hint(err, "Start it first.");
    }
    if (minute_of_day < 0 || minute_of_day >= 24 * 60) {
        kn_fail(err, KN_DATA, &at, "%d is no minute of a day", minute_of_day);
        return kn_hint(err, "Give a time such as 20:00.");
    }
    kn_moment_format(moment, kn_moment_from_utc(kn_moment_utc(trial->protocol.sealed), 0));
    snprintf(self.stamp, sizeof self.stamp, "%.4s%.2s%.5s%.2s%.2sZ", moment, moment + 5, moment + 8,
             moment + 14, moment + 17);
    self.title = trial->protocol.design.title;
    for (size_t i = 0; i < trial->event_count; i++)
        self.changes += trial->events[i].counts;
    kn_text_init(&self.line, SUMMARY_MAX);
    put_calendar(&self);
    kn_text_release(&self.line);
    return kn_text_check(out, "the calendar", err);
}
