// docs/model.md section 1, gaussian: z is the standardised outcome, its residual the AR(1) series.
data {
  int<lower=2> n;
  int<lower=2> K;
  int<lower=0, upper=K - 1> arm[n];
  int<lower=0> gap[n]; // days since the row before; gap[1] is not used
  vector[n] s;         // the trend, from -0.5 to 0.5 or so
  vector[n] z;
}
transformed data {
  matrix[n, K - 1] x = rep_matrix(0, n, K - 1);
  for (i in 1:n)
    if (arm[i] > 0)
      x[i, arm[i]] = 1;
}
parameters {
  real alpha;
  vector[K - 1] beta;
  real gamma;
  real<lower=0> sigma;
  real<lower=0, upper=1> r;
}
transformed parameters {
  real rho = 2 * r - 1;
}
model {
  vector[n] u = z - alpha - x * beta - gamma * s;
  alpha ~ normal(0, 2.5);
  beta ~ normal(0, 1);
  gamma ~ normal(0, 1);
  sigma ~ normal(0, 1);
  r ~ beta(2, 2);
  u[1] ~ normal(0, sigma);
  for (i in 2:n) {
    real c = rho ^ gap[i];
    u[i] ~ normal(c * u[i - 1], sigma * sqrt(1 - c * c));
  }
}
