/* Which warnings stand: reasons are gathered, advice is set against them, the worst come first. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "diary/warning_parts.h"

void kn_warnings_release(kn_warnings *warnings)
{
    free(warnings->list);
    *warnings = (kn_warnings){0};
}

/* Advice answers what was written before it, or at the same second but earlier in the log; not what
 * happened after it, whatever the clocks of two devices say. */
bool kn_reason_is_answered(const kn_raised *raised, const kn_reason *reason)
{
    const struct kn_raised_flag *own = &raised->flags[reason->flag - kn_flags];
    int64_t advice = kn_moment_utc(own->advice);

    if (!own->has_advice || kn_moment_utc(reason->since) > advice)
        return false;
    return reason->written < advice ||
           (reason->written == advice && reason->seq <= own->advice_seq);
}

bool kn_reason_is_shown(const kn_raised *raised, const kn_reason *reason)
{
    const struct kn_raised_flag *own = &raised->flags[reason->flag - kn_flags];
    bool answered = kn_reason_is_answered(raised, reason);

    if (!own->raised || answered != own->best.advised)
        return !own->raised || !answered;
    return kn_moment_utc(reason->since) > kn_moment_utc(own->best.since);
}

bool kn_raise(kn_raised *raised, const kn_reason *reason)
{
    struct kn_raised_flag *own = &raised->flags[reason->flag - kn_flags];
    bool answered = kn_reason_is_answered(raised, reason);
    kn_warning *best = &own->best;

    if (!kn_reason_is_shown(raised, reason))
        return !answered;
    own->raised = true;
    *best = (kn_warning){.flag = reason->flag,
                         .level = reason->flag->level,
                         .since = reason->since,
                         .advised = answered};
    if (answered)
        best->advised_at = own->advice;
    snprintf(best->cause, sizeof best->cause, "%s", reason->cause);
    snprintf(best->because, sizeof best->because, "%s", reason->because);
    return !answered;
}

static void hear_advice(kn_raised *raised, const kn_heard *heard, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct kn_raised_flag *own = &raised->flags[heard[i].flag - kn_flags];

        if (heard[i].said != KN_SAID_ADVICE ||
            (own->has_advice && kn_moment_utc(heard[i].recorded) < kn_moment_utc(own->advice)))
            continue;
        own->has_advice = true;
        own->advice = heard[i].recorded;
        own->advice_seq = heard[i].seq;
    }
}

/* "Not sure" raises as "yes" does: a doubt about such a sign is for someone who can examine. A
 * later "no" takes nothing back; amending or removing the answer does. */
static void hear_answers(kn_raised *raised, const kn_heard *heard, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char because[256];
        const kn_heard *one = &heard[i];
        kn_reason reason = {.flag = one->flag,
                            .since = one->at,
                            .written = kn_moment_utc(one->recorded),
                            .seq = one->seq,
                            .cause = one->id};

        if ((one->said != KN_SAID_YES && one->said != KN_SAID_UNSURE) ||
            one->at.day < raised->from || one->at.day > raised->to)
            continue;
        if (!one->flag->question)
            kn_because(because, "You said that this applies to you.");
        else if (one->said == KN_SAID_YES)
            kn_because(because, "You said yes to: %s", one->flag->question);
        else
            kn_because(because, "You were not sure about: %s", one->flag->question);
        reason.because = because;
        kn_raise(raised, &reason);
    }
}

static int by_weight(const void *left, const void *right)
{
    const kn_warning *a = left, *b = right;
    int64_t newer = kn_moment_utc(b->since) - kn_moment_utc(a->since);

    if (a->advised != b->advised)
        return a->advised ? 1 : -1;
    if (a->level != b->level)
        return a->level > b->level ? -1 : 1;
    if (newer)
        return newer > 0 ? 1 : -1;
    return a->flag < b->flag ? -1 : a->flag > b->flag;
}

/* With `standing_only` only what no advice has answered. */
static kn_code gather(kn_raised *raised, bool standing_only, kn_warnings *warnings, kn_error *err)
{
    kn_heard *heard = NULL;
    size_t count = 0;
    kn_code code = kn_heard_load(raised->store, NULL, 0, &heard, &count, err);

    *warnings = (kn_warnings){0};
    assert(kn_flag_count <= KN_FLAGS_MAX);
    if (code)
        return code;
    hear_advice(raised, heard, count);
    hear_answers(raised, heard, count);
    free(heard);
    code = kn_raise_computed(raised, err);
    if (!code)
        code = kn_raise_profile(raised, err);
    if (code)
        return code;
    warnings->list = malloc(KN_FLAGS_MAX * sizeof *warnings->list);
    if (!warnings->list)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for the warnings");
    for (size_t i = 0; i < kn_flag_count; i++)
        if (raised->flags[i].raised && !(standing_only && raised->flags[i].best.advised))
            warnings->list[warnings->count++] = raised->flags[i].best;
    qsort(warnings->list, warnings->count, sizeof *warnings->list, by_weight);
    return KN_OK;
}

kn_code kn_warnings_current(kn_store *store, kn_warnings *warnings, kn_error *err)
{
    kn_raised raised = {.store = store,
                        .from = INT32_MIN,
                        .to = INT32_MAX,
                        .now = kn_moment_utc(kn_store_now(store))};

    return gather(&raised, true, warnings, err);
}

kn_code kn_warnings_between(kn_store *store, int32_t from, int32_t to, kn_warnings *warnings,
                            kn_error *err)
{
    kn_raised raised = {
        .store = store, .from = from, .to = to, .now = kn_moment_utc(kn_store_now(store))};

    return gather(&raised, false, warnings, err);
}
