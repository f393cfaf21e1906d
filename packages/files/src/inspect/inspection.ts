import type { CountryCode } from '@tact/engine';
import type { ContainerKind } from '../container.ts';
import type { ColumnUse, PlanProblem, ReadPlan } from '../plan.ts';
import type { ColumnLook } from './column-looks.ts';

/** Whose format a file is in, as far as can be told. It says where the plan comes from; how rows are read is the plan's alone. */
export type FileKind =
  | 'one_per_line'
  | 'separated_values'
  | 'table'
  | 'workbook'
  | 'ftc_flat'
  | 'ftc_flat_change'
  | 'ftc_xml'
  | 'ftc_xml_change'
  | 'uk_tps'
  | 'vicidial'
  | 'genesys_cloud'
  | 'livevox'
  | 'nice';

/** A column as found. */
export interface InspectedColumn {
  /** Empty where the file has no header. */
  readonly name: string;
  readonly looksLike: ColumnLook;
  readonly proposedUse: ColumnUse;
  /** Up to five cells that are not empty. They hold numbers and names: to be shown to who imports, never logged. */
  readonly samples: readonly string[];
}

/** Something that the caller must settle before the file can be read, or whole columns of it can. */
export interface InspectionQuestion {
  readonly code:
    | PlanProblem['code']
    | 'default_country_missing'
    | 'zone_missing'
    | 'date_order_missing'
    | 'change_meaning_missing';
  readonly sentence: string;
}

/** Something found that the caller should know; the plan can be read all the same. */
export interface InspectionRemark {
  readonly code:
    | 'encoding_not_utf8'
    | 'member_left_out'
    | 'sheet_left_out'
    | 'spreadsheet_damage'
    | 'leading_zeros_lost'
    | 'wildcards_found'
    | 'column_not_read'
    | 'client_ids_not_read'
    | 'rows_before_header';
  readonly sentence: string;
}

/** What a file is, found out before anything of it is written, and how it is proposed to be read. */
export interface Inspection {
  readonly name: string;
  readonly bytes: number;
  readonly container: ContainerKind;
  readonly kind: FileKind;
  /** All members of a zip file, those too that the plan leaves out. */
  readonly members: readonly string[];
  /** All sheets of a workbook that are shown. */
  readonly sheets: readonly string[];
  readonly columns: readonly InspectedColumn[];
  /** How many rows were looked at. */
  readonly rowsSeen: number;
  /** The proposal. To read otherwise, change it: `{ ...plan, defaultCountry: 'GB' }`. */
  readonly plan: ReadPlan;
  readonly questions: readonly InspectionQuestion[];
  readonly remarks: readonly InspectionRemark[];
}

/** What the caller states before a file is looked at; what is left out is not guessed. */
export interface StatedSettings {
  readonly defaultCountry?: CountryCode;
  readonly zone?: string;
  readonly dateOrder?: 'day_first' | 'month_first';
  readonly countedFromDate?: string;
  readonly baseVersion?: string;
}
