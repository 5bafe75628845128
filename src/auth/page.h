/* page.h -- the few pages that the server itself writes: texts of ours around a link or a form. */
#ifndef TT_PAGE_H
#define TT_PAGE_H

#include "tt.h"

/** A page; all texts are escaped. */
typedef struct tt_page {
    const char *title, *text;
    const char *base_path;
    const char *path;  /**< below the mount point: where the link leads, or the form is posted to */
    const char *label; /**< of the link or the button */
    bool form;
} tt_page;

/** The page as HTML in pool P, "" where it would be longer than 16 KiB; works under "default-src 'none'; style-src
 * 'self'". */
const char *tt_page_html(apr_pool_t *p, const tt_page *page);

#endif
