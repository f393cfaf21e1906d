import { DECISION_CSV_COLUMNS } from '@tact/api/without-schemas';
import { formatInstant, sentenceOf } from '@tact/engine';
import { csvField } from '../csv-field.ts';
import type { Answer, Question } from './question.ts';

/** The first line of a batch's answers as CSV. The columns are part of the interface: new ones join at the end. */
export const ANSWER_CSV_HEADER = `${DECISION_CSV_COLUMNS.join(',')}\n`;

/**
 * One answer as a line of CSV (RFC 4180, lines end with LF). `decision` is `allowed`, `blocked`, or `refused` for a bad request, which
 * is never a permission. `device` is the device as the question names it; empty where it names none. `nextAllowedAt` is an instant,
 * `never` or `unknown`; empty where the decision is allowed or refused. The same question and answer give the same bytes on every surface.
 */
export function answerCsvLine({ contact, device }: Question, answer: Answer): string {
  const asked = `${csvField(contact.by === 'id' ? contact.id : contact.clientId)},${csvField(deviceText(device))}`;
  if (!answer.answered) return `${asked},refused,${answer.code},${csvField(answer.sentence)},\n`;
  const { decision, nextAllowedAt, deciding } = answer.decision;
  if (deciding === null) return `${asked},${decision},,,\n`;
  const opens = typeof nextAllowedAt === 'number' ? formatInstant(nextAllowedAt) : (nextAllowedAt ?? '');
  return `${asked},${decision},${deciding.reason.code},${csvField(sentenceOf(deciding.reason))},${opens}\n`;
}

function deviceText(device: Question['device']): string {
  if (device === null) return '';
  return 'position' in device ? String(device.position) : device.address;
}
