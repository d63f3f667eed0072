import { isArray, isObject } from '../../policies/json.ts';
import {
  ahead,
  block,
  failure,
  inContent,
  inDescriptions,
  inHiddenModels,
  inRecords,
  inResult,
  nestedInOpenFields,
  notification,
  type Plant,
  withForbidden,
} from './planting.fixture.ts';

/** Every way in which a server can let a hidden value slip into an answer, by where it puts it. */
export const PLANTS: Readonly<Record<string, Plant>> = {
  'a hidden field': withForbidden((marker) => marker),
  'a hidden relation': withForbidden((marker) => [7, marker]),
  'a list in a hidden field': withForbidden((marker) => [{ id: 1, name: marker }]),
  'a hidden label': inRecords((record, _, marker) =>
    'country_id' in record ? { ...record, country_id: [7, marker] } : record,
  ),
  'a hidden label as an object': inRecords((record, _, marker) =>
    'country_id' in record ? { ...record, country_id: { id: 7, display_name: marker } } : record,
  ),
  'an object in an open field': nestedInOpenFields((marker) => ({ vat: marker })),
  'a list in an open field': nestedInOpenFields((marker) => [marker]),
  'a deep list in an open field': nestedInOpenFields((marker) => [[7, [marker]]]),
  'three parts in a relation': nestedInOpenFields((marker) => [7, { name: marker }, marker]),
  'the name of a field': inRecords((record, _, marker) => ({ ...record, [marker]: 1 })),
  'the id of a record': inRecords((record, _, marker) => ({ ...record, id: marker })),
  'records under another key': inContent((content, _, marker) => ({
    ...content,
    rows: [{ vat: marker }],
    [marker]: marker,
  })),
  'a record that is none': inContent((content, _, marker) =>
    isArray(content.records) ? { ...content, records: [...content.records, marker] } : content,
  ),
  'the keys beside the records': inContent((content, _, marker) =>
    Object.fromEntries(
      Object.entries({ hint: '', ...content }).map(([key, value]) => [
        key,
        ['count', 'total', 'truncated', 'model', 'hint', 'success', 'action', 'method'].includes(
          key,
        )
          ? marker
          : value,
      ]),
    ),
  ),
  'the values of a dry run': inContent((content, _, marker) => ({
    ...content,
    ...(isObject(content.validated_values)
      ? { validated_values: { ...content.validated_values, name: marker, vat: marker } }
      : {}),
    sanitized_kwargs: { vat: marker },
    args_count: marker,
    record_ids: [marker],
    field_count: marker,
  })),
  'the id of a new record': inContent((content, _, marker) =>
    'id' in content ? { ...content, id: marker } : content,
  ),
  'the result of a method': inContent((content, _, marker) =>
    'result' in content ? { ...content, result: marker } : content,
  ),
  'a result that looks withheld already': inContent((content, _, marker) =>
    'result' in content ? { ...content, result: { ok: true, type: marker } } : content,
  ),
  'an action of a method': inContent((content, _, marker) =>
    'result' in content
      ? { ...content, result: { type: 'ir.actions.act_window', context: { vat: marker } } }
      : content,
  ),
  'the text copy alone': inResult((result, marker) => ({
    ...result,
    content: [{ type: 'text', text: `{"vat":"${marker}"}` }],
  })),
  'a second text': block((marker) => ({ type: 'text', text: marker })),
  'an image': block((marker) => ({ type: 'image', data: marker, mimeType: 'image/png' })),
  'an embedded resource': block((marker) => ({
    type: 'resource',
    resource: { uri: `odoo://${marker}`, text: marker },
  })),
  'a link': block((marker) => ({ type: 'resource_link', uri: `odoo://${marker}`, name: marker })),
  'the metadata of a block': block((marker) => ({ type: 'text', text: '', _meta: { x: marker } })),
  'the metadata of the result': inResult((result, marker) => ({
    ...result,
    _meta: { note: marker, 'odoo-mcp-guard/decision': { effect: 'allow', reason: marker } },
  })),
  'other keys of the result': inResult((result, marker) => ({
    ...result,
    [marker]: marker,
    data: { vat: marker },
  })),
  'no structured content': inResult(({ structuredContent: _, ...result }, marker) => ({
    ...result,
    content: [{ type: 'text', text: marker }],
  })),
  'structured content that is a list': inResult((result, marker) => ({
    ...result,
    structuredContent: [{ vat: marker }],
  })),
  'structured content that is a text': inResult((result, marker) => ({
    ...result,
    structuredContent: marker,
  })),
  'an unfinished result': inResult((result, marker) => ({
    ...result,
    resultType: 'input_required',
    inputRequests: { ask: { method: 'elicitation/create', params: { message: marker } } },
    requestState: marker,
  })),
  'a result of an unknown type': inResult((result, marker) => ({ ...result, resultType: marker })),
  'an error that names field and value': failure(
    (field, marker) => `The value of ${field} is ${marker}, which another record has already.`,
  ),
  'an error with a quoted value': failure((field, marker) => `Duplicate ${field}: "${marker}".`),
  'an error that is data': failure((field, marker) => `{"${field}": "${marker}"}`),
  'a traceback': failure(
    (field, marker) =>
      `Traceback (most recent call last):\n  File "/odoo/models.py", line 1, in write\nValueError: ${field} ${marker}`,
  ),
  'a database error': failure(
    (field, marker) =>
      `duplicate key value violates unique constraint "x"\nDETAIL:  Key (${field})=(${marker}) already exists.`,
  ),
  'a protocol error': (_, __, marker) => ({
    error: { code: -32603, message: `vat ${marker}`, data: { vat: marker } },
  }),
  'a protocol error for bad parameters': (_, __, marker) => ({
    error: { code: -32602, message: marker, data: marker },
  }),
  'a progress message': notification('notifications/progress', (marker) => ({
    progressToken: 'token',
    progress: 1,
    total: 2,
    message: `reading ${marker}`,
  })),
  'a progress total': notification('notifications/progress', (marker) => ({
    progressToken: 'token',
    progress: 1,
    total: marker,
    _meta: { vat: marker },
  })),
  'a progress token': notification('notifications/progress', (marker) => ({
    progressToken: { marker },
    progress: 1,
  })),
  'a log message': notification('notifications/message', (marker) => ({
    level: 'info',
    logger: marker,
    data: { vat: marker },
  })),
  'a resource update': notification('notifications/resources/updated', (marker) => ({
    uri: `odoo://${marker}`,
  })),
  'a task status': notification('notifications/tasks/status', (marker) => ({
    taskId: marker,
    statusMessage: marker,
  })),
  'a notification nobody knows': ahead((marker) => ({
    jsonrpc: '2.0',
    method: `notifications/${marker}`,
    params: { vat: marker },
  })),
  'a question to the client': ahead((marker) => ({
    jsonrpc: '2.0',
    id: 99,
    method: 'elicitation/create',
    params: { message: marker },
  })),
  'a response to nothing': ahead((marker) => ({
    jsonrpc: '2.0',
    id: marker,
    result: { content: [{ type: 'text', text: marker }] },
  })),
  'the description of a hidden field': inDescriptions((field, marker) => ({
    ...field,
    help: marker,
    string: marker,
    selection: [[marker, marker]],
    default: marker,
    related: `partner_id.${marker}`,
  })),
  'a hidden field that is no description': inDescriptions((_, marker) => ({ [marker]: marker })),
  'a hidden model': inHiddenModels,
};
