import { endpoints } from '@tact/api';
import { zoneTable } from '@tact/places';
import type { Parts } from '../../commands/context.ts';
import { findWindows } from '../../commands/find-windows.ts';
import { windowsJson } from '../../deciding/windows-json.ts';
import { answer, type Router } from '../../http/router.ts';

/** Registers the route of windows. */
export function registerWindows({ route }: Router, parts: Parts): void {
  route(endpoints.windows.find, async ({ body, caller }) =>
    answer(200, windowsJson(await findWindows(parts, caller, body), zoneTable())),
  );
}
