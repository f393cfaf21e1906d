import { Type, type Static } from 'typebox';
import { ERROR_CODES, type ErrorCode } from './errors.ts';
import type { ReadonlyDeep } from './readonly-deep.ts';
import { strictObject } from './schema-parts.ts';

/** A failure (RFC 9457). */
export const problemSchema = strictObject(
  {
    type: Type.String({ description: 'Where the error is explained.' }),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.Unsafe<ErrorCode>({ type: 'string', enum: [...ERROR_CODES] }),
    detail: Type.String({ description: 'What is wrong with this very request.' }),
    path: Type.Optional(Type.String({ description: 'JSON pointer into the request.' })),
    problems: Type.Optional(
      Type.Array(
        strictObject({ path: Type.String({ description: 'JSON pointer.' }), sentence: Type.String() }),
      ),
    ),
    currentVersion: Type.Optional(Type.Integer()),
    attemptId: Type.Optional(
      Type.String({ description: 'With `answer_too_old`: the attempt that the first answer held.' }),
    ),
    requestId: Type.String(),
  },
  { title: 'Problem' },
);
/** A failure as it is sent. */
export type Problem = ReadonlyDeep<Static<typeof problemSchema>>;
