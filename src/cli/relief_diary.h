/* cli/relief_diary.h - what eases it, from the diary: unknot relief without a
 * file. */
#ifndef CLI_RELIEF_DIARY_H
#define CLI_RELIEF_DIARY_H

#include "cli/session.h"

kn_code kn_relief_of_diary(const kn_diary_options *common, kn_error *err);

/* The reply of `relief`: what is compared, by which rules. */
void kn_say_relief_plan(const json_t *reply, const json_t *catalogue);

#endif
