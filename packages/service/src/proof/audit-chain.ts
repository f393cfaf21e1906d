import type { AuditChainJson } from '@tact/api';
import { DAY_MS, formatInstant, type OrganizationId } from '@tact/engine';
import type { Checkpoint, Verification } from '@tact/store';
import type { Parts } from '../commands/context.ts';
import { bodyOf, fingerprintOf } from './checkpoints.ts';

/** Two nights without a check are one too many. */
const OVERDUE_MS = 2 * DAY_MS;

/**
 * How far the chains of an organization go, who signed that, and since when they are verified (ADR 0014). What stands there and cannot be read is told as
 * that, and hides no alarm.
 */
export async function auditChain(
  { store, clock }: Parts,
  organizationId: OrganizationId,
): Promise<AuditChainJson> {
  const { entries, seals, newestSeal, since, last, alarm } = await store.verifications.state(organizationId);
  const { checkpoint } = await store.proof.heads(organizationId);
  const sealed = newestSeal === 'unreadable' ? null : newestSeal;
  const signed = checkpoint === undefined ? null : checkpointJson(checkpoint);
  return {
    entries: {
      number: entries.seq,
      hash: entries.hash,
      at: entries.at === null ? null : formatInstant(entries.at),
    },
    seals: {
      number: seals.seq,
      hash: seals.hash,
      at: sealed === null ? null : formatInstant(sealed.to),
    },
    newestSeal:
      sealed === null
        ? null
        : {
            kind: sealed.kind,
            from: sealed.from === null ? null : formatInstant(sealed.from),
            to: formatInstant(sealed.to),
            records: sealed.records,
          },
    checkpoint: signed,
    unreadable: [
      ...(newestSeal === 'unreadable' ? (['newest-seal'] as const) : []),
      ...(checkpoint !== undefined && signed === null ? (['checkpoint'] as const) : []),
    ],
    lastVerification: last === null ? null : verificationJson(last),
    isOverdue: clock() - (last?.finishedAt ?? since) > OVERDUE_MS,
    alarm: alarm === null ? null : verificationJson(alarm),
  };
}

function checkpointJson(checkpoint: Checkpoint): AuditChainJson['checkpoint'] {
  const body = bodyOf(checkpoint);
  if (body === undefined) return null;
  return {
    number: checkpoint.seq,
    signedAt: body.at,
    entries: body.audit.seq,
    seals: body.seals.seq,
    key: fingerprintOf(checkpoint.publicKey),
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
    keptElsewhere: kept.count,
    findings,
    found: found.map(({ where, sentence }) => ({ where, sentence })),
  };
}
