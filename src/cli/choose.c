#define _GNU_SOURCE /* strcasestr */
#include "cli/choose.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PART_SIZE = 128, WORDS_MAX = 1024 };

kn_code kn_open_with_catalogue(kn_session *session, const kn_diary_options *common,
                               json_t **catalogue, kn_error *err)
{
    kn_code code = kn_session_open(session, common, KN_STORE_CREATE, err);

    *catalogue = NULL;
    return code ? code : kn_session_ask(session, "catalogue", NULL, catalogue, err);
}

/* Equal but for case, and for what stands where a blank might. */
static bool is_same(const char *a, const char *b)
{
    for (; *a && *b; a++, b++) {
        char x = strchr("-_ ", *a) ? ' ' : (char)tolower((unsigned char)*a);
        char y = strchr("-_ ", *b) ? ' ' : (char)tolower((unsigned char)*b);

        if (x != y)
            return false;
    }
    return *a == *b;
}

/* The keys that hold the word, such as left-chest for chest: "left-chest, right-chest", or "". */
static void list_longer(const json_t *items, const char *word, char *list, size_t size)
{
    size_t used = 0;

    list[0] = '\0';
    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        const char *key = json_string_value(json_object_get(item, "id"));

        if (!key)
            key = json_string_value(json_object_get(item, "key"));
        if (!key || !strcasestr(key, word) || used + strlen(key) + 3 > size)
            continue;
        used += (size_t)snprintf(list + used, size - used, "%s%s", used ? ", " : "", key);
    }
}

kn_code kn_choose(const json_t *catalogue, const char *list, const char *option, const char *word,
                  const char **key, kn_error *err)
{
    static const char *const members[] = {"key", "id", "name", "chip"};
    const char *words[WORDS_MAX], *nearest;
    char longer[PART_SIZE];
    const json_t *items = json_object_get(catalogue, list);
    size_t count = 0;

    for (size_t i = 0; i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);

        for (size_t m = 0; m < sizeof members / sizeof members[0]; m++) {
            const char *text = json_string_value(json_object_get(item, members[m]));

            if (!text)
                continue;
            if (count < WORDS_MAX)
                words[count++] = text;
            if (!is_same(text, word))
                continue;
            *key = json_string_value(json_object_get(item, "key"));
            if (!*key)
                *key = json_string_value(json_object_get(item, "id"));
            return KN_OK;
        }
    }
    nearest = kn_nearest(word, words, count);
    list_longer(items, word, longer, sizeof longer);
    kn_fail(err, KN_USAGE, NULL, "%s: \"%.60s\" is not known", option, word);
    if (longer[0])
        return kn_hint(err, "Do you mean one of these: %s?", longer);
    if (nearest)
        return kn_hint(err, "Did you mean \"%s\"?", nearest);
    return kn_hint(err, "unknot api catalogue lists them all.");
}

/* The parts of "a:b:c"; 0 if one is empty or too long, or if there are more than `most`. */
static size_t split(const char *text, size_t most, char parts[][PART_SIZE])
{
    size_t count = 0;

    for (;;) {
        size_t length = strcspn(text, ":");

        if (length == 0 || length >= PART_SIZE || count == most)
            return 0;
        memcpy(parts[count], text, length);
        parts[count++][length] = '\0';
        if (text[length] == '\0')
            return count;
        text += length + 1;
    }
}

static kn_code fail_parts(const char *option, const char *text, const char *hint, kn_error *err)
{
    kn_fail(err, KN_USAGE, NULL, "%s does not understand \"%.100s\"", option, text);
    return kn_hint(err, "%s", hint);
}

static bool read_digits(const char *text, int *value)
{
    if (!*text || strlen(text) > 5 || strspn(text, "0123456789") != strlen(text))
        return false;
    *value = atoi(text);
    return true;
}

kn_code kn_add_site(const json_t *catalogue, const char *text, json_t *array, kn_error *err)
{
    static const char hint[] =
        "Write --site left-calf, or --site left-calf:6 with its pain, 0 to 10.";
    char parts[2][PART_SIZE];
    size_t count = split(text, 2, parts);
    const char *key;
    json_t *site;
    int pain = 0;
    kn_code code;

    if (count == 0 || (count == 2 && (!read_digits(parts[1], &pain) || pain > 10)))
        return fail_parts("--site", text, hint, err);
    code = kn_choose(catalogue, "regions", "--site", parts[0], &key, err);
    if (code)
        return code;
    site = json_pack("{s:s}", "site", key);
    if (count == 2)
        json_object_set_new(site, "pain", json_integer(pain));
    json_array_append_new(array, site);
    return KN_OK;
}

static bool is_help(const char *word)
{
    return strcmp(word, "much") == 0 || strcmp(word, "little") == 0 || strcmp(word, "none") == 0 ||
           strcmp(word, "worse") == 0;
}

kn_code kn_add_done(const json_t *catalogue, const char *text, json_t *array, kn_error *err)
{
    static const char hint[] = "Write --did heat_local, --did heat_local:much (none, little, much "
                               "or worse), or --did heat_local:much:3 (minutes).";
    char parts[3][PART_SIZE];
    size_t count = split(text, 3, parts);
    const char *key;
    json_t *done;
    int minutes = 0;
    kn_code code;

    if (count == 0 || (count > 1 && !is_help(parts[1])) ||
        (count > 2 && !read_digits(parts[2], &minutes)))
        return fail_parts("--did", text, hint, err);
    code = kn_choose(catalogue, "treatments", "--did", parts[0], &key, err);
    if (code)
        return code;
    done = json_pack("{s:s}", "treatment", key);
    if (count > 1)
        json_object_set_new(done, "helped", json_string(parts[1]));
    if (count > 2)
        json_object_set_new(done, "after_minutes", json_integer(minutes));
    json_array_append_new(array, done);
    return KN_OK;
}
