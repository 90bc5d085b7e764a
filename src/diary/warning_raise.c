/* The warnings that the diary raises by itself: R6 by duration, R15 by medicines, R26 by nights. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "diary/index.h"
#include "diary/naming.h"
#include "diary/site.h"
#include "diary/warning_parts.h"

/* "14 minutes", "2 hours 5 minutes", "3 days". Returns out. */
enum { LASTED_SIZE = 48 };
static const char *lasted(char out[LASTED_SIZE], double seconds)
{
    long minutes = lround(seconds / 60), hours = minutes / 60;

    if (minutes < 60)
        snprintf(out, LASTED_SIZE, "%ld minutes", minutes);
    else if (hours >= 48)
        snprintf(out, LASTED_SIZE, "%ld days", hours / 24);
    else if (minutes % 60 == 0)
        snprintf(out, LASTED_SIZE, "%ld hour%s", hours, hours == 1 ? "" : "s");
    else
        snprintf(out, LASTED_SIZE, "%ld hour%s %ld minute%s", hours, hours == 1 ? "" : "s",
                 minutes % 60, minutes % 60 == 1 ? "" : "s");
    return out;
}

/* " in the left calf", " all over", "": the most painful site, the first among equals. */
enum { WHERE_SIZE = 96 };
static const char *where(char out[WHERE_SIZE], const kn_episode *episode)
{
    int main_site = kn_episode_main_site(episode);

    out[0] = '\0';
    if (main_site >= 0)
        snprintf(out, WHERE_SIZE,
                 strcmp(kn_sites[main_site].site, "whole-body") == 0 ? " %s" : " in the %s",
                 kn_sites[main_site].name);
    return out;
}

/* ---- R6: longer than an ordinary cramp --------------------------------------------------------*/

/* A place that is not known may be a limb. */
static bool may_be_limb(const kn_episode *episode)
{
    for (size_t i = 0; i < episode->site_count; i++)
        if (kn_sites[episode->sites[i].site].is_limb)
            return true;
    return episode->site_count == 0;
}

static void raise_running(kn_raised *raised, const kn_entry *entry)
{
    kn_episode episode = kn_episode_read(entry);
    int64_t began = kn_moment_utc(entry->at), elapsed = raised->now - began;
    int64_t written = kn_moment_utc(entry->recorded);
    char length[LASTED_SIZE], place[WHERE_SIZE], because[256];
    kn_reason reason = {.flag = kn_flag_find("R6"), .since = entry->at, .cause = entry->id};

    if (elapsed <= KN_LONG_SECONDS || episode.painful == KN_NO || !may_be_limb(&episode))
        return;
    if (entry->at.day < raised->from || entry->at.day > raised->to)
        return;
    reason.written = written > began + KN_LONG_SECONDS ? written : began + KN_LONG_SECONDS;
    where(place, &episode);
    if (entry->precision == KN_PRECISION_MINUTE)
        kn_because(because, "Your spasm%s has been running for %s.", place,
                   lasted(length, (double)elapsed));
    else /* the time of day only stands for a part of it, or for all of it */
        kn_because(because, "Your spasm%s is still running.", place);
    reason.because = because;
    kn_raise(raised, &reason);
}

static kn_code raise_long(kn_raised *raised, const kn_episode_row *row, bool *answered,
                          kn_error *err)
{
    kn_entry entry = {0};
    kn_episode episode;
    char length[LASTED_SIZE], place[WHERE_SIZE], because[256];
    kn_reason reason = {.flag = kn_flag_find("R6"),
                        .since = row->at,
                        .written = kn_moment_utc(row->recorded),
                        .seq = row->seq,
                        .cause = row->id,
                        .because = ""};
    kn_code code;

    *answered = kn_reason_is_answered(raised, &reason);
    if (!kn_reason_is_shown(raised, &reason))
        return KN_OK; /* no words are needed */
    code = kn_store_get(raised->store, row->id, false, &entry, err);
    if (code)
        return code;
    episode = kn_episode_read(&entry);
    kn_entry_release(&entry);
    reason.because = kn_because(because, "You wrote that a spasm%s lasted %s%s.",
                                where(place, &episode), isnan(episode.seconds) ? "over " : "",
                                lasted(length, kn_episode_at_least(&episode)));
    kn_raise(raised, &reason);
    return KN_OK;
}

/* Newest first; the first day with one that no advice has answered is enough. */
static kn_code raise_label(kn_raised *raised, kn_label label, kn_error *err)
{
    sqlite3_stmt *statement;
    kn_code code = kn_store_prepare(
        raised->store,
        "SELECT " KN_ENTRY_COLUMNS ", x.day FROM episode x JOIN entry e ON e.id = x.id "
        "JOIN log l ON l.seq = e.seq WHERE x.label = ?1 AND x.day BETWEEN ?2 AND ?3 "
        "ORDER BY x.day DESC",
        &statement, err);
    int result = SQLITE_DONE, stop = INT32_MIN;

    if (code)
        return code;
    sqlite3_bind_int(statement, 1, (int)label);
    sqlite3_bind_int(statement, 2, raised->from);
    sqlite3_bind_int(statement, 3, raised->to);
    while (!code && (result = sqlite3_step(statement)) == SQLITE_ROW) {
        int day = sqlite3_column_int(statement, 5);
        bool answered;
        kn_episode_row row;

        if (day < stop)
            break;
        kn_episode_row_read(statement, false, &row);
        code = raise_long(raised, &row, &answered, err);
        if (!answered)
            stop = day;
    }
    if (!code && result != SQLITE_DONE && result != SQLITE_ROW)
        code = kn_store_fail(raised->store, result, err);
    sqlite3_finalize(statement);
    return code;
}

static kn_code raise_r6(kn_raised *raised, kn_error *err)
{
    kn_entries running = {0};
    kn_code code = kn_store_running(raised->store, &running, err);

    for (size_t i = 0; !code && i < running.count; i++)
        raise_running(raised, &running.list[i]);
    kn_entries_release(&running);
    if (!code)
        code = raise_label(raised, KN_LABEL_PROLONGED, err);
    return code ? code : raise_label(raised, KN_LABEL_KNOT_OR_LASTING, err);
}

/* ---- R26: nights ------------------------------------------------------------------------------*/

/* A painful episode in bed of that day. Nights are named by the day of the episode. */
static kn_code night_episode(kn_store *store, int day, kn_entry *entry, kn_error *err)
{
    char id[KN_ID_SIZE] = "";
    sqlite3_stmt *statement;
    kn_code code = kn_store_prepare(
        store, "SELECT id FROM episode WHERE context = ?1 AND day = ?2 AND label >= ?3 LIMIT 1",
        &statement, err);
    int result;

    if (code)
        return code;
    sqlite3_bind_int(statement, 1, KN_CONTEXT_NIGHT);
    sqlite3_bind_int(statement, 2, day);
    sqlite3_bind_int(statement, 3, KN_LABEL_KNOT_OR_LASTING);
    result = sqlite3_step(statement);
    if (result == SQLITE_ROW)
        snprintf(id, sizeof id, "%s", (const char *)sqlite3_column_text(statement, 0));
    else
        code = kn_store_fail(store, result, err);
    sqlite3_finalize(statement);
    return code ? code : kn_store_get(store, id, false, entry, err);
}

static kn_code raise_nights(kn_raised *raised, int last, int count, kn_error *err)
{
    const struct kn_raised_flag *own = &raised->flags[kn_flag_find("R26") - kn_flags];
    kn_entry entry = {0};
    kn_code code = night_episode(raised->store, last, &entry, err);
    char because[256];
    kn_reason reason = {.flag = kn_flag_find("R26"), .cause = entry.id};

    if (code)
        return code;
    reason.since = entry.at;
    reason.written = kn_moment_utc(entry.recorded);
    if (own->has_advice && last == own->advice.day) { /* it belongs to what was spoken of */
        reason.since = own->advice;
        reason.written = INT64_MIN;
    }
    reason.because =
        kn_because(because, "You wrote of spasms or cramps in bed on %d of 7 days.", count);
    kn_raise(raised, &reason);
    kn_entry_release(&entry);
    return KN_OK;
}

/* 4 nights within 7, of which the last lies in the span. Nights in the four weeks after the last
 * advice do not count: it is the same trouble, and advice takes time. Of all such windows the last
 * is shown. */
static kn_code raise_r26(kn_raised *raised, kn_error *err)
{
    const struct kn_raised_flag *own = &raised->flags[kn_flag_find("R26") - kn_flags];
    int64_t quiet = own->has_advice ? own->advice.day : INT32_MIN - (int64_t)KN_NIGHTS_QUIET_DAYS;
    int window[KN_NIGHTS_OF] = {0}, known = 0, found = 0, last = 0, result;
    sqlite3_stmt *statement;
    kn_code code = kn_store_prepare(raised->store,
                                    "SELECT DISTINCT day FROM episode WHERE context = ?1 AND day "
                                    "BETWEEN ?2 AND ?3 AND label >= ?4 ORDER BY day",
                                    &statement, err);

    if (code)
        return code;
    sqlite3_bind_int(statement, 1, KN_CONTEXT_NIGHT);
    sqlite3_bind_int64(statement, 2, (int64_t)raised->from - KN_NIGHTS_OF + 1);
    sqlite3_bind_int(statement, 3, raised->to);
    sqlite3_bind_int(statement, 4, KN_LABEL_KNOT_OR_LASTING);
    while ((result = sqlite3_step(statement)) == SQLITE_ROW) {
        int day = sqlite3_column_int(statement, 0), count = 1;

        if (day > quiet && day < quiet + KN_NIGHTS_QUIET_DAYS)
            continue;
        for (int i = 0; i < known && i < KN_NIGHTS_OF; i++)
            count += window[i] > day - KN_NIGHTS_OF;
        window[known++ % KN_NIGHTS_OF] = day;
        if (count >= KN_NIGHTS && day >= raised->from) {
            last = day;
            found = count;
        }
    }
    if (result != SQLITE_DONE)
        code = kn_store_fail(raised->store, result, err);
    sqlite3_finalize(statement);
    return code || !found ? code : raise_nights(raised, last, found, err);
}

/* ---- R15: a medicine, then the first cramp ----------------------------------------------------*/

typedef struct first_cramp {
    bool found;
    int32_t day;
    char id[KN_ID_SIZE];
} first_cramp;

static kn_code find_first(kn_store *store, kn_label label, first_cramp *first, kn_error *err)
{
    sqlite3_stmt *statement;
    kn_code code =
        kn_store_prepare(store, "SELECT day, id FROM episode WHERE label = ?1 ORDER BY day LIMIT 1",
                         &statement, err);
    int result;

    if (code)
        return code;
    sqlite3_bind_int(statement, 1, (int)label);
    result = sqlite3_step(statement);
    if (result == SQLITE_ROW) {
        int day = sqlite3_column_int(statement, 0);

        if (!first->found || day < first->day) {
            first->found = true;
            first->day = day;
            snprintf(first->id, sizeof first->id, "%s",
                     (const char *)sqlite3_column_text(statement, 1));
        }
    } else if (result != SQLITE_DONE) {
        code = kn_store_fail(store, result, err);
    }
    sqlite3_finalize(statement);
    return code;
}

kn_code kn_first_cramp(kn_store *store, kn_entry *cramp, bool *found, kn_error *err)
{
    first_cramp first = {0};
    kn_code code = KN_OK;

    for (int label = KN_LABEL_CRAMP_NIGHT; !code && label <= KN_LABEL_CRAMP; label++)
        code = find_first(store, (kn_label)label, &first, err);
    *found = !code && first.found;
    return *found ? kn_store_get(store, first.id, false, cramp, err) : code;
}

static void raise_medicine(kn_raised *raised, const kn_medicine *medicine, const kn_entry *cramp)
{
    int64_t written = kn_moment_utc(medicine->recorded);
    int64_t cramp_written = kn_moment_utc(cramp->recorded);
    char because[256];
    kn_reason reason = {.flag = kn_flag_find("R15"), .seq = medicine->seq, .cause = medicine->id};

    if (strcmp(medicine->event, "started") != 0 ||
        !kn_medicine_is(medicine, "diuretic|laba|statin") || medicine->at.day > cramp->at.day ||
        cramp->at.day - medicine->at.day > KN_FIRST_CRAMP_DAYS)
        return;
    reason.since = cramp->at;
    reason.written = written > cramp_written ? written : cramp_written;
    reason.because =
        kn_because(because, "The first cramp in this diary came within a year of starting %s.",
                   medicine->name);
    if (reason.since.day >= raised->from && reason.since.day <= raised->to)
        kn_raise(raised, &reason);
}

static kn_code raise_r15(kn_raised *raised, kn_error *err)
{
    kn_medicine *medicines = NULL;
    size_t count = 0;
    kn_entry cramp = {0};
    bool found = false;
    kn_code code = kn_medicines_load(raised->store, &medicines, &count, err);

    if (!code && count)
        code = kn_first_cramp(raised->store, &cramp, &found, err);
    for (size_t i = 0; !code && found && i < count; i++)
        raise_medicine(raised, &medicines[i], &cramp);
    kn_entry_release(&cramp);
    free(medicines);
    return code;
}

kn_code kn_raise_computed(kn_raised *raised, kn_error *err)
{
    kn_code code = raise_r6(raised, err);

    if (!code)
        code = raise_r15(raised, err);
    return code ? code : raise_r26(raised, err);
}
