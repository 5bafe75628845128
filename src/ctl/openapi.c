/* openapi.c -- ttctl openapi: what httpd answers on /api/openapi.json. The UI's types are generated from it. */
#include "api/openapi.h"
#include "ctl/command.h"

static const tt_option options[] = {
    { "base-path", "PATH", 0, "where the application is mounted, like /time; at the root without it" },
};

/* The page sizes are the defaults of TimetrackerPageSize and TimetrackerPageMax. */
static const tt_error *run_openapi(tt_ctl *ctl)
{
    const char *base_path = tt_option_value(&ctl->options, "base-path");
    tt_site site = { .base_path = base_path ? base_path : "", .page_size = 50, .page_max = 500 };

    tt_openapi_make(ctl->pool, &site);
    puts(site.openapi);
    return tt_stdout_flush(ctl->pool);
}

const tt_command tt_command_openapi = {
    "openapi",
    TT_COMMAND_USAGE(options, NULL),
    "print the OpenAPI document; needs no database",
    run_openapi,
};
