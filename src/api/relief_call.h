/* api/relief_call.h - what the operations of the relief experiment share; private to the room.
 * Shapes: docs/relief.md section 4. */
#ifndef API_RELIEF_CALL_H
#define API_RELIEF_CALL_H

#include "api/call.h"
#include "trial/relief.h"

/* DRAW; new reference, NULL when memory ran out. What to do is said as the plan says it today. */
json_t *kn_json_draw(const kn_entry *draw, const kn_relief_plan *plan,
                     const kn_catalogue *catalogue);

/* True while a warning stands that comes before any draw. */
kn_code kn_relief_is_warned(kn_api *api, bool *warned, kn_error *err);

/* "relief" of the reply of `today`: state, whether a warning comes first, and the draws of the
 * episodes that run. */
kn_code kn_relief_today(kn_api *api, const kn_entries *running, const kn_catalogue *catalogue,
                        json_t **relief, kn_error *err);

#endif
