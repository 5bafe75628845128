/* main.c -- runs every suite of suites.h.  CK_RUN_SUITE=name runs one; CK_FORK=no keeps it in one process, for a
 * debugger or valgrind. */
#include "suites.h"

int main(void)
{
    SRunner *runner = srunner_create(NULL);
    int failed;

#define X(name) srunner_add_suite(runner, name##_suite());
    SUITES(X)
#undef X
    srunner_run_all(runner, CK_ENV);
    failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? 1 : 0;
}
