/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Holds the sources against the table of modules: a folder of src/ includes what its row names, and what the rows named
 * there name in turn. */

#include <glib.h>
#include <string.h>

#define MAX_NAMES 8

typedef struct
{
  const char *folder;
  const char *folders[MAX_NAMES];
  const char *libraries[MAX_NAMES];
} Module;

static const Module modules[] = {
  { "base", { NULL }, { "C", "GLib" } },
  { "analytics", { "base" }, { NULL } },
  { "alerts", { "analytics" }, { NULL } },
  { "engine", { "alerts", "analytics" }, { NULL } },
  { "feed", { "base" }, { "libcurl", "libsoup", "cJSON", "libcsv", "librdkafka" } },
  { "store", { "base" }, { "SQLite" } },
  { "pipeline", { "engine", "feed", "store" }, { "libsecret" } },
  { "plot", { "base" }, { "Cairo", "Pango" } },
  { "model", { "pipeline" }, { NULL } },
  { "app", { "model", "plot" }, { "GTK", "libadwaita", "GtkSourceView", "libportal" } },
  { "cli", { "pipeline" }, { NULL } },
};

/* Which library a system header belongs to, by how its name begins; where it ends in h, by all of its name. */
static const struct
{
  const char *name;
  const char *headers[MAX_NAMES];
} libraries[] = {
  { "GLib", { "glib.h", "glib/", "glib-object.h", "glib-unix.h", "gio/" } },
  { "libcurl", { "curl/" } },
  { "libsoup", { "libsoup/" } },
  { "cJSON", { "cjson/" } },
  { "libcsv", { "csv.h" } },
  { "librdkafka", { "librdkafka/" } },
  { "SQLite", { "sqlite3.h" } },
  { "libsecret", { "libsecret/" } },
  { "Cairo", { "cairo.h", "cairo-svg.h", "cairo/" } },
  { "Pango", { "pango/" } },
  { "GTK", { "gtk/", "gdk/", "gsk/", "graphene.h" } },
  { "libadwaita", { "adwaita.h" } },
  { "GtkSourceView", { "gtksourceview/" } },
  { "libportal", { "libportal/", "libportal-gtk4/" } },
};

/* What the system and the compiler themselves bring. */
static const char *const system_headers[] = {
  "assert.h",   "ctype.h",    "emmintrin.h",    "errno.h",    "fcntl.h",     "fenv.h",   "float.h",
  "inttypes.h", "limits.h",   "locale.h",       "math.h",     "pthread.h",   "sched.h",  "signal.h",
  "stdarg.h",   "stdbool.h",  "stddef.h",       "stdint.h",   "stdio.h",     "stdlib.h", "string.h",
  "sys/file.h", "sys/mman.h", "sys/resource.h", "sys/stat.h", "sys/types.h", "time.h",   "unistd.h",
};

static const Module *
find_module (const char *folder)
{
  for (gsize i = 0; i < G_N_ELEMENTS (modules); i++)
    if (strcmp (modules[i].folder, folder) == 0)
      return &modules[i];
  return NULL;
}

static gboolean
names (const char *const *list, const char *name)
{
  for (guint i = 0; i < MAX_NAMES && list[i] != NULL; i++)
    if (strcmp (list[i], name) == 0)
      return TRUE;
  return FALSE;
}

/* Whether @module, or one that it may use, has @folder or @library in its row. */
static gboolean
may_use (const Module *module, const char *folder, const char *library)
{
  if (folder != NULL && (strcmp (module->folder, folder) == 0 || names (module->folders, folder)))
    return TRUE;
  if (library != NULL && names (module->libraries, library))
    return TRUE;
  for (guint i = 0; i < MAX_NAMES && module->folders[i] != NULL; i++)
    if (may_use (find_module (module->folders[i]), folder, library))
      return TRUE;
  return FALSE;
}

static const char *
find_library (const char *header)
{
  for (gsize i = 0; i < G_N_ELEMENTS (system_headers); i++)
    if (strcmp (header, system_headers[i]) == 0)
      return "C";
  for (gsize i = 0; i < G_N_ELEMENTS (libraries); i++)
    for (guint j = 0; j < MAX_NAMES && libraries[i].headers[j] != NULL; j++)
      {
        const char *known = libraries[i].headers[j];

        if (g_str_has_suffix (known, "/") ? g_str_has_prefix (header, known) : strcmp (header, known) == 0)
          return libraries[i].name;
      }
  return NULL;
}

/* What is wrong with a line of a file in @folder, or NULL. */
static char *
check_line (const char *folder, const char *line)
{
  static GRegex *include = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *header = NULL, *kind = NULL;
  const Module *module = find_module (folder);
  const char *slash, *library;

  if (include == NULL)
    include = g_regex_new ("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]", 0, 0, NULL);
  if (!g_regex_match (include, line, 0, &match))
    return NULL;
  if (module == NULL)
    return g_strdup_printf ("the folder %s has no row", folder);
  kind = g_match_info_fetch (match, 1);
  header = g_match_info_fetch (match, 2);
  slash = strchr (header, '/');
  if (*kind == '"')
    {
      g_autofree char *other = slash == NULL ? NULL : g_strndup (header, (gsize)(slash - header));

      if (strcmp (header, "config.h") == 0 || (other != NULL && may_use (module, other, NULL)))
        return NULL;
      return g_strdup_printf ("%s includes \"%s\", which its row does not allow", folder, header);
    }
  library = find_library (header);
  if (library == NULL)
    return g_strdup_printf ("%s includes <%s>, of a library that no row names", folder, header);
  if (!may_use (module, NULL, library))
    return g_strdup_printf ("%s includes <%s> of %s, which its row does not allow", folder, header, library);
  return NULL;
}

static guint
check_file (const char *path, const char *folder, guint *n_wrong)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  guint n_includes = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *wrong = check_line (folder, lines[i]);

      n_includes += strstr (lines[i], "#include") != NULL;
      if (wrong != NULL)
        g_test_message ("%s:%u: %s", path, i + 1, wrong);
      *n_wrong += wrong != NULL;
    }
  return n_includes;
}

static guint
check_folder (const char *directory, const char *folder, guint *n_wrong)
{
  g_autoptr (GDir) files = g_dir_open (directory, 0, NULL);
  const char *name;
  guint n_includes = 0;

  while (files != NULL && (name = g_dir_read_name (files)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (g_str_has_suffix (name, ".c") || g_str_has_suffix (name, ".h"))
        n_includes += check_file (path, folder, n_wrong);
      else if (g_file_test (path, G_FILE_TEST_IS_DIR))
        n_includes += check_folder (path, folder, n_wrong);
    }
  return n_includes;
}

static void
test_sources (void)
{
  g_autofree char *sources = g_test_build_filename (G_TEST_DIST, "..", "src", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) folders = g_dir_open (sources, 0, &error);
  const char *folder;
  guint n_includes = 0, n_wrong = 0;

  g_assert_no_error (error);
  while ((folder = g_dir_read_name (folders)) != NULL)
    {
      g_autofree char *path = g_build_filename (sources, folder, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        n_includes += check_folder (path, folder, &n_wrong);
    }
  g_assert_cmpuint (n_includes, >, 200);
  g_assert_cmpuint (n_wrong, ==, 0);
}

/* The check itself: what it lets pass, and what it does not. */
static void
test_rows (void)
{
  static const struct
  {
    const char *folder;
    const char *line;
    gboolean allowed;
  } lines[] = {
    { "base", "#include <glib.h>", TRUE },
    { "base", "#include \"base/tape-time.h\"", TRUE },
    { "base", "#include \"analytics/tape-pane.h\"", FALSE },
    { "engine", "#include \"base/tape-time.h\"", TRUE },
    { "engine", "  #  include \"store/tape-store.h\"", FALSE },
    { "engine", "#include <sqlite3.h>", FALSE },
    { "store", "#include <sqlite3.h>", TRUE },
    { "store", "#include \"engine/tape-engine.h\"", FALSE },
    { "feed", "#include \"engine/tape-engine.h\"", FALSE },
    { "plot", "#include <cairo.h>", TRUE },
    { "plot", "#include <gtk/gtk.h>", FALSE },
    { "plot", "#include \"model/tape-desk.h\"", FALSE },
    { "model", "#include <cairo.h>", FALSE },
    { "model", "#include \"store/tape-store.h\"", TRUE },
    { "model", "#include <gtk/gtk.h>", FALSE },
    { "app", "#include <cairo.h>", TRUE },
    { "app", "#include <adwaita.h>", TRUE },
    { "cli", "#include \"plot/tape-axis.h\"", FALSE },
    { "cli", "#include <string.h>", TRUE },
    { "cli", "#include <invented.h>", FALSE },
    { "cli", "#include \"tape-time.h\"", FALSE },
    { "cli", "#include \"config.h\"", TRUE },
    { "new", "#include <glib.h>", FALSE },
    { "new", "int number;", TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *wrong = check_line (lines[i].folder, lines[i].line);

      g_test_message ("%s: %s", lines[i].folder, lines[i].line);
      g_assert_cmpint (wrong == NULL, ==, lines[i].allowed);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/includes/rows-allow-and-refuse", test_rows);
  g_test_add_func ("/includes/sources-keep-to-their-rows", test_sources);
  return g_test_run ();
}
