/* Texts that people typed: what is kept of them, and what is refused. */
#include <stdlib.h>
#include <string.h>

#include "diary/entry_parts.h"

/* Bytes of a blank at s, of which `left` are there: space, line feed, no-break space; else 0. */
static size_t blank(const char *s, size_t left)
{
    if (left >= 1 && (*s == ' ' || *s == '\n'))
        return 1;
    return left >= 2 && memcmp(s, "\xc2\xa0", 2) == 0 ? 2 : 0;
}

static void trim(const char **text, size_t *size)
{
    size_t step;

    while ((step = blank(*text, *size)) > 0) {
        *text += step;
        *size -= step;
    }
    for (;;) {
        const char *end = *text + *size;

        if (*size >= 1 && blank(end - 1, 1) == 1)
            *size -= 1;
        else if (*size >= 2 && blank(end - 2, 2) == 2)
            *size -= 2;
        else
            break;
    }
}

/* The code point of the first control character in well-formed UTF-8, C0, DEL or C1; -1 if none. */
static int control(const char *text, size_t size, bool lines)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)text[i];

        if ((c < 0x20 && !(lines && c == '\n')) || c == 0x7f)
            return c;
        if (c == 0xc2 && i + 1 < size && (unsigned char)text[i + 1] < 0xa0)
            return (unsigned char)text[i + 1];
    }
    return -1;
}

/* Copies with CR LF and CR as line feeds and tabs as blanks; returns the new size. */
static size_t unify(char *to, const char *from, size_t size)
{
    size_t used = 0;

    for (size_t i = 0; i < size; i++) {
        if (from[i] == '\r' && i + 1 < size && from[i + 1] == '\n')
            continue;
        to[used++] = from[i] == '\r' ? '\n' : from[i] == '\t' ? ' ' : from[i];
    }
    return used;
}

kn_code kn_entry_text(const json_t *value, size_t most, bool lines, const kn_place *at,
                      json_t **kept, kn_error *err)
{
    size_t size = json_string_length(value);
    const char *text;
    char *copy, shown[KN_SHOWN_SIZE];
    kn_code code = KN_OK;
    int found;

    *kept = NULL;
    if (!json_is_string(value)) {
        kn_fail(err, KN_DATA, at, "%s is %s, which is not a text", at->field,
                kn_json_shown(shown, value));
        return kn_hint(err, "Put it in quotation marks, or leave it out.");
    }
    if (kn_utf8_check(json_string_value(value), size) != size)
        return kn_fail(err, KN_DATA, at, "%s is not UTF-8", at->field);
    copy = malloc(size + 1);
    if (!copy)
        return kn_fail(err, KN_NOMEM, at, "out of memory");
    size = unify(copy, json_string_value(value), size);
    text = copy;
    trim(&text, &size);
    found = control(text, size, lines);
    if (found >= 0) {
        kn_fail(err, KN_DATA, at, "%s holds the control character U+%04X", at->field,
                (unsigned)found);
        code = kn_hint(err, found == '\n' ? "Write it in one line." : "Take it out.");
    } else if (kn_utf8_count(text, size) > most) {
        kn_fail(err, KN_DATA, at, "%s has %zu characters, and at most %zu are kept: %s", at->field,
                kn_utf8_count(text, size), most, kn_json_shown(shown, value));
        code = kn_hint(err, "Shorten it%s.", lines ? ", or go on in a note" : "");
    } else if (size > 0) {
        *kept = json_stringn(text, size);
        if (!*kept)
            code = kn_fail(err, KN_NOMEM, at, "out of memory");
    }
    free(copy);
    return code;
}
