/* setup.h -- ttctl setup, part by part: what is wanted, the provider, the database, httpd. */
#ifndef TT_SETUP_H
#define TT_SETUP_H

#include "ctl/database.h"
#include "ctl/doctor.h"
#include "ctl/httpd_config.h"
#include "ctl/report.h"

/** Where httpd's configuration lies. */
typedef struct tt_layout {
    const char *config;    /**< the main file */
    const char *folder;    /**< the folder of that file */
    bool debian;           /**< conf-available, sites-available, mods-available and a2enmod */
    const char *apachectl; /**< its path, NULL = not found */
    const char *user;      /**< of httpd's children; NULL = not known, or ttctl is not root */
} tt_layout;

typedef struct tt_setup {
    tt_ctl *ctl;
    tt_report report;
    tt_layout layout;
    bool asks, dry, reload;

    const char *base_url, *path; /**< of the site; PATH "" = a host of its own */
    const char *well_known;      /**< of the provider; NULL = API keys only */
    const char *client_id;
    const char *database; /**< connection string of the module */
    const char *db_name, *db_role, *db_password;
    const char *owner;           /**< of a database that is made */
    const char *admin_url;       /**< who makes roles and database; NULL = postgres of this machine */
    const char *certificate;     /**< NULL = TLS ends elsewhere */
    const char *certificate_key; /**< NULL = in the file of the certificate */
    const char *site_file;

    const apr_array_header_t *before; /**< directives of the file as it was, NULL = there was none */
    tt_ctl admin, module;             /**< with connections of their own */
} tt_setup;

/** Finds out where httpd's configuration lies. */
const tt_error *tt_setup_layout(tt_setup *s) TT_MUST_CHECK;

/** Fills in what is wanted: from the options, from the file as it was, by asking, from defaults.  A mistake in the
 * command line names the option and what is allowed. */
const tt_error *tt_setup_answers(tt_setup *s) TT_MUST_CHECK;

/** What a directive of the site says in the file that is there, or NULL. */
const char *tt_setup_before(const tt_setup *s, const char *name);

/** An examination (doctor.h) of the site as it is wanted. */
tt_doctor tt_setup_examination(tt_setup *s, tt_ctl *ctl);

/** Makes roles, database and schema where they lack, and examines what the module will meet. */
const tt_error *tt_setup_database(tt_setup *s) TT_MUST_CHECK;

/** The text of the site's file, in the pool of the setup. */
const char *tt_setup_site_text(const tt_setup *s);

/** Whether httpd's configuration as it is can be changed; nothing is. */
const tt_error *tt_setup_httpd_check(tt_setup *s) TT_MUST_CHECK;

/** Writes the file, enables it, tests it and lets httpd read it; puts all back if httpd does not take it. */
const tt_error *tt_setup_httpd(tt_setup *s) TT_MUST_CHECK;

#endif
