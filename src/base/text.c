#define _GNU_SOURCE /* strtod_l */
#include "base/text.h"

#include <locale.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    ROOM_FIRST = 256,
    NUMBER_LENGTH_MAX = 100, /* longer than any number that a person or a program writes */
};

void kn_text_init(kn_text *text, size_t limit)
{
    *text = (kn_text){.limit = limit};
}

void kn_text_release(kn_text *text)
{
    free(text->bytes);
    *text = (kn_text){0};
}

/* Makes room for `more` bytes and the NUL; false, and the text has failed, if that cannot be. */
static bool reserve(kn_text *text, size_t more)
{
    size_t room = text->room ? text->room : ROOM_FIRST;
    char *bytes;

    if (text->failed)
        return false;
    if (more > text->limit - text->size) {
        text->failed = KN_LIMIT;
        return false;
    }
    while (room <= text->size + more)
        room *= 2;
    if (room == text->room)
        return true;
    bytes = realloc(text->bytes, room);
    if (!bytes) {
        text->failed = KN_NOMEM;
        return false;
    }
    text->bytes = bytes;
    text->room = room;
    return true;
}

void kn_text_add_bytes(kn_text *text, const char *bytes, size_t count)
{
    if (!reserve(text, count))
        return;
    memcpy(text->bytes + text->size, bytes, count);
    text->size += count;
    text->bytes[text->size] = '\0';
}

void kn_text_add(kn_text *text, const char *string)
{
    kn_text_add_bytes(text, string, strlen(string));
}

void kn_text_add_char(kn_text *text, char c)
{
    kn_text_add_bytes(text, &c, 1);
}

void kn_text_add_xml(kn_text *text, const char *string)
{
    for (const char *s = string; *s; s++)
        switch (*s) {
        case '&':
            kn_text_add(text, "&amp;");
            break;
        case '<':
            kn_text_add(text, "&lt;");
            break;
        case '>':
            kn_text_add(text, "&gt;");
            break;
        case '"':
            kn_text_add(text, "&quot;");
            break;
        case '\'':
            kn_text_add(text, "&#39;");
            break;
        default:
            kn_text_add_char(text, *s);
        }
}

void kn_text_addf(kn_text *text, const char *format, ...)
{
    va_list args, again;
    int count;

    va_start(args, format);
    va_copy(again, args);
    count = vsnprintf(NULL, 0, format, args);
    if (count < 0)
        text->failed = KN_NOMEM; /* the only way in which these formats can fail */
    else if (reserve(text, count)) {
        vsnprintf(text->bytes + text->size, (size_t)count + 1, format, again);
        text->size += count;
    }
    va_end(again);
    va_end(args);
}

const char *kn_text_string(const kn_text *text)
{
    return text->bytes ? text->bytes : "";
}

kn_code kn_text_check(const kn_text *text, const char *what, kn_error *err)
{
    if (text->failed == KN_LIMIT)
        return kn_fail(err, KN_LIMIT, NULL, "%s would be larger than %zu bytes", what, text->limit);
    if (text->failed)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory while writing %s", what);
    return KN_OK;
}

/* Length of the well-formed UTF-8 character at s, of which `left` bytes are there; 0 if none.
 * Unicode 15, table 3-7: only the second byte's range depends on the first. */
static size_t utf8_length(const unsigned char *s, size_t left)
{
    unsigned char low = 0x80, high = 0xbf;
    size_t length;

    if (s[0] < 0x80)
        return 1;
    if (s[0] < 0xc2 || s[0] > 0xf4)
        return 0;
    length = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
    if (left < length)
        return 0;
    if (s[0] == 0xe0)
        low = 0xa0; /* else overlong */
    else if (s[0] == 0xed)
        high = 0x9f; /* else a surrogate */
    else if (s[0] == 0xf0)
        low = 0x90; /* else overlong */
    else if (s[0] == 0xf4)
        high = 0x8f; /* else above U+10FFFF */
    if (s[1] < low || s[1] > high)
        return 0;
    for (size_t i = 2; i < length; i++)
        if ((s[i] & 0xc0) != 0x80)
            return 0;
    return length;
}

size_t kn_utf8_check(const char *bytes, size_t count)
{
    const unsigned char *s = (const unsigned char *)bytes;
    size_t i = 0;

    while (i < count) {
        size_t length = utf8_length(s + i, count - i);
        if (length == 0)
            break;
        i += length;
    }
    return i;
}

size_t kn_utf8_count(const char *bytes, size_t count)
{
    size_t characters = 0;

    for (size_t i = 0; i < count; i++) /* each but the bytes that continue one */
        characters += ((unsigned char)bytes[i] & 0xc0) != 0x80;
    return characters;
}

size_t kn_utf8_cut(const char *bytes, size_t count, size_t limit)
{
    if (count <= limit)
        return count;
    while (limit > 0 && ((unsigned char)bytes[limit] & 0xc0) == 0x80)
        limit--;
    return limit;
}

static size_t skip_digits(const char *text, size_t count, size_t at)
{
    while (at < count && text[at] >= '0' && text[at] <= '9')
        at++;
    return at;
}

/* True if text[0..count) has the shape that kn_number_parse() describes. */
static bool is_decimal(const char *text, size_t count, char mark)
{
    size_t at = count > 0 && (text[0] == '+' || text[0] == '-') ? 1 : 0;
    size_t from = at, digits;

    at = skip_digits(text, count, at);
    digits = at - from;
    if (at < count && text[at] == mark) {
        from = ++at;
        at = skip_digits(text, count, at);
        digits += at - from;
    }
    if (digits == 0)
        return false;
    if (at < count && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        if (at < count && (text[at] == '+' || text[at] == '-'))
            at++;
        from = at;
        at = skip_digits(text, count, at);
        if (at == from)
            return false;
    }
    return at == count;
}

static bool is_word_for_infinite(const char *word)
{
    static const char *const words[] = {"inf", "infinity", "nan", "\xe2\x88\x9e" /* U+221E */};

    if (*word == '+' || *word == '-')
        word++;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasecmp(word, words[i]) == 0)
            return true;
    return false;
}

kn_number kn_number_parse(const char *text, size_t count, char mark, double *value)
{
    char copy[NUMBER_LENGTH_MAX + 1];
    char *comma;
    locale_t c_locale;
    double x;

    if (count == 0 || count > NUMBER_LENGTH_MAX || memchr(text, '\0', count))
        return KN_NUMBER_BAD;
    memcpy(copy, text, count);
    copy[count] = '\0';
    if (!is_decimal(text, count, mark))
        return is_word_for_infinite(copy) ? KN_NUMBER_INFINITE : KN_NUMBER_BAD;
    comma = mark == ',' ? strchr(copy, ',') : NULL;
    if (comma)
        *comma = '.';
    /* The C locale always exists, whatever the host program has set, and costs no allocation. */
    c_locale = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    x = strtod_l(copy, NULL, c_locale);
    freelocale(c_locale);
    if (!isfinite(x))
        return KN_NUMBER_INFINITE;
    *value = x;
    return KN_NUMBER_OK;
}

const char *kn_number_format(char out[KN_NUMBER_SIZE], double value, int digits)
{
    char raw[64], digit[16];
    int seen = 0, exponent, point;
    size_t used = 0;

    if (isnan(value))
        return strcpy(out, "unknown");
    if (fabs(value) >= 1e21)
        return strcpy(out, value > 0 ? "more than 1e21" : "less than -1e21");
    if (fabs(value) < 1e-9)
        return strcpy(out, "0");
    snprintf(raw, sizeof raw, "%.*e", digits - 1, fabs(value));
    /* Only the digits are taken from printf: its decimal point belongs to the locale. */
    for (const char *s = raw; *s != 'e'; s++)
        if (*s >= '0' && *s <= '9')
            digit[seen++] = *s;
    exponent = atoi(strchr(raw, 'e') + 1);
    point = exponent < 0 ? 0 : exponent; /* place of the last digit before the point */
    if (value < 0)
        out[used++] = '-';
    for (int place = point; place > exponent - seen || place >= 0; place--) {
        int i = exponent - place;
        if (place == -1)
            out[used++] = '.';
        out[used++] = i >= 0 && i < seen ? digit[i] : '0';
    }
    out[used] = '\0';
    return out;
}

/* Edit distance (Levenshtein) of two short words; a long word counts as far from everything. */
static size_t edit_distance(const char *a, const char *b)
{
    enum { LONGEST = 32 };
    size_t n = strlen(a), m = strlen(b), row[LONGEST + 1];

    if (n > LONGEST || m > LONGEST)
        return LONGEST;
    for (size_t j = 0; j <= m; j++)
        row[j] = j;
    for (size_t i = 1; i <= n; i++) {
        size_t diagonal = row[0];

        row[0] = i;
        for (size_t j = 1; j <= m; j++) {
            size_t cost = diagonal + (a[i - 1] != b[j - 1]);

            diagonal = row[j];
            if (row[j] + 1 < cost)
                cost = row[j] + 1;
            if (row[j - 1] + 1 < cost)
                cost = row[j - 1] + 1;
            row[j] = cost;
        }
    }
    return row[m];
}

const char *kn_nearest(const char *word, const char *const candidates[], size_t count)
{
    size_t least = 1 + strlen(word) / 2; /* farther than this is no longer the same word */
    const char *nearest = NULL;

    for (size_t i = 0; i < count; i++) {
        size_t distance = edit_distance(word, candidates[i]);

        if (distance < least) {
            least = distance;
            nearest = candidates[i];
        }
    }
    return nearest;
}
