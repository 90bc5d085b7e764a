#include "infer/latent.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "infer/linear.h"
#include "infer/quadrature.h"
#include "infer/vector.h"

/* Nodes for the expectations under q. The integrand is the ratio of a site to its gaussian
 * stand-in, nearly constant where q has its mass, so few nodes do: doubling them moves log Z by
 * under 1e-4 on the reference sets. A gap site has a kink at 0 and only a few of them exist: more
 * nodes. */
enum { POISSON_NODES = 5, LOGIT_NODES = 7, GAP_NODES = KN_LATENT_NODES_MAX };

static const double TAU_LEAST = 1e-10; /* keeps a flat site from going negative by rounding */
static const double SHIFT_MAX = 1.5,
                    SPREAD_MAX = 4;     /* what the rule is trusted with: sd, variance */
static const double DAMPING = 0.5;      /* share of a step taken once steps stop shrinking */
static const double EXPONENT_MAX = 600; /* exp() of more would overflow sums */

typedef struct kn_latent_rule rule;

static void rule_init(rule *g, int n)
{
    g->n = n;
    kn_gauss_hermite(n, g->z, g->w);
}

kn_latent *kn_latent_new(kn_site_kind kind, size_t days, size_t sites, size_t gaps, int effects,
                         kn_error *err)
{
    size_t all = sites + gaps, q = (size_t)effects;
    size_t doubles = all * (q + 7 + 6) + days * (q + 6);
    kn_latent *latent = calloc(1, sizeof *latent);
    double *at = latent ? calloc(doubles, sizeof *at) : NULL;

    if (at) {
        latent->memory = at;
        latent->gap = calloc(days, sizeof *latent->gap);
        latent->site_day = calloc(sites, sizeof *latent->site_day);
    }
    if (!at || !latent->gap || !latent->site_day) {
        kn_fail(err, KN_NOMEM, NULL, "no memory for %zu days", days);
        kn_latent_free(latent);
        return NULL;
    }
    latent->kind = kind;
    latent->days = days;
    latent->sites = sites;
    latent->gaps = gaps;
    latent->effects = effects;
    rule_init(&latent->site_rule, kind == KN_SITE_POISSON ? POISSON_NODES : LOGIT_NODES);
    if (gaps)
        rule_init(&latent->gap_rule, GAP_NODES);

    double **per_site[] = {&latent->offset, &latent->y,    &latent->trials,  &latent->tau,
                           &latent->nu,     &latent->mean, &latent->variance};
    for (size_t i = 0; i < sizeof per_site / sizeof *per_site; i++, at += all)
        *per_site[i] = at;
    latent->x = at;
    latent->scratch = at += all * q;
    at += 6 * all;
    double **per_day[] = {&latent->diagonal,    &latent->below,      &latent->prior_diagonal,
                          &latent->prior_below, &latent->chain_mean, &latent->chain_variance};
    for (size_t i = 0; i < sizeof per_day / sizeof *per_day; i++, at += days)
        *per_day[i] = at;
    latent->chain_effect = at;
    return latent;
}

void kn_latent_free(kn_latent *latent)
{
    if (!latent)
        return;
    free(latent->gap);
    free(latent->site_day);
    free(latent->memory);
    free(latent);
}

void kn_latent_start(kn_latent *latent)
{
    /* Each observation as if it were half an event richer: its own curvature and location. */
    for (size_t j = 0; j < latent->sites; j++) {
        double y = latent->y[j], n = latent->kind == KN_SITE_BINOMIAL ? latent->trials[j] : 1, at;

        if (latent->kind == KN_SITE_POISSON) {
            latent->tau[j] = y + 0.5;
            at = log(y + 0.5);
        } else {
            double p = (y + 0.5) / (n + 1);
            latent->tau[j] = n * p * (1 - p);
            at = log(p / (1 - p));
        }
        latent->nu[j] = latent->tau[j] * at;
    }
    for (size_t j = latent->sites; j < latent->sites + latent->gaps; j++)
        latent->tau[j] = latent->nu[j] = 1;
}

/* The AR(1) precision on the observed days, tridiagonal: day t given the day before has variance
 * sigma^2 (1 - phi^2), phi = rho^gap (Rue and Held 2005, section 1.1). Returns log |Q|. */
static double set_chain_prior(kn_latent *latent, double sigma, double rho)
{
    double unit = 1 / (sigma * sigma), log_det = -2.0 * (double)latent->days * log(sigma);
    double phi_of_gap = 0, spread = 0, log_spread = 0;
    int32_t gap = 0;

    latent->prior_diagonal[0] = unit;
    for (size_t t = 1; t < latent->days; t++) {
        if (latent->gap[t] != gap) { /* most gaps are one day: keep the last */
            gap = latent->gap[t];
            phi_of_gap = kn_power(rho, gap);
            spread = 1 - phi_of_gap * phi_of_gap;
            log_spread = log(spread);
        }
        double given = unit / spread; /* precision of u_t given the day before */
        latent->prior_diagonal[t - 1] += phi_of_gap * phi_of_gap * given;
        latent->prior_diagonal[t] = given;
        latent->prior_below[t - 1] = -phi_of_gap * given;
        log_det -= log_spread;
    }
    return log_det;
}

/* What one solution needs beside the model: the normal equations of the effects and the solution.
 */
typedef struct normal_equations {
    double s[KN_LATENT_EFFECTS_MAX * KN_LATENT_EFFECTS_MAX]; /* S, lower triangle */
    double r[KN_LATENT_EFFECTS_MAX];
} normal_equations;

/* A site's part in S and r: S += tau x x', r += nu x. */
static inline __attribute__((always_inline)) void
add_site(int q, const double *restrict x, double tau, double nu, normal_equations *restrict to)
{
    for (int i = 0; i < q; i++) {
        double tau_x = tau * x[i];
        to->r[i] += nu * x[i];
        for (int k = 0; k <= i; k++)
            to->s[i * q + k] += tau_x * x[k];
    }
}

/* Forward: T = Q + D = L D L' day by day, with f = L^-1 [nu, B] left in chain_mean and
 * chain_effect, 1 / d in chain_variance, and the chain eliminated from the effects' equations: S =
 * P + X' tau X - sum_t f_t f_t' / d_t and r likewise. */
static inline __attribute__((always_inline)) void eliminate_chain(kn_latent *restrict latent, int q,
                                                                  normal_equations *restrict to)
{
    double inverse = 0, f0 = 0, f[KN_LATENT_EFFECTS_MAX] = {0};
    size_t j = 0;

    for (size_t t = 0; t < latent->days; t++) {
        double *kept = latent->chain_effect + t * (size_t)q;
        double d = latent->prior_diagonal[t], carry = 0;
        if (t > 0) {
            carry = latent->prior_below[t - 1] * inverse;
            latent->below[t - 1] = carry;
            d -= carry * latent->prior_below[t - 1];
        }
        f0 *= -carry;
        for (int i = 0; i < q; i++)
            f[i] *= -carry;
        for (; j < latent->sites && latent->site_day[j] == t; j++) {
            const double *x = latent->x + j * (size_t)q;
            double tau = latent->tau[j], nu = latent->nu[j] - tau * latent->offset[j];
            d += tau;
            f0 += nu;
            for (int i = 0; i < q; i++)
                f[i] += tau * x[i];
            add_site(q, x, tau, nu, to);
        }
        inverse = 1 / d;
        latent->diagonal[t] = d;
        latent->chain_mean[t] = f0;
        latent->chain_variance[t] = inverse;
        for (int i = 0; i < q; i++) {
            double scaled = f[i] * inverse;
            kept[i] = f[i];
            to->r[i] -= scaled * f0;
            for (int k = 0; k <= i; k++)
                to->s[i * q + k] -= scaled * f[k];
        }
    }
}

/* Mean and variance of zeta_j = offset + u + x' theta, where the chain has mean `mean` and
 * `variance` for theta at its mean and c = x - w for its dependence on theta. */
static inline __attribute__((always_inline)) void set_marginal(kn_latent *restrict latent, int q,
                                                               size_t j, double mean,
                                                               double variance, const double c[])
{
    const double *inverse = latent->theta_inverse;

    mean += latent->offset[j];
    for (int i = 0; i < q; i++) {
        double sum = 0;
        mean += c[i] * latent->theta_mean[i];
        for (int k = 0; k < i; k++)
            sum += inverse[i * q + k] * c[k];
        variance += c[i] * (2 * sum + inverse[i * q + i] * c[i]);
    }
    latent->mean[j] = mean;
    latent->variance[j] = variance;
}

/* Backward: chain_mean = T^-1 nu, chain_effect = T^-1 B = w, chain_variance = diagonal of T^-1, and
 * with them the marginals of the sites. */
static inline __attribute__((always_inline)) void back_substitute(kn_latent *restrict latent, int q)
{
    double mean = 0, variance = 0, w[KN_LATENT_EFFECTS_MAX] = {0}, c[KN_LATENT_EFFECTS_MAX];
    size_t j = latent->sites;

    for (size_t t = latent->days; t-- > 0;) {
        double *effect = latent->chain_effect + t * (size_t)q;
        double inverse = latent->chain_variance[t];
        double link = t + 1 < latent->days ? latent->below[t] : 0;
        mean = latent->chain_mean[t] * inverse - link * mean;
        variance = inverse + link * link * variance;
        for (int i = 0; i < q; i++)
            effect[i] = w[i] = effect[i] * inverse - link * w[i];
        latent->chain_mean[t] = mean;
        latent->chain_variance[t] = variance;
        for (; j > 0 && latent->site_day[j - 1] == t; j--) {
            const double *x = latent->x + (j - 1) * (size_t)q;
            for (int i = 0; i < q; i++)
                c[i] = x[i] - w[i];
            set_marginal(latent, q, j - 1, mean, variance, c);
        }
    }
}

/* The gaussian approximation that the present sites make, for q effects. */
static inline __attribute__((always_inline)) bool solve_sized(kn_latent *latent, int q)
{
    size_t all = latent->sites + latent->gaps;
    normal_equations equations;
    double *s = equations.s;

    memset(s, 0, (size_t)(q * q) * sizeof *s);
    memset(equations.r, 0, (size_t)q * sizeof *s);
    for (int k = 0; k < q; k++)
        s[k * q + k] = latent->precision[k];
    eliminate_chain(latent, q, &equations);
    for (size_t j = latent->sites; j < all; j++)
        add_site(q, latent->x + j * (size_t)q, latent->tau[j],
                 latent->nu[j] - latent->tau[j] * latent->offset[j], &equations);
    if (!kn_cholesky(s, q))
        return false;
    memcpy(latent->theta_factor, s, (size_t)(q * q) * sizeof *s);
    kn_invert(s, q, latent->theta_inverse);
    latent->gaussian_part = 0;
    for (int i = 0; i < q; i++) {
        latent->theta_mean[i] = 0;
        for (int k = 0; k < q; k++)
            latent->theta_mean[i] += latent->theta_inverse[i * q + k] * equations.r[k];
        latent->gaussian_part += 0.5 * equations.r[i] * latent->theta_mean[i];
    }
    back_substitute(latent, q);
    for (size_t j = latent->sites; j < all; j++)
        set_marginal(latent, q, j, 0, 0, latent->x + j * (size_t)q);
    return true;
}

/* The common sizes get code of their own, with the small loops unrolled: three times faster. */
static bool solve_gaussian(kn_latent *latent)
{
    switch (latent->effects) {
    case 1:
        return solve_sized(latent, 1);
    case 2:
        return solve_sized(latent, 2);
    case 3:
        return solve_sized(latent, 3);
    case 4:
        return solve_sized(latent, 4);
    default:
        return solve_sized(latent, latent->effects);
    }
}

/* log of the integral of prior times gaussian sites, for the solution just found:
 * (log|Q| + log|P_theta| - log|T| - log|S| + nu' T^-1 nu + r' S^-1 r) / 2 + constants of offsets.
 */
static double log_gaussian_integral(const kn_latent *latent, double log_det_chain_prior)
{
    double sum = 0.5 * log_det_chain_prior + latent->gaussian_part;
    int q = latent->effects;

    for (int k = 0; k < q; k++)
        sum += 0.5 * log(latent->precision[k]) - log(latent->theta_factor[k * q + k]);
    sum -= 0.5 * kn_sum_log(latent->days, latent->diagonal);
    /* nu' T^-1 nu needs the right-hand side again: gather it from the sites. */
    for (size_t j = 0; j < latent->sites + latent->gaps; j++) {
        double tau = latent->tau[j], o = latent->offset[j], nu = latent->nu[j] - tau * o;
        if (j < latent->sites)
            sum += 0.5 * nu * latent->chain_mean[latent->site_day[j]];
        sum += o * (latent->nu[j] - 0.5 * tau * o);
    }
    return sum;
}

/* Expectations under q, all sites of one kind at once. For node z: zeta = m + delta, delta = s z;
 *   E = log t(zeta) - log t(m) + (tau m - nu) delta + tau delta^2 / 2,
 * and total[i] = sum_k w_k z_k^i exp(E). The loops run over sites inside nodes, so that they
 * vectorise. */
KN_VECTOR_CLONES
static void poisson_moments(size_t n, const rule *g, const double m[restrict],
                            const double s[restrict], const double tau[restrict],
                            const double nu[restrict], const double y[restrict],
                            double rate[restrict], double total[restrict])
{
    double *restrict t0 = total, *restrict t1 = total + n, *restrict t2 = total + 2 * n;

    for (size_t j = 0; j < n; j++)
        rate[j] = kn_exp(m[j]);
    for (int k = 0; k < g->n; k++) {
        double z = g->z[k], w = g->w[k];
        for (size_t j = 0; j < n; j++) {
            double d = s[j] * z;
            double e =
                d * (y[j] + tau[j] * m[j] - nu[j] + 0.5 * tau[j] * d) - rate[j] * (kn_exp(d) - 1);
            double f = w * kn_exp(e);
            t0[j] += f;
            t1[j] += f * z;
            t2[j] += f * z * z;
        }
    }
}

KN_VECTOR_CLONES
static void yesno_moments(size_t n, const rule *g, const double m[restrict],
                          const double s[restrict], const double tau[restrict],
                          const double nu[restrict], const double y[restrict],
                          double total[restrict])
{
    double *restrict t0 = total, *restrict t1 = total + n, *restrict t2 = total + 2 * n;

    for (int k = 0; k < g->n; k++) {
        double z = g->z[k], w = g->w[k];
        for (size_t j = 0; j < n; j++) {
            double d = s[j] * z;
            double e = d * (tau[j] * m[j] - nu[j] + 0.5 * tau[j] * d);
            double f = w * kn_exp(e) / (1 + kn_exp((1 - 2 * y[j]) * (m[j] + d)));
            t0[j] += f;
            t1[j] += f * z;
            t2[j] += f * z * z;
        }
    }
}

/* Any site: log t by the book. */
static double log_site(kn_site_kind kind, double y, double trials, double zeta)
{
    switch (kind) {
    case KN_SITE_POISSON:
        return y * zeta - exp(zeta);
    case KN_SITE_YESNO:
        return y * zeta - kn_softplus(zeta);
    case KN_SITE_BINOMIAL:
        return y * zeta - trials * kn_softplus(zeta);
    case KN_SITE_GAP:
        return zeta > 0 ? y * log(-expm1(-zeta)) : -(double)INFINITY;
    }
    return 0;
}

static void any_moments(kn_site_kind kind, size_t n, const rule *g, const double m[],
                        const double s[], const double tau[], const double nu[], const double y[],
                        const double trials[], double base[], double total[], size_t stride)
{
    for (size_t j = 0; j < n; j++) {
        /* A gap's log t(m) may be -inf: measure from its value one sd above 0 at least. */
        double from = kind == KN_SITE_GAP && m[j] < s[j] ? s[j] : m[j];
        base[j] = log_site(kind, y[j], trials[j], from);
        for (int k = 0; k < g->n; k++) {
            double d = s[j] * g->z[k];
            double e = log_site(kind, y[j], trials[j], m[j] + d) - base[j] +
                       d * (tau[j] * m[j] - nu[j] + 0.5 * tau[j] * d);
            double f = g->w[k] * exp(fmin(e, EXPONENT_MAX));
            total[j] += f;
            total[stride + j] += f * g->z[k];
            total[2 * stride + j] += f * g->z[k] * g->z[k];
        }
    }
}

/* Fills total[3 x all] and base[all] = log t at the point that E is measured from. */
static void site_moments(kn_latent *latent)
{
    const rule *chain_rule = &latent->site_rule, *gap_rule = &latent->gap_rule;
    size_t all = latent->sites + latent->gaps, n = latent->sites;
    double *total = latent->scratch, *s = total + 3 * all, *base = total + 4 * all;
    const double *m = latent->mean, *tau = latent->tau, *nu = latent->nu, *y = latent->y;

    memset(total, 0, 3 * all * sizeof *total);
    for (size_t j = 0; j < all; j++)
        s[j] = sqrt(latent->variance[j]);
    if (latent->kind == KN_SITE_POISSON && latent->gaps == 0) {
        poisson_moments(n, chain_rule, m, s, tau, nu, y, base, total);
        for (size_t j = 0; j < n; j++)
            base[j] = y[j] * m[j] - base[j];
        return;
    }
    if (latent->kind == KN_SITE_YESNO && latent->gaps == 0) {
        yesno_moments(n, chain_rule, m, s, tau, nu, y, total);
        memset(base, 0, n * sizeof *base);
        return;
    }
    if (latent->kind == KN_SITE_YESNO) {
        /* `total` has rows of `all`: work on a row-compatible view by padding the sites' count. */
        yesno_moments(all, chain_rule, m, s, tau, nu, y, total);
        memset(base, 0, all * sizeof *base);
        for (int row = 0; row < 3; row++)
            memset(total + (size_t)row * all + n, 0, latent->gaps * sizeof *total);
    } else {
        any_moments(latent->kind, n, chain_rule, m, s, tau, nu, y, latent->trials, base, total,
                    all);
    }
    any_moments(KN_SITE_GAP, latent->gaps, gap_rule, m + n, s + n, tau + n, nu + n, y + n,
                latent->trials + n, base + n, total + n, all);
}

/* How far the moments under the true sites are from those of q, in sd of q; NaN if anything is. */
static double largest_mismatch(const kn_latent *latent)
{
    size_t all = latent->sites + latent->gaps;
    const double *total = latent->scratch;
    double largest = 0;

    for (size_t j = 0; j < all; j++) {
        double z = total[all + j] / total[j], spread = total[2 * all + j] / total[j] - z * z;
        double mismatch = fabs(z) > fabs(spread - 1) ? fabs(z) : fabs(spread - 1);
        if (!(mismatch <= largest))
            largest = mismatch;
    }
    return largest;
}

/* A step for one site far from q: a parabola through its slope at zeta. Its curvature is the site's
 * own or, where that is flatter than near the top, the curvature there, so that no step overshoots:
 * y for a count (Newton's step is then at most 1), and trials / 4, the most a logit has, which
 * makes every step an ascent (Boehning and Lindsay 1988). */
static void expand_site(kn_site_kind kind, double y, double trials, double zeta, double *tau,
                        double *nu)
{
    double slope, curvature;

    switch (kind) {
    case KN_SITE_POISSON:
        curvature = exp(fmin(zeta, EXPONENT_MAX));
        slope = y - curvature;
        curvature = fmax(curvature, y);
        break;
    case KN_SITE_GAP:
        slope = y / expm1(zeta);
        curvature = slope * exp(zeta) / expm1(zeta);
        break;
    default:
        slope = y - trials / (1 + exp(-zeta));
        curvature = trials / 4;
    }
    *tau = fmax(curvature, TAU_LEAST);
    *nu = *tau * zeta + slope;
}

/* Moves every site by `share` of the way to matching moments. Where a site is far from q the rule
 * sees only its rim: then a step by its slope brings q near first. */
static void update_sites(kn_latent *latent, double share)
{
    size_t all = latent->sites + latent->gaps;
    const double *total = latent->scratch;

    for (size_t j = 0; j < all; j++) {
        double m = latent->mean[j], v = latent->variance[j], sd = sqrt(v);
        double z = total[all + j] / total[j], spread = total[2 * all + j] / total[j] - z * z;

        if (fabs(z) > SHIFT_MAX || spread < 1 / SPREAD_MAX || spread > SPREAD_MAX) {
            kn_site_kind kind = j < latent->sites ? latent->kind : KN_SITE_GAP;
            double trials = kind == KN_SITE_BINOMIAL ? latent->trials[j] : 1;
            double at = kind == KN_SITE_GAP ? fmax(m, sd / 2) : m;
            expand_site(kind, latent->y[j], trials, at, &latent->tau[j], &latent->nu[j]);
            continue;
        }
        double precision = 1 / (v * spread);
        double tau = latent->tau[j] + share * (precision - 1 / v);
        latent->nu[j] += share * ((m + z * sd) * precision - m / v);
        latent->tau[j] = tau > TAU_LEAST ? tau : TAU_LEAST;
    }
}

kn_latent_result kn_latent_fit(kn_latent *latent, double sigma, double rho, double tolerance,
                               int sweeps_max)
{
    size_t all = latent->sites + latent->gaps;
    double log_det = set_chain_prior(latent, sigma, rho), before = INFINITY, share = 1;
    kn_latent_result result = {-INFINITY, 0, false};
    const double *total = latent->scratch, *base = total + 4 * all;

    for (;;) {
        if (!solve_gaussian(latent))
            return result;
        site_moments(latent);
        result.sweeps++;
        double mismatch = largest_mismatch(latent);
        if (isnan(mismatch))
            return result;
        result.converged = mismatch < tolerance;
        if (result.converged || result.sweeps >= sweeps_max)
            break;
        share = mismatch > before ? DAMPING : share;
        before = mismatch;
        update_sites(latent, share);
    }
    latent->correction_sum = kn_sum_log(all, total);
    for (size_t j = 0; j < all; j++) {
        double m = latent->mean[j];
        latent->correction_sum += base[j] + m * (0.5 * latent->tau[j] * m - latent->nu[j]);
    }
    result.log_z = log_gaussian_integral(latent, log_det) + latent->correction_sum;
    if (!isfinite(result.log_z))
        result = (kn_latent_result){-INFINITY, result.sweeps, false};
    return result;
}

void kn_latent_draw(const kn_latent *latent, const double normals[], double theta[], double u[])
{
    int q = latent->effects;
    size_t n = latent->days;
    const double *g = latent->theta_factor, *z = normals + q;

    for (int i = q - 1; i >= 0; i--) { /* theta = mean + G'^-1 normals */
        double sum = normals[i];
        for (int k = i + 1; k < q; k++)
            sum -= g[k * q + i] * theta[k];
        theta[i] = sum / g[i * q + i];
    }
    for (size_t t = n; t-- > 0;) { /* first L' u = D^-1/2 normals */
        u[t] = z[t] / sqrt(latent->diagonal[t]);
        if (t + 1 < n)
            u[t] -= latent->below[t] * u[t + 1];
    }
    for (int i = 0; i < q; i++)
        theta[i] += latent->theta_mean[i];
    for (size_t t = 0; t < n; t++) {
        u[t] += latent->chain_mean[t];
        for (int i = 0; i < q; i++)
            u[t] -= latent->chain_effect[t * (size_t)q + (size_t)i] * theta[i];
    }
}

/* sum_j log t_j(zeta_j) over the chain's sites. Sums of log(1 + exp) go through products: one
 * logarithm for many sites. */
KN_VECTOR_CLONES
static double log_likelihood(const kn_latent *latent, const double zeta[], double work[])
{
    double sum = 0;
    size_t n = latent->sites;

    for (size_t j = 0; j < n; j++)
        work[j] = kn_exp(zeta[j]);
    for (size_t j = 0; j < n; j++)
        sum += latent->y[j] * zeta[j];
    if (latent->kind == KN_SITE_POISSON) {
        for (size_t j = 0; j < n; j++)
            sum -= work[j];
        return sum;
    }
    for (size_t j = 0; j < n; j++)
        work[j] += 1;
    if (latent->kind == KN_SITE_YESNO)
        return sum - kn_sum_log(n, work);
    for (size_t j = 0; j < n; j++)
        sum -= latent->trials[j] * log(work[j]);
    return sum;
}

double kn_latent_log_weight(kn_latent *latent, const double theta[], const double u[])
{
    size_t q = (size_t)latent->effects, all = latent->sites + latent->gaps;
    double *zeta = latent->scratch + 3 * all, *work = zeta + all, sum = -latent->correction_sum;

    for (size_t j = 0; j < all; j++) {
        zeta[j] = latent->offset[j] + (j < latent->sites ? u[latent->site_day[j]] : 0);
        for (size_t i = 0; i < q; i++)
            zeta[j] += latent->x[j * q + i] * theta[i];
        sum += zeta[j] * (0.5 * latent->tau[j] * zeta[j] - latent->nu[j]);
    }
    for (size_t j = latent->sites; j < all; j++)
        sum += log_site(KN_SITE_GAP, latent->y[j], 0, zeta[j]);
    return sum + log_likelihood(latent, zeta, work);
}
