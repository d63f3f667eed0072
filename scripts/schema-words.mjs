// JSON Schemas in the words of a table.

/** Text for one cell of a Markdown table. */
export function cell(text = '') {
  return text
    .replaceAll('|', '\\|')
    .replaceAll('\n', ' ')
    .replaceAll(/<(?=\w)/g, '&lt;');
}

/** The type of a value, in a word or two. */
export function typeOf(schema) {
  if (schema.const !== undefined) return schema.const === '' ? '' : `\`${schema.const}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${value}\``).join(' \\| ');
  const options = schema.anyOf ?? schema.oneOf;
  if (options) return [...new Set(options.map(typeOf))].filter(Boolean).join(' or ');
  if (schema.type === 'array') return listOf(schema.items ?? {});
  if (Array.isArray(schema.type)) return schema.type.map(word).join(' or ');
  return word(schema.type);
}

function listOf(items) {
  if (items.enum) return `list of ${items.enum.map((value) => `\`${value}\``).join(', ')}`;
  if (Array.isArray(items.type) || items.anyOf) return 'list';
  const plural = { string: 'texts', integer: 'integers', number: 'numbers', object: 'objects' };
  return items.type in plural ? `list of ${plural[items.type]}` : 'list';
}

function word(type) {
  return { string: 'text', object: 'object', undefined: 'any value' }[type] ?? type;
}
