/* infer/exact_model.h - the full model of docs/model.md sections 1 and 4 as one log density with
 * its gradient, for the sampler behind unknot/exact.h.
 *
 * The parameters q of one person, in this order; every one runs over the whole real line:
 *
 *     alpha - alpha0                  or, ordinal, kappa_1, log(kappa_2 - kappa_1), ...
 *     beta_1 .. beta_K-1              or, pooled, (beta - mu) / omega
 *     gamma                           if there is a trend
 *     log sigma, logit((rho + 1) / 2)
 *     w_1 .. w_n                      not gaussian: u(t_i) = sigma x_i, x_1 = w_1,
 *                                     x_i = rho^d x_i-1 + sqrt(1 - rho^2d) w_i, w ~ N(0,1),
 *                                     d the days since the row before
 *
 * People follow one another; pooled, mu and log omega come last. A gaussian residual is the AR(1)
 * itself, so nothing of it is latent. */
#ifndef INFER_EXACT_MODEL_H
#define INFER_EXACT_MODEL_H

#include "base/random.h"
#include "unknot/exact.h"

typedef struct kn_exact_person {
    size_t n;  /* rows */
    size_t at; /* of the first parameter in q */
    int cuts;  /* ordinal: categories - 1; else 0 */
    double alpha0, centre, scale;
    double level[KN_CATEGORIES_MAX];       /* ordinal: outcome of each category */
    double level_count[KN_CATEGORIES_MAX]; /* rows in each category */
    const double *y;                       /* [n] gaussian: z; ordinal: category 0..cuts */
    const double *size;                    /* [n] exposure or trials, else 1 */
    const double *trend;                   /* [n] s_i */
    const uint8_t *arm;                    /* [n] */
    const uint32_t *which;                 /* [n] which of the gaps lies before row i; [0] unused */
    const int64_t *gap;                    /* [gaps] the distinct gaps in days */
    const double *gap_count;               /* [gaps] rows after such a gap */
    size_t gaps;
} kn_exact_person;

typedef struct kn_exact_model {
    kn_family family;
    kn_prior prior;
    bool trend, pooled;
    int arms;
    double important;
    size_t dim;    /* parameters */
    size_t values; /* quantities reported, see kn_exact_model_values() */
    size_t people, rows_max, gaps_max;
    kn_exact_person *person; /* [people] */
    void *storage;
} kn_exact_model;

/* Series as kn_exact_new() takes them, already found fit. The model copies what it needs.
 * KN_NOMEM. */
kn_code kn_exact_model_init(kn_exact_model *model, const kn_series *series, size_t people,
                            const kn_exact_options *options, kn_error *err);
void kn_exact_model_release(kn_exact_model *model); /* zeroed storage is fine */

/* One chain's view of a model: what evaluation overwrites. Any number may share a model. */
typedef struct kn_exact_view {
    const kn_exact_model *model;
    double *x, *eta, *g; /* [rows_max] AR(1), predictor, d lp / d eta */

    /* [gaps_max] for each distinct gap of d days. */
    double *power, *slope; /* rho^d and its derivative by rho */
    double *rest, *root;   /* 1 - rho^2d and its square root */
    double *ratio;         /* power / root */
    double *storage;
} kn_exact_view;

kn_code kn_exact_view_init(kn_exact_view *view, const kn_exact_model *model, kn_error *err);
void kn_exact_view_release(kn_exact_view *view); /* zeroed storage is fine */

/* Log density up to a constant and its gradient; a kn_target's eval, with a kn_exact_view. O(n). */
void kn_exact_eval(void *view, const double q[], double *lp, double grad[]);

/* The named parameters of one person at q, on the model scale. */
typedef struct kn_exact_point {
    double alpha, gamma, sigma, rho;
    double rest;                    /* 1 - rho^2, without cancellation */
    double beta[KN_ARMS_MAX];       /* beta[0] = 0 */
    double cut[KN_CATEGORIES_MAX];  /* kappa */
    double step[KN_CATEGORIES_MAX]; /* cut[c] - cut[c - 1], c >= 1 */
    const double *w;                /* latent innovations, or NULL */
} kn_exact_point;

void kn_exact_point_at(const kn_exact_model *model, const kn_exact_person *person, const double q[],
                       kn_exact_point *point);

/* Where in q a person's parameters lie; gamma, if there is one, lies just before log sigma. */
size_t kn_exact_beta_at(const kn_exact_person *person);
size_t kn_exact_sigma_at(const kn_exact_model *model, const kn_exact_person *person);

/* Fills x_i (not times sigma) for the person from w and rho. */
void kn_exact_latent(kn_exact_view *view, const kn_exact_person *person,
                     const kn_exact_point *point);

/* The reported quantities at q, in the order of their names; `random` draws the next person.
 * kn_exact_model_count() of them, those of kn_exact_quantity.name in unknot/exact.h. */
void kn_exact_model_values(kn_exact_view *view, const double q[], kn_random *random,
                           double values[]);
size_t kn_exact_model_count(const kn_exact_model *model);
void kn_exact_model_name(const kn_exact_model *model, size_t value, char *name, size_t size);

#endif
