import type { LoadedFile } from './policy-file.ts';
import type { GatewayFile } from './schema/gateway.ts';
import type { ModelAccessFile } from './schema/model-access.ts';
import type { RbacFile } from './schema/rbac.ts';
import type { RestrictionsFile } from './schema/restrictions.ts';

/** The four files of a policy, each valid by itself. */
export interface PolicyFiles {
  readonly restrictions: LoadedFile<RestrictionsFile>;
  readonly access: LoadedFile<ModelAccessFile>;
  readonly rbac: LoadedFile<RbacFile>;
  readonly gateway: LoadedFile<GatewayFile>;
}
