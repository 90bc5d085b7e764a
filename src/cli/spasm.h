/* cli/spasm.h - what can be said about a spasm: options shared by `log spasm`, `ease` and `amend`;
 * and the ways to write an entry. */
#ifndef CLI_SPASM_H
#define CLI_SPASM_H

#include "cli/session.h"
#include "cli/when.h"

typedef struct kn_spasm {
    kn_words sites, did, suspects;
    const char *lasted, *context, *cause, *note;
    const char *between, *between_end, *not_eased_by;
    int pain, pain_start, pain_end; /* -1: not given */
    bool painful, painless, repeated, ripple, felt;
} kn_spasm;

#define KN_SPASM_NOTHING                                                                           \
    {                                                                                              \
        .pain = -1, .pain_start = -1, .pain_end = -1                                               \
    }

#define KN_SPASM_OPTION(type, member, name, argument, kind, field, help)                           \
    {                                                                                              \
        name, argument, NULL, help, kind, offsetof(type, member.field), 0, NULL                    \
    }
#define KN_SPASM_OPTIONS(type, member)                                                             \
    KN_SPASM_OPTION(type, member, "site", "REGION[:PAIN]", KN_OPTION_LIST, sites,                  \
                    "where, such as left-calf or left-calf:6; may be given more than once"),       \
        KN_SPASM_OPTION(type, member, "pain", "0-10", KN_OPTION_SCORE, pain,                       \
                        "how bad it was at its worst"),                                            \
        KN_SPASM_OPTION(type, member, "painful", NULL, KN_OPTION_FLAG, painful,                    \
                        "it hurt, and how much is not known"),                                     \
        KN_SPASM_OPTION(type, member, "painless", NULL, KN_OPTION_FLAG, painless,                  \
                        "it did not hurt"),                                                        \
        KN_SPASM_OPTION(type, member, "lasted", "TIME", KN_OPTION_TEXT, lasted,                    \
                        "how long: 90s, 2m, 1h30m"),                                               \
        KN_SPASM_OPTION(type, member, "between", "TIME TIME", KN_OPTION_TEXT, between,             \
                        "the clock was forgotten: it eased some time between, such as 10m 30m"),   \
        KN_SPASM_OPTION(type, member, "not-eased-by", "TIME", KN_OPTION_TEXT, not_eased_by,        \
                        "it had not eased by then, such as 1h; more is not known"),                \
        KN_SPASM_OPTION(type, member, "pain-start", "0-10", KN_OPTION_SCORE, pain_start,           \
                        "how bad it was when it began"),                                           \
        KN_SPASM_OPTION(type, member, "pain-end", "0-10", KN_OPTION_SCORE, pain_end,               \
                        "how bad it was when it had eased"),                                       \
        KN_SPASM_OPTION(type, member, "repeated", NULL, KN_OPTION_FLAG, repeated,                  \
                        "two or more within an hour in the same place"),                           \
        KN_SPASM_OPTION(type, member, "ripple", NULL, KN_OPTION_FLAG, ripple,                      \
                        "a flicker was seen under the skin"),                                      \
        KN_SPASM_OPTION(type, member, "felt", NULL, KN_OPTION_FLAG, felt, "it announced itself"),  \
        KN_SPASM_OPTION(type, member, "context", "rest|effort|night|other", KN_OPTION_TEXT,        \
                        context, "effort: during it or up to 6 hours after; night: in bed"),       \
        KN_SPASM_OPTION(type, member, "did", "TREATMENT[:HELPED[:MINUTES]]", KN_OPTION_LIST, did,  \
                        "what was tried, such as heat_local:much:3; none, little, much or worse"), \
        KN_SPASM_OPTION(type, member, "suspect", "NAME", KN_OPTION_LIST, suspects,                 \
                        "what may have set it off, such as cold; may be given more than once"),    \
        KN_SPASM_OPTION(type, member, "cause", "TEXT", KN_OPTION_TEXT, cause,                      \
                        "what you think set it off, in your words"),                               \
        KN_SPASM_OPTION(type, member, "note", "TEXT", KN_OPTION_TEXT, note, "anything else")

/* Sets a member of a body; NULL leaves it as it is. */
void kn_set_text(json_t *body, const char *name, const char *value);

/* Sets the members of the body that were given; the others stay as they are. */
kn_code kn_spasm_set(const kn_spasm *spasm, const json_t *catalogue, json_t *body, kn_error *err);

/* The second time of --between as a word of its own: takes it from the operands, where it is the
 * last. KN_USAGE when more than `most` are left. */
kn_code kn_spasm_take_range(kn_spasm *spasm, kn_words *operands, size_t most, kn_error *err);

/* How long it lasted is said in one way or another. */
bool kn_spasm_has_end(const kn_spasm *spasm);

/* Writes a new entry; takes over `body`. *reply: owner is the caller. Says nothing. */
kn_code kn_add_new(kn_session *session, const char *kind, const kn_when *when, json_t *body,
                   json_t **reply, kn_error *err);

/* The same, and prints what was saved, or the reply. */
kn_code kn_write_new(kn_session *session, const char *kind, const kn_when *when, json_t *body,
                     kn_error *err);

/* Writes the next version of `entry`, as an operation showed it, with another body, which is taken
 * over, and another time if one is given. */
kn_code kn_amend_next(kn_session *session, const json_t *entry, const kn_when *when, json_t *body,
                      json_t **reply, kn_error *err); /* says nothing */
kn_code kn_write_next(kn_session *session, const json_t *entry, const kn_when *when, json_t *body,
                      const char *verb, kn_error *err);

/* Prints what was saved, or the reply as JSON. */
void kn_show_saved(const kn_session *session, const char *verb, const json_t *reply);

/* ---- Its end ----------------------------------------------------------------------------------*/

/* The newest running spasm, or the one whose id begins so; borrowed from `today`. */
kn_code kn_find_running(kn_session *session, const char *given, const json_t *today, json_t **entry,
                        kn_error *err);

/* It has eased: now, unless `spasm` says when. `entry` as an operation showed it. Prints. */
kn_code kn_ease_entry(kn_session *session, const kn_spasm *spasm, const json_t *catalogue,
                      const json_t *entry, kn_error *err);

#endif
