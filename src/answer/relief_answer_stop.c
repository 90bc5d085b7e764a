/* Which one leads, and whether comparing could stop. */
#include <math.h>
#include <string.h>

#include "answer/relief_answer_parts.h"
#include "base/normal.h"

static const double ALMOST_NOTHING = 0.02; /* of a log ratio: no number of episodes settles it */
enum { MORE_STEP = 5 };

static int key_index(const kn_relief_log *log, const char *key)
{
    for (int a = 0; a < log->keys; a++)
        if (strcmp(log->key[a], key) == 0)
            return a;
    return -1;
}

unsigned kn_relief_usable(const kn_relief_log *log)
{
    unsigned usable = 0;

    for (int i = 0; i < log->plan.count; i++) {
        int arm = key_index(log, log->plan.remedy[i].key);
        if (arm >= 0)
            usable |= 1u << arm;
    }
    return usable ? usable : (1u << log->keys) - 1;
}

/* ---- What leads -------------------------------------------------------------------------------*/

static int find_contrast(const kn_relief_answer *person, int arm, int versus)
{
    for (size_t c = 0; c < person->contrasts; c++)
        if (person->contrast[c].arm == arm && person->contrast[c].versus == versus)
            return (int)c;
    return -1;
}

/* The likeliest fastest but `other`; -1: none was drawn. */
static int likeliest(const kn_relief_diary_answer *answer, int other)
{
    const kn_relief_arm *arm = answer->relief->person[0].arm;
    unsigned usable = answer->relief->options.usable;
    int best = -1;

    for (int a = 0; a < answer->log.keys; a++)
        if (a != other && usable >> a & 1 && isfinite(arm[a].best) &&
            (best < 0 || arm[a].best > arm[best].best))
            best = a;
    return best;
}

int kn_relief_reference(const kn_relief_log *log)
{
    int wait = key_index(log, KN_REMEDY_WAIT), first = log->keys;

    for (size_t i = 0; i < log->count; i++) {
        int arm = log->record[i].arm;
        if (arm < 0)
            continue;
        if (arm == wait)
            return wait;
        first = arm < first ? arm : first;
    }
    return first < log->keys ? first : 0;
}

void kn_relief_answer_lead(kn_relief_diary_answer *answer)
{
    const kn_relief_answer *person;
    int second;

    if (!answer->relief)
        return;
    person = &answer->relief->person[0];
    answer->best = likeliest(answer, -1);
    answer->versus = kn_relief_reference(&answer->log);
    if (answer->best >= 0 && answer->best != answer->versus &&
        find_contrast(person, answer->best, answer->versus) < 0)
        answer->versus = answer->best; /* it stands against wait the other way round */
    second = answer->best == answer->versus ? likeliest(answer, answer->best) : answer->best;
    answer->lead = second < 0 ? -1 : find_contrast(person, second, answer->versus);
    if (answer->lead < 0 && person->contrasts > 0)
        answer->lead = 0;
}

/* ---- Stopping ---------------------------------------------------------------------------------*/

static size_t known_draws(const kn_relief_diary_answer *answer, int arm)
{
    const kn_relief_arm *of = &answer->relief->person[0].arm[arm];

    return of->drawn - of->by[KN_EASED_UNKNOWN];
}

/* Nothing of the plan is still to be tried at all. */
static bool has_tried_all(const kn_relief_diary_answer *answer)
{
    unsigned usable = answer->relief->options.usable;

    for (int a = 0; a < answer->log.keys; a++)
        if (usable >> a & 1 && known_draws(answer, a) == 0)
            return false;
    return true;
}

/* The best against wait, where that can be drawn and is another one. */
static bool is_surely_sooner(const kn_relief_diary_answer *answer)
{
    const kn_relief_answer *person = &answer->relief->person[0];
    int wait = key_index(&answer->log, KN_REMEDY_WAIT), c;

    if (wait < 0 || wait == answer->best || !(answer->relief->options.usable >> wait & 1))
        return true;
    c = find_contrast(person, answer->best, wait);
    if (c >= 0)
        return !person->contrast[c].unfit &&
               person->contrast[c].answer.better.posterior >= KN_STOP_FASTER;
    c = find_contrast(person, wait, answer->best);
    return c >= 0 && !person->contrast[c].unfit &&
           1 - person->contrast[c].answer.better.posterior >= KN_STOP_FASTER;
}

static bool is_level(const kn_relief_answer *person)
{
    for (size_t c = 0; c < person->contrasts; c++)
        if (person->contrast[c].answer.verdict != KN_VERDICT_NO_WORTHWHILE)
            return false;
    return person->contrasts > 0;
}

double kn_relief_more_episodes(double mean, double sd, double prior_sd, double episodes,
                               double clear)
{
    const double Z = kn_probit(clear);
    double prior = 1 / (prior_sd * prior_sd), p = 1 / (sd * sd) - prior;
    double b = mean * (p + prior) / p, z2 = Z * Z, needed;

    if (!(fabs(mean) >= ALMOST_NOTHING) || !(p > 0))
        return NAN;
    needed = (z2 + sqrt(z2 * z2 + 4 * b * b * z2 * prior)) / (2 * b * b);
    return episodes * (needed / p - 1);
}

static void set_more(kn_relief_diary_answer *answer)
{
    const kn_relief *relief = answer->relief;
    const kn_relief_contrast *lead = &relief->person[0].contrast[answer->lead];
    double more = lead->unfit
                      ? (double)NAN
                      : kn_relief_more_episodes(lead->posterior.mean, lead->posterior.sd,
                                                relief->options.prior.beta_sd,
                                                (double)lead->analysed, lead->answer.threshold);
    size_t drawn = known_draws(answer, answer->best);

    if (!(more > 0)) /* clear already: what is missing is not of this kind */
        more = isnan(more) || drawn >= KN_STOP_DRAWS ? (double)NAN : 0;
    if (drawn < KN_STOP_DRAWS) /* drawn about as often as the others */
        more = fmax(more,
                    (double)(KN_STOP_DRAWS - drawn) * __builtin_popcount(relief->options.usable));
    if (more > 0 && more <= KN_MORE_MAX)
        answer->more = MORE_STEP * (int)ceil(more / MORE_STEP);
}

void kn_relief_answer_stop(kn_relief_diary_answer *answer)
{
    const kn_relief_arm *best;

    answer->stop = KN_STOP_GO_ON;
    if (!answer->relief || answer->best < 0 || answer->lead < 0)
        return;
    best = &answer->relief->person[0].arm[answer->best];
    answer->regret = best->regret;
    if (is_level(&answer->relief->person[0]))
        answer->stop = KN_STOP_NO_DIFFERENCE;
    else if (has_tried_all(answer) && known_draws(answer, answer->best) >= KN_STOP_DRAWS &&
             best->regret <= KN_STOP_REGRET * best->median.mean && is_surely_sooner(answer))
        answer->stop = KN_STOP_GOOD_ENOUGH;
    else
        set_more(answer);
}
