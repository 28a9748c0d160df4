/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_RUNS 3
#define PATIENCE   (20 * G_USEC_PER_SEC)

static GString *json;
static const char *json_path;

void
bench_init (const char *name, int *argc, char ***argv)
{
  for (int i = 1; i + 1 < *argc; i++)
    if (strcmp ((*argv)[i], "--json") == 0)
      {
        json_path = (*argv)[i + 1];
        memmove (&(*argv)[i], &(*argv)[i + 2], (size_t)(*argc - i - 1) * sizeof (char *));
        *argc -= 2;
        break;
      }
  json = g_string_new (NULL);
  g_string_append_printf (json, "{\"name\": \"%s\", \"rows\": [", name);
  g_print ("%-44s %14s  %-10s %-36s %14s %7s\n", name, "value", "unit", "yardstick", "value", "ratio");
}

gint64
bench_clock (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return time.tv_sec * G_GINT64_CONSTANT (1000000000) + time.tv_nsec;
}

static int
compare (const void *a, const void *b)
{
  double left = *(const double *)a, right = *(const double *)b;

  return (left > right) - (left < right);
}

static double
get_median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare);
  return values[n / 2];
}

/* On a machine that is busy with other things, fewer runs have to do. */
static gboolean
is_enough (guint done, guint runs, gint64 begun)
{
  return done == runs || (done >= LEAST_RUNS && g_get_monotonic_time () - begun > PATIENCE);
}

double
bench_median (guint runs, double (*run) (gpointer data), gpointer data)
{
  g_autofree double *values = g_new (double, runs);
  gint64 begun = g_get_monotonic_time ();
  guint done = 0;

  while (!is_enough (done, runs, begun))
    values[done++] = run (data);
  return get_median (values, done);
}

double
bench_median_pair (guint runs,
                   double (*run) (gpointer data),
                   double (*yardstick) (gpointer data),
                   gpointer data,
                   double *yardstick_value)
{
  g_autofree double *values = g_new (double, runs);
  g_autofree double *yardsticks = g_new (double, runs);
  gint64 begun = g_get_monotonic_time ();
  guint done = 0;

  for (; !is_enough (done, runs, begun); done++)
    {
      yardsticks[done] = yardstick (data);
      values[done] = run (data);
    }
  *yardstick_value = get_median (yardsticks, done);
  return get_median (values, done);
}

void
bench_row (const char *what, double value, const char *unit, const char *yardstick, double yardstick_value)
{
  g_string_append_printf (json, "%s{\"what\": \"%s\", \"value\": %.6g, \"unit\": \"%s\"",
                          json->str[json->len - 1] == '[' ? "" : ", ", what, value, unit);
  if (yardstick == NULL)
    {
      g_string_append (json, ", \"yardstick\": null, \"yardstick_value\": null, \"ratio\": null}");
      g_print ("%-44s %14.6g  %-10s\n", what, value, unit);
      return;
    }
  g_string_append_printf (json, ", \"yardstick\": \"%s\", \"yardstick_value\": %.6g, \"ratio\": %.4g}", yardstick,
                          yardstick_value, value / yardstick_value);
  g_print ("%-44s %14.6g  %-10s %-36s %14.6g %7.2f\n", what, value, unit, yardstick, yardstick_value,
           value / yardstick_value);
}

int
bench_finish (void)
{
  g_autoptr (GError) error = NULL;

  g_string_append (json, "]}\n");
  if (json_path == NULL)
    g_print ("%s", json->str);
  else if (!g_file_set_contents (json_path, json->str, -1, &error))
    g_printerr ("%s\n", error->message);
  g_string_free (g_steal_pointer (&json), TRUE);
  return error == NULL ? EXIT_SUCCESS : EXIT_FAILURE;
}
