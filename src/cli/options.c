#include "cli/options.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/commands.h"

static const int COUNT_MAX = 10000, SCORE_MAX = 10;

const char *kn_option_name(char out[KN_OPTION_NAME_SIZE], const kn_option *option)
{
    snprintf(out, KN_OPTION_NAME_SIZE, "%s", option->name);
    for (char *c = out; *c; c++)
        if (*c == '_')
            *c = '-';
    return out;
}

static bool is_named(const kn_option *option, const char *name, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if (option->name[i] != name[i] && !(option->name[i] == '_' && name[i] == '-'))
            return false; /* a shorter name ends here, at its NUL */
    return option->name[length] == '\0';
}

static const kn_option *find_option(const kn_command *command, const char *name, size_t length,
                                    kn_error *err)
{
    enum { MOST = 64 };
    const char *names[MOST], *nearest;
    char word[32], shown[MOST][KN_OPTION_NAME_SIZE];
    size_t count = 0;

    for (size_t i = 0; i < command->option_count; i++) {
        const kn_option *option = &command->options[i];

        if (!option->name)
            continue;
        if (is_named(option, name, length))
            return option;
        if (count < MOST) {
            names[count] = kn_option_name(shown[count], option);
            count++;
        }
    }
    kn_fail(err, KN_USAGE, NULL, "there is no option --%.*s", (int)(length < 64 ? length : 64),
            name);
    snprintf(word, sizeof word, "%.*s", (int)(length < 31 ? length : 31), name);
    nearest = kn_nearest(word, names, count);
    if (nearest)
        kn_hint(err, "Did you mean --%s?", nearest);
    else
        kn_hint(err, "All options: unknot help %s.", command->name);
    return NULL;
}

bool kn_read_number(const char *text, double *value, const char **end)
{
    char *stop;

    *value = strtod(text, &stop);
    *end = stop;
    return stop != text && isfinite(*value);
}

kn_code kn_read_important(const char *text, double *number, bool *is_percent, kn_error *err)
{
    const char *end;

    if (kn_read_number(text, number, &end) && *number > 0) {
        *is_percent = strcmp(end, "%") == 0;
        if (*end == '\0' || (*is_percent && *number < 100))
            return KN_OK;
    }
    kn_fail(err, KN_USAGE, NULL,
            "--important must be a number above 0, or a percentage below 100%%, not \"%s\"", text);
    return kn_hint(err, "For example --important 1 (one point), or --important 25%%.");
}

static bool read_whole(const char *text, uint64_t most, uint64_t *value)
{
    char *stop;

    if (text[0] < '0' || text[0] > '9')
        return false;
    errno = 0;
    *value = strtoull(text, &stop, 10);
    return *stop == '\0' && errno == 0 && *value <= most;
}

static kn_code set_choice(const kn_option *option, const char *value, int *field, kn_error *err)
{
    size_t length = strlen(value);
    int index = option->first;

    for (const char *word = option->argument; *word; index++) {
        size_t n = strcspn(word, "|");

        if (n == length && memcmp(word, value, n) == 0) {
            *field = index;
            return KN_OK;
        }
        word += n + (word[n] == '|');
    }
    kn_fail(err, KN_USAGE, NULL, "--%s cannot be \"%s\"", option->name, value);
    return kn_hint(err, "It is one of %s.", option->argument);
}

static kn_code set_whole(const kn_option *option, const char *value, int most, int *field,
                         kn_error *err)
{
    uint64_t whole;

    if (!read_whole(value, (uint64_t)most, &whole))
        return kn_fail(err, KN_USAGE, NULL, "--%s must be a whole number from 0 to %d, not \"%s\"",
                       option->name, most, value);
    *field = (int)whole;
    return KN_OK;
}

static kn_code set_text(const kn_option *option, const char *value, void *field, kn_error *err)
{
    kn_words *list = field;

    if (!*value)
        return kn_fail(err, KN_USAGE, NULL, "--%s is empty", option->name);
    if (option->kind == KN_OPTION_TEXT)
        *(const char **)field = value;
    else if (list->count == KN_WORDS_MAX)
        return kn_fail(err, KN_USAGE, NULL, "--%s is given more than %d times", option->name,
                       KN_WORDS_MAX);
    else
        list->word[list->count++] = value;
    return KN_OK;
}

static kn_code set_option(const kn_option *option, const char *value, void *arguments,
                          kn_error *err)
{
    void *field = (char *)arguments + option->offset;
    const char *end;

    switch (option->kind) {
    case KN_OPTION_FLAG:
        *(bool *)field = true;
        return KN_OK;
    case KN_OPTION_TEXT:
    case KN_OPTION_LIST:
        return set_text(option, value, field, err);
    case KN_OPTION_POSITIVE:
        if (!kn_read_number(value, field, &end) || *end || !(*(double *)field > 0))
            return kn_fail(err, KN_USAGE, NULL, "--%s must be a number above 0, not \"%s\"",
                           option->name, value);
        return KN_OK;
    case KN_OPTION_COUNT:
        return set_whole(option, value, COUNT_MAX, field, err);
    case KN_OPTION_SCORE:
        return set_whole(option, value, SCORE_MAX, field, err);
    case KN_OPTION_SEED:
        if (!read_whole(value, UINT64_MAX, field))
            return kn_fail(err, KN_USAGE, NULL,
                           "--%s must be a whole number from 0 to 2^64 - 1, not \"%s\"",
                           option->name, value);
        return KN_OK;
    case KN_OPTION_CHOICE:
        return set_choice(option, value, field, err);
    case KN_OPTION_OTHER:
        break;
    }
    return option->set(value, arguments, err);
}

/* One word that begins with two dashes; *used: it took the next word as its value. */
static kn_code read_option(const kn_command *command, const char *word, const char *next,
                           void *arguments, bool *used, kn_error *err)
{
    const char *name = word + 2, *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    const kn_option *option = find_option(command, name, length, err);
    const char *value = equals ? equals + 1 : NULL;

    *used = false;
    if (!option)
        return KN_USAGE;
    if (option->kind == KN_OPTION_FLAG && value)
        return kn_fail(err, KN_USAGE, NULL, "--%s takes no value, not \"%s\"", option->name, value);
    if (option->kind != KN_OPTION_FLAG && !value) {
        if (!next)
            return kn_fail(err, KN_USAGE, NULL, "--%s needs a value: %s", option->name,
                           option->argument);
        value = next;
        *used = true;
    }
    return set_option(option, value, arguments, err);
}

kn_code kn_command_parse(const kn_command *command, int count, char *const words[],
                         kn_words *operands, void *arguments, kn_error *err)
{
    bool only_operands = false, used;

    operands->count = 0;
    for (int i = 0; i < count; i++) {
        const char *word = words[i];
        kn_code code;

        if (only_operands || word[0] != '-' || word[1] == '\0' || isdigit((unsigned char)word[1])) {
            if (operands->count == KN_WORDS_MAX)
                return kn_fail(err, KN_USAGE, NULL, "more than %d words: \"%s\"", KN_WORDS_MAX,
                               word);
            operands->word[operands->count++] = word;
        } else if (strcmp(word, "--") == 0) {
            only_operands = true;
        } else if (word[1] != '-') {
            kn_fail(err, KN_USAGE, NULL, "there is no option %s", word);
            return kn_hint(err, "Options have two dashes: unknot help %s.", command->name);
        } else {
            code = read_option(command, word, i + 1 < count ? words[i + 1] : NULL, arguments, &used,
                               err);
            if (code)
                return code;
            i += used;
        }
    }
    return KN_OK;
}

static kn_code check_operands(const kn_command *command, const kn_words *operands, kn_error *err)
{
    if (operands->count < command->least)
        kn_fail(err, KN_USAGE, NULL, "%s needs %s", command->name, command->operands);
    else if (operands->count > command->most)
        kn_fail(err, KN_USAGE, NULL, "%s does not know what to do with \"%s\"", command->name,
                operands->word[command->most]);
    else
        return KN_OK;
    return kn_hint(err, "It is written: unknot %s%s%s.", command->name,
                   command->operands[0] ? " " : "", command->operands);
}

int kn_command_run(const kn_command *command, int count, char *const words[])
{
    _Alignas(max_align_t) char arguments[KN_ARGUMENTS_MAX] = {0};
    kn_words operands;
    kn_error err = {0};
    kn_code code;

    if (command->run)
        return command->run(count, words);
    assert(command->arguments_size <= sizeof arguments);
    if (command->defaults)
        memcpy(arguments, command->defaults, command->arguments_size);
    code = kn_command_parse(command, count, words, &operands, arguments, &err);
    if (code == KN_OK)
        code = check_operands(command, &operands, &err);
    if (code == KN_OK)
        code = command->act(&operands, arguments, &err);
    return code ? kn_complain(&err) : 0;
}

bool kn_command_wants_help(int count, char *const words[])
{
    for (int i = 0; i < count && strcmp(words[i], "--") != 0; i++)
        if (strcmp(words[i], "--help") == 0 || strcmp(words[i], "-h") == 0)
            return true;
    return false;
}
