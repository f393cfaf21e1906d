import { expect, test } from 'vitest';
import { HOUR_MS, type Instant } from '@tact/engine';
import { simulateCampaignKills } from './campaign-kills/simulate.ts';
import { onOwnDatabase } from './own-database.ts';

// Whole services that are started again and again: wide, because other tests may have the machine at the same time.
const MS_MAX = 600_000;

test(
  'two services that are killed through the three days of a campaign hand nothing over twice or against a rule, and lose nothing',
  async () => {
    const said: string[] = [];
    const seed = Date.now() % 1_000_000;
    const settings = {
      records: 300,
      seed,
      killEveryMs: 1_500,
      stepMs: HOUR_MS,
      say: (line: string) => void said.push(line),
    };
    await onOwnDatabase((address) =>
      simulateCampaignKills(address, settings, async ({ result, history, judgeThese }) => {
        // The seed stands in the first line: the same people can be drawn again.
        expect(said[0]).toBe(`seed ${seed}`);
        expect(result.kills).toBeGreaterThan(0);
        expect(result.dispatches).toBeGreaterThan(300);
        // Sealed or, in so short a run, too young for it: the proof looked at all of them.
        expect(result.sealed + result.unsealed).toBeGreaterThan(result.dispatches);
        expect(result.ends).toMatchObject({ 'completed: finished': expect.any(Number) as number });

        // Judges that find nothing prove nothing: each of these histories was tampered with.
        const { received, toldAt, acknowledged } = history;
        const taken = received.find(({ state }) => state === 'confirmed');
        if (taken === undefined) throw new Error('nothing was taken');
        const others = received.filter((one) => one !== taken);
        const tampered = (changes: Partial<typeof history>) => judgeThese({ ...history, ...changes });
        await expect(tampered({ received: [taken, taken, ...others] })).rejects.toThrow('twice');
        const atNight = { ...taken, at: (taken.at + 12 * HOUR_MS) as Instant };
        await expect(tampered({ received: [...others, atNight] })).rejects.toThrow('left at');
        const undecided = { ...taken, decisionId: taken.attemptId };
        await expect(tampered({ received: [undecided, ...others] })).rejects.toThrow('no decision');
        const elsewhere = {
          ...taken,
          address: others.find(({ address }) => address !== taken.address)?.address ?? '',
        };
        await expect(tampered({ received: [elsewhere, ...others] })).rejects.toThrow(
          'not on record for whom',
        );
        await expect(tampered({ received: [] })).rejects.toThrow('the carrier does not have it');
        await expect(tampered({ acknowledged: new Map() })).rejects.toThrow('no record shows it');
        const unheard = new Map([...toldAt].map(([attemptId]) => [attemptId, Infinity as Instant]));
        await expect(tampered({ toldAt: unheard })).rejects.toThrow('before anybody had told');
        const [first] = acknowledged;
        if (first === undefined) throw new Error('no result was acknowledged');
        const other = new Map([
          ...acknowledged,
          [first[0], { ...first[1], callResult: 'Fax Detected' as const }],
        ]);
        await expect(tampered({ acknowledged: other })).rejects.toThrow('not on record');
      }),
    );
  },
  MS_MAX,
);
