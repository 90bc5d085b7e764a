#include "report/story.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/words.h"

static const size_t STORY_LIMIT = 64u << 20;

const char *kn_story_text(const kn_story *story, const kn_block *block)
{
    return kn_text_string(&story->text) + block->at;
}

kn_text *kn_story_add(kn_story *story, kn_block_kind kind)
{
    if (story->count > 0)
        kn_text_add_char(&story->text, '\0'); /* ends the block before */
    if (story->count == story->room) {
        size_t room = story->room ? 2 * story->room : 64;
        kn_block *block = realloc(story->block, room * sizeof *block);

        if (!block) {
            story->failed = true;
            return &story->text;
        }
        story->block = block;
        story->room = room;
    }
    story->block[story->count++] = (kn_block){.kind = kind, .at = story->text.size};
    return &story->text;
}

void kn_story_add_of(kn_story *story, kn_block_kind kind, size_t person, int index)
{
    kn_story_add(story, kind);
    if (story->failed)
        return;
    story->block[story->count - 1].person = person;
    story->block[story->count - 1].index = index;
}

void kn_story_sentence(kn_text *text, size_t from)
{
    if (text->failed || text->size <= from)
        return;
    if (text->bytes[from] >= 'a' && text->bytes[from] <= 'z')
        text->bytes[from] = (char)(text->bytes[from] - 'a' + 'A');
    if (text->bytes[text->size - 1] != '.')
        kn_text_add_char(text, '.');
}

bool kn_story_has_fit(const kn_study *study, size_t person)
{
    return study->person[person].fit && study->person[person].fit->unfit == KN_UNFIT_NOT;
}

/* Fills the effect's sentence and the fields of the verdict's templates. */
enum { VERDICT_FIELDS = 5 };
static void fill_fields(const kn_view *view, kn_text *effect, kn_filling fields[VERDICT_FIELDS])
{
    kn_text_init(effect, 4096);
    kn_view_say_effect(view, false, effect);
    fields[0] = (kn_filling){"X", kn_text_string(&view->arm)};
    fields[1] = (kn_filling){"R", kn_text_string(&view->reference)};
    fields[2] = (kn_filling){"Y", kn_text_string(&view->outcome)};
    fields[3] = (kn_filling){"effect", kn_text_string(effect)};
    fields[4] = (kn_filling){"chance", view->person->design.kind == KN_DESIGN_UNKNOWN
                                           ? "we do not know that chance picked the days"
                                           : "chance did not pick the days"};
}

/* Days that were only watched and showed no direction: there is nothing to explain or to hope for.
 */
static bool shows_nothing(const kn_view *view)
{
    const kn_answer *answer = view->answer;

    return view->verdict == KN_VERDICT_OBSERVED &&
           fmax(answer->better.posterior, 1 - answer->better.posterior) < answer->threshold;
}

void kn_story_headline(const kn_view *view, kn_text *out)
{
    bool nothing = shows_nothing(view);
    size_t from = out->size;
    kn_filling fields[VERDICT_FIELDS];
    kn_text effect;

    fill_fields(view, &effect, fields);
    kn_words_expand(out,
                    nothing ? kn_words_observed_nothing
                            : kn_words_headline(view->verdict, view->answer->reason),
                    fields, VERDICT_FIELDS);
    if (!nothing && !view->study->options.blinded)
        kn_text_add(out, kn_words_hope(view->verdict));
    kn_story_sentence(out, from);
    kn_text_release(&effect);
}

void kn_story_why(const kn_view *view, kn_text *out)
{
    kn_filling fields[VERDICT_FIELDS];
    kn_text effect;

    fill_fields(view, &effect, fields);
    kn_words_why(out, view->verdict, view->answer->reason, fields, VERDICT_FIELDS);
    kn_text_release(&effect);
}

void kn_story_lead(const kn_view *view, kn_text *out)
{
    const kn_answer *answer = view->answer;

    kn_text_addf(out, "%s %s. ",
                 view->verdict == KN_VERDICT_COULD_NOT_TELL || shows_nothing(view)
                     ? "It could be anything"
                     : "It is likely",
                 kn_text_string(&view->range));
    kn_story_why(view, out);
    if (answer->has_important && answer->enough_to_matter &&
        (view->verdict == KN_VERDICT_HELPS || view->verdict == KN_VERDICT_LOOKS_AS_IF))
        kn_text_add(out, " It is probably enough to matter to you.");
}

/* Kind, headline and lead of one contrast: the part that a tired person reads. */
static void tell_verdict(kn_story *story, const kn_view *view, size_t person)
{
    kn_story_add_of(story, KN_BLOCK_KIND, person, view->effect->arm - 1);
    kn_text_add(&story->text, kn_words_kind(view->verdict, view->answer->reason));
    kn_story_headline(view, kn_story_add(story, KN_BLOCK_HEADLINE));
    kn_story_lead(view, kn_story_add(story, KN_BLOCK_LEAD));
}

const char *kn_story_better(const kn_study *study)
{
    bool count = study->dataset->family == KN_POISSON;

    if (study->options.claim.better < 0)
        return count ? "fewer" : "lower";
    return count ? "more" : "higher";
}

static void say_count(kn_text *text, int count)
{
    if (count == 0)
        kn_text_add(text, "fewer than 1");
    else
        kn_text_addf(text, "%d", count);
}

/* How sure, in counts out of 100: the numbers of the picture with 100 dots. */
void kn_story_sureness(const kn_view *view, kn_text *text)
{
    const kn_answer *answer = view->answer;
    const char *arm = kn_text_string(&view->arm);
    int share[3];

    kn_view_shares(view, share);
    kn_text_addf(text,
                 "Think of 100 ways things could be, after these days. In %d of them %s is "
                 "better (%s)",
                 kn_of_hundred(answer->better.posterior), arm, kn_story_better(view->study));
    if (answer->has_important) {
        kn_text_add(text, ". Measured by what you said would matter: in ");
        say_count(text, share[0]);
        kn_text_add(text, " it is better by that much, in ");
        say_count(text, share[1]);
        kn_text_add(text, " the difference is too small to matter, in ");
        say_count(text, share[2]);
        kn_text_add(text, " it is worse by that much.");
    } else {
        kn_text_addf(text, ", in %d worse. You did not say how large a difference would matter.",
                     100 - kn_of_hundred(answer->better.posterior));
    }
}

static void tell_limits(kn_story *story, const kn_view *view)
{
    kn_verdict_code verdict = view->verdict;

    kn_text_add(kn_story_add(story, KN_BLOCK_SECTION), "What it cannot tell");
    if (verdict == KN_VERDICT_OBSERVED)
        kn_text_addf(kn_story_add(story, KN_BLOCK_BULLET),
                     "Whether %s is the reason. Only days picked by chance could show that.",
                     kn_text_string(&view->arm));
    if (verdict == KN_VERDICT_COULD_NOT_TELL)
        kn_text_addf(kn_story_add(story, KN_BLOCK_BULLET),
                     "Whether there is a difference. More days and more switches would say more.");
    if (verdict == KN_VERDICT_HELPS && !view->answer->enough_to_matter)
        kn_text_add(kn_story_add(story, KN_BLOCK_BULLET), "Whether it is enough to matter to you.");
    if (verdict == KN_VERDICT_LOOKS_AS_IF)
        kn_text_add(kn_story_add(story, KN_BLOCK_BULLET),
                    "Whether it was more than a good spell at the right time.");
    kn_text_add(kn_story_add(story, KN_BLOCK_BULLET),
                "Whether it will stay so. It says what held on these days.");
}

static const char *flat_sentence(const kn_study *study, size_t person, int arm, kn_text *flat)
{
    const kn_fit *fit = study->person[person].fit;
    int index = arm > 0 ? arm - 1 : 0;
    kn_view view;

    if (!kn_story_has_fit(study, person) || index >= fit->arms - 1 || !fit->effects[index].has_flat)
        return "something else";
    kn_view_init(&view, study, person, index);
    kn_view_say_effect(&view, true, flat);
    kn_view_release(&view);
    return kn_text_string(flat);
}

void kn_story_doubt(const kn_study *study, size_t person, const kn_doubt *doubt, kn_text *out)
{
    const kn_dataset *dataset = study->dataset;
    char value[KN_NUMBER_SIZE], percent[16];
    kn_text flat;

    kn_text_init(&flat, 4096);
    if (doubt->value == round(doubt->value) && fabs(doubt->value) < 1e9)
        snprintf(value, sizeof value, "%.0f", doubt->value);
    else
        kn_number_format(value, doubt->value, 2);
    snprintf(percent, sizeof percent, "%d", kn_of_hundred(doubt->value));
    kn_filling fields[] = {{"value", value},
                           {"percent", percent},
                           {"days", doubt->value == 1 ? "day" : "days"},
                           {"family", kn_words_family(dataset->family)},
                           {"flat", doubt->code == KN_DOUBT_FLAT_DIFFERS
                                        ? flat_sentence(study, person, doubt->arm, &flat)
                                        : ""}};
    if (doubt->arm > 0 && dataset->arms > 2) {
        kn_words_name(out, dataset->arm_name[doubt->arm], 40);
        kn_text_add(out, ": ");
    }
    kn_words_expand(out, kn_words_doubt(doubt->code), fields, sizeof fields / sizeof fields[0]);
    kn_text_release(&flat);
}

static void tell_days(kn_story *story, const kn_study *study, size_t person)
{
    const kn_dataset *dataset = study->dataset;
    const kn_person *rows = &dataset->person[person];

    kn_text_add(kn_story_add(story, KN_BLOCK_SECTION), "All days");
    kn_story_add_of(story, KN_BLOCK_DAYS, person, 0);
    for (int a = 0; a < dataset->arms; a++) {
        size_t recorded = 0, kept = 0;
        kn_text *text = kn_story_add(story, KN_BLOCK_BULLET);

        for (size_t i = 0; i < rows->rows; i++) {
            recorded += rows->arm[i] == a;
            kept +=
                rows->arm[i] == a && study->person[person].kept && study->person[person].kept[i];
        }
        kn_words_name(text, dataset->arm_name[a], 40);
        kn_text_addf(text, ": %zu days recorded", recorded);
        if (kept < recorded)
            kn_text_addf(text, ", %zu of them used after wash-out", kept);
        if (isfinite(study->person[person].missing[a]))
            kn_text_addf(text, "; %.0f in 100 of its days were not recorded",
                         100 * study->person[person].missing[a]);
        kn_text_add_char(text, '.');
    }
}

static void tell_unfit(kn_story *story, const kn_study *study, size_t person)
{
    const kn_fit *fit = study->person[person].fit;

    kn_text_add(kn_story_add(story, KN_BLOCK_KIND),
                kn_words_kind(KN_VERDICT_COULD_NOT_TELL, KN_REASON_UNFIT));
    kn_text_add(kn_story_add(story, KN_BLOCK_HEADLINE), "These data cannot tell.");
    kn_text_add(kn_story_add(story, KN_BLOCK_LEAD),
                kn_words_unfit(fit ? fit->unfit : KN_UNFIT_TOO_FEW));
}

void kn_story_person(kn_story *story, const kn_study *study, size_t person)
{
    const kn_person_answer *answer = &study->person[person];
    int contrasts = study->dataset->arms - 1;

    if (!kn_story_has_fit(study, person)) {
        tell_unfit(story, study, person);
        return;
    }
    for (int k = 0; k < contrasts; k++) {
        kn_view view;

        kn_view_init(&view, study, person, k);
        tell_verdict(story, &view, person);
        kn_text_add(kn_story_add(story, KN_BLOCK_SECTION), "How big is it?");
        kn_story_add_of(story, KN_BLOCK_SIZE, person, k);
        kn_text_add(kn_story_add(story, KN_BLOCK_SECTION), "How sure is it?");
        kn_story_sureness(&view, kn_story_add(story, KN_BLOCK_PARAGRAPH));
        kn_story_add_of(story, KN_BLOCK_HUNDRED, person, k);
        if (k == contrasts - 1)
            tell_limits(story, &view);
        kn_view_release(&view);
    }
    kn_text_add(kn_story_add(story, KN_BLOCK_SECTION), "Doubts");
    for (size_t i = 0; i < answer->doubts.count; i++)
        kn_story_doubt(study, person, &answer->doubts.list[i],
                       kn_story_add(story, KN_BLOCK_BULLET));
    if (answer->doubts.count == 0)
        kn_text_add(kn_story_add(story, KN_BLOCK_PARAGRAPH), kn_words_no_doubts);
    tell_days(story, study, person);
}

kn_code kn_story_init(kn_story *story, const kn_study *study, kn_error *err)
{
    memset(story, 0, sizeof *story);
    kn_text_init(&story->text, STORY_LIMIT);
    if (study->dataset->people == 1)
        kn_story_person(story, study, 0);
    else
        kn_story_people(story, study);
    kn_story_numbers(story, study);
    kn_story_made(story, study);
    if (story->failed)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for the report");
    return kn_text_check(&story->text, "the report", err);
}

void kn_story_release(kn_story *story)
{
    kn_text_release(&story->text);
    free(story->block);
    memset(story, 0, sizeof *story);
}
