/* trial/calendar.h - a trial's days as an iCalendar file (RFC 5545), so that any phone reminds:
 * one event a period with a daily alarm, the guess and the looks. A sealed trial's shows envelope
 * labels, never arms. Times are floating: local wherever the phone is. */
#ifndef TRIAL_CALENDAR_H
#define TRIAL_CALENDAR_H

#include "trial/trial.h"

/* Appends to `out`. `minute_of_day`: when the daily reminder sounds. Lines end in CRLF and are
 * folded at 75 bytes. KN_CONFLICT for a draft. A file made later replaces the events of an earlier
 * one: their UIDs stay. */
kn_code kn_trial_calendar(const kn_trial *trial, int minute_of_day, kn_text *out, kn_error *err);

#endif
