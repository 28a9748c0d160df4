/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How much of what tests repeat at random is done where a sanitizer looks on, and all takes several times as long. */

#pragma once

#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
#define LEAN_DIVISOR 4
#else
#define LEAN_DIVISOR 1
#endif

/**
 * LEAN:
 * @n: how many rounds, seeds or repetitions a build without sanitizers makes; above 0
 *
 * Returns: how many this one makes: a quarter under the address or the thread sanitizer, rounded up; a constant where @n is
 */
#define LEAN(n) (((n) + LEAN_DIVISOR - 1) / LEAN_DIVISOR)
