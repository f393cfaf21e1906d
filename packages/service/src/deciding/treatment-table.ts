import type { Decision } from '@tact/engine';
import type { TreatmentTriggers } from '@tact/store';

/** Treatments by what leads to them; one lookup each. */
export interface TreatmentTable {
  readonly byDisposition: ReadonlyMap<string, NamedTreatment>;
  readonly byCallResult: ReadonlyMap<string, NamedTreatment>;
}

/** A treatment as answers name it. */
export type NamedTreatment = Pick<TreatmentTriggers, 'id' | 'name'>;

/** Makes treatments ready. No call result and no code leads to two of them: the database refuses that. */
export function treatmentTable(treatments: readonly TreatmentTriggers[]): TreatmentTable {
  const by = (triggersOf: (treatment: TreatmentTriggers) => readonly string[]) =>
    new Map(
      treatments.flatMap((treatment) => {
        const named = { id: treatment.id, name: treatment.name };
        return triggersOf(treatment).map((trigger) => [trigger, named] as const);
      }),
    );
  return {
    byDisposition: by(({ dispositionCodes }) => dispositionCodes),
    byCallResult: by(({ callResults }) => callResults),
  };
}

/** What a decision leads to: the treatment of the deciding verdict's disposition code, else of the call result; null where there is none (S4). */
export function treatmentOf(
  { byDisposition, byCallResult }: TreatmentTable,
  { deciding, callResult }: Pick<Decision, 'deciding' | 'callResult'>,
): NamedTreatment | null {
  const code = deciding?.dispositionCode ?? null;
  const ofDisposition = code === null ? undefined : byDisposition.get(code);
  return ofDisposition ?? (callResult === null ? undefined : byCallResult.get(callResult)) ?? null;
}
