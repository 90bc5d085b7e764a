/* What was met each day of the invented diary. The spasms are there already, and which night was
 * short is drawn after them: so the spasms stay those that the trials saw. */
#include <math.h>

#include "base/mathconst.h"
#include "trial/example_parts.h"

enum { MINUTE = 60, HOUR = 3600, NOON = 12 * HOUR, YEAR = 365, COLDEST = 20 /* of January */ };

static const double SHORT_BEFORE_SPASMS = 0.65, SHORT_BEFORE_NONE = 0.05, /* nights */
    NIGHT_HOURS = 7.2, SHORT_HOURS = 5.4, HOURS_SD = 0.35,                /* of sleep */
    SAID = 0.98,                                                          /* of the questions */
    WARMTH_MEAN = 9, WARMTH_SWING = 9, WARMTH_SD = 3.5;                   /* degrees Celsius */

static const struct {
    const char *suspect;
    double met;
} asked[] = {{"effort", 0.3}, {"stress", 0.35}, {"caffeine", 0.6}};

static double sleep_hours(kn_example_maker *maker, int spasms)
{
    bool is_short = kn_chance(maker, spasms > 0 ? SHORT_BEFORE_SPASMS : SHORT_BEFORE_NONE);
    double hours =
        (is_short ? SHORT_HOURS : NIGHT_HOURS) + HOURS_SD * kn_random_normal(&maker->random);

    return round(2 * hours) / 2;
}

static double warmth(kn_example_maker *maker, int32_t day)
{
    double season = cos(2 * KN_PI * (day - COLDEST) / YEAR);

    return round(WARMTH_MEAN - WARMTH_SWING * season +
                 WARMTH_SD * kn_random_normal(&maker->random));
}

void kn_example_weather(kn_example_maker *maker, kn_example_aside *aside)
{
    kn_example_exchange(maker, aside);
    for (int32_t day = maker->first_day; day < maker->options->last_day; day++) {
        kn_example_line line = kn_example_line_new(maker, KN_KIND_READING, day, NOON);

        line.precision = KN_PRECISION_DAY;
        kn_example_add(maker, &line,
                       json_pack("{s:s,s:f}", "what", "temperature", "value", warmth(maker, day)));
    }
    kn_example_exchange(maker, aside);
}

void kn_example_suspects(kn_example_maker *maker, kn_example_aside *aside, int32_t day, int spasms)
{
    const bool is_last = day == maker->options->last_day; /* it has only begun */

    kn_example_exchange(maker, aside);
    if (kn_chance(maker, SAID))
        kn_example_add_new(
            maker, KN_KIND_READING, day, KN_EXAMPLE_LATEST - 30 * MINUTE,
            json_pack("{s:s,s:f}", "what", "sleep_hours", "value", sleep_hours(maker, spasms)));
    for (size_t i = 0; !is_last && i < sizeof asked / sizeof *asked; i++)
        if (kn_chance(maker, SAID))
            kn_example_add_new(maker, KN_KIND_EXPOSURE, day, 20 * HOUR + 30 * MINUTE,
                               json_pack("{s:s,s:b}", "suspect", asked[i].suspect, "present",
                                         (int)kn_chance(maker, asked[i].met)));
    kn_example_exchange(maker, aside);
}
