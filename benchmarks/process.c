/* Runs a program many times and says how long it took and how much memory it held at most, from
 * start to end as the operating system sees it.
 *
 *     bench_process RUNS PROGRAM [ARGUMENT]...
 *
 * Prints {"runs":..,"best":..,"median":..,"bytes":..}, seconds of wall time. This is C because a
 * child starts with the peak memory of its parent: a large parent would be measured instead. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

enum { RUNS_MAX = 10000 };

extern char **environ;

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

int main(int count, char *words[])
{
    double seconds[RUNS_MAX];
    long kilobytes = 0;
    int runs = count > 2 ? atoi(words[1]) : 0, status;
    posix_spawn_file_actions_t actions;

    if (runs < 1 || runs > RUNS_MAX) {
        fprintf(stderr, "usage: bench_process RUNS PROGRAM [ARGUMENT]...\n");
        return 2;
    }
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    for (int i = 0; i < runs; i++) {
        struct rusage usage;
        pid_t child;
        double start = now();

        if (posix_spawn(&child, words[2], &actions, NULL, words + 2, environ) ||
            wait4(child, &status, 0, &usage) != child || status != 0) {
            fprintf(stderr, "bench_process: %s failed\n", words[2]);
            return 1;
        }
        seconds[i] = now() - start;
        if (usage.ru_maxrss > kilobytes)
            kilobytes = usage.ru_maxrss;
    }
    qsort(seconds, (size_t)runs, sizeof seconds[0], compare);
    printf("{\"runs\":%d,\"best\":%.6g,\"median\":%.6g,\"bytes\":%ld}\n", runs, seconds[0],
           seconds[runs / 2], kilobytes * 1024);
    posix_spawn_file_actions_destroy(&actions);
    return 0;
}
