/* The only file that knows MPI: a module that the program loads when mpirun started it. */
#include <mpi.h>

#include "cli/many.h"

static void begin(int *rank, int *ranks)
{
    int provided;

    MPI_Init_thread(NULL, NULL, MPI_THREAD_FUNNELED, &provided);
    MPI_Comm_rank(MPI_COMM_WORLD, rank);
    MPI_Comm_size(MPI_COMM_WORLD, ranks);
}

static void sum(int64_t values[], size_t count)
{
    MPI_Allreduce(MPI_IN_PLACE, values, (int)count, MPI_INT64_T, MPI_SUM, MPI_COMM_WORLD);
}

static void share(int64_t values[], size_t count)
{
    MPI_Bcast(values, (int)count, MPI_INT64_T, 0, MPI_COMM_WORLD);
}

static void end(void)
{
    MPI_Finalize();
}

static void abort_all(int status)
{
    MPI_Abort(MPI_COMM_WORLD, status);
}

extern const kn_many_calls kn_many_module;
const kn_many_calls kn_many_module = {
    .begin = begin, .sum = sum, .share = share, .end = end, .abort = abort_all};
