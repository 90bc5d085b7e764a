#include "http/head.h"

#include <string.h>
#include <strings.h>

static const char *const header_names[KN_HEADER_COUNT] = {
    [KN_HEADER_HOST] = "Host",
    [KN_HEADER_ORIGIN] = "Origin",
    [KN_HEADER_SITE] = "Sec-Fetch-Site",
    [KN_HEADER_MODE] = "Sec-Fetch-Mode",
    [KN_HEADER_DEST] = "Sec-Fetch-Dest",
    [KN_HEADER_AUTHORIZATION] = "Authorization",
    [KN_HEADER_CONTENT_TYPE] = "Content-Type",
    [KN_HEADER_CONTENT_LENGTH] = "Content-Length",
    [KN_HEADER_TRANSFER_ENCODING] = "Transfer-Encoding",
    [KN_HEADER_EXPECT] = "Expect",
    [KN_HEADER_CONNECTION] = "Connection",
    [KN_HEADER_ARGUMENTS] = "Unknot-Arguments",
};

enum { LENGTH_DIGITS_MAX = 12, METHOD_MAX = 16 };

bool kn_slice_is(kn_slice slice, const char *string)
{
    return slice.bytes && slice.count == strlen(string) &&
           memcmp(slice.bytes, string, slice.count) == 0;
}

bool kn_slice_is_nocase(kn_slice slice, const char *string)
{
    return slice.bytes && slice.count == strlen(string) &&
           strncasecmp(slice.bytes, string, slice.count) == 0;
}

kn_refusal kn_head_scan(const char *bytes, size_t count, size_t *scanned, size_t *size)
{
    *size = 0;
    for (size_t i = *scanned; i < count && i < KN_HEAD_MAX; i++) {
        unsigned char c = (unsigned char)bytes[i];
        bool is_after_cr = i > 0 && bytes[i - 1] == '\r';

        if ((c == '\n') != is_after_cr || (c < ' ' && !strchr("\t\r\n", c)) || c == 0 || c == 0x7f)
            return KN_REFUSE_MALFORMED;
        if (c == '\n' && i >= 3 && bytes[i - 2] == '\n') {
            *size = i + 1;
            return KN_REFUSE_NONE;
        }
    }
    *scanned = count;
    if (count > KN_TARGET_MAX + METHOD_MAX && !memchr(bytes, '\n', KN_TARGET_MAX + METHOD_MAX))
        return KN_REFUSE_TARGET_LONG;
    return count >= KN_HEAD_MAX ? KN_REFUSE_HEAD_LARGE : KN_REFUSE_NONE;
}

/* The bytes up to `end`, which is moved past; bytes NULL if there is no `end`. */
static kn_slice take_until(kn_slice *rest, const char *end)
{
    size_t step = strlen(end);

    for (size_t i = 0; i + step <= rest->count; i++) {
        if (memcmp(rest->bytes + i, end, step) == 0) {
            kn_slice taken = {rest->bytes, i};

            rest->bytes += i + step;
            rest->count -= i + step;
            return taken;
        }
    }
    return (kn_slice){0};
}

static kn_refusal parse_target(kn_slice target, kn_head *head)
{
    const char *mark;

    if (target.count > KN_TARGET_MAX)
        return KN_REFUSE_TARGET_LONG;
    if (target.count == 0 || target.bytes[0] != '/')
        return KN_REFUSE_MALFORMED;
    for (size_t i = 0; i < target.count; i++) {
        if (target.bytes[i] <= ' ' || target.bytes[i] >= 0x7f || target.bytes[i] == '#')
            return KN_REFUSE_MALFORMED;
    }
    head->path = target;
    mark = memchr(target.bytes, '?', target.count);
    if (mark) {
        head->path.count = (size_t)(mark - target.bytes);
        head->query = (kn_slice){mark + 1, target.count - head->path.count - 1};
    }
    return KN_REFUSE_NONE;
}

static kn_refusal parse_line(kn_slice line, kn_head *head)
{
    kn_slice target;

    head->method = take_until(&line, " ");
    if (head->method.count == 0 || head->method.count > METHOD_MAX)
        return KN_REFUSE_MALFORMED;
    for (size_t i = 0; i < head->method.count; i++) {
        if (head->method.bytes[i] < 'A' || head->method.bytes[i] > 'Z')
            return KN_REFUSE_MALFORMED;
    }
    target = take_until(&line, " ");
    if (!target.bytes)
        return KN_REFUSE_MALFORMED;
    if (!kn_slice_is(line, "HTTP/1.1"))
        return line.count > 5 && memcmp(line.bytes, "HTTP/", 5) == 0 ? KN_REFUSE_VERSION
                                                                     : KN_REFUSE_MALFORMED;
    return parse_target(target, head);
}

static bool is_name(kn_slice name)
{
    for (size_t i = 0; i < name.count; i++) {
        unsigned char c = (unsigned char)name.bytes[i];
        bool is_alnum = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');

        if (c == 0 || (!is_alnum && !strchr("!#$%&'*+-.^_`|~", c)))
            return false;
    }
    return name.count > 0;
}

static kn_refusal parse_header(kn_slice line, kn_head *head)
{
    kn_slice name = take_until(&line, ":");

    if (!name.bytes || !is_name(name)) /* which refuses folded lines and blanks before ":" */
        return KN_REFUSE_MALFORMED;
    while (line.count && (*line.bytes == ' ' || *line.bytes == '\t'))
        line.bytes++, line.count--;
    while (line.count && (line.bytes[line.count - 1] == ' ' || line.bytes[line.count - 1] == '\t'))
        line.count--;
    for (size_t i = 0; i < KN_HEADER_COUNT; i++) {
        if (!kn_slice_is_nocase(name, header_names[i]))
            continue;
        if (head->header[i].bytes)
            return KN_REFUSE_TWICE;
        head->header[i] = line;
    }
    return KN_REFUSE_NONE;
}

static kn_refusal parse_length(kn_head *head)
{
    kn_slice text = head->header[KN_HEADER_CONTENT_LENGTH];

    if (head->header[KN_HEADER_TRANSFER_ENCODING].bytes)
        return KN_REFUSE_TRANSFER;
    if (!text.bytes)
        return KN_REFUSE_NONE;
    if (text.count == 0 || (text.count > 1 && text.bytes[0] == '0'))
        return KN_REFUSE_MALFORMED;
    for (size_t i = 0; i < text.count; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9')
            return KN_REFUSE_MALFORMED;
        if (i >= LENGTH_DIGITS_MAX)
            return KN_REFUSE_BODY_LARGE;
        head->body_size = head->body_size * 10 + (size_t)(text.bytes[i] - '0');
    }
    head->has_length = true;
    return KN_REFUSE_NONE;
}

kn_refusal kn_head_parse(const char *bytes, size_t size, kn_head *head)
{
    kn_slice rest = {bytes, size};
    kn_refusal refusal;

    *head = (kn_head){0};
    refusal = parse_line(take_until(&rest, "\r\n"), head);
    for (size_t fields = 0; refusal == KN_REFUSE_NONE; fields++) {
        kn_slice line = take_until(&rest, "\r\n");

        if (line.count == 0)
            break;
        refusal = fields < KN_HEADERS_MAX ? parse_header(line, head) : KN_REFUSE_HEAD_LARGE;
    }
    if (refusal == KN_REFUSE_NONE && !head->header[KN_HEADER_HOST].bytes)
        refusal = KN_REFUSE_NO_HOST;
    if (refusal == KN_REFUSE_NONE)
        refusal = parse_length(head);
    if (refusal != KN_REFUSE_NONE)
        return refusal;
    head->closes = kn_slice_is_nocase(head->header[KN_HEADER_CONNECTION], "close");
    head->waits_for_leave = kn_slice_is_nocase(head->header[KN_HEADER_EXPECT], "100-continue");
    if (head->header[KN_HEADER_EXPECT].bytes && !head->waits_for_leave)
        return KN_REFUSE_EXPECT;
    return KN_REFUSE_NONE;
}
