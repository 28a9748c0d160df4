/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "model/tape-analyst.h"

#include "pipeline/tape-analyze.h"

/* While trades come it is asked again after this long, or after so many times as long as the last answer took, if there is
 * anything to look at meanwhile. */
#define ASK_EVERY   G_USEC_PER_SEC
#define REST_FACTOR 10

/* What a frame tells of is stored this much later at the latest. */
#define STORED_AFTER G_USEC_PER_SEC

struct _TapeAnalyst
{
  GObject parent_instance;

  TapeDesk *desk;
  TapeAnalysisRequest request;
  gboolean active;
  gboolean asked; /* there is a request */
  TapeFinding *finding;
  GError *error;

  GCancellable *running; /* of the question under way */
  gboolean answered;     /* the request has a finding or an error */
  guint64 arrival;       /* trades that the desk had at the last frame */
  gint64 arrived;        /* when they became more, monotonic */
  gint64 started;
  gint64 ended;
  guint timer;
};

enum
{
  CHANGED,
  BUSY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeAnalyst, tape_analyst, G_TYPE_OBJECT)

/* --- Findings. --- */

static void
finding_clear (gpointer data)
{
  TapeFinding *self = data;

  g_clear_pointer (&self->picture, tape_analysis_picture_free);
  g_clear_pointer (&self->result, tape_analysis_result_free);
  g_clear_pointer (&self->texts, g_string_chunk_free);
}

TapeFinding *
tape_finding_new (TapeAnalysisResult *result)
{
  TapeFinding *self = g_atomic_rc_box_new0 (TapeFinding);

  self->result = result;
  self->texts = g_string_chunk_new (4096);
  return self;
}

TapeFinding *
tape_finding_ref (TapeFinding *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
tape_finding_unref (TapeFinding *self)
{
  g_atomic_rc_box_release_full (self, finding_clear);
}

/* --- On a reader's thread. --- */

typedef struct
{
  TapeAnalysisRequest request;
  TapeUniverse *universe;
  TapeClock clock;
  gboolean simulated;
} Question;

static void
question_free (gpointer data)
{
  Question *self = data;

  tape_universe_unref (self->universe);
  g_free (self);
}

static gpointer
answer (TapeReader *reader, gpointer data, GCancellable *cancellable, GError **error)
{
  const Question *question = data;
  g_autoptr (TapeFinding) finding = g_atomic_rc_box_new0 (TapeFinding);

  finding->request = question->request;
  finding->clock = question->clock;
  finding->simulated = question->simulated;
  finding->first = finding->last = TAPE_NO_TIME;
  finding->result
      = tape_analyze (reader, question->universe, &question->request.query, &finding->found, cancellable, error);
  if (finding->result == NULL)
    return NULL;
  if (tape_analysis_result_get_n_rows (finding->result) == 0
      && !tape_reader_get_span (reader, &finding->first, &finding->last, cancellable, error))
    return NULL;
  finding->picture = tape_analysis_picture_new (finding->result, &question->request, &question->clock);
  return g_steal_pointer (&finding);
}

/* --- When to ask. --- */

static void ask (TapeAnalyst *self);

static gboolean
on_timer (gpointer data)
{
  TapeAnalyst *self = data;

  self->timer = 0;
  ask (self);
  return G_SOURCE_REMOVE;
}

/* Whether trades may have been stored since the last question. */
static gboolean
is_outdated (TapeAnalyst *self)
{
  return self->arrived > 0 && self->started <= self->arrived + STORED_AFTER;
}

static gboolean
shows_nothing (TapeAnalyst *self)
{
  return self->finding == NULL || tape_analysis_result_get_n_rows (self->finding->result) == 0;
}

static void
plan (TapeAnalyst *self)
{
  gint64 rest = shows_nothing (self) ? ASK_EVERY : MAX (ASK_EVERY, REST_FACTOR * (self->ended - self->started));
  gint64 wait = self->ended + rest - g_get_monotonic_time ();

  if (!self->active || self->running != NULL || self->timer != 0 || !self->answered || !is_outdated (self))
    return;
  self->timer = g_timeout_add ((guint)(MAX (wait, 0) / 1000), on_timer, self);
}

static void
on_answer (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (TapeAnalyst) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (TapeFinding) finding = tape_desk_read_finish (TAPE_DESK (source), result, &error);
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));

  /* What nobody waits for any more. */
  if (cancellable != self->running)
    return;
  g_clear_object (&self->running);
  self->ended = g_get_monotonic_time ();
  self->answered = TRUE;
  g_clear_error (&self->error);
  self->error = g_steal_pointer (&error);
  if (finding != NULL)
    {
      g_clear_pointer (&self->finding, tape_finding_unref);
      self->finding = g_steal_pointer (&finding);
    }
  g_signal_emit (self, signals[CHANGED], 0);
  g_signal_emit (self, signals[BUSY], 0);
  plan (self);
}

static void
stop (TapeAnalyst *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->running != NULL)
    g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
}

/* Asks now, if there is what to ask and whom. */
static void
ask (TapeAnalyst *self)
{
  const TapeFrame *frame = self->desk != NULL ? tape_desk_get_frame (self->desk) : NULL;
  TapeUniverse *universe = self->desk != NULL ? tape_desk_get_universe (self->desk) : NULL;
  Question *question;

  if (!self->active || !self->asked || frame == NULL || universe == NULL)
    return;
  stop (self);
  tape_analysis_request_resolve (&self->request, frame, universe);
  question = g_new0 (Question, 1);
  *question = (Question){ self->request,
                          tape_universe_ref (universe),
                          { tape_frame_get_exchange (frame, universe), tape_desk_get_zone (self->desk) },
                          tape_desk_is_simulation (self->desk) };
  self->running = g_cancellable_new ();
  self->started = g_get_monotonic_time ();
  tape_desk_read_async (self->desk, answer, question, question_free, (GDestroyNotify)tape_finding_unref, self->running,
                        on_answer, g_object_ref (self));
  if (!self->answered)
    g_signal_emit (self, signals[BUSY], 0);
}

static void
on_frame (TapeAnalyst *self)
{
  const TapeFrame *frame = tape_desk_get_frame (self->desk);

  if (frame->arrival != self->arrival || self->arrived == 0)
    {
      self->arrival = frame->arrival;
      self->arrived = g_get_monotonic_time ();
    }
  if (self->running == NULL && !self->answered)
    ask (self);
  else
    plan (self);
}

static void
on_session (TapeAnalyst *self)
{
  stop (self);
  g_clear_pointer (&self->finding, tape_finding_unref);
  g_clear_error (&self->error);
  self->answered = FALSE;
  self->arrived = 0;
  self->arrival = 0;
  g_signal_emit (self, signals[CHANGED], 0);
  ask (self);
}

static void
on_zone (TapeAnalyst *self)
{
  self->answered = FALSE;
  ask (self);
}

/* --- From outside. --- */

void
tape_analyst_set_desk (TapeAnalyst *self, TapeDesk *desk)
{
  g_return_if_fail (TAPE_IS_ANALYST (self));

  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  if (!g_set_object (&self->desk, desk))
    return;
  if (desk != NULL)
    {
      g_signal_connect_object (desk, "frame", G_CALLBACK (on_frame), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (desk, "session", G_CALLBACK (on_session), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (desk, "notify::zone", G_CALLBACK (on_zone), self, G_CONNECT_SWAPPED);
    }
  on_session (self);
}

void
tape_analyst_set_active (TapeAnalyst *self, gboolean active)
{
  g_return_if_fail (TAPE_IS_ANALYST (self));

  if (active == self->active)
    return;
  self->active = active;
  if (active)
    ask (self);
  else
    stop (self);
}

void
tape_analyst_ask (TapeAnalyst *self, const TapeAnalysisRequest *request)
{
  g_return_if_fail (TAPE_IS_ANALYST (self));

  self->request = *request;
  self->asked = TRUE;
  self->answered = FALSE;
  ask (self);
}

TapeFinding *
tape_analyst_get_finding (TapeAnalyst *self)
{
  g_return_val_if_fail (TAPE_IS_ANALYST (self), NULL);

  return self->finding;
}

const GError *
tape_analyst_get_error (TapeAnalyst *self)
{
  g_return_val_if_fail (TAPE_IS_ANALYST (self), NULL);

  return self->error;
}

gboolean
tape_analyst_is_waiting (TapeAnalyst *self)
{
  g_return_val_if_fail (TAPE_IS_ANALYST (self), FALSE);

  return self->asked && !self->answered;
}

/* --- The type. --- */

static void
tape_analyst_dispose (GObject *object)
{
  TapeAnalyst *self = TAPE_ANALYST (object);

  stop (self);
  if (self->desk != NULL)
    g_signal_handlers_disconnect_by_data (self->desk, self);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_analyst_parent_class)->dispose (object);
}

static void
tape_analyst_finalize (GObject *object)
{
  TapeAnalyst *self = TAPE_ANALYST (object);

  g_clear_pointer (&self->finding, tape_finding_unref);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (tape_analyst_parent_class)->finalize (object);
}

static void
tape_analyst_class_init (TapeAnalystClass *class)
{
  G_OBJECT_CLASS (class)->dispose = tape_analyst_dispose;
  G_OBJECT_CLASS (class)->finalize = tape_analyst_finalize;
  signals[CHANGED]
      = g_signal_new ("changed", TAPE_TYPE_ANALYST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[BUSY] = g_signal_new ("busy", TAPE_TYPE_ANALYST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tape_analyst_init (TapeAnalyst *self)
{
}

TapeAnalyst *
tape_analyst_new (void)
{
  return g_object_new (TAPE_TYPE_ANALYST, NULL);
}
