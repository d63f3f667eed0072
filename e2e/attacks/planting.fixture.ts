import { request } from 'undici';
import * as z from 'zod';

/** An Odoo to plant canaries in, and an administrator of it. */
export interface PlantingTarget {
  readonly url: string;
  readonly database: string;
  readonly login: string;
  readonly password: string;
}

/** What the corpora's placeholders stand for on one Odoo, and what that Odoo has no place for. */
export interface Planted {
  readonly fixtures: Readonly<Record<string, number | string>>;
  /** Why each placeholder that is not among the fixtures is not. */
  readonly missing: readonly string[];
  readonly models: ReadonlySet<string>;
}

type Values = Readonly<Record<string, unknown>>;
type Domain = readonly unknown[];

const reply = z.looseObject({
  result: z.unknown().optional(),
  error: z.looseObject({ data: z.looseObject({ message: z.string() }) }).optional(),
});
const ids = z.array(z.int());
const created = z.union([z.int(), z.tuple([z.int()]).transform(([id]) => id)]);

/** Private data of the planted employee: none of it may ever reach the salesperson. */
const PRIVATE: Values = {
  ssnid: 'CANARY-SSN-4711',
  passport_id: 'CANARY-PASSPORT-9981',
  identification_id: 'CANARY-ID-7777',
  private_street: 'Canary Private Street 1',
  private_email: 'canary.private@victim.example',
  private_phone: '+9955501337',
  pin: '86420975',
  barcode: '041CANARYBADGE',
};

/**
 * Plants the records the corpora are after and puts those of an earlier run back as they were. A record or
 * field this Odoo has no place for is left out and named.
 */
export async function plant(target: PlantingTarget): Promise<Planted> {
  const odoo = await signIn(target);
  const fixtures: Record<string, number | string> = { $version: odoo.version };
  const missing: string[] = [];
  const put = async (name: string, make: () => Promise<number | string | undefined>) => {
    try {
      const id = await make();
      if (id === undefined) missing.push(`${name}: no such record`);
      else fixtures[name] = id;
    } catch (error) {
      if (!(error instanceof OdooRefused)) throw error;
      missing.push(`${name}: ${error.message.split('\n')[0]}`);
    }
  };
  const id = (name: string) => {
    const value = fixtures[name];
    if (typeof value !== 'number') throw new OdooRefused(`needs ${name}`);
    return value;
  };
  const { found, call } = odoo;
  const one = async (model: string, domain: Domain, values: Values) =>
    (await found(model, domain)) ?? odoo.create(model, values);

  const login = 'canary.login@victim.example';
  await put('$user', () =>
    one('res.users', [['login', '=', login]], { name: 'Canary User', login, email: login }),
  );
  await put('$user_partner', () => found('res.partner', [['user_ids', 'in', [id('$user')]]]));
  await put('$cust', () =>
    one('res.partner', [['name', '=', 'Canary Customer']], {
      name: 'Canary Customer',
      email: 'canary.customer@client.example',
      is_company: true,
    }),
  );
  await put('$bank', () =>
    one('res.partner.bank', [['acc_number', '=', 'CANARY-IBAN-0001']], {
      acc_number: 'CANARY-IBAN-0001',
      partner_id: id('$cust'),
    }),
  );
  await put('$emp', () =>
    one('hr.employee', [['name', '=', 'Canary Employee']], {
      name: 'Canary Employee',
      work_email: 'canary.work@corp.example',
      job_title: 'Canary Bird',
      user_id: id('$user'),
    }),
  );
  // The employee's work address is the contact's from here on.
  await put('$user_email', async () => {
    const rows = z.array(z.looseObject({ email: z.string() }));
    const read = await call('res.partner', 'read', [[id('$user_partner')], ['email']]);
    return rows.parse(read)[0]?.email;
  });
  for (const [field, value] of Object.entries(PRIVATE)) {
    try {
      await call('hr.employee', 'write', [[fixtures.$emp], { [field]: value }]);
    } catch (error) {
      if (!(error instanceof OdooRefused)) throw error;
      missing.push(`hr.employee.${field}`);
    }
  }
  // A new order every time: a confirmed one cannot be confirmed again.
  await put('$so', () =>
    odoo.create('sale.order', {
      partner_id: id('$cust'),
      client_order_ref: 'CANARY-SO',
      user_id: id('$user'),
    }),
  );
  await call('sale.order', 'write', [[fixtures.$so], { access_token: 'canary-so-token-0001' }]);
  await put('$lead', () =>
    one('crm.lead', [['name', '=', 'Canary Lead']], {
      name: 'Canary Lead',
      type: 'opportunity',
      partner_id: id('$cust'),
      user_id: id('$user'),
    }),
  );
  await call('crm.lead', 'write', [[fixtures.$lead], { active: true }]);
  await put('$param', () =>
    one('ir.config_parameter', [['key', '=', 'canary.param']], {
      key: 'canary.param',
      value: 'CANARY-PARAM-VALUE',
    }),
  );
  const file = (name: string, text: string, resource: Values) => ({
    name,
    datas: Buffer.from(text).toString('base64'),
    ...resource,
  });
  await put('$att', () =>
    one(
      'ir.attachment',
      [['name', '=', 'canary.txt']],
      file('canary.txt', 'CANARY-ATTACH-BODY', { res_model: 'hr.employee', res_id: id('$emp') }),
    ),
  );
  await put('$tmpl', () => found('product.template', []));
  await put('$product', () => found('product.product', [['sale_ok', '=', true]]));
  await put('$doc', () =>
    one(
      'product.document',
      [['name', '=', 'canary-doc.txt']],
      file('canary-doc.txt', 'CANARY-DOC-BODY', {
        res_model: 'product.template',
        res_id: id('$tmpl'),
      }),
    ),
  );
  await put('$msg', async () => {
    const domain = [
      ['model', '=', 'hr.employee'],
      ['res_id', '=', id('$emp')],
      ['body', 'like', 'CANARY-MSG-BODY'],
    ];
    if ((await found('mail.message', domain)) === undefined)
      await call('hr.employee', 'message_post', [[id('$emp')]], { body: 'CANARY-MSG-BODY' });
    return found('mail.message', domain);
  });
  await put('$model_partner', () => found('ir.model', [['model', '=', 'res.partner']]));
  await put('$field_pass', () =>
    found('ir.model.fields', [
      ['model', '=', 'res.users'],
      ['name', '=', 'password'],
    ]),
  );
  await put('$group_system', async () => {
    const rows = z.array(z.looseObject({ res_id: z.int() }));
    const domain = [
      ['module', '=', 'base'],
      ['name', '=', 'group_system'],
    ];
    const read = await call('ir.model.data', 'search_read', [domain, ['res_id']]);
    return rows.parse(read)[0]?.res_id;
  });
  // The account that carries the attacks is not invited to it.
  await put('$meeting', () =>
    one('calendar.event', [['name', '=', 'CANARY-PRIVATE-MEETING']], {
      name: 'CANARY-PRIVATE-MEETING',
      location: 'CANARY-PRIVATE-PLACE',
      start: '2026-01-06 10:00:00',
      stop: '2026-01-06 11:00:00',
      privacy: 'private',
      user_id: id('$user'),
      partner_ids: [[6, 0, [id('$user_partner')]]],
    }),
  );
  await put('$dept', () => found('hr.department', []));
  await put('$stage', () => found('crm.stage', []));
  const models = z
    .array(z.looseObject({ model: z.string() }))
    .parse(await call('ir.model', 'search_read', [[], ['model']]));
  return { fixtures, missing, models: new Set(models.map(({ model }) => model)) };
}

/** Odoo answered a call with an error. */
class OdooRefused extends Error {
  override readonly name = 'OdooRefused';
}

async function signIn({ url, database, login, password }: PlantingTarget) {
  const service = async (name: string, method: string, args: readonly unknown[]) => {
    const { body } = await request(`${url}/jsonrpc`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        jsonrpc: '2.0',
        id: 1,
        method: 'call',
        params: { service: name, method, args },
      }),
    });
    const { error, result } = reply.parse(await body.json());
    if (error) throw new OdooRefused(error.data.message);
    return result;
  };
  const uid = await service('common', 'login', [database, login, password]);
  if (typeof uid !== 'number') throw new Error(`${url} does not let ${login} in`);
  const { server_version } = z
    .looseObject({ server_version: z.string() })
    .parse(await service('common', 'version', []));
  const call = (model: string, method: string, args: readonly unknown[], kwargs: Values = {}) =>
    service('object', 'execute_kw', [database, uid, password, model, method, args, kwargs]);
  return {
    version: server_version.replace(/^saas~/, '').slice(0, 2),
    call,
    async found(model: string, domain: Domain) {
      const context = { active_test: false };
      return ids.parse(await call(model, 'search', [domain], { limit: 1, context }))[0];
    },
    async create(model: string, values: Values) {
      const context = { no_reset_password: true, tracking_disable: true };
      return created.parse(await call(model, 'create', [values], { context }));
    },
  };
}
