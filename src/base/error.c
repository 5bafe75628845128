/* error.c -- see error.h. */
#include "base/error.h"

tt_error *tt_error_make(apr_pool_t *p, int status, const char *code, const char *title, const char *format, ...)
{
    tt_error *e = apr_pcalloc(p, sizeof *e);
    va_list list;

    e->status = status;
    e->code = code;
    e->title = title;
    va_start(list, format);
    e->detail = apr_pvsprintf(p, format, list);
    va_end(list);
    return e;
}

const tt_error *tt_error_internal(apr_pool_t *p, const char *cause, ...)
{
    tt_error *e = tt_error_make(p, 500, "internal_error", "Internal error", "Something went wrong on our side");
    va_list list;

    va_start(list, cause);
    e->cause = apr_pvsprintf(p, cause, list);
    va_end(list);
    return e;
}
