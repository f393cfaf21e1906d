import type { AuditChainJson } from '@tact/api';
import { DAY_MS, formatInstant, type OrganizationId } from '@tact/engine';
import type { Checkpoint, Verification } from '@tact/store';
import type { Parts } from '../commands/context.ts';
import { fingerprintOf, type CheckpointBody } from './checkpoints.ts';

/** Two nights without a check are one too many. */
const OVERDUE_MS = 2 * DAY_MS;

/** How far the chains of an organization go, who signed that, and since when they are verified (ADR 0014). */
export async function auditChain(
  { store, clock }: Parts,
  organizationId: OrganizationId,
): Promise<AuditChainJson> {
  const { entries, seals, newestSeal, last, alarm } = await store.verifications.state(organizationId);
  const { checkpoint } = await store.proof.heads(organizationId);
  return {
    entries: {
      number: entries.seq,
      hash: entries.hash,
      at: entries.at === null ? null : formatInstant(entries.at),
    },
    seals: {
      number: seals.seq,
      hash: seals.hash,
      at: newestSeal === null ? null : formatInstant(newestSeal.to),
    },
    newestSeal:
      newestSeal === null
        ? null
        : {
            kind: newestSeal.kind,
            from: newestSeal.from === null ? null : formatInstant(newestSeal.from),
            to: formatInstant(newestSeal.to),
            records: newestSeal.records,
          },
    checkpoint: checkpoint === undefined ? null : checkpointJson(checkpoint),
    lastVerification: last === null ? null : verificationJson(last),
    isOverdue: last !== null && clock() - last.finishedAt > OVERDUE_MS,
    alarm: alarm === null ? null : verificationJson(alarm),
  };
}

function checkpointJson({ seq, body, publicKey }: Checkpoint): AuditChainJson['checkpoint'] {
  const { at, audit, seals } = JSON.parse(body) as CheckpointBody;
  return {
    number: seq,
    signedAt: at,
    entries: audit.seq,
    seals: seals.seq,
    key: fingerprintOf(publicKey),
  };
}

function verificationJson(verification: Verification): NonNullable<AuditChainJson['lastVerification']> {
  const { id, actor, startedAt, finishedAt, isWhole, findings, kept, covered } = verification;
  const { entries, seals, records, checkpoints, isCut, removed, erased, found } = covered;
  return {
    id,
    startedAt: formatInstant(startedAt),
    endedAt: formatInstant(finishedAt),
    actor: { kind: actor.kind, id: actor.id, name: actor.name },
    entries,
    seals,
    records: { checked: records.count, fromSeal: records.fromSeal, removed, erased },
    checkpoints,
    isWhole,
    isCut,
    keptElsewhere: kept,
    findings,
    found: found.map(({ where, sentence }) => ({ where, sentence })),
  };
}
