/* The table of warnings as Markdown, for docs/warnings.md. */
#include "diary/warning_parts.h"

static const char *level_word(kn_level level)
{
    static const char *const words[] = {
        [KN_LEVEL_DAYS] = "days", [KN_LEVEL_TODAY] = "today", [KN_LEVEL_EMERGENCY] = "now"};

    return words[level];
}

static const char *occasion_words(kn_occasion occasion)
{
    static const char *const words[] = {
#define KN_X(name, text) text,
        KN_OCCASIONS(KN_X)
#undef KN_X
    };

    return words[occasion];
}

static void print_asked(kn_text *out, const kn_flag *flag)
{
    const char *between = "";

    for (int i = 0; i < KN_OCCASION_COUNT; i++)
        if (flag->occasions & 1u << i) {
            kn_text_addf(out, "%s%s", between, occasion_words((kn_occasion)i));
            between = "; ";
        }
    if (flag->computed)
        kn_text_addf(out, "%sby itself", between);
}

void kn_flags_print_markdown(kn_text *out)
{
    kn_text_add(out, "| id | level | at worst | sign | when it is looked for | source | reviewed "
                     "|\n|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < kn_flag_count; i++) {
        const kn_flag *flag = &kn_flags[i];

        kn_text_addf(out, "| %s | %s | %s | %s | ", flag->id, level_word(flag->level),
                     level_word(flag->worst), flag->sign);
        print_asked(out, flag);
        kn_text_addf(out, " | %s | %s |\n", flag->source ? flag->source : "none read",
                     flag->reviewed ? "yes" : "no");
    }
}
