/* report/diary_doctor.h - the report for the doctor, part by part; private to the room. */
#ifndef REPORT_DIARY_DOCTOR_H
#define REPORT_DIARY_DOCTOR_H

#include "base/civil.h"
#include "report/diary_page.h"

typedef struct kn_doctor {
    const kn_doctor_report *report;
    kn_page page;
    kn_day *days; /* [count], owned */
    size_t count;
    int state[3]; /* days by kn_state */
    long spasms;
    kn_episodes_summary episodes;
} kn_doctor;

/* Dates on paper always have their year: they are said as if today were long ago. */
enum { KN_NO_YEAR = KN_DAY_MIN };

/* "1 minute 10 seconds (half between 35 seconds and 2 minutes 30 seconds)". */
void kn_doctor_spread(kn_text *out, const kn_spread *spread, bool is_seconds);

/* Each appends its part; codes are those of the store. kn_doctor_tested(): of one person, and
 * whether chance decided stands in the words. */
kn_code kn_doctor_course(kn_doctor *doctor, kn_error *err);
kn_code kn_doctor_treatments(kn_doctor *doctor, kn_error *err);
void kn_doctor_tested(kn_doctor *doctor);
kn_code kn_doctor_medicines(kn_doctor *doctor, kn_error *err);
kn_code kn_doctor_surveys(kn_doctor *doctor, kn_error *err);
kn_code kn_doctor_missing(kn_doctor *doctor, kn_error *err);

#endif
