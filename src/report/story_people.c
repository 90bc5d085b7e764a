#include <math.h>
#include <stdio.h>

#include "report/story.h"
#include "report/words.h"

/* A page with more rows than this helps nobody; the JSON has them all. */
static const size_t PEOPLE_SHOWN = 200;

/* The form in which pooled effects are said: they live on the model's scale. */
static kn_amount pooled_amount(const kn_study *study)
{
    switch (study->dataset->family) {
    case KN_GAUSSIAN:
        return KN_AMOUNT_POINTS;
    case KN_POISSON:
        return KN_AMOUNT_COUNT;
    default:
        return KN_AMOUNT_ODDS;
    }
}

static double amount(const kn_study *study, double effect)
{
    return pooled_amount(study) == KN_AMOUNT_POINTS ? study->scale * effect : exp(effect);
}

static void say_interval(kn_text *out, const kn_study *study, const kn_summary *summary, bool brief)
{
    double low = amount(study, summary->q025), high = amount(study, summary->q975);

    kn_say_range(out, pooled_amount(study), low, high, (high - low) / 4, brief);
}

static void tell_headline(kn_story *story, const kn_study *study)
{
    const kn_pool *pool = study->pool;
    const kn_dataset *dataset = study->dataset;
    kn_amount form = pooled_amount(study);
    kn_text size, outcome, *text;
    const char *than;
    double spread = (amount(study, pool->mu.q975) - amount(study, pool->mu.q025)) / 4;
    size_t from;

    kn_text_init(&size, 256);
    kn_text_init(&outcome, 4096);
    kn_say_outcome(&outcome, dataset);
    than = kn_say_amount(&size, form, amount(study, pool->mu.q50), spread, true);
    text = kn_story_add(story, KN_BLOCK_KIND);
    kn_text_addf(text, "%zu people together.", pool->people);
    text = kn_story_add(story, KN_BLOCK_HEADLINE);
    from = text->size;
    kn_text_addf(text, "on average over these %zu people, with ", pool->people);
    kn_words_name(text, dataset->arm_name[1], 40);
    if (form == KN_AMOUNT_COUNT)
        kn_text_addf(text, " there were about %s %s", kn_text_string(&size),
                     kn_text_string(&outcome));
    else if (form == KN_AMOUNT_ODDS)
        kn_text_addf(text, " the odds of %s%s were about %s",
                     dataset->family == KN_ORDINAL ? "a higher level of " : "",
                     kn_text_string(&outcome), kn_text_string(&size));
    else
        kn_text_addf(text, " %s came out about %s", kn_text_string(&outcome),
                     kn_text_string(&size));
    kn_text_addf(text, " %s with ", than);
    kn_words_name(text, dataset->arm_name[0], 40);
    if (!study->options.blinded)
        kn_text_add(text, "; they knew which days were which, so this includes hope");
    kn_story_sentence(text, from);
    kn_text_release(&size);
    kn_text_release(&outcome);
}

static bool any_observed(const kn_study *study)
{
    for (size_t i = 0; i < study->pool->people; i++)
        if (study->person[study->pooled[i]].answer[0].verdict == KN_VERDICT_OBSERVED)
            return true;
    return false;
}

static void tell_pool(kn_story *story, const kn_study *study)
{
    const kn_pool *pool = study->pool;
    kn_text *text;

    tell_headline(story, study);
    text = kn_story_add(story, KN_BLOCK_LEAD);
    kn_text_add(text, "The average is likely ");
    say_interval(text, study, &pool->mu, false);
    kn_text_add(text, ". People differ: for the next person like these it could be anything ");
    say_interval(text, study, &pool->next, false);
    kn_text_add(text, ".");
    if (any_observed(study))
        kn_text_add(
            text,
            " As far as we know, chance did not pick everybody's days, so we cannot say why.");

    kn_text_add(kn_story_add(story, KN_BLOCK_SECTION), "How many people does it help?");
    text = kn_story_add(story, KN_BLOCK_PARAGRAPH);
    if (pool->has_shares)
        kn_text_addf(
            text,
            "Of 100 people like these, about %d (likely %d to %d) would be better off by at "
            "least as much as was asked for, and about %d (likely %d to %d) worse off by "
            "that much. Better means %s here.",
            kn_of_hundred(pool->share_better.q50), kn_of_hundred(pool->share_better.q025),
            kn_of_hundred(pool->share_better.q975), kn_of_hundred(pool->share_worse.q50),
            kn_of_hundred(pool->share_worse.q025), kn_of_hundred(pool->share_worse.q975),
            kn_story_better(study));
    else
        kn_text_add(text,
                    "Nobody said how large a difference would matter, so this cannot be said. "
                    "Being a hair better is not being helped.");
    kn_text_add(kn_story_add(story, KN_BLOCK_SECTION), "Everyone, and all together");
    kn_story_add_of(story, KN_BLOCK_FOREST, 0, 0);
}

/* Names the person and their verdict, for each contrast. */
static void tell_table(kn_story *story, const kn_study *study)
{
    const kn_dataset *dataset = study->dataset;
    size_t pooled = 0;
    kn_text *text;

    text = kn_story_add(story, KN_BLOCK_CAPTION);
    kn_text_add(text, study->pool ? "Each person, drawn towards the others as far as the days allow"
                                  : "Each person by themselves");
    kn_text_add(kn_story_add(story, KN_BLOCK_HEAD_ROW),
                study->pool ? "Person\tDays\tTogether with the others\tAlone"
                            : "Person\tWith\tDays\tLikely\tAnswer");
    for (size_t j = 0; j < dataset->people && j < PEOPLE_SHOWN; j++) {
        bool has_fit = kn_story_has_fit(study, j);

        for (int k = 0; k < (has_fit ? dataset->arms - 1 : 1); k++) {
            kn_view view;

            text = kn_story_add(story, KN_BLOCK_ROW);
            kn_words_name(text, dataset->person[j].name, 24);
            if (!study->pool) {
                kn_text_add_char(text, '\t');
                kn_words_name(text, dataset->arm_name[k + 1], 24);
            }
            kn_text_addf(text, "\t%zu\t", study->person[j].rows_kept);
            if (!has_fit) {
                const kn_fit *fit = study->person[j].fit;

                kn_text_addf(text, "-\t%s", kn_words_unfit(fit ? fit->unfit : KN_UNFIT_TOO_FEW));
                continue;
            }
            kn_view_init(&view, study, j, k);
            if (study->pool && pooled < study->pool->people && study->pooled[pooled] == j)
                say_interval(text, study, &study->pool->person[pooled++], true);
            else
                kn_text_add(text, kn_text_string(&view.brief_range));
            kn_text_addf(text, "\t%s", kn_words_kind_brief(view.verdict));
            kn_view_release(&view);
        }
    }
    if (dataset->people > PEOPLE_SHOWN)
        kn_text_addf(
            kn_story_add(story, KN_BLOCK_PARAGRAPH),
            "The first %zu of %zu people are shown; the JSON answer (--json) has them all.",
            PEOPLE_SHOWN, dataset->people);
}

/* Each kind of doubt once, with the number of people it concerns. */
static void tell_doubts(kn_story *story, const kn_study *study)
{
    size_t concerned[KN_DOUBT_COUNT] = {0};
    size_t people = study->dataset->people;
    bool any = false;
    kn_filling fields[] = {{"family", kn_words_family(study->dataset->family)}};

    kn_text_add(kn_story_add(story, KN_BLOCK_SECTION), "Doubts");
    for (size_t j = 0; j < people; j++) {
        const kn_doubts *doubts = &study->person[j].doubts;
        bool seen[KN_DOUBT_COUNT] = {false};

        for (size_t i = 0; i < doubts->count; i++) {
            kn_doubt_code code = doubts->list[i].code;

            concerned[code] += !seen[code];
            seen[code] = true;
        }
    }
    for (int code = 0; code < KN_DOUBT_COUNT; code++) {
        kn_text *text;

        if (concerned[code] == 0)
            continue;
        text = kn_story_add(story, KN_BLOCK_BULLET);
        if (concerned[code] == people)
            kn_text_addf(text, "For all %zu people: ", people);
        else
            kn_text_addf(text, "For %zu of %zu people: ", concerned[code], people);
        kn_words_expand(text, kn_words_doubt_short((kn_doubt_code)code), fields, 1);
        kn_text_add_char(text, '.');
        any = true;
    }
    if (!any)
        kn_text_add(kn_story_add(story, KN_BLOCK_PARAGRAPH), kn_words_no_doubts);
}

void kn_story_people(kn_story *story, const kn_study *study)
{
    const kn_dataset *dataset = study->dataset;

    if (study->pool) {
        tell_pool(story, study);
    } else {
        kn_text_addf(kn_story_add(story, KN_BLOCK_KIND), "%zu people, each for themselves.",
                     dataset->people);
        kn_text_addf(kn_story_add(story, KN_BLOCK_HEADLINE),
                     "Each of these %zu people has an answer of their own.", dataset->people);
        kn_text_add(kn_story_add(story, KN_BLOCK_LEAD),
                    dataset->arms > 2
                        ? "They are not put together: that is done for two kinds of days only."
                        : "They are not put together: fewer than two of them could be compared.");
        kn_text_add(kn_story_add(story, KN_BLOCK_SECTION), "Everyone");
    }
    tell_table(story, study);
    kn_text_add(kn_story_add(story, KN_BLOCK_SECTION), "What it cannot tell");
    kn_text_add(kn_story_add(story, KN_BLOCK_BULLET),
                "What will happen to you. The average need not be anybody's own effect.");
    kn_text_add(kn_story_add(story, KN_BLOCK_BULLET),
                "Anything about people who are unlike these, or who did not hand in their days.");
    tell_doubts(story, study);
}
