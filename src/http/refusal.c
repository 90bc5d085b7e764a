#include "http/refusal.h"

#include <stddef.h>

static const struct {
    int status;
    kn_code code;
    const char *message, *hint;
} refusals[] = {
#define KN_X(name, status, code, message, hint) {status, KN_##code, message, hint},
    KN_REFUSALS(KN_X)
#undef KN_X
};

int kn_refusal_status(kn_refusal refusal)
{
    return refusals[refusal].status;
}

void kn_refusal_error(kn_refusal refusal, kn_error *err)
{
    kn_fail(err, refusals[refusal].code, NULL, "%s", refusals[refusal].message);
    if (refusals[refusal].hint[0])
        kn_hint(err, "%s", refusals[refusal].hint);
}
