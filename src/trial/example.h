/* trial/example.h - the invented diary with trials in it: one that is finished, a stretch at
 * bedtime against bedtimes as usual, and a blinded one that runs, capsules of magnesium against
 * empty ones. The stretch really makes fewer spasms there, the capsules make no difference. Seeded
 * like the rest (diary/example.h): the same options give the same entries, ids, order and seal
 * included. */
#ifndef TRIAL_EXAMPLE_H
#define TRIAL_EXAMPLE_H

#include "diary/example.h"

enum {
    KN_EXAMPLE_TRIAL_DAYS =
        120 /* KN_EXAMPLE_STORY: a shorter diary has no trials; they lie in its last days */
};

/* What the helper's sheet of the running trial says. Of an invented trial it is no secret. */
#define KN_EXAMPLE_CODE "4XMP-7EQA-9D2R-KV3T-N6WB"

/* kn_example_write() with the trials. Its `trials` is set here. */
kn_code kn_example_write_all(kn_store *store, const kn_example *example, kn_error *err);

#endif
