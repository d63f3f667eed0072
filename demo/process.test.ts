import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { request } from 'undici';
import { describe, expect, test } from 'vitest';
import { isObject, type JsonObject } from './engine/json.ts';
import { runDemoProcess } from './process.ts';

/** Starts the demo process on streams; `read` ends them and gives what was written. */
async function start(argv: readonly string[], env: { readonly [name: string]: string } = {}) {
  const parent = new PassThrough();
  const output = new PassThrough();
  const log = new PassThrough();
  const demo = await runDemoProcess({ argv, env, parent, output, log });
  const read = async () => {
    output.end();
    log.end();
    return { output: await text(output), log: await text(log) };
  };
  return { demo, parent, read };
}

function announcementOf(output: string): JsonObject {
  const parsed: unknown = JSON.parse(output);
  return isObject(parsed) ? parsed : {};
}

describe('the demo process', () => {
  test('announces itself with one JSON line and names its logins', async () => {
    const { demo, read } = await start([], { DEMO_ODOO_VERSION: '17' });
    const { output, log } = await read();
    demo.stop();
    await demo.ended;
    expect(output.trimEnd()).not.toContain('\n');
    expect(announcementOf(output)).toEqual({
      ready: true,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      database: 'demo',
      version: '17.0',
      notice: expect.stringContaining('not Odoo'),
      logins: ['admin', 'demo', 'sales', 'hr', 'portal'].map((login) => ({
        login,
        password: login,
        name: expect.any(String),
        what: expect.any(String),
      })),
    });
    expect(log).toContain('not Odoo');
  });

  test('speaks as Odoo 18 unless told otherwise', async () => {
    const { demo, read } = await start([], { DEMO_ODOO_VERSION: '' });
    expect(announcementOf((await read()).output).version).toBe('18.0');
    demo.stop();
    await demo.ended;
  });

  test('ends with its parent and closes its port', async () => {
    const { demo, parent, read } = await start([]);
    const url = String(announcementOf((await read()).output).url);
    const health = await request(`${url}/web/health`);
    expect(health.statusCode).toBe(200);
    await health.body.dump();
    parent.end();
    await demo.ended;
    await expect(request(`${url}/web/health`)).rejects.toThrow(/ECONNREFUSED|other side closed/);
  });

  test.each([
    [['--port', 'many'], {}, /--port takes a number/],
    [['--nope'], {}, /nope/],
    [['--without', 'hr,chess'], {}, /not chess/],
    [[], { DEMO_ODOO_VERSION: '16' }, /17, 18 or 19.*DEMO_ODOO_VERSION/],
  ])('refuses %j %j', async (argv, env, message) => {
    await expect(start(argv, { ...env })).rejects.toThrow(message);
  });

  test('--help explains and ends', async () => {
    const { demo, read } = await start(['--help']);
    await demo.ended;
    const { output, log } = await read();
    expect(output).toBe('');
    expect(log).toContain('It is not an Odoo');
  });
});
