/* infer/model.h - one person's model of docs/model.md section 1 with everything but (sigma, rho)
 * integrated out: in closed form for gaussian outcomes, by expectation propagation for the others.
 *
 * Linear effects come in the order: level (alpha, or kappa_1 .. kappa_{C-1} with opposite sign for
 * ordinal outcomes), beta_1 .. beta_{K-1}, gamma (with a trend). */
#ifndef INFER_MODEL_H
#define INFER_MODEL_H

#include "infer/latent.h"
#include "unknot/series.h"

typedef struct kn_model {
    kn_family family;
    kn_prior prior;
    size_t n;
    int arms, levels; /* levels: ordinal C - 1 cut-points, else 1 */
    int effects;      /* levels + arms - 1 + trend */
    bool has_trend;
    bool is_large; /* counts so large that fits are driven further; set by the nodes */
    double centre, scale, alpha0, log_constant;
    double category[KN_CATEGORIES_MAX]; /* ordinal: the levels' own values, ascending */
    int32_t *gap;                       /* [n] */
    double *trend;                      /* [n] s_i; 0 without a trend */
    double *z;                          /* [n] gaussian: standardised outcome */
    uint8_t *arm;                       /* [n] */
    double *offset;                     /* [n] known part of eta: alpha0, log exposure */
    kn_latent *joint;                   /* all effects; NULL for gaussian */
    kn_latent *fixed[KN_ARMS_MAX];      /* [contrast] that effect as an offset; made on first use */
    double *product;                    /* gaussian: [X z]' R^-1 [X z], for rho_of_product */
    double rho_of_product, log_det_of_product;
    double *design; /* gaussian: [n x (effects + 1)], last column z */
} kn_model;

/* The joint posterior of the linear effects given (sigma, rho). */
typedef struct kn_conditional {
    double log_z; /* log p(y | sigma, rho) */
    bool ok;      /* the approximation converged */
    double mean[KN_LATENT_EFFECTS_MAX];
    double covariance[KN_LATENT_EFFECTS_MAX * KN_LATENT_EFFECTS_MAX]; /* effects x effects */
} kn_conditional;

/* The series is checked and fit to be fitted. Owner: caller; kn_model_free(). NULL only with *err.
 */
kn_model *kn_model_new(const kn_series *series, const kn_prior *prior, bool trend, kn_error *err);
void kn_model_free(kn_model *model);

/* log of the prior density of sigma and of rho. */
double kn_model_log_prior(const kn_model *model, double sigma, double rho);

/* Everything linear integrated out. `careful`: converge fully; otherwise to about 0.01 in log_z. */
void kn_model_joint(kn_model *model, double sigma, double rho, bool careful, kn_conditional *out);

/* log p(y | beta_contrast = b, sigma, rho) and its slope in b; contrast 1 .. arms - 1. For gaussian
 * models use the joint: it is exact. */
bool kn_model_at(kn_model *model, int contrast, double b, double sigma, double rho, double *log_z,
                 double *slope);

#endif
