import { describe, expect, it } from 'vitest';
import { exampleCalls } from './example-calls.ts';
import { announcementFor, clientConfiguration, type Welcome, welcome } from './welcome.ts';

const demo: Welcome = {
  url: 'http://127.0.0.1:8080/mcp',
  odoo: 'the embedded demo Odoo 18.0',
  policy: 'built-in defaults',
  logins: [{ login: 'sales', password: 'sales', what: 'Salesperson' }],
  tokens: [
    { token: 'demo-sales', what: 'a salesperson' },
    { token: 'demo-hr', what: 'an HR officer' },
  ],
};
const real: Welcome = { ...demo, odoo: 'https://odoo.example.com', logins: [], tokens: [] };

/** The JSON value that stands in the text on lines of its own. */
function configurationIn(text: string): unknown {
  return JSON.parse(/^\{\n[\s\S]*?^\}$/m.exec(text)?.[0] ?? '');
}

describe.each([
  ['the demo', demo],
  ['a real Odoo', real],
])('the greeting in front of %s', (_name, shown) => {
  const text = welcome(shown);

  it('says where it listens, what is behind it and under which policy', () => {
    for (const fact of [shown.url, shown.odoo, shown.policy]) expect(text).toContain(fact);
  });

  it('has a client configuration that can be copied out of it', () => {
    expect(configurationIn(text)).toEqual(clientConfiguration(shown));
    expect(configurationIn(text)).toMatchObject({ mcpServers: { odoo: { url: shown.url } } });
  });

  it('has three calls, each with what to expect', () => {
    expect(exampleCalls).toHaveLength(3);
    for (const call of exampleCalls) {
      expect(text).toContain(call.what);
      expect(text).toContain(JSON.stringify(call.arguments));
    }
  });
});

describe('in front of the demo', () => {
  it('every way to sign in is named, and each call is one line for a shell', () => {
    const lines = welcome(demo).split('\n');
    expect(lines.join()).toMatch(/sales \/ sales .*demo-sales .*demo-hr /);
    const commands = lines.filter((line) => line.startsWith('npx '));
    expect(commands).toHaveLength(3);
    for (const command of commands) expect(command).toContain("'Authorization: Bearer demo-sales'");
  });
});

describe('in front of a real Odoo', () => {
  it('nothing is printed that would need a token nobody has', () => {
    expect(welcome(real)).toContain('login tool');
    expect(welcome(real)).not.toMatch(/Bearer|demo-|npx/);
    expect(clientConfiguration(real)).not.toHaveProperty('mcpServers.odoo.headers');
  });
});

it('machines get the same as people, as JSON', () => {
  expect(announcementFor(demo)).toMatchObject({
    ready: true,
    url: demo.url,
    client: clientConfiguration(demo),
    tokens: demo.tokens,
    calls: exampleCalls,
  });
});
