/* fuzz_cursor.c -- cursors from strangers: the first byte is the number of values, the rest the text of the cursor.
 * What is read must be made into the same text again, and the text taken as a value must come back from a cursor as it
 * was. */
#include <stdlib.h>

#include <apr_general.h>

#include "base/cursor.h"
#include "base/utf8.h"

enum { DIGEST = 1, VALUES = 4, LONGEST = 800 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds)
{
    if (!holds)
        abort();
}

static void read_text(apr_pool_t *p, int n, const char *text)
{
    const char *values[VALUES], *again[VALUES];
    const char *made;

    if (tt_cursor_read(p, text, DIGEST, n, values))
        return;
    made = tt_cursor_make(p, DIGEST, n, values);
    require(!strcmp(made, text));
    require(!tt_cursor_read(p, made, DIGEST, n, again));
    require(tt_cursor_read(p, made, DIGEST + 1, n, again) != NULL);
    for (int i = 0; i < n; i++)
        require(!strcmp(values[i], again[i]));
}

static void carry_value(apr_pool_t *p, int n, const char *value)
{
    const char *values[VALUES], *read[VALUES];

    if (strlen(value) > LONGEST || strchr(value, 0x1f) || !tt_utf8_valid(value, strlen(value), NULL))
        return;
    for (int i = 0; i < n; i++)
        values[i] = value;
    require(!tt_cursor_read(p, tt_cursor_make(p, DIGEST, n, values), DIGEST, n, read));
    for (int i = 0; i < n; i++)
        require(!strcmp(read[i], value));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool begun;
    apr_pool_t *p;
    const char *text;

    if (!begun) {
        apr_initialize();
        begun = true;
    }
    if (!size || apr_pool_create(&p, NULL))
        return 0;
    text = apr_pstrmemdup(p, (const char *)data + 1, size - 1);
    read_text(p, 1 + data[0] % VALUES, text);
    carry_value(p, 1 + data[0] % VALUES, text);
    apr_pool_destroy(p);
    return 0;
}
