#include "http/assets.h"

#ifdef UNKNOT_WEB
#define EMBEDDED(X)                                                                                \
    X("/", "text/html; charset=utf-8", kn_web_page)                                                \
    X("/app.js", "text/javascript; charset=utf-8", kn_web_script)                                  \
    X("/app.css", "text/css; charset=utf-8", kn_web_style)                                         \
    X("/icon.svg", "image/svg+xml", kn_web_icon)
#define KN_X(path, content_type, symbol)                                                           \
    extern const unsigned char symbol[], symbol##_end[]; /* made by cmake/embed.cmake */
EMBEDDED(KN_X)
#undef KN_X
#else
static const unsigned char kn_web_page[] =
    "<!doctype html><html lang=\"en\"><title>Unknot</title><p>This program was built without its "
    "web app. The diary can be asked at /api and by the commands: unknot help.";
static const unsigned char *const kn_web_page_end = kn_web_page + sizeof kn_web_page - 1;
#define EMBEDDED(X) X("/", "text/html; charset=utf-8", kn_web_page)
#endif

bool kn_asset_find(kn_slice path, kn_asset *asset)
{
    static const struct {
        const char *path, *content_type;
    } assets[] = {
#define KN_X(path, content_type, symbol) {path, content_type},
        EMBEDDED(KN_X)
#undef KN_X
    };
    const struct {
        const unsigned char *start, *end;
    } bytes[] = {
#define KN_X(path, content_type, symbol) {symbol, symbol##_end},
        EMBEDDED(KN_X)
#undef KN_X
    };

    for (size_t i = 0; i < sizeof assets / sizeof *assets; i++) {
        if (!kn_slice_is(path, assets[i].path))
            continue;
        *asset = (kn_asset){assets[i].path, assets[i].content_type, (const char *)bytes[i].start,
                            (size_t)(bytes[i].end - bytes[i].start)};
        return true;
    }
    return false;
}
