import { beforeAll, describe, expect, it } from 'vitest';
import {
  CLIENT_KINDS,
  type ClientKind,
  connectClient,
  type Progress,
  type TestClient,
} from '../../upstream/mcp-clients.fixture.ts';
import { fixtureServer, GUARDED, withGuardedFixture } from './arrangements.fixture.ts';

const server = fixtureServer();

/** What a client gets to see of each family of messages. */
const ASKED: Readonly<Record<string, (client: TestClient) => Promise<unknown>>> = {
  'the tools': (client) => client.tools(),
  'a text': (client) => client.call('test_simple_text'),
  'an image': (client) => client.call('test_image_content'),
  'a sound': (client) => client.call('test_audio_content'),
  'a resource inside a result': (client) => client.call('test_embedded_resource'),
  'several kinds of content': (client) => client.call('test_multiple_content_types'),
  'a link to a resource': (client) => client.call('test_resource_link'),
  'structured content': (client) => client.call('test_structured_content'),
  'arguments that headers repeat': (client) =>
    client.call('test_custom_headers', { region: 'Zürich', priority: 3, dry_run: false }),
  'the failure of a tool': (client) => client.call('test_error_handling'),
  progress: async (client) => {
    const told: Progress[] = [];
    await client.call('test_tool_with_progress', {}, undefined, ({ progress, total }) =>
      told.push({ progress, total }),
    );
    return told;
  },
  'the resources': (client) => client.resources(),
  'the templates': (client) => client.templates(),
  'a text resource': (client) => client.read('test://static-text'),
  'a binary resource': (client) => client.read('test://static-binary'),
  'a resource of a template': (client) => client.read('test://template/123/data'),
  'the prompts': (client) => client.prompts(),
  'a prompt': (client) => client.prompt('test_simple_prompt'),
  'a prompt with arguments': (client) =>
    client.prompt('test_prompt_with_arguments', { arg1: 'hello', arg2: 'world' }),
  'completions of a prompt': (client) =>
    client.complete(
      { type: 'ref/prompt', name: 'test_prompt_with_arguments' },
      { name: 'arg1', value: 'par' },
    ),
  'completions of a template': (client) =>
    client.complete(
      { type: 'ref/resource', uri: 'test://template/{id}/data' },
      { name: 'id', value: '12' },
    ),
};

async function everythingSeenBy(client: TestClient): Promise<ReadonlyMap<string, unknown>> {
  const seen = new Map<string, unknown>();
  for (const [what, ask] of Object.entries(ASKED)) seen.set(what, await ask(client));
  return seen;
}

describe.each(CLIENT_KINDS)('the %s', (kind: ClientKind) => {
  let bare: ReadonlyMap<string, unknown>;
  beforeAll(async () => {
    const client = await connectClient(kind, { url: new URL(server.url), headers: {} });
    bare = await everythingSeenBy(client);
    await client.close();
  });

  it('sees something of each family', () => {
    expect(bare.size).toBe(Object.keys(ASKED).length);
    for (const [what, seen] of bare) expect(seen, what).not.toEqual([]);
  });

  it.each(GUARDED)('sees the same through the guard, from %s', (arrangement) =>
    withGuardedFixture(arrangement, server, async (target) => {
      const client = await connectClient(kind, target);
      try {
        const guarded = await everythingSeenBy(client);
        for (const [what, seen] of bare) expect(guarded.get(what), what).toEqual(seen);
        await expect(client.read('test://nothing')).rejects.toThrow(/not found/);
        await expect(client.prompt('no_prompt')).rejects.toThrow();
      } finally {
        await client.close();
      }
    }),
  );
});
