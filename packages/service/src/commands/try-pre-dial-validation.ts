import { randomUUID } from 'node:crypto';
import type { OrganizationId } from '@tact/engine';
import type { PreDialValidation } from '@tact/store';
import { CommandError } from '../command-error.ts';
import type { Clock } from '../deciding/decider.ts';
import { askService, type PreDialAnswer } from '../pre-dial/ask-service.ts';
import { sampleQuestion } from '../pre-dial/body.ts';
import { openHeaders } from '../pre-dial/headers.ts';
import type { ValidatorParts } from '../pre-dial/validators.ts';

/** Sends the service of a validation a sample that names nobody, and says what it answered. Nothing follows from it. */
export async function tryPreDialValidation(
  parts: ValidatorParts & { readonly clock: Clock },
  organizationId: OrganizationId,
  validation: PreDialValidation,
): Promise<PreDialAnswer> {
  const headers = openHeaders(parts, organizationId, validation);
  if (headers === undefined)
    throw new CommandError(
      'secret_key_missing',
      'its headers cannot be opened with the keys of this process; send all of them again',
    );
  const question = sampleQuestion(randomUUID(), parts.clock());
  return askService(parts.caller, validation, headers, question, { withinMs: validation.timeoutMs });
}
