/* library.c -- see library.h. */
#include "mcp/library.h"

#include "base/fetch.h"
#include "base/json_read.h"
#include "base/json_write.h"
#include "base/time.h"
#include "mcp/tools.h"

#define SCHEME "timetracker://"

enum { COMPLETIONS_MAX = 100, MONTHS = 12 };

/* ---- resources -------------------------------------------------------------------------------------------------- */

static const char resources[] =
    "[{\"uri\":\"" SCHEME
    "timer\",\"name\":\"timer\",\"title\":\"Running timer\",\"description\":\"The timer that runs, if one does\","
    "\"mimeType\":\"application/json\"},"
    "{\"uri\":\"" SCHEME
    "projects\",\"name\":\"projects\",\"title\":\"Active projects\",\"description\":\"Projects that time can "
    "be booked "
    "on, with their clients\",\"mimeType\":\"application/json\"},"
    "{\"uri\":\"" SCHEME
    "targets\",\"name\":\"targets\",\"title\":\"Targets\",\"description\":\"Targets per client with their "
    "balance\",\"mimeType\":\"application/json\"},"
    "{\"uri\":\"" SCHEME
    "report/today\",\"name\":\"report_today\",\"title\":\"Today\",\"description\":\"Sums of today\","
    "\"mimeType\":\"application/json\"},"
    "{\"uri\":\"" SCHEME
    "report/week\",\"name\":\"report_week\",\"title\":\"This week\",\"description\":\"Sums of this week so "
    "far, day by "
    "day\",\"mimeType\":\"application/json\"}]";

static const char templates[] =
    "[{\"uriTemplate\":\"" SCHEME
    "entries/{id}\",\"name\":\"entry\",\"title\":\"Time entry\",\"description\":\"One time entry\","
    "\"mimeType\":\"application/json\"},"
    "{\"uriTemplate\":\"" SCHEME
    "report/{date}\",\"name\":\"report_day\",\"title\":\"A day\",\"description\":\"Sums of a day, "
    "YYYY-MM-DD\",\"mimeType\":\"application/json\"}]";

void tt_library_resources(tt_buf *out)
{
    tt_buf_puts(out, resources);
}

void tt_library_templates(tt_buf *out)
{
    tt_buf_puts(out, templates);
}

/* What stands behind PREFIX in S, else NULL. */
static const char *behind(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) ? NULL : s + strlen(prefix);
}

static const char *span(apr_pool_t *p, const char *from, const char *to)
{
    const char *query = "";

    tt_form_add(p, &query, "start_date", from);
    tt_form_add(p, &query, "end_date", to);
    return query;
}

/* The route of a resource; *PATH = NULL where there is none. */
static void route_of(const tt_mcp *x, const char *uri, const char **path, const char **query)
{
    const char *name = behind(uri, SCHEME), *rest;

    *path = NULL;
    *query = NULL;
    if (!name)
        return;
    if (!strcmp(name, "timer")) {
        *path = "timer/status";
    } else if (!strcmp(name, "projects")) {
        *path = "projects";
        *query = "status=active&limit=100";
    } else if (!strcmp(name, "targets")) {
        *path = "client-targets";
    } else if ((rest = behind(name, "entries/"))) {
        if (*rest && strspn(rest, "0123456789") == strlen(rest))
            *path = apr_pstrcat(x->pool, "time-entries/", rest, NULL);
    } else if ((rest = behind(name, "report/"))) {
        const char *day = !strcmp(rest, "today") ? x->today : rest;
        bool week = !strcmp(rest, "week");

        if (week || tt_date_valid(day, strlen(day))) {
            *path = "reports/summary";
            *query = week ? span(x->pool, x->week_start, x->today) : span(x->pool, day, day);
        }
    }
}

static void put_contents(tt_buf *out, const char *uri, const char *text)
{
    tt_json_key(out, "contents");
    tt_buf_puts(out, "[{");
    tt_json_member(out, "uri", uri);
    tt_json_member(out, "mimeType", "application/json");
    tt_json_member(out, "text", text);
    tt_buf_puts(out, "}]");
}

static void missing(tt_mcp *x, const char *uri, const char *text, tt_library_error *e)
{
    tt_buf b;

    tt_buf_init(&b, x->pool, 256, 1 << 16);
    tt_buf_putc(&b, '{');
    tt_json_member(&b, "uri", uri);
    tt_buf_putc(&b, '}');
    *e = (tt_library_error){ text, tt_buf_text(&b), true };
}

void tt_library_read(tt_mcp *x, const char *uri, tt_buf *out, tt_library_error *e)
{
    const char *path, *query, *body;
    const tt_error *failed;

    if (!uri) {
        e->text = "params.uri must be the URI of a resource";
        return;
    }
    route_of(x, uri, &path, &query);
    if (!path) {
        missing(x, uri, "Resource not found", e);
        return;
    }
    failed = tt_mcp_read(x, path, query, &body);
    if (x->refused)
        return;
    if (failed && failed->status == 403)
        x->refusal = failed->code;
    if (failed)
        missing(x, uri, failed->status == 404 ? "Resource not found" : failed->detail, e);
    else
        put_contents(out, uri, body);
}

/* ---- prompts ---------------------------------------------------------------------------------------------------- */

typedef struct {
    const char *name, *doc;
    bool required;
} argument;

typedef struct {
    const char *name, *title, *doc;
    argument argument[2];
    const char *text;         /* what is asked; %s stands for an argument, in order, as many as there are */
    const char *otherwise[2]; /* of an argument that is not given */
} prompt;

static const prompt prompts[] = {
    { "weekly_report",
      "Weekly report",
      "A report on a week of work",
      { { "week", "a day of the week, YYYY-MM-DD; this week unless given", false } },
      "Write a report on my work in the week of %s. Use get_context for my zone and the first day of my week, "
      "get_statistics with group_by day for the "
      "sums, and list_time_entries for what was done. Give the total, the time per client and project, and "
      "what stands out. Do not add up hours "
      "yourself: take the sums from get_statistics.",
      { "today", "" } },
    { "fill_timesheet_gaps",
      "Fill gaps",
      "Find time that is not booked, and propose entries",
      { { "from", "first day, YYYY-MM-DD", true }, { "to", "last day, YYYY-MM-DD", true } },
      "Look for working time from %s to %s that I have not booked. Use list_time_entries for what there is, "
      "and list_projects for what it could belong "
      "to. Propose entries as a table and ask me before you create any.",
      { "", "" } },
    { "invoice_summary",
      "Invoice summary",
      "What to put on an invoice for a client and a month",
      { { "client", "name of the client", true }, { "month", "YYYY-MM", true } },
      "Prepare what goes on an invoice for %s for %s. Find the client with list_clients, take the billable "
      "time per project from get_statistics with "
      "billable true, and describe the work from list_time_entries. Show hours with two decimals and rates "
      "where clients and projects have them.",
      { "", "" } },
};

static void put_argument(tt_buf *out, const argument *a)
{
    tt_buf_puts(out, out->at[out->n - 1] == '[' ? "{" : ",{");
    tt_json_member(out, "name", a->name);
    tt_json_member(out, "description", a->doc);
    tt_json_key(out, "required");
    tt_buf_puts(out, a->required ? "true}" : "false}");
}

void tt_library_prompts(tt_buf *out)
{
    tt_buf_putc(out, '[');
    for (int i = 0; i < TT_COUNT(prompts); i++) {
        tt_buf_puts(out, i ? ",{" : "{");
        tt_json_member(out, "name", prompts[i].name);
        tt_json_member(out, "title", prompts[i].title);
        tt_json_member(out, "description", prompts[i].doc);
        tt_json_key(out, "arguments");
        tt_buf_putc(out, '[');
        for (int j = 0; j < 2 && prompts[i].argument[j].name; j++)
            put_argument(out, &prompts[i].argument[j]);
        tt_buf_puts(out, "]}");
    }
    tt_buf_putc(out, ']');
}

static const prompt *find_prompt(const char *name)
{
    for (int i = 0; name && i < TT_COUNT(prompts); i++)
        if (!strcmp(prompts[i].name, name))
            return &prompts[i];
    return NULL;
}

static const char *text_of(json_object *from, const char *name)
{
    json_object *value;

    return from && name && json_object_object_get_ex(from, name, &value) && json_object_is_type(value, json_type_string)
               ? json_object_get_string(value)
               : NULL;
}

/* The text of a prompt: TEMPLATE with the two values in the places of %s. */
static const char *fill_in(apr_pool_t *p, const char *template, const char *const values[2])
{
    tt_buf b;
    int n = 0;

    tt_buf_init(&b, p, 1024, 1 << 16);
    for (; *template; template ++)
        if (template[0] == '%' && template[1] == 's') {
            tt_buf_puts(&b, values[n < 2 ? n : 1]);
            n++;
            template ++;
        } else {
            tt_buf_putc(&b, *template);
        }
    return tt_buf_text(&b);
}

void tt_library_prompt(tt_mcp *x, const char *name, json_object *arguments, tt_buf *out, tt_library_error *e)
{
    const prompt *of = find_prompt(name);
    const char *values[2] = { "", "" };

    if (!of) {
        e->text = "Unknown prompt";
        return;
    }
    for (int i = 0; i < 2; i++) {
        values[i] = text_of(arguments, of->argument[i].name);
        if (!values[i] && of->argument[i].required) {
            e->text = apr_psprintf(x->pool, "The argument %s is missing", of->argument[i].name);
            return;
        }
        if (!values[i])
            values[i] = of->otherwise[i];
    }
    tt_json_member(out, "description", of->doc);
    tt_buf_puts(out, ",\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":");
    tt_json_text(out, fill_in(x->pool, of->text, values));
    tt_buf_puts(out, "}}]");
}

/* ---- completions ------------------------------------------------------------------------------------------------ */

/* Values under construction. */
typedef struct {
    tt_buf values;
    int n;
} completion;

static void suggest(completion *c, const char *value, const char *begun)
{
    if (c->n == COMPLETIONS_MAX || strncasecmp(value, begun, strlen(begun)) != 0)
        return;
    tt_buf_puts(&c->values, c->n++ ? "," : "");
    tt_json_text(&c->values, value);
}

/* Names of clients that have what was begun in them, as the key may see them. */
static void suggest_clients(tt_mcp *x, completion *c, const char *begun)
{
    const char *query = "status=active&limit=100", *body;
    json_object *all, *clients, *name;

    if (*begun)
        tt_form_add(x->pool, &query, "q", begun);
    if (tt_mcp_read(x, "clients", query, &body) || tt_json_read(x->pool, body, strlen(body), &all) ||
        !json_object_object_get_ex(all, "clients", &clients))
        return;
    for (size_t i = 0; i < json_object_array_length(clients); i++)
        if (json_object_object_get_ex(json_object_array_get_idx(clients, i), "name", &name))
            suggest(c, json_object_get_string(name), "");
}

/* This month and those before. */
static void suggest_months(const tt_mcp *x, completion *c, const char *begun)
{
    int year = (int)strtol(x->today, NULL, 10), month = (int)strtol(x->today + 5, NULL, 10);

    for (int i = 0; i < MONTHS; i++) {
        suggest(c, apr_psprintf(x->pool, "%04d-%02d", year, month), begun);
        month--;
        if (!month) {
            month = 12;
            year--;
        }
    }
}

/* Whether what is completed has an argument NAME. */
static bool is_argument(json_object *ref, const char *name)
{
    const char *type = text_of(ref, "type"), *uri = text_of(ref, "uri");
    const prompt *of = find_prompt(text_of(ref, "name"));

    if (!type || !name)
        return false;
    if (!strcmp(type, "ref/resource"))
        return uri && strstr(templates, uri) && strstr(uri, name);
    for (int i = 0; i < 2 && !strcmp(type, "ref/prompt") && of && of->argument[i].name; i++)
        if (!strcmp(of->argument[i].name, name))
            return true;
    return false;
}

static void suggest_for(tt_mcp *x, completion *c, const char *name, const char *begun)
{
    if (!strcmp(name, "client"))
        suggest_clients(x, c, begun);
    else if (!strcmp(name, "month"))
        suggest_months(x, c, begun);
    else if (!strcmp(name, "date") || !strcmp(name, "week") || !strcmp(name, "to"))
        suggest(c, x->today, begun);
    else if (!strcmp(name, "from"))
        suggest(c, x->week_start, begun);
}

void tt_library_complete(tt_mcp *x, json_object *params, tt_buf *out, tt_library_error *e)
{
    json_object *ref = NULL, *of = NULL;
    const char *name, *begun;
    completion c = { .n = 0 };

    if (!params || !json_object_object_get_ex(params, "ref", &ref) || !json_object_is_type(ref, json_type_object) ||
        !json_object_object_get_ex(params, "argument", &of) || !json_object_is_type(of, json_type_object)) {
        e->text = "params.ref and params.argument must be objects";
        return;
    }
    name = text_of(of, "name");
    begun = text_of(of, "value");
    tt_buf_init(&c.values, x->pool, 512, 1 << 16);
    if (begun && is_argument(ref, name))
        suggest_for(x, &c, name, begun);
    if (x->refused)
        return;
    tt_json_key(out, "completion");
    tt_buf_printf(out, "{\"values\":[%s],\"total\":%d,\"hasMore\":false}", tt_buf_text(&c.values), c.n);
}
