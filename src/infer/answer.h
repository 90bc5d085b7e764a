/* infer/answer.h - thresholds of the verdict that its quick road must keep away from. */
#ifndef INFER_ANSWER_H
#define INFER_ANSWER_H

#include "unknot/answer.h"

#define KN_AGREE       0.95 /* asked of Flat, of the refits, of "within" */
#define KN_DRAW_AGREES 0.10 /* randomisation p */

/* The effect's posterior and the nodes that it was made from tell different stories: seen only on 4
 * to 6 days without noise, whose posterior is a needle on a plain that no grid holds. */
#define KN_CURVE_GAP_LOST 0.35

#endif
