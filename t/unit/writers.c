/* writers.c -- see writers.h. */
#include "writers.h"

#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <apr_general.h>
#include <check.h>

static int64_t get(const int64_t *at)
{
    return __atomic_load_n(at, __ATOMIC_SEQ_CST);
}

writers writers_of(int (*write)(void *of), void *of)
{
    void *memory = mmap(NULL, sizeof(writer_tally[WRITERS]), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

    ck_assert(memory != MAP_FAILED);
    return (writers){ .write = write, .of = of, .tally = memory };
}

static void write_on(const writers *w, writer_tally *tally)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* also when the test fails */
    for (;;) {
        __atomic_add_fetch(&tally->sum, w->write(w->of), __ATOMIC_SEQ_CST);
        __atomic_add_fetch(&tally->calls, 1, __ATOMIC_SEQ_CST);
    }
}

void writers_start(writers *w)
{
    int64_t before[WRITERS];

    for (int i = 0; i < WRITERS; i++) {
        before[i] = get(&w->tally[i].calls);
        w->pid[i] = fork();
        ck_assert_int_ge(w->pid[i], 0);
        if (!w->pid[i])
            write_on(w, &w->tally[i]);
    }
    for (int i = 0; i < WRITERS; i++)
        while (get(&w->tally[i].calls) == before[i])
            usleep(100);
}

void writers_kill(writers *w)
{
    unsigned char random;

    ck_assert_int_eq(apr_generate_random_bytes(&random, 1), APR_SUCCESS);
    usleep(20u * random);
    for (int i = 0; i < WRITERS; i++)
        ck_assert_int_eq(kill(w->pid[i], SIGKILL), 0);
    for (int i = 0; i < WRITERS; i++) {
        int status;

        ck_assert_int_eq(waitpid(w->pid[i], &status, 0), w->pid[i]);
        ck_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
        w->killed++;
    }
}

int64_t writers_sum(const writers *w)
{
    int64_t sum = 0;

    for (int i = 0; i < WRITERS; i++)
        sum += get(&w->tally[i].sum);
    return sum;
}
