/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-adaptive-bin.h"

#define WIDTH_SMALLEST  360
#define HEIGHT_SMALLEST 294

struct _TapeAdaptiveBin
{
  GtkWidget parent_instance;

  GtkWidget *child;
  TapeWidthClass width_class;
  TapeWidthClass next_class;
  guint change_source;
};

enum
{
  PROP_0,
  PROP_CHILD,
  PROP_WIDTH_CLASS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static GtkBuildableIface *parent_buildable;

static void buildable_init (GtkBuildableIface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TapeAdaptiveBin,
                               tape_adaptive_bin,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE, buildable_init))

GType
tape_width_class_get_type (void)
{
  static gsize type;
  static const GEnumValue values[] = {
    { TAPE_WIDTH_NARROW, "TAPE_WIDTH_NARROW", "narrow" },
    { TAPE_WIDTH_MEDIUM, "TAPE_WIDTH_MEDIUM", "medium" },
    { TAPE_WIDTH_WIDE, "TAPE_WIDTH_WIDE", "wide" },
    { TAPE_WIDTH_HUGE, "TAPE_WIDTH_HUGE", "huge" },
    { 0, NULL, NULL },
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("TapeWidthClass", values));
  return type;
}

static TapeWidthClass
classify (int width)
{
  if (width < 600)
    return TAPE_WIDTH_NARROW;
  if (width < 1000)
    return TAPE_WIDTH_MEDIUM;
  return width < 1700 ? TAPE_WIDTH_WIDE : TAPE_WIDTH_HUGE;
}

static void
take_class (TapeAdaptiveBin *self)
{
  if (self->width_class == self->next_class)
    return;
  self->width_class = self->next_class;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WIDTH_CLASS]);
}

static gboolean
on_change (gpointer data)
{
  TapeAdaptiveBin *self = data;

  self->change_source = 0;
  take_class (self);
  return G_SOURCE_REMOVE;
}

static void
set_child (TapeAdaptiveBin *self, GtkWidget *child)
{
  g_clear_pointer (&self->child, gtk_widget_unparent);
  self->child = child;
  if (child != NULL)
    gtk_widget_set_parent (child, GTK_WIDGET (self));
}

static void
tape_adaptive_bin_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  TapeAdaptiveBin *self = TAPE_ADAPTIVE_BIN (widget);
  int smallest = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH_SMALLEST : HEIGHT_SMALLEST;

  *minimum_baseline = *natural_baseline = -1;
  *natural = smallest;
  if (self->child != NULL)
    gtk_widget_measure (self->child, orientation, -1, NULL, natural, NULL, NULL);
  *minimum = smallest;
  *natural = MAX (*natural, smallest);
}

static void
tape_adaptive_bin_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  TapeAdaptiveBin *self = TAPE_ADAPTIVE_BIN (widget);
  int least_width = 0;
  int least_height = 0;

  self->next_class = classify (width);
  /* What binds to the class changes the layout, which must not happen while it is made. */
  if (self->next_class != self->width_class && self->change_source == 0)
    self->change_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_change, self, NULL);
  if (self->child == NULL)
    return;
  gtk_widget_measure (self->child, GTK_ORIENTATION_HORIZONTAL, -1, &least_width, NULL, NULL, NULL);
  width = MAX (width, least_width);
  gtk_widget_measure (self->child, GTK_ORIENTATION_VERTICAL, width, &least_height, NULL, NULL, NULL);
  gtk_widget_allocate (self->child, width, MAX (height, least_height), baseline, NULL);
}

static void
tape_adaptive_bin_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeAdaptiveBin *self = TAPE_ADAPTIVE_BIN (object);

  switch (id)
    {
    case PROP_CHILD:
      g_value_set_object (value, self->child);
      break;
    case PROP_WIDTH_CLASS:
      g_value_set_enum (value, (gint)self->width_class);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_adaptive_bin_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_CHILD:
      set_child (TAPE_ADAPTIVE_BIN (object), g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_adaptive_bin_dispose (GObject *object)
{
  TapeAdaptiveBin *self = TAPE_ADAPTIVE_BIN (object);

  g_clear_handle_id (&self->change_source, g_source_remove);
  set_child (self, NULL);
  G_OBJECT_CLASS (tape_adaptive_bin_parent_class)->dispose (object);
}

static void
tape_adaptive_bin_class_init (TapeAdaptiveBinClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  object_class->get_property = tape_adaptive_bin_get_property;
  object_class->set_property = tape_adaptive_bin_set_property;
  object_class->dispose = tape_adaptive_bin_dispose;
  widget_class->measure = tape_adaptive_bin_measure;
  widget_class->size_allocate = tape_adaptive_bin_size_allocate;

  properties[PROP_CHILD]
      = g_param_spec_object ("child", NULL, NULL, GTK_TYPE_WIDGET, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_WIDTH_CLASS] = g_param_spec_enum ("width-class", NULL, NULL, TAPE_TYPE_WIDTH_CLASS, TAPE_WIDTH_NARROW,
                                                    G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tape_adaptive_bin_init (TapeAdaptiveBin *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

static void
add_child (GtkBuildable *buildable, GtkBuilder *builder, GObject *child, const char *type)
{
  if (GTK_IS_WIDGET (child))
    set_child (TAPE_ADAPTIVE_BIN (buildable), GTK_WIDGET (child));
  else
    parent_buildable->add_child (buildable, builder, child, type);
}

static void
buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = add_child;
}

TapeWidthClass
tape_adaptive_bin_get_width_class (TapeAdaptiveBin *self)
{
  return self->width_class;
}

void
tape_adaptive_bin_expect_width (TapeAdaptiveBin *self, int width)
{
  self->next_class = classify (width);
  take_class (self);
}
