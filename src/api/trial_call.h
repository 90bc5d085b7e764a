/* api/trial_call.h - what the operations of trials share; private to the room. Shapes:
 * docs/trials.md section 6. */
#ifndef API_TRIAL_CALL_H
#define API_TRIAL_CALL_H

#include "answer/trial_answer.h"
#include "api/call.h"

/* The last day is over, or it was stopped. */
bool kn_trial_has_ended(const kn_trial *trial);

/* The decision stated last, or NULL; borrowed from the trial. */
const json_t *kn_trial_decision(const kn_trial *trial);

/* ---- Parts of replies: new references, NULL when memory ran out -------------------------------*/

/* `verdict` is taken over; NULL: null. */
json_t *kn_json_trial(const kn_trial *trial, json_t *verdict);
json_t *kn_json_trial_notes(const kn_trial_note notes[], size_t count);

/* {"code", "kind", "headline"} of a trial that is over and open; else, or if it cannot be answered
 * (trial-answer says why), NULL. Takes some milliseconds for each month of days. New references. */
json_t *kn_trial_verdict(kn_api *api, const kn_trial *trial);
/* The same of a list's trials, the newest first, as long as *days lasts; it begins as
 * KN_VERDICT_DAYS. NULL beyond. */
enum { KN_VERDICT_DAYS = 2000 /* of trials: about half a second of work */ };
json_t *kn_trial_verdict_within(kn_api *api, const kn_trial *trial, int *days);
json_t *kn_trial_verdict_of(const json_t *answer);

/* ---- Replies ----------------------------------------------------------------------------------*/

/* The reply of the operation `trial`, read anew. */
kn_code kn_reply_with_trial(kn_api *api, const char *id, kn_reply *reply, kn_error *err);

/* {"opening_code", "sheet": {"title", "html"}, "sheet_page"} of a trial whose order is known. */
kn_code kn_trial_sheet_json(const kn_trial *trial, const char *secret, json_t **members,
                            kn_error *err);

/* A trial whose results may be shown, and its answer: KN_DENIED while it is sealed or not over. */
kn_code kn_trial_load_shown(kn_api *api, const kn_request *request, kn_trial **trial,
                            kn_trial_answer **answer, kn_error *err);

/* "unknot-trial-7f3a91c2-protocol.json". */
void kn_trial_name_file(const kn_trial *trial, const char *what, const char *suffix,
                        kn_reply *reply);

/* The rows of `due` of a day, appended to `list`; *running: SUMMARY of the trial that runs or
 * stands still, or NULL. */
kn_code kn_trial_due_rows(kn_api *api, int32_t day, json_t *list, json_t **running, kn_error *err);

#endif
