import { describe, expect, test } from 'vitest';
import type { Instant } from '@tact/engine';
import { CsvScanner } from '@tact/files';
import { Failure } from '../failure.ts';
import { questionColumns, questionReader, type ReadQuestionRow } from './question-columns.ts';

const AT = Date.UTC(2026, 10, 20, 17) as Instant;

function read(header: string, line: string): ReadQuestionRow {
  const reader = questionReader(questionColumns(header.split(',')), {
    channel: 'call',
    campaignGroupId: null,
    at: AT,
    attributes: {},
  });
  for (const row of new CsvScanner(',').rowsOf(Buffer.from(`${line}\n`), true)) return reader(row);
  throw new Error('the line holds no row');
}

/** A question in short: whom, which device, when where that is not the default. */
function short(row: ReadQuestionRow): string {
  if (!row.ok) return row.sentence;
  const { contact, device, accountId, at } = row.question;
  const whom = contact.by === 'id' ? contact.id : `${contact.by} ${contact.clientId}`;
  const which =
    device === null ? 'first' : 'position' in device ? `position ${device.position}` : device.address;
  return [whom, which, ...(accountId === null ? [] : [accountId]), ...(at === AT ? [] : [String(at)])].join(
    ' | ',
  );
}

describe('rows become questions', () => {
  test.each<[string, string, string, string]>([
    ['a client id alone: the first device', 'Client ID', 'A', 'clientId A | first'],
    ['its one number column names the device', 'id,phone', 'A,+12125550123', 'clientId A | +12125550123'],
    ['with several it is a list of contacts', 'id,phone 1,phone 2', 'A,+12125550123,', 'clientId A | first'],
    ['a position', 'id,device', 'A,2', 'clientId A | position 2'],
    ['a device by its address', 'id,device', 'A,+12125550123', 'clientId A | +12125550123'],
    [
      'the device column goes before a number column',
      'id,device,phone',
      'A,2,+12125550123',
      'clientId A | position 2',
    ],
    ['a number alone', 'Phone', '+12125550123', 'inline +12125550123 | +12125550123'],
    ['an e-mail address alone', 'e-mail', 'a@example.com', 'inline a@example.com | a@example.com'],
    [
      'a row with a number and no client id',
      'id,phone',
      ',+12125550123',
      'inline +12125550123 | +12125550123',
    ],
    ['an account', 'id,account id', 'A,acc-1', 'clientId A | first | acc-1'],
    ['an instant of its own', 'id,at', 'A,2026-11-20T17:00:01Z', `clientId A | first | ${AT + 1000}`],
    ['a short number is no position', 'Phone', '12', 'inline 12 | 12'],
    ['other columns are nothing', 'id,type,name', 'A,mobile,Ada', 'clientId A | first'],
  ])('%s', (_, header, line, question) => expect(short(read(header, line))).toBe(question));
});

describe('rows that are no question', () => {
  test.each<[string, string, RegExp]>([
    ['id,phone', ',', /neither a client id nor a number/],
    ['id,device', 'A,0', /`0` is no device/],
    ['id,device', 'A,11', /`11` is no device/],
    ['id,device', ',2', /names the place of a device and no client id/],
    ['id,at', 'A,yesterday', /`yesterday` is no instant/],
    ['id,name', 'A,"Ada" S', /text follows a closing quote/],
  ])('%s | %s', (header, line, sentence) => {
    expect(read(header, line)).toMatchObject({ ok: false, line: 1 });
    expect(short(read(header, line))).toMatch(sentence);
  });
});

test('a file with neither client ids nor numbers is refused', () => {
  expect(() => questionColumns(['name', 'city'])).toThrow(Failure);
});
