/* report.h -- what was looked at or done, one line each; with --json all of it is one document. */
#ifndef TT_REPORT_H
#define TT_REPORT_H

#include "ctl/command.h"

typedef enum tt_verdict {
    TT_VERDICT_OK,   /**< found in order */
    TT_VERDICT_WARN, /**< works, but not as it should */
    TT_VERDICT_FAIL, /**< cannot work */
    TT_VERDICT_DONE, /**< was changed */
    TT_VERDICT_SAME, /**< needed no change */
    TT_VERDICT_PLAN, /**< would be changed */
    TT_VERDICTS
} tt_verdict;

typedef struct tt_report {
    tt_ctl *ctl;
    const char *site;       /**< which of httpd's sites the lines are about, or NULL */
    tt_buf items;           /**< with --json: the lines, members of an array */
    int count[TT_VERDICTS]; /**< how many lines of each verdict */
} tt_report;

void tt_report_init(tt_report *r, tt_ctl *ctl);

/** "VERDICT WHAT: TEXT", and the ADVICE (or NULL) below it.  What comes from strangers is made harmless for a terminal.
 */
void tt_report_line(tt_report *r, tt_verdict verdict, const char *what, const char *advice, const char *text);

/** The same without advice, formatted. */
void tt_report_say(tt_report *r, tt_verdict verdict, const char *what, const char *format, ...) TT_PRINTF(4, 5);

/** Begins the document of --json in B: {"NAME": [the lines]; further members and the closing brace are the caller's. */
void tt_report_json(tt_report *r, const char *name, tt_buf *b);

#endif
