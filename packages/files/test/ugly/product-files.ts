import type { CountryCode } from '@tact/engine';
import { Buffer } from 'node:buffer';
import { makeWorkbook, numberCell, sharedCell, textCell } from '../make-zip.ts';
import type { UglyFile } from './ugly-file.ts';

const US = { defaultCountry: 'US' as CountryCode };
const GB = { defaultCountry: 'GB' as CountryCode };

/** Files of registries and products, and workbooks. */
export const PRODUCT_FILES: readonly UglyFile[] = [
  {
    name: 'FTC, flat: both forms, one with digits lost, one with a letter',
    content: '212,5550123\r\n2125550124\r\n"213","5550125"\r\n213,555012\r\n213,555O126\r\n',
    change: {
      layout: 'area_pairs',
      defaultCountry: 'US' as CountryCode,
      columns: [],
      headerRows: 0,
      columnNames: [],
    },
    good: ['1 +12125550123', '2 +12125550124', '3 +12135550125'],
    bad: ['4 leading_zero_lost', '5 number_too_short', '5 number_has_letters'],
  },
  {
    name: 'FTC, XML in both quote styles, with lost leading zeros',
    content: `<?xml version="1.0"?>\n<list type='full' val='212'>\n<ac val='212'>\n<ph val='5550123'/>\n<ph val="5550124"></ph>\n<ph val='55501234'/>\n</ac><ac val="423"><ph val='x'/><ph val='234567'/></ac></list>`,
    kind: 'ftc_xml',
    good: ['4 +12125550123', '5 +12125550124', '7 +14230234567'],
    bad: ['6 local_number_invalid', '7 local_number_invalid'],
  },
  {
    name: 'FTC, XML that is cut off: the numbers before stand, the break is told',
    content: `<list><ac val='212'>\n<ph val='5550123'/>\n<ph val='55501`,
    good: ['2 +12125550123'],
    bad: [],
    refused: 'xml_broken',
  },
  {
    name: 'XML with a document type of its own',
    content: `<!DOCTYPE list [<!ENTITY a "5550123">]><list><ac val='212'><ph val='&a;'/></ac></list>`,
    good: [],
    bad: [],
    refused: 'xml_refused',
  },
  {
    name: 'FTC, changes without the version that they are for',
    content: '212,5550123,2026-11-01,A\n212,5550124,2026-11-01,D\n',
    stated: US,
    kind: 'ftc_flat_change',
    questions: ['base_version_missing'],
    good: [],
    bad: [],
    refused: 'plan_incomplete',
  },
  {
    name: 'FTC, changes to a named version: only explicit codes delete',
    content:
      '212,5550123,2026-11-01,A\n212,5550124,2026-11-01,D\n212,5550125,2026-11-01,X\n212,5550126,2026-11-01,\n',
    stated: { ...US, baseVersion: '2026-10-31' },
    good: ['1 +12125550123', '2 delete +12125550124'],
    bad: ['3 change_code_unknown 4', '4 change_code_unknown 4'],
  },
  {
    name: 'FTC, XML changes to a named version',
    content: `<list type='change'><ac val='212'>\n<ph val='5550123' chg='A'/>\n<ph val='5550124' chg='D'/>\n<ph val='5550125'/></ac></list>`,
    stated: { baseVersion: '2026-10-31' },
    kind: 'ftc_xml_change',
    good: ['2 +12125550123', '3 delete +12125550124'],
    bad: ['4 change_code_unknown chg'],
  },
  {
    name: 'UK TPS with text behind numbers and several in one cell',
    content:
      '01632960123\n01632960124 Mr Smith\n02079460018, 02079460019\n02079460018 and 02079460019\n1632960125\n',
    stated: GB,
    change: {
      severalInCell: 'refuse',
      textAfterNumber: 'pass_over',
      layout: 'table',
      delimiter: '|',
      columns: ['number'],
    },
    good: ['1 +441632960123', '2 +441632960124'],
    bad: ['3 several_numbers 1', '4 several_numbers 1', '5 leading_zero_lost 1'],
  },
  {
    name: 'UK TPS as it comes',
    content: '01632960123\r\n02079460018\r\n07911123456\r\n',
    stated: GB,
    kind: 'uk_tps',
    good: ['1 +441632960123', '2 +442079460018', '3 +447911123456'],
    bad: [],
  },
  {
    name: 'VICIdial with a wildcard row',
    content: '2125550123\n201XXXXXXX\n20XXXXXXX\n12125550124\n',
    stated: US,
    kind: 'vicidial',
    remarks: ['wildcards_found'],
    good: ['1 +12125550123', '2 12010000000-12020000000', '4 +12125550124'],
    bad: ['3 wildcard_unclear'],
  },
  {
    name: 'a wildcard row where none is expected',
    content: '2125550123\n201XXXXXXX\n',
    stated: US,
    change: { wildcards: 'refuse' },
    good: ['1 +12125550123'],
    bad: ['2 wildcard_unexpected'],
  },
  {
    name: 'Genesys Cloud: several numbers in a row, a space after each comma',
    content:
      'Last Name, First Name,DNC_Home,DNC_Cell,DNC_Work\nLee, Ann,317-153-4777,317-253-4778,\nLee, Bob,,,\n',
    stated: US,
    kind: 'genesys_cloud',
    good: ['2 +13171534777', '2 +13172534778'],
    bad: ['3 value_missing'],
  },
  {
    name: 'Genesys Cloud with times of expiry, with and without a zone',
    content:
      'phone,expires\n+12125550123,2026-12-01T08:30Z\n+12125550124,2026-12-01T08:30:15.250+02:00\n+12125550125,2026-12-01T08:30\n+12125550126,2026-12-01T25:30Z\n',
    kind: 'genesys_cloud',
    questions: ['zone_missing'],
    good: ['2 +12125550123 until:2026-12-01T08:30:00.000Z', '3 +12125550124 until:2026-12-01T06:30:15.000Z'],
    bad: ['4 time_zone_missing expires', '5 date_invalid expires'],
  },
  {
    name: 'the same with a zone stated, at an hour that the clock shows twice: the later one ends the entry',
    content: 'phone,expires\n+12125550123,2026-11-01T01:30\n',
    stated: { zone: 'America/New_York' },
    good: ['2 +12125550123 until:2026-11-01T06:30:00.000Z'],
    bad: [],
  },
  {
    name: 'LiveVox',
    content:
      'Phone number, Contact Group Id, Days To Expiry\n2125550123, 77, 30\n2125550124, 77,\n2125550125, 77, 0\n2125550126, 77, soon\n',
    stated: { ...US, countedFromDate: '2026-11-21' },
    kind: 'livevox',
    good: ['2 +12125550123 until:2026-12-21', '3 +12125550124'],
    bad: ['4 days_unclear Days To Expiry', '5 days_invalid Days To Expiry'],
  },
  {
    name: 'LiveVox without the day that days are counted from',
    content: 'Email, Contact Group Id, Days To Expiry\nana@example.com, 77, 30\n',
    questions: ['day_missing'],
    good: [],
    bad: [],
    refused: 'plan_incomplete',
  },
  {
    name: 'NICE with tabs',
    content: 'Phone Number\tExpire Date\n2125550123\t12/31/2026\n2125550124\t\n2125550125\t31/12/2026\n',
    stated: { ...US, dateOrder: 'month_first' },
    kind: 'nice',
    good: ['2 +12125550123 until:2026-12-31', '3 +12125550124'],
    bad: ['4 date_invalid Expire Date'],
  },
  {
    name: 'a workbook: numbers, shared and inline texts, dates, an error, an empty first sheet',
    content: makeWorkbook(
      [
        { name: 'Cover', rows: [] },
        {
          name: 'List',
          rows: [
            [sharedCell(0), textCell('Expires')],
            [numberCell(2125550123), numberCell(46_387, 1)],
            [numberCell('2.125550124E9', 3)],
            [textCell('+1 (212) 555-0125'), textCell('2026-12-31')],
            ['<c t="e"><v>#N/A</v></c>'],
            [numberCell(46_387, 1)],
            [],
            [numberCell('2125550126.5')],
          ],
        },
        { name: 'Old', rows: [[numberCell(2125550199)]], isHidden: true },
      ],
      ['Phone'],
    ),
    stated: US,
    kind: 'workbook',
    remarks: ['sheet_left_out'],
    good: ['2 +12125550123 until:2026-12-31', '3 +12125550124', '4 +12125550125 until:2026-12-31'],
    bad: ['5 spreadsheet_error Phone', '6 number_became_date Phone', '8 number_too_long Phone'],
  },
  {
    name: 'a workbook whose numbers show leading zeros by their format, and one that lost them',
    content: makeWorkbook([
      { name: 'A', rows: [[textCell('Phone')], [numberCell(298765432, 2)], [numberCell(298765432)]] },
    ]),
    stated: { defaultCountry: 'AU' as CountryCode },
    good: ['2 +61298765432'],
    bad: ['3 leading_zero_lost Phone'],
  },
  {
    name: 'an old Excel file',
    content: Buffer.from('d0cf11e0a1b11ae1', 'hex'),
    good: [],
    bad: [],
    refused: 'format_unsupported',
  },
];
