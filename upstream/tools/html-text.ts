const BLOCKS = new Set(
  'address article aside blockquote br dd div dl dt figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table tr ul'.split(
    ' ',
  ),
);
/** Elements whose content is no text of the message. */
const UNSEEN = new Set('head noscript script style svg template title'.split(' '));
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  hellip: '…',
  laquo: '«',
  ldquo: '“',
  lsquo: '‘',
  lt: '<',
  mdash: '—',
  nbsp: ' ',
  ndash: '–',
  quot: '"',
  raquo: '»',
  rdquo: '”',
  rsquo: '’',
};
/** Control characters, and those that nobody sees or that turn the order of text round. */
const INVISIBLE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is removed
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/gu;

/**
 * The text of a piece of HTML as a reader would see it, in at most `maxLength` characters: one line per
 * block, list items with a dash, no images, links as their words, nothing of scripts and styles, no
 * invisible characters. A longer text ends in `…`. Takes time in proportion to the input, whatever it is.
 */
export function htmlToText(html: string, maxLength: number): string {
  let text = '';
  let at = 0;
  let dropped: string | undefined;
  while (at < html.length) {
    const open = html.indexOf('<', at);
    const end = open < 0 ? html.length : open;
    if (dropped === undefined) text += decodeEntities(html.slice(at, end));
    if (open < 0) break;
    const tag = readTag(html, open);
    at = tag.end;
    if (tag.kind === 'text') {
      if (dropped === undefined) text += '<';
    } else if (dropped !== undefined) {
      if (tag.kind === 'close' && tag.name === dropped) dropped = undefined;
    } else if (tag.kind === 'open' && UNSEEN.has(tag.name)) dropped = tag.name;
    else if (BLOCKS.has(tag.name)) text += tag.name === 'li' && tag.kind === 'open' ? '\n- ' : '\n';
    else if (tag.name === 'td' || tag.name === 'th') text += ' ';
  }
  return shortened(tidied(text), maxLength);
}

type Tag = {
  readonly kind: 'open' | 'close' | 'text' | 'none';
  readonly name: string;
  end: number;
};

/** The tag at `<`, or the sign itself where none begins there. */
function readTag(html: string, open: number): Tag {
  if (html.startsWith('<!--', open)) {
    const end = html.indexOf('-->', open + 4);
    return { kind: 'none', name: '', end: end < 0 ? html.length : end + 3 };
  }
  const head = /^<(\/?)([A-Za-z][A-Za-z0-9]*)/.exec(html.slice(open, open + 40));
  const other = html[open + 1] === '!' || html[open + 1] === '?';
  if (head === null && !other) return { kind: 'text', name: '', end: open + 1 };
  const end = endOfTag(html, open + (head?.[0].length ?? 2));
  return {
    kind: head === null ? 'none' : head[1] === '/' ? 'close' : 'open',
    name: head?.[2]?.toLowerCase() ?? '',
    end,
  };
}

/** Past the `>` that ends the tag; one within quotes does not. */
function endOfTag(html: string, from: number): number {
  let quote = '';
  for (let at = from; at < html.length; at += 1) {
    const sign = html[at];
    if (quote !== '') {
      if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '>') return at + 1;
  }
  return html.length;
}

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-z]{2,8}));/g,
    (whole, ...found) => {
      const [decimal, hex, name]: (string | undefined)[] = found;
      if (name !== undefined) return NAMED[name] ?? whole;
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16);
      const isCharacter = code <= 0x10_ffff && !(code >= 0xd800 && code <= 0xdfff);
      return isCharacter ? String.fromCodePoint(code) : '';
    },
  );
}

function tidied(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(INVISIBLE, '')
    .split('\n')
    .map((line) => line.replace(/[\t \u00a0]+/g, ' ').trim())
    .filter((line) => line !== '')
    .join('\n')
    .replace(/^(?:-\n)+/gm, '- ');
}

function shortened(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  return `${text.slice(0, maxLength - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
