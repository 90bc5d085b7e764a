/* diary/site.h - the 59 regions of the body map. The table is written by web/bodymap/build.py, from
 * the drawing, together with the pictures; a test runs it again. */
#ifndef DIARY_SITE_H
#define DIARY_SITE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct kn_site {
    const char *id;    /* "left-calf" */
    const char *name;  /* "left calf": the person's own left */
    const char *site;  /* the word of the naming rule: "calf" */
    bool is_limb;      /* by the naming rule */
    const char *wpi;   /* one of the 19 areas of the 2016 criteria, or NULL */
    const char *group; /* "left-leg" */
    char view;         /* 'f' front, 'b' back, '2' both */
} kn_site;

typedef struct kn_site_group {
    const char *id, *name;
} kn_site_group;

extern const kn_site kn_sites[];
extern const size_t kn_site_count;
extern const kn_site_group kn_site_groups[];
extern const size_t kn_site_group_count;

/* Index into kn_sites, or -1. */
int kn_site_find(const char *id);

#endif
