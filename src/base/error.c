#include "unknot/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"

static const struct {
    int exit_status, http_status;
    const char *name, *meaning;
} codes[] = {
#define KN_X(name, exit_status, http_status, meaning) {exit_status, http_status, #name, meaning},
    KN_CODES(KN_X)
#undef KN_X
};

/* Copies text so that nothing in it can move the cursor or start an escape sequence, and so that it
 * is UTF-8: messages go into JSON, and what they quote may be anything. */
static void copy_visible(char *to, size_t size, const char *from)
{
    const char *good = from + kn_utf8_check(from, strlen(from)); /* UTF-8 up to here */
    size_t used = 0;

    for (; *from; from++) {
        unsigned char c = (unsigned char)*from;
        bool is_shown = c < 0x20 || c == 0x7f || from == good;
        size_t need = is_shown ? 4 : 1;

        if (from == good)
            good = from + 1 + kn_utf8_check(from + 1, strlen(from + 1));
        if (used + need >= size)
            break;
        if (is_shown)
            snprintf(to + used, need + 1, "\\x%02x", c);
        else
            to[used] = (char)c;
        used += need;
    }
    /* Never end inside a UTF-8 sequence: drop trailing continuation bytes and their lead. */
    if (*from) {
        while (used > 0 && ((unsigned char)to[used - 1] & 0xc0) == 0x80)
            used--;
        if (used > 0 && ((unsigned char)to[used - 1] & 0xc0) == 0xc0)
            used--;
    }
    to[used] = '\0';
}

kn_code kn_fail(kn_error *err, kn_code code, const kn_place *at, const char *format, ...)
{
    char raw[1024];
    va_list args;

    if (!err)
        return code;
    memset(err, 0, sizeof *err);
    err->code = code;
    if (at)
        err->place = *at;
    va_start(args, format);
    vsnprintf(raw, sizeof raw, format, args);
    va_end(args);
    copy_visible(err->message, sizeof err->message, raw);
    return code;
}

kn_code kn_hint(kn_error *err, const char *format, ...)
{
    char raw[1024];
    va_list args;

    if (!err)
        return KN_DATA;
    va_start(args, format);
    vsnprintf(raw, sizeof raw, format, args);
    va_end(args);
    copy_visible(err->hint, sizeof err->hint, raw);
    return err->code;
}

int kn_code_exit_status(kn_code code)
{
    return codes[code].exit_status;
}

int kn_code_http_status(kn_code code)
{
    return codes[code].http_status;
}

const char *kn_code_name(kn_code code)
{
    return codes[code].name;
}

const char *kn_code_meaning(kn_code code)
{
    return codes[code].meaning;
}
