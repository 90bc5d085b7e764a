/* The members of every kind, one table: checking reads it, docs/format.md is made from it. */
#include <string.h>

#include "diary/entry_parts.h"

enum {
    WEEK_SECONDS = 7 * 24 * 3600,
    DAY_MINUTES = 24 * 60,
    PHONE_MAX = 20,
    UNIT_MAX = 20,
    CAUSE_MAX = 500,
    HOW_MAX = 1000,
    KEYS_MAX = 40,
    DONE_MAX = 20,
    VALUES_MAX = 100,
    REASON_MAX = 500,
    CODE_MAX = 40,
    CYCLES_MAX = 365,
    UNITS_MAX = 730,
    LAST_ARM = 3,
};

#define KIND(k)          .kind = KN_KIND_##k
#define NEEDED           .required = true
#define WHOLE(from, to)  .type = KN_FIELD_WHOLE, .least = (from), .most = (to)
#define NUMBER(from, to) .type = KN_FIELD_NUMBER, .least = (from), .most = (to)
#define TEXT(characters) .type = KN_FIELD_TEXT, .least = 1, .most = (characters)
#define CHOICE(list)     .type = KN_FIELD_CHOICE, .choices = (list)
#define KEY(of)          .type = KN_FIELD_KEY, .choices = (of)
#define BOOL             .type = KN_FIELD_BOOL
#define DOCUMENT         .type = KN_FIELD_DOCUMENT
#define OF_TRIAL         .type = KN_FIELD_ID

const kn_field kn_fields[] = {
    {KIND(EPISODE), "pain", WHOLE(0, 10), .help = "how strong the pain was at its worst"},
    {KIND(EPISODE), "painful", BOOL,
     .help = "whether it hurt, when how much is not known; dropped when `pain` says the same"},
    {KIND(EPISODE), "lasted_seconds", NUMBER(0, WEEK_SECONDS), .help = "how long it lasted"},
    {KIND(EPISODE), "lasted_least_seconds", NUMBER(0, WEEK_SECONDS),
     .help = "the clock was forgotten: it had not eased by then; instead of `lasted_seconds`"},
    {KIND(EPISODE), "lasted_most_seconds", NUMBER(0, WEEK_SECONDS),
     .help = "and it had eased by then; absent: it was not seen to ease"},
    {KIND(EPISODE), "running", BOOL,
     .help = "`true`: not over yet, so without `lasted_...`; `false` is dropped"},
    {KIND(EPISODE), "pain_start", WHOLE(0, 10), .help = "the pain when it began"},
    {KIND(EPISODE), "pain_end", WHOLE(0, 10), .help = "the pain when it had eased"},
    {KIND(EPISODE), "sites", .type = KN_FIELD_PLACES, .most = KN_SITES_MAX,
     .help = "where, in the order marked, each place once"},
    {KIND(EPISODE), "repeated", BOOL, .help = "two or more within an hour in the same place"},
    {KIND(EPISODE), "ripple", BOOL, .help = "a flicker was seen under the skin"},
    {KIND(EPISODE), "warning_felt", BOOL, .help = "it announced itself"},
    {KIND(EPISODE), "context", CHOICE("rest|effort|night|other"),
     .help = "`effort`: during it or up to 6 hours after; `night`: in bed"},
    {KIND(EPISODE), "thought_cause", TEXT(CAUSE_MAX), .help = "what the person thinks set it off"},
    {KIND(EPISODE), "suspects", .type = KN_FIELD_KEYS, .most = KEYS_MAX, .choices = "suspect",
     .help = "suspects met before it"},
    {KIND(EPISODE), "done", .type = KN_FIELD_DONE, .most = DONE_MAX,
     .help = "what was tried against it, in order"},
    {KIND(EPISODE), "note", TEXT(KN_TEXT_MAX), .help = "anything else"},

    {KIND(CHECKIN), "values", .type = KN_FIELD_VALUES, .most = VALUES_MAX,
     .help =
         "by measure; `\"none\"` is an answer, a measure left out is not recorded; of the built-in "
         "ones `spasms` is whole, the others 0 to 10"},
    {KIND(CHECKIN), "note", TEXT(KN_TEXT_MAX), .help = "anything else"},

    {KIND(USE), "treatment", NEEDED, KEY("treatment"), .help = "what"},
    {KIND(USE), "taken", NEEDED, CHOICE("taken|not_taken|no_dose"),
     .help = "`not_taken`: planned, and left out; `no_dose`: none was planned that day"},
    {KIND(USE), "dose", TEXT(KN_LINE_MAX), .help = "how much, in the person's words"},
    {KIND(USE), "minutes", NUMBER(0, DAY_MINUTES), .help = "for how long"},
    {KIND(USE), "note", TEXT(KN_TEXT_MAX), .help = "anything else"},

    {KIND(EXPOSURE), "suspect", NEEDED, KEY("suspect"), .help = "which"},
    {KIND(EXPOSURE), "present", BOOL, .help = "whether it was met; either this or `level`"},
    {KIND(EXPOSURE), "level", WHOLE(0, 10), .help = "how much of it; 0: none"},
    {KIND(EXPOSURE), "note", TEXT(KN_TEXT_MAX), .help = "anything else"},

    {KIND(MEDICINE), "name", NEEDED, TEXT(KN_NAME_MAX), .help = "of the medicine"},
    {KIND(MEDICINE), "event", NEEDED, CHOICE("started|changed|stopped"), .help = "what happened"},
    {KIND(MEDICINE), "group",
     CHOICE("statin|diuretic|laba|serotonin|quinine|opioid|benzodiazepine|baclofen|antidepressant|"
            "anti_sickness|other"),
     .help = "what warnings look at"},
    {KIND(MEDICINE), "dose", TEXT(KN_LINE_MAX), .help = "in the person's words"},
    {KIND(MEDICINE), "note", TEXT(KN_TEXT_MAX), .help = "anything else"},

    {KIND(NOTE), "text", NEEDED, TEXT(KN_TEXT_MAX), .help = "the note"},

    {KIND(SURVEY), "survey", NEEDED, CHOICE("acr2016|fiqr"), .help = "which questionnaire"},
    {KIND(SURVEY), "answers", NEEDED, .type = KN_FIELD_ANSWERS,
     .help = "by item; an item left out was not answered"},

    {KIND(ANSWER), "flag", NEEDED, KEY("flag"), .help = "the warning whose question it was"},
    {KIND(ANSWER), "answer", NEEDED, CHOICE("yes|no|unsure"), .help = "what the person said"},
    {KIND(ANSWER), "about", .type = KN_FIELD_ID, .help = "the entry that led to the question"},

    {KIND(ADVICE), "flag", NEEDED, KEY("flag"), .help = "the warning about which advice was had"},
    {KIND(ADVICE), "note", TEXT(KN_TEXT_MAX), .help = "what was said"},

    {KIND(MEASURE), "name", TEXT(KN_NAME_MAX), .help = "needed, unless `replaces` is there"},
    {KIND(MEASURE), "scale", CHOICE("0-10|count|yes-no|number"),
     .help = "needed, unless `replaces` is there: then the built-in one keeps its own"},
    {KIND(MEASURE), "unit", TEXT(UNIT_MAX), .help = "of a number or a count"},
    {KIND(MEASURE), "low", TEXT(KN_NAME_MAX), .help = "what 0 of a scale 0-10 means"},
    {KIND(MEASURE), "high", TEXT(KN_NAME_MAX), .help = "what 10 means"},
    {KIND(MEASURE), "better", CHOICE("lower|higher|neither"), .help = "absent: as `neither`"},
    {KIND(MEASURE), "archived", BOOL, .help = "no longer offered; what was recorded stays"},
    {KIND(MEASURE), "replaces", KEY("measure"), .help = "the built-in one that this is about"},

    {KIND(TREATMENT), "name", TEXT(KN_NAME_MAX), .help = "needed, unless `replaces` is there"},
    {KIND(TREATMENT), "how", TEXT(HOW_MAX), .help = "how the person does it"},
    {KIND(TREATMENT), "acute", BOOL, .help = "used during an episode"},
    {KIND(TREATMENT), "archived", BOOL, .help = "no longer offered; what was recorded stays"},
    {KIND(TREATMENT), "replaces", KEY("treatment"), .help = "the built-in one that this is about"},

    {KIND(SUSPECT), "name", TEXT(KN_NAME_MAX), .help = "needed, unless `replaces` is there"},
    {KIND(SUSPECT), "graded", BOOL, .help = "asked as 0 to 10 instead of yes or no"},
    {KIND(SUSPECT), "before", BOOL,
     .help = "it cannot follow a spasm, as weather cannot: it counts on the day itself"},
    {KIND(SUSPECT), "archived", BOOL, .help = "no longer offered; what was recorded stays"},
    {KIND(SUSPECT), "replaces", KEY("suspect"), .help = "the built-in one that this is about"},

    {KIND(PROFILE), "age", CHOICE("under18|18to50|over50"), .help = "for warnings"},
    {KIND(PROFILE), "pregnant", BOOL, .help = "for warnings"},
    {KIND(PROFILE), "conditions", .type = KN_FIELD_CHOICES,
     .choices = "kidney|liver|dialysis|diabetes|cancer", .help = "for warnings"},
    {KIND(PROFILE), "name", TEXT(KN_NAME_MAX), .help = "stands on the report"},

    {KIND(SETTING), "theme", CHOICE("system|light|dark"), .help = "colours of the app"},
    {KIND(SETTING), "text_size", WHOLE(100, 150), .choices = "100|125|150", .help = "in per cent"},
    {KIND(SETTING), "hand", CHOICE("right|left"), .help = "on which side the buttons are"},
    {KIND(SETTING), "emergency_number", TEXT(PHONE_MAX), .help = "shown with warnings"},
    {KIND(SETTING), "example", BOOL, .help = "everything in this diary is invented"},
    {KIND(SETTING), "copy_asked", .type = KN_FIELD_DAY,
     .help = "the day on which a safety copy was last offered"},

    {KIND(TRIAL), "design", NEEDED, DOCUMENT, .help = "what is compared, [trials.md](trials.md)"},
    {KIND(TRIAL), "protocol", DOCUMENT,
     .help = "the sealed protocol; without it the trial is a draft"},
    {KIND(TRIAL), "archived", BOOL, .help = "no longer among the trials shown first"},

    {KIND(TRIAL_EVENT), "trial", NEEDED, OF_TRIAL, .help = "the trial"},
    {KIND(TRIAL_EVENT), "event", NEEDED,
     CHOICE("amend|pause|resume|stop|look|peek|unblind|guess|extend|decision"),
     .help = "what happened"},
    {KIND(TRIAL_EVENT), "day", NEEDED, .type = KN_FIELD_DAY, .help = "from which it holds"},
    {KIND(TRIAL_EVENT), "reason", TEXT(REASON_MAX), .help = "why"},
    {KIND(TRIAL_EVENT), "what", TEXT(REASON_MAX), .help = "`amend`: what is done otherwise"},
    {KIND(TRIAL_EVENT), "result", CHOICE("go_on|stop"), .help = "`look`: what it said"},
    {KIND(TRIAL_EVENT), "cycles", WHOLE(1, CYCLES_MAX),
     .help = "`look`: after how many; `extend`: how many more"},
    {KIND(TRIAL_EVENT), "code", TEXT(CODE_MAX), .help = "`unblind`, `extend`: the opening code"},
    {KIND(TRIAL_EVENT), "emergency", BOOL, .help = "`unblind`: for the person's safety"},
    {KIND(TRIAL_EVENT), "period", WHOLE(1, UNITS_MAX), .help = "`guess`: which period, from 1"},
    {KIND(TRIAL_EVENT), "arm", WHOLE(0, LAST_ARM),
     .help = "`guess`: which arm, from 0; absent: cannot tell"},
    {KIND(TRIAL_EVENT), "sure", CHOICE("guess|fairly|certain"), .help = "`guess`: how sure"},
    {KIND(TRIAL_EVENT), "extension", DOCUMENT, .help = "`extend`: the further periods"},
    {KIND(TRIAL_EVENT), "decision", CHOICE("keep|leave|extend|other"),
     .help = "`decision`: what the person does about it"},
    {KIND(TRIAL_EVENT), "still", BOOL, .help = "`decision`: asked again after four weeks"},

    {KIND(TRIAL_DAY), "trial", NEEDED, OF_TRIAL, .help = "the trial"},
    {KIND(TRIAL_DAY), "did", NEEDED, CHOICE("done|part|not_done|other"),
     .help = "whether what was planned was done; the last entry of a day counts"},
    {KIND(TRIAL_DAY), "amount", TEXT(KN_LINE_MAX), .help = "how much of it"},
    {KIND(TRIAL_DAY), "instead", TEXT(KN_LINE_MAX), .help = "`other`: what was done instead"},
    {KIND(TRIAL_DAY), "reason", TEXT(REASON_MAX), .help = "why"},

    {KIND(HARM), "what", NEEDED, TEXT(REASON_MAX), .help = "the unwanted effect"},
    {KIND(HARM), "severity", NEEDED, CHOICE("mild|moderate|severe"), .help = "how bad it was"},
    {KIND(HARM), "stopped", BOOL, .help = "the treatment was stopped because of it"},
    {KIND(HARM), "trial", OF_TRIAL, .help = "the trial during which it came"},
    {KIND(HARM), "note", TEXT(KN_TEXT_MAX), .help = "anything else"},

    {KIND(RELIEF), "plan", NEEDED, DOCUMENT, .help = "what is compared, [relief.md](relief.md)"},
    {KIND(RELIEF), "state", NEEDED, CHOICE("on|off|settled"),
     .help = "`off`: nothing is drawn; `settled`: the person has decided"},
    {KIND(RELIEF), "settled", KEY("treatment"), .help = "`settled`: on what"},

    {KIND(DRAW), "episode", NEEDED, .type = KN_FIELD_ID, .help = "for which it was made"},
    {KIND(DRAW), "draw", NEEDED, DOCUMENT,
     .help = "how it was made and what came out, [relief.md](relief.md); never changed"},
    {KIND(DRAW), "response", CHOICE("doing|skipped|chose"), .help = "what the person did about it"},
    {KIND(DRAW), "chose", KEY("treatment"), .help = "`chose`: what instead"},

    {KIND(READING), "what", NEEDED, CHOICE("temperature|sleep_hours"),
     .help =
         "`temperature`: outside that day, degrees Celsius; `sleep_hours`: of the night before"},
    {KIND(READING), "value", NEEDED, NUMBER(-90, 60), .help = "the last one of a day counts"},

    {KIND(FINDING), "finding", NEEDED, DOCUMENT,
     .help = "what was found on that day, [triggers.md](triggers.md); never changed"},

    {KIND(POOLED), "pooled", NEEDED, DOCUMENT,
     .help = "an answer of many people, [relief.md](relief.md)"},
    {KIND(POOLED), "archived", BOOL, .help = "no longer used"},
};
const size_t kn_field_count = sizeof kn_fields / sizeof *kn_fields;

const kn_field *kn_field_find(kn_kind kind, const char *name)
{
    for (size_t i = 0; i < kn_field_count; i++)
        if (kn_fields[i].kind == kind && strcmp(kn_fields[i].name, name) == 0)
            return &kn_fields[i];
    return NULL;
}

const kn_field *kn_field_nearest(kn_kind kind, const char *name)
{
    enum { MOST = 32 };
    const char *names[MOST], *nearest;
    size_t count = 0, length = strlen(name);

    for (size_t i = 0; i < kn_field_count; i++) {
        const kn_field *field = &kn_fields[i];

        if (field->kind != kind)
            continue;
        /* "lasted" for lasted_seconds: one begins with the other */
        if (length >= 3 && strncmp(field->name, name, length) == 0)
            return field;
        if (count < MOST)
            names[count++] = field->name;
    }
    nearest = kn_nearest(name, names, count);
    return nearest ? kn_field_find(kind, nearest) : NULL;
}

/* ---- docs/format.md ---------------------------------------------------------------------------*/

/* "a|b" as `a`, `b`. */
static void print_choices(kn_text *out, const char *choices)
{
    kn_text_add_char(out, '`');
    for (const char *c = choices; *c; c++)
        if (*c == '|')
            kn_text_add(out, "`, `");
        else
            kn_text_add_char(out, *c);
    kn_text_add_char(out, '`');
}

static void print_type(kn_text *out, const kn_field *field)
{
    switch (field->type) {
    case KN_FIELD_BOOL:
        kn_text_add(out, "`true` or `false`");
        break;
    case KN_FIELD_WHOLE:
        if (field->choices) {
            kn_text_add(out, "one of the numbers ");
            print_choices(out, field->choices);
        } else {
            kn_text_addf(out, "whole number, %.0f to %.0f", field->least, field->most);
        }
        break;
    case KN_FIELD_NUMBER:
        kn_text_addf(out, "number, %.0f to %.0f", field->least, field->most);
        break;
    case KN_FIELD_TEXT:
        kn_text_addf(out, "%s, at most %.0f characters",
                     field->most > KN_LINE_MAX ? "text" : "text of one line", field->most);
        break;
    case KN_FIELD_CHOICE:
        kn_text_add(out, "one of ");
        print_choices(out, field->choices);
        break;
    case KN_FIELD_CHOICES:
        kn_text_add(out, "list of ");
        print_choices(out, field->choices);
        break;
    case KN_FIELD_KEY:
        kn_text_addf(out, "key of a %s", field->choices);
        break;
    case KN_FIELD_KEYS:
        kn_text_addf(out, "list of keys of %ss, at most %.0f", field->choices, field->most);
        break;
    case KN_FIELD_ID:
        kn_text_add(out, "id of an entry");
        break;
    case KN_FIELD_PLACES:
        kn_text_addf(out, "list, at most %.0f, of {`site`: region, `pain`: whole number 0 to 10}",
                     field->most);
        break;
    case KN_FIELD_DONE:
        kn_text_addf(out,
                     "list, at most %.0f, of {`treatment`: key, `helped`: one of `none`, `little`, "
                     "`much`, `worse`, `after_minutes`: number, 0 to %d}",
                     field->most, KN_AFTER_MINUTES_MAX);
        break;
    case KN_FIELD_VALUES:
        kn_text_addf(out, "object of at most %.0f {key of a measure: number or `\"none\"`}",
                     field->most);
        break;
    case KN_FIELD_ANSWERS:
        kn_text_add(out, "object {item: whole number}");
        break;
    case KN_FIELD_DAY:
        kn_text_add(out, "day, as `2026-03-14`");
        break;
    case KN_FIELD_DOCUMENT:
        kn_text_addf(out, "object kept as it is, at most %d KB and %d levels",
                     KN_DOCUMENT_MAX / 1024, KN_DOCUMENT_DEPTH);
        break;
    }
}

void kn_fields_print_markdown(kn_text *out)
{
    for (size_t i = 0; i < kn_field_count; i++) {
        const kn_field *field = &kn_fields[i];

        if (i == 0 || field->kind != kn_fields[i - 1].kind)
            kn_text_addf(out,
                         "%s### `%s`\n\n| member | holds | meaning |\n"
                         "|---|---|---|\n",
                         i ? "\n" : "", kn_kind_word(field->kind));
        kn_text_addf(out, "| `%s`%s | ", field->name, field->required ? " (needed)" : "");
        print_type(out, field);
        kn_text_addf(out, " | %s |\n", field->help);
    }
}
