import type { MethodName } from '../names.ts';
import type { Path } from '../yaml-document.ts';
import type { Finding } from './finding.ts';

/**
 * Names that circulate in example files and exist in none of Odoo 17, 18 and 19: a rule on one protects
 * nothing. The value is the name that was meant, where there is one.
 */
const STALE_MODELS: ReadonlyMap<string, string | undefined> = new Map([
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
  ['project.issue', 'project.task'],
  ['mail.channel', 'discuss.channel'],
]);

/** `model.method`. */
const STALE_METHODS: ReadonlyMap<string, string | undefined> = new Map([
  ['sale.order.action_done', 'action_lock'],
  ['crm.lead.action_set_active', 'toggle_active (17, 18) or action_restore (19)'],
  ['project.task.action_assign_to_me', undefined],
  ['project.task.action_open_task_form', 'action_open_task'],
]);

/** `model.field`. */
const STALE_FIELDS: ReadonlyMap<string, string | undefined> = new Map([
  ['hr.employee.salary', 'wage (hr.contract in 17 and 18, hr.version in 19)'],
]);

/** Whether a model exists in none of Odoo 17, 18 and 19. */
export function isStaleModel(model: string): boolean {
  return STALE_MODELS.has(model);
}

/** What to say of a model that exists in no release; nothing of any other. */
export function staleModel(model: string, path: Path, onKey = false): Finding[] {
  return STALE_MODELS.has(model)
    ? [{ path, onKey, message: inNoRelease(model, STALE_MODELS.get(model)) }]
    : [];
}

/** The same for a method of a model. */
export function staleMethod(model: string, method: MethodName, path: Path): Finding[] {
  const name = `${model}.${method}`;
  return STALE_METHODS.has(name)
    ? [{ path, message: inNoRelease(name, STALE_METHODS.get(name)) }]
    : [];
}

/** The same for a field of a model. */
export function staleField(model: string, field: string, path: Path): Finding[] {
  const name = `${model}.${field}`;
  return STALE_FIELDS.has(name)
    ? [{ path, message: inNoRelease(name, STALE_FIELDS.get(name)) }]
    : [];
}

function inNoRelease(name: string, meant: string | undefined): string {
  const instead = meant === undefined ? 'remove it' : `perhaps ${meant} is meant`;
  return `${name} exists in none of Odoo 17, 18 and 19: ${instead}`;
}
