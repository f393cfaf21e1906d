import type { AccountStatus } from '../facts.ts';
import type { CompiledRule } from '../situation.ts';
import { verdictOf, type RuleName } from '../verdict.ts';

const NAME: RuleName = {
  kind: 'account-status',
  ruleId: null,
  rule: 'account status',
  dispositionCode: null,
};

/** A debt in one of these states is out of contact (S33, seed B5). */
const OUT_OF_CONTACT: readonly AccountStatus[] = ['paused', 'closed', 'paid'];

/** A request that names an account asks about a debt that is still pursued (S33). It ends only by a change of the account. */
export const accountStatusRule: CompiledRule = {
  recurs: false,
  evaluate({ request, facts }) {
    if (request.accountId === null) return null;
    if (facts.account === null) return verdictOf(NAME, 'error', { code: 'account_missing' });
    const { status } = facts.account;
    if (OUT_OF_CONTACT.includes(status))
      return verdictOf(NAME, 'block', { code: 'account_status', facts: { status } });
    return verdictOf(NAME, 'pass', { code: 'account_open', facts: { status } });
  },
  opensAgainAt({ request, facts }, at) {
    if (request.accountId === null) return at;
    return facts.account === null || OUT_OF_CONTACT.includes(facts.account.status) ? Infinity : at;
  },
  passesUntil: () => Infinity,
};
