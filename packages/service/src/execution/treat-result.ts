import type { CallResult, Instant } from '@tact/engine';
import type { Settlement, Treatment } from '@tact/store';
import { end, treated, type WorkedItem } from './settlements.ts';

/**
 * What becomes of a record whose attempt has a result: the treatment of its disposition, else of its call result (S4); where there is
 * none, the record is finished (seed A11).
 */
export function afterResult(
  worked: WorkedItem,
  result: { readonly callResult: CallResult | null; readonly disposition: string | null },
  treatments: readonly Treatment[],
  now: Instant,
): Settlement {
  const treatment = treatmentFor(result, treatments);
  const said =
    result.disposition !== null
      ? `the disposition was \`${result.disposition}\``
      : `the call result was \`${result.callResult ?? 'none'}\``;
  if (treatment === undefined)
    return end(worked.item, 'completed', {
      code: 'finished',
      reason: `${said}, which leads to no treatment`,
    });
  return treated(worked, treatment, { finalState: 'completed', code: 'treated', reason: said }, now);
}

function treatmentFor(
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
