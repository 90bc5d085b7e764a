/* Names of remedies as they stand in a sentence, and minutes as people say them. */
#include "report/relief_say.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "diary/treatment.h"
#include "report/words.h"

static const size_t NAME_CHARACTERS = 40;

/* ---- Names ------------------------------------------------------------------------------------*/

/* What one does, as it stands in a sentence; a remedy that was renamed keeps the name given. */
static const struct doing {
    const char *key, *words;
} doings[] = {
    {KN_REMEDY_WAIT, "waiting"},    {"heat_local", "heat"},
    {"hot_bath", "a warm bath"},    {"stretch_acute", "stretching"},
    {"rub_during", "rubbing"},      {"relaxation", "slow breathing"},
    {"sour_brine", "pickle brine"}, {"menthol", "the cooling rub"},
    {"nsaid_gel", "the pain gel"},  {"salicylate_rub", "the warming rub"},
    {"tens", "the TENS device"},
};

static bool has_own_name(const char *key, const char *name)
{
    for (size_t i = 0; i < kn_treatment_count; i++)
        if (strcmp(kn_treatments[i].id, key) == 0)
            return strcmp(kn_treatments[i].name, name) != 0;
    return true;
}

static void say_name(const char *key, const char *name, kn_text *out)
{
    for (size_t i = 0; i < sizeof doings / sizeof *doings; i++)
        if (strcmp(doings[i].key, key) == 0 && !has_own_name(key, name)) {
            kn_text_add(out, doings[i].words);
            return;
        }
    kn_words_name(out, name[0] ? name : key, NAME_CHARACTERS);
}

void kn_relief_said_init(kn_relief_said *said, const kn_relief_diary_answer *answer,
                         const kn_catalogue *catalogue)
{
    *said = (kn_relief_said){.answer = answer, .catalogue = catalogue};
    if (!answer->relief)
        return;
    said->data = *answer->relief->data;
    said->named = *answer->relief;
    said->named.data = &said->data;
    for (int a = 0; a < answer->log.keys; a++) {
        kn_text name;
        size_t cut;

        kn_text_init(&name, KN_RELIEF_TEXT_LIMIT);
        say_name(answer->log.key[a], answer->log.name[a], &name);
        cut = kn_utf8_cut(kn_text_string(&name), name.size, sizeof said->data.arm_name[a] - 1);
        snprintf(said->data.arm_name[a], sizeof said->data.arm_name[a], "%.*s", (int)cut,
                 kn_text_string(&name));
        kn_text_release(&name);
    }
}

void kn_relief_say_remedy(const kn_relief_said *said, int remedy, bool capital, kn_text *out)
{
    const kn_relief_log *log = &said->answer->log;
    kn_text name;

    kn_text_init(&name, KN_RELIEF_TEXT_LIMIT);
    say_name(log->key[remedy], log->name[remedy], &name);
    if (capital)
        kn_words_capital(out, kn_text_string(&name));
    else
        kn_text_add(out, kn_text_string(&name));
    kn_text_release(&name);
}

void kn_relief_say_brief(const kn_relief_said *said, int remedy, kn_text *out)
{
    const kn_relief_log *log = &said->answer->log;
    const kn_item *item = kn_catalogue_find(said->catalogue, KN_KIND_TREATMENT, log->key[remedy]);
    const char *name = log->name[remedy][0] ? log->name[remedy] : log->key[remedy];

    if (item && item->chip[0] && !has_own_name(log->key[remedy], name))
        name = item->chip;
    kn_words_name(out, name, NAME_CHARACTERS);
}

/* ---- Minutes ----------------------------------------------------------------------------------*/

/* In steps that a clock and a memory can tell apart: by how wide a sentence's range is. */
static double round_minutes(double minutes, double width)
{
    return width >= 3 ? round(minutes) : round(10 * minutes) / 10;
}

static void say_rounded(double rounded, kn_text *out)
{
    kn_text_addf(out, rounded == round(rounded) ? "%.0f" : "%.1f", fabs(rounded));
}

void kn_relief_say_number(double minutes, kn_text *out)
{
    char number[KN_NUMBER_SIZE];

    if (minutes > 0 && minutes < 0.05)
        kn_text_add(out, "under 0.1");
    else
        kn_text_add(out, kn_number_format(number, minutes, fabs(minutes) < 1 ? 1 : 2));
}

void kn_relief_say_short(double minutes, kn_text *out)
{
    int seconds = 5 * (int)round(60 * minutes / 5);

    if (minutes >= 1) {
        kn_relief_say_number(minutes, out);
        kn_text_add(out, minutes < 1.05 ? " minute" : " minutes");
    } else {
        kn_text_addf(out, "%d seconds", seconds < 5 ? 5 : seconds);
    }
}

static const char *unit_of(double rounded)
{
    return fabs(rounded) == 1 ? "minute" : "minutes";
}

void kn_relief_say_saved(const kn_relief_said *said, const kn_summary *saved, int versus,
                         kn_text *out)
{
    double width = saved->q975 - saved->q025;
    double middle = round_minutes(saved->q50, width);
    double near = round_minutes(saved->q025, width), far = round_minutes(saved->q975, width);

    if (saved->q50 < 0) { /* the smaller change first */
        near = round_minutes(saved->q975, width);
        far = round_minutes(saved->q025, width);
    }
    if (middle == 0) {
        kn_text_add(out, "about as fast as ");
    } else {
        kn_text_add(out, "about ");
        say_rounded(middle, out);
        kn_text_addf(out, " %s %s than ", unit_of(middle), middle > 0 ? "sooner" : "later");
    }
    kn_relief_say_remedy(said, versus, false, out);
    kn_text_add(out, ". It could be anything from ");
    if (near == 0)
        kn_text_add(out, "no difference");
    else {
        say_rounded(near, out);
        if (middle == 0 || (near > 0) != (middle > 0))
            kn_text_addf(out, " %s %s", unit_of(near), near > 0 ? "sooner" : "later");
    }
    kn_text_add(out, " to ");
    if (far == 0)
        kn_text_add(out, "no difference");
    else
        say_rounded(far, out);
    if (far != 0 && (middle == 0 || near == 0 || (near > 0) != (middle > 0)))
        kn_text_addf(out, " %s %s", unit_of(far), far > 0 ? "sooner" : "later");
    kn_text_add_char(out, '.');
}
