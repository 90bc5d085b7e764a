#include "infer/filter.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "infer/vector.h"

/* The grid spans so many sigma either way; its step is at most so many sd of the day-to-day kernel.
 */
static const double REACH = 6, STEP_IN_KERNEL_SD = 1.0, STEP_IN_DAY_SD = 1.5;
enum { GRID_MIN = 33, GRID_MAX = 257 };

static double log_term(const kn_latent *latent, size_t j, double zeta)
{
    double trials = latent->kind == KN_SITE_BINOMIAL ? latent->trials[j] : 1;

    return latent->y[j] * zeta -
           (latent->kind == KN_SITE_POISSON ? exp(zeta) : trials * kn_softplus(zeta));
}

/* Even number of steps, so that 0 is a node. */
static int grid_size(double rho)
{
    int size = (int)ceil(2 * REACH / (STEP_IN_KERNEL_SD * sqrt(1 - rho * rho))) | 1;

    return size < GRID_MIN ? GRID_MIN : size > GRID_MAX ? GRID_MAX : size;
}

/* Whether the grid's steps show each day's own likelihood. Of counts so large that they do not, the
 * likelihood is nearly normal, and nothing is left to check. */
static bool can_resolve(const kn_latent *latent, double sigma, int size)
{
    double step = 2 * REACH * sigma / (size - 1), most = 0;

    for (size_t j = 0; j < latent->sites; j++)
        most = fmax(most, latent->tau[j]);
    return step * step * most < STEP_IN_DAY_SD * STEP_IN_DAY_SD;
}

/* `work` holds 2 size + size^2 doubles. p holds p(u_t, y_1..t) up to the factor in log_sum. */
static double exact(const kn_latent *latent, double sigma, double rho, double work[], int size)
{
    double step = 2 * REACH * sigma / (size - 1), log_sum = 0;
    double *p = work, *next = work + size, *kernel = work + 2 * size;
    int32_t gap = 0;
    size_t j = 0;

    for (size_t t = 0; t < latent->days; t++) {
        if (t > 0 && latent->gap[t] != gap) {
            double phi, sd;
            gap = latent->gap[t];
            phi = kn_power(rho, gap);
            sd = sigma * sqrt(1 - phi * phi);
            for (int a = 0; a < size; a++)
                for (int b = 0; b < size; b++) {
                    double z = ((b - size / 2) - phi * (a - size / 2)) * step / sd;
                    kernel[a * size + b] = 0.3989422804014327 * step / sd * exp(-0.5 * z * z);
                }
        }
        for (int b = 0; b < size; b++) {
            double z = (b - size / 2) * step / sigma;
            next[b] = t ? 0 : 0.3989422804014327 * step / sigma * exp(-0.5 * z * z);
        }
        for (int a = 0; t > 0 && a < size; a++)
            for (int b = 0; b < size; b++)
                next[b] += p[a] * kernel[a * size + b];
        double total = 0, top = -INFINITY, first = 0;
        size_t from = j;
        for (int b = 0; b < size; b++) { /* scaled by the largest term, to stay in range */
            double sum = 0;
            for (j = from; j < latent->sites && latent->site_day[j] == t; j++)
                sum += log_term(latent, j, latent->offset[j] + (b - size / 2) * step);
            p[b] = sum;
            top = fmax(top, sum);
        }
        for (int b = 0; b < size; b++) {
            p[b] = next[b] * exp(p[b] - top);
            total += p[b];
        }
        first = 1 / total;
        for (int b = 0; b < size; b++)
            p[b] *= first;
        log_sum += log(total) + top;
    }
    return log_sum;
}

double kn_filter_gap(const kn_model *model, const double effects[], double sigma, double sigma_sd,
                     double rho, double beta_sd)
{
    const kn_latent *joint = model->joint;
    size_t q = (size_t)model->effects, beta = (size_t)model->levels;
    kn_latent *fixed = kn_latent_new(joint->kind, joint->days, joint->sites, 0, 0, NULL);
    int size = grid_size(rho);
    double *work = malloc(((size_t)size * (size_t)size + 2 * (size_t)size) * sizeof *work);
    double low = sigma > 2 * sigma_sd ? sigma - sigma_sd : sigma / 2;
    const double places[5][2] = {
        {sigma, 0}, {low, 0}, {sigma + sigma_sd, 0}, {sigma, -beta_sd}, {sigma, beta_sd}};
    double gap = NAN, middle = 0;

    if (!fixed || !work)
        goto done;
    memcpy(fixed->gap, joint->gap, joint->days * sizeof *fixed->gap);
    memcpy(fixed->site_day, joint->site_day, joint->sites * sizeof *fixed->site_day);
    memcpy(fixed->y, joint->y, joint->sites * sizeof *fixed->y);
    memcpy(fixed->trials, joint->trials, joint->sites * sizeof *fixed->trials);
    kn_latent_start(fixed);
    gap = 0;
    for (int i = 0; i < 5; i++) {
        for (size_t j = 0; j < joint->sites; j++) {
            const double *x = joint->x + j * q;
            fixed->offset[j] = model->offset[joint->site_day[j]] + x[beta] * places[i][1];
            for (size_t k = 0; k < q; k++)
                fixed->offset[j] += x[k] * effects[k];
        }
        double error = kn_latent_fit(fixed, places[i][0], rho, 1e-4, 100).log_z;
        if (!can_resolve(fixed, places[i][0], size)) {
            if (i == 0)
                break;
            continue;
        }
        error -= exact(fixed, places[i][0], rho, work, size);
        if (i == 0)
            middle = error;
        gap = fmax(gap, fabs(error - middle));
    }
done:
    free(work);
    kn_latent_free(fixed);
    return gap;
}
