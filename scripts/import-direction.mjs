// Imports point one way. This reads every import of every source file and refuses the ones that point back.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { root, say } from './steps.mjs';

/** Which other rooms a room may import from. A room may always import from itself. */
const allowed = {
  // Facts about Odoo's releases: data, for whoever tells people of them.
  releases: [],
  policies: ['releases'],
  demo: [],
  upstream: ['releases'],
  proxy: ['policies'],
  e2e: ['proxy', 'policies', 'upstream', 'demo'],
  docs: ['e2e', 'proxy', 'policies', 'upstream', 'demo'],
  bench: ['proxy', 'policies', 'upstream', 'demo'],
};
/** `policies/` decides and does nothing else: no sockets, no processes, no clocks it was not handed. */
const pureRooms = {
  policies: /^(node:(?!fs$|path$|url$|crypto$|util$)|undici|pino|http-proxy|@modelcontextprotocol)/,
};
/** Reading files is for loading a policy; nothing that decides or filters may. */
const noFiles = [/^policies\/(decide|filter)\//];

const problems = [];
function visit(folder, room) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) visit(path, room);
    else if (entry.name.endsWith('.ts')) check(path, room);
  }
}

function check(path, room) {
  const name = relative(root, path).split(sep).join('/');
  const isTest = /\.(test|fixture)\.ts$/.test(name);
  const text = readFileSync(path, 'utf8');
  for (const found of text.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
    const target = found[1];
    const line = text.slice(0, found.index).split('\n').length;
    if (target.startsWith('.')) {
      const other = relative(root, join(dirname(path), target)).split(sep)[0];
      if (other !== room && !(isTest && other === 'demo') && !allowed[room].includes(other))
        problems.push(`${name}:${line} ${room}/ may not import ${other}/`);
    } else if (!isTest) {
      if (pureRooms[room]?.test(target))
        problems.push(`${name}:${line} ${room}/ is pure: it may not import '${target}'`);
      if (target === 'node:fs' && noFiles.some((pattern) => pattern.test(name)))
        problems.push(`${name}:${line} decisions and filters read no files`);
    }
  }
}

for (const room of Object.keys(allowed)) {
  try {
    visit(join(root, room), room);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}
for (const problem of problems) say(problem);
process.exit(problems.length > 0 ? 1 : 0);
