import type { JsonObject } from '../engine/json.ts';

/** What a method answers to open a form, as a wizard unless said otherwise. */
export function openWindow(model: string, name: string, more: JsonObject = {}): JsonObject {
  return {
    type: 'ir.actions.act_window',
    name,
    res_model: model,
    view_mode: 'form',
    views: [[false, 'form']],
    target: 'new',
    ...more,
  };
}
