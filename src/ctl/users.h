/* users.h -- naming a user on the command line. */
#ifndef TT_USERS_H
#define TT_USERS_H

#include "ctl/command.h"
#include "db/trip.h"

typedef struct tt_ctl_user {
    const char *id, *email;
    bool is_admin;
} tt_ctl_user;

/** The user of an e-mail address (in any case of letters) or of an id.  Refused if there is none, or two of that
 *  address. */
const tt_error *tt_ctl_user_find(tt_ctl *ctl, const char *name, tt_ctl_user *out) TT_MUST_CHECK;

/** Lists what QUERY finds of the user of --user (its one value: the user's id), or of everybody without it. */
const tt_error *tt_ctl_list_of_user(tt_ctl *ctl, const tt_query *query) TT_MUST_CHECK;

#endif
