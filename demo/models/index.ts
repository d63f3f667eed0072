import type { ModelDefinition } from '../engine/model.ts';
import { ACCOUNT_MODELS } from './account.ts';
import type { AppName } from './apps.ts';
import { ATTENDANCE } from './attendance.ts';
import { CALENDAR_MODELS } from './calendar.ts';
import { withThread } from './chatter.ts';
import { CRM_MODELS } from './crm.ts';
import { HELPDESK_MODELS } from './helpdesk.ts';
import { HR_MODELS } from './hr.ts';
import { LOCALIZATION_MODELS } from './localization.ts';
import { MAIL_MODELS } from './mail.ts';
import { MRP_MODELS } from './mrp.ts';
import { PARTNER_MODELS } from './partners.ts';
import { PRODUCT_MODELS } from './product.ts';
import { PROJECT_MODELS } from './project.ts';
import { PURCHASE_MODELS } from './purchase.ts';
import { SALE_MODELS } from './sale.ts';
import { SALES_TEAM_MODELS } from './sales-team.ts';
import { STOCK_MODELS } from './stock.ts';
import { SYSTEM_MODELS } from './system.ts';
import { TIME_OFF_MODELS } from './time-off.ts';
import { USER_MODELS } from './users.ts';

/** Models of the apps that can be left out. */
const APP_MODELS: { readonly [app in AppName]?: readonly ModelDefinition[] } = {
  account: ACCOUNT_MODELS,
  calendar: CALENDAR_MODELS,
  crm: CRM_MODELS,
  sale: SALE_MODELS,
  project: PROJECT_MODELS,
  hr: HR_MODELS,
  hr_holidays: TIME_OFF_MODELS,
  hr_attendance: [ATTENDANCE],
  helpdesk: HELPDESK_MODELS,
  stock: STOCK_MODELS,
  purchase: PURCHASE_MODELS,
  mrp: MRP_MODELS,
};

/** Every model of the demo, by business area. */
export const MODELS: readonly ModelDefinition[] = [
  ...SYSTEM_MODELS,
  ...LOCALIZATION_MODELS,
  ...USER_MODELS,
  ...PARTNER_MODELS,
  ...MAIL_MODELS,
  ...PRODUCT_MODELS,
  ...SALES_TEAM_MODELS,
  ...Object.values(APP_MODELS).flat(),
].map((definition) => (definition.thread ? withThread(definition, definition.thread) : definition));

/** Names of the models that are not there when these modules are not installed. */
export function absentModels(modules: ReadonlySet<string>): ReadonlySet<string> {
  const absent = Object.entries(APP_MODELS).filter(([app]) => modules.has(app));
  return new Set(absent.flatMap(([, models]) => models.map(({ name }) => name)));
}
