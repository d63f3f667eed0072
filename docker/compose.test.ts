import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { loadPolicy } from '../policies/load.ts';

const textOf = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');

const service = z.looseObject({
  image: z.string(),
  ports: z.array(z.string()).default([]),
  networks: z.array(z.string()),
  volumes: z.array(z.string()).default([]),
  cap_drop: z.array(z.string()),
  cap_add: z.array(z.string()).default([]),
  security_opt: z.array(z.string()),
  read_only: z.boolean().default(false),
  privileged: z.never().optional(),
  network_mode: z.never().optional(),
});
const network = z.looseObject({
  internal: z.boolean().default(false),
  external: z.boolean().default(false),
  driver_opts: z.record(z.string(), z.string()).default({}),
});
const composeFile = z.looseObject({
  services: z.record(z.string(), service),
  networks: z.record(z.string(), network),
  volumes: z.record(z.string(), z.unknown()).default({}),
});

const filesOf = (name: string) => composeFile.parse(parse(textOf(name), { merge: true }));

describe.each(['compose.yaml', 'compose.sidecar.yaml'])('%s', (name) => {
  const { services, networks, volumes } = filesOf(name);

  it('publishes one port: the guard, on this machine alone', () => {
    const published = Object.entries(services).flatMap(([who, { ports }]) =>
      ports.map((port) => [who, port]),
    );
    expect(published).toEqual([
      // biome-ignore lint/suspicious/noTemplateCurlyInString: how compose files write a variable
      ['guard', '127.0.0.1:${GUARD_PORT:-8080}:8080'],
    ]);
  });

  it('takes every right from every container that it can do without', () => {
    for (const [who, { cap_drop, security_opt }] of Object.entries(services))
      expect([who, cap_drop, security_opt]).toEqual([who, ['ALL'], ['no-new-privileges:true']]);
    for (const who of ['guard', 'upstream'])
      expect(services[who]).toMatchObject({ read_only: true, cap_add: [] });
  });

  it('gives the upstream no network with a way out, and none in common with clients', () => {
    const ofUpstream = services.upstream?.networks ?? [];
    expect(ofUpstream.length).toBeGreaterThan(0);
    for (const one of ofUpstream)
      expect(networks[one]?.internal || networks[one]?.external, one).toBe(true);
    expect(ofUpstream).not.toContain('clients');
    for (const { internal, driver_opts } of Object.values(networks))
      if (internal)
        expect(driver_opts).toEqual({ 'com.docker.network.bridge.inhibit_ipv4': 'true' });
  });

  it('pins every image it names', () => {
    for (const [who, { image }] of Object.entries(services)) {
      const preset = /^\$\{\w+:-(.+)\}$/.exec(image)?.[1];
      if (preset === undefined) expect([who, image]).toEqual([who, expect.stringContaining(':?')]);
      else if (preset !== 'odoo-mcp-guard:local')
        expect(preset).toMatch(/:\d+\.\d+-(?:\d{8}|bookworm)$/);
    }
  });

  it('uses networks and volumes that it declares', () => {
    for (const one of Object.values(services)) {
      for (const used of one.networks) expect(Object.keys(networks)).toContain(used);
      for (const mount of one.volumes.filter((text) => !text.startsWith('.')))
        expect(Object.keys(volumes)).toContain(mount.split(':')[0]);
    }
  });

  it('takes variables from the environment that .env.example explains', () => {
    const example = textOf('.env.example');
    for (const [, variable = ''] of textOf(name).matchAll(/\$\{(\w+)/g))
      expect(example).toMatch(new RegExp(`^${variable}=`, 'm'));
  });
});

describe('compose.yaml', () => {
  const { services } = filesOf('compose.yaml');

  it('lets guard and upstream meet on a socket and nowhere else', () => {
    const [guard, upstream] = [services.guard?.networks ?? [], services.upstream?.networks ?? []];
    expect(guard.filter((one) => upstream.includes(one))).toEqual([]);
    const socket = 'upstream-socket:/run/odoo-mcp';
    expect(services.guard?.volumes).toContain(socket);
    expect(services.upstream?.volumes).toContain(socket);
  });

  it('lets the upstream meet nobody but Odoo', () => {
    const inNetwork = Object.entries(services).flatMap(([who, { networks }]) =>
      networks.some((one) => services.upstream?.networks.includes(one)) ? [who] : [],
    );
    expect(inNetwork).toEqual(['upstream', 'odoo', 'odoo-init']);
  });
});

describe('the policies of the compose files', () => {
  const key = 'k'.repeat(32);

  it('name the server that ships with the guard by its socket and its key', () => {
    const directory = join(import.meta.dirname, 'config');
    const { gateway, warnings } = loadPolicy({ directory, env: { UPSTREAM_KEY: key } });
    expect(gateway).toMatchObject({
      odoo: { database: 'odoo' },
      upstream: { kind: 'bundled', at: { socketPath: '/run/odoo-mcp/upstream.sock' } },
    });
    expect(warnings).toEqual([]);
    expect(() => loadPolicy({ directory, env: {} })).toThrow('UPSTREAM_KEY is not set');
  });

  it('name any other server by its URL, and let nothing of it pass that is not known', () => {
    const directory = join(import.meta.dirname, 'config-sidecar');
    const env = { UPSTREAM_URL: 'http://upstream:8000/mcp' };
    expect(loadPolicy({ directory, env }).gateway).toMatchObject({
      identity: { login: 'deny' },
      upstream: { kind: 'http', url: env.UPSTREAM_URL, unbound: { tools: 'deny' } },
    });
    const { gateway } = loadPolicy({ directory, env: { ...env, UNBOUND_TOOLS: 'allow' } });
    expect(gateway.upstream.unbound.tools).toBe('allow');
  });
});

describe('the Dockerfile', () => {
  const text = textOf('Dockerfile');
  const ROOT = join(import.meta.dirname, '..');

  it('takes every base image from an argument, pinned unless it is given', () => {
    const bases = [...text.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: how Dockerfiles write a variable
    expect(bases).toEqual(['${NODE_IMAGE}', '${RUNTIME_IMAGE}']);
    expect(text).toMatch(/^ARG NODE_IMAGE=node:24\.\d+\.\d+-bookworm-slim@sha256:[0-9a-f]{64}$/m);
    expect(text).toMatch(
      /^ARG RUNTIME_IMAGE=gcr\.io\/distroless\/cc-debian12:nonroot@sha256:[0-9a-f]{64}$/m,
    );
  });

  it('needs no shell in what it makes, and no right', () => {
    const runtime = text.slice(text.lastIndexOf('FROM '));
    expect(runtime).not.toMatch(/^RUN /m);
    for (const [, form] of runtime.matchAll(/\b(?:CMD|ENTRYPOINT) (.)/g)) expect(form).toBe('[');
    expect(runtime).toMatch(/^USER 65532:65532$/m);
  });

  it('is given what it copies, and all folders of the product', () => {
    const given = [...readFileSync(join(ROOT, '.dockerignore'), 'utf8').matchAll(/^!(.*?)\/?$/gm)];
    const names = given.map(([, name = '']) => name);
    const copied = [...text.matchAll(/^COPY (?!--)(.+) \S+$/gm)].flatMap(([, list = '']) =>
      list.split(' '),
    );
    expect(copied.toSorted()).toEqual(names.toSorted());
    const built = readFileSync(join(ROOT, 'tsconfig.build.json'), 'utf8');
    for (const folder of z.object({ include: z.array(z.string()) }).parse(JSON.parse(built))
      .include)
      expect(names).toContain(folder);
    expect(readdirSync(join(ROOT, 'docker'))).toContain('healthcheck.mjs');
  });
});
