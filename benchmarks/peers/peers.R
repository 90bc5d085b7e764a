# Times other programs on the reference sets, in one R session.
#
#   Rscript peers.R REFERENCE-DIR MODELS-DIR MADE-DIR [long]
#
# MADE-DIR holds relief150x4.csv and relief40x2.csv of `bench_core relief`.
#
# Each tool that is installed prints rows of tab-separated fields: tool, version, set, what, seconds,
# effect, its sd or standard error, remark. `what` is compile, sampling, wall, or fit. A tool that is
# missing or fails prints one row whose `what` is missing or failed. `long` adds the pooled Stan model
# (many minutes).
arguments <- commandArgs(trailingOnly = TRUE)
reference <- arguments[1]
models <- arguments[2]
made <- arguments[3]
is_long <- "long" %in% arguments
SETS <- c("gaussian3-a", "poisson3-a", "bernoulli3-a", "ordinal3-a")
STAN_RUNS <- 3
WARM_CALLS <- 5

family_of <- function(set) regmatches(set, regexpr("gaussian|poisson|bernoulli|ordinal", set))

emit <- function(tool, set, what, seconds = NA, effect = NA, sd = NA, remark = "") {
    version <- tryCatch(as.character(packageVersion(tool)), error = function(e) "")
    cat(paste(tool, version, set, what, signif(seconds, 5), signif(effect, 5), signif(sd, 5),
              gsub("[\t\n]", " ", remark), sep = "\t"), "\n", sep = "")
    flush(stdout())
}

# The rows with the model's trend s, gaps in days, arms from 0, and z for measures.
read_set <- function(set) {
    d <- read.csv(file.path(reference, paste0(set, ".csv")))
    d <- d[order(d$person, d$day), ]
    d$armno <- as.integer(factor(d$arm)) - 1L
    d$s <- ave(d$day, d$person, FUN = function(t) (t - mean(t)) / (max(t) - min(t)))
    d$gap <- ave(d$day, d$person, FUN = function(t) c(0, diff(t)))
    scale <- sqrt(mean(tapply(d$outcome, d$person, var)))
    d$z <- ave(d$outcome, d$person, FUN = function(y) y - mean(y)) / scale
    d$person <- factor(d$person)
    d$dayno <- factor(d$day, levels = min(d$day):max(d$day))
    d
}

alpha0 <- function(y, family) {
    if (family == "poisson") log((sum(y) + 0.5) / length(y)) else qlogis((sum(y) + 0.5) / (length(y) + 1))
}

model_data <- function(d, family) {
    data <- list(n = nrow(d), K = max(d$armno) + 1L, arm = d$armno, gap = as.integer(d$gap), s = d$s)
    if (family == "gaussian") return(c(data, list(z = d$z)))
    if (family == "ordinal") {
        y <- as.integer(factor(d$outcome))
        return(c(data, list(y = y, C = max(y))))
    }
    c(data, list(y = as.integer(d$outcome), alpha0 = alpha0(d$outcome, family)))
}

elapsed <- function(expression) unname(system.time(expression)["elapsed"])

# tool, set, body: an error becomes a row and the rest goes on.
attempt <- function(tool, set, body) {
    if (!requireNamespace(tool, quietly = TRUE)) return(emit(tool, set, "missing"))
    tryCatch(body(), error = function(e) emit(tool, set, "failed", remark = conditionMessage(e)))
}

warm_calls <- function(fit) {
    fit()
    median(replicate(WARM_CALLS, elapsed(fit())))
}

# ---- rstan: 4 chains of 1000 + 1000, one after another on one core -------------------------------

stan_model_of <- function(name, set) {
    # Debian's r-cran-bh has no headers of its own; without this line rstan does not find Boost.
    rstan::rstan_options(boost_lib = "/usr/include")
    seconds <- elapsed(model <- rstan::stan_model(file.path(models, paste0(name, ".stan"))))
    emit("rstan", set, "compile", seconds)
    model
}

sample_stan <- function(model, data, set, effect, seed, cores, ...) {
    wall <- elapsed(fit <- rstan::sampling(model, data, chains = 4, iter = 2000, warmup = 1000, cores = cores,
                                           seed = seed, refresh = 0, ...))
    row <- rstan::summary(fit, pars = effect)$summary
    remark <- sprintf("ESS %.0f, %d divergences", row[1, "n_eff"], rstan::get_num_divergent(fit))
    emit("rstan", set, "sampling", sum(rstan::get_elapsed_time(fit)), row[1, "mean"], row[1, "sd"], remark)
    emit("rstan", set, "wall", wall, row[1, "mean"], row[1, "sd"], remark)
}

for (set in SETS) attempt("rstan", set, function() {
    family <- family_of(set)
    model <- stan_model_of(family, set)
    for (seed in seq_len(STAN_RUNS)) sample_stan(model, model_data(read_set(set), family), set, "beta[1]", seed, 1)
})

# ---- JAGS: adapt 1000, burn 4000, 4 x 5000 kept, one core ----------------------------------------

JAGS_HEAD <- "
    for (k in 1:(K - 1)) { b[k + 1] ~ dnorm(0, 1) }
    b[1] <- 0
    beta <- b[2]
    gamma ~ dnorm(0, 1)
    sigma ~ dnorm(0, 1) T(0,)
    r ~ dbeta(2, 2)
    rho <- 2 * r - 1
    for (i in 2:n) {
        c[i] <- pow(rho, gap[i])
        tau[i] <- 1 / (sigma * sigma * (1 - c[i] * c[i]))
    }
    tau[1] <- 1 / (sigma * sigma)"
JAGS_LEVEL <- "
    alpha ~ dnorm(alpha0, 0.16)"
JAGS_LATENT <- "
    u[1] ~ dnorm(0, tau[1])
    for (i in 2:n) { u[i] ~ dnorm(c[i] * u[i - 1], tau[i]) }
    for (i in 1:n) { eta[i] <- level + b[arm[i] + 1] + gamma * s[i] + u[i] }"
JAGS <- list(
    gaussian = "
    alpha ~ dnorm(0, 0.16)
    for (i in 1:n) { m[i] <- alpha + b[arm[i] + 1] + gamma * s[i] }
    z[1] ~ dnorm(m[1], tau[1])
    for (i in 2:n) { z[i] ~ dnorm(m[i] + c[i] * (z[i - 1] - m[i - 1]), tau[i]) }",
    poisson = paste(JAGS_LEVEL, "\n    level <- alpha", JAGS_LATENT, "
    for (i in 1:n) { y[i] ~ dpois(exp(eta[i])) }"),
    bernoulli = paste(JAGS_LEVEL, "\n    level <- alpha", JAGS_LATENT, "
    for (i in 1:n) { y[i] ~ dbern(ilogit(eta[i])) }"),
    ordinal = paste("
    level <- 0
    for (c0 in 1:(C - 1)) { free[c0] ~ dnorm(0, 1 / 9) }
    kappa[1:(C - 1)] <- sort(free)", JAGS_LATENT, "
    for (i in 1:n) {
        for (c0 in 1:(C - 1)) { q[i, c0] <- ilogit(kappa[c0] - eta[i]) }
        p[i, 1] <- q[i, 1]
        for (c0 in 2:(C - 1)) { p[i, c0] <- q[i, c0] - q[i, c0 - 1] }
        p[i, C] <- 1 - q[i, C - 1]
        y[i] ~ dcat(p[i, 1:C])
    }"))

for (set in SETS) attempt("rjags", set, function() {
    family <- family_of(set)
    rjags::load.module("glm", quiet = TRUE)
    text <- paste("model {", JAGS_HEAD, JAGS[[family]], "\n}")
    data <- model_data(read_set(set), family)
    starts <- lapply(1:4, function(k) list(.RNG.name = "base::Mersenne-Twister", .RNG.seed = k))
    if (family == "ordinal") # equal cut-points, where JAGS would start, make some levels impossible
        starts <- lapply(starts, function(start) c(start, list(free = seq(-2, 2, length.out = data$C - 1))))
    seconds <- elapsed({
        model <- rjags::jags.model(textConnection(text), data, inits = starts, n.chains = 4, n.adapt = 1000,
                                   quiet = TRUE)
        update(model, 4000, progress.bar = "none")
        draws <- rjags::coda.samples(model, c("beta", "sigma", "rho"), 5000, progress.bar = "none")
    })
    beta <- unlist(lapply(draws, function(chain) chain[, "beta"]))
    emit("rjags", set, "sampling", seconds, mean(beta), sd(beta),
         sprintf("ESS %.0f", coda::effectiveSize(draws)["beta"]))
})

# ---- point estimates: glmmTMB, nlme --------------------------------------------------------------

glmmtmb_row <- function(set, formula, d, family, seconds_of, ...) {
    call <- function() glmmTMB::glmmTMB(formula, d, family = family, ...)
    seconds <- seconds_of(call)
    row <- summary(call())$coefficients$cond["armB", ]
    emit("glmmTMB", set, "fit", seconds, row["Estimate"], row["Std. Error"])
}

for (set in SETS[1:3]) attempt("glmmTMB", set, function() {
    d <- read_set(set)
    if (family_of(set) == "gaussian")
        glmmtmb_row(set, z ~ arm + s + ar1(dayno + 0 | person), d, gaussian(), warm_calls, dispformula = ~0)
    else
        glmmtmb_row(set, outcome ~ arm + s + ar1(dayno + 0 | person), d,
                    if (family_of(set) == "poisson") poisson() else binomial(), warm_calls)
})

attempt("nlme", "gaussian3-a", function() {
    d <- read_set("gaussian3-a")
    call <- function() nlme::gls(z ~ arm + s, d, correlation = nlme::corAR1(form = ~day))
    seconds <- warm_calls(call)
    row <- summary(call())$tTable["armB", ]
    emit("nlme", "gaussian3-a", "fit", seconds, row["Value"], row["Std.Error"], "gls")
})

attempt("glmmTMB", "pooled-poisson-n100-a", function()
    glmmtmb_row("pooled-poisson-n100-a",
                outcome ~ arm + s + (1 | person) + (0 + armno | person) + (0 + s | person) + ar1(dayno + 0 | person),
                read_set("pooled-poisson-n100-a"), poisson(), function(call) elapsed(call())))

attempt("nlme", "pooled-gaussian-n100-a", function() {
    d <- read_set("pooled-gaussian-n100-a")
    seconds <- elapsed(fit <- nlme::lme(z ~ arm + s, d, random = list(person = nlme::pdDiag(~ armno + s)),
                                        correlation = nlme::corAR1(form = ~ day | person)))
    row <- summary(fit)$tTable["armB", ]
    omega <- as.numeric(nlme::VarCorr(fit)["armno", "StdDev"])
    emit("nlme", "pooled-gaussian-n100-a", "fit", seconds, row["Value"], row["Std.Error"],
         sprintf("lme, omega %.2g", omega))
})

# ---- what goes with episodes: the days of the strata with both kinds, episode days first ----------

read_triggers <- function(set) {
    d <- read.csv(file.path(reference, paste0(set, ".csv")))
    d$stratum <- factor(paste(format(as.Date(d$day), "%Y-%m"), format(as.Date(d$day), "%u")))
    m <- ave(d$episodes, d$stratum, FUN = sum)
    d <- d[m > 0 & m < ave(d$episodes, d$stratum, FUN = length), ]
    d[order(d$stratum, -d$episodes), ]
}

suspects_of <- function(d) setdiff(names(d), c("day", "episodes", "stratum"))

attempt("survival", "triggers2-a", function() {
    suppressPackageStartupMessages(library(survival)) # clogit looks for its own functions by name
    d <- read_triggers("triggers2-a")
    model <- as.formula(paste("episodes ~", paste(suspects_of(d), collapse = " + "), "+ strata(stratum)"))
    seconds <- warm_calls(function() clogit(model, d, method = "exact"))
    row <- summary(clogit(model, d, method = "exact"))$coef["wine", ]
    emit("survival", "triggers2-a", "fit", seconds, row["coef"], row["se(coef)"], "clogit, exact, not shrunken")
})

attempt("rstan", "triggers2-a", function() {
    d <- read_triggers("triggers2-a")
    last <- cumsum(table(droplevels(d$stratum)))
    data <- list(S = length(last), n = nrow(d), p = length(suspects_of(d)), x = as.matrix(d[suspects_of(d)]),
                 first = as.integer(c(1, head(last, -1) + 1)), last = as.integer(last),
                 m = as.integer(tapply(d$episodes, droplevels(d$stratum), sum)))
    sample_stan(stan_model_of("triggers", "triggers2-a"), data, "triggers2-a", "beta[1]", 1, 1,
                control = list(adapt_delta = 0.95))
})

# ---- what eases an episode: known exactly, as a range, or not within the hour ---------------------

RELIEF <- c("relief150x4", "relief40x2")
read_relief <- function(set) read.csv(file.path(made, paste0(set, ".csv")))

for (set in RELIEF) attempt("survival", set, function() {
    suppressPackageStartupMessages(library(survival)) # survreg looks for its own functions by name
    d <- read_relief(set)
    call <- function() survreg(Surv(pmax(low, 1e-9), ifelse(is.finite(high), high, NA), type = "interval2") ~ arm, d,
                               dist = "lognormal")
    seconds <- warm_calls(call)
    row <- summary(call())$table["armB", ]
    emit("survival", set, "fit", seconds, row["Value"], row["Std. Error"], "survreg, not shrunken")
})

attempt("rstan", "relief150x4", function() {
    model <- stan_model_of("relief", "relief150x4")
    for (set in RELIEF) {
        d <- read_relief(set)
        minutes <- ifelse(is.finite(d$high), d$high, d$low)
        data <- list(n = nrow(d), K = length(unique(d$arm)), arm = as.integer(factor(d$arm)) - 1L,
                     low = pmax(log(d$low), -1e9) - log(median(minutes)), high = pmin(log(d$high), 1e9) - log(median(minutes)))
        data$high[!is.finite(d$high)] <- 1e9
        for (seed in seq_len(STAN_RUNS)) sample_stan(model, data, set, "beta[1]", seed, 1)
    }
})

if (is_long) attempt("rstan", "pooled-poisson-n100-a", function() {
    set <- "pooled-poisson-n100-a"
    d <- read_set(set)
    data <- list(N = nlevels(d$person), n = nrow(d), person = as.integer(d$person), gap = as.integer(d$gap),
                 x = d$armno, s = d$s, y = d$outcome,
                 alpha0 = as.numeric(tapply(d$outcome, d$person, alpha0, "poisson")))
    sample_stan(stan_model_of("pooled", set), data, set, "mu", 1, 2, pars = c("mu", "omega"),
                control = list(adapt_delta = 0.9))
})
