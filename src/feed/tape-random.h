/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The simulator's randomness, and the little mathematics that it needs: integers and the four operations on doubles
 * only, each rounded as IEEE 754 says, so that every machine gets the same bits. A generator belongs to whoever holds
 * it.
 *
 * xoshiro256**: D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47 (2021);
 * splitmix64: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014; both
 * after the public-domain code at https://prng.di.unimi.it/. */

#pragma once

#include <float.h>
#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* Doubles are not computed with more digits than they have. */
G_STATIC_ASSERT (FLT_EVAL_METHOD == 0);

typedef struct
{
  guint64 s[4];
} TapeRandom;

static inline guint64
tape_random_mix (guint64 x)
{
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

/**
 * tape_random_init:
 * @seed: what the numbers depend on
 * @stream: and which of the streams of that seed
 */
static inline void
tape_random_init (TapeRandom *self, guint64 seed, guint64 stream)
{
  guint64 x = tape_random_mix (seed + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)) ^ stream;

  for (guint i = 0; i < 4; i++)
    {
      x += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
      self->s[i] = tape_random_mix (x);
    }
}

static inline guint64
tape_random_next (TapeRandom *self)
{
  guint64 *s = self->s;
  guint64 five = s[1] * 5;
  guint64 result = ((five << 7) | (five >> 57)) * 9;
  guint64 t = s[1] << 17;

  s[2] ^= s[0];
  s[3] ^= s[1];
  s[1] ^= s[2];
  s[0] ^= s[3];
  s[2] ^= t;
  s[3] = (s[3] << 45) | (s[3] >> 19);
  return result;
}

/**
 * tape_random_unit:
 *
 * Returns: uniform in [0, 1)
 */
static inline double
tape_random_unit (TapeRandom *self)
{
  return (double)(tape_random_next (self) >> 11) / 9007199254740992.0;
}

/**
 * tape_random_below:
 * @n: 1 to 2³²
 *
 * Returns: uniform in [0, @n), by multiplication: off by less than @n in 2³²
 */
static inline guint64
tape_random_below (TapeRandom *self, guint64 n)
{
  return ((tape_random_next (self) >> 32) * n) >> 32;
}

/**
 * tape_random_bell:
 *
 * Returns: mean 0, standard deviation 1, at most ±3.5: four uniform numbers, added
 */
static inline double
tape_random_bell (TapeRandom *self)
{
  guint64 r = tape_random_next (self);
  gint64 sum = (gint64)((r & 0xffff) + ((r >> 16) & 0xffff) + ((r >> 32) & 0xffff) + (r >> 48)) - 2 * 65535;

  return (double)sum * (1.7320508075688772 / 65536.0);
}

/**
 * tape_random_log:
 * @x: normal, > 0
 *
 * Returns: its natural logarithm, to 1e-6: the exponent, and for the rest the series of artanh about 1.5
 */
static inline double
tape_random_log (double x)
{
  guint64 bits;
  gint exponent;
  double s, s2;

  memcpy (&bits, &x, sizeof bits);
  exponent = (gint)(bits >> 52) - 1023;
  bits = (bits & G_GUINT64_CONSTANT (0x000fffffffffffff)) | G_GUINT64_CONSTANT (0x3ff0000000000000);
  memcpy (&x, &bits, sizeof x);
  s = (x - 1.5) / (x + 1.5);
  s2 = s * s;
  return exponent * 0.6931471805599453 + 0.4054651081081644
         + 2 * s * (1 + s2 * (1.0 / 3 + s2 * (1.0 / 5 + s2 * (1.0 / 7))));
}

/**
 * tape_random_exp:
 * @x: −100 to 100
 *
 * Returns: (1 + x / 1024)¹⁰²⁴, which is as good as eˣ for growth: positive, rising, 1 at 0
 */
static inline double
tape_random_exp (double x)
{
  double y = 1 + x * (1.0 / 1024);

  for (guint i = 0; i < 10; i++)
    y *= y;
  return y;
}

/**
 * tape_random_root:
 * @x: > 0
 *
 * Returns: its square root, by Newton's method
 */
static inline double
tape_random_root (double x)
{
  double y = tape_random_exp (tape_random_log (x) / 2);

  for (guint i = 0; i < 6; i++)
    y = (y + x / y) / 2;
  return y;
}

/**
 * tape_random_exponential:
 *
 * Returns: of the exponential distribution with mean 1
 */
static inline double
tape_random_exponential (TapeRandom *self)
{
  return -tape_random_log (1 - tape_random_unit (self));
}

G_END_DECLS
