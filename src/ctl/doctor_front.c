/* doctor_front.c -- ttctl doctor: whether httpd's own authentication stands in front of /auth/login; see doctor.h. */
#include "ctl/doctor.h"

#include "base/fetch.h"
#include "base/json_read.h"

enum { ANSWER_MAX = 64 << 10, CONNECT_MS = 2000, TIMEOUT_MS = 5000 };

/* Whether ANSWER is ours and says that httpd let the request pass without a user. */
static bool says_nobody(tt_doctor *d, const tt_fetched *answer)
{
    json_object *problem, *code;

    return answer->status == 403 && !tt_json_read(d->pool, answer->body, answer->n, &problem) &&
           json_object_is_type(problem, json_type_object) && json_object_object_get_ex(problem, "code", &code) &&
           json_object_is_type(code, json_type_string) && !strcmp(json_object_get_string(code), "front_no_user");
}

static void judge(tt_doctor *d, const char *url, const tt_fetched *answer)
{
    static const char what[] = "front authentication";
    static const char advice[] =
        "in the virtual host: <Location PATH/auth/login> with AuthType and Require valid-user, or SSLVerifyClient "
        "require; see /usr/share/timetracker/examples";

    if (says_nobody(d, answer))
        tt_doctor_fail(d, what, advice, "httpd lets everybody through to %s without asking who it is", url);
    else if (answer->status == 303)
        tt_doctor_fail(d, what, advice, "%s signs in whoever asks: doctor has shown nothing and got a session", url);
    else if (answer->status == 401 || answer->status == 403 || (answer->status >= 300 && answer->status < 400))
        tt_doctor_ok(d, what, "httpd answers %d at %s to who shows nothing", answer->status, url);
    else
        tt_doctor_warn(d, what, "look at what httpd's authentication says in its error log", "%s answers %d", url,
                       answer->status);
}

void tt_doctor_front(tt_doctor *d)
{
    const char *url = apr_pstrcat(d->pool, d->base_url, "/auth/login", NULL);
    const tt_fetch fetch = { .url = url,
                             .allow_http = tt_provider_is_local(url),
                             .limit = ANSWER_MAX,
                             .connect_ms = CONNECT_MS,
                             .timeout_ms = TIMEOUT_MS };
    const tt_error *e;
    tt_fetched answer;

    if (tt_doctor_setting(d, "TimetrackerProvider"))
        tt_doctor_fail(d, "TimetrackerFrontAuth", "take one of the two out",
                       "is on, and TimetrackerProvider is set: they exclude each other");
    e = tt_fetch_run(d->pool, &fetch, &answer);
    if (e)
        tt_doctor_warn(d, "front authentication",
                       "where TLS wants a client certificate this is as it should be; else look at the base URL",
                       "%s cannot be asked (%s)", url, e->cause ? e->cause : e->detail);
    else
        judge(d, url, &answer);
}
