/* A protocol, written and hashed. */
#include "trial/protocol.h"

#include <sodium.h>
#include <string.h>

#include "base/civil.h"
#include "trial/protocol_parts.h"

/* ---- The parts that follow from the design ----------------------------------------------------*/

static json_t *priors_json(void)
{
    const kn_prior prior = kn_prior_default();
    json_t *json = json_object();
    int failed = 0;

#define KN_X(name, value, what)                                                                    \
    failed |= json_object_set_new(json, #name, kn_number_json(prior.name));
    KN_PRIORS(KN_X)
#undef KN_X
    if (failed) {
        json_decref(json);
        return NULL;
    }
    return json;
}

json_t *kn_protocol_analysis(const kn_trial_design *design)
{
    return json_pack(
        "{s:s, s:s, s:b, s:o, s:o, s:o, s:s, s:{s:s, s:i, s:s}, s:[o, o], s:s, s:s, s:s, s:s}",
        "model", "unknot-trial-1", "family", kn_family_name(design->family), "trend", 1, "priors",
        priors_json(), "threshold", kn_number_json(kn_trial_threshold(design)), "important",
        kn_number_json(design->important), "better", design->better < 0 ? "lower" : "higher",
        "test", "statistic", "difference of means over the analysed days", "sides", 2, "against",
        "the orders that the draw permits", "sensitivity_sigma_scale", kn_number_json(0.5),
        kn_number_json(2), "assigned",
        "Every recorded day counts under the arm it was dealt, whatever was taken.", "washout",
        "After each change of arm the first washout_days days are not analysed. The first period "
        "keeps all its days.",
        "pause",
        "Paused days are no days of the trial. The first washout_days days after a pause are not "
        "analysed.",
        "missing", "A day without a record stays missing. Nothing is filled in.");
}

json_t *kn_protocol_stopping(const kn_trial_design *design)
{
    int cycles[KN_LOOKS_MAX], count = kn_trial_looks(design, cycles);
    json_t *looks = json_array();

    for (int i = 0; i < count; i++)
        if (json_array_append_new(looks, json_integer(cycles[i])) != 0) {
            json_decref(looks);
            return NULL;
        }
    return json_pack(
        "{s:o, s:o, s:s}", "looks_after_cycles", looks, "threshold",
        kn_number_json(kn_trial_threshold(design)), "rule",
        count == 0
            ? "No look at results by arm before the end. The person may stop at any time; all that "
              "was recorded is analysed, and said to have ended early."
            : "At each look the trial stops if the verdict is that it helps, that it makes it "
              "worse, that the difference is smaller than asked for, or that there is no "
              "worthwhile difference. Else it goes on, and nothing is shown.");
}

/* ---- The whole --------------------------------------------------------------------------------*/

static kn_code check_sealable(const kn_trial_design *design, const kn_sealing *sealing,
                              kn_error *err)
{
    kn_place at = kn_design_place("important");
    char day[KN_DATE_SIZE];

    if (!(design->important > 0)) {
        kn_fail(err, KN_DATA, &at, "it is not said which difference would matter");
        return kn_hint(err, "Say the smallest difference that would be worth it to you.");
    }
    at = kn_design_place("first_day");
    if (sealing->first_day < sealing->sealed.day ||
        sealing->first_day > sealing->sealed.day + KN_TRIAL_AHEAD_MAX) {
        if (sealing->first_day < KN_DAY_MIN || sealing->first_day > KN_DAY_MAX)
            kn_fail(err, KN_DATA, &at, "the first day is out of the calendar");
        else
            kn_fail(err, KN_DATA, &at, "the first day, %s, is %s",
                    kn_date_format(day, sealing->first_day),
                    sealing->first_day < sealing->sealed.day ? "past" : "over a year ahead");
        return kn_hint(err, "Begin today or later, within a year.");
    }
    return kn_design_rules(design, err);
}

kn_code kn_protocol_seal(const kn_trial_design *design, const kn_sealing *sealing,
                         json_t **protocol, kn_error *err)
{
    uint8_t schedule[KN_TRIAL_UNITS_MAX];
    char day[KN_DATE_SIZE], moment[KN_MOMENT_SIZE], secret[KN_SECRET_SIZE];
    kn_code code = check_sealable(design, sealing, err);

    *protocol = NULL;
    if (code)
        return code;
    if (!kn_secret_read(sealing->secret, secret))
        return kn_fail(err, KN_DATA, NULL, "the secret is not 20 letters and digits");
    code = kn_draw_schedule(design, secret, 0, schedule);
    if (!code) {
        *protocol = json_pack(
            "{s:i, s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "format", KN_PROTOCOL_FORMAT,
            "kind", KN_PROTOCOL_KIND, "trial", sealing->trial, "program", sealing->program,
            "sealed", kn_moment_format(moment, sealing->sealed), "first_day",
            kn_date_format(day, sealing->first_day), "design", kn_trial_design_json(design),
            "analysis", kn_protocol_analysis(design), "stopping", kn_protocol_stopping(design),
            "draw", kn_draw_write(schedule, kn_trial_units(design), design->blinded, secret, 0, 1));
        if (!*protocol)
            code = KN_NOMEM;
    }
    sodium_memzero(schedule, sizeof schedule);
    sodium_memzero(secret, sizeof secret);
    return code ? kn_fail(err, code, NULL, "out of memory while sealing") : KN_OK;
}

void kn_protocol_hash(const json_t *protocol, char hash[KN_HASH_SIZE])
{
    enum { LIMIT = 1 << 24 }; /* a protocol read from a file is smaller than its file */
    uint8_t digest[KN_DIGEST_SIZE];
    kn_text text;

    kn_text_init(&text, LIMIT);
    kn_json_add(&text, protocol);
    hash[0] = '\0';
    if (!text.failed && sodium_init() >= 0) {
        crypto_generichash(digest, sizeof digest, (const unsigned char *)text.bytes, text.size,
                           NULL, 0);
        sodium_bin2hex(hash, KN_HASH_SIZE, digest, sizeof digest);
    }
    kn_text_release(&text);
}

void kn_hash_short(const char hash[KN_HASH_SIZE], char seal[KN_SEAL_SIZE])
{
    snprintf(seal, KN_SEAL_SIZE, "%.4s %.4s %.4s %.4s", hash, hash + (hash[0] ? 4 : 0),
             hash + (hash[0] ? 8 : 0), hash + (hash[0] ? 12 : 0));
}
