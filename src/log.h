/* log.h -- ids of our log messages.
 * APLOGNO is reserved to httpd; ours are TT and four digits, each used at one place only (a lint checks it), so that an
 * operator can look a message up and a test can announce it.  Messages below 2000 are about the start, from 2000 on
 * about requests. */
#ifndef TT_LOG_H
#define TT_LOG_H

#define TTLOGNO(number) "TT" #number ": "

#endif
