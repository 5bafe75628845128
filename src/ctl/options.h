/* options.h -- options of a command, declared as data.
 * `--name VALUE` or `--name=VALUE`, switches `--name`, and at most one argument. */
#ifndef TT_OPTIONS_H
#define TT_OPTIONS_H

#include "base/error.h"

enum { TT_OPTION_REQUIRED = 1, TT_OPTION_REPEAT = 2 };

typedef struct tt_option {
    const char *name;  /**< without the dashes */
    const char *value; /**< what the value is, for the usage: "FILE"; "a|b|c" = one of these; NULL = a switch */
    unsigned flags;    /**< TT_OPTION_... */
    const char *doc;
} tt_option;

/** What a command takes. */
typedef struct tt_usage {
    const tt_option *options;
    int noptions;
    const char *argument; /**< name of the one argument, which then must be given; NULL = none */
    bool may_lack;        /**< the argument may be left out after all; the command says when */
    bool two_words;       /**< it may have a second word, which is joined to it by a blank */
} tt_usage;

/** What was given. */
typedef struct tt_options {
    apr_table_t *values;  /**< name -> value, "" of a switch; a repeated option more than once */
    const char *argument; /**< or NULL */
} tt_options;

/** A mistake in the command line: exit code 2. */
const tt_error *tt_usage_error(apr_pool_t *p, const char *format, ...) TT_PRINTF(2, 3);

/** Whether E is of tt_usage_error. */
bool tt_is_usage_error(const tt_error *e);

/** Reads ARGV (ARGC words after the command) as USAGE says; what it does not name is refused, `--` ends the options. */
const tt_error *tt_options_parse(apr_pool_t *p, const tt_usage *usage, int argc, const char *const *argv,
                                 tt_options *out) TT_MUST_CHECK;

/** The value of an option, "" of a switch, NULL if it was not given. */
const char *tt_option_value(const tt_options *o, const char *name);

/** All values of an option that may be repeated, an array of const char * in the order given. */
const apr_array_header_t *tt_option_all(apr_pool_t *p, const tt_options *o, const char *name);

/** N bytes of S without the white space around them, in pool P. */
const char *tt_trimmed(apr_pool_t *p, const char *s, size_t n);

#endif
