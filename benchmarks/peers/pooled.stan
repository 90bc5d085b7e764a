// docs/model.md section 4, poisson, two arms: every person with their own level, trend, sigma and rho.
data {
  int<lower=2> N;
  int<lower=2> n;                   // rows of all people, person by person
  int<lower=1, upper=N> person[n];
  int<lower=0> gap[n];              // days since the row before; 0 on a person's first row
  vector[n] x;                      // 1 in the second arm
  vector[n] s;
  int<lower=0> y[n];
  vector[N] alpha0;
}
parameters {
  real mu;
  real<lower=0> omega;
  vector[N] alpha;
  vector[N] b;
  vector[N] gamma;
  vector<lower=0>[N] sigma;
  vector<lower=0, upper=1>[N] r;
  vector[n] e;
}
model {
  vector[n] u;
  mu ~ normal(0, 1);
  omega ~ normal(0, 0.5);
  alpha ~ normal(alpha0, 2.5);
  b ~ normal(0, 1);
  gamma ~ normal(0, 1);
  sigma ~ normal(0, 1);
  r ~ beta(2, 2);
  e ~ normal(0, 1);
  for (i in 1:n) {
    int j = person[i];
    real c = gap[i] == 0 ? 0 : (2 * r[j] - 1) ^ gap[i];
    u[i] = sigma[j] * sqrt(1 - c * c) * e[i];
    if (gap[i] > 0)
      u[i] += c * u[i - 1];
  }
  y ~ poisson_log(alpha[person] + (mu + omega * b[person]) .* x + gamma[person] .* s + u);
}
