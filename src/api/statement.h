/* statement.h -- from a declaration to SQL: one statement per shape, a shape being which arguments are there, never
 * their values. */
#ifndef TT_STATEMENT_H
#define TT_STATEMENT_H

#include "api/resource.h"
#include "db/trip.h"

enum { TT_MAX_SORT = 3 };

/** Fields a list is ordered by: index + 1, negative = descending; 0 ends it.  The id breaks ties in the direction of
 * the last. */
typedef struct tt_sort {
    int8_t key[TT_MAX_SORT];
} tt_sort;

typedef enum tt_kind {
    TT_SQL_ROWS,   /**< a page: filters, cursor, then limit (and offset) */
    TT_SQL_EVERY,  /**< every row of the filters, for exports */
    TT_SQL_COUNT,  /**< how many rows the filters leave */
    TT_SQL_ROW,    /**< one row: its id (none for a singleton) */
    TT_SQL_BACK,   /**< the rows just written (tt_row_ids) */
    TT_SQL_EXPECT, /**< locks the row and checks its version: versions (text[]), id */
    TT_SQL_INSERT, /**< the set fields */
    TT_SQL_UPDATE, /**< the set fields, id */
    TT_SQL_DELETE, /**< id */
    TT_SQL_CALL    /**< id where the path has one, the set arguments */
} tt_kind;

/** The identity of a statement; compared as bytes. */
typedef struct tt_shape {
    const tt_resource *resource;
    const tt_op *op; /**< of TT_SQL_CALL, else NULL */
    uint64_t set;    /**< fields that are bound, in order of the declaration */
    tt_sort sort;
    uint8_t kind; /**< of tt_kind */
    bool search;  /**< with `q` */
    bool after;   /**< with a cursor */
    bool offset;  /**< by number */
    bool csv;     /**< of a report: its other function */
} tt_shape;

_Static_assert(sizeof(tt_shape) == 32, "a shape is compared as bytes, so it must have no padding");

tt_shape tt_shape_of(const tt_resource *r, tt_kind kind);

/** The SQL of a shape (a `tt_shape *`), in pool P; the db layer asks for it when a connection does not know the
 * statement yet. */
const char *tt_shape_sql(apr_pool_t *p, const void *shape);

/** Whether field F is a column of the answer. */
bool tt_field_is_column(const tt_field *f);

#endif
