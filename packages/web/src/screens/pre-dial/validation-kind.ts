import type { CallResult } from '@tact/engine';
import { client } from '../../api/client.ts';
import type { KeptKind } from '../../parts/kept/kept-kind.ts';
import { texts } from '../../texts/screen-texts.ts';

/** A pre-dial validation as the API answers it. */
export type StoredValidation = Awaited<ReturnType<typeof client.preDialValidations.get>>;

/** A header as it is written; its value is never read. */
export interface HeaderDraft {
  readonly name: string;
  readonly value: string;
}

/** What of a pre-dial validation is edited. */
export interface ValidationDraft {
  readonly name: string;
  readonly required: boolean;
  readonly priority: number;
  readonly url: string;
  readonly timeoutMs: number;
  readonly connectionsMax: number;
  readonly callResult: CallResult;
  readonly dispositionCode: string | null;
  /** Null: those that are kept stay. */
  readonly headers: readonly HeaderDraft[] | null;
}

const WORDS = texts.preDial;

/** Pre-dial validations. What was kept in their headers is not known here: a deleted one is not made again, and none is copied. */
export const VALIDATIONS_KEPT: KeptKind<StoredValidation, ValidationDraft> = {
  path: '/pre-dial-validations',
  area: 'pre-dial-validations',
  entity: 'pre-dial-validation',
  scope: 'channels:write',
  words: WORDS,
  list: (query) => client.preDialValidations.list({ query }),
  get: (id) => client.preDialValidations.get({ params: { id } }),
  create: ({ headers, ...draft }) =>
    client.preDialValidations.create({ body: { ...draft, headers: [...(headers ?? [])] } }),
  update: ({ id }, version, { headers, ...draft }) =>
    client.preDialValidations.update({
      params: { id },
      body: { ...draft, version, ...(headers === null ? {} : { headers: [...headers] }) },
    }),
  delete: (id) => client.preDialValidations.delete({ params: { id } }),
  draftOf,
  shown: ({ headers, ...draft }, { headerNames }) => ({
    ...draft,
    headers: (headers?.map(({ name }) => name) ?? headerNames).join(', '),
  }),
  copies: 'not',
  firstOrder: WORDS.priority,
  findIn: ({ url }) => url,
  // Its test stands there.
  afterCreate: (id) => `/pre-dial-validations/${id}`,
};

/** A stored one as it is edited. */
export function draftOf(stored: StoredValidation): ValidationDraft {
  const { name, required, priority, url, timeoutMs, connectionsMax, callResult, dispositionCode } = stored;
  return {
    name,
    required,
    priority,
    url,
    timeoutMs,
    connectionsMax,
    callResult,
    dispositionCode,
    headers: null,
  };
}
