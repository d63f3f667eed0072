import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { XmlRefused } from './xml-document.ts';
import { decodeMethodResponse } from './xmlrpc-decode.ts';
import { encodeMethodCall, MAX_XMLRPC_DEPTH } from './xmlrpc-encode.ts';

const HEAD = '<?xml version="1.0"?>\n';
const answer = (value: string) =>
  `${HEAD}<methodResponse>\n<params>\n<param>\n${value}\n</param>\n</params>\n\n</methodResponse>\n`;
const decode = (value: string) => decodeMethodResponse(answer(`<value>${value}</value>`));
const result = (value: string) => {
  const decoded = decode(value);
  return decoded.kind === 'result' ? decoded.value : decoded;
};

/** The value as it goes out, read back as an answer. */
function carried(value: unknown): unknown {
  const params = /<params>[\s\S]*<\/params>/.exec(encodeMethodCall('m', [value]))?.[0] ?? '';
  const decoded = decodeMethodResponse(`<methodResponse>${params}</methodResponse>`);
  return decoded.kind === 'result' ? decoded.value : decoded;
}

/** Text of characters that XML carries. */
const text = fc
  .string({ unit: 'binary' })
  .map((raw) => raw.replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, ''));
const whole = fc.maxSafeInteger();
const fraction = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .filter((value) => !Number.isInteger(value));
const { value: json } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    text,
    whole,
    fraction,
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(text, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

describe('what goes out as XML-RPC', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(json, (value) => {
        expect(carried(value)).toEqual(value);
      }),
    );
  });

  it.each([
    ['a whole number', 42, '<int>42</int>'],
    ['the largest of 32 bits', 2_147_483_647, '<int>2147483647</int>'],
    ['a wider one', 2_147_483_648, '<i8>2147483648</i8>'],
    ['a negative wide one', -2_147_483_649, '<i8>-2147483649</i8>'],
    ['minus zero', -0, '<int>0</int>'],
    ['a fraction', 1.5, '<double>1.5</double>'],
    ['a small fraction', 1e-7, '<double>1e-7</double>'],
    ['true', true, '<boolean>1</boolean>'],
    ['nothing', null, '<nil/>'],
    ['markup', '<a>&"', '<string>&lt;a&gt;&amp;"</string>'],
    ['the end of a CDATA section', ']]>', '<string>]]&gt;</string>'],
    ['a carriage return', '\r\n', '<string>&#13;\n</string>'],
    ['a member without a value', { a: undefined }, '<struct></struct>'],
    ['an item without a value', [undefined], '<array><data><value><nil/></value></data></array>'],
  ])('%s is written as Odoo reads it', (_case, value, written) => {
    expect(encodeMethodCall('m', [value])).toContain(`<param><value>${written}</value></param>`);
  });

  it.each([
    ['a control character', 'a\u0000b', /control character/],
    ['a control character in a name', { 'a\u001b': 1 }, /control character/],
    ['half a surrogate pair', 'a\ud800', /control character/],
    ['a non-character', '\uffff', /control character/],
    ['infinity', Number.POSITIVE_INFINITY, /not finite/],
    ['no number', Number.NaN, /not finite/],
    ['an inexact whole number', 2 ** 53, /not exact/],
    ['a big integer', 10n, /type bigint/],
    ['a function', () => 1, /type function/],
    ['too deep a list', nested(MAX_XMLRPC_DEPTH + 1), /nested deeper/],
  ])('%s is refused', (_case, value, reason) => {
    const encode = () => encodeMethodCall('m', [value]);
    expect(encode).toThrow(expect.objectContaining({ class: 'validation' }));
    expect(encode).toThrow(reason);
  });
});

function nested(depth: number): unknown {
  return depth === 0 ? 1 : [nested(depth - 1)];
}

describe('what comes in as XML-RPC', () => {
  it.each<[string, string, unknown]>([
    ['int', '<int>-7</int>', -7],
    ['i4', '<i4>7</i4>', 7],
    ['i8', '<i8>9007199254740991</i8>', 9_007_199_254_740_991],
    ['boolean', '<boolean>0</boolean>', false],
    ['double', '<double>1e+16</double>', 1e16],
    ['string', '<string> a &lt;b&gt; &amp;amp; &#233;&#x1F600; </string>', ' a <b> &amp; é😀 '],
    ['no type', 'plain', 'plain'],
    ['an empty text', '<string></string>', ''],
    ['base64', '<base64>\naGk=\n</base64>', 'aGk='],
    [
      'a date and time',
      '<dateTime.iso8601>20240131T10:20:30</dateTime.iso8601>',
      '2024-01-31 10:20:30',
    ],
    ['nil', '<nil/>', null],
    ['an empty list', '<array><data>\n</data></array>', []],
    ['an empty struct', '<struct>\n</struct>', {}],
    [
      'a struct with a name of JavaScript',
      '<struct><member><name>__proto__</name><value><int>1</int></value></member></struct>',
      JSON.parse('{"__proto__":1}'),
    ],
  ])('%s is read', (_case, value, read) => {
    expect(result(value)).toEqual(read);
  });

  it('is read as Odoo 17 and 18 write records', () => {
    const record =
      '<array><data>\n<value><struct>\n<member>\n<name>id</name>\n<value><int>1</int></value>\n</member>\n<member>\n<name>name</name>\n<value><string>My Company (San Francisco)</string></value>\n</member>\n</struct></value>\n</data></array>';
    expect(result(record)).toEqual([{ id: 1, name: 'My Company (San Francisco)' }]);
    const seventeen = answer(`<value>${record}</value>`).replaceAll('"', "'");
    expect(decodeMethodResponse(seventeen)).toEqual(decode(record));
  });

  it('is read as a fault', () => {
    const fault =
      '<?xml version="1.0"?>\n<methodResponse>\n<fault>\n<value><struct>\n<member>\n<name>faultCode</name>\n<value><int>3</int></value>\n</member>\n<member>\n<name>faultString</name>\n<value><string>Access Denied</string></value>\n</member>\n</struct></value>\n</fault>\n\n</methodResponse>\n';
    expect(decodeMethodResponse(fault)).toEqual({ kind: 'fault', code: 3, text: 'Access Denied' });
  });

  it.each([
    ['an unknown type', '<bigdecimal>1</bigdecimal>'],
    ['a type of another namespace', '<ex:nil/>'],
    ['two types', '<int>1</int><int>2</int>'],
    ['text beside a type', 'x<int>1</int>'],
    ['an attribute', '<int base="16">1</int>'],
    ['an attribute without a value', '<int hidden>1</int>'],
    ['an inexact whole number', '<i8>9007199254740993</i8>'],
    ['a fraction as whole number', '<int>1.5</int>'],
    ['a number in hexadecimal', '<int>0x10</int>'],
    ['infinity', '<double>inf</double>'],
    ['no number', '<double>nan</double>'],
    ['an empty number', '<int></int>'],
    ['a megabyte of digits and a letter', `<double>${'1'.repeat(1_000_000)}x</double>`],
    ['a number too large', `<double>${'1'.repeat(1_000)}</double>`],
    ['a boolean in words', '<boolean>true</boolean>'],
    ['broken base64', '<base64>a</base64>'],
    ['a date without a time', '<dateTime.iso8601>20240131</dateTime.iso8601>'],
    ['a nil with content', '<nil>1</nil>'],
    ['an entity of its own', '<string>&xxe;</string>'],
    ['a bare ampersand', '<string>a & b</string>'],
    ['a reference to no character', '<string>&#0;</string>'],
    ['a reference to half a pair', '<string>&#xD800;</string>'],
    ['a reference beyond Unicode', '<string>&#x110000;</string>'],
    ['a CDATA section', '<string><![CDATA[x]]></string>'],
    ['a comment', '<string>a<!-- b -->c</string>'],
    ['a processing instruction', '<string><?php x ?></string>'],
    ['elements in a text', '<string><b>x</b></string>'],
    ['a list without data', '<array><value><int>1</int></value></array>'],
    ['a list of something else', '<array><data><int>1</int></data></array>'],
    ['a member without a value', '<struct><member><name>a</name></member></struct>'],
    [
      'a member twice',
      '<struct><member><name>a</name><value>1</value></member><member><name>a</name><value>2</value></member></struct>',
    ],
    ['wrong nesting', '<struct><member></struct></member>'],
    ['an open element', '<string>x'],
  ])('%s is refused', (_case, value) => {
    expect(() => decode(value)).toThrow(XmlRefused);
  });

  it.each([
    ['another document', `${HEAD}<rss></rss>`],
    ['a call', encodeMethodCall('m', [])],
    ['no element', HEAD],
    ['two roots', '<methodResponse></methodResponse><methodResponse></methodResponse>'],
    ['two values', answer('<value>1</value><value>2</value>')],
    ['a fault without a text', '<methodResponse><fault><value>1</value></fault></methodResponse>'],
  ])('%s is refused', (_case, document) => {
    expect(() => decodeMethodResponse(document)).toThrow(XmlRefused);
  });

  it.each([
    [
      'a billion laughs',
      `${HEAD}<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>\n<methodResponse><params><param><value><string>&c;</string></value></param></params></methodResponse>`,
    ],
    [
      'an external entity',
      `${HEAD}<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>\n<methodResponse><params><param><value><string>&f;</string></value></param></params></methodResponse>`,
    ],
    [
      'an external document type',
      `${HEAD}<!DOCTYPE methodResponse SYSTEM "http://127.0.0.1/x.dtd">\n<methodResponse></methodResponse>`,
    ],
    [
      'a parameter entity behind the root',
      '<methodResponse></methodResponse><!DOCTYPE x [<!ENTITY % p SYSTEM "x">%p;]>',
    ],
  ])('%s is refused before anything is expanded', (_case, document) => {
    expect(() => decodeMethodResponse(document)).toThrow('markup other than elements');
  });

  it('is read up to a depth, and refused beyond it', () => {
    const list = (depth: number): string =>
      depth === 0
        ? '<int>1</int>'
        : `<array><data><value>${list(depth - 1)}</value></data></array>`;
    expect(JSON.stringify(result(list(MAX_XMLRPC_DEPTH)))).toContain('[[[1]]]');
    expect(() => decode(list(MAX_XMLRPC_DEPTH + 10))).toThrow(/nested deeper/);
    expect(() => decode(list(5_000))).toThrow(/nested deeper/);
  });

  it('never throws anything else, whatever comes in', () => {
    const pieces = fc.constantFrom(
      '<value>',
      '</value>',
      '<int>',
      '</int>',
      '<struct>',
      '</struct>',
      '<member>',
      '<name>',
      '<![CDATA[',
      '<!DOCTYPE',
      '&lt;',
      '&#x0;',
      '1',
      ' ',
      '<',
      '>',
      '"',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, text)), (parts) => {
        try {
          decode(parts.join(''));
        } catch (error) {
          expect(error).toBeInstanceOf(XmlRefused);
        }
      }),
    );
  });
});
