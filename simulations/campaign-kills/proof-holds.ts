import type { OrganizationId } from '@tact/engine';
import { verifyProof } from '@tact/service/without-http';
import type { Store } from '@tact/store';

/** How far the proof goes. */
export interface HeldProof {
  /** Records under a seal, and those that are too young for one. */
  readonly sealed: number;
  readonly unsealed: number;
}

/** Checks every seal, checkpoint and entry of the audit log that the killed services left behind (ADR 0014). Throws at whatever does not hold. */
export async function proofHolds(store: Store, organizationId: OrganizationId): Promise<HeldProof> {
  const known = { organizationId, checkpoints: [], publicKeys: null };
  const { findings, counted } = await verifyProof(store.proof.lines(organizationId), known);
  const [finding] = findings;
  if (finding !== undefined) throw new Error(`the proof does not hold: ${JSON.stringify(finding)}`);
  return { sealed: counted.sealed, unsealed: counted.open };
}
