/* cli/relief_draw.h - the remedy drawn for a spasm: asked for, said, answered. All of it comes from
 * the operations of docs/relief.md. */
#ifndef CLI_RELIEF_DRAW_H
#define CLI_RELIEF_DRAW_H

#include "cli/spasm.h"

/* What the person says about the draw in the same breath. */
typedef struct kn_draw_wish {
    const char *choose; /* a treatment in words, or NULL */
    bool doing, skip, anyway;
} kn_draw_wish;

#define KN_DRAW_OPTION(type, member, name, argument, kind, field, help)                            \
    {                                                                                              \
        name, argument, NULL, help, kind, offsetof(type, member.field), 0, NULL                    \
    }
#define KN_DRAW_OPTIONS(type, member)                                                              \
    KN_DRAW_OPTION(type, member, "doing", NULL, KN_OPTION_FLAG, doing, "you do what is picked"),   \
        KN_DRAW_OPTION(type, member, "skip", NULL, KN_OPTION_FLAG, skip, "none this time"),        \
        KN_DRAW_OPTION(type, member, "choose", "TREATMENT", KN_OPTION_TEXT, choose,                \
                       "you do this instead"),                                                     \
        KN_DRAW_OPTION(type, member, "anyway", NULL, KN_OPTION_FLAG, anyway,                       \
                       "pick with what is known, without asking for pain or place")

/* Whether the wish makes sense, before anything is written: KN_USAGE for two at once, for a
 * treatment that is not known, and for any of them while nothing is compared. *key: of `choose`,
 * borrowed from the catalogue; or NULL. */
kn_code kn_draw_check(kn_session *session, const kn_draw_wish *wish, const json_t *catalogue,
                      const char **key, kn_error *err);

/* Draws for a running spasm, asking at a terminal for what is needed; a draw that was made already
 * stays, and what the wish says is its response. `entry` as an operation showed it. *reply: that of
 * relief-draw; owner is the caller. */
kn_code kn_draw_for(kn_session *session, const json_t *entry, const kn_draw_wish *wish,
                    const char *key, const json_t *catalogue, json_t **reply, kn_error *err);

/* Whether the reply asks for "pain" or "site" before anything is picked. */
bool kn_draw_needs(const json_t *reply, const char *what);

/* Warnings first, on stderr; then what was picked, by what chance and how it is done, or why
 * nothing was. `id` of the spasm. */
void kn_say_draw(const json_t *reply, const char *id);

/* At a terminal: whether it is done, and when it has eased. Elsewhere nothing. */
kn_code kn_draw_converse(kn_session *session, const json_t *entry, const json_t *reply,
                         const kn_draw_wish *wish, const json_t *catalogue, kn_error *err);

#endif
