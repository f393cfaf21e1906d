import type { InteractionCounts, OptOutsHonoured, SummaryLine, WholeSummary } from './report-summary.ts';

/** What stands above the summary. */
export interface ReportHead {
  readonly organization: string;
  /** Such as `2026-03-01 to 2026-03-31`. */
  readonly period: string;
  /** When it was made, as an instant. */
  readonly madeAt: string;
}

/** Points: A4, with a margin all round. */
const PAGE = { width: 595, height: 842, margin: 50, line: 14 } as const;
const LINES_A_PAGE = Math.floor((PAGE.height - 2 * PAGE.margin) / PAGE.line);
/** Lines of one table; who needs more takes the CSV. */
const TABLE_LINES_MAX = 400;
/** Where the columns of numbers end, points from the left. */
const NUMBER_ENDS = [285, 335, 390, 445, 500, 545];
const HEADINGS = ['all', 'inside', 'outside', 'unknown', 'undecided', 'against'];
const KEY_LENGTH_MAX = 44;

/** One line of text on a page. */
interface Line {
  readonly text: string;
  readonly numbers: readonly string[];
  readonly bold: boolean;
  readonly size: number;
}

/** The summary as a PDF of A4 pages, in the standard fonts that every reader has: nothing is embedded. */
export function reportPdf(summary: WholeSummary, { organization, period, madeAt }: ReportHead): Uint8Array {
  const lines = [
    title('Compliance report'),
    plain(`${organization}, ${period}`),
    plain(`Made at ${madeAt}. Undecided: made without a decision. Against: made after a blocked one.`),
    plain(optOutLine(summary.optOuts)),
    ...table('Total', [{ key: 'All interactions', ...summary.total }]),
    ...table('Rules that were broken', summary.byRule),
    ...table('By campaign group', summary.byCampaignGroup),
    ...table('By state', summary.byRegion),
    ...table('By local hour', summary.byHour),
    ...table('By local day', summary.byDay),
  ];
  const pages: string[] = [];
  for (let from = 0; from < lines.length; from += LINES_A_PAGE)
    pages.push(pageContent(lines.slice(from, from + LINES_A_PAGE)));
  return documentOf(pages);
}

function optOutLine({ recorded, attemptsAfter, longestMs, in99Of100Ms }: OptOutsHonoured): string {
  const last =
    attemptsAfter === 0
      ? 'nobody was contacted afterwards'
      : `${attemptsAfter} attempts afterwards, the last ${seconds(longestMs)} after the opt-out; of 99 in 100 within ${seconds(in99Of100Ms)}`;
  return `Opt-outs of contacts recorded: ${recorded}; ${last}.`;
}

/** Whole seconds, rounded up: what was a moment late was late. */
function seconds(ms: number): string {
  return `${Math.ceil(ms / 1_000)} s`;
}

function title(text: string): Line {
  return { text, numbers: [], bold: true, size: 16 };
}

function plain(text: string): Line {
  return { text, numbers: [], bold: false, size: 9 };
}

function table(heading: string, rows: readonly SummaryLine[]): readonly Line[] {
  const shown = rows.slice(0, TABLE_LINES_MAX);
  return [
    plain(''),
    { text: heading, numbers: HEADINGS, bold: true, size: 9 },
    ...shown.map((row): Line => ({
      text: row.key === '' ? '(none)' : row.key.slice(0, KEY_LENGTH_MAX),
      numbers: numbersOf(row),
      bold: false,
      size: 9,
    })),
    ...(rows.length > shown.length ? [plain(`and ${rows.length - shown.length} more; see the CSV`)] : []),
  ];
}

function numbersOf(counts: InteractionCounts): readonly string[] {
  const { interactions, inside, outside, unknown, withoutDecision, againstDecision } = counts;
  return [interactions, inside, outside, unknown, withoutDecision, againstDecision].map(String);
}

function pageContent(lines: readonly Line[]): string {
  return lines
    .flatMap(({ text, numbers, bold, size }, index) => {
      const y = PAGE.height - PAGE.margin - (index + 1) * PAGE.line;
      const font = bold ? 'F2' : 'F1';
      const at = (x: number, shown: string) =>
        `BT /${font} ${size} Tf ${x.toFixed(1)} ${y} Td (${escaped(shown)}) Tj ET`;
      return [
        ...(text === '' ? [] : [at(PAGE.margin, text)]),
        ...numbers.map((number, column) => at((NUMBER_ENDS[column] ?? 0) - widthOf(number, size), number)),
      ];
    })
    .join('\n');
}

/** Of Helvetica: every digit has one width; letters of headings come near it. */
function widthOf(text: string, size: number): number {
  return (text.length * size * 556) / 1000;
}

/** The standard fonts have Latin letters only; others are shown as `?`. The CSV has every letter. */
function escaped(text: string): string {
  return text.replaceAll(/[^\x20-\x7e\xa0-\xff]/g, '?').replaceAll(/[\\()]/g, (sign) => `\\${sign}`);
}

function documentOf(pages: readonly string[]): Uint8Array {
  const firstPage = 5;
  const kids = pages.map((_, index) => `${firstPage + 2 * index} 0 R`).join(' ');
  const font = (name: string) =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    font('Helvetica'),
    font('Helvetica-Bold'),
    ...pages.flatMap((content, index) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${PAGE.width} ${PAGE.height}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${firstPage + 2 * index + 1} 0 R >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ]),
  ];
  let text = '%PDF-1.4\n';
  const offsets: number[] = [];
  for (const [index, object] of objects.entries()) {
    offsets.push(text.length);
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.lastIndexOf('xref')}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}
