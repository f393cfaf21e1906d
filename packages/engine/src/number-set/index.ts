/** Sets of hundreds of millions of phone numbers (ADR 0010). */
export { numberSetBuilder, RANGE_NUMBERS_MAX, type NumberSetBuilder } from './builder.ts';
export { chunkCount, chunkKeyOf, CHUNK_KEY_MAX, DamagedChunkError, type NumberChunk } from './chunk-bytes.ts';
export type { SetOptions, SetRoom } from './chunk-writer.ts';
export { difference, intersection, union } from './combine.ts';
export {
  numberSetIn,
  numberSetOf,
  numberSetReader,
  type NumberSet,
  type NumberSetReader,
} from './number-set.ts';
export { assertPhoneNumber, deviceKeyOfNumber, PHONE_NUMBER_MAX, phoneNumberOf } from './phone-number.ts';
