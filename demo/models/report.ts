import { boolean, char, html, many2many, many2one, selection } from '../engine/fields.ts';
import type { ModelDefinition } from '../engine/model.ts';

/** Printable documents; any employee may see which there are. */
export const REPORT: ModelDefinition = {
  name: 'ir.actions.report',
  description: 'Report Action',
  order: 'name, id',
  fields: {
    name: char('Action Name', { required: true, translate: true }),
    type: char('Action Type', { required: true, default: 'ir.actions.report' }),
    help: html('Action Description', { translate: true }),
    binding_model_id: many2one('Binding Model', 'ir.model', { ondelete: 'cascade' }),
    binding_type: selection(
      'Binding Type',
      [
        ['action', 'Action'],
        ['report', 'Report'],
      ],
      { required: true, default: 'report' },
    ),
    model: char('Model Name', { required: true }),
    model_id: many2one('Model', 'ir.model', {
      readonly: true,
      searchable: true,
      compute: (it) =>
        it.all('ir.model', (model) => model.text('model') === it.text('model'))[0]?.id ?? false,
    }),
    report_type: selection(
      'Report Type',
      [
        ['qweb-html', 'HTML'],
        ['qweb-pdf', 'PDF'],
        ['qweb-text', 'Text'],
      ],
      { required: true, default: 'qweb-pdf' },
    ),
    report_name: char('Template Name', { required: true }),
    report_file: char('Report File'),
    groups_id: many2many('Groups', 'res.groups', { as19: 'group_ids' }),
    multi: boolean('On Multiple Doc.'),
    print_report_name: char('Printed Report Name', { translate: true }),
    attachment: char('Save as Attachment Prefix'),
    attachment_use: boolean('Reload from Attachment'),
    domain: char('Filter domain', { since: 18 }),
  },
  access: { 'base.group_user': 'r', 'base.group_system': 'rwcu' },
};
