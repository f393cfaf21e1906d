import type { ClientId, DeviceKey } from '@tact/engine';

/** The guard of a client's counted history. */
export function clientGuard(clientId: ClientId): string {
  return `c:${clientId}`;
}

/** The guard of a device's counted history, at whichever contacts. */
export function deviceGuard(deviceKey: DeviceKey): string {
  return `d:${deviceKey}`;
}
