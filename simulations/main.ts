/**
 * `npm run simulate -- history [--minutes 30] [--seed 7] [--nodes 3]`: whole services while everything breaks, checked against a sequential model;
 * `npm run simulate -- load [--minutes 60] [--rate 500 | --share 0.7]`: a steady load at so many arrivals a second, or that share of the top rate;
 * `npm run simulate -- last-attempt [--rounds 200]`, `npm run simulate -- kill [--kills 50] [--seed 7]` and
 * `npm run simulate -- campaign [--records 100000] [--seed 7]`, `npm run simulate -- campaign-kills [--records 100000] [--seed 7] [--kill-every-s 3]`,
 * `npm run simulate -- kill-services [--kills 50] [--seed 7]`: the long forms of what the tests run
 * briefly; `backtest [--events 10000] [--seed 7]` compares backtests with the naive model, `replay [--decisions 1000] [--seed 7]`
 * recomputes decisions of a week of rule changes, and `tamper [--changes 1000] [--seed 7]` changes a sealed database past the application. Real processes, a real PostgreSQL, nothing in the way of the clock.
 */
import { parseArgs } from 'node:util';
import { MINUTE_MS } from '@tact/engine';
import { simulateCampaignKills } from './campaign-kills/simulate.ts';
import { simulateCampaignAlone } from './campaign/own-database.ts';
import { simulateBacktest } from './backtest/backtest.ts';
import { simulateKills } from './kill.ts';
import { simulateHistory } from './history/simulate.ts';
import { simulateServiceKills } from './services/kill-services.ts';
import { simulateLastAttempt } from './last-attempt.ts';
import { onOwnDatabase } from './own-database.ts';
import { simulateReplays } from './replay.ts';
import { megabytesOf, simulateLoad, toldOf } from './load/simulate-load.ts';
import { simulateTampering } from './tamper.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '200' },
    kills: { type: 'string', default: '50' },
    changes: { type: 'string', default: '1000' },
    records: { type: 'string', default: '100000' },
    'kill-every-s': { type: 'string', default: '3' },
    minutes: { type: 'string' },
    rate: { type: 'string' },
    share: { type: 'string', default: '0.7' },
    nodes: { type: 'string', default: '3' },
    events: { type: 'string', default: '10000' },
    decisions: { type: 'string', default: '1000' },
    seed: { type: 'string' },
  },
});
const say = (line: string) => void process.stdout.write(`${line}\n`);

/** The seed that was given, else another each time. */
function seedOf(): number {
  return values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
}

switch (positionals[0]) {
  case 'last-attempt': {
    const { rounds, granted, refused } = await simulateLastAttempt(Number(values.rounds), say);
    say(`${rounds} rounds: ${granted} granted, ${refused} refused, as it must be`);
    break;
  }
  case 'kill': {
    const result = await simulateKills({ kills: Number(values.kills), seed: seedOf(), say });
    say(
      `${result.kills} kills: ${result.acknowledged} reservations acknowledged, none missing; ${result.failed} requests failed`,
    );
    break;
  }
  case 'history': {
    const found = await simulateHistory({
      seed: seedOf(),
      durationMs: Number(values.minutes ?? 30) * 60_000,
      eraMs: 8_000,
      nodes: Number(values.nodes),
      say,
    });
    for (const violation of found.violations) say(violation);
    say(
      `${found.eras} eras, ${found.calls} calls, ${found.unknown} unanswered, ${found.undecided} histories undecided, ${found.violations.length} violations; faults: ${JSON.stringify(found.faults)}`,
    );
    if (found.violations.length > 0) process.exitCode = 1;
    break;
  }
  case 'load': {
    const { memoryBytes, memoryGrowthAnHour, top, ...found } = await simulateLoad({
      seconds: Number(values.minutes ?? 60) * 60,
      perSecond: values.rate === undefined ? null : Number(values.rate),
      share: Number(values.share),
      say,
    });
    const memory = `${megabytesOf(memoryBytes)}, ${(100 * memoryGrowthAnHour).toFixed(2)} % more an hour`;
    say(`${found.perSecond} a second: ${toldOf(found)}; memory ${memory}; ${found.lateAllows} allowed late`);
    if (top !== null)
      say(
        `at most ${Math.round(top.before)} a second before, ${Math.round(top.after)} after: ${(top.after / top.before).toFixed(2)}`,
      );
    if (found.errors + found.refusedWithoutRetry + found.lateAllows > 0) process.exitCode = 1;
    break;
  }
  case 'tamper': {
    const seed = seedOf();
    const settings = { changes: Number(values.changes), seed, say };
    const { changes, byKind } = await onOwnDatabase((address) => simulateTampering(address, settings));
    say(`${changes} changes (seed ${seed}), all found: ${JSON.stringify(byKind)}`);
    break;
  }
  case 'backtest': {
    const settings = { events: Number(values.events), seed: seedOf(), say };
    const { events, proposals } = await onOwnDatabase((address) => simulateBacktest(address, settings));
    say(`${events} events, ${proposals.length} proposals: all as the naive model says`);
    break;
  }
  case 'replay': {
    const settings = { decisions: Number(values.decisions), seed: seedOf(), say };
    const { decisions, rulesets } = await onOwnDatabase((address) => simulateReplays(address, settings));
    say(`${decisions} decisions by ${rulesets} rulesets, all equal`);
    break;
  }
  case 'campaign': {
    const { dispatches, ends } = await simulateCampaignAlone(Number(values.records), seedOf(), say);
    say(`${dispatches} dispatches, none outside any rule, none twice: ${JSON.stringify(ends)}`);
    break;
  }
  case 'campaign-kills': {
    const settings = {
      records: Number(values.records),
      seed: seedOf(),
      killEveryMs: Number(values['kill-every-s']) * 1_000,
      stepMs: 5 * MINUTE_MS,
      say,
    };
    const { kills, dispatches, overtaken, unknown, unknownReceived, sealed, ends } = await onOwnDatabase(
      (address) => simulateCampaignKills(address, settings, ({ result }) => Promise.resolve(result)),
    );
    say(
      `${kills} kills: ${dispatches} dispatches, none outside any rule, none twice, none lost; ${overtaken} left after what allowed them had just ended; ${unknown} shown as unknown, of which the carrier has ${unknownReceived}; ${sealed} records sealed, the proof holds: ${JSON.stringify(ends)}`,
    );
    break;
  }
  case 'kill-services': {
    const result = await simulateServiceKills({ kills: Number(values.kills), seed: seedOf(), say });
    say(
      `${result.kills} kills: ${result.messages} messages and ${result.mails} mails taken, none twice, none lost; ${result.unknown} shown as unknown, of which providers have ${result.unknownTaken}: ${JSON.stringify(result.ends)}`,
    );
    break;
  }
  default:
    process.stderr.write(
      'usage: npm run simulate -- history [--minutes 30] [--seed 7] [--nodes 3] | load [--minutes 60] [--rate 500 | --share 0.7] | last-attempt [--rounds 200] | kill [--kills 50] [--seed 7] | campaign [--records 100000] [--seed 7] | campaign-kills [--records 100000] [--seed 7] [--kill-every-s 3] | kill-services [--kills 50] [--seed 7] | backtest [--events 10000] [--seed 7] | replay [--decisions 1000] [--seed 7] | tamper [--changes 1000] [--seed 7]\n',
    );
    process.exitCode = 2;
}
// What a simulation cut, paused and killed may leave sockets behind that keep a process; whoever waits for its result does not wait for them.
process.exit();
