// docs/model.md section 3: one stratum after the other, its m[k] episode days first.
functions {
  // log of the sum over all sets of m of the terms exp(f) of their products
  real log_symmetric(vector f, int m) {
    vector[m + 1] e = rep_vector(0, m + 1);
    real top = max(f);
    e[1] = 1;
    for (i in 1:rows(f)) {
      real g = exp(f[i] - top);
      for (j in 1:min(i, m)) {
        int k = min(i, m) - j + 2;
        e[k] += g * e[k - 1];
      }
    }
    return log(e[m + 1]) + m * top;
  }
}
data {
  int<lower=1> S;
  int<lower=1> n;
  int<lower=1> p;
  matrix[n, p] x;
  int<lower=1, upper=n> first[S];
  int<lower=1, upper=n> last[S];
  int<lower=1> m[S];
}
parameters {
  vector[p] b;
  real<lower=0> omega;
}
transformed parameters {
  vector[p] beta = omega * b;
}
model {
  vector[n] f = x * beta;
  b ~ std_normal();
  omega ~ std_normal();
  for (k in 1:S)
    target += sum(f[first[k]:(first[k] + m[k] - 1)]) - log_symmetric(f[first[k]:last[k]], m[k]);
}
