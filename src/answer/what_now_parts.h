/* answer/what_now_parts.h - what the files of what_now.h share; private to them. */
#ifndef ANSWER_WHAT_NOW_PARTS_H
#define ANSWER_WHAT_NOW_PARTS_H

#include "answer/what_now.h"

enum { KN_FOR_NOW = 1, KN_FOR_DAYS = 2, KN_REFUSED_MAX = 128 };

typedef struct kn_gathered { /* a suggestion, and what decides between equals */
    kn_suggestion s;
    bool asks; /* its card says to ask a doctor first */
    size_t place;
} kn_gathered;

/* What has been found so far, from the strongest source to the weakest. */
typedef struct kn_gathering {
    const kn_catalogue *catalogue;
    const json_t *cards;
    size_t count;
    kn_gathered list[KN_SUGGESTIONS_MAX];
    size_t refused_count;
    struct kn_refused {
        char key[KN_ID_SIZE];
        int where; /* KN_FOR_... */
    } refused[KN_REFUSED_MAX];
} kn_gathering;

bool kn_gather_has(const kn_gathering *g, const char *key, bool is_for_now);
bool kn_gather_is_refused(const kn_gathering *g, const char *key, int where);
/* No weaker source may name it there. */
void kn_gather_refuse(kn_gathering *g, const char *key, int where);
/* Nothing for what is put away, gone, or there already from a stronger source. */
void kn_gather_add(kn_gathering *g, const kn_suggestion *suggestion);

/* The person's own: spasm by spasm, and of trials that ended. */
void kn_gather_relief(kn_gathering *g, const kn_relief_diary_answer *relief);
kn_code kn_gather_trials(kn_gathering *g, kn_store *store, kn_error *err);

/* helps, small, looks as if: 0, 1, 2; -1: no reason to try it. */
int kn_verdict_rank(kn_verdict_code verdict);
kn_summary kn_ratio_inverse(kn_summary s);

#endif
