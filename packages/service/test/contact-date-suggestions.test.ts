import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startRunningService, type RunningService, type TestOrganization } from './running-service.ts';

let running: RunningService;
let organization: TestOrganization;

beforeAll(async () => {
  running = await startRunningService();
});
afterAll(() => running.stop());
beforeEach(async () => {
  organization = await running.newOrganization();
});

const NEW_YORK = { country: 'US', region: 'US-NY', year: 2027 };

describe('suggestions', () => {
  test('are the public holidays of a place by date, with labels and their source', async () => {
    const { contactDates } = organization.client;
    const found = await contactDates.suggest({ query: NEW_YORK });
    expect(found).toMatchObject({ country: 'US', region: 'US-NY', year: 2027 });
    expect(found.source).toMatch(/^date-holidays \d+\.\d+\.\d+, CC BY-SA 3\.0$/);
    expect(found.suggestions[0]).toEqual({
      date: '2027-01-01',
      name: "New Year's Day",
      label: "New Year's Day",
      types: ['public'],
      alreadyThere: false,
    });
    const dates = found.suggestions.map(({ date }) => date);
    expect(dates).toHaveLength(17);
    expect(dates).toEqual([...new Set(dates)].toSorted());
    expect(await contactDates.suggest({ query: NEW_YORK })).toEqual(found);
  });

  test('tell which days have a contact date already, and one that is taken over is one of them', async () => {
    const { contactDates } = organization.client;
    await contactDates.create({ body: { label: 'Our own party', date: '2027-07-04' } });
    await contactDates.create({ body: { label: "New Year's Day", date: '2028-01-01' } });
    const there = async () =>
      (await contactDates.suggest({ query: NEW_YORK })).suggestions
        .filter(({ alreadyThere }) => alreadyThere)
        .map(({ date }) => date);
    expect(await there()).toEqual(['2027-07-04']);
    const { suggestions } = await contactDates.suggest({ query: NEW_YORK });
    const president = suggestions.find(({ date }) => date === '2027-02-15');
    const { label = '', date = '' } = president ?? {};
    expect(label).toBe("Susan B. Anthony Day / Washington's Birthday");
    await contactDates.create({ body: { label, date } });
    expect(await there()).toEqual(['2027-02-15', '2027-07-04']);
  });

  test('of every kind, of a place by its name, and of each have a label that is short enough', async () => {
    const { contactDates } = organization.client;
    const query = { country: 'Israel', year: 2027, types: 'public,bank,optional,school,observance' };
    const { suggestions, country, region } = await contactDates.suggest({ query });
    expect([country, region]).toEqual(['IL', null]);
    expect(suggestions.some(({ types }) => types.includes('observance'))).toBe(true);
    expect(suggestions.filter(({ label }) => label.length > 64 || label !== label.trim())).toEqual([]);
    const cut = suggestions.filter(({ name }) => name.length > 64);
    expect(cut.length).toBeGreaterThan(0);
    for (const { name, label } of cut) {
      expect(label).toMatch(/…$/);
      expect(name.startsWith(label.slice(0, -1))).toBe(true);
    }
  });

  test.each<[string, Readonly<Record<string, string | number | undefined>>, string, string]>([
    ['no country', { country: 'XX' }, 'address_invalid', '/country'],
    ['a country without holidays', { country: 'AQ', region: undefined }, 'holidays_unknown', '/country'],
    ['a region of another country', { region: 'CA-ON' }, 'holidays_unknown', '/region'],
    ['a region without holidays of its own', { country: 'GB', region: 'GB-LND' }, 'holidays_unknown', '/region'],
    ['a year before all tables', { year: 1969 }, 'validation_failed', '/year'],
    ['a year after all tables', { year: 2077 }, 'validation_failed', '/year'],
    ['a year that is no number', { year: 'next' }, 'validation_failed', '/year'],
    ['a kind that is none', { types: 'public,secret' }, 'validation_failed', '/types'],
  ])('are refused for %s', async (_, given, code, path) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries<string | number | undefined>({ ...NEW_YORK, ...given }))
      if (value !== undefined) query.set(name, String(value));
    const { json } = await organization.send(
      'GET',
      `/api/v1/contact-dates/suggestions?${query.toString()}`,
    );
    const [problem] = (json['problems'] ?? [{ path: json['path'] }]) as readonly { readonly path: unknown }[];
    expect([json['code'], problem?.path]).toEqual([code, path]);
  }); // prettier-ignore
});
