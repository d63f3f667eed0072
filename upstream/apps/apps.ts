import type { Plugin } from '../plugins/plugin.ts';
import { helpdesk } from './helpdesk/helpdesk.ts';
import { hr } from './hr/hr.ts';
import { project } from './project/project.ts';
import { sales } from './sales/sales.ts';

export interface AppOptions {
  /** The model the helpdesk tools work with. */
  readonly helpdeskModel: string;
}

/** The domain tools that ship with this server, in the order tools/list shows them. */
export function bundledApps({ helpdeskModel }: AppOptions): readonly Plugin[] {
  return [hr, sales, project, helpdesk(helpdeskModel)];
}
