#include "infer/chains.h"

#include <stdlib.h>
#include <string.h>

#include "infer/quadrature.h"

/* As in infer/latent.c: what the rule is trusted with, and how steps are damped. */
static const double TAU_LEAST = 1e-10, SHIFT_MAX = 1.5, SPREAD_MAX = 4, DAMPING = 0.5;
/* An effect is held fixed by a prior this precise: its sd of 1e-4 changes nothing. */
static const double PRECISION_FIXED = 1e8;
enum { POISSON_NODES = 5, LOGIT_NODES = 7, PRODUCT_DAYS = 8 };

bool kn_chains_init(kn_chains *chains, size_t n_max)
{
    size_t lanes = n_max * (8 + KN_CHAINS_EFFECTS_MAX) + n_max / PRODUCT_DAYS + 1;
    size_t doubles = n_max * (2 + KN_CHAINS_EFFECTS_MAX);
    size_t bytes = lanes * sizeof(kn_lanes) + doubles * sizeof(double) + n_max * sizeof(int32_t);

    *chains = (kn_chains){.memory = aligned_alloc(64, (bytes + 63) / 64 * 64)};
    if (!chains->memory)
        return false;
    kn_lanes *at = chains->memory;
    kn_lanes **per_day[] = {
        &chains->tau,     &chains->nu,          &chains->carry,   &chains->prior_diagonal,
        &chains->inverse, &chains->prior_below, &chains->forward, &chains->innovation};
    for (size_t i = 0; i < sizeof per_day / sizeof *per_day; i++, at += n_max)
        *per_day[i] = at;
    chains->effect = at;
    chains->product = at += n_max * KN_CHAINS_EFFECTS_MAX;
    chains->x = (double *)(at + n_max / PRODUCT_DAYS + 1);
    chains->offset = chains->x + n_max * KN_CHAINS_EFFECTS_MAX;
    chains->y = chains->offset + n_max;
    chains->gap = (int32_t *)(chains->y + n_max);
    return true;
}

void kn_chains_release(kn_chains *chains)
{
    free(chains->memory);
    *chains = (kn_chains){0};
}

static void set_rule(kn_chains *chains)
{
    double z[KN_RULE_MAX], w[KN_RULE_MAX];
    int n = chains->is_count ? POISSON_NODES : LOGIT_NODES;

    kn_gauss_hermite(n, z, w);
    chains->rule = n / 2;
    chains->w0 = w[n / 2];
    for (int k = 0; k < chains->rule; k++) {
        chains->z[k] = z[n / 2 + 1 + k];
        chains->w[k] = w[n / 2 + 1 + k];
    }
}

/* Day, arm and trend of every row, as in infer/model.c. */
static void set_rows(kn_chains *chains, const kn_series *series, bool has_trend)
{
    size_t n = series->n;
    double first = series->day[0], span = (double)series->day[n - 1] - first, mean = 0;

    for (size_t i = 0; i < n; i++)
        mean += ((double)series->day[i] - first) / (double)n;
    for (size_t i = 0; i < n; i++) {
        double *x = chains->x + i * KN_CHAINS_EFFECTS_MAX;
        memset(x, 0, KN_CHAINS_EFFECTS_MAX * sizeof *x);
        x[0] = 1;
        if (series->arm[i])
            x[series->arm[i]] = 1;
        if (has_trend)
            x[series->arms] = ((double)series->day[i] - first - mean) / span;
        chains->gap[i] = i ? series->day[i] - series->day[i - 1] : 0;
        chains->y[i] = series->outcome[i];
    }
}

void kn_chains_take(kn_chains *chains, const kn_series *series, const kn_prior *prior, bool trend)
{
    size_t n = series->n;
    bool has_trend = trend && series->day[n - 1] > series->day[0], is_count, new_kind;
    double sum = 0, exposure = 0, level;

    is_count = series->family == KN_POISSON;
    new_kind = chains->rule == 0 || is_count != chains->is_count;
    chains->is_count = is_count;
    if (new_kind)
        set_rule(chains);
    chains->n = n;
    chains->q = series->arms + has_trend;
    chains->precision[0] = 1 / (prior->alpha_sd * prior->alpha_sd);
    for (int k = 1; k < series->arms; k++)
        chains->precision[k] = 1 / (prior->beta_sd * prior->beta_sd);
    if (has_trend)
        chains->precision[series->arms] = 1 / (prior->gamma_sd * prior->gamma_sd);
    set_rows(chains, series, has_trend);
    for (size_t i = 0; i < n; i++) {
        sum += series->outcome[i];
        exposure += series->exposure && is_count ? series->exposure[i] : 1;
    }
    level = is_count ? log((sum + 0.5) / exposure) : log((sum + 0.5) / (exposure - sum + 0.5));
    for (size_t i = 0; i < n; i++)
        chains->offset[i] = level + (series->exposure && is_count ? log(series->exposure[i]) : 0);
    kn_chains_start(chains);
}

void kn_chains_start(kn_chains *chains)
{
    const kn_lanes one = {1, 1, 1, 1};

    for (size_t t = 0; t < chains->n; t++) {
        /* Not the day alone, which says little, but the day as seen from the level of all. */
        double tau = chains->is_count ? exp(fmin(chains->offset[t], 20)) : 0.25;
        double p = 1 / (1 + exp(-chains->offset[t]));
        double slope = chains->is_count ? chains->y[t] - tau : chains->y[t] - p;
        if (!chains->is_count)
            tau = p * (1 - p);
        tau = chains->is_count ? fmax(tau, 0.5 * chains->y[t]) : tau;
        chains->tau[t] = tau * one;
        chains->nu[t] = (tau * chains->offset[t] + slope) * one;
    }
}

/* The AR(1) precision on the observed days, as in infer/latent.c. */
static void set_prior(kn_chains *chains, const double sigma[KN_LANES], const double rho[KN_LANES])
{
    kn_lanes unit, phi = {0}, given = {0};
    int32_t gap = 0;

    for (int l = 0; l < KN_LANES; l++)
        unit[l] = 1 / (sigma[l] * sigma[l]);
    chains->prior_diagonal[0] = chains->innovation[0] = unit;
    for (size_t t = 1; t < chains->n; t++) {
        if (chains->gap[t] != gap) {
            gap = chains->gap[t];
            for (int l = 0; l < KN_LANES; l++)
                phi[l] = kn_power(rho[l], gap);
            given = unit / (1 - phi * phi);
        }
        chains->prior_diagonal[t - 1] += phi * phi * given;
        chains->prior_diagonal[t] = chains->innovation[t] = given;
        chains->prior_below[t - 1] = -phi * given;
    }
}

/* A site under q: its marginal N(m, s^2), its parameters, and exp of the log rate, or of the log
 * odds against what was seen, at m. */
typedef struct site {
    kn_lanes m, s, tau, nu, level;
} site;

/* What a day's site gives under q = N(m, v): the sums of w exp(E), times 1, z and z^2 (see
 * infer/latent.c). Nodes come in pairs +-z, so that half the exponentials are reciprocals. */
KN_LANES_INLINE void count_moments(const kn_chains *c, double y, const site *at, kn_lanes total[3])
{
    const kn_lanes zero = {0}, s = at->s, tau = at->tau, rate = at->level;
    kn_lanes slope = y + tau * at->m - at->nu;

    total[0] = c->w0 + zero;
    total[1] = total[2] = zero;
    for (int k = 0; k < c->rule; k++) {
        kn_lanes d = s * c->z[k], up, down, e, bend = 0.5 * tau * d * d, lift = d * slope;
        kn_lanes_exp(&d, &up);
        down = 1 / up;
        e = bend + lift - rate * (up - 1);
        kn_lanes_exp(&e, &up);
        e = bend - lift - rate * (down - 1);
        kn_lanes_exp(&e, &down);
        total[0] += c->w[k] * (up + down);
        total[1] += c->w[k] * c->z[k] * (up - down);
        total[2] += c->w[k] * c->z[k] * c->z[k] * (up + down);
    }
}

KN_LANES_INLINE void yesno_moments(const kn_chains *c, double y, const site *at, kn_lanes total[3])
{
    const kn_lanes zero = {0}, s = at->s, tau = at->tau, odds = at->level;
    kn_lanes slope = tau * at->m - at->nu;

    total[0] = c->w0 / (1 + odds);
    total[1] = total[2] = zero;
    for (int k = 0; k < c->rule; k++) {
        kn_lanes d = s * c->z[k], up, down, e, against, bend = 0.5 * tau * d * d, lift = d * slope;
        kn_lanes_exp(&d, &against);
        e = bend + lift;
        kn_lanes_exp(&e, &up);
        e = bend - lift;
        kn_lanes_exp(&e, &down);
        kn_lanes with = 1 / against;
        up /= 1 + odds * (y > 0 ? with : against);
        down /= 1 + odds * (y > 0 ? against : with);
        total[0] += c->w[k] * (up + down);
        total[1] += c->w[k] * c->z[k] * (up - down);
        total[2] += c->w[k] * c->z[k] * c->z[k] * (up + down);
    }
}

/* Forward along the days: T = Q + diag(tau) = L D L', the chain eliminated from the effects'
 * normal equations S, r. */
KN_LANES_INLINE void eliminate(kn_chains *restrict c, int q, kn_lanes s[], kn_lanes r[],
                               const kn_lanes held[])
{
    const kn_lanes zero = {0};
    kn_lanes inverse = {0}, f0 = {0}, f[KN_CHAINS_EFFECTS_MAX] = {{0}}, product = zero + 1;

    for (size_t t = 0; t < c->n; t++) {
        const double *x = c->x + t * KN_CHAINS_EFFECTS_MAX;
        kn_lanes tau = c->tau[t], shift = zero + c->offset[t], nu, carry = zero;
        kn_lanes d = c->prior_diagonal[t] + tau;
        for (int i = 1; i < q; i++)
            shift += held[i] * x[i];
        nu = c->nu[t] - tau * shift;
        if (t > 0) {
            carry = c->prior_below[t - 1] * inverse;
            d -= carry * c->prior_below[t - 1];
        }
        c->carry[t] = carry;
        inverse = 1 / d;
        f0 = nu - carry * f0;
        c->inverse[t] = inverse;
        c->forward[t] = f0;
        product *= c->innovation[t] * inverse;
        if (t % PRODUCT_DAYS == PRODUCT_DAYS - 1 || t + 1 == c->n) {
            c->product[t / PRODUCT_DAYS] = product;
            product = zero + 1;
        }
        for (int i = 0; i < q; i++)
            f[i] = tau * x[i] - carry * f[i];
        for (int i = 0; i < q; i++) {
            kn_lanes scaled = f[i] * inverse, tau_x = tau * x[i];
            c->effect[t * (size_t)q + (size_t)i] = scaled;
            r[i] += nu * x[i] - scaled * f0;
            for (int k = 0; k <= i; k++)
                s[i * q + k] += tau_x * x[k] - scaled * f[k];
        }
    }
}

/* Moves a site to where its moments under q match, or by `share` of the way; far from q by a step
 * of its own slope (infer/latent.c, expand_site). Adds to the largest mismatch. */
KN_LANES_INLINE void update_site(bool is_count, double y, const site *at, const kn_lanes *variance,
                                 const kn_lanes total[3], const kn_lanes *share, kn_lanes *tau,
                                 kn_lanes *nu, kn_lanes *mismatch)
{
    const kn_lanes zero = {0}, level = at->level, m = at->m;
    kn_lanes norm = 1 / total[0], z = total[1] * norm, spread = total[2] * norm - z * z;
    kn_lanes off = KN_LANES_PICK(z < 0, -z, z), more = spread - 1;

    more = KN_LANES_PICK(more < 0, -more, more);
    off = KN_LANES_PICK(off > more, off, more);
    *mismatch = KN_LANES_PICK(off <= *mismatch, *mismatch, off); /* NaN stays */

    kn_lanes before = 1 / *variance, precision = before / spread;
    kn_lanes new_tau = at->tau + *share * (precision - before);
    kn_lanes new_nu = at->nu + *share * ((m + z * at->s) * precision - m * before);
    kn_lane_bits far =
        (z > SHIFT_MAX) | (z < -SHIFT_MAX) | (spread < 1 / SPREAD_MAX) | (spread > SPREAD_MAX);
    kn_lanes bend = zero + 0.25, slope = 1 - 1 / (1 + level);
    if (is_count) {
        bend = KN_LANES_PICK(level > y, level, zero + y);
        slope = y - level;
    } else if (!(y > 0)) {
        slope = -slope;
    }
    new_tau = KN_LANES_PICK(far, bend, new_tau);
    *nu = KN_LANES_PICK(far, bend * m + slope, new_nu);
    *tau = KN_LANES_PICK(new_tau > TAU_LEAST, new_tau, zero + TAU_LEAST);
}

/* Backward along the days: every day's marginal, its site's moments, and the site's next value.
 * Returns in *sum the part of log Z that adds up along the days. */
KN_LANES_INLINE void moments_and_update(kn_chains *restrict c, int q, bool is_count,
                                        const kn_lanes held[], const kn_lanes *share, kn_lanes *sum)
{
    const kn_lanes zero = {0};
    kn_lanes mean = {0}, variance = {0}, w[KN_CHAINS_EFFECTS_MAX] = {{0}}, link = {0};
    kn_lanes mismatch = {0}, log_sum = {0};

    for (size_t t = c->n; t-- > 0;) {
        const double *x = c->x + t * KN_CHAINS_EFFECTS_MAX, y = c->y[t];
        kn_lanes inverse = c->inverse[t], shift = zero + c->offset[t], v;
        kn_lanes at[KN_CHAINS_EFFECTS_MAX], total[3];
        site here = {.tau = c->tau[t], .nu = c->nu[t]};
        for (int i = 1; i < q; i++)
            shift += held[i] * x[i];
        mean = c->forward[t] * inverse - link * mean;
        variance = inverse + link * link * variance;
        here.m = mean + shift;
        v = variance;
        for (int i = 0; i < q; i++) {
            w[i] = c->effect[t * (size_t)q + (size_t)i] - link * w[i];
            at[i] = x[i] - w[i];
            here.m += at[i] * c->mean[i];
        }
        for (int i = 0; i < q; i++) {
            kn_lanes row = 0.5 * c->covariance[i * q + i] * at[i];
            for (int k = 0; k < i; k++)
                row += c->covariance[i * q + k] * at[k];
            v += 2 * at[i] * row;
        }
        link = c->carry[t];
        kn_lanes_sqrt(&v, &here.s);
        kn_lanes against = is_count || !(y > 0) ? here.m : -here.m;
        kn_lanes_exp(&against, &here.level);
        log_sum += 0.5 * (here.nu - here.tau * shift) * mean +
                   shift * (here.nu - 0.5 * here.tau * shift) +
                   here.m * (0.5 * here.tau * here.m - here.nu);
        if (is_count) {
            count_moments(c, y, &here, total);
            log_sum += y * here.m - here.level;
        } else {
            yesno_moments(c, y, &here, total);
        }
        c->product[t / PRODUCT_DAYS] *= total[0] * total[0];
        update_site(is_count, y, &here, &v, total, share, &c->tau[t], &c->nu[t], &mismatch);
    }
    c->mismatch = mismatch;
    *sum = log_sum;
}

/* One sweep with the parts of log Z that are no logarithm, and the determinant of S. */
KN_LANES_INLINE void sweep_sized(kn_chains *c, int q, bool is_count, const kn_lanes precision[],
                                 const kn_lanes held[], const kn_lanes *share,
                                 kn_lanes *determinant)
{
    kn_lanes s[KN_CHAINS_EFFECTS_MAX * KN_CHAINS_EFFECTS_MAX] = {{0}};
    kn_lanes r[KN_CHAINS_EFFECTS_MAX] = {{0}}, sum;

    for (int i = 0; i < q; i++)
        s[i * q + i] = precision[i];
    eliminate(c, q, s, r, held);
    kn_lanes_invert(q, s, c->covariance, determinant);
    for (int i = 0; i < q; i++) {
        kn_lanes mean = {0};
        for (int k = 0; k < q; k++)
            mean += c->covariance[i * q + k] * r[k];
        c->mean[i] = mean;
    }
    moments_and_update(c, q, is_count, held, share, &sum);
    c->log_z = sum;
    for (int i = 0; i < q; i++)
        c->log_z += 0.5 * r[i] * c->mean[i];
}

#define SWEEP(q, kind)                                                                             \
    KN_VECTOR_CLONES static void sweep_##q##_##kind(kn_chains *c, const kn_lanes precision[],      \
                                                    const kn_lanes held[], const kn_lanes *share,  \
                                                    kn_lanes *determinant)                         \
    {                                                                                              \
        sweep_sized(c, q, kind, precision, held, share, determinant);                              \
    }
SWEEP(2, 0)
SWEEP(2, 1)
SWEEP(3, 0)
SWEEP(3, 1)
SWEEP(4, 0)
SWEEP(4, 1)
SWEEP(5, 0)
SWEEP(5, 1)

typedef void sweep_function(kn_chains *, const kn_lanes[], const kn_lanes[], const kn_lanes *,
                            kn_lanes *);
static sweep_function *const sweeps[KN_CHAINS_EFFECTS_MAX + 1][2] = {
    [2] = {sweep_2_0, sweep_2_1},
    [3] = {sweep_3_0, sweep_3_1},
    [4] = {sweep_4_0, sweep_4_1},
    [5] = {sweep_5_0, sweep_5_1},
};

/* The logarithms of log Z: of the determinants, and of the sites' moments in the products. */
static void add_logs(kn_chains *c, const kn_lanes precision[], const kn_lanes *determinant)
{
    for (int l = 0; l < KN_LANES; l++) {
        double priors = 1, sum = 0;
        for (int i = 0; i < c->q; i++)
            priors *= precision[i][l];
        for (size_t p = 0; p * PRODUCT_DAYS < c->n; p++)
            sum += log(c->product[p][l]);
        c->log_z[l] += 0.5 * (sum + log(priors) - log((*determinant)[l]));
    }
}

bool kn_chains_fit(kn_chains *chains, const double sigma[KN_LANES], const double rho[KN_LANES],
                   int contrast, const double b[KN_LANES], double tolerance, int sweeps_max)
{
    kn_lanes precision[KN_CHAINS_EFFECTS_MAX], held[KN_CHAINS_EFFECTS_MAX] = {{0}}, determinant;
    kn_lanes share = {1, 1, 1, 1};
    double before[KN_LANES] = {INFINITY, INFINITY, INFINITY, INFINITY};
    sweep_function *sweep = sweeps[chains->q][chains->is_count];

    set_prior(chains, sigma, rho);
    for (int i = 0; i < chains->q; i++)
        precision[i] =
            share - share + (i && i == contrast ? PRECISION_FIXED : chains->precision[i]);
    for (int l = 0; contrast && l < KN_LANES; l++)
        held[contrast][l] = b[l];
    for (int done = 1;; done++) {
        bool stands = true, worse = false;
        sweep(chains, precision, held, &share, &determinant);
        for (int l = 0; l < KN_LANES; l++) {
            double mismatch = chains->mismatch[l];
            stands = stands && mismatch < tolerance;
            if (mismatch > before[l])
                share[l] = DAMPING;
            worse = worse || !(mismatch < 1e300);
            before[l] = mismatch;
        }
        if (stands || worse || done >= sweeps_max) {
            add_logs(chains, precision, &determinant);
            return stands;
        }
    }
}
