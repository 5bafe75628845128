/* member.h -- a member of a JSON object that must be a string: what json-c would convert counts as something else. */
#ifndef TT_MEMBER_H
#define TT_MEMBER_H

#include <json-c/json.h>

#include "tt.h"

/** The string that O has as NAME; it belongs to O.  NULL if the member is missing or no string; a string with a NUL
 * (which tt_json_read lets nobody send) is none. */
static inline const char *tt_member_text(const json_object *o, const char *name)
{
    json_object *value;
    const char *text = NULL;

    if (json_object_object_get_ex(o, name, &value) && json_object_is_type(value, json_type_string))
        text = json_object_get_string(value);
    return text && strlen(text) == (size_t)json_object_get_string_len(value) ? text : NULL;
}

/** Whether O has NAME at all, be it null. */
static inline bool tt_member_is_there(const json_object *o, const char *name)
{
    return json_object_object_get_ex(o, name, NULL);
}

/** Whether O has NAME as something else than a string. */
static inline bool tt_member_is_odd(const json_object *o, const char *name)
{
    return tt_member_is_there(o, name) && !tt_member_text(o, name);
}

#endif
