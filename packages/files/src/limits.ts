/**
 * How often larger than the file its unpacked content may be. Lists of numbers pack 3 to 8 times, sheets full of empty formatted cells
 * up to 100 times; a bomb packs 1,000 times.
 */
export const UNPACKED_RATIO_MAX = 200;
/** Below so many bytes the ratio is not asked: a small file of one repeated line harms nobody. */
export const UNPACKED_ALWAYS_BYTES = 8 * 1024 * 1024;
/** Bytes that one file may unpack to in all: three times the largest registry list (250 million numbers as XML). */
export const UNPACKED_BYTES_MAX = 16 * 1024 * 1024 * 1024;
/**
 * How often a file that was opened may unpack to that in all: a look reads each member once for its encoding and once more for its beginning, which
 * of small ones is all of it. Without this a file whose parts are named over and over would be unpacked as often.
 */
export const UNPACKED_PASSES_MAX = 2;
/** Members of a zip file. A registry download has one an area code, some 320. */
export const ZIP_MEMBERS_MAX = 2_000;
/** Bytes of a zip file's directory; 2,000 members with long names need a fifth of it. */
export const ZIP_DIRECTORY_BYTES_MAX = 1024 * 1024;
/** Rows of a sheet: Excel's own limit. */
export const SHEET_ROWS_MAX = 1_048_576;
/** Columns that are read of a sheet; Excel has 16,384, lists a few dozen. */
export const SHEET_COLUMNS_MAX = 512;
/** Sheets of one workbook. */
export const SHEETS_MAX = 256;
/** Characters of a workbook's shared texts, which have to stay in memory. */
export const SHARED_TEXT_MAX = 128 * 1024 * 1024;
/** Characters of one cell of a sheet, and of one shared text: Excel's own limit. */
export const CELL_CHARACTERS_MAX = 32_767;
/** Characters of one row of a sheet: as many as a row of a table may have bytes. */
export const SHEET_ROW_CHARACTERS_MAX = 1_048_576;
/** Styles of cells, formats, sheets and relations of one workbook; Excel takes some 65,000 styles. */
export const WORKBOOK_PARTS_MAX = 65_536;
/** Characters of their names and formats in all, which stay in memory. */
export const WORKBOOK_PARTS_CHARACTERS_MAX = 4 * 1024 * 1024;
/** Characters of one tag or one text between two tags. */
export const XML_TOKEN_MAX = 262_144;
/** Tags that may be open at once; sheets and registry lists need under ten. */
export const XML_DEPTH_MAX = 64;
/**
 * Bytes of one value in a file of values, and characters of a cell that is read for one; the longest value, an e-mail address, has 254. Some
 * expressions take the square of a text's length: what is longer is refused before they see it.
 */
export const VALUE_BYTES_MAX = 4_096;
/** Line breaks in one quoted field. What has more is a quote that was never meant as one, and would swallow good rows. */
export const QUOTED_LINES_MAX = 64;
/** Fields of one row that are looked at; what has more is no table. */
export const COLUMNS_MAX = 1_024;
/** Entries, bad rows and numbers that one batch holds before it is handed out; scanned lines come in whole chunks. */
export const BATCH_ROWS = 8_192;
/** Bytes of a file read at once. */
export const CHUNK_BYTES = 262_144;
/** Bytes of a file's beginning that its columns are judged by. */
export const HEAD_BYTES = 131_072;
/** Rows of a file's beginning that its columns are judged by. */
export const HEAD_ROWS = 500;
/** Characters of a bad row's value that are reported. */
export const REPORTED_VALUE_MAX = 120;
/** Characters of a reason that are kept. */
export const REASON_MAX = 500;
/** Characters of a client id (seed A12: 64). */
export const CLIENT_ID_MAX = 64;
/** Numbers in one cell. */
export const VALUES_IN_CELL_MAX = 64;
