/* unknot/relief.h - what eases an episode: the time from the draw of a remedy to "eased", by the
 * arm drawn, whatever else was done after it. Model and priors: docs/model.md section 2.
 *
 *     log m_i ~ N(alpha_c(i) + beta[a_i] + gamma s_i, sigma^2)
 *
 * c(i) is the set of arms that could have been drawn, s_i the episode's place in the order. exp of
 * an effect is the ratio of times: below 1 is faster. An episode eased at a known minute, some time
 * between two minutes, or not by a minute; or nobody knows: then it is counted and no more.
 *
 * The randomisation test draws again within the allowed sets; or, where rows.made says that odds
 * followed the outcomes or arms rested, it replays the allocation. If such a replay does not give
 * the chances that are stated (propensity), or odds moved and rows.made is not there, there is no
 * test.
 *
 * Life cycle: kn_relief_new() ... kn_relief_free(). The result owns all it holds and borrows the
 * data, which must outlive it. Results depend on the data, the options and
 * the seed alone. */
#ifndef UNKNOT_RELIEF_H
#define UNKNOT_RELIEF_H

#include "unknot/allocate.h"
#include "unknot/answer.h"
#include "unknot/pool.h"
#include "unknot/study.h"

enum {
    KN_RELIEF_SETS_MAX = 48,                      /* different allowed sets of one person */
    KN_RELIEF_CONTRASTS_MAX = 2 * KN_ARMS_MAX - 3 /* all against the reference, all against wait */
};

typedef enum kn_eased {
    KN_EASED_AT,      /* at `minutes` */
    KN_EASED_BETWEEN, /* after `low`, at `minutes` at the latest: the timer was forgotten */
    KN_EASED_NOT,     /* not by `minutes` */
    KN_EASED_UNKNOWN  /* nothing is known: counted, never in the likelihood */
} kn_eased;

typedef struct kn_relief_episode {
    kn_eased eased;
    uint8_t arm;       /* drawn */
    uint8_t allowed;   /* bit a: arm a could have been drawn; holds the arm drawn */
    int8_t switched;   /* 1: something else was used after it; 0: not; -1: not recorded */
    double minutes;    /* > 0 unless unknown */
    double low;        /* BETWEEN: 0 <= low < minutes */
    double order;      /* its place in time: finite */
    double propensity; /* chance with which its arm was drawn, in (0,1]; NAN: not stated */
} kn_relief_episode;

/* How the draw of an episode was made: all that it takes to make it again with other arms before
 * it. Needed where odds followed the outcomes, and where an arm that was drawn rests for some
 * hours: what could be drawn then hangs on the draws before, and drawing anew within the sets that
 * came about is no longer the draw that was made. */
typedef struct kn_relief_draw_made {
    kn_allocation rule;
    double hours;             /* of the draw, from any one origin; never before the one before it */
    uint8_t open;             /* arms that could have been drawn but for rest; holds `allowed` */
    double rest[KN_ARMS_MAX]; /* an arm that was drawn less than so many hours before this draw was
                                 left out of it; 0: none rests */
    uint32_t seen_count;      /* outcomes that this draw knew and the one before did not, or knew */
    uint32_t seen_from;       /* otherwise: seen[seen_from ..] of the rows */
} kn_relief_draw_made;

typedef struct kn_relief_seen {
    uint32_t episode; /* of the same rows, an earlier one */
    double minutes;   /* kn_seen_minutes() */
} kn_relief_seen;

typedef struct kn_relief_rows { /* one person's episodes, in the order of time */
    char name[KN_NAME_SIZE];
    size_t count;
    kn_relief_episode *episode;
    kn_relief_draw_made *made; /* [count] NULL: the draws are not known so closely. With it an
                                  episode may have no allowed arm (all that were open rested): it
                                  has no draw and is in no contrast */
    size_t seen_count;
    kn_relief_seen *seen;
} kn_relief_rows;

typedef struct kn_relief_data {
    char source[192];
    int arms;                                 /* 2..KN_ARMS_MAX */
    char arm_name[KN_ARMS_MAX][KN_NAME_SIZE]; /* 0 is the reference */
    bool has_order;                           /* the file said in what order the episodes came */
    size_t people;
    kn_relief_rows *person;
    size_t notes;
    char note[8][192];
} kn_relief_data;

void kn_relief_data_release(kn_relief_data *data); /* zeroed storage is fine */

/* Why nothing is fitted. */
#define KN_RELIEF_UNFITS(X) /* name, code in JSON */                                               \
    X(NOT, "")                                                                                     \
    X(TOO_FEW, "too_few_episodes")    /* fewer than KN_OBSERVATIONS_MIN with a known end */        \
    X(ARM, "arm_never_drawn")         /* among the episodes in which both arms were allowed */     \
    X(NEVER, "never_eased")           /* not one episode is known to have eased */                 \
    X(CONSTANT, "minutes_never_vary") /* within an arm and a set of allowed arms */

typedef enum kn_relief_unfit {
#define KN_X(name, word) KN_RELIEF_UNFIT_##name,
    KN_RELIEF_UNFITS(KN_X)
#undef KN_X
} kn_relief_unfit;

const char *kn_relief_unfit_word(kn_relief_unfit code);

typedef enum kn_relief_odds {
    KN_ODDS_EQUAL, /* within every allowed set; also when nothing is stated */
    KN_ODDS_FIXED, /* not equal, but the same throughout for each allowed set */
    KN_ODDS_MOVED, /* they changed from episode to episode, as odds do that follow the outcomes */
    KN_ODDS_NONE   /* the arms were chosen, not drawn */
} kn_relief_odds;

typedef struct kn_relief_options {
    kn_prior prior; /* alpha_sd, beta_sd, gamma_sd, sigma_scale; mu_sd, omega_scale when pooled */
    kn_claim claim; /* important: a log ratio of times; better is always -1 */
    bool observed;  /* the arms were chosen, not drawn */
    bool blinded;
    bool sensitivity; /* refits under other priors of sigma, where a verdict could hinge on them */
    bool weibull;     /* refit with Weibull times */
    bool test;        /* the randomisation test */
    bool natural;     /* medians, minutes saved, ranking */
    unsigned usable;  /* bit a: arm a may be used from now on, so regret counts it; 0: all */
    int replays;      /* of a draw that followed what came before; p is told to 1 / (1 + replays) */
    uint64_t seed;    /* of redraws, of replays and of the draws behind the ranking */
    int threads;
} kn_relief_options;

kn_relief_options kn_relief_options_default(void);

/* One arm against another. */
typedef struct kn_relief_contrast {
    int arm, versus;
    size_t considered;      /* episodes in which both could have been drawn, known or not */
    size_t analysed;        /* of these, with a known end, any arm drawn */
    size_t drawn[2], in[2]; /* arm, versus: drawn and analysed; drawn and eased, as far as known */
    kn_relief_unfit unfit;  /* if not NOT, only `answer` below is set */
    int sets;               /* intercepts in the model; 1 without sets */
    bool has_trend;
    kn_curve curve;
    kn_density posterior; /* of the log ratio of times */
    bool has_flat;
    kn_density flat;
    kn_summary ratio;     /* exp(beta) */
    kn_summary median[2]; /* natural: minutes under arm, versus: an average episode */
    kn_summary saved;     /* natural: median under versus minus median under arm */
    double regret[2];     /* natural: expected minutes lost by arm, versus to the faster of both */
    kn_summary sigma, gamma; /* gamma zero without a trend */
    kn_randomisation draw;   /* one contrast: [0] */
    bool replayed; /* draw: the whole allocation was made again, since it followed what came before
                      (rows.made); its p_smallest is that of the draws between the two alone */
    kn_answer answer;
    bool has_weibull;
    kn_density weibull; /* beta if times were Weibull */
    kn_verdict_code weibull_verdict;
    bool weibull_differs; /* in sign or verdict: only then it is worth saying */
    double log_evidence;  /* effects under their priors */
    bool converged;
    double curve_gap; /* between the curve's posterior and the nodes' own: of means in posterior sd,
                         or of the logarithms of the sds */
} kn_relief_contrast;

typedef struct kn_relief_arm { /* what became of the episodes of an arm */
    size_t drawn;
    size_t by[4];              /* by kn_eased */
    size_t switched, answered; /* used something else after it; of how many that is known */
    double best;               /* P(the shortest median); NAN without a joint fit */
    double rank[KN_ARMS_MAX];  /* P(place 1, 2 ...) */
    kn_summary median;         /* minutes, of an average episode of all; zero when `best` is NAN */
    double regret; /* expected minutes by which it is slower than the fastest usable arm, whichever
                      that is: what is lost by using this one from now on; NAN as `best` */
} kn_relief_arm;

#define KN_RELIEF_DOUBTS(X) /* name, code in JSON, what `value` holds */                           \
    X(FEW_EPISODES, "few_episodes", "episodes analysed")                                           \
    X(FEW_DRAWS, "few_draws", "draws of the arm drawn less often")                                 \
    X(NOT_RANDOMISED, "not_randomised", "0")                                                       \
    X(ODDS_MOVED, "odds_moved", "0")                                                               \
    X(NOT_BLINDED, "not_blinded", "0")                                                             \
    X(ORDER_ASSUMED, "order_assumed", "0")                                                         \
    X(PARTLY_ALLOWED, "partly_allowed", "share of episodes in which not both could be drawn")      \
    X(UNKNOWN_DIFFERS, "unknown_differs", "difference of the shares with an unknown end")          \
    X(FORGOTTEN_DIFFERS, "forgotten_differs", "difference of the shares known as a range")         \
    X(FEW_EASED, "few_eased", "share not eased by the last minute known")                          \
    X(PRIOR_DOMINATES, "prior_dominates", "posterior sd / prior sd of the effect")                 \
    X(FLAT_DIFFERS, "data_alone_differs", "(Flat mean - posterior mean) / posterior sd")           \
    X(FLAT_IMPROPER, "data_alone_one_sided", "0")                                                  \
    X(SIGMA_PRIOR, "hinges_on_sigma_prior", "lowest probability among the refits")                 \
    X(OTHER_TIMES, "other_time_model", "mean of the effect with Weibull times")                    \
    X(PRIOR_CHANGED, "prior_changed", "0")                                                         \
    X(NUMERICS, "numerics", "curve_gap")

typedef enum kn_relief_doubt_code {
#define KN_X(name, word, value) KN_RELIEF_DOUBT_##name,
    KN_RELIEF_DOUBTS(KN_X)
#undef KN_X
        KN_RELIEF_DOUBT_COUNT
} kn_relief_doubt_code;

const char *kn_relief_doubt_word(kn_relief_doubt_code code);

typedef struct kn_relief_doubt {
    kn_relief_doubt_code code;
    int contrast; /* index, or -1: all */
    double value;
} kn_relief_doubt;

enum { KN_RELIEF_DOUBTS_MAX = KN_RELIEF_DOUBT_COUNT * (KN_RELIEF_CONTRASTS_MAX + 1) };

typedef struct kn_relief_answer { /* one person's */
    kn_relief_odds odds;
    size_t contrasts;
    kn_relief_contrast *contrast; /* [contrasts] */
    kn_relief_arm arm[KN_ARMS_MAX];
    bool has_ranking;
    size_t doubts;
    kn_relief_doubt doubt[KN_RELIEF_DOUBTS_MAX];
} kn_relief_answer;

typedef struct kn_relief {
    const kn_relief_data *data; /* borrowed */
    kn_relief_options options;
    kn_relief_answer *person; /* [data->people] */
    kn_pool *pool;            /* NULL unless two arms and at least two people */
    size_t *pooled;           /* [pool->people] index into person[] */
    double seconds;
} kn_relief;

/* Checks the rules above; KN_DATA with person and row (from 1) in the message when one is broken.
 */
kn_code kn_relief_check(const kn_relief_data *data, kn_error *err);

/* Owner: caller; kn_relief_free(). NULL only with *err filled. */
kn_relief *kn_relief_new(const kn_relief_data *data, const kn_relief_options *options,
                         kn_error *err);
void kn_relief_free(kn_relief *relief); /* NULL is fine */

#endif
