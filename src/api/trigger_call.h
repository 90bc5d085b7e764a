/* api/trigger_call.h - what the operations of triggers share; private to the room. Shapes:
 * docs/triggers.md, "From the diary". */
#ifndef API_TRIGGER_CALL_H
#define API_TRIGGER_CALL_H

#include "answer/triggers_answer.h"
#include "api/call.h"

/* TEST of a suspect; null where it was not judged, or where there is nothing that one could do. New
 * reference; NULL when memory ran out. */
json_t *kn_trigger_test_json(const kn_trigger_diary_answer *answer,
                             const kn_trigger_suspect *suspect, const kn_catalogue *catalogue);

#endif
