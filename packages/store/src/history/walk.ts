import type { OrganizationId } from '@tact/engine';
import pg from 'pg';
import type { Database } from '../database.ts';
import type { HistoryBlock, HistoryRequest, HistoryRow } from '../ports.ts';
import { ATTEMPT_COLUMNS, historyRowReader, QUESTION_COLUMNS } from './history-rows.ts';

/** Rows of a block: it ends with the client that has the last of them, but one client alone is cut after so many more. */
const BLOCK_ROWS = 5_000;
const CLIENT_ROWS_MAX = 100_000;

/** See `HistoryPort.walk`. The index by client gives the rows in their order: nothing is sorted, and the first come at once. */
export async function* walkHistory(
  database: Database,
  organizationId: OrganizationId,
  request: HistoryRequest,
): AsyncGenerator<HistoryBlock> {
  const read = historyRowReader();
  let rows: HistoryRow[] = [];
  const begin = (first: HistoryRow[]): readonly HistoryRow[] => {
    const full = rows;
    rows = first;
    return full;
  };
  yield* database.copyOut<HistoryBlock>(organizationId, {
    query: queryOf(organizationId, request),
    take(bytes, offset) {
      const row = read(bytes, offset);
      if (rows.length >= BLOCK_ROWS) {
        const last = rows.at(-1);
        const endsClient = last?.clientId !== row.clientId;
        // Not between two rows of one instant, whose order is that of their ids.
        if (endsClient || (rows.length >= CLIENT_ROWS_MAX && last.at !== row.at))
          return { rows: begin([row]), endsClient };
      }
      rows.push(row);
      return undefined;
    },
    rest: () => (rows.length === 0 ? undefined : { rows: begin([]), endsClient: true }),
  });
}

/**
 * Both halves have the same columns of the same types and say their order themselves: so PostgreSQL merges their indexes instead of sorting
 * all. What an erased person was refused cannot be asked again: its facts are gone (ADR 0018).
 */
function queryOf(organizationId: OrganizationId, request: HistoryRequest): string {
  const { after, upTo, from, questionsFrom, until } = request;
  const clients = [
    ...(after === null ? [] : [`and client_id > ${pg.escapeLiteral(after)}`]),
    ...(upTo === null ? [] : [`and client_id <= ${pg.escapeLiteral(upTo)}`]),
  ].join(' ');
  const of = (begins: number) =>
    `organization_id = '${organizationId}' ${clients} and at >= '${new Date(begins).toISOString()}' and at < '${new Date(until).toISOString()}'`;
  return `select * from (
      (select ${ATTEMPT_COLUMNS} from attempts where ${of(from)} and state <> 'released' order by client_id, at)
      union all
      (select ${QUESTION_COLUMNS} from decisions
        where ${of(questionsFrom)} and not allowed and client_id not like 'erased:%' order by client_id, at)
    ) as history order by client_id, at`;
}
