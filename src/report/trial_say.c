/* One line each: the state of a trial, what is to be done on a day, an event. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/trial_words.h"
#include "report/words.h"

static const size_t NAME_CHARACTERS = 60, REASON_CHARACTERS = 160;

void kn_trial_say_arm(const kn_trial_design *design, int arm, kn_text *out)
{
    char name[KN_NAME_SIZE];

    kn_trial_arm_name(design, arm, name);
    kn_words_name(out, name, NAME_CHARACTERS);
}

void kn_trial_say_outcome(const kn_trial_design *design, kn_text *out)
{
    kn_text name;

    if (strcmp(design->outcome, KN_OUTCOME_SPASM_DAYS) == 0) {
        kn_text_add(out, "days with a spasm");
        return;
    }
    kn_text_init(&name, KN_TRIAL_TEXT_LIMIT);
    kn_words_name(&name, design->outcome_name, NAME_CHARACTERS);
    if (name.size > 1 && name.bytes[0] >= 'A' && name.bytes[0] <= 'Z' && name.bytes[1] >= 'a' &&
        strlen(design->outcome) < KN_ID_SIZE - 1) /* the person's own names stay as they are */
        name.bytes[0] = (char)(name.bytes[0] - 'A' + 'a');
    kn_text_add(out, kn_text_string(&name));
    kn_text_release(&name);
}

void kn_trial_say_length(int days, kn_text *out)
{
    if (days >= 14 && days % 7 == 0)
        kn_words_count(out, days / 7, "week", "weeks");
    else
        kn_words_count(out, days, "day", "days");
}

/* Differences that people have a word for, as ratios. */
static const struct common_ratio {
    double ratio;
    const char *fewer, *lower;
} common_ratios[] = {
    {0.75, "a quarter fewer", "a quarter lower"},
    {2.0 / 3, "a third fewer", "a third lower"},
    {0.5, "half as many", "half as high"},
    {4.0 / 3, "a third more", "a third higher"},
    {1.5, "half as many again", "half as high again"},
    {2, "twice as many", "twice as high"},
};

void kn_trial_say_important(const kn_trial_design *design, kn_text *out)
{
    bool is_count = design->family == KN_POISSON;
    double ratio = exp(design->better * design->important);

    if (design->family == KN_GAUSSIAN) {
        kn_words_number(out, design->important);
        kn_text_addf(out, " %s %s", design->important == 1 ? "point" : "points",
                     design->better < 0 ? "lower" : "higher");
        return;
    }
    for (size_t i = 0; i < sizeof common_ratios / sizeof *common_ratios; i++)
        if (fabs(log(ratio / common_ratios[i].ratio)) < 0.005) {
            kn_text_addf(out, "%s%s", is_count ? common_ratios[i].fewer : common_ratios[i].lower,
                         is_count ? "" : " odds");
            return;
        }
    kn_say_amount(out, is_count ? KN_AMOUNT_COUNT : KN_AMOUNT_ODDS, ratio, 0, false);
    kn_text_add(out, is_count ? "" : " odds");
}

/* ---- State ------------------------------------------------------------------------------------*/

static void say_seal(const kn_trial *trial, kn_text *out)
{
    if (!trial->protocol.design.blinded)
        return;
    if (trial->opened_early)
        kn_text_add(out, " Opened before the end.");
    else if (!trial->opened)
        kn_text_add(out, trial->state == KN_TRIAL_FINISHED || trial->state == KN_TRIAL_STOPPED
                             ? " Still sealed."
                             : " Sealed until the end.");
}

void kn_trial_say_state(const kn_trial *trial, kn_text *out)
{
    kn_trial_day on = kn_trial_on(trial, trial->today);
    const kn_trial_pause *pause =
        trial->pause_count > 0 ? &trial->pauses[trial->pause_count - 1] : NULL;
    char date[KN_WORDS_SIZE];

    switch (trial->state) {
    case KN_TRIAL_DRAFT:
        kn_text_add(out, "Not started yet.");
        return;
    case KN_TRIAL_WAITING:
        kn_text_addf(out, "Starts on %s.", kn_words_date(date, trial->first_day, trial->today));
        break;
    case KN_TRIAL_RUNNING:
        if (on.phase == KN_PHASE_PAUSED) /* the gap before an extension */
            kn_text_addf(out, "Goes on after %s.", kn_words_date(date, on.until, trial->today));
        else
            kn_text_addf(out, "Running, day %d of %d.", on.number, on.of);
        if (on.phase == KN_PHASE_RUN_IN)
            kn_text_add(out, " These first days are not compared.");
        break;
    case KN_TRIAL_PAUSED:
        kn_text_addf(out, "Paused since %s.",
                     kn_words_date(date, pause ? pause->first_day : trial->today, trial->today));
        break;
    case KN_TRIAL_FINISHED:
        kn_text_addf(out, "Finished on %s.", kn_words_date(date, trial->last_day, trial->today));
        break;
    case KN_TRIAL_STOPPED:
        kn_text_addf(out, "Ended early, on %s.",
                     kn_words_date(date, trial->last_day, trial->today));
        break;
    }
    say_seal(trial, out);
}

/* ---- Today ------------------------------------------------------------------------------------*/

static void say_until(const kn_trial *trial, const kn_trial_day *on, int32_t day, kn_text *line)
{
    char date[KN_WORDS_SIZE];

    if (on->until <= day)
        kn_text_add(line, trial->protocol.design.order == KN_ORDER_DAYS ? "For today only."
                                                                        : "Today is its last day.");
    else
        kn_text_addf(line, "Until %s.", kn_words_date(date, on->until, day));
}

static void say_unit(const kn_trial *trial, const kn_trial_day *on, int32_t day, kn_text *title,
                     kn_text *line)
{
    const kn_trial_unit *unit = &trial->units[on->unit];
    const kn_trial_design *design = &trial->protocol.design;

    if (unit->arm == KN_ARM_UNKNOWN) {
        kn_text_addf(title, "Today: envelope %s", unit->label);
        kn_text_add(line, "Take what is in it, as every day. ");
    } else {
        kn_text_add(title, "Today: ");
        if (strcmp(design->arm[unit->arm].key, KN_ARM_USUAL) == 0)
            kn_text_add(title, "as usual");
        else
            kn_trial_say_arm(design, unit->arm, title);
        if (design->arm[unit->arm].how[0]) {
            kn_words_name(line, design->arm[unit->arm].how, REASON_CHARACTERS);
            kn_text_add(line, ". ");
        }
    }
    say_until(trial, on, day, line);
}

void kn_trial_say_today(const kn_trial *trial, int32_t day, kn_text *title, kn_text *line)
{
    kn_trial_day on = kn_trial_on(trial, day);
    char date[KN_WORDS_SIZE];

    if (trial->state == KN_TRIAL_DRAFT) {
        kn_text_add(title, "Not started yet");
        kn_text_add(line, "Nothing is drawn until you start it.");
        return;
    }
    switch (on.phase) {
    case KN_PHASE_BEFORE:
        kn_text_addf(title, "Starts on %s", kn_words_date(date, trial->first_day, day));
        kn_text_add(line, "Until then there is nothing to do.");
        break;
    case KN_PHASE_RUN_IN:
        kn_text_add(title, "Today: as usual");
        kn_text_add(line, "These first days show how things are now; they are not compared. ");
        say_until(trial, &on, day, line);
        break;
    case KN_PHASE_WASHOUT:
    case KN_PHASE_ON:
        say_unit(trial, &on, day, title, line);
        break;
    case KN_PHASE_PAUSED:
        kn_text_add(title, "Paused");
        kn_text_add(line, "Nothing to do for the trial. Go on whenever you can.");
        break;
    case KN_PHASE_AFTER:
        kn_text_add(title, trial->stopped ? "The trial has ended early" : "The trial is over");
        kn_text_add(line, trial->protocol.is_open ? "You can see what came out of it."
                                                  : "The code on the helper's sheet opens it.");
        break;
    }
}

/* ---- Events -----------------------------------------------------------------------------------*/

static void add_reason(const json_t *body, const char *member, kn_text *out)
{
    const char *reason = kn_words_member(body, member);

    if (!reason || !reason[0]) {
        kn_text_add_char(out, '.');
        return;
    }
    kn_text_add(out, ": ");
    kn_words_name(out, reason, REASON_CHARACTERS);
    if (!strchr(".?", out->size > 0 ? out->bytes[out->size - 1] : '.'))
        kn_text_add_char(out, '.');
}

static void say_guess(const kn_trial *trial, const json_t *body, kn_text *out)
{
    const json_t *arm = json_object_get(body, "arm");
    const char *sure = kn_words_member(body, "sure");
    json_int_t at = json_integer_value(arm);

    kn_text_addf(out, "Guess about period %lld: ",
                 (long long)json_integer_value(json_object_get(body, "period")));
    if (!json_is_integer(arm) || at < 0 || at >= trial->protocol.design.arms) {
        kn_text_add(out, "cannot tell.");
        return;
    }
    kn_trial_say_arm(&trial->protocol.design, (int)at, out);
    kn_text_addf(out, "%s.",
                 !sure                          ? ""
                 : strcmp(sure, "certain") == 0 ? ", certain"
                 : strcmp(sure, "fairly") == 0  ? ", fairly sure"
                                                : ", a guess");
}

static void say_decision(const json_t *body, kn_text *out)
{
    static const char *const words[][2] = {{"keep", "keep it"},
                                           {"leave", "leave it"},
                                           {"extend", "go on for longer"},
                                           {"other", "something else"}};
    const char *decision = kn_words_member(body, "decision");
    const json_t *still = json_object_get(body, "still");

    kn_text_add(out, "Decided: ");
    for (size_t i = 0; decision && i < sizeof words / sizeof *words; i++)
        if (strcmp(decision, words[i][0]) == 0)
            kn_text_add(out, words[i][1]);
    if (json_is_boolean(still))
        kn_text_add(out, json_is_true(still) ? "; still so four weeks later"
                                             : "; no longer so four weeks later");
    add_reason(body, "reason", out);
}

void kn_trial_say_event(const kn_trial *trial, const kn_trial_event *event, kn_text *out)
{
    const json_t *body = event->body;
    const char *result = kn_words_member(body, "result");
    char date[KN_WORDS_SIZE];

    kn_words_date(date, event->day, trial->today);
    switch (event->kind) {
    case KN_EVENT_AMEND:
        kn_text_addf(out, "Changed from %s on", date);
        add_reason(body, "what", out);
        if (kn_words_member(body, "reason")) {
            kn_text_add(out, " Why");
            add_reason(body, "reason", out);
        }
        return;
    case KN_EVENT_PAUSE:
        kn_text_addf(out, "Paused from %s", date);
        break;
    case KN_EVENT_RESUME:
        kn_text_addf(out, "Went on from %s", date);
        break;
    case KN_EVENT_STOP:
        kn_text_addf(out, "Ended early on %s", date);
        break;
    case KN_EVENT_LOOK:
        kn_text_addf(out, "Planned look after %lld rounds: %s",
                     (long long)json_integer_value(json_object_get(body, "cycles")),
                     result && strcmp(result, "stop") == 0 ? "clear enough to stop" : "go on");
        break;
    case KN_EVENT_PEEK:
        kn_text_addf(out, "Looked at the results before the end, on %s", date);
        break;
    case KN_EVENT_UNBLIND:
        kn_text_addf(out, "Seal opened on %s%s", date,
                     json_is_true(json_object_get(body, "emergency")) ? " in an emergency" : "");
        break;
    case KN_EVENT_GUESS:
        say_guess(trial, body, out);
        return;
    case KN_EVENT_EXTEND:
        kn_text_addf(out, "%lld more rounds added on %s",
                     (long long)json_integer_value(json_object_get(body, "cycles")), date);
        break;
    case KN_EVENT_DECISION:
        say_decision(body, out);
        return;
    case KN_EVENT_COUNT:
        return;
    }
    add_reason(body, "reason", out);
}
