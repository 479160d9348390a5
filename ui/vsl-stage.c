/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "ui/vsl-stage.h"

struct _VslStage {
  AdwBin parent_instance;
  GtkWidget *stack;
  GtkWidget *page;
  GtkWidget *status;
  GtkWidget *button;
};

G_DEFINE_TYPE (VslStage, vsl_stage, ADW_TYPE_BIN)

static void
vsl_stage_class_init (VslStageClass *klass)
{
}

static void
vsl_stage_init (VslStage *self)
{
  self->stack = gtk_stack_new ();
  gtk_stack_set_transition_type (GTK_STACK (self->stack), GTK_STACK_TRANSITION_TYPE_CROSSFADE);
  self->status = adw_status_page_new ();
  self->button = gtk_button_new ();
  gtk_widget_set_halign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->button, "pill");
  gtk_widget_add_css_class (self->button, "suggested-action");
  gtk_button_set_use_underline (GTK_BUTTON (self->button), TRUE);
  adw_status_page_set_child (ADW_STATUS_PAGE (self->status), self->button);
  gtk_stack_add_named (GTK_STACK (self->stack), self->status, "missing");
  adw_bin_set_child (ADW_BIN (self), self->stack);
}

/**
 * vsl_stage_new:
 * @page: the page
 * @icon: icon name for the time when something is missing
 *
 * Returns: (transfer floating): the stage.
 */
GtkWidget *
vsl_stage_new (GtkWidget *page, const char *icon)
{
  VslStage *self = g_object_new (VSL_TYPE_STAGE, NULL);

  self->page = page;
  gtk_stack_add_named (GTK_STACK (self->stack), page, "page");
  gtk_stack_set_visible_child (GTK_STACK (self->stack), page);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (self->status), icon);
  return GTK_WIDGET (self);
}

/**
 * vsl_stage_page:
 * @self: a stage
 *
 * Returns: (transfer none): the page in it.
 */
GtkWidget *
vsl_stage_page (VslStage *self)
{
  return self->page;
}

/* The target goes first: a name alone would be tried without one, with a warning. */
static void
set_action (GtkActionable *button, const char *detailed)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  if (!g_action_parse_detailed_name (detailed, &name, &target, NULL))
    g_return_if_reached ();
  gtk_actionable_set_action_name (button, NULL);
  gtk_actionable_set_action_target_value (button, target);
  gtk_actionable_set_action_name (button, name);
}

/**
 * vsl_stage_set_missing:
 * @self: a stage
 * @title: (nullable): what is missing; %NULL when the page can be used
 * @description: (nullable): one sentence, why
 * @button: (nullable): label of the button that leads to where it can be mended
 * @action: (nullable): its detailed action name
 */
void
vsl_stage_set_missing (VslStage *self, const char *title, const char *description, const char *button, const char *action)
{
  if (title != NULL)
    {
      adw_status_page_set_title (ADW_STATUS_PAGE (self->status), title);
      adw_status_page_set_description (ADW_STATUS_PAGE (self->status), description);
      gtk_button_set_label (GTK_BUTTON (self->button), button);
      set_action (GTK_ACTIONABLE (self->button), action);
    }
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), title != NULL ? "missing" : "page");
}
