import { expect, it } from 'vitest';
import { calling, guardedPeer, SIDES } from './guarded-peer.fixture.ts';
import { isMethod } from './raw-client.fixture.ts';

const FIELDS = {
  content: [],
  structuredContent: { fields: { name: { type: 'char', store: true } } },
};
const COUNT = { content: [], structuredContent: { count: 5, model: 'res.partner' } };
const BINDING = 'binding: odoo-mcp-upstream';
const COUNTING = calling(1, {
  name: 'search_count',
  arguments: { model: 'res.partner', domain: [['name', '=', 'Azure']] },
});

it.each(SIDES)(
  'what the guard itself asks of a server that ends its stream early, it comes back for (a client on %s)',
  async (client) => {
    const to = await guardedPeer(
      (request, peer) => {
        if (request.params?.name === 'search_count') return peer.answer(request.id, COUNT);
        peer.hangUp(request.id);
        peer.answer(request.id, FIELDS);
      },
      { client, resumable: true, upstream: BINDING },
    );
    to.client.send(COUNTING);
    const { result } = await to.client.answerTo(1);
    expect(result).toMatchObject({ structuredContent: { count: 5 } });
    expect(to.peer.visits.filter((visit) => visit === 'GET e1')).toHaveLength(1);
    expect(to.peer.heard.filter(isMethod('notifications/cancelled'))).toEqual([]);
  },
);

it('what such a server does not let the guard come back for leaves the call undecided, and refused', async () => {
  const to = await guardedPeer((request, peer) => peer.hangUp(request.id), {
    ...{ resumable: true, resumes: false },
    upstream: BINDING,
  });
  to.client.send(COUNTING);
  const { result } = await to.client.answerTo(1);
  expect(result).toMatchObject({ isError: true });
  const asked = to.peer.heard.filter(isMethod('tools/call'));
  expect(asked.map(({ params }) => params?.name)).toEqual(['get_model_fields']);
  const given = await to.peer.hears(isMethod('notifications/cancelled'));
  expect(given.params).toEqual({ requestId: asked[0]?.id });
});
