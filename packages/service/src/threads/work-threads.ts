import { Worker } from 'node:worker_threads';
import type { ZoneTable } from '@tact/engine';
import type { Store } from '@tact/store';
import { nameOfError } from '../told-error.ts';
import { endWorker } from './end-worker.ts';
import { prepareTask, type Look, type TaskKind, type Tasks } from './tasks.ts';

/**
 * Threads that look through much, so that the one that answers requests does not. One that is done with stays for a while and takes the next task:
 * starting one takes a second of processor time, more than most looks do.
 */
export interface WorkThreads {
  /** Begins a task in a thread of its own; where threads cannot find the database, in this one. */
  begin<Kind extends TaskKind>(kind: Kind, plan: Tasks[Kind]['plan']): Promise<WorkThread<Kind>>;
  /** Ends the threads that wait for a task. Those that have one end with it. */
  end(): Promise<void>;
}

/** A task under way. Pieces are looked through one after the other. */
export interface WorkThread<Kind extends TaskKind> {
  /** Whatever ends the thread fails the piece that it has, so that a part is never taken for the whole. */
  readonly look: Look<Kind>;
  /** Also in the middle of a piece: what comes of it is heard no more. */
  end(): Promise<void>;
}

/** What threads are started with. */
export interface WorkThreadsParts {
  readonly store: Store;
  readonly zoneTable: ZoneTable;
  /** Where threads find the database; null: all is done in this thread. */
  readonly connectionString: string | null;
  /** How long a thread waits for its next task, milliseconds; 0: it ends with its task. */
  readonly keptMs?: number;
}

/** What a thread is told. */
export type ThreadOrder =
  | {
      readonly order: 'begin';
      readonly connectionString: string;
      readonly kind: TaskKind;
      readonly plan: Tasks[TaskKind]['plan'];
      /** Of the organization's erased names; null: there are none. */
      readonly erasureKey: Uint8Array | null;
    }
  | { readonly order: 'look'; readonly piece: Tasks[TaskKind]['piece'] }
  | { readonly order: 'end' }
  /** To one without a task. */
  | { readonly order: 'leave' };

/** What a thread says: what it found, that a piece is over, that it is free for the next task, or why it cannot go on. */
export type ThreadSays =
  | { readonly says: 'news'; readonly news: Tasks[TaskKind]['news'] }
  | { readonly says: 'over' }
  | { readonly says: 'free' }
  | { readonly says: 'failed'; readonly name: string; readonly sentence: string };

/** Why a thread could not go on; `causeName` is the name of its error. */
export class WorkThreadError extends Error {
  readonly causeName: string;

  constructor(causeName: string, sentence: string) {
    super(sentence);
    this.name = 'WorkThreadError';
    this.causeName = causeName;
  }
}

/** How long a thread waits for its next task, milliseconds: as long as somebody who writes a rule thinks about it. */
const KEPT_MS = 120_000;
/** Threads that wait at once: what they know of the program takes some 50 MB each. */
const KEPT_MAX = 2;

/** Starts no thread yet. */
export function createWorkThreads({
  store,
  zoneTable,
  connectionString,
  keptMs = KEPT_MS,
}: WorkThreadsParts): WorkThreads {
  const kept = new Set<KeptThread>();
  let isEnded = false;

  function keep(thread: KeptThread): Promise<void> {
    if (isEnded || keptMs === 0 || kept.size >= KEPT_MAX) return thread.end();
    kept.add(thread);
    thread.rest(keptMs, () => kept.delete(thread));
    return Promise.resolve();
  }

  function take(): KeptThread {
    const [thread = new KeptThread()] = kept;
    kept.delete(thread);
    thread.wake();
    return thread;
  }

  return {
    async begin(kind, plan) {
      if (connectionString === null) return inThisThread(await prepareTask(store, zoneTable, kind, plan));
      const erasureKey = await store.erasures.keyOf(plan.organizationId);
      const thread = take();
      thread.tell({ order: 'begin', connectionString, kind, plan, erasureKey });
      return {
        look: (piece) => thread.look(piece),
        end: async () => {
          if (await thread.isFree()) await keep(thread);
          else await thread.terminate();
        },
      };
    },
    async end() {
      isEnded = true;
      await Promise.all([...kept].map((thread) => thread.end()));
    },
  };
}

function inThisThread<Kind extends TaskKind>(look: Look<Kind>): WorkThread<Kind> {
  return { look, end: () => Promise.resolve() };
}

/** How long a thread may take to end its task, milliseconds, before it is ended itself. */
const END_MS_MAX = 5_000;

/** A thread, with what it has said and nobody has heard yet. */
class KeptThread {
  readonly #worker = new Worker(new URL('work-thread.ts', import.meta.url));
  readonly #said: ThreadSays[] = [];
  #hear: (() => void) | undefined;
  #restsUntil: NodeJS.Timeout | undefined;
  #onEnd: (() => void) | undefined;
  /** Whether it has a piece, or has failed: then nothing that it says is about the next task. */
  #isBusy = false;

  constructor() {
    this.#worker.on('message', (one: ThreadSays) => {
      this.#say(one);
    });
    this.#worker.on('error', (error: unknown) => {
      this.#say({ says: 'failed', name: nameOfError(error), sentence: ENDED });
    });
    this.#worker.on('exit', () => {
      this.#onEnd?.();
      this.#say({ says: 'failed', name: 'exit', sentence: ENDED });
    });
  }

  tell(order: ThreadOrder): void {
    this.#worker.postMessage(order);
  }

  async *look<Kind extends TaskKind>(piece: Tasks[Kind]['piece']): AsyncGenerator<Tasks[Kind]['news']> {
    this.#isBusy = true;
    this.tell({ order: 'look', piece });
    for (;;) {
      const one = await this.#next();
      switch (one.says) {
        case 'news':
          yield one.news;
          break;
        case 'over':
          this.#isBusy = false;
          return;
        default:
          throw errorOf(one);
      }
    }
  }

  /** Ends its task; whether it can take another one. */
  async isFree(): Promise<boolean> {
    if (this.#isBusy) return false;
    this.tell({ order: 'end' });
    const late = setTimeout(() => {
      this.#say({ says: 'failed', name: 'late', sentence: ENDED });
    }, END_MS_MAX);
    try {
      return (await this.#next()).says === 'free';
    } finally {
      clearTimeout(late);
    }
  }

  /** Keeps no process alive while it waits; `onEnd` is called when it has waited long enough, or has ended for another reason. */
  rest(ms: number, onEnd: () => void): void {
    this.#onEnd = onEnd;
    this.#worker.unref();
    this.#restsUntil = setTimeout(() => {
      // Before it ends, so that nobody gives a task to one that does.
      onEnd();
      void this.end();
    }, ms).unref();
  }

  wake(): void {
    this.#onEnd = undefined;
    clearTimeout(this.#restsUntil);
    this.#worker.ref();
  }

  /** One without a task. */
  async end(): Promise<void> {
    clearTimeout(this.#restsUntil);
    await endWorker(this.#worker, () => {
      this.tell({ order: 'leave' });
    });
  }

  /** Also in the middle of a piece. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #say(one: ThreadSays): void {
    this.#said.push(one);
    this.#hear?.();
  }

  async #next(): Promise<ThreadSays> {
    for (;;) {
      const one = this.#said.shift();
      if (one !== undefined) return one;
      await new Promise<void>((resolve) => (this.#hear = resolve));
    }
  }
}

function errorOf(said: ThreadSays): WorkThreadError {
  return said.says === 'failed'
    ? new WorkThreadError(said.name, said.sentence)
    : new WorkThreadError('order', `a thread said \`${said.says}\` where a piece was asked for`);
}

const ENDED = 'a thread of this program ended; start it again';
