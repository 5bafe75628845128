/* unit.h -- what the tests of src/base and src/auth share beside the pool of engine.h. */
#ifndef UNIT_H
#define UNIT_H

#include "db/pool.h"
#include "engine.h"

/** S as exactly N bytes of the heap, until the pool goes: a sanitizer and valgrind see a byte read too far. */
const char *exactly(const char *s, size_t n);

/** E is an error of this status and code, and says its cause. */
void expect_error(const tt_error *e, int status, const char *code);

/** A database that is away: no connection is ever had.  How often one was asked for is added to *ASKED, unless NULL. */
tt_db *no_database(int *asked);

#endif
