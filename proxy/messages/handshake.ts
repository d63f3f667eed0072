import { deny } from '../../policies/decision.ts';
import { isObject, type Json, type JsonObject } from '../../policies/json.ts';
import { showsForms } from '../elicitation.ts';
import { isLegacyVersion, isModernVersion } from '../wire/versions.ts';
import { type MessageHandler, relayNothing } from './call.ts';
import { forwardedCapabilities, mayHearLog, openExtensions } from './client-capabilities.ts';
import type { HandlerContext } from './context.ts';
import { forwardedClientInfo } from './envelope.ts';
import { FAMILIES, passes } from './families.ts';
import { tasksPass } from './handed-out.ts';
import { privateToTheCaller } from './private-result.ts';
import { SERVER_INFO, serverInfo, serverMeta } from './server-info.ts';
import { unboundMeta } from './unbound-request.ts';

/** What is asked of the upstream when a client asks for a version the guard does not know. */
const NEWEST_LEGACY = '2025-11-25';

/** The first revision with elicitation. Revisions are dates. */
const FIRST_WITH_FORMS = '2025-06-18';

/** Server capabilities that work through the guard in either era. What it does not filter, it does not offer. */
function offeredCapabilities(capabilities: Json | undefined, context: HandlerContext): JsonObject {
  if (!isObject(capabilities)) return {};
  const offered = FAMILIES.filter(
    (family) => isObject(capabilities[family]) && passes(family, context),
  );
  return Object.fromEntries(offered.map((family) => [family, {}]));
}

/** What of the tasks of 2025-11-25 works through the guard: those of tool calls. */
function offeredTasks(capabilities: Json | undefined, context: HandlerContext): JsonObject {
  const tasks = isObject(capabilities) ? capabilities.tasks : undefined;
  const requests = isObject(tasks) ? tasks.requests : undefined;
  const ofTools = isObject(requests) && isObject(requests.tools) && isObject(requests.tools.call);
  if (!isObject(tasks) || !ofTools || !tasksPass(context)) return {};
  const offered = (['list', 'cancel'] as const).filter((key) => isObject(tasks[key]));
  return {
    tasks: {
      ...Object.fromEntries(offered.map((key) => [key, {}])),
      requests: { tools: { call: {} } },
    },
  };
}

/** What else of a family works where a client listens. */
const HEARD: ReadonlyMap<string, readonly string[]> = new Map([
  ['tools', ['listChanged']],
  ['prompts', ['listChanged']],
  ['resources', ['listChanged', 'subscribe']],
]);

/** The same for clients that hear of changes. */
function heardCapabilities(sent: Json | undefined, context: HandlerContext): JsonObject {
  const offered = offeredCapabilities(sent, context);
  return Object.fromEntries(
    Object.entries(offered).map(([family, works]) => {
      const said = isObject(sent) ? sent[family] : undefined;
      const heard = (HEARD.get(family) ?? []).filter((key) => isObject(said) && said[key] === true);
      return [
        family,
        {
          ...(isObject(works) ? works : {}),
          ...Object.fromEntries(heard.map((key) => [key, true])),
        },
      ];
    }),
  );
}

/** Beside them what belongs to no family: the log, and extensions. */
function shownCapabilities(sent: Json | undefined, context: HandlerContext): JsonObject {
  const logs = isObject(sent) && isObject(sent.logging) && mayHearLog(context);
  const extensions = isObject(sent) ? openExtensions(sent.extensions, context) : {};
  return {
    ...heardCapabilities(sent, context),
    ...(logs ? { logging: {} } : {}),
    ...extensions,
  };
}

/**
 * `initialize` (legacy): versions are clamped to those the guard enforces, the capabilities of both sides cut down
 * on the way through to what the policy lets them do. The guard mints the session.
 */
export function initialize(context: HandlerContext): MessageHandler {
  return {
    needsSubject: false,
    cost: () => ({ write: false, units: 1 }),
    async prepare(call) {
      const params = call.request.params ?? {};
      const asked = params.protocolVersion;
      const version = typeof asked === 'string' && isLegacyVersion(asked) ? asked : NEWEST_LEGACY;
      return {
        kind: 'prepared',
        params: {
          protocolVersion: version,
          capabilities: forwardedCapabilities(params.capabilities, context),
          clientInfo: forwardedClientInfo(params.clientInfo),
        },
        withCredential: false,
        mayChange: false,
        filter(result) {
          const { instructions, protocolVersion } = result;
          if (typeof protocolVersion !== 'string' || !isLegacyVersion(protocolVersion)) {
            return deny(
              'message_not_supported',
              'protocol',
              'the server behind the guard chose a protocol version that is not enforced here.',
            );
          }
          const { session } = call.caller;
          if (session) {
            context.door.negotiated(session, protocolVersion);
            const { capabilities } = params;
            session.told = forwardedCapabilities(capabilities, context);
            delete session.logLevel;
            session.subscriptions.clear();
            session.addresses.clear();
            session.showsForms =
              protocolVersion >= FIRST_WITH_FORMS &&
              isObject(capabilities) &&
              showsForms(capabilities.elicitation);
          }
          return {
            result: {
              protocolVersion,
              capabilities: {
                ...shownCapabilities(result.capabilities, context),
                ...offeredTasks(result.capabilities, context),
              },
              serverInfo: serverInfo(result.serverInfo, context.policy.gateway.server.name),
              ...(typeof instructions === 'string' ? { instructions } : {}),
            },
            notes: [],
          };
        },
        relay: relayNothing,
        facts: {},
      };
    },
  };
}

/** `server/discover` (2026-07-28): the same, for a client that keeps no session. */
export function discover(context: HandlerContext): MessageHandler {
  return {
    needsSubject: false,
    cost: () => ({ write: false, units: 1 }),
    async prepare(call) {
      const meta = unboundMeta(call, context);
      return {
        kind: 'prepared',
        params: meta === undefined ? undefined : { _meta: meta },
        withCredential: false,
        mayChange: false,
        filter(result) {
          const versions = Array.isArray(result.supportedVersions) ? result.supportedVersions : [];
          const enforced = versions.filter((version) => isEnforced(version));
          const { instructions } = result;
          return {
            result: privateToTheCaller(
              {
                resultType: 'complete',
                supportedVersions: enforced,
                capabilities: shownCapabilities(result.capabilities, context),
                ...(typeof instructions === 'string' ? { instructions } : {}),
                ...discoveredServer(result, context.policy.gateway.server.name),
              },
              call.era,
            ),
            notes: [],
          };
        },
        relay: relayNothing,
        facts: {},
      };
    },
  };
}

/** Earlier drafts have the server's description of itself in the result's body. */
function discoveredServer(result: JsonObject, name: string | undefined) {
  const said = serverMeta(result, name);
  if (said._meta || (result.serverInfo === undefined && name === undefined)) return said;
  return { _meta: { [SERVER_INFO]: serverInfo(result.serverInfo, name) } };
}

function isEnforced(version: Json): boolean {
  return typeof version === 'string' && (isModernVersion(version) || isLegacyVersion(version));
}
