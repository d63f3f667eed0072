import { describe, expect, it } from 'vitest';
import { errorOf, resultOf } from '../guarded.fixture.ts';
import { BOUND, ERAS, gatewayWith, legacy } from './task-scene.fixture.ts';

describe('where tasks do not pass', () => {
  const DENIED = { ...BOUND, gateway: gatewayWith('') };

  it('a call that asks for one is answered at once', async () => {
    const scene = await legacy(DENIED);
    const reply = await scene.ask('tools/call', {
      name: 'search_count',
      arguments: { model: 'res.partner' },
      task: {},
    });
    expect(resultOf(reply).structuredContent).toMatchObject({ count: 5 });
    expect(scene.server.tasks.size).toBe(0);
  });

  it('their methods do not exist, and no server is told that a client knows them', async () => {
    for (const era of ['legacy', 'modern'] as const) {
      const scene = await ERAS[era](DENIED);
      for (const method of [
        'tasks/get',
        'tasks/result',
        'tasks/list',
        'tasks/cancel',
        'tasks/update',
      ])
        expect(errorOf(await scene.ask(method, { taskId: 'x' }))).toMatchObject({ code: -32601 });
      await scene.ask('tools/call', { name: 'search_count', arguments: { model: 'res.partner' } });
      expect(scene.server.tasks.size).toBe(0);
    }
  });
});
