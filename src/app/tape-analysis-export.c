/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-analysis-export.h"

#include <cairo-svg.h>
#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "app/tape-analysis-draw.h"
#include "app/tape-main-window.h"
#include "app/tape-theme.h"

/* Pixels that a picture would like to be wide, and has at most. */
#define SHEET_WIDTH 960
#define MOST_PIXELS 40e6
#define SHARPNESS   2.0

/* What is to be written, apart from widgets. */
typedef struct
{
  TapeFinding *finding;
  TapeExportForm form;
  double limit;
  TapePalette palette;
  PangoFontDescription *font;
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  tape_finding_unref (self->finding);
  pango_font_description_free (self->font);
  g_free (self);
}

/* --- On another thread. --- */

static cairo_status_t
append (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_status_t
draw_png (const TapeAnalysisSheet *sheet, PangoContext *context, const TapePalette *palette, GByteArray *bytes)
{
  double scale = MIN (SHARPNESS, sqrt (MOST_PIXELS / (sheet->width * sheet->height)));
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int)ceil (sheet->width * scale),
                                                         (int)ceil (sheet->height * scale));
  cairo_status_t status;
  cairo_t *cr;

  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  tape_analysis_sheet_draw (sheet, cr, context, palette);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append, bytes);
  cairo_surface_destroy (surface);
  return status;
}

static cairo_status_t
draw_svg (const TapeAnalysisSheet *sheet, PangoContext *context, const TapePalette *palette, GByteArray *bytes)
{
  cairo_surface_t *surface = cairo_svg_surface_create_for_stream (append, bytes, sheet->width, sheet->height);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;

  cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PX);
  tape_analysis_sheet_draw (sheet, cr, context, palette);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  return status;
}

static GBytes *
make_picture (const Job *job, GError **error)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  TapeAnalysisSheet sheet;
  cairo_status_t status;

  pango_context_set_font_description (context, job->font);
  tape_analysis_sheet_init (&sheet, job->finding, job->limit, context, SHEET_WIDTH);
  status = job->form == TAPE_EXPORT_PNG ? draw_png (&sheet, context, &job->palette, bytes)
                                        : draw_svg (&sheet, context, &job->palette, bytes);
  g_object_unref (context);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _ ("The picture cannot be drawn: %s."),
                   cairo_status_to_string (status));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static GBytes *
make_table (const Job *job)
{
  char *table = tape_analysis_text_table (job->finding->result, job->form == TAPE_EXPORT_TSV ? '\t' : ',',
                                          job->finding->simulated);

  return g_bytes_new_take (table, strlen (table));
}

static void
run_job (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;
  gboolean table = job->form == TAPE_EXPORT_CSV || job->form == TAPE_EXPORT_TSV;
  g_autoptr (GError) error = NULL;
  GBytes *bytes = table ? make_table (job) : make_picture (job, &error);

  if (bytes == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, bytes, (GDestroyNotify)g_bytes_unref);
}

/* --- On the main thread. --- */

static void
start_job (GtkWidget *widget,
           TapeFinding *finding,
           TapeExportForm form,
           double limit,
           GAsyncReadyCallback callback,
           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (widget, NULL, callback, user_data);
  PangoContext *context = gtk_widget_get_pango_context (widget);
  Job *job = g_new0 (Job, 1);

  *job = (Job){ tape_finding_ref (finding), form, limit, *tape_theme_get_palette (),
                pango_font_description_copy (pango_context_get_font_description (context)) };
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, run_job);
}

static void
show_error (GtkWidget *widget, const GError *error)
{
  GtkRoot *root = gtk_widget_get_root (widget);

  if (TAPE_IS_MAIN_WINDOW (root))
    tape_main_window_show_error (TAPE_MAIN_WINDOW (root), error->message);
}

static void
on_copy_made (GObject *source, GAsyncResult *result, gpointer data)
{
  GtkWidget *widget = GTK_WIDGET (source);
  const Job *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), &error);
  g_autoptr (GdkTexture) texture = NULL;

  if (bytes != NULL && job->form == TAPE_EXPORT_TSV)
    {
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

      gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
    }
  else if (bytes != NULL && (texture = gdk_texture_new_from_bytes (bytes, &error)) != NULL)
    gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), texture);
  if (error != NULL)
    show_error (widget, error);
}

void
tape_analysis_export_copy (GtkWidget *widget, TapeFinding *finding, TapeExportForm form, double limit)
{
  start_job (widget, finding, form, limit, on_copy_made, NULL);
}

static const char *
get_suffix (TapeExportForm form)
{
  switch (form)
    {
    case TAPE_EXPORT_PNG:
      return "png";
    case TAPE_EXPORT_SVG:
      return "svg";
    case TAPE_EXPORT_TSV:
      return "tsv";
    case TAPE_EXPORT_CSV:
    default:
      return "csv";
    }
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GtkWidget) widget = data;
  g_autoptr (GError) error = NULL;

  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    {
      g_autofree char *name = g_file_get_parse_name (G_FILE (source));

      g_prefix_error (&error, _ ("“%s” was not written: "), name);
      show_error (widget, error);
    }
}

static void
on_file_made (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GFile) file = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_task_propagate_pointer (G_TASK (result), &error);

  if (bytes == NULL)
    show_error (GTK_WIDGET (source), error);
  else
    g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_REPLACE_DESTINATION, NULL, on_written,
                                         g_object_ref (source));
}

/* What is saved when the person has chosen where. */
typedef struct
{
  GtkWidget *widget;
  TapeFinding *finding;
  TapeExportForm form;
  double limit;
} Wish;

static void
wish_free (gpointer data, GClosure *closure)
{
  Wish *self = data;

  g_object_unref (self->widget);
  tape_finding_unref (self->finding);
  g_free (self);
}

static void
on_chosen (GtkNativeDialog *dialog, int response, Wish *wish)
{
  if (response == GTK_RESPONSE_ACCEPT)
    start_job (wish->widget, wish->finding, wish->form, wish->limit, on_file_made,
               gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog)));
  g_object_unref (dialog);
}

void
tape_analysis_export_save (GtkWidget *widget, TapeFinding *finding, TapeExportForm form, double limit)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save Analysis"), GTK_WINDOW (gtk_widget_get_root (widget)), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), NULL);
  /* What is not real says so, also by its name. */
  const TapeAnalysis *analysis = finding->request.query.analysis;
  g_autofree char *name
      = g_strdup_printf ("%s%s.%s", finding->simulated ? "simulated-" : "",
                         analysis != NULL ? tape_analysis_get_name (analysis) : "trades", get_suffix (form));
  Wish *wish = g_new0 (Wish, 1);

  *wish = (Wish){ g_object_ref (widget), tape_finding_ref (finding), form, limit };
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (on_chosen), wish, wish_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
