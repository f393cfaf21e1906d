import type { CallResult, Instant } from '@tact/engine';
import type { Settlement, Treatment } from '@tact/store';
import { eventWord, scripted, type ReadyScript } from './script/treat-by-script.ts';
import { end, treated, type WorkedItem } from './settlements.ts';

/**
 * What becomes of a record whose attempt has a result: the treatment of its disposition, else of its call result (S4); where there is
 * none, the record is finished (seed A11).
 */
export function afterResult(
  worked: WorkedItem,
  result: { readonly callResult: CallResult | null; readonly disposition: string | null },
  treatments: readonly Treatment[] | ReadyScript,
  now: Instant,
): Settlement {
  if ('script' in treatments) return byScript(worked, result, treatments, now);
  const treatment = treatmentFor(result, treatments);
  const said = saidOf(result);
  if (treatment === undefined)
    return end(worked.item, 'completed', {
      code: 'finished',
      reason: `${said}, which leads to no treatment`,
    });
  return treated(worked, treatment, { finalState: 'completed', code: 'treated', reason: said }, now);
}

/** A script replaces all treatments (ADR 0026); where none of its transitions takes the result, the record is finished. */
function byScript(
  worked: WorkedItem,
  { callResult, disposition }: Parameters<typeof afterResult>[1],
  ready: ReadyScript,
  now: Instant,
): Settlement {
  const reason = saidOf({ callResult, disposition });
  const names = [
    ...(disposition === null ? [] : [`disposition.${eventWord(disposition)}`]),
    `result.${eventWord(callResult ?? 'none')}`,
  ];
  const trigger = { finalState: 'completed', code: 'treated', reason } as const;
  return (
    scripted(worked, ready, { names, callResult, disposition }, trigger, now) ??
    end(worked.item, 'completed', {
      code: 'finished',
      reason: `${reason}, of which the script of its campaign says nothing`,
    })
  );
}

function saidOf({ callResult, disposition }: Parameters<typeof afterResult>[1]): string {
  return disposition !== null
    ? `the disposition was \`${disposition}\``
    : `the call result was \`${callResult ?? 'none'}\``;
}

/** The treatment of a disposition, else of a call result (S4); undefined where there is none. */
export function treatmentFor(
  {
    callResult,
    disposition,
  }: { readonly callResult: CallResult | null; readonly disposition: string | null },
  treatments: readonly Treatment[],
): Treatment | undefined {
  const byDisposition =
    disposition === null
      ? undefined
      : treatments.find(({ dispositionCodes }) => dispositionCodes.includes(disposition));
  const byCallResult =
    callResult === null ? undefined : treatments.find(({ callResults }) => callResults.includes(callResult));
  return byDisposition ?? byCallResult;
}
