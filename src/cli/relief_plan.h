/* cli/relief_plan.h - words of the command line into members of the plan, docs/relief.md section 1.
 * Each leaves the plan as it is when `text` is NULL. KN_USAGE with what to write. */
#ifndef CLI_RELIEF_PLAN_H
#define CLI_RELIEF_PLAN_H

#include <jansson.h>

#include "unknot/error.h"

/* "22:00-06:00" or "none" into `member`; `option` names it in the error. */
kn_code kn_plan_set_hours(const char *option, const char *member, const char *text, json_t *plan,
                          kn_error *err);
kn_code kn_plan_set_work_days(const char *text, json_t *plan, kn_error *err); /* "12345" */
kn_code kn_plan_set_limit(const char *text, json_t *plan, kn_error *err);     /* "6" or "none" */

#endif
