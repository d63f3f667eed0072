import type { FieldSchema, ModelSchema, SchemaView } from '../model-schema.ts';
import type { FieldName, GroupName, ModelName, RecordId } from '../names.ts';
import type { Policy } from '../policy.ts';
import { compileGateway } from '../schema/compile-gateway.ts';
import { gatewayFile } from '../schema/gateway.ts';
import { compileModelAccess, modelAccessFile } from '../schema/model-access.ts';
import { compileRbac, rbacFile } from '../schema/rbac.ts';
import { compileRestrictions, restrictionsFile } from '../schema/restrictions.ts';
import type { Subject } from '../subject.ts';

export const model = (name: string) => name as ModelName;
export const field = (name: string) => name as FieldName;
export const id = (number: number) => number as RecordId;

type Files = Readonly<Record<'access' | 'rbac' | 'restrictions' | 'gateway', object>>;

/** A policy of the given keys, in the shape of the YAML files. */
export function policyOf(files: Partial<Files>): Policy {
  return Object.freeze({
    revision: 'test',
    source: 'test',
    restrictions: compileRestrictions(restrictionsFile.parse(files.restrictions ?? {})),
    access: compileModelAccess(modelAccessFile.parse(files.access ?? {})),
    rbac: compileRbac(rbacFile.parse(files.rbac ?? {})),
    gateway: compileGateway(gatewayFile.parse(files.gateway ?? {}), undefined),
    warnings: [],
  });
}

/** `sales` sells and sees public employees; `hr` keeps employees; everybody reads countries and products. */
export const ACCESS = {
  stock_models: {
    full_crud: ['crm.lead', 'crm.tag'],
    read_only: ['res.country', 'product.product', 'product.template', 'crm.stage'],
    admin_only: ['project.project'],
  },
  allowed_methods: {
    'crm.lead': ['action_set_won', 'message_post', 'toggle_active'],
    'res.country': ['action_refresh'],
  },
  sensitive_fields: { 'res.partner': ['credit_limit'] },
  portal_models: ['res.partner', 'crm.lead'],
  group_access: {
    sales: {
      'res.partner': { operations: ['read', 'create', 'write'] },
      'sale.order': { operations: ['read', 'create', 'write'], methods: ['action_confirm'] },
      'sale.order.line': { operations: ['read', 'create', 'write'] },
      'hr.employee': {
        operations: ['read'],
        fields: { read: ['name', 'work_*', 'job_title', 'department_id'] },
      },
    },
    hr: { 'hr.*': { operations: ['read', 'create', 'write'] } },
    reader: { 'sale.order': { operations: ['read'], methods: ['action_quotation_send'] } },
  },
};
export const RBAC = {
  sensitive_fields: { 'sale.order': { margin: { required_group: 'managers' } } },
};
export const RESTRICTIONS = {
  always_blocked: ['hr.payslip*'],
  admin_only: ['res.partner.bank'],
  admin_write_only: ['crm.tag'],
  blocked_methods: ['action_dangerous'],
  blocked_write_fields: ['client_order_ref'],
};
export const POLICY = policyOf({ access: ACCESS, rbac: RBAC, restrictions: RESTRICTIONS });

/** A subject with these groups. */
export function subject(groups: readonly string[], more: Partial<Subject> = {}): Subject {
  const named = groups.join('+') || 'nobody';
  return {
    id: `token:${named}`,
    name: named,
    source: 'token',
    groups: new Set(groups as readonly GroupName[]),
    admin: false,
    ...more,
  };
}
export const SALES = subject(['sales']);
export const HR = subject(['hr']);
export const READER = subject(['reader']);
export const ADMIN = subject(['base.group_system'], { admin: true });
export const PORTAL = subject(['base.group_portal', 'sales']);

/**
 * Fields of a model, as `type:relation` and words: `ro`, `computed` (neither stored nor searchable),
 * `unstored` (searchable, not stored), `rare` (not read by default), `inverse=field`, `related=path`.
 */
type Written = Readonly<Record<string, string>>;

const MODELS: Readonly<Record<string, Written>> = {
  'res.partner': {
    name: 'char',
    complete_name: 'char ro',
    email: 'char',
    phone: 'char',
    ref: 'char',
    vat: 'char',
    company_registry: 'char',
    comment: 'html',
    active: 'boolean',
    is_company: 'boolean',
    color: 'integer',
    credit_limit: 'float',
    latitude: 'float',
    date: 'date',
    type: 'selection',
    parent_id: 'many2one:res.partner',
    parent_name: 'char related=parent_id.name unstored ro',
    parent_label: 'char related=parent_id.display_name unstored ro',
    user_label: 'char related=user_id.display_name unstored ro',
    child_ids: 'one2many:res.partner inverse=parent_id rare',
    user_id: 'many2one:res.users',
    user_ids: 'one2many:res.users inverse=partner_id rare',
    self_user_ids: 'many2many:res.users unstored rare',
    user_login: 'char related=user_id.login unstored',
    user_name: 'char related=user_id.name unstored',
    bank_ids: 'one2many:res.partner.bank inverse=partner_id rare',
    main_bank_id: 'many2one:res.partner.bank',
    iban: 'char related=main_bank_id.acc_number',
    country_id: 'many2one:res.country',
    country_code: 'char related=country_id.code unstored',
    category_id: 'many2many:res.partner.category rare',
    lead_ids: 'one2many:crm.lead inverse=partner_id rare',
    team_id: 'many2one:crm.team',
    company_id: 'many2one:res.company',
    company_vat: 'char related=company_id.vat unstored',
    employee_ids: 'one2many:hr.employee inverse=address_id rare',
    employee_id: 'many2one:hr.employee',
    employee_ssnid: 'char related=employee_id.ssnid',
    employee_title: 'char related=employee_id.job_title',
    message_ids: 'one2many:mail.message inverse=res_id rare',
    image_1920: 'binary rare',
    image_128: 'binary related=image_1920',
    barcode: 'char computed',
    computed_country_id: 'many2one:res.country computed',
    computed_country_code: 'char related=computed_country_id.code unstored',
    country_of_computed: 'char related=parent_id.computed_country_code unstored',
    self_related: 'char related=self_related',
    access_token: 'char',
    record_ref: 'reference',
    res_id: 'many2one_reference',
    extra: 'json',
    analytic_distribution: 'json',
    lead_properties: 'properties',
    create_uid: 'many2one:res.users ro',
    create_date: 'datetime ro',
  },
  'res.country': {
    name: 'char',
    code: 'char',
    phone_code: 'integer',
    currency_id: 'many2one:res.currency',
  },
  'sale.order': {
    name: 'char',
    partner_id: 'many2one:res.partner',
    state: 'selection',
    date_order: 'datetime',
    amount_total: 'monetary ro',
    margin: 'monetary',
    client_order_ref: 'char',
    note: 'html',
    user_id: 'many2one:res.users',
    order_line: 'one2many:sale.order.line inverse=order_id rare',
    tag_ids: 'many2many:crm.tag rare',
    follower_ids: 'many2many:res.users rare',
    company_ids: 'many2many:res.company rare',
    company_id: 'many2one:res.company',
    stage_id: 'many2one:crm.stage',
    lead_id: 'many2one:crm.lead',
    invoice_ids: 'many2many:account.move rare',
    message_ids: 'one2many:mail.message inverse=res_id rare',
    access_token: 'char',
  },
  'sale.order.line': {
    name: 'char',
    order_id: 'many2one:sale.order',
    order_state: 'selection related=order_id.state ro',
    order_margin: 'monetary related=order_id.margin',
    product_id: 'many2one:product.product',
    product_uom_qty: 'float',
    lead_ids: 'one2many:crm.lead inverse=line_id rare',
  },
  'product.product': {
    product_tmpl_id: 'many2one:product.template',
    name: 'char related=product_tmpl_id.name unstored',
    default_code: 'char',
    barcode: 'char',
  },
  'product.template': { name: 'char', default_code: 'char', barcode: 'char', list_price: 'float' },
  'crm.lead': {
    name: 'char',
    partner_id: 'many2one:res.partner',
    user_id: 'many2one:res.users',
    tag_ids: 'many2many:crm.tag rare',
    stage_id: 'many2one:crm.stage',
    order_ids: 'one2many:sale.order inverse=lead_id rare',
    line_id: 'many2one:sale.order.line',
    child_ids: 'one2many:crm.lead inverse=parent_id rare',
    parent_id: 'many2one:crm.lead',
    email_from: 'char',
    expected_revenue: 'monetary',
    date_deadline: 'date',
    lead_kind: 'char ro required',
    state: 'char ro required',
  },
  'crm.tag': { name: 'char', color: 'integer' },
  'crm.stage': {
    access_url: 'char',
    activity_state: 'selection',
    message_count: 'integer',
    website_message_count: 'integer',
    has_message: 'boolean',
    create_uid: 'many2one:res.users ro',
    create_date: 'datetime ro',
    write_date: 'datetime ro',
    sequence: 'integer',
    name: 'char',
  },
  'hr.employee': {
    resource_id: 'many2one:resource.resource',
    name: 'char related=resource_id.name',
    user_id: 'many2one:res.users related=resource_id.user_id',
    address_id: 'many2one:res.partner',
    department_id: 'many2one:hr.department',
    job_title: 'char',
    work_email: 'char',
    ssnid: 'char',
    pin: 'char',
    birthday: 'date',
    wage: 'monetary',
  },
  'hr.department': {
    name: 'char',
    manager_id: 'many2one:hr.employee',
    member_ids: 'one2many:hr.employee inverse=department_id rare',
  },
  'hr.payslip': { name: 'char' },
  'resource.resource': { name: 'char', user_id: 'many2one:res.users' },
  'res.users': {
    login: 'char',
    partner_id: 'many2one:res.partner',
    name: 'char related=partner_id.name unstored',
    company_id: 'many2one:res.company',
    active: 'boolean',
  },
  'res.company': { name: 'char', vat: 'char', partner_id: 'many2one:res.partner' },
};

function fieldSchema(name: string, written: string): FieldSchema {
  const [first = '', ...words] = written.split(' ');
  const [type = '', relation] = first.split(':');
  const value = (key: string) =>
    words.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1);
  const inverse = value('inverse');
  const related = value('related');
  const store = !words.includes('computed') && !words.includes('unstored');
  return {
    name: field(name),
    type,
    ...(relation === undefined ? {} : { relation: model(relation) }),
    ...(inverse === undefined ? {} : { relationField: field(inverse) }),
    ...(related === undefined ? {} : { related }),
    store,
    searchable: !words.includes('computed'),
    readonly: words.includes('ro'),
    required: words.includes('required'),
    byDefault: store && !words.includes('rare'),
  };
}

/** The metadata of one model, written as those of the fixture are. */
export function modelSchema(name: string, written: Written): ModelSchema {
  const all: Written = { id: 'integer ro', display_name: 'char ro unstored', ...written };
  return {
    model: model(name),
    fields: new Map(Object.entries(all).map(([key, text]) => [field(key), fieldSchema(key, text)])),
  };
}

const SCHEMAS = new Map(
  Object.entries(MODELS).map(([name, written]) => [name, modelSchema(name, written)]),
);

/** Every model of the fixture; others are absent. */
export const ALL_SCHEMAS: SchemaView = { get: (name) => SCHEMAS.get(name) ?? 'absent' };
export const MODEL_NAMES: readonly string[] = [...SCHEMAS.keys()];
export const schemaNamed = (name: string): ModelSchema => {
  const schema = SCHEMAS.get(name);
  if (!schema) throw new Error(`the fixture has no ${name}`);
  return schema;
};
