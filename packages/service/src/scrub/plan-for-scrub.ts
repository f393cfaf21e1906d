import { planProblems, type ColumnUse, type ReadPlan } from '@tact/files';
import { CommandError } from '../command-error.ts';

const NUMBERS: ReadonlySet<ColumnUse> = new Set<ColumnUse>(['number', 'device', 'area_code', 'local_number']);
const ADDRESSES: ReadonlySet<ColumnUse> = new Set<ColumnUse>(['email']);

/**
 * How a file that is to be scrubbed is read: the columns with numbers, or where there are none, those with e-mail addresses; nothing else is
 * looked at. `plan_invalid` where no column has any.
 */
export function planForScrub(plan: ReadPlan): ReadPlan {
  if (plan.layout === 'ftc_xml')
    throw new CommandError(
      'plan_invalid',
      'this is a registry list, which is nothing to scrub; scrub a list by it',
      { path: '/plan' },
    );
  const read = plan.columns.some((use) => NUMBERS.has(use)) ? NUMBERS : ADDRESSES;
  const settled: ReadPlan = {
    ...plan,
    columns: plan.columns.map((use) => (read.has(use) ? use : 'ignore')),
    wildcards: 'refuse',
    list: 'full',
    changeAttribute: null,
  };
  const [problem] = planProblems(settled);
  if (problem !== undefined) throw new CommandError('plan_invalid', problem.sentence, { path: '/plan' });
  return settled;
}
