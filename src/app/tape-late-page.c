/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-late-page.h"

#include "app/tape-adaptive-bin.h"

struct _TapeLatePage
{
  AdwBin parent_instance;

  GType page_type;
  TapeDesk *desk;
  TapeAlertBook *book;
  TapeWidthClass width_class;
};

enum
{
  PROP_0,
  PROP_PAGE_TYPE,
  PROP_DESK,
  PROP_BOOK,
  PROP_WIDTH_CLASS,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (TapeLatePage, tape_late_page, ADW_TYPE_BIN)

static void
make_page (TapeLatePage *self)
{
  GtkWidget *page = g_object_new (self->page_type, NULL);

  g_object_bind_property (self, "width-class", page, "width-class", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self, "desk", page, "desk", G_BINDING_SYNC_CREATE);
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (page), "book") != NULL)
    g_object_bind_property (self, "book", page, "book", G_BINDING_SYNC_CREATE);
  adw_bin_set_child (ADW_BIN (self), page);
}

static void
tape_late_page_map (GtkWidget *widget)
{
  if (adw_bin_get_child (ADW_BIN (widget)) == NULL)
    make_page (TAPE_LATE_PAGE (widget));
  GTK_WIDGET_CLASS (tape_late_page_parent_class)->map (widget);
}

static void
tape_late_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  TapeLatePage *self = TAPE_LATE_PAGE (object);

  switch (id)
    {
    case PROP_PAGE_TYPE:
      g_value_set_gtype (value, self->page_type);
      break;
    case PROP_DESK:
      g_value_set_object (value, self->desk);
      break;
    case PROP_BOOK:
      g_value_set_object (value, self->book);
      break;
    case PROP_WIDTH_CLASS:
      g_value_set_enum (value, (gint)self->width_class);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_late_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  TapeLatePage *self = TAPE_LATE_PAGE (object);

  switch (id)
    {
    case PROP_PAGE_TYPE:
      self->page_type = g_value_get_gtype (value);
      break;
    case PROP_DESK:
      g_set_object (&self->desk, g_value_get_object (value));
      break;
    case PROP_BOOK:
      g_set_object (&self->book, g_value_get_object (value));
      break;
    case PROP_WIDTH_CLASS:
      self->width_class = (TapeWidthClass)g_value_get_enum (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
tape_late_page_dispose (GObject *object)
{
  TapeLatePage *self = TAPE_LATE_PAGE (object);

  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->book);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (tape_late_page_parent_class)->dispose (object);
}

static void
tape_late_page_class_init (TapeLatePageClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = tape_late_page_get_property;
  object_class->set_property = tape_late_page_set_property;
  object_class->dispose = tape_late_page_dispose;
  GTK_WIDGET_CLASS (class)->map = tape_late_page_map;

  properties[PROP_PAGE_TYPE] = g_param_spec_gtype ("page-type", NULL, NULL, GTK_TYPE_WIDGET,
                                                   G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_DESK]
      = g_param_spec_object ("desk", NULL, NULL, TAPE_TYPE_DESK, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_BOOK]
      = g_param_spec_object ("book", NULL, NULL, TAPE_TYPE_ALERT_BOOK, G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  properties[PROP_WIDTH_CLASS] = g_param_spec_enum ("width-class", NULL, NULL, TAPE_TYPE_WIDTH_CLASS, TAPE_WIDTH_NARROW,
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
tape_late_page_init (TapeLatePage *self)
{
}
