import { CHANNELS } from '@tact/engine';
import { bulkOptOut, createClock, createOptOut, type BulkOptOutDone } from '@tact/service';
import type { OptOut } from '@tact/store';
import { commandLineActor } from '../command-line-actor.ts';
import type { OptOutOptions } from '../commands/opt-out.ts';
import { withStore, type OpenedStore } from '../database.ts';
import { Failure, usage } from '../failure.ts';
import { asFailure, reasonOf } from '../as-failure.ts';

/** Where an opt-out of the command line says that it came from. */
const SOURCE = 'command line';

/** Carries out `tact opt-out`: numbers, or one client. What is no number is told of, and the exit code is 1; the others are in force. */
export async function optOut(numbers: readonly string[], options: OptOutOptions): Promise<void> {
  const { client } = options;
  const reason = reasonOf(options.reason);
  if ((client === undefined) === (numbers.length === 0))
    throw usage('give phone numbers, or a client with --client; one of the two');
  const forClient = [options.channels, options.contactOnly, options.until].some((one) => one !== undefined);
  if (client === undefined && forClient)
    throw usage('--channels, --contact-only and --until go with --client; a number is opted out whole');
  await withStore(options, (opened) =>
    client === undefined
      ? byNumber(opened, numbers, reason, options)
      : byClient(opened, client, reason, options),
  );
}

async function byNumber(
  { store, organization }: OpenedStore,
  phones: readonly string[],
  reason: string,
  { defaultCountry, storeUnmatched, json }: OptOutOptions,
): Promise<void> {
  const caller = { organizationId: organization.id, actor: commandLineActor() };
  const body = {
    phones: [...phones],
    reason,
    store_unmatched: storeUnmatched,
    ...(defaultCountry === undefined ? {} : { default_country: defaultCountry }),
  };
  const done = await asFailure(() => bulkOptOut({ store, clock: createClock() }, caller, body, SOURCE));
  process.stdout.write(json === true ? `${JSON.stringify(done)}\n` : textOf(done));
  if (done.invalid.length > 0)
    throw new Failure(`${done.invalid.length} of ${done.received} are no numbers; write them anew`);
}

function textOf({ contacts, stored, alreadyStored, unmatched, invalid }: BulkOptOutDone): string {
  const already = contacts.filter(({ optOutId }) => optOutId === null).length;
  const kept = stored + alreadyStored;
  const lines = [
    `${contacts.length - already} contacts are opted out now; ${already} were before`,
    ...(kept === 0
      ? []
      : [`${kept} numbers of no contact are on the organization's own list, ${stored} of them new`]),
    ...(unmatched.length > kept ? [`${unmatched.length - kept} numbers of no contact were not kept`] : []),
    ...invalid.map(({ value, sentence }) => `\`${value}\`: ${sentence}`),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

async function byClient(
  { store, organization }: OpenedStore,
  clientId: string,
  reason: string,
  { channels, contactOnly, until, json }: OptOutOptions,
): Promise<void> {
  const actor = { ...commandLineActor(), source: 'individual' as const };
  const caller = { organizationId: organization.id, actor };
  const made = await asFailure(() =>
    createOptOut({ store, clock: createClock() }, caller, {
      clientId,
      reason,
      source: SOURCE,
      contactOnly: contactOnly ?? false,
      ...(channels === undefined ? {} : { channels: channelsOf(channels) }),
      ...(until === undefined ? {} : { until }),
    }),
  );
  const isKnown = (await store.contacts.getByClientId(organization.id, made.clientId)) !== undefined;
  process.stdout.write(json === true ? `${JSON.stringify(made)}\n` : lineOf(made, isKnown));
}

function lineOf({ id, channels }: OptOut, isKnown: boolean): string {
  const what = channels === 'any' ? 'every channel' : channels.join(', ');
  const whom = isKnown ? '' : '; no contact with this client id is stored yet, one that comes is covered';
  return `opted out from ${what} (${id})${whom}\n`;
}

function channelsOf(text: string): (typeof CHANNELS)[number][] {
  return text.split(',').map((word) => {
    const channel = CHANNELS.find((one) => one === word.trim().toLowerCase());
    if (channel === undefined) throw usage(`\`${word}\` is no channel; there are ${CHANNELS.join(', ')}`);
    return channel;
  });
}
