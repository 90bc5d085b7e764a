/* infer/answer.h - thresholds of the verdict that its quick road must keep away from. */
#ifndef INFER_ANSWER_H
#define INFER_ANSWER_H

#include "unknot/answer.h"

#define KN_AGREE       0.95 /* asked of Flat, of the refits, of "within" */
#define KN_DRAW_AGREES 0.10 /* randomisation p */

#endif
