/* ask.c -- see ask.h. */
#include "ctl/ask.h"

enum { LINE_LENGTH = 4096 };

const tt_error *tt_ask(apr_pool_t *p, const char *question, const char *fallback, const char **answer)
{
    char line[LINE_LENGTH];

    fprintf(stderr, *fallback ? "%s [%s]: " : "%s%s: ", question, fallback);
    if (!fgets(line, sizeof line, stdin)) {
        fputc('\n', stderr);
        return tt_refuse(p, "there was no answer, so nothing was changed");
    }
    *answer = tt_trimmed(p, line, strlen(line));
    if (!**answer)
        *answer = fallback;
    return NULL;
}

const tt_error *tt_ask_yes(apr_pool_t *p, const char *question, bool *yes)
{
    const char *answer = "";

    do {
        TT_TRY(tt_ask(p, question, "yes", &answer));
        *yes = !strcasecmp(answer, "yes") || !strcasecmp(answer, "y");
    } while (!*yes && strcasecmp(answer, "no") != 0 && strcasecmp(answer, "n") != 0);
    return NULL;
}
