/* cli/options.h - the options of a command, one table each: parsing, --help and docs/commands.md
 * are all made from it.
 *
 * An option is written --name, --name VALUE or --name=VALUE. Everything after "--" and a lone "-"
 * is an operand, and so is a negative number. Options may stand before or after operands; the last
 * of a repeated one counts, unless its kind gathers them. Every command also takes --help. */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "unknot/error.h"

enum { KN_WORDS_MAX = 64 };

/* Words of the command line, borrowed from argv. */
typedef struct kn_words {
    const char *word[KN_WORDS_MAX];
    size_t count;
} kn_words;

/* How a value is read and where it goes. */
typedef enum kn_option_kind {
    KN_OPTION_FLAG,     /* bool, no value */
    KN_OPTION_TEXT,     /* const char *, not empty */
    KN_OPTION_LIST,     /* kn_words; may be given more than once */
    KN_OPTION_POSITIVE, /* double > 0 */
    KN_OPTION_COUNT,    /* int 0..10000 */
    KN_OPTION_SCORE,    /* int 0..10 */
    KN_OPTION_SEED,     /* uint64_t */
    KN_OPTION_CHOICE,   /* int: index among the words of `argument`, plus `first` */
    KN_OPTION_OTHER     /* `set` reads it */
} kn_option_kind;

/* A row without a name starts a group. A name made from a table in C may hold underscores: they are
 * shown as dashes, and either is read. */
typedef struct kn_option {
    const char *name, *argument, *fallback, *help;
    kn_option_kind kind;
    size_t offset; /* in the command's own structure of arguments */
    int first;
    kn_code (*set)(const char *value, void *arguments, kn_error *err);
} kn_option;

/* A command: its row in every help and manual, and what runs it. */
typedef struct kn_command {
    const char *name;     /* one word, or two: "log use" */
    const char *operands; /* "FILE", or "" */
    const char *summary;  /* one line */
    const char *about;    /* some lines for --help, or NULL */
    const char *example;  /* or NULL */
    const kn_option *options;
    size_t option_count;
    int (*run)(int count, char *const words[]); /* the words behind its name; the exit status */

    /* Instead of run: what does the work, with the operands, least..most of them, and the arguments
     * that were read over a copy of `defaults` (NULL: zeros). Every kn_words in it is zero there.
     */
    kn_code (*act)(const kn_words *operands, void *arguments, kn_error *err);
    size_t least, most, arguments_size;
    const void *defaults;
} kn_command;

enum { KN_ARGUMENTS_MAX = 8192 /* bytes of any structure of arguments */ };

/* Reads the words behind a command's name into its structure of arguments, which holds the defaults
 * before. KN_USAGE with a hint when one of them is not understood. */
kn_code kn_command_parse(const kn_command *command, int count, char *const words[],
                         kn_words *operands, void *arguments, kn_error *err);

/* Reads the words, acts, complains if need be. The exit status. */
int kn_command_run(const kn_command *command, int count, char *const words[]);

/* Whether "--help" or "-h" is among the words before a "--". */
bool kn_command_wants_help(int count, char *const words[]);

/* The help of a command for a terminal, and its options as Markdown. */
void kn_command_print_help(const kn_command *command, FILE *out);
void kn_command_print_markdown(const kn_command *command, FILE *out);

/* A name as it is shown, "week-sd" for "week_sd". Returns out. */
enum { KN_OPTION_NAME_SIZE = 32 };
const char *kn_option_name(char out[KN_OPTION_NAME_SIZE], const kn_option *option);

/* A decimal number at the beginning of a text; *end is behind it. */
bool kn_read_number(const char *text, double *value, const char **end);

/* The value of --important: a number above 0, or a percentage below 100 with its sign. */
kn_code kn_read_important(const char *text, double *number, bool *is_percent, kn_error *err);

/* Prints text wrapped between two columns; the first line stands at `indent` already. */
void kn_print_wrapped(FILE *out, const char *text, int indent, int width);

#endif
