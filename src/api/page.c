/* Pages to print: the inside of one for the app, or a whole one. */
#include <string.h>

#include "api/call.h"

const size_t kn_page_bytes_max = (size_t)16 << 20;

kn_code kn_argument_form(const kn_request *request, bool *whole, kn_error *err)
{
    const kn_place at = {.field = "format"};
    const char *word = kn_argument_text(request, "format");

    *whole = word && strcmp(word, "page") == 0;
    if (!word || *whole || strcmp(word, "json") == 0)
        return KN_OK;
    kn_fail(err, KN_DATA, &at, "there is no format \"%.60s\"", word);
    return kn_hint(err, "It is json or page.");
}

kn_code kn_reply_with_page(kn_text *page, const char *title, bool whole, kn_reply *reply,
                           kn_error *err)
{
    kn_code code = kn_text_check(page, "the page", err);

    if (code)
        return code;
    if (!whole)
        return kn_reply_with(
            reply,
            json_pack("{s:s,s:s%}", "title", title, "html", kn_text_string(page), page->size), err);
    reply->content_type = "text/html; charset=utf-8";
    reply->bytes = *page;
    *page = (kn_text){0};
    return KN_OK;
}
