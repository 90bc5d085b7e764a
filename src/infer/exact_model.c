#include "infer/exact_model.h"

#include <math.h>
#include <stdlib.h>

/* The arrays of all people, carved from one block. */
typedef struct row_arrays {
    double *y, *size, *trend, *gap_count;
    int64_t *gap;
    uint32_t *which;
    uint8_t *arm;
} row_arrays;

static const size_t ROW_BYTES =
    4 * sizeof(double) + sizeof(int64_t) + sizeof(uint32_t) + sizeof(uint8_t);

static row_arrays rows_carve(void *storage, size_t total)
{
    row_arrays r;

    r.y = storage;
    r.size = r.y + total;
    r.trend = r.size + total;
    r.gap_count = r.trend + total;
    r.gap = (int64_t *)(r.gap_count + total);
    r.which = (uint32_t *)(r.gap + total);
    r.arm = (uint8_t *)(r.which + total);
    return r;
}

static row_arrays rows_from(row_arrays r, size_t i)
{
    return (row_arrays){r.y + i,   r.size + i,  r.trend + i, r.gap_count + i,
                        r.gap + i, r.which + i, r.arm + i};
}

/* s_i = (t_i - mean t) / (max t - min t), and the distinct gaps. */
static void set_days(kn_exact_person *person, const kn_series *series, const row_arrays *r)
{
    size_t n = series->n;
    double first = series->day[0], range = (double)series->day[n - 1] - first, mean = 0;

    for (size_t i = 0; i < n; i++)
        mean += ((double)series->day[i] - first) / (double)n;
    for (size_t i = 0; i < n; i++)
        r->trend[i] = ((double)series->day[i] - first - mean) / range;

    person->gaps = 0;
    r->which[0] = 0;
    for (size_t i = 1; i < n; i++) {
        int64_t days = (int64_t)series->day[i] - series->day[i - 1];
        uint32_t k = 0;
        while (k < person->gaps && r->gap[k] != days)
            k++;
        if (k == person->gaps) {
            r->gap[person->gaps++] = days;
            r->gap_count[k] = 0;
        }
        r->gap_count[k]++;
        r->which[i] = k;
    }
}

/* Outcomes to 0 .. C-1 in the order of the levels seen. */
static void set_categories(kn_exact_person *person, const kn_series *series, double y[])
{
    int levels = 0;

    for (size_t i = 0; i < series->n; i++) { /* insertion into the sorted list */
        double value = series->outcome[i];
        int c = 0;
        while (c < levels && person->level[c] < value)
            c++;
        if (c < levels && person->level[c] == value)
            continue;
        for (int k = levels++; k > c; k--)
            person->level[k] = person->level[k - 1];
        person->level[c] = value;
    }
    person->cuts = levels - 1;
    for (size_t i = 0; i < series->n; i++) {
        int c = 0;
        while (person->level[c] < series->outcome[i])
            c++;
        y[i] = c;
        person->level_count[c]++;
    }
}

/* z = (y - mean) / s. */
static void standardise(kn_exact_person *person, const kn_series *series, double y[])
{
    double n = (double)series->n, mean = 0, sumsq = 0;

    for (size_t i = 0; i < series->n; i++)
        mean += series->outcome[i] / n;
    for (size_t i = 0; i < series->n; i++)
        sumsq += (series->outcome[i] - mean) * (series->outcome[i] - mean);
    person->centre = mean;
    person->scale = series->scale > 0 ? series->scale : sqrt(sumsq / (n - 1));
    for (size_t i = 0; i < series->n; i++)
        y[i] = (series->outcome[i] - mean) / person->scale;
}

static void set_person(kn_exact_person *person, const kn_series *series, const row_arrays *r)
{
    const double *size = series->family == KN_POISSON    ? series->exposure
                         : series->family == KN_BINOMIAL ? series->trials
                                                         : NULL;
    double sum_y = 0, sum_size = 0;

    *person = (kn_exact_person){.n = series->n,
                                .scale = 1,
                                .y = r->y,
                                .size = r->size,
                                .trend = r->trend,
                                .arm = r->arm,
                                .which = r->which,
                                .gap = r->gap,
                                .gap_count = r->gap_count};
    set_days(person, series, r);
    for (size_t i = 0; i < series->n; i++) {
        r->arm[i] = series->arm[i];
        r->y[i] = series->outcome[i];
        r->size[i] = size ? size[i] : 1;
        sum_y += r->y[i];
        sum_size += r->size[i];
    }
    if (series->family == KN_GAUSSIAN)
        standardise(person, series, r->y);
    else if (series->family == KN_ORDINAL)
        set_categories(person, series, r->y);
    else if (series->family == KN_POISSON)
        person->alpha0 = log((sum_y + 0.5) / sum_size);
    else
        person->alpha0 = log((sum_y + 0.5) / (sum_size - sum_y + 0.5)); /* logit of (S+.5)/(N+1) */
}

size_t kn_exact_beta_at(const kn_exact_person *person)
{
    return person->at + (person->cuts > 0 ? (size_t)person->cuts : 1);
}

size_t kn_exact_sigma_at(const kn_exact_model *model, const kn_exact_person *person)
{
    return kn_exact_beta_at(person) + (size_t)model->arms - 1 + model->trend;
}

kn_code kn_exact_model_init(kn_exact_model *model, const kn_series *series, size_t people,
                            const kn_exact_options *options, kn_error *err)
{
    size_t total = 0, at = 0, row = 0;

    *model = (kn_exact_model){.family = series->family,
                              .prior = options->prior,
                              .trend = options->trend,
                              .pooled = people > 1,
                              .arms = series->arms,
                              .important = options->important,
                              .people = people};
    for (size_t j = 0; j < people; j++)
        total += series[j].n;
    model->person = calloc(people, sizeof *model->person);
    model->storage = malloc(total * ROW_BYTES);
    if (!model->person || !model->storage) {
        kn_exact_model_release(model);
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu days", total);
    }
    row_arrays all = rows_carve(model->storage, total);
    for (size_t j = 0; j < people; j++) {
        kn_exact_person *person = &model->person[j];
        row_arrays own = rows_from(all, row);
        set_person(person, &series[j], &own);
        person->at = at;
        at = kn_exact_sigma_at(model, person) + 2;
        if (model->family != KN_GAUSSIAN)
            at += person->n;
        row += person->n;
        if (person->n > model->rows_max)
            model->rows_max = person->n;
        if (person->gaps > model->gaps_max)
            model->gaps_max = person->gaps;
    }
    model->dim = at + (model->pooled ? 2 : 0);
    model->values = kn_exact_model_count(model);
    return KN_OK;
}

void kn_exact_model_release(kn_exact_model *model)
{
    free(model->person);
    free(model->storage);
    *model = (kn_exact_model){0};
}

kn_code kn_exact_view_init(kn_exact_view *view, const kn_exact_model *model, kn_error *err)
{
    size_t rows = model->rows_max, gaps = model->gaps_max;

    *view = (kn_exact_view){.model = model};
    view->storage = malloc((3 * rows + 5 * gaps) * sizeof(double));
    if (!view->storage)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu days", rows);
    view->x = view->storage;
    view->eta = view->x + rows;
    view->g = view->eta + rows;
    view->power = view->g + rows;
    view->rest = view->power + gaps;
    view->slope = view->rest + gaps;
    view->root = view->slope + gaps;
    view->ratio = view->root + gaps;
    return KN_OK;
}

void kn_exact_view_release(kn_exact_view *view)
{
    free(view->storage);
    *view = (kn_exact_view){0};
}
