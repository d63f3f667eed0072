import type { Plugin } from '../plugins/plugin.ts';

export interface AppOptions {
  /** The model the helpdesk tools work with. */
  readonly helpdeskModel: string;
}

/** The domain tools that ship with this server, in the order tools/list shows them. */
export function bundledApps(_options: AppOptions): readonly Plugin[] {
  return [];
}
