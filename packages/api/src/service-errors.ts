import { kind } from './error-kind.ts';

/** Errors of the service itself: whoever asks has done nothing wrong, and nothing was allowed. */
export const SERVICE_ERRORS = {
  clock_went_back: kind(503, 'the clock of this machine went back', 'set it right; nothing was allowed'),
  clock_differs: kind(
    503,
    "this machine's clock differs from the database's",
    'set it right; nothing was allowed',
  ),
  database_unavailable: kind(
    503,
    'the database does not answer',
    'send the request again later; nothing was allowed',
  ),
  overloaded: kind(
    503,
    'more questions wait than can be answered in time',
    'send the request again after `Retry-After`; nothing was allowed',
  ),
  downloads_too_many: kind(
    503,
    'too many downloads run already',
    'send the request again after `Retry-After`, when one of them is over; a long report can be made as a file (`/api/v1/reports/files`)',
  ),
  too_contended: kind(
    503,
    'the facts of this request keep changing',
    'send the request again; nothing was allowed',
  ),
  ruleset_invalid: kind(
    503,
    'the rules in force cannot be used',
    'mend the rule that `detail` names; nothing was allowed',
  ),
  storage_full: kind(
    507,
    'there is too little room for the file',
    'send it again later; whoever runs this service makes room on the disk of `TACT_DATA_DIR`',
  ),
  stopping: kind(
    503,
    'this process is stopping',
    'send the request again, to another process where there is one',
  ),
  internal: kind(500, 'something went wrong here', 'give the request id to whoever runs this service'),
} as const;
