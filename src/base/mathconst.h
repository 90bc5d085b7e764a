/* base/mathconst.h - constants that C leaves out. */
#ifndef BASE_MATHCONST_H
#define BASE_MATHCONST_H

#define KN_PI      3.14159265358979323846
#define KN_SQRT2   1.41421356237309504880
#define KN_LOG_2PI 1.83787706640934548356
#define KN_LOG_2   0.69314718055994530942

#endif
