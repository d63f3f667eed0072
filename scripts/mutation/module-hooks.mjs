// How Node loads the project inside a mutation run: its files anew for each generation, Node taking the types
// out itself; `vitest` and `fast-check` as this directory has them; and memories that can be wiped.
import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const REPLACED = new Map(
  [
    ['vitest', './collected-tests.mjs'],
    ['fast-check', './bounded-fast-check.mjs'],
  ].map(([name, file]) => [name, new URL(file, import.meta.url).href]),
);
const ERASABLE = 'const WeakMap = globalThis.ErasableWeakMap;';

let epoch = 0;

/** A WeakMap that forgets everything at `forget`: what a mutant made must not be found by the next one. */
globalThis.ErasableWeakMap = class {
  #map = new WeakMap();
  #epoch = epoch;

  #current() {
    if (this.#epoch !== epoch) {
      this.#map = new WeakMap();
      this.#epoch = epoch;
    }
    return this.#map;
  }

  get(key) {
    return this.#current().get(key);
  }

  has(key) {
    return this.#current().has(key);
  }

  set(key, value) {
    this.#current().set(key, value);
    return this;
  }

  delete(key) {
    return this.#current().delete(key);
  }
};

/** Empties the WeakMaps of the project. */
export function forget() {
  epoch += 1;
}

/** Makes the hooks hold for files under a directory; returns how to import one in a fresh generation. */
export function hookModules(directory) {
  const root = `${pathToFileURL(directory).href}/`;
  const packages = `${root}node_modules/`;
  const isOwn = (url) =>
    url.startsWith(root) && !url.startsWith(packages) && /\.ts(?:\?|$)/.test(url);
  let generation = 0;
  registerHooks({
    resolve(specifier, context, next) {
      const own = isOwn(context.parentURL ?? '');
      const replaced = own ? REPLACED.get(specifier) : undefined;
      if (replaced !== undefined) return { url: replaced, shortCircuit: true };
      const found = next(specifier, context);
      return isOwn(found.url) ? { ...found, url: `${found.url}?generation=${generation}` } : found;
    },
    load(url, context, next) {
      const loaded = next(url, context);
      return isOwn(url) ? { ...loaded, source: `${ERASABLE}${loaded.source}` } : loaded;
    },
  });
  return {
    renew() {
      generation += 1;
    },
    load: (file) => import(new URL(file, root).href),
  };
}
