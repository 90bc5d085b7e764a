/* http/assets.h - the web app's files, built by web/build.mjs and held in the program. Nothing is
 * read from the disk, so no path can lead anywhere else. */
#ifndef HTTP_ASSETS_H
#define HTTP_ASSETS_H

#include "http/head.h"

typedef struct kn_asset {
    const char *path, *content_type;
    const char *bytes;
    size_t count;
} kn_asset;

bool kn_asset_find(kn_slice path, kn_asset *asset);

#endif
