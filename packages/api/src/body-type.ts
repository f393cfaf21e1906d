import type { Endpoint } from './endpoint.ts';

/** The content type that a route takes its body as. */
export function bodyTypeOf({ csv, file }: Pick<Endpoint, 'csv' | 'file'>): string {
  if (file !== undefined) return 'application/octet-stream';
  return csv === undefined ? 'application/json' : 'text/csv';
}
