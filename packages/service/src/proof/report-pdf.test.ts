import { expect, test } from 'vitest';
import { reportPdf } from './report-pdf.ts';

const COUNTS = {
  interactions: 12,
  inside: 9,
  outside: 2,
  unknown: 1,
  withoutDecision: 4,
  againstDecision: 1,
};
const HEAD = {
  organization: 'Müller (Sons) \\ Ωmega',
  period: '2026-03-01 to 2026-03-31',
  madeAt: '2026-04-01T00:00:00Z',
};

const HONOURED = { recorded: 3, contactedAfter: 0, attemptsAfter: 0, longestMs: 0, in99Of100Ms: 0 };

function pdfWith(days: number, optOuts = HONOURED): string {
  const byDay = Array.from({ length: days }, (_, day) => ({ key: `day ${day}`, ...COUNTS }));
  const empty = {
    byHour: [],
    byWeekHour: [],
    byRegion: [],
    byRule: [],
    byCampaignGroup: [{ key: '', ...COUNTS }],
    optOuts,
  };
  return Buffer.from(reportPdf({ total: COUNTS, byDay, ...empty }, HEAD)).toString('latin1');
}

test.each([0, 1, 200, 1_000])('with %i days, every object stands where the table says', (days) => {
  const text = pdfWith(days);
  expect(text.startsWith('%PDF-1.4\n')).toBe(true);
  expect(text.endsWith('%%EOF\n')).toBe(true);
  const xrefAt = Number(/startxref\n(\d+)\n/.exec(text)?.[1]);
  const [head = '', count = ''] = text.slice(xrefAt).split('\n');
  expect(head).toBe('xref');
  const offsets = [...text.slice(xrefAt).matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) =>
    Number(offset),
  );
  expect(count).toBe(`0 ${offsets.length + 1}`);
  for (const [index, offset] of offsets.entries())
    expect(text.slice(offset).startsWith(`${index + 1} 0 obj\n`)).toBe(true);
  for (const [, length, content] of text.matchAll(/<< \/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/g))
    expect(content).toHaveLength(Number(length));
});

test('signs that mean something in a PDF are escaped, and letters that its fonts lack are marked', () => {
  expect(pdfWith(1)).toContain('(M\u00fcller \\(Sons\\) \\\\ ?mega, 2026-03-01 to 2026-03-31)');
});

test('opt-outs are told in one line, whole seconds rounded up', () => {
  expect(pdfWith(1)).toContain('(Opt-outs of contacts recorded: 3; nobody was contacted afterwards.)');
  const late = { recorded: 3, contactedAfter: 1, attemptsAfter: 2, longestMs: 61_001, in99Of100Ms: 61_001 };
  expect(pdfWith(1, late)).toContain(
    '(Opt-outs of contacts recorded: 3; 2 attempts afterwards, the last 62 s after the opt-out; of 99 in 100 within 62 s.)',
  );
});
