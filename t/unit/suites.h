/* suites.h -- every suite of the unit tests: one per source file, `<name>_suite` in test_<name>.c.  One line adds a
 * suite. */
#ifndef SUITES_H
#define SUITES_H

#include <check.h>

#define SUITES(X)                                                                                                      \
    X(answer)                                                                                                          \
    X(apikey)                                                                                                          \
    X(args)                                                                                                            \
    X(b64)                                                                                                             \
    X(buf)                                                                                                             \
    X(claims)                                                                                                          \
    X(cookie)                                                                                                          \
    X(credential)                                                                                                      \
    X(csrf)                                                                                                            \
    X(cursor)                                                                                                          \
    X(decimal)                                                                                                         \
    X(error)                                                                                                           \
    X(etag)                                                                                                            \
    X(event)                                                                                                           \
    X(feed)                                                                                                            \
    X(fetch)                                                                                                           \
    X(format)                                                                                                          \
    X(json_random)                                                                                                     \
    X(json_read)                                                                                                       \
    X(json_write)                                                                                                      \
    X(jwk)                                                                                                             \
    X(jws)                                                                                                             \
    X(limit)                                                                                                           \
    X(listen)                                                                                                          \
    X(message)                                                                                                         \
    X(metadata)                                                                                                        \
    X(page)                                                                                                            \
    X(position)                                                                                                        \
    X(problem_json)                                                                                                    \
    X(provider)                                                                                                        \
    X(provider_cache)                                                                                                  \
    X(rate)                                                                                                            \
    X(resource)                                                                                                        \
    X(return_to)                                                                                                       \
    X(rows)                                                                                                            \
    X(scope)                                                                                                           \
    X(seal)                                                                                                            \
    X(secret)                                                                                                          \
    X(slots)                                                                                                           \
    X(spool)                                                                                                           \
    X(sqlstate)                                                                                                        \
    X(statement)                                                                                                       \
    X(time)                                                                                                            \
    X(transaction)                                                                                                     \
    X(trip)                                                                                                            \
    X(url)                                                                                                             \
    X(usage)                                                                                                           \
    X(utf8)                                                                                                            \
    X(value)

#define X(name) Suite *name##_suite(void);
SUITES(X)
#undef X

#endif
