// What keys of the policy files mean whose schemas do not say it themselves.

/** By file and place. A `.describe(…)` in the schema replaces an entry, which then has to go. */
export const MEANINGS = new Map(
  Object.entries({
    'restrictions.yaml': {},
    'model_access.yaml': {
      'admin.unlisted_models':
        'Models in no list: refused, readable, or open to reading, creating, writing and deleting.',
      'admin.unlisted_methods': 'Methods in no list: refused, or callable.',
      'group_access.GROUP.MODEL.methods': 'Methods that may be called.',
      'group_access.GROUP.MODEL.fields.read':
        'Fields that are shown. Absent: all but the hidden ones.',
      'group_access.GROUP.MODEL.fields.search':
        'Fields that may be filtered, sorted and grouped by. Absent: as `read`.',
      'group_access.GROUP.MODEL.fields.write':
        'Fields that may be written. Absent: all but the hidden ones.',
    },
    'rbac.yaml': {
      'sensitive_fields.MODEL.fields': 'The fields of the first spelling.',
      'sensitive_fields.MODEL.FIELD':
        'The second spelling: one entry for each field, with a `required_group` of its own.',
      'confirm[].operations': 'The entry is about these operations.',
      'confirm[].models': 'The entry is about these models (or globs).',
      'confirm[].methods': 'The entry is about calls of these methods.',
      'confirm[].min_records': 'The entry is about changes of at least this many records.',
    },
    'gateway.yaml': {
      server: 'The process.',
      'server.name': 'What the guard calls itself to clients. Absent: as the upstream does.',
      'server.transport': '`streamable-http` is another word for `http`.',
      'server.host': 'Address to listen on. Any but loopback is reachable by other machines.',
      'server.port': 'Port to listen on; 0 takes a free one.',
      'server.log_level':
        '`trace`, `debug`, `info`, `warn`, `error` or `silent`. Logs go to standard error.',
      'server.max_concurrent_sessions':
        'Most MCP sessions at once. The last quarter is not for a token or an address that has as many.',
      'server.session_timeout_seconds':
        'A session nobody used for this long is closed, and its credential forgotten.',
      'server.allowed_hosts': '`Host` values a request may carry, beside the loopback names.',
      'server.allowed_origins':
        '`Origin` values a request may carry, such as `https://agent.example.com`.',
      'server.max_request_bytes': 'Largest request, in bytes.',
      'server.pass_through':
        'Paths of an HTTP upstream that pass unjudged, exact or ending in `/*`. Never `/mcp`.',
      odoo: 'The Odoo of the server that ships with the guard.',
      'odoo.url': 'Its address.',
      'odoo.version': 'The release; `auto` asks Odoo.',
      'odoo.protocol':
        '`json2` needs Odoo 19 and API keys; `auto` chooses by release and credential.',
      'odoo.pool_size': 'Most connections to Odoo.',
      'odoo.circuit_breaker': 'When Odoo is left alone for a while.',
      'odoo.circuit_breaker.failure_threshold': 'After this many failures in a row …',
      'odoo.circuit_breaker.recovery_timeout_seconds': '… for this long.',
      'odoo.retry': 'Reads that failed for want of a connection. Changes are never sent twice.',
      'odoo.retry.max_retries': 'How often one is tried again.',
      'odoo.retry.backoff_base_seconds': 'How long the first pause is.',
      auth: 'Signing in with the login tool.',
      'auth.methods':
        'Which kinds of credential: `password`, `api_key`, `session`. Odoo takes a password in the place of an API key: without `password`, a key has to look like those that Odoo makes.',
      rate_limit: 'Calls of one subject in a minute.',
      'rate_limit.global_per_minute': 'All calls.',
      'rate_limit.write_per_minute':
        'Creates, writes, deletes, method calls and messages. A bulk call costs what it holds.',
      upstream:
        'The MCP server behind the guard. Neither `url` nor `command`: the one that ships with it.',
      'upstream.url': 'A server over HTTP.',
      'upstream.headers': 'Headers each request to `url` carries.',
      'upstream.command': 'A server on stdio.',
      'upstream.args': 'Arguments of `command`.',
      'upstream.env':
        "The variables of `command`, beside the few a program needs to start. The guard's own are not handed on.",
      'upstream.binding':
        'The id of the binding that says what the tools of `url` or `command` mean in Odoo. Absent: none does, and they are unbound.',
      'upstream.unbound.tools': 'Unbound tools. `allow`: with tool rules, limits and audit only.',
      'upstream.unbound.resources': 'Unbound resources.',
      'upstream.unbound.prompts': 'Unbound prompts.',
      'upstream.unbound.completions': 'Unbound completions.',
      'upstream.timeout_seconds':
        'How long the server may take to answer, or to begin to; and a client to come back for an answer whose stream has ended. A stream that is open may be silent for as long, and for five minutes in any case.',
      protocol: 'What passes of the protocol that no data rule can judge.',
      'protocol.version_header':
        'Whether the header MCP-Protocol-Version must say what the body of a 2026-07-28 request says. lenient: the body counts alone, for clients that send another version or none; each time is logged.',
      'protocol.sampling':
        'The server may have the client’s model say something. Only where something unbound may pass.',
      'protocol.elicitation':
        'It may ask the person behind the client: with `forms`, or (`allow`) also by sending them to an address. Only where something unbound may pass.',
      'protocol.roots': 'It may ask which folders the client works in.',
      'protocol.logging': 'What it logs reaches the client. Only where something unbound may pass.',
      'protocol.extensions':
        'Extensions of the protocol, by id, that client and server may tell each other of. Methods of their own stay closed.',
      'protocol.tasks':
        'Whether a server may hand out a tool call as a task, whose result is fetched later. It passes the same rules then.',
      identity: 'Who a caller can be.',
      'identity.login': 'Whether the login tool makes an identity.',
      'identity.tokens': 'Bearer tokens, a subject each.',
      'identity.tokens[].name': 'What the subject is called in the audit records.',
      'identity.tokens[].sha256': 'SHA-256 of the token, in hexadecimal. `token new` prints it.',
      'identity.tokens[].admin': 'Whether rules for administrators are about this subject.',
      'identity.tokens[].odoo':
        'The Odoo account that carries the calls. The client never sees it. One of `api_key` and `password`.',
      'identity.tokens[].odoo.login': 'Its login.',
      'identity.tokens[].odoo.api_key': 'Its API key.',
      'identity.tokens[].odoo.password': 'Its password.',
      'identity.tokens[].odoo.database': 'Its database. Absent: `odoo.database`.',
      'identity.stdio': 'Who the person on stdio is. Absent: whoever signs in.',
      'identity.anonymous':
        'Who a caller without a credential is. Absent: nobody, who can only sign in.',
      limits: 'More limits.',
      'limits.per_tool': 'Calls of one subject in a minute, by tool.',
      'limits.budgets[].per': 'How long the stretch of time is. It rolls.',
      'limits.budgets[].max': 'The most in it.',
      'limits.concurrent':
        'Calls of one subject under way at once; and, counted apart, streams of changes it keeps open.',
      'limits.lockout': 'Failed sign-ins.',
      'limits.lockout.per_login': 'Of one login.',
      'limits.lockout.per_login.failures': 'After this many …',
      'limits.lockout.per_login.minutes':
        '… it is locked for this long. Further tries do not lengthen it.',
      'limits.lockout.per_source': 'From one address.',
      'limits.lockout.per_source.failures': 'After this many …',
      'limits.lockout.per_source.minutes': '… it is locked for this long.',
      audit: 'One record for each call.',
      'audit.sink': '`log`: standard error; `file`: lines of JSON; `off`: none.',
      'audit.file':
        'Where `file` writes: a regular file, made for its owner alone, and anew where it was moved away. While nothing can be written there, nothing is let through.',
      'audit.values': 'Whether records hold the values of domains and writes. Secrets never.',
    },
  }),
);

/** Keys of mappings that the operator chooses, in words. */
export const KEYS = new Map([
  ['model_access.yaml:allowed_methods', 'MODEL'],
  ['model_access.yaml:sensitive_fields', 'MODEL'],
  ['model_access.yaml:traversable_fields', 'MODEL'],
  ['model_access.yaml:group_access', 'GROUP'],
  ['model_access.yaml:group_access.GROUP', 'MODEL'],
  ['rbac.yaml:tool_group_requirements', 'TOOL'],
  ['rbac.yaml:sensitive_fields', 'MODEL'],
  ['rbac.yaml:sensitive_fields.MODEL', 'FIELD'],
  ['rbac.yaml:field_group_overrides', 'MODEL'],
  ['rbac.yaml:field_group_overrides.MODEL', 'FIELD'],
  ['rbac.yaml:record_rules', 'MODEL'],
  ['gateway.yaml:upstream.headers', 'HEADER'],
  ['gateway.yaml:upstream.env', 'VARIABLE'],
  ['gateway.yaml:limits.per_tool', 'TOOL'],
]);

/** Subjects have the same keys wherever they stand. */
export const SAME_AS = [[/^identity\.(?:stdio|anonymous)(?=\.)/, 'identity.tokens[]']];
