import { withService } from './bench-service.ts';
import { figure, type Bench } from './figure.ts';
import { reservations } from './reserve.ts';

const CONNECTIONS = 64;

/** Many reservations on a database that started empty, beside the first of them: plans that were made for empty tables must not stay. */
export const sustainedReserveBench: Bench = (settings) =>
  sustained(settings.smoke ? 2_000 : 200_000, settings.smoke ? 1 : 10, settings.say);

/** The same up to five million, minute by minute. */
export const largeSustainedReserveBench: Bench = (settings) =>
  sustained(settings.smoke ? 2_000 : 5_000_000, settings.smoke ? 1 : 60, settings.say);

/** Reserves until there are so many, in spans of so many seconds. The first span begins with the first question: what it takes to get warm is in it. */
function sustained(count: number, seconds: number, say: (line: string) => void) {
  return withService(1, async (bench) => {
    let number = 0;
    // Each is about somebody new, whom the caller describes, so that the tables grow and every one of them is granted.
    const body = () => {
      const address = `+1212${String(2_000_000 + (number % 7_900_000))}`;
      return `{"contact":{"clientId":"S${number++}","zone":"America/New_York","country":"US","devices":[{"address":"${address}"}]},"channel":"call"}`;
    };
    const rates: number[] = [];
    for (let done = 0; done < count;) {
      const { perSecond, latenciesMs } = await reservations(bench, {
        body,
        connections: CONNECTIONS,
        seconds,
      });
      done += latenciesMs.length;
      rates.push(perSecond);
      say(
        `  ${done.toLocaleString('en-US')} reservations, ${Math.round(perSecond).toLocaleString('en-US')}/s`,
      );
    }
    const [first = NaN] = rates;
    return [
      figure(
        'reserve-sustained',
        `reservations after ${count.toLocaleString('en-US')}`,
        rates.at(-1) ?? NaN,
        '/s',
        {
          name: `the first ${seconds} s`,
          value: first,
        },
      ),
      figure('reserve-sustained', 'the slowest span', Math.min(...rates), '/s', {
        name: `the first ${seconds} s`,
        value: first,
      }),
    ];
  });
}
