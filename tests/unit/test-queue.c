/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/tape-queue.h"

#include <pthread.h>

enum
{
  N_THREADS = 3,
  N_ITEMS = 20000,
};

typedef struct
{
  TapeQueue *queue;
  guint64 first;
} Pusher;

static void *
push_items (void *data)
{
  Pusher *pusher = data;

  for (guint64 i = 0; i < N_ITEMS; i++)
    tape_queue_push (pusher->queue, GSIZE_TO_POINTER (pusher->first + i + 1), 1);
  return NULL;
}

/* Each thread's items come in its order, none is lost, and the queue never holds more than it may. */
static void
test_many_to_one (void)
{
  g_autoptr (TapeQueue) queue = tape_queue_new (16, 7, NULL);
  pthread_t threads[N_THREADS];
  Pusher pushers[N_THREADS];
  guint64 seen[N_THREADS] = { 0 };

  for (guint i = 0; i < N_THREADS; i++)
    {
      pushers[i] = (Pusher){ queue, (guint64)i * N_ITEMS };
      pthread_create (&threads[i], NULL, push_items, &pushers[i]);
    }
  for (guint i = 0; i < N_THREADS * N_ITEMS; i++)
    {
      guint64 item = GPOINTER_TO_SIZE (tape_queue_pop (queue, G_MAXINT64)) - 1;

      g_assert_cmpuint (item % N_ITEMS, ==, seen[item / N_ITEMS]++);
      g_assert_cmpuint (tape_queue_weight (queue), <=, 7);
    }
  for (guint i = 0; i < N_THREADS; i++)
    pthread_join (threads[i], NULL);
  g_assert_cmpuint (tape_queue_length (queue), ==, 0);
}

static void *
close_queue (void *data)
{
  tape_queue_close (data);
  return NULL;
}

static void
test_close (void)
{
  g_autoptr (TapeQueue) queue = tape_queue_new (4, 4, g_free);
  g_autofree char *left = NULL;
  pthread_t thread;

  g_assert_true (tape_queue_push (queue, g_strdup ("left"), 1));
  g_assert_true (tape_queue_push (queue, g_strdup ("freed"), 1));
  pthread_create (&thread, NULL, close_queue, queue);
  left = tape_queue_pop (queue, G_MAXINT64);
  g_assert_cmpstr (left, ==, "left");
  pthread_join (thread, NULL);
  g_assert_false (tape_queue_push (queue, g_strdup ("refused"), 1));
  g_free (tape_queue_pop (queue, G_MAXINT64));
  g_assert_null (tape_queue_pop (queue, G_MAXINT64));
}

static void
test_deadline (void)
{
  g_autoptr (TapeQueue) queue = tape_queue_new (4, 4, NULL);
  gint64 start = g_get_monotonic_time ();

  g_assert_null (tape_queue_pop (queue, 0));
  g_assert_null (tape_queue_pop (queue, start + 2000));
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 2000);
  tape_queue_wake (queue);
  g_assert_null (tape_queue_pop (queue, G_MAXINT64));
}

/* What alone weighs more than there is room for goes through once the queue is empty. */
static void
test_heavy (void)
{
  g_autoptr (TapeQueue) queue = tape_queue_new (4, 10, NULL);

  g_assert_true (tape_queue_push (queue, queue, 1000));
  g_assert_true (tape_queue_pop (queue, 0) == queue);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/base/queue/many-to-one", test_many_to_one);
  g_test_add_func ("/base/queue/close", test_close);
  g_test_add_func ("/base/queue/deadline", test_deadline);
  g_test_add_func ("/base/queue/heavy-item-passes", test_heavy);
  return g_test_run ();
}
