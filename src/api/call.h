/* api/call.h - what the operations share; private to the room. An operation is called with
 * arguments that kn_arguments_check() has accepted, and answers with a JSON object to which
 * kn_api_call() adds "schema", or with bytes. */
#ifndef API_CALL_H
#define API_CALL_H

#include "api/api.h"
#include "diary/catalogue.h"
#include "diary/summary.h"
#include "diary/warning.h"

/* One row for each operation: name in C, see operations.c for the rest. */
#define KN_RUNS(X)                                                                                 \
    X(about)                                                                                       \
    X(catalogue)                                                                                   \
    X(today)                                                                                       \
    X(entries)                                                                                     \
    X(entry)                                                                                       \
    X(days)                                                                                        \
    X(patterns)                                                                                    \
    X(treatments)                                                                                  \
    X(treatment)                                                                                   \
    X(warnings)                                                                                    \
    X(report)                                                                                      \
    X(export)                                                                                      \
    X(backup)                                                                                      \
    X(doctor)                                                                                      \
    X(add)                                                                                         \
    X(amend)                                                                                       \
    X(remove)                                                                                      \
    X(restore)                                                                                     \
    X(import)                                                                                      \
    X(restore_backup)                                                                              \
    X(erase)                                                                                       \
    X(trials)                                                                                      \
    X(trial)                                                                                       \
    X(trial_plan)                                                                                  \
    X(trial_new)                                                                                   \
    X(trial_start)                                                                                 \
    X(trial_event)                                                                                 \
    X(trial_archive)                                                                               \
    X(trial_log)                                                                                   \
    X(trial_answer)                                                                                \
    X(trial_report)                                                                                \
    X(trial_sheet)                                                                                 \
    X(trial_protocol)                                                                              \
    X(trial_calendar)                                                                              \
    X(trial_verify)                                                                                \
    X(trial_curve)                                                                                 \
    X(relief)                                                                                      \
    X(relief_plan)                                                                                 \
    X(relief_draw)                                                                                 \
    X(relief_respond)                                                                              \
    X(relief_answer)                                                                               \
    X(relief_report)                                                                               \
    X(relief_verify)                                                                               \
    X(triggers)                                                                                    \
    X(trigger_freeze)                                                                              \
    X(triggers_report)                                                                             \
    X(what_now)                                                                                    \
    X(pooled_add)                                                                                  \
    X(readings)
#define KN_X(name)                                                                                 \
    kn_code kn_run_##name(kn_api *api, const kn_request *request, kn_reply *reply, kn_error *err);
KN_RUNS(KN_X)
#undef KN_X

enum { KN_PAGE_DEFAULT = 50, KN_PAGE_MAX = 500 /* entries in one reply */ };

/* ---- Arguments --------------------------------------------------------------------------------*/

kn_code kn_arguments_check(const kn_operation *operation, const kn_request *request, kn_error *err);

/* Of an accepted request; the fallback when it was not given. Texts are borrowed. */
const char *kn_argument_text(const kn_request *request, const char *name);
int32_t kn_argument_day(const kn_request *request, const char *name, int32_t fallback);
int64_t kn_argument_whole(const kn_request *request, const char *name, int64_t fallback);

/* 1 or 0; 0 when it was not given, unless it had to be. */
kn_code kn_argument_flag(const kn_request *request, const char *name, bool *is_set, kn_error *err);

/* "from" and "to", and that they are in order; by default the `count` days until today. */
kn_code kn_argument_range(const kn_api *api, const kn_request *request, int32_t count,
                          int32_t *from, int32_t *to, kn_error *err);

/* ---- Parts of replies: new references, NULL when memory ran out -------------------------------*/

json_t *kn_json_day(int32_t day);
json_t *kn_json_number(double value);       /* null for NAN */
json_t *kn_json_optional(const char *text); /* null for NULL and "" */
json_t *kn_json_days(const kn_day *days, size_t count);

/* With "shown" and, when it was a removal, without body. */
json_t *kn_json_entry(const kn_entry *entry, const kn_catalogue *catalogue, kn_error *err);
json_t *kn_json_entries(const kn_entries *entries, const kn_catalogue *catalogue, kn_error *err);

json_t *kn_json_used(const kn_used *used, const kn_catalogue *catalogue);
json_t *kn_json_flags(const kn_flag *const flags[], size_t count);

/* The warnings that stand now. */
kn_code kn_current_warnings(kn_api *api, json_t **warnings, kn_error *err);

/* The body of a single entry such as the settings, or an empty object; new reference. */
kn_code kn_read_single(kn_api *api, const char *id, json_t **body, kn_error *err);

/* What was asked of the diary by chance and by comparison, and what came out: [{"title",
 * "words"}], for kn_doctor_report. */
kn_code kn_report_tested(kn_api *api, int32_t today, json_t **list, kn_error *err);

/* Takes over `json` as the reply; NULL: KN_NOMEM, unless *err already says something else. */
kn_code kn_reply_with(kn_reply *reply, json_t *json, kn_error *err);

/* ---- Pages to print ---------------------------------------------------------------------------*/

extern const size_t kn_page_bytes_max; /* of a page, or of a file to carry out of the house */

/* "format" json, which is the default, or page: then *whole. */
kn_code kn_argument_form(const kn_request *request, bool *whole, kn_error *err);

/* {"title", "html"}, or the bytes of a whole page, which are taken out of *page. */
kn_code kn_reply_with_page(kn_text *page, const char *title, bool whole, kn_reply *reply,
                           kn_error *err);

/* ---- Guards -----------------------------------------------------------------------------------*/

/* What `add` and `amend`, and `remove` and `restore`, leave to operations of their own. */
kn_code kn_guard_write(const char *kind, kn_error *err);
kn_code kn_guard_change(kn_api *api, const char *id, kn_error *err);

#endif
