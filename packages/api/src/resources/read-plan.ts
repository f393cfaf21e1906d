import { Type, type Static } from 'typebox';
import { API_LIMITS } from '../limits.ts';
import { nullable, oneOf, strictObject, text } from '../schema-parts.ts';

const columnUseSchema = oneOf(
  [
    'number',
    'email',
    'email_domain',
    'device',
    'client_id',
    'area_code',
    'local_number',
    'from',
    'until',
    'days_to_expiry',
    'reason',
    'change_code',
    'ignore',
  ],
  'What a column is read as; `device` is a number or an e-mail address.',
);

const planFields = {
  members: Type.Array(
    strictObject({
      name: Type.String(),
      encoding: oneOf(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-1']),
    }),
    {
      maxItems: API_LIMITS.planMembersMax,
      description: 'The files of a zip file that are read, each named once; or the file itself.',
    },
  ),
  layout: oneOf(['values', 'area_pairs', 'table', 'sheet', 'ftc_xml'], 'How rows lie in the file.'),
  delimiter: nullable(oneOf([',', ';', '\t', '|', ':'])),
  sheet: nullable(Type.String({ description: 'Of a workbook.' })),
  headerRows: Type.Integer({ minimum: 0, description: 'Rows at the beginning that are no entries.' }),
  columnNames: Type.Array(Type.String()),
  columns: Type.Array(columnUseSchema),
  defaultCountry: nullable(
    text(2, 'Of numbers that are written without a country. Null: those are bad rows.', 2),
  ),
  zone: nullable(Type.String({ description: 'Of times that are written without a zone.' })),
  dateOrder: nullable(oneOf(['day_first', 'month_first'], 'Of dates such as `03/04/2026`.')),
  countedFromDate: nullable(Type.String({ description: 'The day that days to expiry are counted from.' })),
  severalInCell: oneOf(['split', 'refuse'], 'Several numbers in one cell.'),
  lostZero: oneOf(['refuse', 'restore'], 'Numbers that a spreadsheet has taken the leading zero from.'),
  textAfterNumber: oneOf(['refuse', 'pass_over']),
  wildcards: oneOf(['refuse', 'range'], '`201XXXXXXX` is a bad row, or all numbers of the area code.'),
  changeAttribute: nullable(Type.String()),
  list: oneOf(['full', 'change'], 'A full list, or adds and deletes for a version of it.'),
  baseVersion: nullable(text(200, 'The version that a change list was made for: the `label` of an import.')),
};

/** How a file is read. */
export const readPlanSchema = strictObject(planFields, {
  title: 'ReadPlan',
  description:
    'How a file is read: proposed by `…/imports/inspect`, changed by the caller, kept with the import.',
});
/** How a file is read. */
export type ReadPlanJson = Static<typeof readPlanSchema>;

/** Changes of a proposed plan. */
export const readPlanChangeSchema = Type.Partial(readPlanSchema, {
  title: 'ReadPlanChange',
  additionalProperties: false,
});
