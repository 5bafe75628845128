/* unit.h -- what the tests of src/base and src/auth share beside the pool of engine.h. */
#ifndef UNIT_H
#define UNIT_H

#include "engine.h"

/** S as exactly N bytes of the heap, until the pool goes: a sanitizer and valgrind see a byte read too far. */
const char *exactly(const char *s, size_t n);

#endif
