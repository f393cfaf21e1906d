/** Why the embedded database could not be started. The message is one sentence for the person who started it. */
export class EmbeddedDatabaseError extends Error {
  readonly code:
    | 'database_in_use'
    | 'folder_not_ours'
    | 'folder_not_writable'
    | 'other_major_version'
    | 'platform_unsupported'
    | 'no_unprivileged_account'
    | 'start_failed'
    | 'restore_unfinished';

  constructor(code: EmbeddedDatabaseError['code'], sentence: string, cause?: unknown) {
    super(sentence, { cause });
    this.name = 'EmbeddedDatabaseError';
    this.code = code;
  }
}
