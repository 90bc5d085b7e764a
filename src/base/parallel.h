/* base/parallel.h - the same work for many independent items, on several threads. */
#ifndef BASE_PARALLEL_H
#define BASE_PARALLEL_H

#include <stddef.h>

/* Calls work(self, i) once for every i < count; items may run at the same time, in any order. The
 * caller's thread takes part. threads <= 1, or no thread to be had: all on the caller's. */
void kn_parallel_for(size_t count, int threads, void (*work)(void *self, size_t i), void *self);

/* `threads`, or as many as there are processors if it is 0 or less. */
int kn_threads(int threads);

#endif
