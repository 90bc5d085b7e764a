# An independent simulation of six designs, to hold `unknot plan` against (docs/planning.md).
#
#   Rscript plan.R UNKNOT [--trials N]      prints the table of docs/planning.md
#
# Nothing of Unknot is used but its printed shares: days are invented here, and the model of docs/model.md section 1,
# its verdict, and the randomisation test are written anew, in base R. Measures: exact given (sigma, rho), and
# Gauss-Legendre quadrature over those two. Counts: Laplace's approximation of the latent days and of the level and trend
# at each (beta, sigma, rho) of a grid. Beside them the conventional analysis: gls with AR(1), glmmTMB with ar1 (Wald,
# two-sided 5 %). Needs jsonlite, nlme, glmmTMB; exit status 77 without. Fails if a share lies 3.5 combined errors away.

arguments <- commandArgs(TRUE)
for (package in c("jsonlite", "nlme", "glmmTMB", "parallel"))
  if (!requireNamespace(package, quietly = TRUE)) { message("no package ", package); quit(status = 77) }
program <- arguments[1]
option <- function(name, fallback) if (name %in% arguments) as.numeric(arguments[match(name, arguments) + 1]) else fallback
TRIALS <- option("--trials", 1000)
PRODUCT_TRIALS <- 10000
CORES <- max(1, parallel::detectCores())

designs <- list(
  list(name = "no effect", family = "gaussian", days = 56, block = 4, effect = 0, important = 1, rho = 0.3),
  list(name = "one point", family = "gaussian", days = 56, block = 4, effect = -1, important = 1, rho = 0.3),
  list(name = "half a point, bad weeks, three looks", family = "gaussian", days = 84, block = 3, effect = -0.5, important = 1,
       rho = 0, week_sd = 0.8, looks = c(7, 11, 14), look_option = 3),
  list(name = "slow to come and go, wash-out, week-long", family = "gaussian", days = 70, block = 7, effect = -2, important = 1.5,
       rho = 0.6, wash_in = 2, wash_out = 1, washout = 2, missing = 0.2),
  list(name = "halving of one a day", family = "poisson", days = 56, block = 4, effect = -log(2), important = -log(0.75),
       level = 1, k = 2),
  list(name = "no effect, good and bad days", family = "poisson", days = 42, block = 3, effect = 0, important = log(2),
       level = 3, sd = 0.5, rho = 0.4, missing = 0.2))
fill <- function(d) modifyList(list(sd = if (d$family == "gaussian") 1.3 else 0, rho = 0, level = 5, k = 0, week_sd = 0,
                                    wash_in = 0, wash_out = 0, washout = 0, missing = 0.1, looks = NULL), d)
designs <- lapply(designs, fill)

# ---- Days --------------------------------------------------------------------------------------------------------

invent <- function(d) {
  cycles <- d$days %/% (2 * d$block)
  first <- rbinom(cycles, 1, 0.5)
  schedule <- as.vector(rbind(first, 1 - first))
  n <- length(schedule) * d$block
  day <- seq_len(n)
  arm <- rep(schedule, each = d$block)
  u <- as.numeric(filter(c(rnorm(1), sqrt(1 - d$rho^2) * rnorm(n - 1)), d$rho, "recursive")) * d$sd
  week <- d$week_sd * rnorm(n %/% 7 + 2)[(day + sample(0:6, 1)) %/% 7 + 1]
  presence <- numeric(n)
  here <- 0
  for (i in day) {
    tau <- if (arm[i] > here) d$wash_in else d$wash_out
    here <- here + (arm[i] - here) * (if (tau > 0) 1 - exp(-1 / tau) else 1)
    presence[i] <- here
  }
  eta <- d$effect * presence + u + week
  y <- if (d$family == "gaussian") d$level + eta else {
    rate <- d$level * exp(eta - d$sd^2 / 2)
    if (d$k > 0) rnbinom(n, size = d$k, mu = rate) else rpois(n, rate)
  }
  data.frame(day, arm, y, unit = (day - 1) %/% d$block + 1)[runif(n) >= d$missing, ]
}

# Days left when the first `washout` of each unit that changes the arm are dropped.
is_kept <- function(rows, schedule, d) {
  changes <- c(FALSE, diff(schedule) != 0)
  !(changes[rows$unit] & (rows$day - 1) %% d$block < d$washout)
}

# ---- Posterior of beta: P(beta < x) under the prior, a flat prior, and two other sigma priors -----------------------

legendre <- function(n) { # Golub and Welsch 1969
  i <- seq_len(n - 1)
  b <- i / sqrt(4 * i^2 - 1)
  J <- matrix(0, n, n)
  J[cbind(i, i + 1)] <- J[cbind(i + 1, i)] <- b
  e <- eigen(J, symmetric = TRUE)
  list(x = e$values, w = 2 * e$vectors[1, ]^2)
}
G <- legendre(32)
log_sigma_prior <- function(sigma, scale) dnorm(sigma, 0, scale, log = TRUE)
log_rho_prior <- function(rho) dbeta((rho + 1) / 2, 2, 2, log = TRUE)

# Rows of x divided by the conditional sd of an AR(1) with gaps, after taking off what the row before says.
whiten <- function(x, gap, rho) {
  r <- rho^gap
  s <- sqrt(1 - r^2)
  x[-1, ] <- (x[-1, , drop = FALSE] - r * x[-nrow(x), , drop = FALSE]) / s
  list(x = x, log_det = 2 * sum(log(s)))
}

covariates <- function(day, arm) {
  s <- day - mean(day)
  cbind(1, arm, s / (max(day) - min(day)))
}

# A = C / sigma^2 + D is 3 x 3 for every sigma at once: its inverse by cofactors.
posterior_gaussian <- function(rows) {
  z <- (rows$y - mean(rows$y)) / sd(rows$y)
  X <- covariates(rows$day, rows$arm)
  n <- length(z)
  gap <- diff(rows$day)
  sigmas <- 0.05 + (G$x + 1) / 2 * 3.5
  nodes <- list()
  for (i in seq_along(G$x)) {
    w <- whiten(cbind(X, z), gap, G$x[i])
    C <- crossprod(w$x)
    for (flat in 0:1) {
      at <- function(j, k) C[j, k] / sigmas^2 + if (j == k) c(1 / 2.5^2, if (flat) 0 else 1, 1)[j] else 0
      A <- list(at(1, 1), at(1, 2), at(1, 3), at(2, 2), at(2, 3), at(3, 3))
      b <- lapply(1:3, function(j) C[j, 4] / sigmas^2)
      V11 <- A[[4]] * A[[6]] - A[[5]]^2
      V12 <- A[[3]] * A[[5]] - A[[2]] * A[[6]]
      V13 <- A[[2]] * A[[5]] - A[[3]] * A[[4]]
      V22 <- A[[1]] * A[[6]] - A[[3]]^2
      V23 <- A[[2]] * A[[3]] - A[[1]] * A[[5]]
      V33 <- A[[1]] * A[[4]] - A[[2]]^2
      det <- A[[1]] * V11 + A[[2]] * V12 + A[[3]] * V13
      m1 <- (V11 * b[[1]] + V12 * b[[2]] + V13 * b[[3]]) / det
      m2 <- (V12 * b[[1]] + V22 * b[[2]] + V23 * b[[3]]) / det
      m3 <- (V13 * b[[1]] + V23 * b[[2]] + V33 * b[[3]]) / det
      log <- -n * log(sigmas) - w$log_det / 2 - C[4, 4] / (2 * sigmas^2) +
        (b[[1]] * m1 + b[[2]] * m2 + b[[3]] * m3) / 2 - log(det) / 2
      nodes[[length(nodes) + 1]] <- list(flat = rep(flat, length(sigmas)), sigma = sigmas, mean = m2, sd = sqrt(V22 / det),
        log = log + log_rho_prior(G$x[i]) + log(G$w[i]) + log(G$w))
    }
  }
  all <- lapply(c("flat", "sigma", "mean", "sd", "log"), function(k) unlist(lapply(nodes, `[[`, k)))
  function(x, flat = 0, scale = 1) {
    one <- all[[1]] == flat
    w <- all[[5]][one] + log_sigma_prior(all[[2]][one], scale)
    w <- exp(w - max(w))
    sum(w * pnorm(x / sd(rows$y), all[[3]][one], all[[4]][one])) / sum(w)
  }
}

# log of the integral over alpha, gamma and u at one beta, by Laplace: the latent of a day is normal with the covariance
# K that the priors give, so that only its mode is sought.
laplace_poisson <- function(y, offset, K, K_inverse, log_det, start) {
  n <- length(y)
  corner <- (0:(n - 1)) * n + 1:n
  f <- start
  for (iteration in 1:50) {
    mu <- exp(offset + f)
    H <- K_inverse
    H[corner] <- H[corner] + mu
    R <- chol.default(H)
    gradient <- y - mu - K_inverse %*% f
    step <- backsolve(R, backsolve(R, gradient, transpose = TRUE))
    size <- max(abs(step))
    f <- as.vector(f + step * min(1, 2 / size))
    if (size < 1e-4) break # the next step would be its square
  }
  mu <- exp(offset + f)
  list(f = f, value = sum(y * (offset + f) - mu) - sum(f * (K_inverse %*% f)) / 2 - log_det / 2 - sum(log(diag(R))))
}

posterior_poisson <- function(rows) {
  y <- rows$y
  X <- covariates(rows$day, rows$arm)
  alpha0 <- log((sum(y) + 0.5) / length(y))
  lag <- abs(outer(rows$day, rows$day, "-"))
  betas <- seq(-3, 3, length.out = 15)
  gs <- legendre(6)
  gr <- legendre(5)
  sigmas <- 0.02 + (gs$x + 1) / 2 * 1.8
  log_at <- array(NA, c(length(betas), length(sigmas), length(gr$x)))
  for (s in seq_along(sigmas)) for (r in seq_along(gr$x)) {
    K <- sigmas[s]^2 * sign(gr$x[r])^lag * abs(gr$x[r])^lag + 2.5^2 + outer(X[, 3], X[, 3])
    R <- chol(K + diag(1e-9, nrow(K)))
    K_inverse <- chol2inv(R)
    log_det <- 2 * sum(log(diag(R)))
    start <- rep(0, length(y))
    for (k in seq_along(betas)) {
      fit <- laplace_poisson(y, alpha0 + betas[k] * X[, 2], K, K_inverse, log_det, start)
      start <- fit$f
      log_at[k, s, r] <- fit$value + log_rho_prior(gr$x[r]) + log(gs$w[s]) + log(gr$w[r])
    }
  }
  fine <- seq(-3, 3, by = 0.01)
  function(x, flat = 0, scale = 1) {
    weighted <- log_at + rep(log_sigma_prior(sigmas, scale), each = length(betas))
    log_curve <- log(apply(exp(weighted - max(weighted)), 1, sum))
    p <- exp(splinefun(betas, log_curve)(fine) + if (flat) 0 else dnorm(fine, 0, 1, log = TRUE))
    sum(p[fine < x]) / sum(p)
  }
}

# ---- The verdict --------------------------------------------------------------------------------------------------

# Share of all orders of the pairs whose difference of means is as large; wash-out follows each order.
draw_p <- function(rows, schedule, d) {
  pairs <- length(schedule) / 2
  first <- as.matrix(expand.grid(rep(list(0:1), pairs)))
  all <- first[, rep(seq_len(pairs), each = 2)]
  all[, seq(2, 2 * pairs, 2)] <- 1 - all[, seq(2, 2 * pairs, 2)]
  units <- seq_along(schedule)
  late <- (rows$day - 1) %% d$block >= d$washout
  by_unit <- function(value, which) vapply(units, function(u) sum(value[rows$unit == u & which]), 0)
  changed <- cbind(FALSE, all[, -1, drop = FALSE] != all[, -ncol(all), drop = FALSE])
  part <- function(value) {
    whole <- by_unit(value, TRUE)
    rest <- by_unit(value, late)
    t(ifelse(t(changed), rest, whole))
  }
  sums <- part(rows$y)
  days <- part(rep(1, nrow(rows)))
  statistic <- abs(rowSums(sums * all) / rowSums(days * all) - rowSums(sums * (1 - all)) / rowSums(days * (1 - all)))
  statistic[!is.finite(statistic)] <- 0
  seen <- statistic[which(rowSums(all != rep(schedule, each = nrow(all))) == 0)]
  mean(statistic >= seen - 1e-9)
}

judge <- function(rows, schedule, d, c) {
  kept <- rows[is_kept(rows, schedule, d), ]
  below <- if (d$family == "gaussian") posterior_gaussian(kept) else posterior_poisson(kept)
  i <- d$important
  better <- below(0) # lower is better: e = -beta
  if (1 - better >= c) return("worse")
  if (better >= c) {
    if (1 - below(-i) >= 0.95 && 1 - below(-i, flat = 1) >= 0.95) return("small")
    if (below(0, scale = 0.5) < 0.95 || below(0, scale = 2) < 0.95) return("could_not_tell")
    if (2 / 2^(length(schedule) / 2) > 0.10) return("looks_as_if")
    return(if (draw_p(rows, schedule, d) <= 0.10) "helps" else "could_not_tell")
  }
  within <- function(...) below(i, ...) - below(-i, ...)
  if (within() >= 0.95 && within(flat = 1) >= 0.95 && length(schedule) / 2 >= 3) return("no_worthwhile_difference")
  "could_not_tell"
}

one_trial <- function(d) {
  rows <- invent(d)
  cycles <- d$days %/% (2 * d$block)
  arm_of <- tapply(rows$arm, factor(rows$unit, seq_len(2 * cycles)), function(a) a[1])
  schedule <- as.vector(arm_of) # a unit without a day is what its pair lacks
  lost <- which(is.na(schedule))
  for (u in lost) schedule[u] <- 1 - schedule[if (u %% 2) u + 1 else u - 1]
  if (anyNA(schedule)) return(NULL) # a whole pair unrecorded: as good as never
  c <- if (is.null(d$looks)) 0.975 else 0.99
  for (after in unique(c(d$looks, cycles))) {
    now <- rows[rows$unit <= 2 * after, ]
    verdict <- judge(now, schedule[seq_len(2 * after)], d, c)
    if (verdict %in% c("helps", "worse", "small", "no_worthwhile_difference")) break
  }
  verdict
}

conventional <- function(d) {
  rows <- invent(d)
  rows <- rows[is_kept(rows, as.vector(tapply(rows$arm, factor(rows$unit, seq_len(max(rows$unit))), function(a) a[1])), d), ]
  fit <- try(suppressWarnings(if (d$family == "gaussian")
    summary(nlme::gls(y ~ arm + day, rows, correlation = nlme::corAR1(form = ~ day)))$tTable["arm", c(1, 4)]
  else {
    rows$time <- factor(rows$day, seq_len(d$days))
    rows$person <- factor(1)
    summary(glmmTMB::glmmTMB(y ~ arm + day + ar1(time + 0 | person), rows, family = poisson))$coefficients$cond["arm", c(1, 4)]
  }), silent = TRUE)
  if (inherits(fit, "try-error") || anyNA(fit)) NA else if (fit[2] >= 0.05) 0 else if (fit[1] < 0) 1 else -1
}

# ---- Both, beside each other ---------------------------------------------------------------------------------------

product <- function(d) {
  words <- c("plan", "--json", "--trials", PRODUCT_TRIALS, "--seed", 31, "--family", d$family, "--days", d$days, "--block",
             d$block, "--effect", d$effect, "--important", d$important, "--sd", d$sd, "--rho", d$rho, "--level", d$level,
             "--dispersion", d$k, "--missing", d$missing, "--week-sd", d$week_sd, "--wash-in-days", d$wash_in,
             "--wash-out-days", d$wash_out, "--washout", d$washout, if (!is.null(d$looks)) c("--looks", d$look_option))
  answer <- jsonlite::fromJSON(paste(system2(program, words, stdout = TRUE), collapse = "\n"), simplifyVector = FALSE)
  stopifnot(identical(unlist(answer$look_after), if (is.null(d$looks)) NULL else as.integer(d$looks)))
  vapply(answer$effects[[1]]$verdicts, function(v) v$share, 0)
}

RNGkind("L'Ecuyer-CMRG")
SEED <- 20260301
faults <- 0
cat("| design | verdict | unknot plan | R, own rule | z | conventional, better / worse |\n|---|---|---|---|---|---|\n")
for (i in seq_along(designs)) {
  d <- designs[[i]]
  set.seed(SEED + i) # mclapply begins its streams where this stands: each design has its own
  trials <- if (d$family == "gaussian") TRIALS else ceiling(TRIALS / 2)
  made <- unlist(parallel::mclapply(seq_len(trials), function(i) one_trial(d), mc.cores = CORES, mc.set.seed = TRUE))
  set.seed(SEED - i)
  usual <- unlist(parallel::mclapply(seq_len(if (d$family == "gaussian") trials else 200), function(i) conventional(d),
                                     mc.cores = CORES, mc.set.seed = TRUE))
  ours <- product(d)
  rows <- list("helps, or looks as if" = c("helps", "looks_as_if"), "makes it worse" = "worse",
               "no worthwhile difference" = "no_worthwhile_difference")
  for (row in names(rows)) {
    n <- length(made)
    theirs <- mean(made %in% rows[[row]])
    mine <- sum(ours[rows[[row]]])
    p <- (theirs * n + mine * PRODUCT_TRIALS + 2) / (n + PRODUCT_TRIALS + 4)
    z <- (theirs - mine) / sqrt(p * (1 - p) * (1 / n + 1 / PRODUCT_TRIALS))
    faults <- faults + (abs(z) >= 3.5)
    beside <- if (row == names(rows)[1]) sprintf("%.3f / %.3f of %d", mean(usual == 1, na.rm = TRUE),
                                                 mean(usual == -1, na.rm = TRUE), sum(!is.na(usual))) else ""
    cat(sprintf("| %s | %s | %.4f | %.4f of %d | %.2f | %s |\n", if (beside != "") d$name else "", row, mine, theirs, n, z, beside))
  }
}
quit(status = if (faults > 0) 1 else 0)
