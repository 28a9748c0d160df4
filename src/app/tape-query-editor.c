/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-query-editor.h"

#include <glib/gi18n.h>

#include "model/tape-query-job.h"

/* After so many ms without a key the query is asked. */
#define PAUSE 400

/* What a new query begins with, to be typed over. */
#define EXAMPLE "SELECT stock, price, quantity, trade_time\nFROM stocks\nWHERE quantity >= 100000"

struct _TapeQueryEditor
{
  AdwWindow parent_instance;

  TapeAlertBook *book;
  TapeDesk *desk;
  char *before; /* its name in the book; NULL for a new one */
  TapeQueryJob *job;
  guint soon;      /* source: it is asked then */
  gboolean asked;  /* what is written has its answer */
  gboolean saving; /* as soon as it has */

  AdwEntryRow *name;
  GtkTextView *sql;
  GtkWidget *problem_box;
  GtkLabel *problem;
  GtkLabel *answer;
  GtkWidget *well;
  GtkGrid *rows;
  GtkWidget *remove;
};

enum
{
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeQueryEditor, tape_query_editor, ADW_TYPE_WINDOW)

static const char *
get_name (TapeQueryEditor *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->name));
}

static char *
dup_sql (TapeQueryEditor *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->sql);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return g_strstrip (gtk_text_buffer_get_text (buffer, &start, &end, FALSE));
}

static const char *
get_database (TapeQueryEditor *self)
{
  TapeSession *session = tape_desk_get_session (self->desk);

  return session == NULL ? NULL : tape_session_get_database (session);
}

/* --- What it answers. --- */

static void
add_cell (TapeQueryEditor *self, const char *text, int column, int row)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, row == 0 ? "dim-label" : "numeric");
  gtk_grid_attach (self->rows, label, column, row, 1, 1);
}

static void
show_rows (TapeQueryEditor *self, const TapeQuerySample *sample)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_grid_remove (self->rows, child);
  gtk_widget_set_visible (self->well, sample != NULL && sample->rows->len > 0);
  if (sample == NULL)
    return;
  for (int column = 0; sample->columns[column] != NULL; column++)
    {
      add_cell (self, sample->columns[column], column, 0);
      for (guint row = 0; row < sample->rows->len; row++)
        add_cell (self, ((char **)sample->rows->pdata[row])[column], column, (int)row + 1);
    }
}

static char *
describe_answer (const TapeQuerySample *sample)
{
  g_autofree char *rows = NULL;
  g_autofree char *span = g_strdup_printf ("%.2f", MAX (0.01, (double)sample->time / TAPE_SECOND));

  if (sample->n_rows == 0)
    return g_strdup_printf (_ ("No rows now, in %s s: a rule fires when there are some."), span);
  rows = g_strdup_printf (ngettext ("%u row", "%u rows", sample->n_rows), sample->n_rows);
  if (sample->rows->len < sample->n_rows)
    return g_strdup_printf (_ ("%s now, in %s s: a rule would fire at once. The first of them:"), rows, span);
  return g_strdup_printf (_ ("%s now, in %s s: a rule would fire at once."), rows, span);
}

static void
show_answer (TapeQueryEditor *self)
{
  const TapeQuerySample *sample = tape_query_job_get_sample (self->job);
  const char *message = tape_query_job_get_message (self->job);
  g_autofree char *text = NULL;

  if (sample != NULL)
    text = describe_answer (sample);
  else if (get_database (self) == NULL)
    text = g_strdup_printf (_ ("%s It can be saved unasked."), message);
  gtk_label_set_text (self->answer, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->answer), text != NULL);
  show_rows (self, sample);
}

/* --- What is wrong with it. --- */

/* Returns: (transfer full) (nullable): why it cannot be saved, as far as is known; "" where something is still missing */
static char *
find_problem (TapeQueryEditor *self)
{
  g_autofree char *sql = dup_sql (self);
  g_autoptr (GError) error = NULL;

  if (*get_name (self) != '\0' && !tape_alert_book_check_query_name (self->book, self->before, get_name (self), &error))
    return g_strdup (error->message);
  if (self->asked && get_database (self) != NULL && tape_query_job_get_message (self->job) != NULL)
    return g_strdup (tape_query_job_get_message (self->job));
  return *get_name (self) == '\0' || *sql == '\0' ? g_strdup ("") : NULL;
}

static void
say_problem (TapeQueryEditor *self, const char *text)
{
  gtk_widget_set_visible (self->problem_box, text != NULL && *text != '\0');
  gtk_label_set_text (self->problem, text != NULL ? text : "");
}

static void
judge (TapeQueryEditor *self)
{
  g_autofree char *problem = find_problem (self);

  say_problem (self, problem);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "query.save", problem == NULL);
}

/* --- Asking it. --- */

static gboolean
ask (gpointer data)
{
  TapeQueryEditor *self = data;
  g_autofree char *sql = dup_sql (self);

  self->soon = 0;
  if (*sql != '\0')
    tape_query_job_start (self->job, get_database (self), sql);
  return G_SOURCE_REMOVE;
}

static void
on_sql (TapeQueryEditor *self)
{
  g_clear_handle_id (&self->soon, g_source_remove);
  tape_query_job_stop (self->job);
  self->asked = FALSE;
  self->saving = FALSE;
  self->soon = g_timeout_add (PAUSE, ask, self);
  judge (self);
}

static void
on_name (TapeQueryEditor *self)
{
  if (self->book != NULL)
    judge (self);
}

/* --- Keeping it. --- */

static void
save_now (TapeQueryEditor *self)
{
  g_autofree char *sql = dup_sql (self);
  g_autofree char *name = g_strdup (get_name (self));
  g_autoptr (GError) error = NULL;

  self->saving = FALSE;
  if (!tape_alert_book_save_query (self->book, self->before, name, sql, &error))
    {
      say_problem (self, error->message);
      return;
    }
  g_signal_emit (self, signals[SAVED], 0, name);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_asked (TapeQueryEditor *self)
{
  self->asked = TRUE;
  show_answer (self);
  judge (self);
  if (self->saving && !gtk_widget_get_visible (self->problem_box))
    save_now (self);
  self->saving = FALSE;
}

/* Not before it has been answered. */
static void
save (GtkWidget *widget, const char *action, GVariant *parameter)
{
  TapeQueryEditor *self = TAPE_QUERY_EDITOR (widget);

  if (self->asked)
    {
      save_now (self);
      return;
    }
  self->saving = TRUE;
  if (self->soon != 0)
    {
      g_clear_handle_id (&self->soon, g_source_remove);
      ask (self);
    }
}

/* Of a text it would be a new line. */
static gboolean
on_key (TapeQueryEditor *self, guint key, guint code, GdkModifierType modifiers)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || (modifiers & GDK_CONTROL_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (GTK_WIDGET (self), "query.save", NULL);
  return GDK_EVENT_STOP;
}

/* --- Removing it. --- */

static gboolean
close_now (gpointer data)
{
  gtk_window_close (data);
  return G_SOURCE_REMOVE;
}

/* The dialog that asks must be gone before the one that it stands over. */
static void
on_remove_answered (TapeQueryEditor *self, const char *response)
{
  g_autoptr (GError) error = NULL;

  if (!g_str_equal (response, "remove"))
    return;
  if (tape_alert_book_remove_query (self->book, self->before, &error))
    g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, close_now, g_object_ref (self), g_object_unref);
  else
    say_problem (self, error->message);
}

static void
on_remove (TapeQueryEditor *self)
{
  guint n = tape_alert_book_count_askers (self->book, self->before);
  g_autofree char *title = g_strdup_printf (_ ("Remove “%s”?"), self->before);
  g_autofree char *body = NULL;
  AdwMessageDialog *dialog;

  if (n > 0)
    body = g_strdup_printf (ngettext ("Its SQL is lost, and %u rule that asks it waits from then on.",
                                      "Its SQL is lost, and %u rules that ask it wait from then on.", n),
                            n);
  dialog = ADW_MESSAGE_DIALOG (
      adw_message_dialog_new (GTK_WINDOW (self), title, body != NULL ? body : _ ("Its SQL is lost. No rule asks it.")));
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "remove", _ ("_Remove"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "remove", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (dialog, "cancel");
  adw_message_dialog_set_default_response (dialog, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_remove_answered), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- The type. --- */

static void
tape_query_editor_dispose (GObject *object)
{
  TapeQueryEditor *self = TAPE_QUERY_EDITOR (object);

  g_clear_handle_id (&self->soon, g_source_remove);
  g_clear_object (&self->job);
  g_clear_object (&self->book);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->before, g_free);
  G_OBJECT_CLASS (tape_query_editor_parent_class)->dispose (object);
}

static void
tape_query_editor_class_init (TapeQueryEditorClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = tape_query_editor_dispose;
  signals[SAVED] = g_signal_new ("saved", TAPE_TYPE_QUERY_EDITOR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_STRING);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-query-editor.ui");
  gtk_widget_class_bind_template_child (widget_class, TapeQueryEditor, name);
  gtk_widget_class_bind_template_child (widget_class, TapeQueryEditor, sql);
  gtk_widget_class_bind_template_child (widget_class, TapeQueryEditor, problem_box);
  gtk_widget_class_bind_template_child (widget_class, TapeQueryEditor, problem);
  gtk_widget_class_bind_template_child (widget_class, TapeQueryEditor, answer);
  gtk_widget_class_bind_template_child (widget_class, TapeQueryEditor, well);
  gtk_widget_class_bind_template_child (widget_class, TapeQueryEditor, rows);
  gtk_widget_class_bind_template_child (widget_class, TapeQueryEditor, remove);
  gtk_widget_class_bind_template_callback (widget_class, on_name);
  gtk_widget_class_bind_template_callback (widget_class, on_key);
  gtk_widget_class_bind_template_callback (widget_class, on_remove);
  gtk_widget_class_install_action (widget_class, "query.save", NULL, save);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "query.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
tape_query_editor_init (TapeQueryEditor *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->job = tape_query_job_new ();
  g_signal_connect_object (self->job, "ended", G_CALLBACK (on_asked), self, G_CONNECT_SWAPPED);
}

GtkWindow *
tape_query_editor_show (GtkWindow *parent, TapeAlertBook *book, TapeDesk *desk, const char *name)
{
  TapeQueryEditor *self = g_object_new (TAPE_TYPE_QUERY_EDITOR, "transient-for", parent, "application",
                                        gtk_window_get_application (parent), NULL);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->sql);
  g_autofree char *sql = name == NULL ? NULL : tape_alert_book_get_query (book, name);

  self->book = g_object_ref (book);
  self->desk = g_object_ref (desk);
  self->before = sql == NULL ? NULL : g_strdup (name);
  gtk_window_set_title (GTK_WINDOW (self), sql == NULL ? _ ("New Query") : _ ("Edit Query"));
  gtk_widget_set_visible (self->remove, sql != NULL);
  if (name != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->name), name);
  g_signal_connect_object (buffer, "changed", G_CALLBACK (on_sql), self, G_CONNECT_SWAPPED);
  gtk_text_buffer_set_text (buffer, sql != NULL ? sql : EXAMPLE, -1);
  if (sql == NULL)
    g_signal_emit_by_name (self->sql, "select-all", TRUE);
  gtk_widget_grab_focus (name == NULL ? GTK_WIDGET (self->name) : GTK_WIDGET (self->sql));
  gtk_window_present (GTK_WINDOW (self));
  return GTK_WINDOW (self);
}
