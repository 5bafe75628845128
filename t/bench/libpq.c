/* libpq.c -- what the client side of a request costs at least: one connection runs the same pipeline over and over and
 * throws the results away.  libpq CONNINFO SECONDS {SQL NPARAMS PARAM...}...  prints the microseconds of CPU of this
 * process per pipeline. */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

enum { STATEMENTS_MAX = 8 };

typedef struct {
    const char *sql;
    int nparams;
    const char *const *params;
} statement;

static void fail(PGconn *pg)
{
    fprintf(stderr, "libpq: %s", PQerrorMessage(pg));
    exit(1);
}

static double cpu(void)
{
    struct rusage used;

    getrusage(RUSAGE_SELF, &used);
    return (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1e6 +
           (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
}

static void run(PGconn *pg, const statement *s, int n)
{
    char name[] = "0";
    PGresult *res;

    for (int i = 0; i < n; i++) {
        name[0] = (char)('0' + i);
        if (!PQsendQueryPrepared(pg, name, s[i].nparams, s[i].params, NULL, NULL, 0))
            fail(pg);
    }
    if (!PQpipelineSync(pg))
        fail(pg);
    for (int i = 0; i < n; i++)
        while ((res = PQgetResult(pg))) {
            if (PQresultStatus(res) != PGRES_TUPLES_OK && PQresultStatus(res) != PGRES_COMMAND_OK)
                fail(pg);
            PQclear(res);
        }
    PQclear(PQgetResult(pg)); /* of the Sync */
}

int main(int argc, char **argv)
{
    statement s[STATEMENTS_MAX];
    int n = 0, runs = 0;
    PGconn *pg;
    time_t until;
    double before;

    if (argc < 5)
        return 2;
    pg = PQconnectdb(argv[1]);
    if (PQstatus(pg) != CONNECTION_OK)
        fail(pg);
    for (int i = 3; i < argc && n < STATEMENTS_MAX; i += 2 + s[n++].nparams) {
        char name[] = { (char)('0' + n), '\0' };
        PGresult *res;

        s[n] = (statement){ argv[i], atoi(argv[i + 1]), (const char *const *)argv + i + 2 };
        res = PQprepare(pg, name, s[n].sql, 0, NULL);
        if (PQresultStatus(res) != PGRES_COMMAND_OK)
            fail(pg);
        PQclear(res);
    }
    PQenterPipelineMode(pg);
    for (int i = 0; i < 100; i++)
        run(pg, s, n);
    until = time(NULL) + atoi(argv[2]);
    before = cpu();
    for (; time(NULL) <= until; runs++)
        run(pg, s, n);
    printf("%.2f\n", (cpu() - before) / runs);
    PQfinish(pg);
    return 0;
}
