import { ATTACHED_EFFECTS } from '../decide/rights/model-rights.ts';
import { isGlob, namePattern } from '../name-pattern.ts';
import type { FieldName, ModelName } from '../names.ts';
import type { ModelAccessFile } from '../schema/model-access.ts';
import type { Finding } from './finding.ts';
import { readableModels } from './readable-models.ts';

const MESSAGE_IDS = 'message_ids' as FieldName;
/** Read what no list names, where the policy lets administrators. */
const ADMINISTRATORS = 'base.group_system';
const PORTAL: ReadonlySet<string> = new Set(['base.group_portal', 'base.group_public']);
/** What is read through the field that holds the conversation. */
const THROUGH_MESSAGES: ReadonlySet<string> = new Set([
  'read_messages',
  'post_message',
  'read_attachments',
]);

/**
 * Grants of conversations, files or printed pages that open nothing: to portal users, on a model that is
 * granted to nobody, or beside a list of fields that leaves the conversation out.
 */
export function attachedGrantsWithoutEffect(file: ModelAccessFile): Finding[] {
  const readable = readableModels(file);
  return Object.entries(file.group_access).flatMap(([group, models]) =>
    Object.entries(models).flatMap(([model, grant]): Finding[] => {
      const attached = grant.operations.filter((operation) =>
        ATTACHED_EFFECTS.some((effect) => effect === operation),
      );
      if (attached.length === 0) return [];
      const path = ['group_access', group, model, 'operations'];
      const say = (what: readonly string[], why: string): Finding[] => [
        {
          path,
          message: `${what.join(', ')} on ${model} for group "${group}" has no effect: ${why}`,
        },
      ];
      if (PORTAL.has(group)) return say(attached, 'portal users have none of these');
      if (group !== ADMINISTRATORS && !isGlob(model) && !readable(model as ModelName)) {
        return say(attached, 'no list and no group grants reading the model, which it takes too');
      }
      const read = grant.fields?.read;
      const closed = attached.filter((operation) => THROUGH_MESSAGES.has(operation));
      return read !== undefined && closed.length > 0 && !namePattern(read).matches(MESSAGE_IDS)
        ? say(closed, 'the list of fields to read leaves out message_ids')
        : [];
    }),
  );
}
