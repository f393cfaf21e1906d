import { Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { client } from '../../api/client.ts';
import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.campaigns;
const STATES = ['completed', 'failed', 'skipped', 'processing', 'pending'] as const;

type Progress = Awaited<ReturnType<typeof client.campaigns.progress>>;

/** How far a campaign is with its list: shares of a bar, and under it each figure with the way to the rows behind it. */
export function ProgressBar({
  campaignId,
  progress,
}: {
  readonly campaignId: string;
  readonly progress: Progress;
}) {
  const queued = STATES.reduce((sum, state) => sum + progress[state], 0);
  const whole = Math.max(progress.records, queued, 1);
  const finished = progress.completed + progress.failed + progress.skipped;
  const shares = STATES.map((state, index) => ({
    state,
    from: STATES.slice(0, index).reduce((sum, one) => sum + progress[one], 0) / whole,
    share: progress[state] / whole,
  }));
  return (
    <div>
      <Text size="sm" c="dimmed" mb={6}>
        {WORDS.progressAbout(shown(finished), shown(progress.records))}
      </Text>
      <svg className="progress" viewBox="0 0 1000 14" preserveAspectRatio="none" aria-hidden>
        <rect className="rest" width={1000} height={14} />
        {shares.map(({ state, from, share }) => (
          <rect key={state} className={state} x={from * 1000} width={share * 1000} height={14} />
        ))}
      </svg>
      <ul className="figures">
        {STATES.map((state) => (
          <li key={state}>
            <span className={`swatch ${state}`} aria-hidden />
            <Link className="link" to="/execution" search={{ campaign: campaignId, state }}>
              {texts.execution.states[state]}: {shown(progress[state])}
            </Link>
          </li>
        ))}
        <li>
          <span className="swatch rest" aria-hidden />
          {WORDS.notQueued}: {shown(Math.max(progress.records - queued, 0))}
        </li>
      </ul>
    </div>
  );
}

function shown(count: number): string {
  return count.toLocaleString('en-US');
}
