/* cli/many.h - one run on many processes, as mpirun starts them. The program itself needs no MPI:
 * a module that is built where MPI was found is loaded only when there is more than one process.
 *
 * Without mpirun everything here is that of one process of one. Sums are of whole numbers, so that
 * they are the same on any number of processes. */
#ifndef CLI_MANY_H
#define CLI_MANY_H

#include <stddef.h>
#include <stdint.h>

#include "unknot/error.h"

/* What the module offers, under the name "kn_many_module". */
typedef struct kn_many_calls {
    void (*begin)(int *rank, int *ranks);
    void (*sum)(int64_t values[], size_t count);   /* over all processes, known to all */
    void (*share)(int64_t values[], size_t count); /* those of process 0, known to all */
    void (*end)(void);
    void (*abort)(int status); /* ends every process */
} kn_many_calls;

typedef struct kn_many {
    int rank, ranks;
    const kn_many_calls *calls; /* NULL: one process */
} kn_many;

/* As mpirun says in the environment, before anything is loaded: 0 for a process of its own. */
int kn_many_rank_told(void);

/* KN_NOTFOUND with what to do if mpirun asks for several and the module is not there. */
kn_code kn_many_open(kn_many *many, kn_error *err);
void kn_many_close(kn_many *many);
void kn_many_abort(const kn_many *many, int status); /* returns only without mpirun */

void kn_many_sum(const kn_many *many, int64_t values[], size_t count);
void kn_many_share(const kn_many *many, int64_t values[], size_t count);

#endif
