import type { OrganizationId } from '@tact/engine';
import type { Actor } from '@tact/store';
import type { Lines } from './lines.ts';
import type { ProcessorParts } from './processor.ts';
import type { Slots } from './slots.ts';

/** What the steps of a processor share. */
export interface Worker extends ProcessorParts {
  readonly actor: Actor;
  readonly slots: Slots;
  readonly lines: Lines;
  /** Logs a failure, without what it was about. */
  readonly failed: (what: string, organizationId: OrganizationId, error: unknown) => void;
}

/** Logs why items of a batch could not be decided. One is told for all: a batch mostly fails for one reason. */
export function tellFaults(
  { failed }: Worker,
  organizationId: OrganizationId,
  faults: readonly unknown[],
): void {
  if (faults.length === 0) return;
  const what = 'items of a queue could not be decided; they are taken back when their claim runs out';
  failed(what, organizationId, faults[0]);
}
