import {
  DAY_MS,
  decide,
  type AttemptId,
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
import { assertClocksAgree } from './clocks-agree.ts';
import { answerOf, type DecidedAnswer } from './decided-answer.ts';
import { AskerUnsure, type Clock } from './decider.ts';
import { isFailure, type Answer, type Failure, type Question } from './question.ts';
import { recordText } from './record.ts';
import { readQuestion, refused, resolve, type ReadQuestion, type Resolved } from './resolve.ts';
import { rulesetKey, type CachedRuleset, type RulesetCache } from './ruleset-cache.ts';

/** Told of a decision with all that it was made of, before its answer is given. */
export type OnDecided = (resolved: Resolved, ruleset: Ruleset, decision: Decision, index: number) => void;

/**
 * Attempts further ahead of now are not looked for. Clocks are five minutes apart at most (S8); a month of them makes sure that one which was set
 * wrong, and right again, has left nothing that is not counted.
 */
const AHEAD_MS_MAX = 31 * DAY_MS;

/** What is done with an answer before it is given. `expiresInMs`: how long an attempt is held; null for a question that only asks. */
export type Keeping =
  | { readonly record: false; readonly onDecided: OnDecided | null }
  | { readonly record: true; readonly expiresInMs: (index: number) => number | null };

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

/** What rounds are run with. */
export interface RoundParts {
  readonly store: Store;
  readonly cache: RulesetCache;
  readonly clock: Clock;
  readonly zoneTable: ZoneTable;
}

/** The open questions of one call, and what is known of each so far. Each round may be the last: whoever runs them says when it is enough. */
export class Rounds {
  readonly #organizationId: OrganizationId;
  readonly #questions: readonly Question[];
  readonly #keeping: Keeping;
  readonly #parts: RoundParts;
  readonly #settled: (Answer | Failure | undefined)[];
  readonly #read: (ReadQuestion | undefined)[];
  #open: readonly number[];

  constructor(
    organizationId: OrganizationId,
    questions: readonly Question[],
    keeping: Keeping,
    parts: RoundParts,
  ) {
    this.#organizationId = organizationId;
    this.#questions = questions;
    this.#keeping = keeping;
    this.#parts = parts;
    this.#settled = questions.map(() => undefined);
    this.#read = questions.map(() => undefined);
    this.#open = questions.map((_, index) => index);
  }

  isOpen(): boolean {
    return this.#open.length > 0;
  }

  /** INVARIANT: called when no question is open, so each has its answer or its failure. */
  settled(): readonly (Answer | Failure)[] {
    return this.#settled.map((settled) => {
      if (settled === undefined) throw new Error('a question was left without an answer');
      return settled;
    });
  }

  /** As `settled`, where they are of no use one by one. Throws the first failure. */
  answers(): readonly Answer[] {
    return this.settled().map((settled) => {
      if (isFailure(settled)) throw settled.error;
      return settled;
    });
  }

  /** Gives up what is open. What was settled before stays: an attempt may be held for it. */
  failOpen(error: unknown): void {
    for (const index of this.#open) this.#settled[index] ??= { failed: true, error };
    this.#open = [];
  }

  /** What became of a question; undefined while it is open. */
  settledAs(index: number): Answer | Failure | undefined {
    return this.#settled[index];
  }

  /** One round over the open questions; says how many of them it settled. Questions about different instants take turns. */
  async run(): Promise<number> {
    const now = this.#parts.clock();
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
    } else await this.#decideThose(indexes, rulesets, at, now);
    this.#open = this.#open.filter((index) => this.#settled[index] === undefined);
    return openBefore - this.#open.length;
  }

  async #decideThose(
    indexes: readonly number[],
    rulesets: Rulesets,
    at: Instant,
    now: Instant,
  ): Promise<void> {
    const asked = indexes.filter((index) => this.#readOne(index, rulesets));
    if (asked.length === 0) return;
    const queries = asked.map((index) => this.#readOf(index).query);
    const loaded = await this.#load(queries, scopeOf(rulesets, at, at < now ? at : null));
    assertClocksAgree(now, loaded.databaseNow);
    // Rules that were read before the facts may be older than they are; then nothing of this round is worth anything.
    if (rulesets.some(({ cached }) => cached !== undefined && cached.rulesetEpoch !== loaded.rulesetEpoch)) {
      this.#parts.cache.drop(this.#organizationId);
      return;
    }
    const decided: Decided[] = [];
    for (const [position, index] of asked.entries()) {
      const { askedAtEpoch } = this.#question(index);
      if (askedAtEpoch !== undefined && askedAtEpoch !== loaded.rulesetEpoch) {
        this.#settled[index] = { failed: true, error: new AskerUnsure() };
        continue;
      }
      const one = this.#decideOrFail(index, loaded.facts[position], rulesets, at);
      if (one === undefined) continue;
      if (this.#keeping.record) decided.push(one);
      else this.#settle(index, one.answer);
    }
    // Before the commit: nothing comes between what is durable and its answers.
    await this.#tellWhoseDevice(asked);
    if (this.#keeping.record) await this.#commit(decided, loaded, this.#keeping.expiresInMs);
  }

  /** What is recorded is loaded with its guards; what is not, set by set (G1 hangs on the guards alone). */
  #load(queries: readonly ReadQuestion['query'][], scope: FactsScope): Promise<Loaded> {
    const { decisions } = this.#parts.store;
    return this.#keeping.record
      ? decisions.load(this.#organizationId, queries, scope)
      : decisions.survey(this.#organizationId, queries, scope);
  }

  /** Reads a question's addresses, once; false where that already settled it, or where its group or campaign has gone since. */
  #readOne(index: number, rulesets: Rulesets): boolean {
    const question = this.#question(index);
    const cached = cachedOf(rulesets, question);
    if (cached === undefined) {
      const sentence =
        question.campaignId === undefined
          ? `there is no campaign group \`${question.campaignGroupId ?? ''}\``
          : `there is no campaign \`${question.campaignId}\` of the campaign group`;
      this.#settle(index, refused('campaign_group_unknown', sentence, '/campaignGroupId'));
      return false;
    }
    if (this.#read[index] !== undefined) return true;
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
      const answer = this.#settled[index];
      const { contact, deviceKey } = this.#readOf(index).query;
      // Whoever describes a contact keeps its own: what is stored of others says nothing about it.
      if (
        answer === undefined ||
        isFailure(answer) ||
        answer.answered ||
        contact.by === 'inline' ||
        deviceKey === null
      )
        return [];
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

  /** As `#decideOne`; what it throws ends this question alone, not those that are decided beside it. */
  #decideOrFail(
    index: number,
    ...known: readonly [stored: Loaded['facts'][number] | undefined, rulesets: Rulesets, at: Instant]
  ): Decided | undefined {
    try {
      return this.#decideOne(index, ...known);
    } catch (error) {
      this.#settled[index] = { failed: true, error };
      return undefined;
    }
  }

  /** Undefined where the question is settled without a decision, or stays open. */
  #decideOne(
    index: number,
    stored: Loaded['facts'][number] | undefined,
    rulesets: Rulesets,
    at: Instant,
  ): Decided | undefined {
    const question = this.#question(index);
    const cached = cachedOf(rulesets, question);
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
    if (!this.#keeping.record) this.#keeping.onDecided?.(resolved, cached.ruleset, decision, index);
    const isReserving = this.#keeping.record && this.#keeping.expiresInMs(index) !== null;
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
    expiresInMs: (index: number) => number | null,
  ): Promise<void> {
    const held = new Set<string>();
    const chosen = decided.filter(({ index, answer, resolved }) => {
      if (held.has(resolved.clientId) || held.has(resolved.deviceKey)) return false;
      if (expiresInMs(index) !== null && answer.decision.decision === 'allowed')
        held.add(resolved.clientId).add(resolved.deviceKey);
      return true;
    });
    const rows = chosen.map((one) => this.#rowOf(one, expiresInMs(one.index)));
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

  #rowOf({ resolved, answer, guards }: Decided, expiresInMs: number | null): DecisionToCommit {
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
              expiresAt: (at + expiresInMs) as Instant,
              devicePosition: request.device.position,
              place: { country, regions, areaCode, postalCode: facts.contact.postalCode },
              guards,
            },
    };
  }

  async #rulesetsOf(indexes: readonly number[]): Promise<Rulesets> {
    const asked = new Map<string, Pick<Question, 'campaignGroupId' | 'campaignId'>>();
    for (const index of indexes) {
      const { campaignGroupId: group, campaignId } = this.#question(index);
      const of = { campaignGroupId: group, ...(campaignId === undefined ? {} : { campaignId }) };
      asked.set(rulesetKey(of), of);
    }
    const rulesets = [...asked].map(async ([key, { campaignGroupId, campaignId }]) => {
      const cached = await this.#parts.cache.get(this.#organizationId, campaignGroupId, campaignId);
      return { key, cached };
    });
    return Promise.all(rulesets);
  }

  #settle(index: number, answer: Answer): void {
    this.#settled[index] = answer;
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
  readonly key: string;
  readonly cached: CachedRuleset | undefined;
}[];

function cachedOf(rulesets: Rulesets, question: Question): CachedRuleset | undefined {
  const key = rulesetKey(question);
  return rulesets.find((one) => one.key === key)?.cached;
}

/** What the rulesets of a round need together. For a past instant, what came after it does not exist (S8). */
function scopeOf(rulesets: Rulesets, at: Instant, pastInstant: Instant | null): FactsScope {
  const needed = rulesets.flatMap(({ cached }) => (cached === undefined ? [] : [cached.ruleset.factsNeeded]));
  const lookBackMs = Math.max(0, ...needed.map((one) => one.lookBackMs));
  return {
    since: lookBackMs === 0 ? null : ((at - lookBackMs) as Instant),
    until: pastInstant,
    before: (at + AHEAD_MS_MAX) as Instant,
    byClient: needed.some(({ attemptsOf }) => attemptsOf.client),
    byDevice: needed.some(({ attemptsOf }) => attemptsOf.device),
    byAccount: needed.some(({ attemptsOf }) => attemptsOf.account),
    suppressionListIds: [...new Set(needed.flatMap(({ suppressionLists }) => suppressionLists))],
    attributes: needed.some(({ fields }) => fields.length > 0),
  };
}
