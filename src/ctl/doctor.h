/* doctor.h -- the checks of ttctl doctor.  Each prints one line, and a second one that says what to do. */
#ifndef TT_DOCTOR_H
#define TT_DOCTOR_H

#include "auth/provider.h"
#include "ctl/command.h"
#include "ctl/httpd_config.h"
#include "ctl/report.h"

/** One site under examination: a server of httpd's in which the module is on. */
typedef struct tt_doctor {
    tt_ctl *ctl; /**< with a pool, and a connection, of this site's own */
    apr_pool_t *pool;
    const apr_array_header_t *found; /**< what tt_httpd_read found, NULL = no configuration could be read */
    int host;                        /**< the site's <VirtualHost> */
    const char *base_url;            /**< NULL = not known */
    tt_report *report;               /**< of all sites */
    const char *user;                /**< whom httpd's children run as, when ttctl can act as that; else NULL */
} tt_doctor;

/** "ok    WHAT: ...".  What comes from strangers is made harmless for a terminal. */
void tt_doctor_ok(tt_doctor *d, const char *what, const char *format, ...) TT_PRINTF(3, 4);

/** "warn  WHAT: ..." and the ADVICE below it: it works, but not as it should. */
void tt_doctor_warn(tt_doctor *d, const char *what, const char *advice, const char *format, ...) TT_PRINTF(4, 5);

/** "FAIL  WHAT: ..." and the ADVICE below it: something that was configured cannot work. */
void tt_doctor_fail(tt_doctor *d, const char *what, const char *advice, const char *format, ...) TT_PRINTF(4, 5);

/** A failure with what E says, its cause included: the operator is who may read it. */
void tt_doctor_fail_of(tt_doctor *d, const char *what, const char *advice, const tt_error *e);

/** Says by how many milliseconds a clock is ahead of ours; more than a minute fails. */
void tt_doctor_clock(tt_doctor *d, const char *what, int64_t ahead_ms);

/** The value of a directive that holds for the site, or NULL; one that cannot be read is a failure. */
const char *tt_doctor_setting(tt_doctor *d, const char *name);

/** httpd's modules, the base URL and what answers there, the pool of connections. */
void tt_doctor_settings(tt_doctor *d);

/** httpd's modules that are needed. */
void tt_doctor_modules(tt_doctor *d);

/** The database, its schema, the rights of the module's role, its clock, what it holds. */
void tt_doctor_database(tt_doctor *d);

/** Whether httpd's own authentication stands in front of /auth/login, where TimetrackerFrontAuth says so. */
void tt_doctor_front(tt_doctor *d);

/** The OpenID Provider: its metadata, its keys, its clock, what is to be registered there. */
void tt_doctor_provider(tt_doctor *d);

#endif
