/* decimal.h -- decimal numbers as text: money and hours never pass through a float. */
#ifndef TT_DECIMAL_H
#define TT_DECIMAL_H

#include "tt.h"

/** Whether S is -?digits[.digits] with at most WHOLE digits before the point and SCALE after it (no sign +, no
 * exponent, no leading zeros but a single one, no trailing point). */
bool tt_decimal_valid(const char *s, size_t n, int whole, int scale);

#endif
