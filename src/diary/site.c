#include "diary/site.h"

#include <string.h>

#include "diary/site_table.inc"

const size_t kn_site_count = sizeof kn_sites / sizeof *kn_sites;
const size_t kn_site_group_count = sizeof kn_site_groups / sizeof *kn_site_groups;

int kn_site_find(const char *id)
{
    for (size_t i = 0; i < kn_site_count; i++)
        if (strcmp(kn_sites[i].id, id) == 0)
            return (int)i;
    return -1;
}
