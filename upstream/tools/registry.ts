import { bulkCreate } from './bulk-create.ts';
import { bulkUpdate } from './bulk-update.ts';
import { createRecord } from './create-record.ts';
import { deleteRecord } from './delete-record.ts';
import { executeMethod } from './execute-method.ts';
import { getAttachment } from './get-attachment.ts';
import { getCreateRequirements } from './get-create-requirements.ts';
import { getDefaults } from './get-defaults.ts';
import { getMessages } from './get-messages.ts';
import { getModelFields } from './get-model-fields.ts';
import { getOnchange } from './get-onchange.ts';
import { getRecord } from './get-record.ts';
import { getRecordActions } from './get-record-actions.ts';
import { getReport } from './get-report.ts';
import { listAttachments } from './list-attachments.ts';
import { listModels } from './list-models.ts';
import { login } from './login.ts';
import { nameSearch } from './name-search.ts';
import { postMessage } from './post-message.ts';
import { readGroup } from './read-group.ts';
import { searchCount } from './search-count.ts';
import { searchRead } from './search-read.ts';
import type { Tool } from './tool.ts';
import { updateRecord } from './update-record.ts';
import { whoami } from './whoami.ts';

/** Every tool, in the order tools/list shows them. */
export const TOOLS: readonly Tool[] = [
  login,
  whoami,
  listModels,
  getModelFields,
  searchRead,
  getRecord,
  searchCount,
  readGroup,
  nameSearch,
  getDefaults,
  getOnchange,
  getCreateRequirements,
  getRecordActions,
  createRecord,
  updateRecord,
  bulkCreate,
  bulkUpdate,
  deleteRecord,
  getMessages,
  postMessage,
  listAttachments,
  getAttachment,
  getReport,
  executeMethod,
];
