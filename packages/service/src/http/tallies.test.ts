import { Counter, Histogram, Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createTally, createTimings } from './tallies.ts';

const LABELS = ['route', 'status'];
const ADDED = [
  ['/a', '200'],
  ['/a', '200'],
  ['/b "quoted" \\ and\nbroken', '404'],
] as const;

test('a tally is told as the library tells its counter', async () => {
  const told = { name: 'things_total', help: 'Things.', labelNames: LABELS };
  const register = new Registry();
  const counter = new Counter({ ...told, registers: [register] });
  const tally = createTally(told);
  for (const [route, status] of ADDED) {
    counter.inc({ route, status });
    tally.add(route, status);
  }
  expect(tally.text()).toBe(await register.metrics());
});

test('timings are told as the library tells its histogram', async () => {
  const told = { name: 'seconds', help: 'How long.', labelNames: LABELS, buckets: [0.001, 0.5, 2] };
  const register = new Registry();
  const histogram = new Histogram({ ...told, registers: [register] });
  const timings = createTimings(told);
  for (const [index, seconds] of [0.001, 0.25, 0.5, 1.75, 2.5, 0].entries()) {
    const [route, status] = ADDED[index % ADDED.length] ?? ['', ''];
    histogram.observe({ route, status }, seconds);
    timings.add(seconds, route, status);
  }
  expect(timings.text()).toBe(await register.metrics());
});

test('nothing yet is told as nothing', () => {
  expect(createTally({ name: 'n', help: 'h', labelNames: [] }).text()).toBe('# HELP n h\n# TYPE n counter\n');
});
