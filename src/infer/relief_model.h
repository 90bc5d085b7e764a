/* infer/relief_model.h - the relief model of some episodes, made ready for integration: what is
 * known given sigma, with one effect free or held.
 *
 * Columns of the linear predictor: an intercept for each allowed set, the trend, the arms but the
 * baseline, and last the arm whose effect is asked for. y = log minutes - alpha0, so that every
 * prior mean is 0. Episodes eased at a known minute enter as sums; the others, and all of them when
 * times are Weibull, one by one: as sites. Equal sites are one with a weight. */
#ifndef INFER_RELIEF_MODEL_H
#define INFER_RELIEF_MODEL_H

#include "infer/linear.h"
#include "unknot/relief.h"

enum { KN_RELIEF_COLUMNS_MAX = KN_RELIEF_SETS_MAX + 1 + KN_ARMS_MAX - 1 };
_Static_assert((int)KN_RELIEF_COLUMNS_MAX <= (int)KN_LINEAR_MAX, "too small a matrix");

typedef struct kn_relief_site {
    kn_eased eased;
    int set, arm;     /* columns; arm -1: the baseline */
    double s;         /* the trend's value */
    double low, high; /* y; low -INFINITY from minute 0. NOT and AT: high alone */
    double weight;
} kn_relief_site;

typedef struct kn_relief_model {
    kn_prior prior;
    bool is_weibull;
    int sets, columns;
    int trend; /* its column, or -1 */
    int asked; /* the last column */
    double top,
        top_sd; /* where to look for log sigma first, and how far around; 0 wide: anywhere */
    double alpha0, order_middle, order_span;
    int8_t set_of[256];               /* column of the intercept of each allowed set, or -1 */
    int column_of[KN_ARMS_MAX];       /* -1: the baseline, or never drawn here */
    double share[KN_RELIEF_SETS_MAX]; /* of the episodes in each set */
    double *prior_precision;          /* [columns x columns] */
    double log_det[2];                /* of it, without and with the asked column */

    double exact; /* episodes in the sums */
    double *xx;   /* [columns x columns] */
    double *xy;   /* [columns] */
    double yy;
    size_t sites; /* in runs of one set and one arm */
    kn_relief_site *site;
    double *low, *high; /* [sites] y of the range they ended in, finite; log-normal times */

    /* Work. */
    double *tau, *nu; /* [sites] of the approximation, kept between calls: warm start */
    double *saved;    /* [2 x sites] of the approximation */
    double *mean, *variance, *offset, *out[3]; /* [sites] each */
    double *matrix;                            /* [columns x columns] */
    void *memory;
} kn_relief_model;

/* What is known given sigma, and given the asked effect if it is held. */
typedef struct kn_relief_given {
    double log_z; /* log p(y | sigma [, b]); the priors of all other columns integrated */
    double slope; /* d log_z / d b, if it is held */
    bool converged;
    double mean[KN_RELIEF_COLUMNS_MAX];
    double covariance[KN_RELIEF_COLUMNS_MAX * KN_RELIEF_COLUMNS_MAX]; /* [q x q] */
} kn_relief_given;

/* Takes the episodes that `take` marks and whose end is known. `baseline` has no column; `asked`
 * comes last, -1: none in particular. alpha0 and the trend's scale come from all known episodes of
 * the person. KN_LIMIT (allowed sets) or KN_NOMEM. kn_relief_model_release(). */
kn_code kn_relief_model_init(kn_relief_model *model, const kn_relief_rows *rows, const bool take[],
                             int baseline, int asked, bool trend, bool is_weibull,
                             const kn_prior *prior, kn_error *err);
void kn_relief_model_release(kn_relief_model *model); /* zeroed storage is fine */

/* Keeps the approximation of the sites as it stands, and goes back to it. */
void kn_relief_model_save(kn_relief_model *model);
void kn_relief_model_restore(kn_relief_model *model);

/* An episode with a known end and an allowed set of the model, as a site of weight 1. */
kn_relief_site kn_relief_model_site(const kn_relief_model *model, const kn_relief_episode *episode);

/* Between which y a site not known exactly ended: finite. */
void kn_relief_site_ends(const kn_relief_site *site, double *low, double *high);

/* Its predictor, effects from mean[] but for a held one of value b. */
double kn_relief_model_eta(const kn_relief_model *model, const kn_relief_site *site,
                           const double mean[], bool held, double b);

/* Given sigma; held: the asked effect is `b` and its column is not among mean and covariance. */
void kn_relief_given_sigma(kn_relief_model *model, double sigma, bool held, double b,
                           kn_relief_given *given);

/* The same for Weibull times; q columns are free. */
void kn_relief_climb(kn_relief_model *model, double sigma, int q, double b, kn_relief_given *given);

/* One site under eta ~ N(mean, variance) and spread sigma: log of its expected likelihood, and the
 * first and second derivative of that by mean. */
typedef struct kn_relief_moments {
    double log_z, d1, d2;
} kn_relief_moments;
kn_relief_moments kn_relief_site_normal(const kn_relief_site *site, double mean, double sd);

/* log likelihood of one Weibull site at eta, and its derivatives by eta. */
kn_relief_moments kn_relief_site_weibull(const kn_relief_site *site, double eta, double sigma);

#endif
