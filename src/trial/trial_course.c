/* The course of a trial: its events gone through in the order of their days, and the calendar that
 * comes of them. docs/trials.md section 4 says the rules; they give the same whatever order the
 * events were learnt in. */
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "trial/trial_parts.h"

enum { EXTENSIONS_MAX = 32 };

typedef struct course {
    kn_trial *trial;
    const char *opening; /* typed just now, or NULL */
    bool opening_used;
    kn_trial_event **row; /* all events, by day */
    bool is_paused;       /* the last of the pauses has not ended */
    const kn_trial_event *stop;
    char follows[KN_HASH_SIZE]; /* what the next extension must name */
    size_t extensions;
    struct extension_start {
        size_t at;    /* index into the trial's days */
        int32_t from; /* not before this day */
        size_t unit;  /* its first */
        bool is_open; /* its order is known */
    } start[EXTENSIONS_MAX];
    bool is_open;        /* the order of the trial's own units is known */
    size_t sealed_parts; /* that no recorded code has opened */
} course;

/* By day, then when they were written, then id. */
static int by_day(const void *a, const void *b)
{
    const kn_trial_event *first = *(kn_trial_event *const *)a;
    const kn_trial_event *second = *(kn_trial_event *const *)b;

    if (first->day != second->day)
        return (first->day > second->day) - (first->day < second->day);
    return kn_trial_event_order(first, second);
}

/* ---- Days -------------------------------------------------------------------------------------*/

/* One calendar day for each of the trial's own: the pauses are skipped. */
static void place_days(const course *self)
{
    kn_trial *trial = self->trial;
    int32_t day = trial->first_day;
    size_t extension = 0, pause = 0;

    for (size_t i = 0; i < trial->day_count; i++) {
        if (extension < self->extensions && self->start[extension].at == i) {
            if (self->start[extension].from > day)
                day = self->start[extension].from;
            extension++;
        }
        for (; pause < trial->pause_count && trial->pauses[pause].first_day <= day; pause++)
            if (trial->pauses[pause].last_day >= day)
                day = trial->pauses[pause].last_day + 1;
        /* a pause of centuries, by a hand-made file: even the day after is one of the calendar's */
        if (day >= KN_DAY_MAX)
            day = KN_DAY_MAX - 1;
        trial->days[i] = day++;
    }
}

static kn_code make_days(course *self, kn_error *err)
{
    kn_trial *trial = self->trial;
    const kn_trial_design *design = &trial->protocol.design;
    size_t count = (size_t)design->run_in_days + trial->protocol.units * (size_t)design->block_days;
    int32_t *days = realloc(trial->days, (count + 1) * sizeof *days);

    if (!days)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu days", count);
    trial->days = days;
    trial->day_count = count;
    place_days(self);
    return KN_OK;
}

static int32_t last_so_far(const course *self)
{
    const kn_trial *trial = self->trial;

    place_days(self);
    return trial->day_count ? trial->days[trial->day_count - 1] : trial->first_day - 1;
}

/* ---- Events -----------------------------------------------------------------------------------*/

static void begin_pause(course *self, kn_trial_event *event)
{
    kn_trial *trial = self->trial;

    event->counts = !self->is_paused && event->day <= last_so_far(self);
    if (!event->counts)
        return;
    self->is_paused = true;
    trial->pauses[trial->pause_count++] =
        (kn_trial_pause){.first_day = event->day > trial->first_day ? event->day : trial->first_day,
                         .goes_on = true};
}

/* The last pause ends on the day before `day`. */
static void end_pause(course *self, int32_t day)
{
    kn_trial *trial = self->trial;
    kn_trial_pause *pause = &trial->pauses[trial->pause_count - 1];

    pause->last_day = day - 1;
    pause->goes_on = false;
    self->is_paused = false;
    if (pause->last_day < pause->first_day)
        trial->pause_count--;
}

static void resume(course *self, kn_trial_event *event)
{
    event->counts = self->is_paused;
    if (event->counts)
        end_pause(self, event->day);
}

static void stop(course *self, kn_trial_event *event)
{
    kn_trial *trial = self->trial;

    event->counts = self->is_paused || event->day <= last_so_far(self);
    if (!event->counts)
        return;
    self->stop = event;
    trial->stopped = true;
    trial->last_day = (event->day > trial->first_day ? event->day : trial->first_day) - 1;
    if (self->is_paused)
        end_pause(self, trial->last_day + 1);
}

/* Opens a sealed extension by what was typed or recorded, or leaves it sealed. */
static kn_code append_sealed(course *self, const json_t *extension, uint32_t part, kn_error *err)
{
    kn_trial *trial = self->trial;
    kn_code code = KN_DENIED;

    for (size_t i = 0; i < trial->event_count && code == KN_DENIED; i++) {
        kn_trial_event *event = &trial->events[i];
        const char *opening = json_string_value(json_object_get(event->body, "code"));

        if (event->kind != KN_EVENT_UNBLIND || !opening)
            continue;
        code = kn_protocol_append(&trial->protocol, extension, part, opening, err);
        event->counts = event->counts || code == KN_OK;
    }
    if (code != KN_DENIED)
        return code;
    self->sealed_parts++;
    if (self->opening) {
        code = kn_protocol_append(&trial->protocol, extension, part, self->opening, err);
        self->opening_used = self->opening_used || code == KN_OK;
    }
    return code == KN_DENIED ? kn_protocol_append(&trial->protocol, extension, part, NULL, err)
                             : code;
}

/* An extension that follows something else, as one of two copies' may, does not count. */
static kn_code extend(course *self, kn_trial_event *event, kn_error *err)
{
    kn_trial *trial = self->trial;
    const json_t *extension = json_object_get(event->body, "extension");
    struct extension_start start = {trial->day_count, event->day, trial->protocol.units, false};
    bool was_open = trial->protocol.is_open;
    kn_code code;

    event->counts = false;
    if (self->extensions == EXTENSIONS_MAX || !kn_member_is(extension, "follows", self->follows))
        return KN_OK;
    trial->protocol.is_open = true; /* appending a sealed one says no */
    code = trial->protocol.design.blinded
               ? append_sealed(self, extension, (uint32_t)self->extensions + 1, err)
               : kn_protocol_append(&trial->protocol, extension, (uint32_t)self->extensions + 1,
                                    NULL, err);
    start.is_open = trial->protocol.is_open;
    trial->protocol.is_open = was_open && (code || start.is_open);
    if (code == KN_NOMEM)
        return code;
    if (code)
        return KN_OK;
    event->counts = trial->extended = true;
    kn_protocol_hash(extension, self->follows);
    self->start[self->extensions++] = start;
    return make_days(self, err);
}

/* Early: an emergency, or while there were days to come. */
static void unblind(course *self, const kn_trial_event *event)
{
    kn_trial *trial = self->trial;

    if (!event->counts)
        return;
    if (event->day > trial->opened_day)
        trial->opened_day = event->day;
    trial->opened_early = trial->opened_early ||
                          json_is_true(json_object_get(event->body, "emergency")) ||
                          (!self->stop && (self->is_paused || event->day <= last_so_far(self)));
}

static kn_code go_through(course *self, kn_error *err)
{
    kn_trial *trial = self->trial;
    kn_code code = KN_OK;

    for (size_t i = 0; i < trial->event_count && !code; i++) {
        kn_trial_event *event = self->row[i];

        switch (event->kind) {
        case KN_EVENT_UNBLIND:
            unblind(self, event);
            break;
        case KN_EVENT_PEEK:
            trial->peeked = true;
            break;
        case KN_EVENT_PAUSE:
        case KN_EVENT_RESUME:
        case KN_EVENT_STOP:
        case KN_EVENT_EXTEND:
            if (self->stop)
                event->counts = false;
            else if (event->kind == KN_EVENT_EXTEND)
                code = extend(self, event, err);
            else
                (event->kind == KN_EVENT_PAUSE    ? begin_pause
                 : event->kind == KN_EVENT_RESUME ? resume
                                                  : stop)(self, event);
            break;
        default:
            break;
        }
    }
    return code;
}

/* ---- What follows -----------------------------------------------------------------------------*/

/* A pause that goes on holds for today, too; from tomorrow on nobody knows. */
static void settle_pauses(course *self)
{
    kn_trial *trial = self->trial;
    kn_trial_pause *last = trial->pauses + trial->pause_count - 1;

    if (self->is_paused)
        last->last_day = trial->today >= last->first_day ? trial->today : last->first_day - 1;
    place_days(self);
    for (size_t k = 0; k < self->extensions; k++) {
        size_t at = self->start[k].at, before = 0;
        kn_trial_pause gap = {.is_gap = true};

        if (at == 0 || at >= trial->day_count || trial->days[at - 1] + 1 >= self->start[k].from)
            continue;
        gap.first_day = trial->days[at - 1] + 1;
        gap.last_day = self->start[k].from - 1;
        while (before < trial->pause_count && trial->pauses[before].first_day < gap.first_day)
            before++;
        memmove(trial->pauses + before + 1, trial->pauses + before,
                (trial->pause_count - before) * sizeof *trial->pauses);
        trial->pauses[before] = gap;
        trial->pause_count++;
    }
}

static bool unit_is_known(const course *self, size_t unit)
{
    bool is_known = self->is_open;

    for (size_t k = 0; k < self->extensions && self->start[k].unit <= unit; k++)
        is_known = self->start[k].is_open;
    return is_known;
}

static kn_code make_units(const course *self, kn_error *err)
{
    kn_trial *trial = self->trial;
    const kn_protocol *protocol = &trial->protocol;
    size_t block = (size_t)protocol->design.block_days;

    trial->unit_count = protocol->units;
    trial->units = calloc(protocol->units + 1, sizeof *trial->units);
    if (!trial->units)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu periods", protocol->units);
    for (size_t u = 0; u < protocol->units; u++) {
        const int32_t *first = trial->days + protocol->design.run_in_days + u * block;
        trial->units[u] =
            (kn_trial_unit){.first_day = first[0],
                            .last_day = first[block - 1],
                            .arm = unit_is_known(self, u) ? protocol->schedule[u] : KN_ARM_UNKNOWN,
                            .label = protocol->label[u]};
    }
    return KN_OK;
}

static kn_trial_state state_of(const course *self)
{
    const kn_trial *trial = self->trial;
    kn_trial_phase phase = kn_trial_on(trial, trial->today).phase;

    if (self->stop && self->stop->day <= trial->today)
        return KN_TRIAL_STOPPED;
    if (phase == KN_PHASE_BEFORE)
        return KN_TRIAL_WAITING;
    if (phase == KN_PHASE_AFTER)
        return KN_TRIAL_FINISHED;
    if (phase != KN_PHASE_PAUSED)
        return KN_TRIAL_RUNNING;
    for (size_t i = 0; i < trial->pause_count; i++)
        if (trial->pauses[i].is_gap && trial->pauses[i].first_day <= trial->today &&
            trial->today <= trial->pauses[i].last_day)
            return KN_TRIAL_WAITING;
    return KN_TRIAL_PAUSED;
}

/* ---- Opening ----------------------------------------------------------------------------------*/

/* The trial's own order, by a recorded code or the one typed just now. */
static kn_code open_order(course *self, const kn_catalogue *catalogue, kn_error *err)
{
    kn_trial *trial = self->trial;
    kn_code code = KN_DENIED;

    for (size_t i = 0; i < trial->event_count; i++)
        if (trial->events[i].kind == KN_EVENT_UNBLIND)
            trial->events[i].counts = false;
    if (trial->protocol.is_open)
        return KN_OK;
    for (size_t i = 0; i < trial->event_count && code == KN_DENIED; i++) {
        kn_trial_event *event = &trial->events[i];
        const char *opening = json_string_value(json_object_get(event->body, "code"));

        if (event->kind != KN_EVENT_UNBLIND || !opening)
            continue;
        code = kn_protocol_read(trial->document, catalogue, opening, &trial->protocol, err);
        event->counts = code == KN_OK;
    }
    if (code != KN_DENIED)
        return code;
    self->sealed_parts++;
    if (self->opening)
        code = kn_protocol_read(trial->document, catalogue, self->opening, &trial->protocol, err);
    self->opening_used = self->opening && code == KN_OK;
    /* a code that opens nothing here may be an extension's */
    return code == KN_DENIED
               ? kn_protocol_read(trial->document, catalogue, NULL, &trial->protocol, err)
               : code;
}

kn_code kn_trial_lay_out(kn_trial *trial, const kn_catalogue *catalogue, const char *opening,
                         kn_error *err)
{
    course self = {.trial = trial, .opening = opening};
    bool is_blinded = trial->protocol.design.blinded;
    kn_code code = KN_OK;

    self.row = calloc(trial->event_count + 1, sizeof *self.row);
    trial->pauses = calloc(trial->event_count + 1, sizeof *trial->pauses);
    if (!self.row || !trial->pauses)
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory for the course of a trial");
    for (size_t i = 0; !code && i < trial->event_count; i++)
        self.row[i] = &trial->events[i];
    if (!code && trial->event_count > 1)
        qsort(self.row, trial->event_count, sizeof *self.row, by_day);
    memcpy(self.follows, trial->hash, sizeof self.follows);
    trial->first_day = trial->protocol.first_day;
    if (!code)
        code = open_order(&self, catalogue, err);
    self.is_open = trial->protocol.is_open;
    if (!code)
        code = make_days(&self, err);
    if (!code)
        code = go_through(&self, err);
    if (!code && is_blinded && opening && self.sealed_parts > 0 && !self.opening_used) {
        const kn_place at = {.field = "code"};

        kn_fail(err, KN_DENIED, &at, "this code does not open this trial");
        code = kn_hint(err, "Compare it with the helper's sheet, letter by letter.");
    }
    if (!code) {
        settle_pauses(&self);
        trial->planned_last_day = last_so_far(&self);
        if (!self.stop)
            trial->last_day = trial->planned_last_day;
        trial->opened = is_blinded && self.sealed_parts == 0;
        kn_trial_make_looks(trial);
        code = make_units(&self, err);
    }
    if (!code)
        trial->state = state_of(&self);
    free(self.row);
    return code;
}
