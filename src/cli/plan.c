/* unknot plan: simulated trials for researchers, on one machine or many. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "base/parallel.h"
#include "cli/commands.h"
#include "cli/many.h"
#include "cli/plan_options.h"
#include "cli/plan_state.h"

enum { BATCH_FIRST = 64, BATCH_MOST = 8192 };
static const double BATCH_SECONDS = 1; /* between two looks at the clock, and two savings */
static const double WRONG_MOST = 0.05; /* of trials without an effect, for --calibrate */
static const size_t RESULT_BYTES_MAX = (size_t)1 << 20;
enum { INTERRUPTED = 130 /* exit status, as shells say of Ctrl-C */ };

typedef struct run {
    const kn_plan_arguments *arguments;
    kn_plan_table table;
    kn_plan_state state;
    kn_many many;
    int threads;
    int signals; /* readable when someone asked to stop; -1: signals end the program */
    bool stopped;
} run;

static double clock_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static bool asked_to_stop(const run *r)
{
    struct signalfd_siginfo got;

    return r->signals >= 0 && read(r->signals, &got, sizeof got) == sizeof got;
}

/* With a file to go on from, Ctrl-C ends the batch and saves it. Before any thread is started. */
static void watch_signals(run *r)
{
    sigset_t set;

    r->signals = -1;
    if (!r->arguments->resume || r->many.rank != 0)
        return;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    if (sigprocmask(SIG_BLOCK, &set, NULL) == 0)
        r->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void show_progress(const run *r, uint64_t done)
{
    enum { WIDTH = 30 };
    static const char bar[] = "##############################";
    uint64_t all = r->table.trials * r->table.effect_count;
    int filled = (int)(done * WIDTH / all);

    if (r->many.rank == 0 && isatty(STDERR_FILENO))
        fprintf(stderr, "\runknot: [%-*.*s] %llu of %llu trials ", WIDTH, filled, bar,
                (unsigned long long)done, (unsigned long long)all);
}

static void end_progress(const run *r)
{
    if (r->many.rank == 0 && isatty(STDERR_FILENO))
        fputs("\r\033[K", stderr);
}

/* This process's part of trials first .. first + count - 1, summed over all processes. */
static kn_code add_batch(run *r, size_t effect, uint64_t first, uint64_t count, kn_error *err)
{
    const uint64_t rank = (uint64_t)r->many.rank, ranks = (uint64_t)r->many.ranks;
    uint64_t begin = count * rank / ranks, end = count * (rank + 1) / ranks;
    kn_simulation simulation = r->table.simulation;
    union {
        kn_tally tally;
        int64_t values[sizeof(kn_tally) / sizeof(int64_t)];
    } part = {.values = {0}};
    kn_code code;

    _Static_assert(sizeof(kn_tally) % sizeof(int64_t) == 0, "a tally is whole 64-bit numbers");
    simulation.scenario.effect = r->table.effect[effect];
    code = kn_simulate(&simulation, first + begin, end - begin, r->threads, &part.tally, err);
    if (code)
        return code;
    kn_many_sum(&r->many, part.values, sizeof part.values / sizeof part.values[0]);
    kn_tally_add(&r->table.tally[effect], &part.tally);
    return KN_OK;
}

/* How many trials come next: process 0 says so to all. 0: stop. */
static uint64_t agree_on_batch(run *r, uint64_t batch)
{
    int64_t next = asked_to_stop(r) ? 0 : (int64_t)batch;

    kn_many_share(&r->many, &next, 1);
    r->stopped = next == 0;
    return (uint64_t)next;
}

static kn_code simulate_all(run *r, kn_error *err)
{
    uint64_t batch = BATCH_FIRST * (uint64_t)r->many.ranks, done = 0;
    kn_code code = KN_OK;

    for (size_t e = 0; e < r->table.effect_count; e++) {
        kn_tally *tally = &r->table.tally[e];

        done = r->table.trials * e + tally->trials;
        while (tally->trials < r->table.trials && code == KN_OK) {
            uint64_t left = r->table.trials - tally->trials;
            uint64_t count = agree_on_batch(r, batch < left ? batch : left);
            double began = clock_now(), seconds;

            if (r->stopped)
                return KN_OK;
            code = add_batch(r, e, tally->trials, count, err);
            if (code == KN_OK && r->many.rank == 0)
                code = kn_plan_state_save(&r->state, &r->table, err);
            seconds = clock_now() - began;
            batch = (uint64_t)fmin(fmax((double)count * BATCH_SECONDS / fmax(seconds, 1e-3), 1),
                                   BATCH_MOST * (double)r->many.ranks);
            show_progress(r, done += count);
        }
    }
    return code;
}

/* On process 0 alone; all others are told. */
static kn_code calibrate(run *r, kn_error *err)
{
    const int64_t per = 1000000000; /* threshold and share travel as whole numbers */
    int64_t told[2] = {0, 0};
    double threshold = 0, share = 0;
    kn_code code = KN_OK;

    if (!r->arguments->calibrate)
        return KN_OK;
    if (r->many.rank == 0)
        code = kn_plan_calibrate(&r->table.simulation, WRONG_MOST, r->table.trials, r->threads,
                                 &threshold, &share, err);
    if (code)
        return code;
    told[0] = llround(threshold * (double)per);
    told[1] = llround(share * (double)per);
    kn_many_share(&r->many, told, 2);
    r->table.simulation.decide.claim.threshold = (double)told[0] / (double)per;
    r->table.simulation.design.threshold = (double)told[0] / (double)per;
    r->table.calibrated_share = (double)told[1] / (double)per;
    return KN_OK;
}

/* What process 0 read from its file is what all go on from. */
static void share_tallies(run *r)
{
    for (size_t e = 0; e < r->table.effect_count; e++) {
        union {
            kn_tally tally;
            int64_t values[sizeof(kn_tally) / sizeof(int64_t)];
        } known = {.tally = r->table.tally[e]};

        kn_many_share(&r->many, known.values, sizeof known.values / sizeof known.values[0]);
        r->table.tally[e] = known.tally;
    }
}

static kn_code print_result(const run *r, kn_error *err)
{
    kn_text text;
    kn_code code;

    kn_text_init(&text, RESULT_BYTES_MAX);
    code = r->arguments->json ? kn_report_plan_json(&r->table, &text, err)
                              : kn_report_plan_text(&r->table, &text, err);
    if (code == KN_OK)
        fwrite(kn_text_string(&text), 1, text.size, stdout);
    kn_text_release(&text);
    return code;
}

static kn_code plan(run *r, const char *file, kn_error *err)
{
    kn_code code = kn_plan_table_make(r->arguments, file, &r->table, err);

    if (code)
        return code;
    r->threads = r->arguments->threads || r->many.ranks == 1 ? r->arguments->threads : 1;
    watch_signals(r);
    code = calibrate(r, err);
    if (code == KN_OK && r->many.rank == 0)
        code = kn_plan_state_open(&r->state, r->arguments->resume, &r->table, err);
    if (code)
        return code;
    share_tallies(r);
    code = simulate_all(r, err);
    end_progress(r);
    if (code || r->many.rank != 0)
        return code;
    if (!r->stopped)
        return print_result(r, err);
    fprintf(stderr, "unknot: stopped; the same command goes on from %s\n", r->arguments->resume);
    return KN_OK;
}

int kn_command_plan(int count, char *const words[])
{
    kn_plan_arguments arguments = kn_plan_arguments_default();
    bool speaks = kn_many_rank_told() == 0; /* of many that say the same, one is enough */
    run r = {.arguments = &arguments, .many = {.ranks = 1}, .signals = -1};
    kn_words operands;
    kn_error err = {0};
    int status = 0;
    kn_code code = kn_command_parse(&kn_plan_command, count, words, &operands, &arguments, &err);

    if (code == KN_OK && operands.count > 1) {
        code = kn_fail(&err, KN_USAGE, NULL, "plan does not know what to do with \"%s\"",
                       operands.word[1]);
        kn_hint(&err, "It is written: unknot plan [FILE].");
    }
    if (code == KN_OK)
        code = kn_many_open(&r.many, &err);
    if (code == KN_OK)
        code = plan(&r, operands.count ? operands.word[0] : NULL, &err);
    if (code)
        status = speaks ? kn_complain(&err) : kn_code_exit_status(code);
    else if (r.stopped)
        status = INTERRUPTED;
    if (code) /* others may wait for this process */
        kn_many_abort(&r.many, status);
    kn_many_close(&r.many);
    if (r.signals >= 0)
        close(r.signals);
    return status;
}
