/* unknot serve: the app in the browser, on one's own diary or on the invented one. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/session.h"
#include "http/http.h"
#include "trial/example.h"

typedef struct kn_serve_options {
    kn_diary_options diary;
    int port;
    bool no_open, example;
} kn_serve_options;

enum { PORT_MOST = 65535 };

static kn_code set_port(const char *value, void *context, kn_error *err)
{
    char *end;
    long port = strtol(value, &end, 10);

    if (*value < '0' || *value > '9' || *end || port > PORT_MOST) {
        kn_fail(err, KN_USAGE, NULL, "--port must be a whole number from 0 to %d, not \"%s\"",
                PORT_MOST, value);
        return kn_hint(err, "Without it a free port is taken.");
    }
    ((kn_serve_options *)context)->port = (int)port;
    return KN_OK;
}

#define AT(field) offsetof(kn_serve_options, field)
static const kn_option options[] = {
    {.help = "The diary"},
    KN_DIARY_FILE_OPTION,
    {"example", NULL, NULL, "an invented diary of 240 days, thrown away at the end", KN_OPTION_FLAG,
     AT(example), 0, NULL},

    {.help = "The address"},
    {"port", "N", "a free one", "the port on 127.0.0.1; other computers cannot reach it",
     KN_OPTION_OTHER, 0, 0, set_port},
    {"no-open", NULL, NULL, "only print the address, open no browser", KN_OPTION_FLAG, AT(no_open),
     0, NULL},
};

/* ---- The invented diary -----------------------------------------------------------------------*/

/* Removes the directory and the files in it; it holds no directories. */
static void remove_directory(const char *path)
{
    DIR *directory = opendir(path);
    struct dirent *row;

    while (directory && (row = readdir(directory)))
        if (strcmp(row->d_name, ".") != 0 && strcmp(row->d_name, "..") != 0)
            unlinkat(dirfd(directory), row->d_name, 0);
    if (directory)
        closedir(directory);
    rmdir(path);
}

/* `directory`: "" unless one was made. */
static kn_code make_directory(char directory[KN_PATH_SIZE], kn_error *err)
{
    const char *base = getenv("TMPDIR");
    kn_place at = {.source = "--example"};

    if (!base || !*base)
        base = "/tmp";
    if (snprintf(directory, KN_PATH_SIZE, "%s/unknot-example-XXXXXX", base) < KN_PATH_SIZE &&
        mkdtemp(directory))
        return KN_OK;
    directory[0] = '\0';
    return kn_fail(err, KN_IO, &at, "cannot make a directory in \"%s\": %s", base, strerror(errno));
}

static kn_code open_example(char directory[KN_PATH_SIZE], kn_store **store, kn_error *err)
{
    char path[KN_PATH_SIZE + sizeof "/diary.db"];
    kn_code code = make_directory(directory, err);
    kn_example example;

    if (code)
        return code;
    snprintf(path, sizeof path, "%s/diary.db", directory);
    code = kn_store_open(path, KN_STORE_CREATE, kn_clock_system(), store, err);
    if (code)
        return code;
    example = kn_example_default(kn_store_now(*store).day);
    example.offset_minutes = kn_store_now(*store).offset_minutes;
    return kn_example_write_all(*store, &example, err);
}

static kn_code open_store(const kn_serve_options *asked, char directory[KN_PATH_SIZE],
                          kn_store **store, kn_error *err)
{
    char path[KN_PATH_SIZE];
    kn_code code;

    directory[0] = '\0';
    if (asked->example && asked->diary.file)
        return kn_fail(err, KN_USAGE, NULL, "--example and --diary exclude each other");
    if (asked->example)
        return open_example(directory, store, err);
    code = kn_diary_path(asked->diary.file, path, err);
    return code ? code : kn_store_open(path, KN_STORE_CREATE, kn_clock_system(), store, err);
}

/* ---- The browser ------------------------------------------------------------------------------*/

static bool has_display(void)
{
    const char *x11 = getenv("DISPLAY"), *wayland = getenv("WAYLAND_DISPLAY");

    return (x11 && *x11) || (wayland && *wayland);
}

/* In a grandchild with a session of its own: it leaves no zombie, and Ctrl-C is not for it. If
 * there is no xdg-open nothing happens; the address is on the terminal. */
static void open_browser(const char *address, const sigset_t *mask)
{
    pid_t child = fork();

    if (child > 0)
        waitpid(child, NULL, 0);
    if (child != 0)
        return;
    if (fork() == 0) {
        int nowhere = open("/dev/null", O_RDWR);

        for (int fd = 0; fd <= 2 && nowhere >= 0; fd++)
            dup2(nowhere, fd);
        setsid();
        sigprocmask(SIG_SETMASK, mask, NULL);
        execlp("xdg-open", "xdg-open", address, (char *)NULL);
    }
    _exit(0);
}

/* ---- The command ------------------------------------------------------------------------------*/

static kn_code serve(const kn_words *operands, void *arguments, kn_error *err)
{
    const kn_serve_options *asked = arguments;
    char directory[KN_PATH_SIZE];
    kn_server *server = NULL;
    kn_store *store = NULL;
    sigset_t stopping, before;
    kn_api api;
    kn_code code;

    (void)operands;
    /* A Ctrl-C now must not leave the invented diary behind: it waits for the server. */
    sigemptyset(&stopping);
    sigaddset(&stopping, SIGINT);
    sigaddset(&stopping, SIGTERM);
    sigprocmask(SIG_BLOCK, &stopping, &before);
    code = open_store(asked, directory, &store, err);
    api = (kn_api){.store = store, .version = UNKNOT_VERSION};
    if (!code)
        code = kn_server_new(&api, (uint16_t)asked->port, &server, err);
    if (!code) {
        printf("Unknot is open at %s\n", kn_server_address(server));
        fflush(stdout); /* scripts wait for it */
        fputs("Stop with Ctrl-C.\n", stderr);
        if (!asked->no_open && has_display())
            open_browser(kn_server_visit_address(server), &before);
    }
    if (!code) {
        sigprocmask(SIG_SETMASK, &before, NULL);
        code = kn_server_run(server, err);
        sigprocmask(SIG_BLOCK, &stopping, NULL);
    }
    kn_server_free(server);
    kn_store_close(store);
    if (directory[0])
        remove_directory(directory);
    sigprocmask(SIG_SETMASK, &before, NULL);
    return code;
}

const kn_command kn_serve_command = {
    .name = "serve",
    .operands = "",
    .summary = "open the diary in your browser",
    .about = "The page comes from this computer and stays on it. Keep the printed address to\n"
             "yourself: whoever has it can read the diary for as long as this runs.",
    .example = "unknot serve --example",
    .options = options,
    .option_count = sizeof options / sizeof *options,
    .act = serve,
    .arguments_size = sizeof(kn_serve_options),
};
