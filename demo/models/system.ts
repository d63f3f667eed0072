import { hasModelAccess } from '../engine/access.ts';
import { hasGroup } from '../engine/actor.ts';
import { type Env, modelOf, withContext } from '../engine/env.ts';
import { accessError, valueError } from '../engine/errors.ts';
import {
  boolean,
  char,
  integer,
  many2one,
  one2many,
  resId,
  selection,
  text,
} from '../engine/fields.ts';
import { isTruthy, type Json, type JsonObject, namesIn } from '../engine/json.ts';
import type { ModelDefinition } from '../engine/model.ts';
import { readerOf } from '../engine/records.ts';
import { searchIds } from '../engine/search.ts';
import { ATTACHMENT } from './attachment.ts';
import { REPORT } from './report.ts';

const FIELD_TYPES = [
  'binary',
  'boolean',
  'char',
  'date',
  'datetime',
  'float',
  'html',
  'integer',
  'many2many',
  'many2one',
  'many2one_reference',
  'monetary',
  'one2many',
  'selection',
  'text',
];
const ADMIN = { 'base.group_system': 'rwcu' };

/** Technical models: the registry's own description, settings, modules, attachments, reports. */
export const SYSTEM_MODELS: readonly ModelDefinition[] = [
  ATTACHMENT,
  REPORT,
  {
    name: 'ir.model',
    description: 'Models',
    order: 'model',
    recNamesSearch: ['name', 'model'],
    fields: {
      name: char('Model Description', { required: true, translate: true }),
      model: char('Model', { required: true }),
      order: char('Order', { required: true, default: 'id' }),
      info: text('Information'),
      state: selection(
        'Type',
        [
          ['manual', 'Custom Object'],
          ['base', 'Base Object'],
        ],
        { readonly: true, default: 'manual' },
      ),
      transient: boolean('Transient Model'),
      modules: char('In Apps', { readonly: true }),
      field_id: one2many('Fields', 'ir.model.fields', 'model_id', { required: true }),
      count: integer('Count (Incl. Archived)', {
        compute: (it) => it.all(it.text('model'), () => true).length,
      }),
    },
    access: { 'base.group_erp_manager': 'rwcu' },
    unique: [{ fields: ['model'], message: 'Each model must have a unique name.' }],
    methods: {
      display_name_for: {
        params: ['models'],
        modelLevel: true,
        run: (env, _ids, args) => displayNames(env, namesIn(args.models)),
      },
      get_available_models: {
        modelLevel: true,
        run: (env) =>
          hasGroup(env, 'base.group_user')
            ? displayNames(env, [...env.db.registry.models.keys()])
            : [],
      },
    },
  },
  {
    name: 'ir.model.fields',
    description: 'Fields',
    order: 'name, id',
    recName: 'field_description',
    recNamesSearch: ['name', 'field_description'],
    displayName: (it) =>
      `${it.text('field_description')} (${it.one('model_id')?.text('name') ?? it.text('model')})`,
    fields: {
      name: char('Field Name', { required: true }),
      model: char('Model Name', { required: true }),
      model_id: many2one('Model', 'ir.model', { required: true, ondelete: 'cascade' }),
      relation: char('Related Model'),
      relation_field: char('Relation Field'),
      field_description: char('Field Label', { required: true, translate: true }),
      help: text('Field Help'),
      ttype: selection(
        'Field Type',
        FIELD_TYPES.map((type) => [type, type] as const),
        { required: true },
      ),
      required: boolean('Required'),
      readonly: boolean('Readonly'),
      store: boolean('Stored', { default: true }),
      index: boolean('Indexed'),
      copied: boolean('Copied'),
      related: char('Related Field Definition'),
      translate: boolean('Translatable', {
        variants: { 19: { type: 'selection', selection: [['standard', 'Translate as a whole']] } },
      }),
      state: selection(
        'Type',
        [
          ['manual', 'Custom Field'],
          ['base', 'Base Field'],
        ],
        { required: true, default: 'manual' },
      ),
      modules: char('In Apps', { readonly: true }),
    },
    access: { 'base.group_erp_manager': 'rwcu' },
  },
  {
    name: 'ir.model.data',
    description: 'Model Data',
    order: 'module, model, name',
    displayName: (it) =>
      it.all(it.text('model'), ({ id }) => id === it.number('res_id'))[0]?.displayName() ??
      it.text('complete_name'),
    fields: {
      name: char('External Identifier', { required: true }),
      module: char('Module', { required: true, default: '' }),
      complete_name: char('Complete ID', {
        compute: (it) => `${it.text('module')}.${it.text('name')}`,
      }),
      model: char('Model Name', { required: true }),
      res_id: resId('Record ID'),
      noupdate: boolean('Non Updatable'),
    },
    access: { 'base.group_erp_manager': 'rwcu' },
    methods: {
      check_object_reference: {
        params: ['module', 'xml_id', 'raise_on_access_error?'],
        modelLevel: true,
        run: referencedRecord,
      },
    },
  },
  {
    name: 'ir.config_parameter',
    description: 'System Parameter',
    order: 'key',
    recName: 'key',
    fields: { key: char('Key', { required: true }), value: text('Value', { required: true }) },
    access: ADMIN,
    unique: [{ fields: ['key'], message: 'Key must be unique.' }],
    methods: {
      get_param: {
        params: ['key', 'default?'],
        modelLevel: true,
        run: (env, _ids, args) => {
          const model = modelOf(env, 'ir.config_parameter');
          const [id] = searchIds(env, model, [['key', '=', args.key ?? false]]);
          const value = id === undefined ? '' : readerOf(env, model.name, id).text('value');
          return value || (args.default ?? false);
        },
      },
    },
  },
  {
    name: 'ir.module.module',
    description: 'Module',
    order: 'application desc,name',
    recName: 'shortdesc',
    recNamesSearch: ['name', 'shortdesc', 'summary'],
    fields: {
      name: char('Technical Name', { required: true, readonly: true }),
      shortdesc: char('Module Name', { readonly: true, translate: true }),
      summary: char('Summary', { readonly: true, translate: true }),
      author: char('Author', { readonly: true }),
      installed_version: char('Latest Version', {
        readonly: true,
        compute: (it) => it.text('latest_version'),
      }),
      latest_version: char('Installed Version', { readonly: true }),
      application: boolean('Application', { readonly: true }),
      state: selection(
        'Status',
        [
          ['uninstallable', 'Uninstallable'],
          ['uninstalled', 'Not Installed'],
          ['installed', 'Installed'],
          ['to upgrade', 'To be upgraded'],
          ['to remove', 'To be removed'],
          ['to install', 'To be installed'],
        ],
        { readonly: true, default: 'uninstalled' },
      ),
    },
    access: { 'base.group_user': 'r', 'base.group_system': 'rwcu' },
  },
];

/** The model and id of an external id; false for an id that is out of the user's sight. */
function referencedRecord(env: Env, _ids: readonly number[], args: JsonObject): Json {
  const { module, xml_id: name } = args;
  const { store } = env.db;
  const row = store
    .ids('ir.model.data')
    .map((id) => store.get('ir.model.data', id))
    .find((it) => it?.module === module && it?.name === name);
  const named = `${String(module)}.${String(name)}`;
  if (typeof row?.model !== 'string' || typeof row.res_id !== 'number') {
    throw valueError(`External ID not found in the system: ${named}`);
  }
  const model = modelOf(env, row.model);
  const wide = withContext(env, { active_test: false });
  if (searchIds(wide, model, [['id', '=', row.res_id]]).length > 0) return [row.model, row.res_id];
  if (!isTruthy(args.raise_on_access_error)) return [row.model, false];
  throw accessError(`Not enough access rights on the external ID "${named}"`);
}

function displayNames(env: Env, names: readonly string[]): Json {
  return names
    .filter((name) => env.db.registry.models.has(name))
    .map((name) => modelOf(env, name))
    .filter((model) => hasModelAccess(env, model, 'read'))
    .map((model) => ({ display_name: model.description, model: model.name }));
}
