/* utf8.h -- UTF-8 after RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF. */
#ifndef TT_UTF8_H
#define TT_UTF8_H

#include "tt.h"

/** Bytes of the valid sequence at S (N bytes left), or 0. */
size_t tt_utf8_step(const char *s, size_t n);

/** Whether S is valid UTF-8 without U+0000; *CHARACTERS (may be NULL) gets the number of code points. */
bool tt_utf8_valid(const char *s, size_t n, size_t *characters);

/** Bytes of S if they are 1 to MOST visible ASCII characters (! to ~), else 0. */
size_t tt_visible_ascii(const char *s, size_t most);

/** Whether S is ASCII without control characters (space to ~); the empty text is. */
bool tt_printable_ascii(const char *s);

#endif
