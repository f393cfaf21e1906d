/** Why a file cannot be read, or not be read on. */
export type FileErrorCode =
  | 'file_empty'
  | 'file_unreadable'
  | 'format_unsupported'
  | 'encrypted'
  | 'compressed_data_broken'
  | 'too_large_unpacked'
  | 'zip_broken'
  | 'zip_member_missing'
  | 'sheet_broken'
  | 'sheet_missing'
  | 'sheet_too_large'
  | 'xml_broken'
  | 'xml_refused'
  | 'plan_incomplete'
  | 'position_unknown';

/**
 * A file that cannot be read, or read on: what was given before it stands, and what follows is not known. The sentence says what to do
 * next and repeats no number and no name.
 */
export class FileError extends Error {
  readonly code: FileErrorCode;
  /** Where in the file, from 1; null where that says nothing. */
  readonly line: number | null;

  constructor(code: FileErrorCode, sentence: string, line: number | null = null) {
    super(sentence);
    this.name = 'FileError';
    this.code = code;
    this.line = line;
  }
}
