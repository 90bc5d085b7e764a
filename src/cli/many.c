#include "cli/many.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/files.h"

#ifndef UNKNOT_MPI_MODULE /* the build says whether it was made, and how it is called */
#define UNKNOT_MPI_MODULE ""
#endif

/* Where the module lies beside the program: in the build, and installed. */
static const char *const PLACES[] = {"", "../lib/unknot/"};

static int told(const char *const names[], int fallback)
{
    for (; *names; names++) {
        const char *text = getenv(*names);
        char *end;
        long value = text ? strtol(text, &end, 10) : -1;

        if (text && end != text && *end == '\0' && value >= 0 && value <= 1000000)
            return (int)value;
    }
    return fallback;
}

int kn_many_rank_told(void)
{
    static const char *const names[] = {"OMPI_COMM_WORLD_RANK", "PMI_RANK", NULL};

    return told(names, 0);
}

static int ranks_told(void)
{
    static const char *const names[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", NULL};

    return told(names, 1);
}

/* The folder of the program, with its slash; "" if the system does not say. */
static void own_folder(char folder[KN_PATH_SIZE])
{
    ssize_t length = readlink("/proc/self/exe", folder, KN_PATH_SIZE - 1);
    char *slash;

    folder[length > 0 ? length : 0] = '\0';
    slash = strrchr(folder, '/');
    folder[slash ? slash - folder + 1 : 0] = '\0';
}

/* Its symbols are for all: MPI loads parts of its own that look for them. Never closed again: what
 * MPI leaves behind would be pulled from under it. */
static const kn_many_calls *load_module(char *why, size_t why_size)
{
    char folder[KN_PATH_SIZE], path[KN_PATH_SIZE + 64];

    own_folder(folder);
    snprintf(why, why_size, "this program was built without it");
    for (size_t i = 0; UNKNOT_MPI_MODULE[0] && i < sizeof PLACES / sizeof *PLACES; i++) {
        void *module;

        snprintf(path, sizeof path, "%s%s%s", folder, PLACES[i], UNKNOT_MPI_MODULE);
        module = dlopen(path, RTLD_NOW | RTLD_GLOBAL);
        if (module)
            return dlsym(module, "kn_many_module");
        snprintf(why, why_size, "%s", dlerror());
    }
    return NULL;
}

kn_code kn_many_open(kn_many *many, kn_error *err)
{
    char why[160];

    *many = (kn_many){.ranks = 1};
    if (ranks_told() <= 1)
        return KN_OK;
    many->calls = load_module(why, sizeof why);
    if (!many->calls) {
        kn_fail(err, KN_NOTFOUND, NULL, "cannot work under mpirun: %s", why);
        return kn_hint(err, "Build it where OpenMPI is installed (libopenmpi-dev), or leave out "
                            "mpirun and say --threads.");
    }
    many->calls->begin(&many->rank, &many->ranks);
    return KN_OK;
}

void kn_many_close(kn_many *many)
{
    if (many->calls)
        many->calls->end();
    many->calls = NULL;
}

void kn_many_abort(const kn_many *many, int status)
{
    if (many->calls)
        many->calls->abort(status);
}

void kn_many_sum(const kn_many *many, int64_t values[], size_t count)
{
    if (many->calls)
        many->calls->sum(values, count);
}

void kn_many_share(const kn_many *many, int64_t values[], size_t count)
{
    if (many->calls)
        many->calls->share(values, count);
}
