import { describe, expect, test } from 'vitest';
import { ACCOUNT, answerOf, at, situation } from '../../test/samples.ts';
import type { AccountStatus } from '../facts.ts';
import { accountStatusRule } from './account-status.ts';

const NOW = at('2026-03-02T17:00:00Z');

describe('the status of an account (S33)', () => {
  test.each<[AccountStatus, string, string]>([
    ['new', 'pass account_open', 'now'],
    ['pending_contact', 'pass account_open', 'now'],
    ['in_auto_management', 'pass account_open', 'now'],
    ['active_conversation', 'pass account_open', 'now'],
    ['promise_active', 'pass account_open', 'now'],
    ['promise_overdue', 'pass account_open', 'now'],
    ['escalated', 'pass account_open', 'now'],
    ['in_review', 'pass account_open', 'now'],
    ['paid', 'block account_status', 'never'],
    ['closed', 'block account_status', 'never'],
    ['paused', 'block account_status', 'never'],
  ])('%s: %s', (status, verdict, opens) => {
    const given = situation({ request: { accountId: ACCOUNT }, facts: { account: { status } } });
    expect(answerOf(accountStatusRule, given, NOW)).toEqual([verdict, opens]);
    expect(accountStatusRule.evaluate(given, NOW)).toMatchObject({
      kind: 'account-status',
      ruleId: null,
      rule: 'account status',
      dispositionCode: null,
      reason: { facts: { status } },
    });
  });

  test('is not asked where the request names no account', () => {
    const given = situation({ facts: { account: { status: 'paid' } } });
    expect(answerOf(accountStatusRule, given, NOW)).toEqual(['absent', 'now']);
  });

  test('is in error where nothing is known of the account', () => {
    const given = situation({ request: { accountId: ACCOUNT } });
    expect(answerOf(accountStatusRule, given, NOW)).toEqual(['error account_missing', 'never']);
  });

  test('does not end by the clock', () => {
    expect(accountStatusRule.recurs).toBe(false);
    const given = situation({ request: { accountId: ACCOUNT }, facts: { account: { status: 'new' } } });
    expect(accountStatusRule.passesUntil(given, NOW)).toBe(Infinity);
  });
});
