import { UnstyledButton } from '@mantine/core';
import type { client } from '../../api/client.ts';
import { Icon, type IconName } from '../../parts/icon.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { QUEUE_STATES, type QueueState } from './queue-states.ts';

const WORDS = texts.execution;

/** The drawing of each state; never colour alone. */
export const STATE_ICONS: Readonly<Record<QueueState, IconName>> = {
  pending: 'clock',
  processing: 'pulse',
  completed: 'tick',
  failed: 'warning',
  skipped: 'bar',
};

/** The five figures (seed B4). Pressing one shows the rows behind it; pressing it again shows all. */
export function Figures({
  figures,
  state,
  onState,
}: {
  readonly figures: Awaited<ReturnType<typeof client.queue.get>>['figures'];
  readonly state: QueueState | undefined;
  readonly onState: (state: QueueState | '') => void;
}) {
  return (
    <div className="kpis">
      {QUEUE_STATES.map((one) => (
        <UnstyledButton
          key={one}
          className="kpi"
          aria-pressed={one === state}
          onClick={() => onState(one === state ? '' : one)}
        >
          <span className={`kpi-title state-${one}`}>
            <Icon name={STATE_ICONS[one]} size={14} />
            {WORDS.kpis[one]}
          </span>
          <span className="kpi-figure">{figures[one].toLocaleString('en-US')}</span>
          <span className="kpi-about">{WORDS.kpisAbout[one]}</span>
        </UnstyledButton>
      ))}
    </div>
  );
}
