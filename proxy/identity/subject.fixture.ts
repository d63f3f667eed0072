import { secret } from '../../policies/secret.ts';
import type { Subject } from '../../policies/subject.ts';
import type { OdooCredential } from './credential.ts';

/** An Odoo user who signed in, for tests. */
export function odooUser(login: string, uid: number): Subject {
  return {
    id: `odoo:demo:${uid}`,
    name: login,
    source: 'odoo',
    groups: new Set(),
    admin: false,
    odoo: { database: 'demo', login, uid },
  };
}

export function passwordOf(login: string): OdooCredential {
  return { method: 'password', database: 'demo', login, secret: secret(`password of ${login}`) };
}
