/* What is asked on the terminal. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "base/text.h"
#include "cli/session.h"
#include "exchange/exchange.h"

enum { LINE_SIZE = KN_PASSPHRASE_MAX + 2 };

static void cut_line(char *line)
{
    line[strcspn(line, "\r\n")] = '\0';
}

bool kn_read_line(const char *question, char *out, size_t size)
{
    fputs(question, stderr);
    if (!isatty(STDIN_FILENO)) /* no Enter will be seen */
        fputc('\n', stderr);
    fflush(stderr);
    if (!fgets(out, (int)size, stdin))
        return false;
    if (!strchr(out, '\n')) /* the rest of a line that is too long */
        for (int c = getchar(); c != EOF && c != '\n';)
            c = getchar();
    cut_line(out);
    return true;
}

/* Reads one line while nothing is shown; the terminal is as it was afterwards. */
static bool read_hidden(const char *question, char line[LINE_SIZE])
{
    FILE *terminal = fopen("/dev/tty", "r+");
    struct termios shown, hidden;
    bool is_read;

    if (!terminal)
        return false;
    if (tcgetattr(fileno(terminal), &shown) != 0) {
        fclose(terminal);
        return false;
    }
    setvbuf(terminal, NULL, _IONBF, 0); /* no copy of it in a buffer */
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHONL);
    tcsetattr(fileno(terminal), TCSAFLUSH, &hidden);
    fputs(question, terminal);
    is_read = fgets(line, LINE_SIZE, terminal) != NULL;
    tcsetattr(fileno(terminal), TCSAFLUSH, &shown);
    fputc('\n', terminal);
    fclose(terminal);
    if (is_read)
        cut_line(line);
    return is_read;
}

static void say_who_can_read(const char *file)
{
    struct stat seen;

    if (stat(file, &seen) == 0 && S_ISREG(seen.st_mode) && (seen.st_mode & (S_IRGRP | S_IROTH)))
        fprintf(stderr,
                "Note: other users of this computer can read \"%s\". chmod 600 ends that.\n", file);
}

static kn_code read_file(const char *file, char out[KN_PASSPHRASE_MAX + 1], kn_error *err)
{
    char *bytes = NULL;
    size_t size = 0, length;
    kn_code code = kn_file_read(file, LINE_SIZE, &bytes, &size, err);

    if (code)
        return code;
    say_who_can_read(file);
    for (length = 0; length < size && bytes[length] != '\n' && bytes[length] != '\r';)
        length++;
    if (length <= KN_PASSPHRASE_MAX) {
        memcpy(out, bytes, length);
        out[length] = '\0';
    }
    explicit_bzero(bytes, size);
    free(bytes);
    if (length <= KN_PASSPHRASE_MAX && kn_utf8_check(out, length) < length) {
        kn_fail(err, KN_DATA, &(kn_place){.source = "--passphrase-file"},
                "the first line of \"%s\" is not UTF-8", file);
        return kn_hint(err, "Write the passphrase once more in an editor that saves UTF-8.");
    }
    if (length > KN_PASSPHRASE_MAX || strlen(out) != length)
        return kn_fail(err, KN_DATA, &(kn_place){.source = "--passphrase-file"},
                       "the first line of \"%s\" is not a passphrase", file);
    return KN_OK;
}

kn_code kn_read_passphrase(const char *file, bool is_new, char out[KN_PASSPHRASE_MAX + 1],
                           kn_error *err)
{
    char line[LINE_SIZE], again[LINE_SIZE];
    bool is_read, is_same;

    if (file)
        return read_file(file, out, err);
    is_read = read_hidden("Passphrase: ", line);
    is_same =
        is_read && (!is_new || (read_hidden("Once more: ", again) && strcmp(line, again) == 0));
    if (is_read)
        snprintf(out, KN_PASSPHRASE_MAX + 1, "%.*s", KN_PASSPHRASE_MAX, line);
    explicit_bzero(line, sizeof line);
    explicit_bzero(again, sizeof again);
    if (!is_read) {
        kn_fail(err, KN_USAGE, NULL, "there is no terminal to ask for the passphrase");
        return kn_hint(err, "Put it into a file: --passphrase-file FILE.");
    }
    if (is_same)
        return KN_OK;
    explicit_bzero(out, KN_PASSPHRASE_MAX + 1);
    kn_fail(err, KN_USAGE, NULL, "the two were not the same");
    return kn_hint(err, "Nothing was written. Try again.");
}
