import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../engine/json.ts';
import type { OdooVersion } from '../engine/version.ts';
import { type DemoOdoo, startDemoOdoo } from '../server.ts';
import { type DemoClient, demoClient } from '../testing/client.fixture.ts';

type PerVersion = { readonly [version in OdooVersion]: string } | string;
type Call = readonly [
  login: string,
  model: string,
  method: string,
  args: readonly Json[],
  kwargs?: JsonObject,
];

const COOKIES =
  '\n\nIf you really, really need access, perhaps you can win over your friendly administrator with a batch of freshly baked cookies.';
const CONTACT = '\n\nContact your administrator to request access if necessary.';
const allowedFor = (group: string) =>
  `\n\nThis operation is allowed for the following groups:\n\t- ${group}${CONTACT}`;

/** Refused calls with the texts recorded from Odoo, by class. */
const REFUSALS: readonly (readonly [name: string, call: Call, error: PerVersion])[] = [
  [
    'a closed model',
    ['sales', 'ir.config_parameter', 'search_read', [[]]],
    {
      17: `odoo.exceptions.AccessError: You are not allowed to access 'System Parameter' (ir.config_parameter) records.${allowedFor('Administration/Settings')}`,
      18: `odoo.exceptions.AccessError: You are not allowed to access 'System Parameter' (ir.config_parameter) records.${allowedFor('Administration/Settings')}`,
      19: `odoo.exceptions.AccessError: You are not allowed to access 'System Parameter' (ir.config_parameter) records.${allowedFor('Role / Administrator')}`,
    },
  ],
  [
    'writing a readable model',
    ['sales', 'res.groups', 'write', [[1], { name: 'x' }]],
    {
      17: `odoo.exceptions.AccessError: You are not allowed to modify 'Access Groups' (res.groups) records.${allowedFor('Administration/Access Rights')}`,
      18: `odoo.exceptions.AccessError: You are not allowed to modify 'Access Groups' (res.groups) records.${allowedFor('Administration/Access Rights')}`,
      19: `odoo.exceptions.AccessError: You are not allowed to modify 'Access Groups' (res.groups) records.${allowedFor('Access Rights')}`,
    },
  ],
  [
    'a closed field',
    ['sales', 'res.partner', 'read', [[4], ['credit']]],
    {
      17: "odoo.exceptions.AccessError: The requested operation can not be completed due to security restrictions.\n\nDocument type: Contact (res.partner)\nOperation: read\nUser: 4\nFields:\n- credit (allowed for groups 'Technical / Show Accounting Features - Readonly', 'Invoicing / Invoicing')",
      18: "odoo.exceptions.AccessError: You do not have enough rights to access the fields \"credit\" on Contact (res.partner). Please contact your system administrator.\n\nOperation: read\nUser: 4\nFields:\n- credit (allowed for groups 'Technical / Show Accounting Features - Readonly', 'Invoicing / Invoicing')",
      19: "odoo.exceptions.AccessError: You do not have enough rights to access the field \"credit\" on Contact (res.partner). Please contact your system administrator.\n\nOperation: read\nUser: 4\nGroups: allowed for groups 'Show Accounting Features - Readonly', 'Accounting / Invoicing'",
    },
  ],
  [
    'a private employee field',
    ['sales', 'hr.employee', 'search_read', [[]], { fields: ['name', 'pin'] }],
    {
      17: "odoo.exceptions.AccessError: The requested operation can not be completed due to security restrictions.\n\nDocument type: Employee (hr.employee)\nOperation: read\nUser: 4\nFields:\n- pin (allowed for groups 'Employees / Officer: Manage all employees')",
      18: 'odoo.exceptions.AccessError: You do not have enough rights to access the fields "pin" on Employee (hr.employee). Please contact your system administrator.\n\nOperation: read\nUser: 4\nFields:\n- pin (allowed for groups \'Employees / Officer: Manage all employees\')',
      19: 'odoo.exceptions.AccessError: The fields “pin”, which you are trying to read, are not available for employee public profiles.',
    },
  ],
  [
    'a record out of sight',
    ['portal', 'res.partner', 'write', [[1], { name: 'x' }]],
    `odoo.exceptions.AccessError: Uh-oh! Looks like you have stumbled upon some top-secret records.\n\nSorry, Joel Willis (id=6) doesn't have 'read' access to:\n- Contact (res.partner)${COOKIES}`,
  ],
  [
    'a private method',
    ['admin', 'res.partner', '_compute_display_name', [[1]]],
    {
      17: 'odoo.exceptions.AccessError: Private methods (such as _compute_display_name) cannot be called remotely.',
      18: "odoo.exceptions.AccessError: Private methods (such as 'res.partner._compute_display_name') cannot be called remotely.",
      19: "odoo.exceptions.AccessError: Private methods (such as 'res.partner._compute_display_name') cannot be called remotely.",
    },
  ],
  [
    'an unknown method',
    ['admin', 'res.partner', 'no_such_method', [[1]]],
    {
      17: "builtins.AttributeError: The method 'no_such_method' does not exist on the model 'res.partner'",
      18: "builtins.AttributeError: The method 'res.partner.no_such_method' does not exist",
      19: "builtins.AttributeError: The method 'res.partner.no_such_method' does not exist",
    },
  ],
  [
    'an unknown keyword',
    ['admin', 'res.partner', 'search_read', [[]], { nonsense_kw: 1 }],
    "builtins.TypeError: BaseModel._read_format() got an unexpected keyword argument 'nonsense_kw'",
  ],
  [
    'an unknown model',
    ['admin', 'no.such.model', 'search_read', [[]]],
    "odoo.exceptions.UserError: Object no.such.model doesn't exist",
  ],
  [
    'an unknown field read',
    ['admin', 'res.partner', 'read', [[1], ['nope']]],
    {
      17: "builtins.ValueError: Invalid field 'nope' on model 'res.partner'",
      18: "builtins.ValueError: Invalid field 'nope' on model 'res.partner'",
      19: "builtins.ValueError: Invalid field 'nope' on 'res.partner'",
    },
  ],
  [
    'an unknown field written',
    ['admin', 'res.partner', 'write', [[1], { nope: 1 }]],
    {
      17: "builtins.ValueError: Invalid field 'nope' on model 'res.partner'",
      18: "builtins.ValueError: Invalid field 'nope' on model 'res.partner'",
      19: 'builtins.KeyError: nope',
    },
  ],
  [
    'a missing record',
    ['admin', 'res.partner', 'write', [[99999999], { name: 'x' }]],
    'odoo.exceptions.MissingError: Record does not exist or has been deleted.\n(Record: res.partner(99999999,), User: 2)',
  ],
  [
    'a link to nothing',
    ['admin', 'res.partner', 'write', [[1], { country_id: 99999999 }]],
    'odoo.exceptions.MissingError: Record does not exist or has been deleted.\n(Record: res.country(99999999,), User: 2)',
  ],
  [
    'a wrong selection value',
    ['admin', 'res.partner', 'write', [[1], { type: 'bogus' }]],
    "builtins.ValueError: Wrong value for res.partner.type: 'bogus'",
  ],
  [
    'a required field left out',
    ['admin', 'crm.lead', 'create', [{ type: 'lead' }]],
    {
      17: 'odoo.exceptions.ValidationError: The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n- Delete: another model requires the record being deleted. If possible, archive it instead.\n\nModel: Lead/Opportunity (crm.lead)\nField: Opportunity (name)\n',
      18: 'odoo.exceptions.ValidationError: The operation cannot be completed:\n- Create/update: a mandatory field is not set.\n- Delete: another model requires the record being deleted. If possible, archive it instead.\n\nModel: Lead/Opportunity (crm.lead)\nField: Opportunity (name)\n',
      19: "odoo.exceptions.ValidationError: The operation cannot be completed: Missing required value for the field 'Opportunity' (name).\nModel: 'Lead' (crm.lead)\n- create/update: a mandatory field is not set\n- delete: another model requires the record being deleted, you can archive it instead\n",
    },
  ],
  [
    'a contact without name',
    ['admin', 'res.partner', 'create', [{ type: 'contact', name: false }]],
    'odoo.exceptions.ValidationError: The operation cannot be completed: Contacts require a name',
  ],
  [
    'a login taken',
    ['admin', 'res.users', 'create', [{ name: 'dup', login: 'demo' }]],
    'odoo.exceptions.ValidationError: The operation cannot be completed: You can not have two users with the same login!',
  ],
  [
    'a partner above itself',
    ['admin', 'res.partner', 'write', [[4], { parent_id: 4 }]],
    'odoo.exceptions.ValidationError: You cannot create recursive Partner hierarchies.',
  ],
  [
    'deleting a confirmed order',
    ['admin', 'sale.order', 'unlink', [[2]]],
    'odoo.exceptions.UserError: You can not delete a sent quotation or a confirmed sales order. You must first cancel it.',
  ],
];

describe.each<OdooVersion>([17, 18, 19])('errors as Odoo %i', (version) => {
  let demo: DemoOdoo;
  let client: DemoClient;
  beforeAll(async () => {
    demo = await startDemoOdoo({ version });
    client = demoClient(demo);
  });
  afterAll(() => demo.close());

  test.each(REFUSALS)('%s', async (_name, call, expected) => {
    const data = await client.refusal(...call);
    const text = typeof expected === 'string' ? expected : expected[version];
    expect(`${String(data.name)}: ${String(data.message)}`).toBe(text);
    expect(data).toEqual({
      name: data.name,
      debug: expect.stringContaining('Traceback (most recent call last)'),
      message: data.message,
      arguments: [data.message],
      context: {},
    });
  });

  test('the envelope has the code of the series and the id of the request', async () => {
    const answer = await client.post('/jsonrpc', { service: 'nosvc', method: 'x', args: [] });
    expect(answer.status).toBe(200);
    expect(answer.contentType).toBe('application/json; charset=utf-8');
    expect(answer.body).toMatchObject({
      jsonrpc: '2.0',
      id: 7,
      error: {
        code: version === 19 ? 0 : 200,
        message: 'Odoo Server Error',
        data: { name: 'builtins.KeyError', message: 'nosvc' },
      },
    });
  });

  test('call_kw answers an unknown model as the series does', async () => {
    const { cookie } = await client.login('admin', 'admin');
    const answer = await client.post(
      '/web/dataset/call_kw',
      { model: 'no.such', method: 'read', args: [[1]], kwargs: {} },
      cookie,
    );
    expect(answer.body).toMatchObject(
      version === 17
        ? { id: 7, error: { code: 200, data: { name: 'builtins.KeyError', message: 'no.such' } } }
        : {
            id: null,
            error: {
              code: 404,
              message: '404: Not Found',
              data: { name: 'werkzeug.exceptions.NotFound', arguments: [] },
            },
          },
    );
  });

  test('a result of None has no result key', async () => {
    const answer = await client.post('/jsonrpc', {
      service: 'object',
      method: 'execute_kw',
      args: ['demo', 2, 'admin', 'sale.order', 'action_lock', [[2]]],
    });
    expect(answer.body).toEqual({ jsonrpc: '2.0', id: 7 });
  });
});
