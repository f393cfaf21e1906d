import { API_LIMITS } from '@tact/api';
import { formatInstant } from '@tact/engine';
import { createClock, momentOf } from '@tact/service';
import type { OptOutOfContact } from '@tact/store';
import type { ListOptOutsOptions } from '../commands/opt-out.ts';
import { withStore } from '../database.ts';
import { usage } from '../failure.ts';

/** Carries out `tact opt-out list`: one page of the opt-outs in force, newest first; how many there are goes to standard error. */
export async function listOptOuts(options: ListOptOutsOptions): Promise<void> {
  const page = numberOf('--page', options.page, API_LIMITS.pageNumberMax);
  const pageSize = numberOf('--page-size', options.pageSize, API_LIMITS.pageItemsMax);
  await withStore(options, async ({ store, organization }) => {
    const now = await momentOf({ store, clock: createClock() }, organization.id);
    const listed = await store.optOuts.listInForce(organization.id, { page, pageSize }, now);
    if (options.json === true) {
      process.stdout.write(`${JSON.stringify({ ...listed, page, pageSize })}\n`);
      return;
    }
    for (const one of listed.items) process.stdout.write(lineOf(one));
    process.stderr.write(`${listed.items.length} of ${listed.total} opt-outs in force\n`);
  });
}

function lineOf({
  id,
  clientId,
  channels,
  reason,
  createdAt,
  createdBy,
  createdByName,
}: OptOutOfContact): string {
  const what = channels === 'any' ? 'any channel' : channels.join(', ');
  return `${formatInstant(createdAt)}  ${clientId}  ${what}  ${reason} (${createdByName ?? createdBy})  ${id}\n`;
}

function numberOf(option: string, text: string, max: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= max) return value;
  throw usage(`${option} \`${text}\` is no number from 1 to ${max}`);
}
