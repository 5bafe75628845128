/* config.c -- see config.h. */
#include "config.h"

#include "base/url.h"

enum { UNSET = -1 };

typedef enum { URL, TEXT, INT, SWITCH } kind;

typedef struct {
    kind kind;
    size_t at; /* offset in tt_conf */
    int least, most;
    const char *text; /* default of a URL or TEXT */
    int number;       /* default of an INT or SWITCH */
} setting;

#define DEFAULT_URL(value)    (value), 0
#define DEFAULT_TEXT(value)   (value), 0
#define DEFAULT_INT(value)    NULL, (value)
#define DEFAULT_SWITCH(value) NULL, (value)

static const setting settings[] = {
#define X(directive, field, kind, otherwise, least, most, help)                                                        \
    { kind, offsetof(tt_conf, field), least, most, DEFAULT_##kind(otherwise) },
    TT_SETTINGS(X)
#undef X
};

enum {
#define X(directive, field, kind, otherwise, least, most, help) AT_##field,
    TT_SETTINGS(X)
#undef X
};

static const char **text_at(tt_conf *conf, const setting *s)
{
    return (const char **)(void *)((char *)conf + s->at);
}

static int *number_at(tt_conf *conf, const setting *s)
{
    return (int *)(void *)((char *)conf + s->at);
}

static bool is_text(const setting *s)
{
    return s->kind == URL || s->kind == TEXT;
}

static const char *set_text(cmd_parms *cmd, const setting *s, const char *value)
{
    if (s->kind == URL && !tt_base_url_path(value))
        return apr_psprintf(cmd->pool,
                            "%s: wants an origin with an optional path and no slash at the end, such as "
                            "https://example.org/time, not '%s'",
                            cmd->cmd->name, value);
    if (!*value)
        return apr_psprintf(cmd->pool, "%s: wants a text that is not empty", cmd->cmd->name);
    *text_at(tt_conf_of(cmd->server), s) = value;
    return NULL;
}

static const char *set_number(cmd_parms *cmd, const setting *s, const char *value)
{
    char *end;
    long number = strtol(value, &end, 10);

    if (end == value || *end || number < s->least || number > s->most)
        return apr_psprintf(cmd->pool, "%s: wants a whole number from %d to %d, not '%s'", cmd->cmd->name, s->least,
                            s->most, value);
    *number_at(tt_conf_of(cmd->server), s) = (int)number;
    return NULL;
}

static const char *set_switch(cmd_parms *cmd, const setting *s, const char *value)
{
    if (strcasecmp(value, "on") != 0 && strcasecmp(value, "off") != 0)
        return apr_psprintf(cmd->pool, "%s: wants On or Off, not '%s'", cmd->cmd->name, value);
    *number_at(tt_conf_of(cmd->server), s) = !strcasecmp(value, "on");
    return NULL;
}

static const char *set(cmd_parms *cmd, void *folder, const char *value)
{
    const setting *s = &settings[(apr_uintptr_t)cmd->info];

    (void)folder;
    if (is_text(s))
        return set_text(cmd, s, value);
    return s->kind == SWITCH ? set_switch(cmd, s, value) : set_number(cmd, s, value);
}

const command_rec tt_commands[] = {
#define X(directive, field, kind, otherwise, least, most, help)                                                        \
    AP_INIT_TAKE1(directive, set, (void *)(apr_uintptr_t)AT_##field, RSRC_CONF, help),
    TT_SETTINGS(X)
#undef X
        { .name = NULL },
};

void *tt_conf_create(apr_pool_t *p, server_rec *s)
{
    tt_conf *conf = apr_pcalloc(p, sizeof *conf);

    (void)s;
    for (int i = 0; i < TT_COUNT(settings); i++)
        if (!is_text(&settings[i]))
            *number_at(conf, &settings[i]) = UNSET;
    return conf;
}

void *tt_conf_merge(apr_pool_t *p, void *base, void *add)
{
    tt_conf *conf = apr_pmemdup(p, add, sizeof *conf);

    for (int i = 0; i < TT_COUNT(settings); i++) {
        const setting *s = &settings[i];

        if (is_text(s) && !*text_at(conf, s))
            *text_at(conf, s) = *text_at(base, s);
        else if (!is_text(s) && *number_at(conf, s) == UNSET)
            *number_at(conf, s) = *number_at(base, s);
    }
    return conf;
}

void tt_conf_finish(tt_conf *conf)
{
    for (int i = 0; i < TT_COUNT(settings); i++) {
        const setting *s = &settings[i];

        if (is_text(s) && !*text_at(conf, s))
            *text_at(conf, s) = s->text;
        else if (!is_text(s) && *number_at(conf, s) == UNSET)
            *number_at(conf, s) = s->number;
    }
}

tt_conf *tt_conf_of(server_rec *s)
{
    return ap_get_module_config(s->module_config, &timetracker_module);
}
