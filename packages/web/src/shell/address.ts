import { useParams, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';

/** What stands behind the `?` of an address, by name. */
export type AddressTexts = Readonly<Record<string, string>>;

/** A part of the path by its name, such as `id`; empty where the path has none. */
export function usePathPart(name: 'id' | 'kind' | 'token' | 'importId'): string {
  const parts: unknown = useParams({ strict: false });
  return textsOf(parts)[name] ?? '';
}

/** What stands behind the `?`; the same object until the address changes, so that what is typed meanwhile stays. */
export function useAddressTexts(): AddressTexts {
  const search: unknown = useSearch({ strict: false });
  return useMemo(() => textsOf(search), [search]);
}

/** The texts among the members of something; what is none is left out. */
export function textsOf(value: unknown): AddressTexts {
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      if (typeof member === 'number') return [[name, `${member}`]];
      return typeof member === 'string' && member !== '' ? [[name, member]] : [];
    }),
  );
}
