import { analyzeModel } from './analyze-model.ts';
import { bulkOperations } from './bulk-operations.ts';
import { compareRecords } from './compare-records.ts';
import { createWorkflow } from './create-workflow.ts';
import { dataMigration } from './data-migration.ts';
import { debugAccess } from './debug-access.ts';
import { discoverCustomModules } from './discover-custom-modules.ts';
import { employeeOnboarding } from './employee-onboarding.ts';
import { exploreData } from './explore-data.ts';
import { fieldMapping } from './field-mapping.ts';
import { generateReport } from './generate-report.ts';
import { leadToOpportunity } from './lead-to-opportunity.ts';
import type { PromptDefinition } from './prompt.ts';
import { purchaseToReceipt } from './purchase-to-receipt.ts';
import { quoteToInvoice } from './quote-to-invoice.ts';
import { recordCreationGuide } from './record-creation-guide.ts';
import { ticketLifecycle } from './ticket-lifecycle.ts';
import { workflowGuide } from './workflow-guide.ts';

/** Every prompt, in the order prompts/list shows them. */
export const PROMPTS: readonly PromptDefinition[] = [
  analyzeModel,
  exploreData,
  createWorkflow,
  compareRecords,
  generateReport,
  discoverCustomModules,
  debugAccess,
  quoteToInvoice,
  employeeOnboarding,
  ticketLifecycle,
  purchaseToReceipt,
  leadToOpportunity,
  workflowGuide,
  recordCreationGuide,
  bulkOperations,
  fieldMapping,
  dataMigration,
];
