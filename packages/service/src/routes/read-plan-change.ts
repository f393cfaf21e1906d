import type { Checked } from '@tact/api';
import { CommandError } from '../command-error.ts';

/** The changes of a plan that a query holds as JSON; none where it holds none. `plan_invalid` where they are none. `example`: what would be right. */
export function readPlanChange<Change extends object>(
  text: string | undefined,
  check: (value: unknown) => Checked<object>,
  example: string,
): Partial<Change> {
  if (text === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new CommandError('plan_invalid', `the plan is no JSON; send one object such as \`${example}\``);
  }
  const checked = check(value);
  if (checked.valid) return checked.value;
  const [first] = checked.problems;
  throw new CommandError('plan_invalid', `the plan does not fit: ${first?.sentence ?? ''}`, {
    path: `/plan${first?.path ?? ''}`,
    problems: checked.problems,
  });
}
