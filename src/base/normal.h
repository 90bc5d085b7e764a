/* base/normal.h - the standard normal distribution. */
#ifndef BASE_NORMAL_H
#define BASE_NORMAL_H

/* Its quantile; 0.5 <= p < 1. */
double kn_probit(double p);

#endif
