/* banned.h -- calls that are never right in this code, turned into compile errors.
 * Unbounded copies, hidden static state, numbers parsed without an error, and heap memory outside a pool. */
#ifndef TT_BANNED_H
#define TT_BANNED_H

/* These declare what is banned below, so they come first. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define BANNED(name) sorry_##name##_is_a_banned_function

#undef strcpy
#define strcpy(...) BANNED(strcpy)
#undef strcat
#define strcat(...) BANNED(strcat)
#undef sprintf
#define sprintf(...) BANNED(sprintf)
#undef vsprintf
#define vsprintf(...) BANNED(vsprintf)
#undef strtok
#define strtok(...) BANNED(strtok)
#undef gmtime
#define gmtime(...) BANNED(gmtime)
#undef localtime
#define localtime(...) BANNED(localtime)
#undef ctime
#define ctime(...) BANNED(ctime)
#undef mktime
#define mktime(...) BANNED(mktime)
#undef atoi
#define atoi(...) BANNED(atoi)
#undef atol
#define atol(...) BANNED(atol)
#undef atof
#define atof(...) BANNED(atof)
#undef rand
#define rand(...) BANNED(rand)
#undef malloc
#define malloc(...) BANNED(malloc)
#undef calloc
#define calloc(...) BANNED(calloc)
#undef realloc
#define realloc(...) BANNED(realloc)
#undef free
#define free(...) BANNED(free)
#undef strdup
#define strdup(...) BANNED(strdup)
#undef strndup
#define strndup(...) BANNED(strndup)

#endif
