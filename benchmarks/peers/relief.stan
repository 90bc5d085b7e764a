// docs/model.md section 2 with one allowed set and no order: y is log minutes less alpha0.
data {
  int<lower=1> n;
  int<lower=2> K;
  int<lower=0, upper=K-1> arm[n];
  vector[n] low;  // known exactly: low equals high; not eased: high is 1e9
  vector[n] high;
}
parameters {
  real alpha;
  vector[K - 1] beta;
  real<lower=0> sigma;
}
model {
  alpha ~ normal(0, 2.5);
  beta ~ normal(0, 1);
  sigma ~ normal(0, 1);
  for (i in 1:n) {
    real eta = alpha + (arm[i] > 0 ? beta[arm[i]] : 0);
    if (low[i] == high[i])
      target += normal_lpdf(low[i] | eta, sigma);
    else if (high[i] > 1e8)
      target += normal_lccdf(low[i] | eta, sigma);
    else
      target += log_diff_exp(normal_lcdf(high[i] | eta, sigma), normal_lcdf(low[i] | eta, sigma));
  }
}
