/* writers.h -- processes that write to shared memory until they are killed in the middle of it. */
#ifndef WRITERS_H
#define WRITERS_H

#include <sys/types.h>

#include "tt.h"

enum { WRITERS = 4 };

/** What a writer told before it was killed. */
typedef struct writer_tally {
    int64_t calls, sum;
} writer_tally;

typedef struct writers {
    /** Writes once; what it returns is summed up.  A killed process has written once more than it told, at most. */
    int (*write)(void *of);
    void *of;
    writer_tally *tally; /**< of each, in memory that they share */
    pid_t pid[WRITERS];
    int killed; /**< in all */
} writers;

/** Nobody writes yet; the tallies live as long as the process. */
writers writers_of(int (*write)(void *of), void *of);

/** Starts the processes and waits until each has written. */
void writers_start(writers *w);

/** A random moment later, of at most 5 ms, all are killed. */
void writers_kill(writers *w);

/** All that was told. */
int64_t writers_sum(const writers *w);

#endif
