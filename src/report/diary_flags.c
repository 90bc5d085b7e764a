/* Warnings and their flags as the app shows them. */
#include <stdio.h>

#include "report/diary_words.h"

static const struct {
    const char *word, *title;
} LEVELS[] = {
    [KN_LEVEL_DAYS] = {"days", "See a doctor in the next days"},
    [KN_LEVEL_TODAY] = {"today", "Get medical help today"},
    [KN_LEVEL_EMERGENCY] = {"emergency", "Call the emergency number now"},
};

static const char *caution_of(const kn_flag *flag)
{
    return flag->source ? NULL : kn_flag_caution;
}

json_t *kn_flag_json(const kn_flag *flag)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s?, s:s?, s:s?, s:s, s:s?, s:s?, s:b}", "flag",
                     flag->id, "level", LEVELS[flag->level].word, "title", flag->title, "sign",
                     flag->sign, "act", flag->act, "escalate", flag->escalate, "meanwhile",
                     flag->meanwhile, "question", flag->question, "why", flag->why, "source",
                     flag->source, "caution", caution_of(flag), "reviewed", flag->reviewed);
}

/* "today, 19:38", "yesterday", "Tuesday 10 March, 19:38". A full hour that may stand for a part of
 * the day or for all of it is left out. */
static const char *since_words(char out[KN_WORDS_SIZE], kn_moment since, int32_t today)
{
    char day[KN_WORDS_SIZE];
    bool stands_for_part = since.second % (3 * 3600) == 0;

    if (since.day == today || since.day == today - 1)
        snprintf(day, sizeof day, "%s", since.day == today ? "today" : "yesterday");
    else
        kn_words_day(day, since.day, today);
    if (stands_for_part)
        snprintf(out, KN_WORDS_SIZE, "%s", day);
    else
        snprintf(out, KN_WORDS_SIZE, "%.80s, %02d:%02d", day, since.second / 3600,
                 since.second / 60 % 60);
    return out;
}

json_t *kn_warning_json(const kn_warning *warning, int32_t today)
{
    const kn_flag *flag = warning->flag;
    char since[KN_MOMENT_SIZE], words[KN_WORDS_SIZE];
    /* the title says the level: one that was raised higher than usual says so */
    const char *title = warning->level > flag->level ? LEVELS[warning->level].title : flag->title;

    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:s?, s:s?, s:s, s:s?, s:s?, s:s, s:s, s:s, s:b}",
                     "flag", flag->id, "level", LEVELS[warning->level].word, "title", title,
                     "because", warning->because, "act", flag->act, "escalate", flag->escalate,
                     "meanwhile", flag->meanwhile, "why", flag->why, "source", flag->source,
                     "caution", caution_of(flag), "since", kn_moment_format(since, warning->since),
                     "since_words", since_words(words, warning->since, today), "cause",
                     warning->cause, "advised", warning->advised);
}
