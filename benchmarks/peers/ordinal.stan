// docs/model.md section 1, ordinal. The AR(1) series is built from independent normals (not centred).
data {
  int<lower=2> n;
  int<lower=2> K;
  int<lower=0, upper=K - 1> arm[n];
  int<lower=0> gap[n]; // days since the row before; gap[1] is not used
  vector[n] s;         // the trend, from -0.5 to 0.5 or so
  int<lower=2> C;
  int<lower=1, upper=C> y[n];
}
transformed data {
  matrix[n, K - 1] x = rep_matrix(0, n, K - 1);
  for (i in 1:n)
    if (arm[i] > 0)
      x[i, arm[i]] = 1;
}
parameters {
  ordered[C - 1] kappa;
  vector[K - 1] beta;
  real gamma;
  real<lower=0> sigma;
  real<lower=0, upper=1> r;
  vector[n] e;
}
transformed parameters {
  real rho = 2 * r - 1;
}
model {
  vector[n] u;
  vector[n] eta;
  kappa ~ normal(0, 3);
  beta ~ normal(0, 1);
  gamma ~ normal(0, 1);
  sigma ~ normal(0, 1);
  r ~ beta(2, 2);
  e ~ normal(0, 1);
  u[1] = sigma * e[1];
  for (i in 2:n) {
    real c = rho ^ gap[i];
    u[i] = c * u[i - 1] + sigma * sqrt(1 - c * c) * e[i];
  }
  eta = x * beta + gamma * s + u;
  y ~ ordered_logistic(eta, kappa);
}
