/* A draw in words: by what chance it came, or why nothing was picked. */
#include <math.h>

#include "report/relief_report.h"

static const char *const why_words[KN_NOT_DRAWN_COUNT] = {
    [KN_NOT_DRAWN_CLUSTER] =
        "This one came so soon after another that it belongs to it. It gets no pick of its own.",
    [KN_NOT_DRAWN_SKIPPED] = "You wanted no pick this time.",
    [KN_NOT_DRAWN_CHOSE] = "You chose for yourself this time.",
    [KN_NOT_DRAWN_WARNING] = "A warning comes first. Nothing is picked while it stands.",
    [KN_NOT_DRAWN_RULES] = "Your own rules leave nothing to pick from right now.",
    [KN_NOT_DRAWN_REST] = "Everything that could be picked is resting right now.",
};

/* "1 in 4" where it is that exactly, "about 4 in 10" where it is not. */
static void say_chance(uint32_t weight, uint32_t total, kn_text *out)
{
    enum { PARTS = 10 };
    int parts = (int)lround((double)PARTS * weight / total);

    if (total % weight == 0 && total / weight <= PARTS)
        kn_text_addf(out, "1 in %u", (unsigned)(total / weight));
    else
        kn_text_addf(out, "about %d in %d",
                     parts < 1        ? 1
                     : parts >= PARTS ? PARTS - 1
                                      : parts,
                     PARTS);
}

void kn_relief_say_draw(kn_not_drawn why, uint32_t weight, uint32_t total, kn_text *out)
{
    if (why != KN_NOT_DRAWN_DRAWN) {
        kn_text_add(out, why_words[why]);
    } else if (weight == 0 || weight >= total) {
        kn_text_add(out, "It is the only one that can be picked right now.");
    } else {
        kn_text_add(out, "Picked by chance, ");
        say_chance(weight, total, out);
        kn_text_add(out, ", so that the comparison is fair.");
    }
}
