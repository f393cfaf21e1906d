import type { ClientId, DeviceKey, OrganizationId } from '@tact/engine';
import type { Namer, Namers } from './erased-names.ts';

/** Under which erased names those are known who are asked about, and were erased before (ADR 0018). Empty nearly always. */
export interface Aliases {
  readonly clients: ReadonlyMap<ClientId, ClientId>;
  readonly devices: ReadonlyMap<DeviceKey, DeviceKey>;
  /** The other way round: whom an erased name stands for. A name that was not asked for stays what it is. */
  clientOf(name: ClientId): ClientId;
  deviceOf(name: DeviceKey): DeviceKey;
}

/** Whom a question is about. */
export interface Asked {
  readonly clients: Iterable<ClientId>;
  readonly devices: Iterable<DeviceKey>;
}

/** Nobody who is asked about was erased. */
export const NO_ALIASES: Aliases = aliasesBetween(new Map(), new Map());

/**
 * Finds who of those asked about is known by an erased name. `sealed` null: nobody of the organization was erased, and nothing is looked up.
 * `among` gives which of some names the database knows.
 */
export async function findAliases(
  namers: Namers,
  organizationId: OrganizationId,
  sealed: Buffer | null,
  { clients, devices }: Asked,
  among: (names: readonly string[]) => Promise<readonly string[]>,
): Promise<Aliases> {
  if (sealed === null) return NO_ALIASES;
  const namer = await namers.open(organizationId, sealed);
  const clientNames = named(clients, (one) => namer.client(one));
  const deviceNames = named(devices, (one) => namer.device(one));
  const known = new Set(await among([...clientNames.values(), ...deviceNames.values()]));
  if (known.size === 0) return NO_ALIASES;
  return aliasesBetween(only(clientNames, known), only(deviceNames, known));
}

/** The erased names of a person's client id and devices, whether or not the database knows them. */
export function allAliases(namer: Namer, { clients, devices }: Asked): Aliases {
  return aliasesBetween(
    named(clients, (one) => namer.client(one)),
    named(devices, (one) => namer.device(one)),
  );
}

/** Whether all of the one is in the other. */
export function isCovered(one: Aliases, by: Aliases): boolean {
  return (
    one === NO_ALIASES ||
    ([...one.clients.keys()].every((client) => by.clients.has(client)) &&
      [...one.devices.keys()].every((device) => by.devices.has(device)))
  );
}

function named<Name>(names: Iterable<Name>, nameOf: (one: Name) => Name): Map<Name, Name> {
  const found = new Map<Name, Name>();
  for (const one of names) if (!found.has(one)) found.set(one, nameOf(one));
  return found;
}

function only<Name extends string>(names: ReadonlyMap<Name, Name>, known: ReadonlySet<string>) {
  return new Map([...names].filter(([, name]) => known.has(name)));
}

function aliasesBetween(
  clients: ReadonlyMap<ClientId, ClientId>,
  devices: ReadonlyMap<DeviceKey, DeviceKey>,
): Aliases {
  const clientsBack = new Map([...clients].map(([one, name]) => [name, one]));
  const devicesBack = new Map([...devices].map(([one, name]) => [name, one]));
  return {
    clients,
    devices,
    clientOf: (name) => clientsBack.get(name) ?? name,
    deviceOf: (name) => devicesBack.get(name) ?? name,
  };
}

/** The same row under the names that those asked about have now. */
export function calledAsNow<
  Row extends { readonly clientId: ClientId; readonly deviceKey: DeviceKey | null },
>(row: Row, aliases: Aliases): Row {
  if (aliases === NO_ALIASES) return row;
  const { clientId, deviceKey } = row;
  return {
    ...row,
    clientId: aliases.clientOf(clientId),
    deviceKey: deviceKey === null ? null : aliases.deviceOf(deviceKey),
  };
}
