import type { OrganizationChangeJson } from '@tact/api';
import { weekTimesProblem } from '@tact/engine';
import { zoneTable } from '@tact/places';
import type { Organization } from '@tact/store';
import { CommandError } from '../command-error.ts';
import type { Caller, Parts } from './context.ts';
import { readCountry } from './read-values.ts';
import { onVersion } from './version-conflict.ts';

/** Changes the caller's organization. Hours and limits hold for every request from the return on (S5, S13). */
export async function updateOrganization(
  { store }: Parts,
  { organizationId, actor }: Caller,
  { version, ...change }: OrganizationChangeJson,
): Promise<Organization> {
  const { zone, zoneFallback, allowedHours, limits, defaultCountry, ...plain } = change;
  if (zone !== undefined && zoneTable().get(zone) === undefined)
    throw new CommandError(
      'zone_unknown',
      `\`${zone}\` is no time zone; use a name such as \`America/New_York\``,
      { path: '/zone' },
    );
  const hoursProblem = allowedHours === undefined ? undefined : weekTimesProblem(allowedHours);
  if (hoursProblem !== undefined)
    throw new CommandError('hours_invalid', hoursProblem, { path: '/allowedHours' });
  const { rules } = await store.organizations.get(organizationId);
  return onVersion(
    () =>
      store.organizations.update(
        organizationId,
        version,
        {
          ...plain,
          ...(defaultCountry === undefined
            ? {}
            : { defaultCountry: readCountry(defaultCountry, '/defaultCountry') }),
          // Read before the version is compared: where it changed in between, the version did too.
          rules: {
            zone: zone ?? rules.zone,
            zoneFallback: zoneFallback ?? rules.zoneFallback,
            allowedHours: allowedHours ?? rules.allowedHours,
            limits: limits ?? rules.limits,
          },
        },
        actor,
      ),
    () => store.organizations.get(organizationId),
  );
}
