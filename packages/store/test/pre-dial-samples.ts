import type { PreDialValidationFields } from '../src/ports.ts';

/** A pre-dial validation with a sealed header. */
export function validationFields(
  name: string,
  priority: number,
  given: Partial<PreDialValidationFields> = {},
): PreDialValidationFields {
  return {
    name,
    required: false,
    priority,
    url: 'https://example.com/may-we-dial',
    timeoutMs: 5_000,
    connectionsMax: 10,
    callResult: 'General Error',
    dispositionCode: null,
    sealedHeaders: 'sealed',
    headerNames: ['authorization'],
    ...given,
  };
}
