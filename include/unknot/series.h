/* unknot/series.h - what one person recorded: a series of days, each with its arm and its outcome.
 *
 * A day that was not recorded is simply absent: a gap is never a zero. Symbols are those of the
 * model (docs/model.md section 1): t_i the day, a_i the arm, y_i the outcome, e_i the exposure. */
#ifndef UNKNOT_SERIES_H
#define UNKNOT_SERIES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "unknot/error.h"

enum {
    KN_ARMS_MAX = 8,        /* arms in one trial */
    KN_CATEGORIES_MAX = 12, /* levels of an ordinal outcome */
    KN_DAYS_MAX = 20000,    /* recorded days of one person: 54 years */
    KN_OBSERVATIONS_MIN = 4 /* below this no effect is fitted */
};

typedef enum kn_family {
    KN_GAUSSIAN,  /* a measure or a rating; effects in sd of the series, and in its own units */
    KN_POISSON,   /* a count >= 0, with an optional exposure; effects are log rate ratios */
    KN_BERNOULLI, /* 0 or 1; effects are log odds ratios for a given day */
    KN_BINOMIAL,  /* k of n; likewise */
    KN_ORDINAL,   /* ordered whole-number levels; effects are log odds ratios of a higher level */
    KN_FAMILY_COUNT
} kn_family;

/* "gaussian" ...; parse returns false for an unknown name. */
const char *kn_family_name(kn_family family);
bool kn_family_parse(const char *name, kn_family *family);

/* All arrays are borrowed and have n elements. */
typedef struct kn_series {
    kn_family family;
    int arms; /* K in 2..KN_ARMS_MAX, counting arms never observed; arm 0 is the reference */
    size_t n;
    const int32_t *day;     /* strictly ascending */
    const uint8_t *arm;     /* 0..arms-1 */
    const double *outcome;  /* finite; counts and levels are whole numbers */
    const double *exposure; /* poisson: > 0; NULL means 1 */
    const double *trials;   /* binomial: whole numbers >= outcome, >= 1; NULL otherwise */
    double scale;           /* gaussian: s, the unit of the model scale; 0: the series' own sd */
} kn_series;

/* Why a series cannot be fitted at all: the answer is then "these data cannot tell". */
typedef enum kn_unfit {
    KN_UNFIT_NOT = 0,  /* it can be fitted */
    KN_UNFIT_TOO_FEW,  /* fewer than KN_OBSERVATIONS_MIN days */
    KN_UNFIT_ARM,      /* an arm was never observed */
    KN_UNFIT_CONSTANT, /* the outcome never varies */
} kn_unfit;

/* Checks every rule above; changes nothing. KN_DATA with the index of the offending row in
 * err->place.line (from 1) when a rule is broken. */
kn_code kn_series_check(const kn_series *series, kn_error *err);

/* Assumes a checked series. */
kn_unfit kn_series_unfit(const kn_series *series);

/* The priors of model.md sections 1 and 4, in the order and with the meaning given there. */
#define KN_PRIORS(X) /* name, default, what it is */                                               \
    X(alpha_sd, 2.5, "sd of the normal prior of the level alpha")                                  \
    X(kappa_sd, 3.0, "sd of the normal prior of the ordinal cut-points kappa")                     \
    X(beta_sd, 1.0, "sd of the normal prior of an effect beta")                                    \
    X(gamma_sd, 1.0, "sd of the normal prior of the trend gamma")                                  \
    X(sigma_scale, 1.0, "scale of the half-normal prior of the day-to-day spread sigma")           \
    X(rho_shape, 2.0, "both shapes of the beta prior of (rho + 1) / 2")                            \
    X(mu_sd, 1.0, "sd of the normal prior of the average effect mu")                               \
    X(omega_scale, 0.5, "scale of the half-normal prior of the spread between people omega")

typedef struct kn_prior {
#define KN_X(name, value, what) double name;
    KN_PRIORS(KN_X)
#undef KN_X
} kn_prior;

kn_prior kn_prior_default(void);

/* Sets one prior by the name in the table. KN_USAGE for an unknown name or a value that is not
 * finite and > 0. */
kn_code kn_prior_set(kn_prior *prior, const char *name, double value, kn_error *err);

#endif
