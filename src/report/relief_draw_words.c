/* A draw in one line: how it came about, or why there is none. */
#include <math.h>

#include "report/relief_report.h"

static const char *const why_words[KN_NOT_DRAWN_COUNT] = {
    [KN_NOT_DRAWN_DRAWN] = "Nothing was picked.",
    [KN_NOT_DRAWN_CLUSTER] = "So soon after the last one nothing is picked. Do what feels right.",
    [KN_NOT_DRAWN_SKIPPED] = "You wanted no pick this time. That is fine.",
    [KN_NOT_DRAWN_CHOSE] = "You chose it yourself: shown apart.",
    [KN_NOT_DRAWN_WARNING] = "Nothing is picked now. The warning comes first.",
    [KN_NOT_DRAWN_RULES] = "None of your remedies fits right now. Do what feels right.",
    [KN_NOT_DRAWN_REST] = "What would fit is resting now. Do what feels right.",
};

void kn_relief_say_draw(kn_not_drawn why, uint32_t weight, uint32_t total, kn_text *out)
{
    if (why != KN_NOT_DRAWN_DRAWN || weight == 0 || weight > total) {
        kn_text_add(out, why_words[why]);
        return;
    }
    if (weight == total) {
        kn_text_add(out, "The only one that could be picked this time.");
        return;
    }
    kn_text_add(out, "Picked by chance, ");
    if (total % weight == 0)
        kn_text_addf(out, "1 in %u", (unsigned)(total / weight));
    else
        kn_text_addf(out, "about %.0f in 100", round(100.0 * weight / total));
    kn_text_add(out, ", so that the comparison is fair.");
}
