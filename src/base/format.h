/* format.h -- forms of a text that are narrower than its length. */
#ifndef TT_FORMAT_H
#define TT_FORMAT_H

#include "tt.h"

/** A named form of a text, narrower than its length. */
typedef struct tt_format {
    const char *name;    /**< in messages: "an IANA time zone such as Europe/Berlin" */
    const char *pattern; /**< ECMA 262, for the OpenAPI document */
    bool (*valid)(const char *s, size_t n);
    const char *example; /**< for documents; NULL = what the field says */
} tt_format;

extern const tt_format tt_format_color, tt_format_currency, tt_format_email, tt_format_zone, tt_format_line;

#endif
