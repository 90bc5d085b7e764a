/* What is reported of a draw: parameters by name, and the levels on the natural scale. */
#include "infer/exact_model.h"

#include <math.h>
#include <stdio.h>

static double normal_below(double x)
{
    return 0.5 * erfc(-x * M_SQRT1_2);
}

static double invlogit(double x)
{
    return 1 / (1 + exp(-x));
}

/* level[k]: the mean outcome over the observed days given those days' u, had every one been of arm
 * k, in the middle of the trend. */
static void gaussian_levels(const kn_exact_model *model, const kn_exact_person *person,
                            const kn_exact_point *point, double level[])
{
    double mean = 0;

    for (size_t i = 0; i < person->n; i++)
        mean += person->y[i] - point->beta[person->arm[i]] - point->gamma * person->trend[i];
    mean /= (double)person->n;
    for (int k = 0; k < model->arms; k++)
        level[k] = person->centre + person->scale * (mean + point->beta[k]);
}

/* The mean outcome of a day with predictor eta. */
static double expected(const kn_exact_model *model, const kn_exact_person *person,
                       const kn_exact_point *point, double eta)
{
    if (model->family == KN_POISSON)
        return exp(eta);
    if (model->family != KN_ORDINAL)
        return invlogit(eta);
    double mean = person->level[0];
    for (int c = 0; c < person->cuts; c++)
        mean += (person->level[c + 1] - person->level[c]) * invlogit(eta - point->cut[c]);
    return mean;
}

static void latent_levels(kn_exact_view *view, const kn_exact_person *person,
                          const kn_exact_point *point, double level[])
{
    const kn_exact_model *model = view->model;

    kn_exact_latent(view, person, point);
    for (int k = 0; k < model->arms; k++) {
        double base = point->alpha + point->beta[k], sum = 0;
        for (size_t i = 0; i < person->n; i++)
            sum += expected(model, person, point, base + point->sigma * view->x[i]);
        level[k] = sum / (double)person->n;
    }
}

static void pooled_values(const kn_exact_model *model, const double q[], kn_random *random,
                          double values[])
{
    double mu = q[model->dim - 2], omega = exp(q[model->dim - 1]), d = model->important;
    double sign = d < 0 ? -1 : 1;

    *values++ = mu;
    *values++ = omega;
    *values++ = mu + omega * kn_random_normal(random);
    for (size_t j = 0; j < model->people; j++)
        *values++ = mu + omega * q[kn_exact_beta_at(&model->person[j])];
    if (d != 0) {
        *values++ = normal_below(sign * (mu - d) / omega);
        *values++ = normal_below(-sign * (mu + d) / omega);
    }
}

void kn_exact_model_values(kn_exact_view *view, const double q[], kn_random *random,
                           double values[])
{
    const kn_exact_model *model = view->model;
    const kn_exact_person *person = &model->person[0];
    double level[KN_ARMS_MAX];
    kn_exact_point point;

    if (model->pooled) {
        pooled_values(model, q, random, values);
        return;
    }
    kn_exact_point_at(model, person, q, &point);
    if (person->cuts == 0)
        *values++ = point.alpha;
    for (int c = 0; c < person->cuts; c++)
        *values++ = point.cut[c];
    for (int k = 1; k < model->arms; k++)
        *values++ = point.beta[k];
    if (model->trend)
        *values++ = point.gamma;
    *values++ = point.sigma;
    *values++ = point.rho;
    if (model->family == KN_GAUSSIAN)
        gaussian_levels(model, person, &point, level);
    else
        latent_levels(view, person, &point, level);
    for (int k = 0; k < model->arms; k++)
        *values++ = level[k];
    for (int k = 1; k < model->arms; k++)
        *values++ = level[k] - level[0];
}

/* The names in order, as runs of equal stem: from..to numbered, or without a number. */
typedef struct name_run {
    const char *stem;
    bool numbered;
    size_t from, count;
} name_run;

enum { NAME_RUNS_MAX = 8 };

static size_t name_runs(const kn_exact_model *model, name_run runs[NAME_RUNS_MAX])
{
    size_t count = 0, arms = (size_t)model->arms, cuts = (size_t)model->person[0].cuts;

    if (model->pooled) {
        runs[count++] = (name_run){"mu", false, 0, 1};
        runs[count++] = (name_run){"omega", false, 0, 1};
        runs[count++] = (name_run){"next", false, 0, 1};
        runs[count++] = (name_run){"person", true, 0, model->people};
        if (model->important != 0) {
            runs[count++] = (name_run){"share_better", false, 0, 1};
            runs[count++] = (name_run){"share_worse", false, 0, 1};
        }
        return count;
    }
    runs[count++] =
        cuts > 0 ? (name_run){"kappa", true, 1, cuts} : (name_run){"alpha", false, 0, 1};
    runs[count++] = (name_run){"beta", true, 1, arms - 1};
    if (model->trend)
        runs[count++] = (name_run){"gamma", false, 0, 1};
    runs[count++] = (name_run){"sigma", false, 0, 1};
    runs[count++] = (name_run){"rho", false, 0, 1};
    runs[count++] = (name_run){"level", true, 0, arms};
    runs[count++] = (name_run){"difference", true, 1, arms - 1};
    return count;
}

size_t kn_exact_model_count(const kn_exact_model *model)
{
    name_run runs[NAME_RUNS_MAX];
    size_t count = name_runs(model, runs), values = 0;

    for (size_t r = 0; r < count; r++)
        values += runs[r].count;
    return values;
}

void kn_exact_model_name(const kn_exact_model *model, size_t value, char *name, size_t size)
{
    name_run runs[NAME_RUNS_MAX];
    const name_run *run = runs;

    name_runs(model, runs);
    while (value >= run->count)
        value -= run++->count;
    if (run->numbered)
        snprintf(name, size, "%s[%zu]", run->stem, run->from + value);
    else
        snprintf(name, size, "%s", run->stem);
}
