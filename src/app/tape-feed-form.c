/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/tape-feed-form.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/tape-switch.h"
#include "app/tape-symbol-matches.h"
#include "pipeline/tape-keys.h"

struct _TapeFeedForm
{
  AdwPreferencesPage parent_instance;

  TapeFeedDraft *draft;
  TapeSymbolCompleter *completer; /* of the draft's offer, or NULL */
  TapeKey *kept;                  /* or NULL */
  gboolean showing;               /* what changes was not typed */
  gboolean choosing;              /* likewise, but chosen */
  gboolean ready;
  guint touched; /* set of fields that were typed in, by 1 << field */
  char *stored_problem;
  char **watched;

  AdwPreferencesGroup *service;
  GtkWidget *access;
  AdwPreferencesGroup *symbols_group;
  GtkWidget *hours;
  GtkWidget *plan;
  GtkWidget *sign_in;
  GtkWidget *messages;
  GtkWidget *key;
  GtkWidget *secret;
  GtkWidget *brokers;
  GtkWidget *topics;
  GtkWidget *symbols;
  GtkWidget *per_minute;
  GtkWidget *per_day;
  GtkWidget *user;
  GtkWidget *password;
  GtkWidget *ca_file;
  GtkWidget *columns;
  GtkWidget *map;
  GtkWidget *name;
  GtkWidget *get_key;
  GtkWidget *take_watched;
  AdwComboRow *security;
  AdwComboRow *mechanism;
  AdwComboRow *tuning;
  GtkSwitch *from_end;
  GtkSwitch *extended;
  TapeSymbolMatches *matches;
  GtkLabel *problem;
  GtkLabel *hosts;
};

enum
{
  CHANGED,
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TapeFeedForm, tape_feed_form, ADW_TYPE_PREFERENCES_PAGE)

/* Which of offers has an entry for a field: the user of a cluster is no key to those who read. */
typedef enum
{
  OF_ALL,
  OF_SERVICES,
  OF_CLUSTERS,
} Of;

static const struct
{
  TapeFeedField field;
  Of of;
  gsize offset;
} entries[] = {
  { TAPE_FEED_FIELD_NAME, OF_ALL, G_STRUCT_OFFSET (TapeFeedForm, name) },
  { TAPE_FEED_FIELD_KEY, OF_SERVICES, G_STRUCT_OFFSET (TapeFeedForm, key) },
  { TAPE_FEED_FIELD_SECRET, OF_SERVICES, G_STRUCT_OFFSET (TapeFeedForm, secret) },
  { TAPE_FEED_FIELD_KEY, OF_CLUSTERS, G_STRUCT_OFFSET (TapeFeedForm, user) },
  { TAPE_FEED_FIELD_SECRET, OF_CLUSTERS, G_STRUCT_OFFSET (TapeFeedForm, password) },
  { TAPE_FEED_FIELD_SYMBOLS, OF_ALL, G_STRUCT_OFFSET (TapeFeedForm, symbols) },
  { TAPE_FEED_FIELD_BROKERS, OF_ALL, G_STRUCT_OFFSET (TapeFeedForm, brokers) },
  { TAPE_FEED_FIELD_TOPICS, OF_ALL, G_STRUCT_OFFSET (TapeFeedForm, topics) },
  { TAPE_FEED_FIELD_CA_FILE, OF_ALL, G_STRUCT_OFFSET (TapeFeedForm, ca_file) },
  { TAPE_FEED_FIELD_COLUMNS, OF_ALL, G_STRUCT_OFFSET (TapeFeedForm, columns) },
  { TAPE_FEED_FIELD_MAP, OF_ALL, G_STRUCT_OFFSET (TapeFeedForm, map) },
  { TAPE_FEED_FIELD_MINUTE, OF_ALL, G_STRUCT_OFFSET (TapeFeedForm, per_minute) },
  { TAPE_FEED_FIELD_DAY, OF_ALL, G_STRUCT_OFFSET (TapeFeedForm, per_day) },
};

static GtkWidget *
get_entry (TapeFeedForm *self, guint i)
{
  return G_STRUCT_MEMBER (GtkWidget *, self, entries[i].offset);
}

static gboolean
has_entry (TapeFeedForm *self, guint i)
{
  gboolean cluster = tape_feed_draft_get_offer (self->draft)->kind == TAPE_OFFER_KAFKA;

  return tape_feed_draft_has_field (self->draft, entries[i].field)
         && (entries[i].of == OF_ALL || (entries[i].of == OF_CLUSTERS) == cluster);
}

/* --- What is shown. --- */

static void
show_problem (TapeFeedForm *self)
{
  TapeFeedField field;
  g_autofree char *problem = tape_feed_draft_check (self->draft, &field);
  gboolean own = problem != NULL && (field == TAPE_N_FEED_FIELDS ? self->touched != 0 : (self->touched >> field & 1));
  const char *said = problem != NULL ? problem : self->stored_problem;

  self->ready = problem == NULL;
  gtk_label_set_text (self->problem, said != NULL ? said : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), said != NULL);
  /* What nobody has typed yet is no mistake. */
  gtk_widget_set_css_classes (GTK_WIDGET (self->problem),
                              (const char *[]){ own || problem == NULL ? "problem" : "dim-label", NULL });
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (own && entries[i].field == field)
      gtk_widget_add_css_class (get_entry (self, i), "error");
    else
      gtk_widget_remove_css_class (get_entry (self, i), "error");
}

static void
show_rows (TapeFeedForm *self)
{
  TapeKafkaSettings *kafka = tape_feed_draft_get_kafka (self->draft);

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    gtk_widget_set_visible (get_entry (self, i), has_entry (self, i));
  gtk_widget_set_visible (GTK_WIDGET (self->symbols_group),
                          tape_feed_draft_has_field (self->draft, TAPE_FEED_FIELD_SYMBOLS));
  gtk_widget_set_visible (self->access, kafka != NULL || tape_feed_draft_has_field (self->draft, TAPE_FEED_FIELD_KEY));
  gtk_widget_set_visible (self->hours, tape_feed_draft_has_extended (self->draft));
  gtk_widget_set_visible (self->plan, tape_feed_draft_has_field (self->draft, TAPE_FEED_FIELD_MINUTE));
  gtk_widget_set_visible (self->sign_in, kafka != NULL);
  gtk_widget_set_visible (self->messages, kafka != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->mechanism),
                          kafka != NULL && tape_feed_draft_has_field (self->draft, TAPE_FEED_FIELD_SECRET));
}

static void
show_words (TapeFeedForm *self)
{
  g_autofree char *pace = tape_feed_draft_describe_pace (self->draft);
  g_autofree char *name = tape_feed_draft_get_name (self->draft);
  g_autofree char *title = NULL;

  adw_preferences_group_set_description (self->symbols_group, pace != NULL ? pace : "");
  /* Translators: title of an entry that may be left empty; then the name is the one in quotes. */
  title = g_strdup_printf (_ ("Name; else “%s”"), name);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->name),
                                 *tape_feed_draft_get (self->draft, TAPE_FEED_FIELD_NAME) == '\0' ? title : _ ("Name"));
}

/* Whose calls a search counts as, and with which key. */
static void
show_account (TapeFeedForm *self)
{
  g_autofree char *account = tape_feed_draft_get_account (self->draft);
  g_autoptr (TapeKey) typed = tape_feed_draft_make_key (self->draft);
  TapeQuotaLimits limits;
  gboolean own = tape_feed_draft_get_limits (self->draft, &limits);

  tape_symbol_completer_set_account (self->completer, account != NULL ? account : TAPE_KEYS_ACCOUNT,
                                     typed != NULL ? typed : self->kept, own ? &limits : NULL);
}

static void
update (TapeFeedForm *self)
{
  show_account (self);
  show_rows (self);
  show_words (self);
  show_problem (self);
}

static void
show_offer (TapeFeedForm *self)
{
  const TapeFeedOffer *offer = tape_feed_draft_get_offer (self->draft);
  g_autofree char *about = tape_feed_offer_describe (offer);
  g_autofree char *hosts = tape_feed_offer_list_hosts (offer);
  g_autofree char *contacts = g_strdup_printf (_ ("It contacts %s and nothing else."), hosts);
  g_autofree char *escaped = g_markup_escape_text (about, -1);

  adw_preferences_group_set_title (self->service, tape_feed_offer_get_title (offer));
  adw_preferences_group_set_description (self->service, escaped);
  gtk_label_set_text (self->hosts, *hosts != '\0' ? contacts : _ ("It contacts the brokers and nothing else."));
  gtk_widget_set_visible (self->get_key, tape_feed_offer_get_key_page (offer) != NULL);
}

static void
show_choices (TapeFeedForm *self)
{
  const TapeKafkaSettings *kafka = tape_feed_draft_get_kafka (self->draft);

  tape_switch_show (self->extended, tape_feed_draft_get_extended (self->draft));
  if (kafka == NULL)
    return;
  adw_combo_row_set_selected (self->security, kafka->security);
  adw_combo_row_set_selected (self->mechanism, kafka->mechanism);
  adw_combo_row_set_selected (self->tuning, kafka->tuning);
  tape_switch_show (self->from_end, kafka->from_end);
}

void
tape_feed_form_set_draft (TapeFeedForm *self, TapeFeedDraft *draft)
{
  g_return_if_fail (TAPE_IS_FEED_FORM (self));

  self->draft = draft;
  g_clear_object (&self->completer);
  g_clear_pointer (&self->kept, tape_key_free);
  if (draft != NULL)
    self->completer = tape_symbol_completer_new (tape_feed_draft_get_offer (draft));
  tape_symbol_matches_set_completer (self->matches, self->completer);
  self->touched = 0;
  g_clear_pointer (&self->stored_problem, g_free);
  self->showing = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    gtk_editable_set_text (GTK_EDITABLE (get_entry (self, i)),
                           draft != NULL && has_entry (self, i) ? tape_feed_draft_get (draft, entries[i].field) : "");
  if (draft != NULL)
    {
      show_offer (self);
      show_choices (self);
      tape_feed_form_set_stored (self, NULL, NULL);
    }
  self->showing = FALSE;
}

void
tape_feed_form_set_note (TapeFeedForm *self, const char *note)
{
  g_autofree char *escaped = note != NULL ? g_markup_escape_text (note, -1) : NULL;

  g_return_if_fail (TAPE_IS_FEED_FORM (self));

  if (escaped != NULL)
    adw_preferences_group_set_description (self->service, escaped);
}

void
tape_feed_form_set_stored (TapeFeedForm *self, const TapeKey *key, const char *problem)
{
  gboolean stored = key != NULL;

  g_return_if_fail (TAPE_IS_FEED_FORM (self));
  g_return_if_fail (self->draft != NULL);

  g_clear_pointer (&self->kept, tape_key_free);
  self->kept = stored ? tape_key_copy (key) : NULL;
  tape_feed_draft_set_stored (self->draft, stored);
  g_free (self->stored_problem);
  self->stored_problem = g_strdup (problem);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->key),
                                 stored ? _ ("Key: kept in the keyring; another in its place") : _ ("Key"));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->secret),
                                 stored ? _ ("Secret: kept in the keyring; another in its place") : _ ("Secret"));
  update (self);
}

void
tape_feed_form_set_watched (TapeFeedForm *self, const char *const *symbols)
{
  g_return_if_fail (TAPE_IS_FEED_FORM (self));

  g_strfreev (self->watched);
  self->watched = g_strdupv ((char **)symbols);
  gtk_widget_set_visible (self->take_watched, symbols != NULL && symbols[0] != NULL);
}

void
tape_feed_form_focus (TapeFeedForm *self)
{
  GtkWidget *const order[] = { self->key, self->brokers, self->symbols };

  g_return_if_fail (TAPE_IS_FEED_FORM (self));

  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    if (gtk_widget_get_visible (order[i]))
      {
        gtk_widget_grab_focus (order[i]);
        return;
      }
}

gboolean
tape_feed_form_is_ready (TapeFeedForm *self)
{
  g_return_val_if_fail (TAPE_IS_FEED_FORM (self), FALSE);

  return self->draft != NULL && self->ready;
}

/* --- Choosing a symbol. --- */

static char *
find_word (TapeFeedForm *self, guint *begin, guint *end)
{
  GtkEditable *entry = GTK_EDITABLE (self->symbols);

  return tape_symbol_completer_find_word (gtk_editable_get_text (entry), (guint)gtk_editable_get_position (entry),
                                          begin, end);
}

static void
look (TapeFeedForm *self)
{
  guint begin, end;
  g_autofree char *word = find_word (self, &begin, &end);

  tape_symbol_completer_look (self->completer, word);
}

/* Where the cursor is, with nothing selected that the next key would replace. */
static void
focus_symbols (TapeFeedForm *self)
{
  gtk_text_grab_focus_without_selecting (GTK_TEXT (gtk_editable_get_delegate (GTK_EDITABLE (self->symbols))));
}

/* Takes the place of the word at the cursor. */
static void
on_match (TapeFeedForm *self, const char *symbol)
{
  GtkEditable *entry = GTK_EDITABLE (self->symbols);
  guint begin, end;
  g_autofree char *word = find_word (self, &begin, &end);
  int position = (int)begin;

  self->choosing = TRUE;
  gtk_editable_delete_text (entry, (int)begin, (int)end);
  gtk_editable_insert_text (entry, symbol, -1, &position);
  gtk_editable_set_position (entry, position);
  self->choosing = FALSE;
  focus_symbols (self);
  tape_symbol_matches_close (self->matches);
}

static gboolean
on_symbol_key (TapeFeedForm *self, guint key, G_GNUC_UNUSED guint code, G_GNUC_UNUSED GdkModifierType modifiers)
{
  if (key == GDK_KEY_Down || key == GDK_KEY_KP_Down)
    return tape_symbol_matches_enter (self->matches);
  return key == GDK_KEY_Escape && tape_symbol_matches_close (self->matches);
}

/* --- What a person does. --- */

static void
on_typed (TapeFeedForm *self, GtkEditable *entry)
{
  if (self->showing || self->draft == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    if (get_entry (self, i) == GTK_WIDGET (entry))
      {
        tape_feed_draft_set (self->draft, entries[i].field, gtk_editable_get_text (entry));
        self->touched |= 1U << entries[i].field;
      }
  update (self);
  if (GTK_WIDGET (entry) == self->symbols && !self->choosing)
    look (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_chosen (TapeFeedForm *self)
{
  TapeKafkaSettings *kafka = self->draft != NULL ? tape_feed_draft_get_kafka (self->draft) : NULL;

  if (self->showing || kafka == NULL)
    return;
  kafka->security = (TapeKafkaSecurity)adw_combo_row_get_selected (self->security);
  kafka->mechanism = (TapeKafkaMechanism)adw_combo_row_get_selected (self->mechanism);
  kafka->tuning = (TapeKafkaTuning)adw_combo_row_get_selected (self->tuning);
  kafka->from_end = gtk_switch_get_active (self->from_end);
  update (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_extended (TapeFeedForm *self)
{
  if (self->showing || self->draft == NULL)
    return;
  tape_feed_draft_set_extended (self->draft, gtk_switch_get_active (self->extended));
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
on_entry_activated (TapeFeedForm *self)
{
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static void
on_get_key (TapeFeedForm *self)
{
  gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                tape_feed_offer_get_key_page (tape_feed_draft_get_offer (self->draft)), GDK_CURRENT_TIME);
}

static void
on_take_watched (TapeFeedForm *self)
{
  g_autofree char *text = g_strjoinv (", ", self->watched);

  gtk_editable_set_text (GTK_EDITABLE (self->symbols), text);
}

/* --- The type. --- */

static void
tape_feed_form_finalize (GObject *object)
{
  TapeFeedForm *self = TAPE_FEED_FORM (object);

  g_clear_object (&self->completer);
  g_clear_pointer (&self->kept, tape_key_free);
  g_free (self->stored_problem);
  g_strfreev (self->watched);
  G_OBJECT_CLASS (tape_feed_form_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, service);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, access);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, symbols_group);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, hours);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, plan);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, sign_in);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, messages);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, key);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, secret);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, brokers);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, topics);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, symbols);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, per_minute);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, per_day);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, user);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, password);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, ca_file);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, columns);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, map);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, name);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, get_key);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, take_watched);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, security);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, mechanism);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, tuning);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, from_end);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, extended);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, matches);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, problem);
  gtk_widget_class_bind_template_child (widget_class, TapeFeedForm, hosts);
}

static void
tape_feed_form_class_init (TapeFeedFormClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->finalize = tape_feed_form_finalize;
  signals[CHANGED]
      = g_signal_new ("changed", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ACTIVATED]
      = g_signal_new ("activated", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  g_type_ensure (TAPE_TYPE_SYMBOL_MATCHES);
  gtk_widget_class_set_template_from_resource (widget_class, TAPE_RESOURCE_PATH "/tape-feed-form.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_typed);
  gtk_widget_class_bind_template_callback (widget_class, on_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_match);
  gtk_widget_class_bind_template_callback (widget_class, on_symbol_key);
  gtk_widget_class_bind_template_callback (widget_class, focus_symbols);
  gtk_widget_class_bind_template_callback (widget_class, on_extended);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_get_key);
  gtk_widget_class_bind_template_callback (widget_class, on_take_watched);
}

static void
tape_feed_form_init (TapeFeedForm *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tape_feed_form_set_watched (self, NULL);
}
