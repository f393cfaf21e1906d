import type { NewTreatmentJson, TreatmentChangeJson } from '@tact/api';
import type { Treatment, TreatmentAction, TreatmentFields } from '@tact/store';
import { CommandError, found } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';
import { readInstant } from './read-values.ts';
import { assertCodesKnown } from './save-disposition.ts';
import { onVersion, versionConflict } from './version-conflict.ts';

/** Creates a treatment. */
export async function createTreatment(
  parts: Parts,
  caller: Caller,
  json: NewTreatmentJson,
): Promise<Treatment> {
  const treatment = await checked(parts, caller, { ...NOTHING, ...json, at: instantOf(json.at) });
  return parts.store.treatments.create(caller.organizationId, treatment, caller.actor);
}

/** Changes the named fields of a treatment. */
export async function updateTreatment(
  parts: Parts,
  caller: Caller,
  id: string,
  { version, ...change }: TreatmentChangeJson,
): Promise<Treatment> {
  const { treatments } = parts.store;
  const { organizationId, actor } = caller;
  const current = found(await treatments.get(organizationId, id), 'treatment');
  if (current.version !== version) throw versionConflict(current.version);
  const at = change.at === undefined ? current.at : instantOf(change.at);
  const treatment = await checked(parts, caller, { ...current, ...change, at });
  return onVersion(
    () => treatments.update(organizationId, id, version, treatment, actor),
    () => treatments.get(organizationId, id),
  );
}

const NOTHING = {
  callResults: [],
  dispositionCodes: [],
  retriesMax: null,
  intervalMinutes: null,
  incrementMinutes: null,
  assignee: null,
  nextAction: 'stop',
} as const;

function instantOf(text: string | null | undefined): TreatmentFields['at'] {
  return text === null || text === undefined ? null : readInstant(text, '/at');
}

/** What goes with each action (seed A11); everything else is to be left out, so that nobody thinks that it does something. */
const FIELDS_OF: Readonly<
  Record<TreatmentAction, { readonly needs: readonly Detail[]; readonly may: readonly Detail[] }>
> = {
  none: { needs: [], may: [] },
  redial: { needs: ['retriesMax'], may: [] },
  'cycle-redial': { needs: ['retriesMax'], may: [] },
  'retry-in': { needs: ['retriesMax', 'intervalMinutes'], may: ['incrementMinutes'] },
  'retry-at': { needs: ['at'], may: [] },
  'next-in-chain': { needs: [], may: [] },
  'next-in-chain-after': { needs: ['intervalMinutes'], may: [] },
  'next-in-chain-at': { needs: ['at'], may: [] },
  assign: { needs: ['assignee'], may: [] },
  'agent-error': { needs: [], may: [] },
};
type Detail = 'retriesMax' | 'intervalMinutes' | 'incrementMinutes' | 'at' | 'assignee';
const DETAILS: readonly Detail[] = ['retriesMax', 'intervalMinutes', 'incrementMinutes', 'at', 'assignee'];

async function checked(parts: Parts, caller: Caller, treatment: TreatmentFields): Promise<TreatmentFields> {
  const { action, callResults, dispositionCodes } = treatment;
  if (callResults.length + dispositionCodes.length === 0)
    throw invalid(
      'nothing leads to the treatment; give it a call result or a disposition code',
      '/callResults',
    );
  const { needs, may } = FIELDS_OF[action];
  for (const detail of DETAILS) {
    if (needs.includes(detail) && treatment[detail] === null)
      throw invalid(`the action \`${action}\` needs \`${detail}\``, `/${detail}`);
    if (!needs.includes(detail) && !may.includes(detail) && treatment[detail] !== null)
      throw invalid(`the action \`${action}\` does not use \`${detail}\`; leave it out`, `/${detail}`);
  }
  const named = dispositionCodes.map((code, index) => ({ code, path: `/dispositionCodes/${index}` }));
  await assertCodesKnown(parts, caller, named);
  return treatment;
}

function invalid(sentence: string, path: string): CommandError {
  return new CommandError('treatment_invalid', sentence, { path });
}
