import { XMLParser } from 'fast-xml-parser';
import * as z from 'zod';

/** One element: either text, or other elements with nothing but white space between them. */
export interface XmlElement {
  readonly name: string;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

/** An XML text that is not taken. The message quotes nothing of it. */
export class XmlRefused extends Error {
  override readonly name = 'XmlRefused';
}

const DECLARATION = /^\s*<\?xml [^<>?]*\?>/;
const REFERENCE = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([\da-fA-F]{1,6}));|&/g;
const PREDEFINED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

const TEXT = '#text';
const ATTRIBUTES = ':@';
type Node = z.output<typeof node>;
const node = z.record(z.string(), z.unknown());

/**
 * Reads an XML document of elements and text. A document type, entity, comment, CDATA section,
 * processing instruction, namespace or attribute is refused before or while reading, so that there is
 * nothing to expand or to fetch: XML-RPC has none of them. Throws {@link XmlRefused}, also for elements
 * nested deeper than `maxDepth` and for text beside elements.
 */
export function parseXml(text: string, maxDepth: number): XmlElement {
  const body = text.replace(DECLARATION, '');
  if (/<[!?]/.test(body)) throw new XmlRefused('markup other than elements');
  const roots = z.array(node).safeParse(readNodes(body, maxDepth));
  if (!roots.success) throw new XmlRefused('no elements');
  const { elements, text: beside } = contentOf(roots.data);
  const [root, ...others] = elements;
  if (root === undefined || others.length > 0 || beside.trim() !== '')
    throw new XmlRefused('not one root element');
  return root;
}

function readNodes(body: string, maxDepth: number): unknown {
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    allowBooleanAttributes: true,
    parseTagValue: false,
    trimValues: false,
    processEntities: false,
    htmlEntities: false,
    maxNestedTags: maxDepth,
    jPath: false,
  });
  try {
    return parser.parse(body, true);
  } catch (error) {
    const deep = error instanceof Error && error.message.includes('nested tags');
    throw new XmlRefused(deep ? `elements nested deeper than ${maxDepth}` : 'not well-formed');
  }
}

function contentOf(nodes: readonly Node[]): { elements: XmlElement[]; text: string } {
  const elements: XmlElement[] = [];
  let text = '';
  for (const entry of nodes) {
    if (ATTRIBUTES in entry) throw new XmlRefused('an attribute');
    const [[name, value] = ['', undefined]] = Object.entries(entry);
    if (name === TEXT && typeof value === 'string') text += value;
    else elements.push(elementOf(name, value));
  }
  return { elements, text };
}

function elementOf(name: string, value: unknown): XmlElement {
  const nodes = z.array(node).safeParse(value);
  if (!nodes.success) throw new XmlRefused('an element of an unknown form');
  const { elements, text } = contentOf(nodes.data);
  if (elements.length === 0) return { name, children: [], text: resolveReferences(text) };
  if (text.trim() !== '') throw new XmlRefused('text beside elements');
  return { name, children: elements, text: '' };
}

/** Character references and the five names XML itself has; every other name is refused. */
function resolveReferences(text: string): string {
  return text.replace(REFERENCE, (_all, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return PREDEFINED[name] ?? '';
    const point = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    const carried = point === 9 || point === 10 || point === 13 || point >= 32;
    if (!carried || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff))
      throw new XmlRefused('a reference to something else than a character');
    return String.fromCodePoint(point);
  });
}
