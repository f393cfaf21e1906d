import { describe, expect, test } from 'vitest';
import { parseScenario } from './parse-scenario.ts';
import { ScenarioError } from './scenario-error.ts';

/** A scenario with one bulk opt-out, and one entry on a list. */
function page(row: string, entry = '@example.com'): string {
  return `# Title

## Given

### Organization

- zone: America/New_York
- hours: any

### Contacts

| contact | devices      |
| ------- | ------------ |
| ana     | +12125550101 |
| ben     | +12125550101 |

### Bulk opt-outs

| number | at | store unmatched | contacts later |
| ------ | --- | --------------- | -------------- |
${row}

### Suppression list: No mail

- type: device
- required: yes

| entry |
| ----- |
| ${entry} |

## Cases

| case | at | contact | device | channel | decision |
| ---- | --- | ------- | ------ | ------- | -------- |
| one | 2026-03-03 10:00 America/New_York | ana | 1 | call | blocked |
`;
}
const AT = '2026-03-02 12:00 America/New_York';

describe('a bulk opt-out of a scenario', () => {
  test('is a number, an instant, whether it is kept, and who comes with it later', () => {
    expect(parseScenario(page(`| +1 212 555 0101 | ${AT} | no | ben |`), 'x').bulkOptOuts).toEqual([
      { number: '+12125550101', at: Date.UTC(2026, 2, 2, 17), storeUnmatched: false, contactsLater: ['ben'] },
    ]);
    const [plain] = parseScenario(page(`| +12125550101 | ${AT} | | |`), 'x').bulkOptOuts;
    expect(plain).toMatchObject({ storeUnmatched: true, contactsLater: [] });
  });

  test.each([
    [`| 12 | ${AT} | | |`, '@example.com', /`12` is no number/],
    ['| +12125550101 | | | |', '@example.com', /at/],
    [`| +12125550102 | ${AT} | | ben |`, '@example.com', /one does not have the number/],
    [`| +12125550101 | ${AT} | | zed |`, '@example.com', /`zed`/],
    [`| +12125550101 | ${AT} | | |`, '@example', /this is no e-mail domain/],
  ])('%s with %s is refused', (row, entry, sentence) => {
    const read = () => parseScenario(page(row, entry), 'x');
    expect(read).toThrow(ScenarioError);
    expect(read).toThrow(sentence);
  });
});
