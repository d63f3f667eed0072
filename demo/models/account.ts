import type { ModelDefinition } from '../engine/model.ts';
import { INVOICE } from './account-move.ts';
import { INVOICE_LINE } from './account-move-line.ts';
import { PAYMENT } from './account-payment.ts';
import { ACCOUNT_SETUP_MODELS } from './account-setup.ts';

/** Invoices, bills and payments, and what they need. */
export const ACCOUNT_MODELS: readonly ModelDefinition[] = [
  ...ACCOUNT_SETUP_MODELS,
  INVOICE,
  INVOICE_LINE,
  PAYMENT,
];
