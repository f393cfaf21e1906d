import { setTimeout as sleep } from 'node:timers/promises';
import {
  decide,
  type AttemptId,
  type CampaignGroupId,
  type Decision,
  type Instant,
  type OrganizationId,
  type Ruleset,
  type ZoneTable,
} from '@tact/engine';
import {
  uuidV7,
  type DecisionToCommit,
  type FactsScope,
  type LoadedFacts,
  type Store,
  type StoredFacts,
  type SurveyedFacts,
} from '@tact/store';
import { answerOf, type DecidedAnswer } from './decided-answer.ts';
import { DecidingError, type Clock, type Decider } from './decider.ts';
import type { Answer, Question } from './question.ts';
import { recordText } from './record.ts';
import { readQuestion, refused, resolve, type ReadQuestion, type Resolved } from './resolve.ts';
import { createRulesetCache, type CachedRuleset, type RulesetCache } from './ruleset-cache.ts';
import { windowsOf, type WindowsAnswer } from './windows.ts';

/** Questions in one call that are recorded: what the store takes at once. */
export const QUESTIONS_MAX = 1_000;
/** Questions in one call that are not: what the store surveys at once. */
export const UNRECORDED_QUESTIONS_MAX = 10_000;
/** How long a question may be decided again and again because its facts keep moving, milliseconds. */
const CONTENTION_MS_MAX = 10_000;

/** Told of a decision with all that it was made of, before its answer is given. */
type OnDecided = (resolved: Resolved, ruleset: Ruleset, decision: Decision) => void;

/** What is done with an answer before it is given. */
type Keeping =
  | { readonly record: false; readonly onDecided: OnDecided | null }
  | { readonly record: true; readonly expiresInMs: ((index: number) => number) | null };

/**
 * Creates the one way from a question to a verdict. Each round reads the clock once, loads the facts of all open questions, decides,
 * and makes the decisions durable; what moved meanwhile is decided again in the next round.
 */
export function createDecider({
  store,
  clock,
  zoneTable,
}: {
  store: Store;
  clock: Clock;
  zoneTable: ZoneTable;
}): Decider {
  const cache = createRulesetCache(store.rules, zoneTable);

  async function answerAll(
    organizationId: OrganizationId,
    questions: readonly Question[],
    keeping: Keeping,
  ): Promise<readonly Answer[]> {
    const questionsMax = keeping.record ? QUESTIONS_MAX : UNRECORDED_QUESTIONS_MAX;
    if (questions.length > questionsMax)
      throw new RangeError(`at most ${questionsMax} questions are answered at once`);
    const round = new Rounds(organizationId, questions, keeping, { store, cache, zoneTable });
    const startedAtMs = performance.now();
    for (let fruitless = 0; round.isOpen();) {
      const settled = await round.run(clock());
      fruitless = settled > 0 ? 0 : fruitless + 1;
      if (!round.isOpen()) break;
      if (performance.now() - startedAtMs > CONTENTION_MS_MAX) {
        throw new DecidingError(
          'too_contended',
          'the facts of this request keep changing; ask again in a moment',
          1_000,
        );
      }
      if (fruitless > 1) await sleep(Math.random() * Math.min(2 ** fruitless, 50));
    }
    return round.answers();
  }

  return {
    ask: (organizationId, questions, { record }) =>
      answerAll(
        organizationId,
        questions,
        record ? { record: true, expiresInMs: null } : { record: false, onDecided: null },
      ),
    reserve: (organizationId, questions) =>
      answerAll(organizationId, questions, {
        record: true,
        expiresInMs: (index) => questions[index]?.expiresInMs ?? 0,
      }),
    async windows(organizationId, question, days) {
      let found: WindowsAnswer | undefined;
      const [answer] = await answerAll(organizationId, [question], {
        record: false,
        onDecided: (...decided) => (found = windowsOf(...decided, days)),
      });
      if (answer?.answered === false) return answer;
      if (found === undefined) throw new Error('a question was left without its windows');
      return found;
    },
  };
}

/** A question that has been decided in this round, and waits for its record. */
interface Decided {
  readonly index: number;
  readonly resolved: Resolved;
  readonly answer: DecidedAnswer;
  /** Null where the question is not recorded. */
  readonly guards: StoredFacts['guards'] | null;
}

/** Facts as they were loaded: with guards where they are to be committed. */
type Loaded = Omit<LoadedFacts, 'facts'> & {
  readonly facts: readonly (SurveyedFacts & Partial<Pick<StoredFacts, 'guards'>>)[];
};

interface Parts {
  readonly store: Store;
  readonly cache: RulesetCache;
  readonly zoneTable: ZoneTable;
}

/** The open questions of one call, and what is known of each so far. */
class Rounds {
  readonly #organizationId: OrganizationId;
  readonly #questions: readonly Question[];
  readonly #keeping: Keeping;
  readonly #parts: Parts;
  readonly #answers: (Answer | undefined)[];
  readonly #read: (ReadQuestion | undefined)[];
  #open: readonly number[];

  constructor(
    organizationId: OrganizationId,
    questions: readonly Question[],
    keeping: Keeping,
    parts: Parts,
  ) {
    this.#organizationId = organizationId;
    this.#questions = questions;
    this.#keeping = keeping;
    this.#parts = parts;
    this.#answers = questions.map(() => undefined);
    this.#read = questions.map(() => undefined);
    this.#open = questions.map((_, index) => index);
  }

  isOpen(): boolean {
    return this.#open.length > 0;
  }

  /** INVARIANT: called when no question is open, so each has its answer. */
  answers(): readonly Answer[] {
    return this.#answers.map((answer) => {
      if (answer === undefined) throw new Error('a question was left without an answer');
      return answer;
    });
  }

  /** One round over the open questions; says how many of them it settled. Questions about different instants take turns. */
  async run(now: Instant): Promise<number> {
    const openBefore = this.#open.length;
    const first = this.#open[0];
    if (first === undefined) return 0;
    const asked = this.#question(first).at;
    const indexes = this.#open.filter((index) => this.#question(index).at === asked);
    const rulesets = await this.#rulesetsOf(indexes);
    const at = asked ?? now;
    if (at < 0 || at >= this.#parts.zoneTable.endsAtUtc) {
      for (const index of indexes)
        this.#settle(
          index,
          refused('instant_out_of_range', 'the instant lies outside the zone table', '/at'),
        );
    } else await this.#decideThose(indexes, rulesets, at, asked !== null && asked < now ? asked : null);
    this.#open = this.#open.filter((index) => this.#answers[index] === undefined);
    return openBefore - this.#open.length;
  }

  async #decideThose(
    indexes: readonly number[],
    rulesets: Rulesets,
    at: Instant,
    pastInstant: Instant | null,
  ): Promise<void> {
    const asked = indexes.filter((index) => this.#readOne(index, rulesets));
    if (asked.length === 0) return;
    const queries = asked.map((index) => this.#readOf(index).query);
    const loaded = await this.#load(queries, scopeOf(rulesets, at, pastInstant));
    // Rules that were read before the facts may be older than they are; then nothing of this round is worth anything.
    if (rulesets.some(({ cached }) => cached !== undefined && cached.rulesetEpoch !== loaded.rulesetEpoch)) {
      this.#parts.cache.drop(this.#organizationId);
      return;
    }
    const decided: Decided[] = [];
    for (const [position, index] of asked.entries()) {
      const one = this.#decideOne(index, loaded.facts[position], rulesets, at);
      if (one === undefined) continue;
      if (this.#keeping.record) decided.push(one);
      else this.#settle(index, one.answer);
    }
    if (this.#keeping.record) await this.#commit(decided, loaded, this.#keeping.expiresInMs);
    await this.#tellWhoseDevice(asked);
  }

  /** What is recorded is loaded with its guards; what is not, set by set (G1 hangs on the guards alone). */
  #load(queries: readonly ReadQuestion['query'][], scope: FactsScope): Promise<Loaded> {
    const { decisions } = this.#parts.store;
    return this.#keeping.record
      ? decisions.load(this.#organizationId, queries, scope)
      : decisions.survey(this.#organizationId, queries, scope);
  }

  /** Reads a question's addresses, once; false where that already settled it. */
  #readOne(index: number, rulesets: Rulesets): boolean {
    if (this.#read[index] !== undefined) return true;
    const question = this.#question(index);
    const cached = cachedOf(rulesets, question.campaignGroupId);
    if (cached === undefined) {
      const sentence = `there is no campaign group \`${question.campaignGroupId ?? ''}\``;
      this.#settle(index, refused('campaign_group_unknown', sentence, '/campaignGroupId'));
      return false;
    }
    const read = readQuestion(question, cached.defaultCountry);
    if ('answered' in read) {
      this.#settle(index, read);
      return false;
    }
    this.#read[index] = read;
    return true;
  }

  /** A device that is not the contact's may be somebody else's: that is another mistake, and is said so. Looked up only for refusals. */
  async #tellWhoseDevice(indexes: readonly number[]): Promise<void> {
    const unknown = indexes.flatMap((index) => {
      const answer = this.#answers[index];
      const { contact, deviceKey } = this.#readOf(index).query;
      // Whoever describes a contact keeps its own: what is stored of others says nothing about it.
      if (answer?.answered !== false || contact.by === 'inline' || deviceKey === null) return [];
      return answer.code === 'device_unknown' ? [{ index, deviceKey, path: answer.path }] : [];
    });
    if (unknown.length === 0) return;
    const keys = unknown.map(({ deviceKey }) => deviceKey);
    const known = await this.#parts.store.contacts.devicesKnown(this.#organizationId, keys);
    const sentence =
      'the device belongs to another contact; ask for that contact, or add the device to this one';
    for (const { index, deviceKey, path } of unknown)
      if (known.has(deviceKey)) this.#settle(index, refused('device_of_another_contact', sentence, path));
  }

  /** Undefined where the question is settled without a decision, or stays open. */
  #decideOne(
    index: number,
    stored: Loaded['facts'][number] | undefined,
    rulesets: Rulesets,
    at: Instant,
  ): Decided | undefined {
    const question = this.#question(index);
    const cached = cachedOf(rulesets, question.campaignGroupId);
    if (stored === undefined || cached === undefined) throw new Error('the store left a question out');
    const read = this.#readOf(index);
    const resolved = resolve(question, read, stored, cached, at);
    if ('answered' in resolved) {
      this.#settle(index, resolved);
      return undefined;
    }
    if (!resolved.resolved) {
      this.#read[index] = { ...read, query: { ...read.query, deviceKey: resolved.deviceKey } };
      return undefined;
    }
    const decision = decide(resolved.request, cached.ruleset, resolved.facts);
    if (!this.#keeping.record) this.#keeping.onDecided?.(resolved, cached.ruleset, decision);
    const isReserving = this.#keeping.record && this.#keeping.expiresInMs !== null;
    const answer = answerOf(decision, cached, isReserving ? resolved : null);
    return { index, resolved, answer, guards: stored.guards ?? null };
  }

  /**
   * Makes decisions durable and settles what was committed. INVARIANT: within one commit no question follows a reservation of its own
   * client or device: it is decided in the next round, on facts that hold that reservation (G1).
   */
  async #commit(
    decided: readonly Decided[],
    epochs: Pick<LoadedFacts, 'rulesetEpoch' | 'suppressionEpoch'>,
    expiresInMs: ((index: number) => number) | null,
  ): Promise<void> {
    const held = new Set<string>();
    const chosen = decided.filter(({ answer, resolved }) => {
      if (held.has(resolved.clientId) || held.has(resolved.deviceKey)) return false;
      if (expiresInMs !== null && answer.decision.decision === 'allowed')
        held.add(resolved.clientId).add(resolved.deviceKey);
      return true;
    });
    const rows = chosen.map((one) => this.#rowOf(one, expiresInMs));
    if (rows.length === 0) return;
    const results = await this.#parts.store.decisions.commit(this.#organizationId, epochs, rows);
    if (results === 'epochs moved') return;
    for (const [position, one] of chosen.entries()) {
      const row = rows[position];
      if (results[position] !== 'committed' || row === undefined) continue;
      const { reservation } = row;
      const attempt =
        reservation === null ? null : { id: reservation.attemptId, expiresAt: reservation.expiresAt };
      this.#settle(one.index, one.answer.recorded(row.id, attempt));
    }
  }

  #rowOf(
    { index, resolved, answer, guards }: Decided,
    expiresInMs: ((index: number) => number) | null,
  ): DecisionToCommit {
    const { request, facts, clientId, deviceKey } = resolved;
    const { decision } = answer;
    const { at } = decision;
    const { country, regions, areaCode } = facts.device;
    if (guards === null) throw new Error('a decision is committed on facts that were loaded without guards');
    return {
      id: uuidV7(at),
      at,
      clientId,
      deviceKey,
      channel: request.channel,
      accountId: request.accountId,
      campaignGroupId: request.campaignGroupId,
      decision: decision.decision,
      code: decision.deciding?.reason.code ?? null,
      ruleset: decision.ruleset,
      record: recordText({ request, facts, decision: answer.json }),
      reservation:
        expiresInMs === null || decision.decision === 'blocked'
          ? null
          : {
              attemptId: uuidV7(at) as AttemptId,
              expiresAt: (at + expiresInMs(index)) as Instant,
              devicePosition: request.device.position,
              place: { country, regions, areaCode, postalCode: facts.contact.postalCode },
              guards,
            },
    };
  }

  async #rulesetsOf(indexes: readonly number[]): Promise<Rulesets> {
    const groups = [...new Set(indexes.map((index) => this.#question(index).campaignGroupId))];
    return Promise.all(
      groups.map(async (group) => ({
        group,
        cached: await this.#parts.cache.get(this.#organizationId, group),
      })),
    );
  }

  #settle(index: number, answer: Answer): void {
    this.#answers[index] = answer;
  }

  #question(index: number): Question {
    const question = this.#questions[index];
    if (question === undefined) throw new RangeError(`there is no question ${index}`);
    return question;
  }

  #readOf(index: number): ReadQuestion {
    const read = this.#read[index];
    if (read === undefined) throw new Error('a question is decided before its addresses were read');
    return read;
  }
}

type Rulesets = readonly {
  readonly group: CampaignGroupId | null;
  readonly cached: CachedRuleset | undefined;
}[];

function cachedOf(rulesets: Rulesets, group: CampaignGroupId | null): CachedRuleset | undefined {
  return rulesets.find((one) => one.group === group)?.cached;
}

/** What the rulesets of a round need together. For a past instant, what came after it does not exist (S8). */
function scopeOf(rulesets: Rulesets, at: Instant, pastInstant: Instant | null): FactsScope {
  const needed = rulesets.flatMap(({ cached }) => (cached === undefined ? [] : [cached.ruleset.factsNeeded]));
  const lookBackMs = Math.max(0, ...needed.map((one) => one.lookBackMs));
  return {
    since: lookBackMs === 0 ? null : ((at - lookBackMs) as Instant),
    until: pastInstant,
    byClient: needed.some(({ attemptsOf }) => attemptsOf.client),
    byDevice: needed.some(({ attemptsOf }) => attemptsOf.device),
    byAccount: needed.some(({ attemptsOf }) => attemptsOf.account),
    suppressionListIds: [...new Set(needed.flatMap(({ suppressionLists }) => suppressionLists))],
    attributes: needed.some(({ fields }) => fields.length > 0),
  };
}
