import {
  filterResourceList,
  filterResourceTemplates,
} from '../../policies/filter/resource-list.ts';
import type { MessageHandler } from './call.ts';
import type { HandlerContext } from './context.ts';
import { listRequest } from './list-request.ts';
import { isListed } from './resource-access.ts';

/** `resources/list`: only the resources the caller could read. */
export function resourcesList(context: HandlerContext): MessageHandler {
  return listRequest(context, (result, call) =>
    filterResourceList(result, (uri) => isListed(uri, call, context)),
  );
}

/** `resources/templates/list`: only the templates the caller could read with some variables. */
export function resourceTemplatesList(context: HandlerContext): MessageHandler {
  return listRequest(context, (result, call) =>
    filterResourceTemplates(result, (uri) => isListed(uri, call, context)),
  );
}
