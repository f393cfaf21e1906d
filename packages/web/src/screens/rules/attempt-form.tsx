import { Grid, MultiSelect, NativeSelect, NumberInput, Paper, TextInput } from '@mantine/core';
import { CALL_RESULTS, parseCallResult, type AttemptRule, type CountBy } from '@tact/engine';
import { useRef, type ReactNode } from 'react';
import { DispositionCodesField } from '../../parts/disposition-codes.tsx';
import { ChannelsPicker, DevicesPicker, Tick } from '../../parts/pickers.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { countedWords, NO_COUNTED } from './attempt-words.ts';
import { LocationEntries } from './location-entries.tsx';
import type { ConditionsProps } from './rule-kind.ts';

type Props = ConditionsProps<AttemptRule>;

const WORDS = texts.attempt;

/** An attempt rule as a sentence with blanks, and what is chosen less often below it. */
export function AttemptForm(props: Props) {
  const { value, onChange, errorAt } = props;
  const byDevice = value.using === 'device' || value.using === 'client-and-device';
  return (
    <>
      <SentenceWithBlanks {...props} />
      <Grid gap="md">
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <ChannelsPicker
            value={value.channels}
            onChange={(channels) => onChange({ channels })}
            error={errorAt('/channels')}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, sm: 6 }}>
          <CountedChannels {...props} />
        </Grid.Col>
        <Grid.Col span={12}>
          <Counted {...props} />
        </Grid.Col>
        {byDevice && (
          <Grid.Col span={12}>
            <DevicesPicker devices={value.devices} deviceTypes={value.deviceTypes} onChange={onChange} />
          </Grid.Col>
        )}
        {value.period.kind === 'today' && (
          <Grid.Col span={12}>
            <BetweenTimes {...props} />
          </Grid.Col>
        )}
        <Grid.Col span={12}>
          <LocationEntries
            legend={WORDS.to}
            empty={WORDS.toAnywhere}
            entries={value.to}
            onChange={(to) => onChange({ to })}
            errorAt={(pointer) => errorAt(`/to${pointer}`)}
            withAreaCode
            withPostalCode
          />
        </Grid.Col>
      </Grid>
    </>
  );
}

function SentenceWithBlanks({ value, onChange, errorAt }: Props) {
  const counts = value.using;
  const choose = (using: AttemptRule['using']) =>
    onChange(
      using === 'client' || using === 'account' ? { using, devices: 'any', deviceTypes: 'any' } : { using },
    );
  return (
    <Paper p="md" className="sentence-blanks">
      {WORDS.start}
      <Blank label={WORDS.subject} choices={WORDS.subjects} value={counts} onChange={choose} />
      {WORDS.if}
      <NumberBlank
        label={WORDS.attempts}
        value={value.count}
        error={errorAt('/count')}
        onChange={(count) => onChange({ count })}
      />
      <Blank
        label={WORDS.direction}
        choices={WORDS.directions}
        value={value.direction}
        onChange={(direction) => onChange({ direction })}
      />
      {WORDS.attempts} <strong>{countedWords(value.countBy)}</strong> {WORDS.made}
      <PeriodBlanks value={value} onChange={onChange} errorAt={errorAt} />, {WORDS.inScope}
      <Blank
        label={WORDS.inScope}
        choices={WORDS.scopes}
        value={value.scope}
        onChange={(scope) => onChange({ scope })}
      />
      .
    </Paper>
  );
}

function PeriodBlanks({
  value: { period, betweenTimes },
  onChange,
  errorAt,
}: Pick<Props, 'value' | 'onChange' | 'errorAt'>) {
  // What was chosen comes back with its kind.
  const chosen = useRef<Record<AttemptRule['period']['kind'], Pick<AttemptRule, 'period' | 'betweenTimes'>>>({
    today: { period: { kind: 'today' }, betweenTimes: null },
    rolling: { period: { kind: 'rolling', amount: 24, unit: 'hours' }, betweenTimes: null },
    'local-days': { period: { kind: 'local-days', days: 7 }, betweenTimes: null },
  });
  const choose = (kind: AttemptRule['period']['kind']) => {
    chosen.current[period.kind] = { period, betweenTimes };
    onChange(chosen.current[kind]);
  };
  return (
    <>
      <Blank label={WORDS.made} choices={WORDS.periods} value={period.kind} onChange={choose} />
      {period.kind === 'rolling' && (
        <>
          <NumberBlank
            label={WORDS.periods.rolling}
            value={period.amount}
            error={errorAt('/period')}
            onChange={(amount) => onChange({ period: { ...period, amount } })}
          />
          <Blank
            label={WORDS.periods.rolling}
            choices={WORDS.units}
            value={period.unit}
            onChange={(unit) => onChange({ period: { ...period, unit } })}
          />
        </>
      )}
      {period.kind === 'local-days' && (
        <>
          <NumberBlank
            label={WORDS.days}
            value={period.days}
            error={errorAt('/period')}
            onChange={(days) => onChange({ period: { ...period, days } })}
          />
          {WORDS.days}
        </>
      )}
    </>
  );
}

function Blank<Value extends string>({
  label,
  choices,
  value,
  onChange,
}: {
  readonly label: string;
  readonly choices: Readonly<Record<Value, string>>;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}) {
  const values = Object.keys(choices) as Value[];
  return (
    <NativeSelect
      className="blank"
      size="sm"
      aria-label={label}
      data={values.map((one) => ({ value: one, label: choices[one] }))}
      value={value}
      onChange={(event) => {
        const chosen = values.find((one) => one === event.currentTarget.value);
        if (chosen !== undefined) onChange(chosen);
      }}
    />
  );
}

function NumberBlank({
  label,
  value,
  onChange,
  error,
}: {
  readonly label: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly error?: ReactNode;
}) {
  return (
    <NumberInput
      className="blank"
      size="sm"
      w={74}
      min={1}
      allowDecimal={false}
      aria-label={label}
      error={error !== undefined}
      value={value}
      onChange={(given) => onChange(Number(given))}
    />
  );
}

function CountedChannels({ value, onChange, errorAt }: Props) {
  const isSame = value.countedChannels === null;
  const own = useRef<AttemptRule['countedChannels']>(null);
  return (
    <>
      {value.countedChannels !== null && (
        <ChannelsPicker
          label={WORDS.countedChannels}
          value={value.countedChannels}
          onChange={(countedChannels) => onChange({ countedChannels })}
          error={errorAt('/countedChannels')}
        />
      )}
      <div style={{ marginTop: isSame ? 30 : 8 }}>
        <Tick
          label={`${WORDS.countedChannels}: ${WORDS.sameChannels.toLowerCase()}`}
          isOn={isSame}
          onChange={(isOn) => {
            // What was chosen comes back, and else begins with the same channels.
            own.current = value.countedChannels ?? own.current;
            onChange({ countedChannels: isOn ? null : (own.current ?? value.channels) });
          }}
        />
      </div>
    </>
  );
}

type CountKind = keyof typeof WORDS.countByChoices;

function Counted({ value: { countBy }, onChange, errorAt }: Props) {
  const kind: CountKind =
    countBy === 'any' ? 'any' : 'callResults' in countBy ? 'callResults' : 'dispositions';
  // What was chosen comes back with its kind.
  const chosen = useRef<Record<CountKind, CountBy>>({
    any: 'any',
    callResults: NO_COUNTED,
    dispositions: { dispositions: [] },
  });
  const choose = (next: CountKind) => {
    chosen.current[kind] = countBy;
    onChange({ countBy: chosen.current[next] });
  };
  const given = typeof countBy === 'object' && 'dispositions' in countBy ? countBy.dispositions : [];
  return (
    <Grid gap="md">
      <Grid.Col span={{ base: 12, sm: 3 }}>
        <NativeSelect
          label={WORDS.countBy}
          data={(['callResults', 'dispositions', 'any'] as const).map((one) => ({
            value: one,
            label: WORDS.countByChoices[one],
          }))}
          value={kind}
          onChange={(event) => choose(event.currentTarget.value as CountKind)}
        />
      </Grid.Col>
      <Grid.Col span={{ base: 12, sm: 9 }}>
        {typeof countBy === 'object' && 'callResults' in countBy && (
          <MultiSelect
            label={WORDS.callResults}
            searchable
            hidePickedOptions
            data={[...CALL_RESULTS]}
            error={errorAt('/countBy')}
            value={[...countBy.callResults]}
            onChange={(chosen) =>
              onChange({ countBy: { callResults: chosen.flatMap((one) => parseCallResult(one) ?? []) } })
            }
          />
        )}
        {kind === 'dispositions' && (
          <DispositionCodesField
            label={WORDS.dispositions}
            error={errorAt('/countBy')}
            value={given}
            onChange={(chosen) => onChange({ countBy: { dispositions: chosen } })}
          />
        )}
      </Grid.Col>
    </Grid>
  );
}

const USUAL_TIMES = { start: '09:00', end: '17:00' };

function BetweenTimes({ value: { betweenTimes }, onChange, errorAt }: Props) {
  const times = useRef(USUAL_TIMES);
  return (
    <>
      <Tick
        label={WORDS.betweenOn}
        description={WORDS.betweenHelp}
        isOn={betweenTimes !== null}
        onChange={(isOn) => {
          times.current = betweenTimes ?? times.current;
          onChange({ betweenTimes: isOn ? times.current : null });
        }}
      />
      {betweenTimes !== null && (
        <Grid gap="md" mt="xs" maw={360}>
          {(['start', 'end'] as const).map((edge) => (
            <Grid.Col span={6} key={edge}>
              <TextInput
                label={WORDS.edges[edge]}
                error={errorAt('/betweenTimes')}
                value={betweenTimes[edge]}
                onChange={(event) =>
                  onChange({ betweenTimes: { ...betweenTimes, [edge]: event.currentTarget.value } })
                }
              />
            </Grid.Col>
          ))}
        </Grid>
      )}
    </>
  );
}
