/* infer/series.h - what the fits ask of a series beside unknot/series.h. */
#ifndef INFER_SERIES_H
#define INFER_SERIES_H

#include "unknot/series.h"

/* True if every outcome of the arm lies at one end of the range: no events, all events, or ordinal
 * levels all lowest or all highest. The likelihood then stays high however far the effect goes; if
 * it is the reference arm, only the prior of the level makes the curve fall, and the curve itself
 * cannot tell. */
bool kn_series_is_at_end(const kn_series *series, int arm);

#endif
