/* The draw "unknot-draw-1", docs/trials.md section 2. Frozen: tests/golden/draws.txt. */
#include <assert.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "trial/draw.h"

/* ---- Secrets ----------------------------------------------------------------------------------*/

static const char letters[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"; /* Crockford's base 32 */
enum { GROUP = 4 };                                               /* letters between dashes */

static void write_secret(const char plain[KN_SECRET_LETTERS], char secret[KN_SECRET_SIZE])
{
    size_t used = 0;

    for (size_t i = 0; i < KN_SECRET_LETTERS; i++) {
        if (i > 0 && i % GROUP == 0)
            secret[used++] = '-';
        secret[used++] = plain[i];
    }
    secret[used] = '\0';
}

void kn_secret_new(char secret[KN_SECRET_SIZE])
{
    uint8_t bytes[KN_SECRET_LETTERS];
    char plain[KN_SECRET_LETTERS];
    int ready = sodium_init();

    assert(ready >= 0); /* without it randombytes_buf() stops the program itself */
    (void)ready;
    randombytes_buf(bytes, sizeof bytes);
    for (size_t i = 0; i < KN_SECRET_LETTERS; i++)
        plain[i] = letters[bytes[i] & 31];
    write_secret(plain, secret);
    sodium_memzero(bytes, sizeof bytes);
    sodium_memzero(plain, sizeof plain);
}

/* Bytes of what separates groups: blanks, dashes of any kind, dots; 0 if it is none. */
static size_t separator(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;

    if (strchr(" \t\r\n-_.", *c))
        return 1;
    if (c[0] == 0xc2 && c[1] == 0xa0) /* a blank that does not break */
        return 2;
    if (c[0] == 0xe2 && c[1] == 0x80 && c[2] >= 0x90 && c[2] <= 0x95) /* U+2010 .. U+2015 */
        return 3;
    return 0;
}

bool kn_secret_read(const char *typed, char secret[KN_SECRET_SIZE])
{
    char plain[KN_SECRET_LETTERS];
    size_t count = 0;

    secret[0] = '\0';
    while (*typed) {
        size_t skip = separator(typed);
        char c = *typed;

        if (skip > 0) {
            typed += skip;
            continue;
        }
        if (c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        c = c == 'O' ? '0' : c == 'I' || c == 'L' ? '1' : c;
        if (!strchr(letters, c) || count == KN_SECRET_LETTERS)
            return false;
        plain[count++] = c;
        typed++;
    }
    if (count != KN_SECRET_LETTERS)
        return false;
    write_secret(plain, secret);
    return true;
}

void kn_secret_digest(const char *secret, const char *use, uint32_t part,
                      uint8_t digest[KN_DIGEST_SIZE])
{
    char text[96];
    size_t size = (size_t)snprintf(text, sizeof text, "unknot-draw-1 %s %u ", use, (unsigned)part);

    for (; *secret && size + 1 < sizeof text; secret++)
        if (*secret != '-')
            text[size++] = *secret;
    crypto_generichash(digest, KN_DIGEST_SIZE, (const unsigned char *)text, size, NULL, 0);
    sodium_memzero(text, sizeof text);
}

/* ---- Orders -----------------------------------------------------------------------------------*/

/* Each cycle shuffled: Fisher and Yates 1938, as Durstenfeld 1964 gives it. */
static void draw_cycles(int arms, int cycles, kn_random *random, uint8_t schedule[])
{
    for (int c = 0; c < cycles; c++) {
        uint8_t *cycle = schedule + (size_t)c * (size_t)arms;

        for (int i = 0; i < arms; i++)
            cycle[i] = (uint8_t)i;
        for (int i = arms - 1; i > 0; i--) {
            int j = (int)kn_random_below(random, (uint64_t)i + 1);
            uint8_t swapped = cycle[i];

            cycle[i] = cycle[j];
            cycle[j] = swapped;
        }
    }
}

struct kn_drawer {
    kn_order order;
    int arms, cycles;
    kn_day_orders days;
};

static kn_code drawer_init(kn_drawer *drawer, const kn_trial_design *design, kn_error *err)
{
    *drawer = (kn_drawer){design->order, design->arms, design->cycles, {0}};
    return design->order == KN_ORDER_DAYS
               ? kn_day_orders_init(&drawer->days, (size_t)design->cycles,
                                    (size_t)design->run_limit, err)
               : KN_OK;
}

kn_drawer *kn_drawer_new(const kn_trial_design *design, kn_error *err)
{
    kn_drawer *drawer = malloc(sizeof *drawer);

    if (!drawer) {
        kn_fail(err, KN_NOMEM, NULL, "out of memory to draw an order");
        return NULL;
    }
    if (drawer_init(drawer, design, err)) {
        free(drawer);
        return NULL;
    }
    return drawer;
}

void kn_drawer_free(kn_drawer *drawer)
{
    if (!drawer)
        return;
    kn_day_orders_release(&drawer->days);
    free(drawer);
}

void kn_drawer_draw(const kn_drawer *drawer, kn_random *random, uint8_t schedule[])
{
    if (drawer->order == KN_ORDER_DAYS)
        kn_day_orders_draw(&drawer->days, random, schedule);
    else
        draw_cycles(drawer->arms, drawer->cycles, random, schedule);
}

kn_code kn_draw_random(const kn_trial_design *design, kn_random *random, uint8_t schedule[])
{
    kn_drawer drawer;
    kn_error unused;
    kn_code code = drawer_init(&drawer, design, &unused);

    if (code)
        return code;
    kn_drawer_draw(&drawer, random, schedule);
    kn_day_orders_release(&drawer.days);
    return KN_OK;
}

kn_code kn_draw_schedule(const kn_trial_design *design, const char *secret, uint32_t part,
                         uint8_t schedule[])
{
    uint8_t digest[KN_DIGEST_SIZE];
    char plain[KN_SECRET_SIZE];
    kn_random random = {{0}};
    kn_code code;

    if (!kn_secret_read(secret, plain))
        return KN_DATA;
    kn_secret_digest(plain, "order", part, digest);
    for (size_t i = 0; i < sizeof digest; i++) /* four numbers, the lowest byte first */
        random.state[i / 8] |= (uint64_t)digest[i] << 8 * (i % 8);
    code = kn_draw_random(design, &random, schedule);
    sodium_memzero(digest, sizeof digest);
    sodium_memzero(plain, sizeof plain);
    sodium_memzero(&random, sizeof random);
    return code;
}

/* ---- What could have been drawn ---------------------------------------------------------------*/

static bool permits_cycles(int arms, size_t units, const uint8_t schedule[])
{
    unsigned all = (1u << arms) - 1;

    for (size_t u = 0; u < units; u += (size_t)arms) {
        unsigned seen = 0;

        for (size_t i = u; i < u + (size_t)arms; i++)
            if (schedule[i] < arms)
                seen |= 1u << schedule[i];
        if (seen != all)
            return false;
    }
    return true;
}

static bool permits_days(int run_limit, size_t units, const uint8_t schedule[])
{
    size_t second = 0;
    int run = 0;

    for (size_t u = 0; u < units; u++) {
        run = u > 0 && schedule[u] == schedule[u - 1] ? run + 1 : 1;
        if (schedule[u] > 1 || run > run_limit)
            return false;
        second += schedule[u];
    }
    return 2 * second == units;
}

bool kn_draw_permits(const kn_trial_design *design, const uint8_t schedule[])
{
    size_t units = kn_trial_units(design);

    return design->order == KN_ORDER_DAYS ? permits_days(design->run_limit, units, schedule)
                                          : permits_cycles(design->arms, units, schedule);
}
