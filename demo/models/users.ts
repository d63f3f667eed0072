import { actorOf, hasGroup } from '../engine/actor.ts';
import { accessError, valueError } from '../engine/errors.ts';
import {
  boolean,
  char,
  datetime,
  html,
  many2many,
  many2one,
  one2many,
  selection,
} from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';
import { type RecordReader, readerOf } from '../engine/records.ts';

const PRIVATE = { groups: 'hr.group_hr_user' };

/** Users, groups and API keys. */
export const USER_MODELS: readonly ModelDefinition[] = [
  {
    name: 'res.users',
    description: 'User',
    order: 'name, login',
    inherits: { model: 'res.partner', field: 'partner_id' },
    recNamesSearch: ['name'],
    fields: {
      partner_id: many2one('Related Partner', 'res.partner', {
        required: true,
        ondelete: 'restrict',
      }),
      login: char('Login', { required: true, help: 'Used to log into the system' }),
      password: char('Password', { secret: true, store: false, searchable: false, copy: false }),
      new_password: char('Set Password', {
        secret: true,
        store: false,
        searchable: false,
        copy: false,
      }),
      signature: html('Email Signature'),
      active: boolean('Active', { default: true }),
      groups_id: many2many('Groups', 'res.groups', { as19: 'group_ids' }),
      all_group_ids: many2many('Groups and implied groups', 'res.groups', {
        since: 19,
        readonly: true,
        searchable: true,
        compute: (user) => [...closure(user.many('groups_id'))],
      }),
      share: boolean('Share User', {
        readonly: true,
        store: true,
        compute: (user) => !hasInternalGroup(user),
      }),
      company_id: many2one('Company', 'res.company', {
        required: true,
        default: ({ companyId }) => companyId,
      }),
      company_ids: many2many('Companies', 'res.company', {
        default: ({ companyId }) => [companyId],
      }),
      companies_count: {
        type: 'integer',
        string: 'Number of Companies',
        compute: (user) => user.many('company_ids').length,
      },
      notification_type: selection(
        'Notification',
        [
          ['email', 'Handle by Emails'],
          ['inbox', 'Handle in Odoo'],
        ],
        { required: true, default: 'email' },
      ),
      login_date: datetime('Latest Login', { compute: () => false, readonly: true }),
      state: selection(
        'Status',
        [
          ['new', 'Never Connected'],
          ['active', 'Confirmed'],
        ],
        { readonly: true, compute: () => 'active' },
      ),
      sale_team_id: many2one('User Sales Team', 'crm.team', {
        readonly: true,
        store: true,
        compute: (user) =>
          user.all('crm.team', (team) =>
            team.many('member_ids').some((member) => member.id === user.id),
          )[0]?.id ?? false,
      }),
      employee_ids: one2many('Related employee', 'hr.employee', 'user_id'),
      employee_id: many2one('Company employee', 'hr.employee', {
        searchable: true,
        compute: (user) => user.many('employee_ids')[0]?.id ?? false,
      }),
      employee_count: {
        type: 'integer',
        string: 'Employee Count',
        compute: (user) => user.many('employee_ids').length,
      },
      department_id: many2one('Department', 'hr.department', {
        related: 'employee_id.department_id',
        until: 18,
      }),
      work_email: char('Work Email', { related: 'employee_id.work_email' }),
      private_email: char('Private Email', {
        related: 'employee_id.private_email',
        readonly: false,
        ...PRIVATE,
      }),
      private_phone: char('Private Phone', {
        related: 'employee_id.private_phone',
        readonly: false,
        ...PRIVATE,
      }),
      ssnid: char('SSN No', {
        related: 'employee_id.ssnid',
        readonly: false,
        until: 18,
        ...PRIVATE,
      }),
      pin: char('PIN', { related: 'employee_id.pin', readonly: false, ...PRIVATE }),
      api_key_ids: one2many('API Keys', 'res.users.apikeys', 'user_id'),
    },
    access: {
      'base.group_user': 'r',
      'base.group_portal': 'r',
      'base.group_public': 'r',
      'base.group_erp_manager': 'rwcu',
    },
    rules: [
      {
        name: 'user rule',
        domain: (env) => [
          '|',
          ['share', '=', false],
          ['company_ids', 'in', [...env.actor.companyIds]],
        ],
      },
      {
        name: 'Portal/public users see themselves',
        groups: ['base.group_portal', 'base.group_public'],
        domain: (env) => [['id', '=', env.actor.id]],
      },
    ],
    unique: [{ fields: ['login'], message: 'You can not have two users with the same login!' }],
    nameSearch: (env, name, operator) =>
      ['=', 'ilike', '=ilike', 'like', 'in'].includes(operator)
        ? env.db.store
            .ids('res.users')
            .filter((id) => env.db.store.get('res.users', id)?.login === name)
        : undefined,
    beforeWrite: (_env, _ids, values) => ({
      ...values,
      ...(typeof values.name === 'string' || !('login' in values)
        ? {}
        : { name: values.login ?? false }),
    }),
    methods: {
      context_get: {
        modelLevel: true,
        run: (env) => {
          const user = readerOf(env, 'res.users', env.actor.id);
          return {
            lang: user.text('lang') || 'en_US',
            tz: user.text('tz') || false,
            uid: env.actor.id,
          };
        },
      },
      has_group: {
        params: ['group_ext_id'],
        modelLevel: { until: 17 },
        run: (env, ids, args) => {
          if (env.db.version > 17 && ids.length !== 1) {
            throw valueError(`Expected singleton: res.users(${ids.join(', ')})`);
          }
          const uid = ids[0] ?? env.actor.id;
          if (uid !== env.actor.id && !hasGroup(env, 'base.group_user')) {
            throw accessError('You can ony call user.has_group() with your current user.');
          }
          return actorOf(env.db, uid).groups.has(String(args.group_ext_id));
        },
      },
    },
  },
  {
    name: 'res.groups',
    description: 'Access Groups',
    order: 'name',
    displayName: (group) => group.text('full_name'),
    recNamesSearch: ['name'],
    fields: {
      name: char('Name', { required: true, translate: true }),
      category_name: char('Application', { store: true, readonly: true }),
      full_name: char('Group Name', {
        searchable: true,
        compute: (group) =>
          group.text('category_name')
            ? `${group.text('category_name')} / ${group.text('name')}`
            : group.text('name'),
      }),
      comment: { type: 'text', string: 'Comment', translate: true },
      share: boolean('Share Group'),
      users: many2many('Users', 'res.users', {
        mirror: 'groups_id',
        as19: 'user_ids',
        copy: false,
      }),
      all_user_ids: many2many('Users and implied users', 'res.users', {
        since: 19,
        searchable: true,
        compute: (group) =>
          group
            .all('res.users', (user) => closure(user.many('groups_id')).has(group.id))
            .map((user) => user.id),
      }),
      implied_ids: many2many('Inherits', 'res.groups'),
      trans_implied_ids: many2many('Transitively inherits', 'res.groups', {
        as19: 'all_implied_ids',
        compute: (group) => [...closure(group.many('implied_ids'))],
      }),
    },
    access: { 'base.group_user': 'r', 'base.group_erp_manager': 'rwcu' },
  },
  {
    name: 'res.users.apikeys',
    unlogged: ['create_uid', 'write_uid', 'write_date'],
    description: 'Users API Keys',
    fields: {
      name: char('Description', { required: true, readonly: true }),
      user_id: many2one('User', 'res.users', {
        required: true,
        readonly: true,
        ondelete: 'cascade',
      }),
      scope: char('Scope', { readonly: true }),
      expiration_date: datetime('Expiration Date', { readonly: true, since: 18 }),
    },
    access: { 'base.group_user': 'r', 'base.group_portal': 'r' },
    rules: [
      {
        name: 'API keys: own',
        groups: ['base.group_user', 'base.group_portal'],
        domain: (env) => [['user_id', '=', env.actor.id]],
      },
      {
        name: 'API keys: all for Settings',
        groups: ['base.group_system'],
        domain: () => [[1, '=', 1]],
      },
    ],
    methods: {
      remove: {
        run: (env, ids) => {
          for (const id of ids) {
            const key = readerOf(env, 'res.users.apikeys', id);
            if (key.number('user_id') === env.actor.id || hasGroup(env, 'base.group_system')) {
              env.db.store.remove('res.users.apikeys', id);
            } else {
              throw accessError(
                "You can not remove API keys unless they're yours or you are a system user",
              );
            }
          }
          return { type: 'ir.actions.act_window_close' };
        },
      },
    },
  },
];

/** Ids of the groups and of everything they imply. */
function closure(groups: readonly RecordReader[]): ReadonlySet<number> {
  const found = new Set<number>();
  const queue = [...groups];
  for (let group = queue.pop(); group; group = queue.pop()) {
    if (found.has(group.id)) continue;
    found.add(group.id);
    queue.push(...group.many('implied_ids'));
  }
  return found;
}

function hasInternalGroup(user: RecordReader): boolean {
  const ids = closure(user.many('groups_id'));
  return user
    .all(
      'ir.model.data',
      (data) => data.text('model') === 'res.groups' && data.text('name') === 'group_user',
    )
    .some((data) => ids.has(data.number('res_id')));
}
