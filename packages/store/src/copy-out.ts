import type pg from 'pg';

/** What one COPY runs on: a connection of its own, which nothing else uses meanwhile. */
export interface CopyOutOptions<Block> {
  readonly client: pg.Client;
  /** `copy (…) to stdout (format binary)`. COPY takes no parameters: values stand in it as literals. */
  readonly text: string;
  /** Takes one row: the bytes after its number of columns. The bytes are the connection's own and are overwritten afterwards. Gives a block where one is full. */
  readonly take: (bytes: Buffer, offset: number) => Block | undefined;
  /** What is left when the last row was taken. */
  readonly rest: () => Block | undefined;
  /**
   * How long it may take until the last row has come, milliseconds; however long where nobody says. It holds a snapshot meanwhile, which keeps
   * every dead row of the database, and whoever takes the blocks may be as slow as a reader on the network.
   */
  readonly lastsMsMax?: number | undefined;
}

/** Blocks that wait to be taken; with so many of them the server is made to wait. */
const BLOCKS_WAITING_MAX = 2;
const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
/** Signature, flags, and the length of an extension that does not exist. */
const HEADER_BYTES = 19;

/**
 * Runs a COPY and gives its rows block by block, in constant memory: rows are read as they arrive, without an object a row in between, and
 * the server waits while nobody takes a block. Throws what the server says. Where not all rows are taken, because somebody leaves early or time is up, the
 * connection is cut: a server that waits for its rows to be taken would not hear of anything else.
 */
export async function* copyOut<Block>({
  client,
  text,
  take,
  rest,
  lastsMsMax,
}: CopyOutOptions<Block>): AsyncGenerator<Block> {
  const blocks: Block[] = [];
  const end: { isOver: boolean; failure: Error | undefined } = { isOver: false, failure: undefined };
  let wake: (() => void) | undefined;
  let stream: pg.Connection['stream'] | undefined;
  const told = () => {
    wake?.();
    wake = undefined;
  };
  const over = (error?: Error) => {
    if (end.isOver) return;
    end.isOver = true;
    end.failure = error;
    if (error === undefined) {
      const last = rest();
      if (last !== undefined) blocks.push(last);
    }
    told();
  };
  client.on('error', over).once('end', () => over(new Error('connection terminated')));
  client.query(
    new CopyQuery(text, {
      begun: (connection) => (stream = connection.stream),
      row(bytes, offset) {
        if (end.failure !== undefined) return;
        try {
          const block = take(bytes, offset);
          if (block === undefined) return;
          blocks.push(block);
          if (blocks.length >= BLOCKS_WAITING_MAX) stream?.pause();
          told();
        } catch (error) {
          over(error instanceof Error ? error : new Error(String(error)));
        }
      },
      over,
    }),
  );
  const cut = () => {
    if (!end.isOver || end.failure !== undefined) stream?.destroy();
  };
  const timer =
    lastsMsMax === undefined
      ? undefined
      : setTimeout(() => {
          over(new Error(`the rows of a query were not taken within ${lastsMsMax} ms`));
          cut();
        }, lastsMsMax);
  try {
    for (;;) {
      const block = blocks.shift();
      if (block !== undefined) {
        if (blocks.length < BLOCKS_WAITING_MAX) stream?.resume();
        yield block;
      } else if (end.failure !== undefined) throw end.failure;
      else if (end.isOver) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    clearTimeout(timer);
    cut();
  }
}

interface CopyEvents {
  readonly begun: (connection: pg.Connection) => void;
  readonly row: (bytes: Buffer, offset: number) => void;
  readonly over: (error?: Error) => void;
}

/** A statement as the driver runs it; the driver's own class throws away what a COPY sends. */
class CopyQuery implements pg.Submittable {
  readonly #text: string;
  readonly #events: CopyEvents;
  #isBegun = false;

  constructor(text: string, events: CopyEvents) {
    this.#text = text;
    this.#events = events;
  }

  submit(connection: pg.Connection): void {
    this.#events.begun(connection);
    connection.query(this.#text);
  }

  /** The header comes before the first row or with it; the trailer says that there are -1 columns. */
  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    let offset = 0;
    if (!this.#isBegun) {
      this.#isBegun = true;
      if (!chunk.subarray(0, SIGNATURE.length).equals(SIGNATURE)) {
        this.#events.over(new Error('the server does not send what COPY sends'));
        return;
      }
      offset = HEADER_BYTES;
    }
    if (offset < chunk.length && chunk.readInt16BE(offset) >= 0) this.#events.row(chunk, offset + 2);
  }

  handleReadyForQuery(): void {
    this.#events.over();
  }
  handleError(error: Error): void {
    this.#events.over(error);
  }
  handleRowDescription(): void {
    // A COPY describes no rows.
  }
  handleDataRow(): void {
    // Nor does it send any as such.
  }
  handleCommandComplete(): void {
    // Ready for the next query is what ends it.
  }
  handleEmptyQuery(): void {
    // It is never empty.
  }
  handlePortalSuspended(): void {
    // It has no portal.
  }
}
