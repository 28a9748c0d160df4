/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is said while nothing has fired: how many rules wait for it, and which is nearest. Main thread only. */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * tape_alert_quiet_describe:
 * @rules: (element-type TapeAlertRule): all there are
 *
 * Returns: (transfer full): "12 rules armed; nearest AAPL, 1.2 % away."
 */
char *tape_alert_quiet_describe (GListModel *rules);

G_END_DECLS
