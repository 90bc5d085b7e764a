# What is lost by using one remedy from now on (regret), and how many more episodes settle a
# contrast, worked out with nothing of the program but the model's text (docs/model.md section 2):
# sigma on a fine grid, everything else a normal given sigma, then plain draws. The numbers stand in
# tests/answer_relief_test.c. Base R alone; some seconds.
set.seed(20250321)

# ---- Regret: three remedies, one allowed set, equal odds, no order, all eased at a known minute
minutes <- c(9, 14, 7, 11, 8, 12, 10,   4, 6, 3.5, 7, 5, 4.5, 8,   6, 9, 5, 7.5, 10, 6.5, 4)
arm <- rep(0:2, each = 7)
y <- log(minutes) - log(median(minutes))
X <- cbind(1, arm == 1, arm == 2)
prior <- diag(1 / c(2.5, 1, 1)^2)
grid <- exp(seq(log(0.05), log(4), length.out = 400))
fit <- lapply(grid, function(s) {
  V <- solve(prior + crossprod(X) / s^2)
  list(m = V %*% crossprod(X, y) / s^2, V = V)
})
weight <- mapply(function(s, f) { # log p(y | sigma) + log prior + log sigma (an even grid of the log)
  r <- y - X %*% f$m
  sum(dnorm(r, 0, s, log = TRUE)) - 0.5 * t(f$m) %*% prior %*% f$m +
    0.5 * determinant(f$V)$modulus + dnorm(s, 0, 1, log = TRUE) + log(s)
}, grid, fit)
weight <- exp(weight - max(weight))
n <- 2e6
k <- rmultinom(1, n, weight)[, 1]
draw <- do.call(rbind, lapply(which(k > 0), function(j)
  matrix(rnorm(3 * k[j]), ncol = 3) %*% chol(fit[[j]]$V) + rep(fit[[j]]$m, each = k[j])))
median_of <- exp(cbind(draw[, 1], draw[, 1] + draw[, 2], draw[, 1] + draw[, 3])) * median(minutes)
least <- do.call(pmin, as.data.frame(median_of))
cat("medians ", round(apply(median_of, 2, mean), 3), "\n")
cat("regret  ", round(colMeans(median_of - least), 4), "\n")
cat("of two  ", round(colMeans(median_of[, 1:2] - pmin(median_of[, 1], median_of[, 2])), 4), "\n")
cat("fastest ", round(colMeans(median_of == least), 4), "\n")

# ---- How many more: an effect as large as the data so far say, each episode as informative as those
# so far; of 20000 continuations half are past 0.975 after that many.
settle <- function(mean, sd, episodes, runs = 20000, most = 600) {
  effect <- mean / (1 - sd^2)          # what the data alone say: the prior N(0, 1) taken away
  each <- (1 / sd^2 - 1) / episodes    # precision that an episode brings
  start <- effect * each * episodes
  # sum over k more episodes of precision x estimate: a random walk
  walk <- replicate(runs, {
    total <- start + cumsum(rnorm(most, effect * each, sqrt(each)))
    precision <- each * (episodes + seq_len(most)) + 1
    abs(total / sqrt(precision)) # z of the posterior
  })
  share <- rowMeans(walk >= qnorm(0.975))
  which(share >= 0.5)[1]
}
for (row in list(c(-0.30, 0.25, 30), c(-0.45, 0.30, 16), c(-0.15, 0.20, 60), c(-0.60, 0.40, 10)))
  cat("more    ", row, ":", settle(row[1], row[2], row[3]), "\n")
