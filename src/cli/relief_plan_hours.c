/* Members of the plan of the relief experiment that are about all remedies, from words. */
#include "cli/relief_plan.h"

#include <stdio.h>
#include <string.h>

#include "cli/options.h"

/* "22:00-06:00"; hours of which the last is the first are none. */
kn_code kn_plan_set_hours(const char *option, const char *member, const char *text, json_t *plan,
                          kn_error *err)
{
    unsigned part[4];
    int length = 0;
    json_t *hours;
    char from[8], to[8];

    if (!text)
        return KN_OK;
    if (strcmp(text, "none") == 0)
        text = "00:00-00:00";
    if (sscanf(text, "%2u:%2u-%2u:%2u%n", &part[0], &part[1], &part[2], &part[3], &length) != 4 ||
        text[length] || part[0] > 23 || part[2] > 23 || part[1] > 59 || part[3] > 59) {
        kn_fail(err, KN_USAGE, NULL, "%s does not understand \"%.40s\"", option, text);
        return kn_hint(err, "Write the hours like this: %s 22:00-06:00, or none.", option);
    }
    snprintf(from, sizeof from, "%02u:%02u", part[0] % 24, part[1] % 60);
    snprintf(to, sizeof to, "%02u:%02u", part[2] % 24, part[3] % 60);
    hours = json_object_get(plan, member);
    if (!json_is_object(hours)) {
        hours = json_object();
        json_object_set_new(plan, member, hours);
    }
    json_object_set_new(hours, "from", json_string(from));
    json_object_set_new(hours, "to", json_string(to));
    return KN_OK;
}

kn_code kn_plan_set_work_days(const char *text, json_t *plan, kn_error *err)
{
    json_t *work, *days;

    if (!text)
        return KN_OK;
    if (strspn(text, "1234567") != strlen(text) || strlen(text) > 7) {
        kn_fail(err, KN_USAGE, NULL, "--work-days does not understand \"%.40s\"", text);
        return kn_hint(err, "Write the days as digits, such as 12345 for Monday to Friday.");
    }
    work = json_object_get(plan, "work");
    if (!json_is_object(work)) {
        work = json_object();
        json_object_set_new(plan, "work", work);
    }
    days = json_array();
    for (int day = 1; day <= 7; day++)
        if (strchr(text, '0' + day))
            json_array_append_new(days, json_integer(day));
    json_object_set_new(work, "days", days);
    return KN_OK;
}

kn_code kn_plan_set_limit(const char *text, json_t *plan, kn_error *err)
{
    double limit;
    const char *end;

    if (!text)
        return KN_OK;
    if (strcmp(text, "none") == 0) {
        json_object_del(plan, "wait_limit");
        return KN_OK;
    }
    if (!kn_read_number(text, &limit, &end) || *end || limit < 0 || limit > 10 ||
        limit != (double)(int)limit) {
        kn_fail(err, KN_USAGE, NULL, "--wait-limit cannot be \"%.40s\"", text);
        return kn_hint(err, "It is a whole number from 0 to 10, or none.");
    }
    json_object_set_new(plan, "wait_limit", json_integer((int)limit));
    return KN_OK;
}
