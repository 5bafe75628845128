/* settings.c -- what the operator says of MCP, checked at start; see mcp.h. */
#include "mcp/tools.h"

/* The next of the words that blanks separate, of *N bytes; NULL at the end.  *LIST moves behind it. */
static const char *next_word(const char **list, size_t *n)
{
    const char *word = *list + strspn(*list, " ");

    *n = strcspn(word, " ");
    *list = word + *n;
    return *n ? word : NULL;
}

bool tt_mcp_word_in(const char *list, const char *s, size_t n)
{
    const char *word;
    size_t word_n;

    while ((word = next_word(&list, &word_n)))
        if (word_n == n && !strncasecmp(word, s, n))
            return true;
    return false;
}

/* RFC 6454 section 6.1: scheme, host and port, as browsers send it. */
static bool is_origin(const char *s, size_t n)
{
    size_t scheme = n > 8 && !strncmp(s, "https://", 8) ? 8 : n > 7 && !strncmp(s, "http://", 7) ? 7 : 0;

    return scheme && strcspn(s + scheme, "/?#@ ") == n - scheme;
}

static const char *groups(apr_pool_t *p)
{
    const char *all = "";

    for (const tt_resource *const *r = tt_resources; *r; r++)
        if (tt_tool_group((*r)->name, strlen((*r)->name)))
            all = apr_pstrcat(p, all, *all ? ", " : "", (*r)->name, NULL);
    return all;
}

const char *tt_mcp_complaint(apr_pool_t *p, const char *origins, const char *tools)
{
    const char *word;
    size_t n;

    while ((word = next_word(&origins, &n)))
        if (!is_origin(word, n))
            return apr_psprintf(p, "TimetrackerMcpOrigins: \"%.*s\" is no origin such as https://tool.example.org",
                                (int)n, word);
    while ((word = next_word(&tools, &n)))
        if (!tt_tool_group(word, n))
            return apr_psprintf(p, "TimetrackerMcpTools: \"%.*s\" is no group of tools; there are %s", (int)n, word,
                                groups(p));
    return NULL;
}
