/**
 * Names that circulate in example files and exist in none of Odoo 17, 18 and 19: a rule on one protects
 * nothing. The value is the name that was meant, where there is one.
 */
export const STALE_MODELS: ReadonlyMap<string, string | undefined> = new Map([
  ['ir.translation', undefined],
  ['ir.actions.report.xml', 'ir.actions.report'],
  ['ir.server.object.lines', undefined],
  ['base.import.mapping', 'base_import.mapping'],
  ['base.import.tests.models.char', undefined],
  ['base.setup.installer', undefined],
  ['base_setup.config', 'res.config.settings'],
  ['base.update.translations', 'base.language.import'],
  ['audit.log', undefined],
  ['auth.totp.wizard', 'auth_totp.wizard'],
  ['auth.totp.device', 'auth_totp.device'],
  ['account.invoice', 'account.move'],
  ['account.invoice.line', 'account.move.line'],
  ['stock.pack.operation', 'stock.move.line'],
  ['hr.holidays', 'hr.leave'],
  ['hr.holidays.status', 'hr.leave.type'],
  ['product.uom', 'uom.uom'],
  ['project.issue', 'project.task'],
  ['mail.channel', 'discuss.channel'],
]);

/** `model.method`. */
export const STALE_METHODS: ReadonlyMap<string, string | undefined> = new Map([
  ['sale.order.action_done', 'action_lock'],
  ['crm.lead.action_set_active', 'toggle_active (17, 18) or action_restore (19)'],
  ['project.task.action_assign_to_me', undefined],
  ['project.task.action_open_task_form', 'action_open_task'],
]);

/** `model.field`. */
export const STALE_FIELDS: ReadonlyMap<string, string | undefined> = new Map([
  ['hr.employee.salary', 'wage (hr.contract in 17 and 18, hr.version in 19)'],
]);
