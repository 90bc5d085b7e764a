/* cli/choose.h - from the words that people use to the keys of the catalogue; the nearest is
 * proposed for a mistyped one. */
#ifndef CLI_CHOOSE_H
#define CLI_CHOOSE_H

#include "cli/session.h"

/* Opens the diary, made if there is none, and asks for the catalogue: what words mean. */
kn_code kn_open_with_catalogue(kn_session *session, const kn_diary_options *common,
                               json_t **catalogue, kn_error *err);

/* The key of what is called `word` in a list of the catalogue ("regions", "treatments", "measures",
 * "suspects", "medicine_groups"): its key, name or short name, in either case, with "-" or "_" for
 * blanks. `option` names the place in the error. Borrowed from the catalogue. */
kn_code kn_choose(const json_t *catalogue, const char *list, const char *option, const char *word,
                  const char **key, kn_error *err);

/* "left-calf:6" as {"site", "pain"}, "heat_local:much:3" as {"treatment", "helped",
 * "after_minutes"}. Each appended to `array`. */
kn_code kn_add_site(const json_t *catalogue, const char *text, json_t *array, kn_error *err);
kn_code kn_add_done(const json_t *catalogue, const char *text, json_t *array, kn_error *err);

#endif
