import type { GuardedNames } from './guardrail.ts';

/**
 * Models that may be read where the policy grants it, and that nobody writes: a message, a follower or an
 * activity reaches people outside the rules the moment it is stored.
 */
export const READ_ONLY_MODELS: readonly GuardedNames[] = [
  {
    id: 'G20',
    reason: 'writing it sends something, subscribes someone or rewrites a conversation',
    names: `mail.message mail.followers mail.activity mail.notification mail.compose.message
      mail.alias discuss.channel discuss.channel.member`,
  },
];
