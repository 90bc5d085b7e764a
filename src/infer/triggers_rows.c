#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "infer/triggers.h"

enum {
    CORRELATION_ROWS_MIN = 10,
    EPOCH_MONDAY = 4, /* 1970-01-05 */
    FORTNIGHT = 14
};

#define ANSWERED_MIN 0.5  /* share of days below which a suspect would cost more than it tells */
#define DISGUISE_MIN 0.95 /* correlation with the episodes that no trigger has */

/* A day that counts. */
typedef struct counted {
    size_t person, index; /* in persons[], in their days */
    int64_t stratum;
} counted;

typedef struct builder {
    const kn_trigger_days *persons;
    size_t people, days; /* days: over all persons */
    int suspects;
    const kn_trigger_options *options;
    kn_trigger_answer *answer;
    counted *row; /* [days] */
    size_t rows;
    double *one, *two, *three; /* [days] scratch */
} builder;

double kn_trigger_correlation(size_t count, const double x[], const double y[])
{
    double n = 0, mx = 0, my = 0, xx = 0, yy = 0, xy = 0;

    for (size_t i = 0; i < count; i++) { /* Welford's recurrence */
        double dx, dy;
        if (!isfinite(x[i]) || !isfinite(y[i]))
            continue;
        n++;
        dx = x[i] - mx;
        dy = y[i] - my;
        mx += dx / n;
        my += dy / n;
        xx += dx * (x[i] - mx);
        yy += dy * (y[i] - my);
        xy += dx * (y[i] - my);
    }
    return n >= CORRELATION_ROWS_MIN && xx > 0 && yy > 0 ? xy / sqrt(xx * yy) : (double)NAN;
}

/* Index of the day `lag` days before persons' day number `index`, or -1 if it was not written. */
static long day_before(const kn_trigger_days *days, size_t index, int lag)
{
    int64_t wanted = (int64_t)days->day[index] - lag;
    size_t i = index;

    while (i > 0 && days->day[i] > wanted)
        i--;
    return days->day[i] == wanted ? (long)i : -1;
}

static double answer_at(const builder *b, size_t person, size_t index, int suspect, int lag)
{
    const kn_trigger_days *days = &b->persons[person];
    long at = day_before(days, index, lag);

    return at < 0 ? (double)NAN : days->answer[(size_t)at * (size_t)b->suspects + (size_t)suspect];
}

/* Weekday of a month, or fortnight from a Monday; counted apart from other persons' by the sort. */
static int64_t stratum_of(const kn_trigger_options *options, int32_t day)
{
    int64_t since = (int64_t)day - EPOCH_MONDAY;
    char date[KN_DATE_SIZE];
    long year, month;
    char *rest;

    if (options->strata == KN_STRATA_FORTNIGHT)
        return (since - (since % FORTNIGHT + FORTNIGHT) % FORTNIGHT) / FORTNIGHT;
    assert(day >= KN_DAY_MIN && day <= KN_DAY_MAX);
    kn_date_format(date, day);
    year = strtol(date, &rest, 10);
    month = strtol(rest + 1, NULL, 10);
    return (year * 12 + month) * 7 + kn_weekday(day);
}

/* ---- Which suspects ---------------------------------------------------------------------------*/

/* Shares answered, and the suspects that cannot be in the model whatever the strata. */
static void judge_suspect(builder *b, int j)
{
    kn_suspect_answer *suspect = &b->answer->suspect[j];
    double known[2] = {0}, answered[2] = {0};
    size_t n = 0;

    for (size_t p = 0; p < b->people; p++)
        for (size_t i = 0; i < b->persons[p].days; i++) {
            const kn_trigger_days *days = &b->persons[p];
            long before = day_before(days, i, 1);
            int episode = days->episode[i];
            double value = answer_at(b, p, i, j, 0);

            if (episode >= 0) {
                known[episode]++;
                answered[episode] += !isnan(value);
            }
            b->one[n] = value;
            b->two[n] = episode >= 0 ? episode : (double)NAN;
            b->three[n++] =
                before >= 0 && days->episode[before] >= 0 ? days->episode[before] : (double)NAN;
        }
    suspect->answered_episodes = known[1] > 0 ? answered[1] / known[1] : (double)NAN;
    suspect->answered_controls = known[0] > 0 ? answered[0] / known[0] : (double)NAN;
    if (answered[0] + answered[1] < ANSWERED_MIN * (known[0] + known[1]))
        suspect->refused = KN_SUSPECT_UNANSWERED;
    else if (fabs(kn_trigger_correlation(n, b->one, b->two)) >= DISGUISE_MIN ||
             fabs(kn_trigger_correlation(n, b->one, b->three)) >= DISGUISE_MIN)
        suspect->refused = KN_SUSPECT_OUTCOME;
}

/* ---- Which days -------------------------------------------------------------------------------*/

static bool counts(const builder *b, size_t person, size_t index)
{
    for (int j = 0; j < b->suspects; j++)
        for (int l = 0; l < b->options->lags && !b->answer->suspect[j].refused; l++)
            if (isnan(answer_at(b, person, index, j, b->options->lag[l])))
                return false;
    return true;
}

static int by_stratum(const void *a, const void *b)
{
    const counted *x = a, *y = b;

    if (x->person != y->person)
        return x->person < y->person ? -1 : 1;
    if (x->stratum != y->stratum)
        return x->stratum < y->stratum ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static int episode_of(const builder *b, const counted *row)
{
    return b->persons[row->person].episode[row->index];
}

static void collect_days(builder *b)
{
    kn_trigger_answer *answer = b->answer;

    answer->recorded_days = answer->calendar_days = answer->episodes = 0;
    b->rows = 0;
    for (size_t p = 0; p < b->people; p++) {
        const kn_trigger_days *days = &b->persons[p];
        long first = -1, last = -1;

        for (size_t i = 0; i < days->days; i++) {
            if (days->episode[i] < 0)
                continue;
            first = first < 0 ? (long)i : first;
            last = (long)i;
            answer->recorded_days++;
            if (!counts(b, p, i))
                continue;
            answer->episodes += (size_t)days->episode[i];
            b->row[b->rows++] = (counted){p, i, stratum_of(b->options, days->day[i])};
        }
        if (first >= 0)
            answer->calendar_days += (size_t)((int64_t)days->day[last] - days->day[first] + 1);
    }
    answer->counted_days = b->rows;
    qsort(b->row, b->rows, sizeof *b->row, by_stratum);
}

/* The end of the stratum that begins at row `from`; *cases of its days have an episode. */
static size_t stratum_end(const builder *b, size_t from, size_t *cases)
{
    size_t i = from;

    *cases = 0;
    for (; i < b->rows && b->row[i].person == b->row[from].person &&
           b->row[i].stratum == b->row[from].stratum;
         i++)
        *cases += (size_t)episode_of(b, &b->row[i]);
    return i;
}

/* Refuses the suspects that cannot tell the days of a stratum apart; whether there was one. */
static bool refuse_constant(builder *b)
{
    bool refused = false;

    for (int j = 0; j < b->suspects; j++) {
        kn_suspect_answer *suspect = &b->answer->suspect[j];
        bool varies = false, varies_within = false;

        for (size_t from = 0, end; from < b->rows; from = end) {
            size_t cases;
            end = stratum_end(b, from, &cases);
            for (size_t i = from; i < end; i++)
                for (int l = 0; l < b->options->lags; l++) {
                    int lag = b->options->lag[l];
                    double value = answer_at(b, b->row[i].person, b->row[i].index, j, lag);
                    varies |= value != answer_at(b, b->row[0].person, b->row[0].index, j,
                                                 b->options->lag[0]);
                    varies_within |=
                        cases > 0 && cases < end - from &&
                        value != answer_at(b, b->row[from].person, b->row[from].index, j, lag);
                }
        }
        if (suspect->refused || varies_within)
            continue;
        suspect->refused = varies ? KN_SUSPECT_CONSTANT_IN_STRATA : KN_SUSPECT_CONSTANT;
        refused = true;
    }
    return refused;
}

static void count_strata(builder *b)
{
    kn_trigger_answer *answer = b->answer;

    answer->strata = answer->informative_episodes = answer->informative_days = 0;
    for (size_t from = 0, end; from < b->rows; from = end) {
        size_t cases;
        end = stratum_end(b, from, &cases);
        if (cases == 0 || cases == end - from)
            continue;
        answer->strata++;
        answer->informative_episodes += cases;
        answer->informative_days += end - from;
    }
    answer->unfit = answer->counted_days == 0                  ? KN_TRIGGER_NO_DAYS
                    : answer->episodes == 0                    ? KN_TRIGGER_NO_EPISODE
                    : answer->episodes == answer->counted_days ? KN_TRIGGER_NO_CONTROL
                    : answer->strata == 0                      ? KN_TRIGGER_NO_STRATUM
                                                               : KN_TRIGGER_FIT;
}

/* ---- The rows ---------------------------------------------------------------------------------*/

/* Whether a suspect holds anything but 0 and 1 on the days that count, and its unit. */
static void scale_suspect(builder *b, int j)
{
    kn_suspect_answer *suspect = &b->answer->suspect[j];
    double n = 0, mean = 0, square = 0;

    suspect->graded = false;
    suspect->unit = 1;
    for (size_t i = 0; i < b->rows; i++) {
        double value = answer_at(b, b->row[i].person, b->row[i].index, j, b->options->lag[0]);
        double off = value - mean;
        suspect->graded = suspect->graded || (value != 0 && value != 1);
        mean += off / ++n;
        square += off * (value - mean);
    }
    if (suspect->graded && !b->options->raw && square > 0)
        suspect->unit = 2 * sqrt(square / (n - 1));
}

static kn_code fill_rows(builder *b, kn_trigger_rows *rows, kn_error *err)
{
    const kn_trigger_answer *answer = b->answer;
    size_t at = 0, stratum = 0;

    rows->from = calloc(answer->strata + 1, sizeof *rows->from);
    rows->is_case = calloc(answer->informative_days + 1, sizeof *rows->is_case);
    rows->x = calloc(answer->informative_days * (size_t)rows->columns + 1, sizeof *rows->x);
    if (!rows->from || !rows->is_case || !rows->x)
        return kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu days", answer->informative_days);
    for (size_t from = 0, end; from < b->rows; from = end) {
        size_t cases;
        end = stratum_end(b, from, &cases);
        if (cases == 0 || cases == end - from)
            continue;
        for (size_t i = from; i < end; i++) {
            const counted *day = &b->row[i];
            rows->is_case[rows->rows++] = (int8_t)episode_of(b, day);
            for (int j = 0; j < b->suspects; j++)
                for (int l = 0; l < b->options->lags && !answer->suspect[j].refused; l++)
                    rows->x[at++] = answer_at(b, day->person, day->index, j, b->options->lag[l]) /
                                    answer->suspect[j].unit;
        }
        rows->from[++stratum] = rows->rows;
    }
    rows->strata = stratum;
    return KN_OK;
}

static kn_code build(builder *b, kn_trigger_rows *rows, kn_error *err)
{
    kn_trigger_answer *answer = b->answer;

    for (int j = 0; j < b->suspects; j++)
        judge_suspect(b, j);
    do { /* without a suspect more days may count */
        collect_days(b);
        count_strata(b);
    } while (answer->unfit == KN_TRIGGER_FIT && refuse_constant(b));
    for (int j = 0; j < b->suspects; j++)
        if (!answer->suspect[j].refused) {
            scale_suspect(b, j);
            rows->columns += b->options->lags;
        }
    if (answer->unfit == KN_TRIGGER_FIT && rows->columns == 0)
        answer->unfit = KN_TRIGGER_NO_SUSPECT;
    return answer->unfit == KN_TRIGGER_FIT ? fill_rows(b, rows, err) : KN_OK;
}

kn_code kn_trigger_rows_init(kn_trigger_rows *rows, const kn_trigger_days persons[], size_t count,
                             int suspects, const kn_trigger_options *options,
                             kn_trigger_answer *answer, kn_error *err)
{
    builder b = {.persons = persons, .people = count, .suspects = suspects, .options = options};
    kn_code code;

    *rows = (kn_trigger_rows){.columns = 0};
    *answer = (kn_trigger_answer){.persons = count, .suspects = suspects};
    answer->needed = answer->khat = (double)NAN;
    b.answer = answer;
    for (size_t p = 0; p < count; p++)
        b.days += persons[p].days;
    b.row = calloc(b.days + 1, sizeof *b.row);
    b.one = calloc(3 * b.days + 1, sizeof *b.one);
    b.two = b.one ? b.one + b.days : NULL;
    b.three = b.one ? b.two + b.days : NULL;
    if (b.row && b.one)
        code = build(&b, rows, err);
    else
        code = kn_fail(err, KN_NOMEM, NULL, "out of memory for %zu days", b.days);
    if (code)
        kn_trigger_rows_release(rows);
    free(b.row);
    free(b.one);
    return code;
}

void kn_trigger_rows_release(kn_trigger_rows *rows)
{
    free(rows->from);
    free(rows->is_case);
    free(rows->x);
    *rows = (kn_trigger_rows){.columns = 0};
}
