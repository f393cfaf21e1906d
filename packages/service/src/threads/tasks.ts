import type { ZoneTable } from '@tact/engine';
import type { ClientRange, Store } from '@tact/store';
import { rangeWalker, type BacktestPlan, type RangeNews } from '../backtest/walk-range.ts';
import { createClock } from '../deciding/clock.ts';
import { createDecider } from '../deciding/create-decider.ts';
import {
  forecastPart,
  type ForecastPart,
  type ForecastPlan,
  type ForecastRecord,
} from '../forecast/forecast-part.ts';

/** What threads look through, by kind: the plan that a task begins with, what it is asked for piece by piece, and what it says of a piece. All plain data. */
export interface Tasks {
  readonly backtest: {
    readonly plan: BacktestPlan;
    readonly piece: ClientRange;
    readonly news: RangeNews;
  };
  readonly forecast: {
    readonly plan: ForecastPlan;
    readonly piece: readonly ForecastRecord[];
    readonly news: ForecastPart;
  };
}

/** The kinds of tasks. */
export type TaskKind = keyof Tasks;

/** Looks through one piece; what it finds comes as it is found. */
export type Look<Kind extends TaskKind> = (
  piece: Tasks[Kind]['piece'],
) => AsyncGenerator<Tasks[Kind]['news']>;

/** A kind of task: how many connections it has work for, and what there is to do before the first piece. */
interface TaskOf<Kind extends TaskKind> {
  readonly connections: number;
  prepare(store: Store, zoneTable: ZoneTable, plan: Tasks[Kind]['plan']): Promise<Look<Kind>>;
}

/** The kinds. */
export const TASKS: { readonly [Kind in TaskKind]: TaskOf<Kind> } = {
  backtest: {
    // Three look-ups at once.
    connections: 3,
    prepare: (store, zoneTable, plan) => rangeWalker(store, plan, zoneTable),
  },
  forecast: {
    // It asks one thing at a time; the other is for the questions that are decided meanwhile.
    connections: 2,
    prepare(store, zoneTable, plan) {
      const decider = createDecider({ store, clock: createClock(), zoneTable });
      return Promise.resolve(async function* look(records) {
        yield await forecastPart(decider, plan, records);
      });
    },
  },
};

/** Prepares a task of any kind. */
export function prepareTask<Kind extends TaskKind>(
  store: Store,
  zoneTable: ZoneTable,
  kind: Kind,
  plan: Tasks[Kind]['plan'],
): Promise<Look<Kind>> {
  return TASKS[kind].prepare(store, zoneTable, plan);
}
