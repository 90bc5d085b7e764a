/* cli/analyze_options.h - the options of `unknot analyze`. The last of a repeated one counts,
 * except
 * --prior, which adds up. */
#ifndef CLI_ANALYZE_OPTIONS_H
#define CLI_ANALYZE_OPTIONS_H

#include "cli/commands.h"
#include "exchange/exchange.h"
#include "unknot/study.h"

/* What was asked of `unknot analyze`. Texts are borrowed from argv; NULL means not given. */
typedef struct kn_arguments {
    const char *file;
    const char *outcome, *arm, *day, *person, *period, *exposure, *trials, *reference;
    const char *design, *schedules;
    const char *chart, *html, *curve;
    int family;                /* kn_family, or -1: guess it */
    int better_higher;         /* 0 lower is better, 1 higher */
    int per_day;               /* kn_per_day */
    double important;          /* as written, > 0; 0: not given */
    bool important_is_percent; /* "25%": a relative change of counts or of odds */
    double scale;              /* 0: not given */
    kn_prior prior;
    int washout_days, threads;
    uint64_t seed;
    bool blinded, looks, no_trend, no_sensitivity, exact, json;
} kn_arguments;

kn_arguments kn_arguments_default(void);

/* Reads argv[0..count-1], the words after "analyze". KN_USAGE with a hint when one of them is not
 * understood. */
kn_code kn_arguments_parse(int count, char *const argv[], kn_arguments *arguments, kn_error *err);

#endif
