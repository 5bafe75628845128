/* json_write.h -- JSON text (RFC 8259), written straight into a buffer. */
#ifndef TT_JSON_WRITE_H
#define TT_JSON_WRITE_H

#include "base/buf.h"

/** S (N bytes of valid UTF-8) as a JSON string with its quotes. Escapes ", \, control characters, and < so that
 * "</script>" in a page stays text. */
void tt_json_string(tt_buf *b, const char *s, size_t n);

/** The same for a C string; NULL becomes null. */
void tt_json_text(tt_buf *b, const char *s);

/** "NAME": or ,"NAME": -- a comma goes before unless the buffer ends in { or [.  NAME is a literal that needs no
 * escape. */
void tt_json_key(tt_buf *b, const char *name);

/** tt_json_key + tt_json_text. */
void tt_json_member(tt_buf *b, const char *name, const char *text);

#endif
