/** The storage: ports, the PostgreSQL behind them, migrations, and the embedded server. This file is its only public surface. */
export type * from './ports.ts';
export { ASKED_ALLOWED, ASKED_BLOCKED, NOT_ASKED } from './ports/interaction-batch.ts';
export { ERASURE_STEPS } from './ports/erasures.ts';
export { SEAL_BATCH_ROWS, SEALED_KINDS } from './ports/proof.ts';
export { openStore } from './store.ts';
export { piecesOf } from './number-sets/pieces.ts';
export { BAD_ROWS_KEPT_MAX } from './list-imports/store-step.ts';
export { StoreError } from './errors.ts';
export { allOf, pagesOf } from './page.ts';
export { isMigrated, migrate, MigrationError } from './migrate.ts';
export { oneAtATime } from './one-at-a-time.ts';
export { mayMigrate } from './may-migrate.ts';
export { ensurePartitions, type PartitionsMade, type WaitingPartition } from './partitions.ts';
export { BackupError, type BackupHead } from './backup/backup-format.ts';
export { readBackup, type BackupPart } from './backup/read-backup.ts';
export { restoreBackup, type Restored } from './backup/restore-backup.ts';
export { writeBackup, type OnBackupProgress } from './backup/write-backup.ts';
export { isUuid, timeOfUuidV7, uuidV7 } from './uuid-v7.ts';
export {
  EmbeddedDatabaseError,
  findRunning,
  RESTORING_FILE,
  startEmbedded,
  type EmbeddedDatabase,
  type EmbeddedOptions,
} from './embedded/index.ts';
export { takesConnections } from './embedded/takes-connections.ts';
