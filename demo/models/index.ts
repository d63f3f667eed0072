import type { ModelDefinition } from '../engine/model.ts';
import { CRM_MODELS } from './crm.ts';
import { HR_MODELS } from './hr.ts';
import { LOCALIZATION_MODELS } from './localization.ts';
import { MAIL_MODELS } from './mail.ts';
import { PARTNER_MODELS } from './partners.ts';
import { PRODUCT_MODELS } from './product.ts';
import { PROJECT_MODELS } from './project.ts';
import { SALE_MODELS } from './sale.ts';
import { SYSTEM_MODELS } from './system.ts';
import { TIME_OFF_MODELS } from './time-off.ts';
import { USER_MODELS } from './users.ts';

/** Every model of the demo, by business area. */
export const MODELS: readonly ModelDefinition[] = [
  ...SYSTEM_MODELS,
  ...LOCALIZATION_MODELS,
  ...USER_MODELS,
  ...PARTNER_MODELS,
  ...MAIL_MODELS,
  ...PRODUCT_MODELS,
  ...CRM_MODELS,
  ...SALE_MODELS,
  ...PROJECT_MODELS,
  ...HR_MODELS,
  ...TIME_OFF_MODELS,
];
