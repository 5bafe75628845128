/* resource.h -- what a resource is.
 * Everything a caller can do is an operation of a resource, declared once as `static const` data.  Routes, argument
 * checks, rights, SQL, JSON, CSV and the OpenAPI document are all read from the declaration; res/all.c has the recipe
 * for a new one. */
#ifndef TT_RESOURCE_H
#define TT_RESOURCE_H

#include <libpq-fe.h>

#include "base/buf.h"
#include "base/format.h"

typedef struct tt_call tt_call;
typedef struct tt_resource tt_resource;

/** What a value is, on the wire and in the database. */
typedef enum tt_type {
    TT_ID,    /**< integer 1..2^63-1; .values names the resource it refers to */
    TT_TEXT,  /**< string; min..max characters; .format narrows it */
    TT_INT,   /**< integer min..max */
    TT_MONEY, /**< decimal string with at most 10 digits before the point and 2 after it */
    TT_HOURS, /**< number with at most 7 digits before the point and 2 after it */
    TT_BOOL,
    TT_DATE,  /**< "YYYY-MM-DD" */
    TT_TIME,  /**< RFC 3339 with an offset; whole seconds */
    TT_ENUM,  /**< one of .values, "open|done" */
    TT_TEXTS, /**< list of strings of 1..100 characters; min..max items */
    TT_IDS,   /**< list of ids; min..max items */
    TT_JSON   /**< read only: JSON made by the view */
} tt_type;

enum tt_field_flag {
    TT_CREATE = 1, /**< may be given on create */
    TT_UPDATE = 2, /**< may be given on update */
    TT_WRITE = TT_CREATE | TT_UPDATE,
    TT_REQUIRED = 4,    /**< must be given on create (or to a call) */
    TT_NULLABLE = 8,    /**< null may be given and may come back */
    TT_FILTER = 16,     /**< lists can be narrowed by it */
    TT_SEARCH = 32,     /**< `q` looks into it */
    TT_SORT = 64,       /**< lists can be ordered by it; never null */
    TT_PARAMETER = 128, /**< an argument alone: no column of the answer */
    TT_FILLED = 256     /**< an argument that the operation's check fills in, which no caller can give */
};

typedef struct tt_field {
    const char *name; /**< JSON name and view column */
    tt_type type;
    unsigned flags;   /**< of tt_field_flag */
    int64_t min, max; /**< of a number; of the length of a text; of the items of a list */
    const char *doc;
    const char *values;      /**< of TT_ENUM and TT_ID, see there */
    const tt_format *format; /**< of TT_TEXT, or NULL */
    const char *where;   /**< predicate of the filter, `$` standing for the value; NULL = equality with the column */
    const char *alias;   /**< a second name in `sort`, or NULL */
    const char *example; /**< for documents: a text without quotes, the words of a list as "a|b", else as in JSON; an
                            argument that has one stands in the examples of its operation though it is not required */
} tt_field;

typedef enum tt_verb {
    TT_LIST,   /**< GET    /things */
    TT_GET,    /**< GET    /things/{id}, of a singleton /thing */
    TT_INSERT, /**< POST   /things */
    TT_MODIFY, /**< PUT and PATCH /things/{id} */
    TT_REMOVE, /**< DELETE /things/{id} */
    TT_CALL,   /**< POST   /things/...: an SQL function */
    TT_REPORT, /**< GET    /things/...: an SQL function that reads and returns JSON; its arguments come in the query */
    TT_RUN     /**< GET    /things: C, where the database has no part in it */
} tt_verb;

/** Who may call at all; a scope narrows it further. */
typedef enum tt_audience { TT_SELF, TT_PUBLIC } tt_audience;

/** Which rows a caller reaches.  It compiles into the WHERE of every statement (api/statement.c). */
typedef enum tt_reach { TT_REACH_OWN } tt_reach;

/** What a TT_CALL answers with. */
typedef enum tt_result {
    TT_RESULT_ROW,    /**< {"<one>": row}, the row whose id the function returned */
    TT_RESULT_ROWS,   /**< {"<many>": rows}, the rows whose ids (bigint[]) it returned, in order of id */
    TT_RESULT_REPORT, /**< the JSON it returned */
    TT_RESULT_NOTHING /**< 204 */
} tt_result;

typedef struct tt_op {
    const char *name; /**< "stop"; with the resource it makes the operation id */
    tt_verb verb;
    const char *scope; /**< "write:time_entries"; NULL only for TT_PUBLIC */
    const char *doc;
    const char
        *path; /**< below the resource's path where the verb's own does not fit: "{id}/split"; NULL = the verb's */
    const char *method; /**< of TT_CALL where it is not POST; or NULL */
    const char *sql;    /**< of TT_CALL and TT_REPORT: the function; its parameters are named like the arguments, before
                           them what stands in braces in the path */
    const char *csv;    /**< of TT_REPORT: the function that returns the same as CSV; or NULL */
    const tt_field *args; /**< of TT_CALL and TT_REPORT: the arguments */
    int nargs;
    tt_result result;           /**< of TT_CALL */
    const tt_resource *answers; /**< of TT_CALL: whose rows come back; NULL = this resource's */
    int status;                 /**< of success, where it is not the verb's own (200, 201, 204) */
    const char *tool;           /**< name of the MCP tool: "stop_timer"; NULL = it has none */
    const char *hint;           /**< of the tool: what a model should know beside DOC; or NULL */
    tt_audience audience;
    bool session_only; /**< a browser's session is needed, an API key is refused; the scope is no key's to have */
    const tt_error *(*check)(tt_call *c); /**< a rule across arguments that can be told before the database, and what
                                             fills arguments in; or NULL */
    const tt_error *(*run)(tt_call *c);   /**< of TT_RUN */
    /** The body where it is not the usual envelope: row 0 of RES, if there is one; or NULL. */
    void (*write)(tt_call *c, const PGresult *res, tt_buf *out);
} tt_op;

struct tt_resource {
    const char *name; /**< plural: "time_entries"; key of a list */
    const char *one;  /**< singular: "time_entry"; key of a row */
    const char *path; /**< below /api/v1: "time-entries" */
    const char *doc;
    const char *view, *table; /**< rows are read from the view and written to the table */
    tt_reach reach;
    const char *owner;                         /**< column of view and table that holds the owner: "user_id" */
    const char *order;                         /**< default sort: "-start_time"; the id breaks ties */
    bool singleton;                            /**< one row per user, addressed without an id */
    const char *missing_code, *missing_detail; /**< 409 where a singleton's row is not there; NULL = 404 */
    const tt_field *fields;
    int nfields; /**< at most 64 */
    const tt_op *ops;
    int nops;
};

/** The columns that every row carries; `id` first, the others last. */
#define TT_FIELD_ID                                                                                                    \
    {                                                                                                                  \
        "id", TT_ID, TT_SORT, .doc = "identifier"                                                                      \
    }
#define TT_FIELDS_STAMPS                                                                                               \
    { "created_at", TT_TIME, 0, .doc = "when it was made" },                                                           \
        { "updated_at", TT_TIME, 0, .doc = "when it was last changed" },                                               \
    {                                                                                                                  \
        "version", TT_INT, 0, .doc = "grows by one with every change; the ETag"                                        \
    }

#define TT_RESOURCE(ident, ...)                                                                                        \
    const tt_resource tt_##ident = {                                                                                   \
        .name = #ident, .fields = fields, .nfields = TT_COUNT(fields), .ops = ops, .nops = TT_COUNT(ops), __VA_ARGS__  \
    }

/** Every resource, NULL-terminated (res/all.c). */
extern const tt_resource *const tt_resources[];

/** The resource of that name, or NULL. */
const tt_resource *tt_resource_find(const char *name);

/** The field of that name (or alias) among N, or -1. */
int tt_field_find(const tt_field *fields, int n, const char *name);

/** HTTP methods of an operation, "GET" or "PUT, PATCH". */
const char *tt_op_methods(const tt_op *op);

/** Path of an operation below its resource's: "", "{id}", "{id}/split". */
const char *tt_op_path(const tt_resource *r, const tt_op *op);

/** Whether the operation changes something. */
bool tt_op_writes(const tt_op *op);

/** Status of success. */
int tt_op_status(const tt_op *op);

/** The arguments that an operation takes from its body: *N fields; those with the bit FLAG (0 = all). */
const tt_field *tt_op_fields(const tt_resource *r, const tt_op *op, int *n, unsigned *flag);

/** Whether `q` has something of R to look into. */
bool tt_resource_searchable(const tt_resource *r);

/** Whether "a|b|c" has the word S of N bytes. */
bool tt_word_in(const char *words, const char *s, size_t n);

#endif
