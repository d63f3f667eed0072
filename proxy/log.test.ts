import { describe, expect, test } from 'vitest';
import { secret } from '../policies/secret.ts';
import { createLog, readableLine } from './log.ts';

function logged(readable = false) {
  const lines: string[] = [];
  const log = createLog({ level: 'info', readable, to: { write: (line) => lines.push(line) } });
  return { log, lines };
}

describe('the log', () => {
  test('writes one JSON object per line, at its level and above', () => {
    const { log, lines } = logged();
    log.info({ port: 8080 }, 'listening');
    log.debug('not this');
    log.warn('two\nlines');
    expect(lines).toHaveLength(2);
    for (const line of lines) expect(line.trimEnd()).not.toContain('\n');
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 'info',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      port: 8080,
      msg: 'listening',
    });
  });

  test.each(['password', 'token', 'authorization', 'x-odoo-credential', 'mcp-session-id'])(
    'cuts out %s, at the top and two levels down',
    (key) => {
      const { log, lines } = logged();
      log.info({ [key]: 'hunter2' });
      log.info({ headers: { [key]: 'hunter2', kept: 'yes' } });
      log.info({ request: { headers: { [key]: 'hunter2' } } });
      expect(lines).toHaveLength(3);
      for (const line of lines) {
        expect(line).not.toContain('hunter2');
        expect(line).toContain('[secret]');
      }
      expect(lines[1]).toContain('yes');
    },
  );

  test('a wrapped secret prints as one under any name', () => {
    const { log, lines } = logged();
    log.info(
      { anything: { at: { all: { deeper: secret('hunter2') } } } },
      'x %o',
      secret('hunter2'),
    );
    expect(lines.join()).not.toContain('hunter2');
  });
});

describe('the log for people', () => {
  test('is one short line', () => {
    const { log, lines } = logged(true);
    log.warn({ reason: 'timeout', rows: 3 }, 'no answer');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^\d\d:\d\d:\d\d WARN {2}no answer reason=timeout rows=3\n$/);
  });

  test('lets no value write to the terminal or add a line', () => {
    const line = JSON.stringify({
      time: '',
      level: 'info',
      msg: 'a\u001b[2Jb\nc',
      x: { y: '\u202e' },
    });
    const printed = readableLine(line);
    expect(printed).toContain('INFO  a\\u{1b}[2Jb\\u{a}c x={"y":"\\u{202e}"}');
    expect(printed.match(/\n/g)).toHaveLength(1);
  });
});
