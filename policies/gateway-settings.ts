import type { BudgetRule } from './budget-rule.ts';
import type { GroupName } from './names.ts';

/** `gateway.yaml`, with the environment's overrides applied. Durations are milliseconds. */
export interface GatewaySettings {
  /** `shadow`: calls are judged and recorded, and nothing but the guardrails is enforced. */
  readonly mode: 'enforce' | 'shadow';
  readonly server: {
    /** What the guard calls itself in `serverInfo`; absent: the upstream's own name. */
    readonly name?: string;
    readonly transport: 'stdio' | 'http';
    readonly host: string;
    readonly port: number;
    readonly logLevel: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
    /** `Host` and `Origin` values a browser-borne request may carry, beside the loopback names. */
    readonly allowedHosts: readonly string[];
    readonly allowedOrigins: readonly string[];
    readonly maxSessions: number;
    readonly sessionIdleMs: number;
    /** Largest request body accepted, in bytes. */
    readonly maxRequestBytes: number;
    /** Paths of the upstream that are passed through as they are (exact, or ending in `/*`). */
    readonly passThrough: readonly string[];
  };
  readonly odoo: {
    readonly url: string;
    /** Absent: the server's only database. */
    readonly database?: string;
    /** Absent: detected. */
    readonly version?: 17 | 18 | 19;
    /** Which of Odoo's protocols the bundled upstream speaks. */
    readonly protocol: 'auto' | 'jsonrpc' | 'xmlrpc' | 'json2';
    readonly poolSize: number;
    readonly circuitBreaker: { readonly failureThreshold: number; readonly recoveryMs: number };
    readonly retry: { readonly maxRetries: number; readonly backoffBaseMs: number };
  };
  readonly auth: {
    /** Login methods that may be used. */
    readonly methods: ReadonlySet<LoginMethod>;
    /** A group an Odoo user must have to sign in at all. */
    readonly requiredGroup?: GroupName;
  };
  readonly upstream: UpstreamSettings;
  readonly protocol: ProtocolSettings;
  readonly identity: IdentitySettings;
  readonly limits: LimitSettings;
  readonly audit: AuditSettings;
}

export type LoginMethod = 'password' | 'api_key' | 'session';

/** Which MCP server stands behind the guard. */
export type UpstreamSettings = UpstreamTarget & {
  /** Id of the binding to use; absent: found by fingerprint. */
  readonly binding?: string;
  /** What happens to what no binding describes. */
  readonly unbound: UnboundRules;
  /** Milliseconds the upstream may take to answer before the caller gets an error. */
  readonly timeoutMs: number;
  /** Legacy sessions at once towards a server on stdio, each with a process of its own. */
  readonly maxProcesses: number;
};

/** Each family of things a server offers: whether those pass that no binding describes. */
export interface UnboundRules {
  readonly tools: 'deny' | 'allow';
  readonly resources: 'deny' | 'allow';
  readonly prompts: 'deny' | 'allow';
  readonly completions: 'deny' | 'allow';
}

export type UpstreamTarget =
  | {
      readonly kind: 'bundled';
      /** Npm packages, or paths from the policy's directory, whose tools the bundled server adds to its own. */
      readonly plugins: readonly string[];
      /** Where it runs by itself; absent: the guard starts it. */
      readonly at?: StandaloneUpstream;
    }
  | {
      readonly kind: 'http';
      readonly url: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'stdio';
      readonly command: string;
      readonly args: readonly string[];
      /** The child's whole environment beside PATH, HOME and the like. */
      readonly env: Readonly<Record<string, string>>;
    };

/** What of the protocol passes that no data rule can judge. */
export interface ProtocolSettings {
  /**
   * Whether `MCP-Protocol-Version` must say what the body of a 2026-07-28 request says. `lenient`: the body
   * counts alone.
   */
  readonly versionHeader: 'strict' | 'lenient';
  /** Whether a server may have the client's model say something (`sampling/createMessage`). */
  readonly sampling: 'deny' | 'allow';
  /** Whether it may ask the person behind the client: with forms, or also by sending them to an address. */
  readonly elicitation: 'deny' | 'forms' | 'allow';
  /** Whether it may ask which folders the client works in. */
  readonly roots: 'deny' | 'allow';
  /** Whether what it logs reaches the client. */
  readonly logging: 'deny' | 'allow';
  /** Ids of the extensions that client and server may tell each other of. Their methods are not opened by that. */
  readonly extensions: readonly string[];
  /** Whether servers may hand out tool calls as tasks, whose results are fetched later. */
  readonly tasks: 'deny' | 'allow';
}

/** The server that ships with the guard where the guard did not start it, and the secret it knows its guard by. */
export type StandaloneUpstream = { readonly key: Secret } & (
  | { readonly url: string; readonly headers: Readonly<Record<string, string>> }
  | { readonly socketPath: string }
);

export interface IdentitySettings {
  readonly login: 'allow' | 'deny';
  readonly tokens: readonly TokenSettings[];
  /** Who the person on stdio is; absent: whoever signs in. */
  readonly stdio?: NamedSubject;
  /**
   * The Odoo account the environment names for stdio (`ODOO_USERNAME` with `ODOO_API_KEY` or `ODOO_PASSWORD`)
   * while the file names no stdio subject: signing in as it tells whose groups the person on stdio has.
   */
  readonly stdioAccount?: BrokeredAccount;
  /** Who a caller without credentials is; absent: nobody, who may do nothing but sign in. */
  readonly anonymous?: NamedSubject;
}

export interface NamedSubject {
  readonly name: string;
  readonly groups: readonly GroupName[];
  readonly admin: boolean;
  readonly odoo?: BrokeredAccount;
  /** Whom in Odoo it stands for; absent: the account that carries its calls. */
  readonly actsFor?: ActsFor;
}

/** A user of Odoo as the operator wrote it down. */
export interface ActsFor {
  readonly uid: number;
  readonly partnerId?: number;
  /** Never empty; the current company first. */
  readonly companyIds: readonly number[];
}

/** A bearer token, kept as the SHA-256 of its text (lower-case hex). */
export interface TokenSettings extends NamedSubject {
  readonly sha256: string;
}

/** The Odoo account that carries a subject's calls. `secret` prints as `[secret]`. */
export interface BrokeredAccount {
  readonly login: string;
  readonly method: Exclude<LoginMethod, 'session'>;
  readonly secret: Secret;
  readonly database?: string;
}

/** A value that cannot print itself. */
export interface Secret {
  /** The value. Call it where it is spent and nowhere else. */
  reveal(): string;
  toString(): '[secret]';
  toJSON(): '[secret]';
}

export interface LimitSettings {
  /** Calls a minute and subject, all together. */
  readonly globalPerMinute: number;
  /** Writes (create, write, unlink, method calls) a minute and subject. */
  readonly writePerMinute: number;
  readonly perTool: ReadonlyMap<string, number>;
  /** Narrow questions a minute and subject, to models with fields that the subject may not see. */
  readonly oraclePerMinute: number;
  readonly budgets: readonly BudgetRule[];
  /** Calls of one subject under way at once. */
  readonly concurrent: number;
  readonly lockout: {
    readonly perLogin: { readonly failures: number; readonly lockMs: number };
    readonly perSource: { readonly failures: number; readonly lockMs: number };
  };
}

export interface AuditSettings {
  /** Where records go: standard error through the log, or one file of JSON lines. */
  readonly sink: 'log' | 'file' | 'off';
  readonly file?: string;
  /** Whether domains and values are written with their values. Secrets never are. */
  readonly values: boolean;
}
