import {
  formatInstant,
  formatLocal,
  formatLocalMs,
  HOUR_MS,
  localDateAt,
  MINUTE_MS,
  sentenceOf,
  WEEKDAYS,
  weekdayIndexOf,
  type Decision,
  type Instant,
  type Verdict,
  type ZoneTable,
} from '@tact/engine';

/** A decision as people read it: the sentence, when it opens on the contact's clock, the zones, then every verdict in order. */
export function decisionText(decision: Decision, table: ZoneTable): string {
  return [
    headline(decision),
    ...opening(decision, table),
    ...clocks(decision),
    '',
    ...decision.verdicts.map(verdictLine),
    '',
  ].join('\n');
}

function headline({ decision, deciding }: Decision): string {
  if (deciding === null) return 'Allowed.';
  return `${decision === 'allowed' ? 'Allowed' : 'Blocked'} by ${deciding.kind} \`${deciding.rule}\`: ${sentenceOf(deciding.reason)}.`;
}

function opening({ nextAllowedAt, zones, at }: Decision, table: ZoneTable): string[] {
  switch (nextAllowedAt) {
    case null:
      return [];
    case 'never':
      return ['Next allowed: never; what blocks does not end by itself.'];
    case 'unknown':
      return ['Next allowed: not known; nothing opens within the time that can be searched.'];
    default: {
      const name = zones[0]?.zone;
      const zone = name === undefined ? undefined : table.get(name);
      const local =
        zone === undefined
          ? ''
          : `${weekday(localDateAt(zone, nextAllowedAt))} ${formatLocal(zone, nextAllowedAt).replace('T', ' ')} (${zone.name}), `;
      return [`Next allowed: ${local}${formatInstant(nextAllowedAt)}, in ${span(at, nextAllowedAt)}.`];
    }
  }
}

function clocks({ zones, at }: Decision): string[] {
  const shown = zones.map(
    ({ zone, from, localMs }) => `${formatLocalMs(localMs).replace('T', ' ')} in ${zone} (by the ${from})`,
  );
  return [`Asked for ${formatInstant(at)}${shown.length === 0 ? '' : `: ${shown.join('; ')}`}.`];
}

function verdictLine({ kind, rule, verdict, reason }: Verdict): string {
  return `  ${verdict.toUpperCase().padEnd(5)}  ${kind.padEnd(16)}  ${rule}: ${sentenceOf(reason)}`;
}

function weekday(date: Parameters<typeof weekdayIndexOf>[0]): string {
  const name = WEEKDAYS[weekdayIndexOf(date)] ?? '';
  return name.charAt(0).toUpperCase() + name.slice(1, 3);
}

/** `3 d 4 h`, `3 h 12 min`, `40 s`. */
function span(from: Instant, to: Instant): string {
  const ms = to - from;
  const days = Math.floor(ms / (24 * HOUR_MS));
  const hours = Math.floor(ms / HOUR_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  if (days > 0) return `${days} d ${hours % 24} h`;
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min` : `${Math.ceil(ms / 1000)} s`;
}
