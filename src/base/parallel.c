#include "base/parallel.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { THREADS_MAX = 64 };

typedef struct job {
    size_t count;
    atomic_size_t next;
    void (*work)(void *self, size_t i);
    void *self;
} job;

static void *run(void *argument)
{
    job *j = argument;
    size_t i;

    while ((i = atomic_fetch_add(&j->next, 1)) < j->count)
        j->work(j->self, i);
    return NULL;
}

void kn_parallel_for(size_t count, int threads, void (*work)(void *self, size_t i), void *self)
{
    job j = {.count = count, .work = work, .self = self};
    pthread_t helper[THREADS_MAX];
    int started = 0, wanted = threads < THREADS_MAX ? threads : THREADS_MAX;

    atomic_init(&j.next, 0);
    if ((size_t)wanted > count)
        wanted = (int)count;
    while (started < wanted - 1 && pthread_create(&helper[started], NULL, run, &j) == 0)
        started++;
    run(&j);
    for (int i = 0; i < started; i++)
        pthread_join(helper[i], NULL);
}

int kn_threads(int threads)
{
    long processors = threads > 0 ? threads : sysconf(_SC_NPROCESSORS_ONLN);

    return processors > 0 ? (int)processors : 1;
}
