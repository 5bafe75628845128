/* tt.h -- what every file of the library shares. */
#ifndef TT_H
#define TT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <apr_pools.h>
#include <apr_strings.h>
#include <apr_tables.h>

#include "banned.h"

#define TT_VERSION "0.1.0"

#define TT_COUNT(array)        ((int)(sizeof(array) / sizeof *(array)))
#define TT_PRINTF(text, first) __attribute__((__format__(printf, text, first)))

#endif
