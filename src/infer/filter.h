/* infer/filter.h - exact log p(y | effects, sigma, rho): the one-dimensional chain filtered on an
 * even grid of u (Kitagawa 1987). Slow beside expectation propagation, and its judge. */
#ifndef INFER_FILTER_H
#define INFER_FILTER_H

#include "infer/model.h"

/* The largest error of the approximation's log p(y | effects, sigma, rho), relative to its error in
 * the middle, over steps of one posterior sd in sigma and in the first contrast: what could tilt a
 * posterior. Non-gaussian models only. NAN if there was no memory. */
double kn_filter_gap(const kn_model *model, const double effects[], double sigma, double sigma_sd,
                     double rho, double beta_sd);

#endif
