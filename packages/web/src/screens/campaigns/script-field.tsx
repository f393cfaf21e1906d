import { Stack, Text, Textarea } from '@mantine/core';
import { API_LIMITS } from '@tact/api/without-schemas';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { client } from '../../api/client.ts';
import { Tick } from '../../parts/pickers.tsx';
import { texts } from '../../texts/screen-texts.ts';

const WORDS = texts.campaigns.script;
/** How long nobody has to type until the script is checked, milliseconds. */
const PAUSE_MS = 400;

/** A script in place of all treatments (seed A11, ADR 0026), checked by the service while it is written. */
export function ScriptField({
  value,
  onChange,
  error,
}: {
  readonly value: string | null;
  readonly onChange: (value: string | null) => void;
  readonly error: string | undefined;
}) {
  // Comes back with the next tick.
  const written = useRef<string>(WORDS.sample);
  const [settled] = useDebouncedValue(value ?? '', PAUSE_MS);
  const { data } = useQuery({
    queryKey: ['script-check', settled],
    queryFn: () => client.campaigns.checkScript({ body: { script: settled } }),
    enabled: settled !== '',
    staleTime: Infinity,
  });
  return (
    <Stack gap="sm">
      <Tick
        label={WORDS.tick}
        description={WORDS.help}
        isOn={value !== null}
        onChange={(isOn) => {
          if (value !== null) written.current = value;
          onChange(isOn ? written.current : null);
        }}
      />
      {value !== null && (
        <>
          <Textarea
            label={WORDS.label}
            error={error}
            rows={14}
            spellCheck={false}
            maxLength={API_LIMITS.scriptLengthMax}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
            value={value}
            onChange={(event) => onChange(event.currentTarget.value)}
          />
          <div role="status">
            {data?.valid === true && (
              <Text size="sm" c="dimmed">
                {WORDS.valid(data.states.join(', '))}
              </Text>
            )}
            {data?.problems.map(({ line, sentence }) => (
              <Text key={`${line} ${sentence}`} size="sm" c="red">
                {WORDS.problem(line, sentence)}
              </Text>
            ))}
          </div>
        </>
      )}
    </Stack>
  );
}
