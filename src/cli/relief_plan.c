/* unknot relief plan: what is compared from spasm to spasm. It changes members of the plan that the
 * operation `relief` gave and hands it to `relief-plan`, which checks it. */
#include <stdio.h>
#include <string.h>

#include "cli/choose.h"
#include "cli/commands.h"
#include "cli/relief_diary.h"
#include "cli/relief_plan.h"
#include "cli/say.h"
#include "cli/spasm.h"
#include "cli/trial.h"

typedef struct plan_arguments {
    kn_diary_options common;
    kn_words set, add, drop, rest, how, not_at_night, not_at_work, any_time, not_on;
    const char *use, *wait_limit, *night, *work, *work_days;
    int odds;           /* 0: not given, 1 equal, 2 adaptive */
    int worth, cluster; /* -1: not given */
    bool on, off, anew;
} plan_arguments;

static const plan_arguments plan_defaults = {.worth = -1, .cluster = -1};

#define AT(field) offsetof(plan_arguments, field)
#define MANY      "; may be given more than once"

static const kn_option plan_options[] = {
    {.help = "What is compared"},
    {"set", "REMEDY", NULL, "these are compared and no others, such as heat" MANY, KN_OPTION_LIST,
     AT(set), 0, NULL},
    {"add", "REMEDY", NULL, "this one as well" MANY, KN_OPTION_LIST, AT(add), 0, NULL},
    {"drop", "REMEDY", NULL, "this one no longer" MANY, KN_OPTION_LIST, AT(drop), 0, NULL},
    {"how", "REMEDY=TEXT", NULL, "how you do it, in one line" MANY, KN_OPTION_LIST, AT(how), 0,
     NULL},
    {.help = "When one is not picked"},
    {"rest", "REMEDY:HOURS", NULL, "not again within so many hours, 0 to 72" MANY, KN_OPTION_LIST,
     AT(rest), 0, NULL},
    {"not-at-night", "REMEDY", NULL, "not at night" MANY, KN_OPTION_LIST, AT(not_at_night), 0,
     NULL},
    {"not-at-work", "REMEDY", NULL, "not at work" MANY, KN_OPTION_LIST, AT(not_at_work), 0, NULL},
    {"any-time", "REMEDY", NULL, "at night and at work after all" MANY, KN_OPTION_LIST,
     AT(any_time), 0, NULL},
    {"not-on", "REMEDY:REGION", NULL, "not in this place, such as rub:left-calf" MANY,
     KN_OPTION_LIST, AT(not_on), 0, NULL},
    {"wait-limit", "0-10|none", NULL, "with more pain than this, waiting is not picked",
     KN_OPTION_TEXT, AT(wait_limit), 0, NULL},
    {"night", "HH:MM-HH:MM", "22:00-06:00", "when it is night", KN_OPTION_TEXT, AT(night), 0, NULL},
    {"work", "HH:MM-HH:MM", "09:00-17:00", "when you work; or none", KN_OPTION_TEXT, AT(work), 0,
     NULL},
    {"work-days", "DIGITS", "12345", "on which days, 1 is Monday", KN_OPTION_TEXT, AT(work_days), 0,
     NULL},
    {.help = "How it is picked"},
    {"odds", "equal|adaptive", "equal",
     "adaptive leans to what has eased sooner so far, never under 1 in 10", KN_OPTION_CHOICE,
     AT(odds), 1, NULL},
    {"cluster", "MINUTES", "120",
     "a spasm so soon after another gets no pick of its own, 30 to 720", KN_OPTION_COUNT,
     AT(cluster), 0, NULL},
    {"worth", "PERCENT", "25", "how much sooner is worth having, 5 to 50", KN_OPTION_COUNT,
     AT(worth), 0, NULL},
    {.help = "On, off, done"},
    {"on", NULL, NULL, "pick from now on", KN_OPTION_FLAG, AT(on), 0, NULL},
    {"off", NULL, NULL, "pick nothing for now; all is kept", KN_OPTION_FLAG, AT(off), 0, NULL},
    {"use", "REMEDY", NULL, "you have decided: this one; nothing is picked any more",
     KN_OPTION_TEXT, AT(use), 0, NULL},
    {"anew", NULL, NULL, "start anew: only what is picked from now on counts", KN_OPTION_FLAG,
     AT(anew), 0, NULL},
    KN_DIARY_OPTIONS,
};

/* ---- Remedies of the plan ---------------------------------------------------------------------*/

static json_t *find(const json_t *plan, const char *key)
{
    const json_t *remedies = json_object_get(plan, "remedies");

    for (size_t i = 0; i < json_array_size(remedies); i++)
        if (strcmp(kn_member(json_array_get(remedies, i), "key"), key) == 0)
            return json_array_get(remedies, i);
    return NULL;
}

/* The remedy called so; it must be compared. */
static kn_code choose(const json_t *plan, const json_t *catalogue, const char *option,
                      const char *word, json_t **remedy, kn_error *err)
{
    const char *key;
    kn_code code = kn_choose(catalogue, "treatments", option, word, &key, err);

    if (code)
        return code;
    *remedy = find(plan, key);
    if (*remedy)
        return KN_OK;
    kn_fail(err, KN_USAGE, NULL, "%s: \"%.60s\" is not compared", option, word);
    return kn_hint(err, "Add it in the same command: --add %.60s.", word);
}

/* "heat:4" into the word before the last mark and what stands behind it. */
static kn_code split(const char *option, const char *text, char mark, char word[128],
                     const char **rest, kn_error *err)
{
    const char *at = mark == '=' ? strchr(text, mark) : strrchr(text, mark);

    if (at && at > text && at[1] && at - text < 128) {
        snprintf(word, 128, "%.*s", (int)(at - text), text);
        *rest = at + 1;
        return KN_OK;
    }
    kn_fail(err, KN_USAGE, NULL, "%s does not understand \"%.60s\"", option, text);
    return kn_hint(err, "Write %s REMEDY%c%s.", option, mark,
                   mark == '='                     ? "TEXT"
                   : strcmp(option, "--rest") == 0 ? "HOURS, such as heat:4"
                                                   : "REGION, such as rub:left-calf");
}

static void add_remedy(json_t *remedies, const json_t *before, const char *key)
{
    json_t *known = find(before, key);

    json_array_append_new(remedies, known ? json_deep_copy(known) : json_pack("{s:s}", "key", key));
}

/* --set, --add, --drop; a remedy that stays keeps its rules. */
static kn_code set_remedies(const plan_arguments *arguments, const json_t *catalogue, json_t *plan,
                            kn_error *err)
{
    const struct {
        const char *option;
        const kn_words *words;
    } rows[] = {
        {"--set", &arguments->set}, {"--add", &arguments->add}, {"--drop", &arguments->drop}};
    json_t *remedies =
        arguments->set.count ? json_array() : json_deep_copy(json_object_get(plan, "remedies"));
    json_t *before = json_deep_copy(plan);
    kn_code code = KN_OK;

    for (size_t r = 0; r < 3 && code == KN_OK; r++)
        for (size_t i = 0; i < rows[r].words->count && code == KN_OK; i++) {
            const char *key = "", *word = rows[r].words->word[i];
            bool is_there;

            code = kn_choose(catalogue, "treatments", rows[r].option, word, &key, err);
            json_object_set(plan, "remedies", remedies);
            is_there = code == KN_OK && find(plan, key) != NULL;
            if (code == KN_OK && r < 2 && !is_there)
                add_remedy(remedies, before, key);
            if (code == KN_OK && r == 2 && !is_there) {
                kn_fail(err, KN_USAGE, NULL, "--drop: \"%.60s\" is not compared", word);
                code = kn_hint(err, "What is compared: unknot relief plan.");
            }
            for (size_t k = json_array_size(remedies); r == 2 && k-- > 0;)
                if (strcmp(kn_member(json_array_get(remedies, k), "key"), key) == 0)
                    json_array_remove(remedies, k);
        }
    json_object_set_new(plan, "remedies", remedies);
    json_decref(before);
    return code;
}

static kn_code set_flags(const plan_arguments *arguments, const json_t *catalogue, json_t *plan,
                         kn_error *err)
{
    const struct {
        const char *option, *member;
        const kn_words *words;
        bool value;
    } rows[] = {{"--any-time", "not_at_night", &arguments->any_time, false},
                {"--any-time", "not_at_work", &arguments->any_time, false},
                {"--not-at-night", "not_at_night", &arguments->not_at_night, true},
                {"--not-at-work", "not_at_work", &arguments->not_at_work, true}};

    for (size_t r = 0; r < sizeof rows / sizeof rows[0]; r++)
        for (size_t i = 0; i < rows[r].words->count; i++) {
            json_t *remedy;
            kn_code code =
                choose(plan, catalogue, rows[r].option, rows[r].words->word[i], &remedy, err);

            if (code)
                return code;
            json_object_set_new(remedy, rows[r].member, json_boolean(rows[r].value));
        }
    return KN_OK;
}

static kn_code set_rest(const json_t *catalogue, json_t *plan, const char *text, kn_error *err)
{
    char word[128];
    const char *rest, *end;
    json_t *remedy;
    double hours;
    kn_code code = split("--rest", text, ':', word, &rest, err);

    if (code == KN_OK)
        code = choose(plan, catalogue, "--rest", word, &remedy, err);
    if (code)
        return code;
    if (!kn_read_number(rest, &hours, &end) || *end) {
        kn_fail(err, KN_USAGE, NULL, "--rest: \"%.40s\" is no number of hours", rest);
        return kn_hint(err, "Write --rest REMEDY:HOURS, such as heat:4.");
    }
    json_object_set_new(remedy, "rest_hours", json_real(hours));
    return KN_OK;
}

static kn_code set_how(const json_t *catalogue, json_t *plan, const char *text, kn_error *err)
{
    char word[128];
    const char *how;
    json_t *remedy;
    kn_code code = split("--how", text, '=', word, &how, err);

    if (code == KN_OK)
        code = choose(plan, catalogue, "--how", word, &remedy, err);
    if (code == KN_OK)
        kn_set_text(remedy, "how", how);
    return code;
}

static kn_code set_not_on(const json_t *catalogue, json_t *plan, const char *text, kn_error *err)
{
    char word[128];
    const char *region, *key;
    json_t *remedy, *sites;
    kn_code code = split("--not-on", text, ':', word, &region, err);

    if (code == KN_OK)
        code = choose(plan, catalogue, "--not-on", word, &remedy, err);
    if (code == KN_OK)
        code = kn_choose(catalogue, "regions", "--not-on", region, &key, err);
    if (code)
        return code;
    sites = json_object_get(remedy, "not_sites");
    if (!json_is_array(sites)) {
        sites = json_array();
        json_object_set_new(remedy, "not_sites", sites);
    }
    for (size_t i = 0; i < json_array_size(sites); i++)
        if (strcmp(json_string_value(json_array_get(sites, i)), key) == 0)
            return KN_OK;
    json_array_append_new(sites, json_string(key));
    return KN_OK;
}

/* ---- All of it -------------------------------------------------------------------------------*/

static kn_code set_rules(const plan_arguments *arguments, const json_t *catalogue, json_t *plan,
                         kn_error *err)
{
    static const char *const odds[] = {"", "equal", "adaptive"};
    kn_code code = set_flags(arguments, catalogue, plan, err);

    for (size_t i = 0; i < arguments->rest.count && code == KN_OK; i++)
        code = set_rest(catalogue, plan, arguments->rest.word[i], err);
    for (size_t i = 0; i < arguments->how.count && code == KN_OK; i++)
        code = set_how(catalogue, plan, arguments->how.word[i], err);
    for (size_t i = 0; i < arguments->not_on.count && code == KN_OK; i++)
        code = set_not_on(catalogue, plan, arguments->not_on.word[i], err);
    if (code == KN_OK)
        code = kn_plan_set_limit(arguments->wait_limit, plan, err);
    if (code == KN_OK)
        code = kn_plan_set_hours("--night", "night", arguments->night, plan, err);
    if (code == KN_OK)
        code = kn_plan_set_hours("--work", "work", arguments->work, plan, err);
    if (code == KN_OK)
        code = kn_plan_set_work_days(arguments->work_days, plan, err);
    if (arguments->odds > 0)
        kn_set_text(plan, "odds", odds[arguments->odds]);
    if (arguments->cluster >= 0)
        json_object_set_new(plan, "cluster_minutes", json_integer(arguments->cluster));
    if (arguments->worth >= 0)
        json_object_set_new(plan, "worth", json_real((100 - arguments->worth) / 100.0));
    return code;
}

/* ---- Writing ----------------------------------------------------------------------------------*/

/* A plan that is changed keeps its state; a first one is switched on. */
static kn_code set_state(const plan_arguments *arguments, const json_t *catalogue,
                         const json_t *plan, const json_t *before, json_t *request, kn_error *err)
{
    const char *state = kn_member(before, "state"), *settled = kn_member(before, "settled");
    json_t *remedy;
    kn_code code;

    if (arguments->on + arguments->off + !!arguments->use > 1) {
        kn_fail(err, KN_USAGE, NULL, "--on, --off and --use exclude one another");
        return kn_hint(err, "Say one of them.");
    }
    if (arguments->use) {
        code = choose(plan, catalogue, "--use", arguments->use, &remedy, err);
        if (code)
            return code;
        settled = kn_member(remedy, "key");
        state = "settled";
    } else if (arguments->off) {
        state = "off";
    } else if (arguments->on || arguments->anew || strcmp(state, "none") == 0) {
        state = "on";
    }
    kn_set_text(request, "state", state);
    if (strcmp(state, "settled") == 0)
        kn_set_text(request, "settled", settled);
    return KN_OK;
}

static kn_code write_plan(kn_session *session, const plan_arguments *arguments,
                          const json_t *catalogue, const json_t *before, json_t **reply,
                          kn_error *err)
{
    const json_t *now = json_object_get(before, "plan");
    json_t *plan = json_deep_copy(json_is_object(now) ? now : json_object_get(before, "suggested"));
    json_t *request = json_object();
    char version[KN_ID_SIZE];
    kn_code code = set_remedies(arguments, catalogue, plan, err);

    kn_id_new(version);
    kn_set_text(request, "version", version);
    json_object_set(request, "plan", plan);
    if (*kn_member(before, "version"))
        kn_set_text(request, "base", kn_member(before, "version"));
    if (arguments->anew)
        json_object_set_new(request, "anew", json_integer(1));
    if (code == KN_OK)
        code = set_rules(arguments, catalogue, plan, err);
    if (code == KN_OK)
        code = set_state(arguments, catalogue, plan, before, request, err);
    if (code == KN_OK)
        code = kn_session_ask(session, "relief-plan", json_incref(request), reply, err);
    json_decref(request);
    json_decref(plan);
    return code;
}

/* ---- The command ------------------------------------------------------------------------------*/

static bool is_change(const plan_arguments *a)
{
    const kn_words *lists[] = {&a->set,          &a->add,         &a->drop,     &a->rest,  &a->how,
                               &a->not_at_night, &a->not_at_work, &a->any_time, &a->not_on};

    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (lists[i]->count > 0)
            return true;
    return a->use || a->wait_limit || a->night || a->work || a->work_days || a->odds > 0 ||
           a->worth >= 0 || a->cluster >= 0 || a->on || a->off || a->anew;
}

static kn_code plan_relief(const kn_words *operands, void *context, kn_error *err)
{
    const plan_arguments *arguments = context;
    json_t *catalogue, *reply = NULL, *written = NULL;
    kn_session session;
    kn_code code = kn_open_with_catalogue(&session, &arguments->common, &catalogue, err);

    (void)operands;
    if (code == KN_OK)
        code = kn_session_ask(&session, "relief", NULL, &reply, err);
    if (code == KN_OK && is_change(arguments)) {
        code = write_plan(&session, arguments, catalogue, reply, &written, err);
        json_decref(reply);
        reply = written;
    }
    if (code == KN_OK && session.options->json)
        kn_print_json(reply);
    else if (code == KN_OK)
        kn_say_relief_plan(reply, catalogue);
    json_decref(reply);
    json_decref(catalogue);
    kn_session_close(&session);
    return code;
}

const kn_command kn_relief_plan_command = {
    .name = "relief plan",
    .operands = "",
    .summary = "what is compared from spasm to spasm; with options, change it",
    .about = "Remedies are compared fairly: while a spasm runs one of them is picked by chance. "
             "What was drawn\nbefore is kept whatever you change.",
    .example = "unknot relief plan --set heat --set rub --set wait --wait-limit 6 --on",
    .options = plan_options,
    .option_count = sizeof plan_options / sizeof plan_options[0],
    .act = plan_relief,
    .arguments_size = sizeof(plan_arguments),
    .defaults = &plan_defaults,
};
