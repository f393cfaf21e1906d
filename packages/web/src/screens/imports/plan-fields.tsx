import { Grid, NativeSelect, NumberInput, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { bytesText } from '../../parts/bytes-text.ts';
import { InstantField } from '../../parts/instant-field.tsx';
import { CountryPicker, Tick, ZonePicker } from '../../parts/pickers.tsx';
import { Section } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import type { StoredList } from '../suppression/list-kind.ts';
import { FileFindings } from './file-findings.tsx';
import type { ColumnUse, FoundFile, ImportSettings } from './import-settings.ts';

const WORDS = texts.imports;

interface FieldsProps {
  readonly found: FoundFile;
  readonly list: StoredList;
  readonly settings: ImportSettings;
  readonly onChange: (change: Partial<ImportSettings>) => void;
}

/** What was found in the file, what is open, and what each column is read as. */
export function PlanFields({ found, list, settings, onChange }: FieldsProps) {
  const { kind, plan, bytes, questions, remarks } = found;
  const facts = [
    new Map<string, string>(Object.entries(WORDS.kinds)).get(kind) ?? kind,
    ...plan.members.slice(0, 1).map(({ encoding }) => encoding.toUpperCase()),
    ...(plan.delimiter === null ? [] : [WORDS.delimited(WORDS.delimiters[plan.delimiter])]),
    ...(plan.sheet === null ? [] : [plan.sheet]),
    bytesText(bytes),
  ];
  return (
    <Section title={WORDS.found}>
      <Text size="sm" mb="sm">
        {facts.join(' · ')}
      </Text>
      <FileFindings questions={questions} remarks={remarks} />
      {found.columns.length > 0 && plan.layout !== 'ftc_xml' && (
        <Columns found={found} list={list} settings={settings} onChange={onChange} />
      )}
      <ReadingFields found={found} list={list} settings={settings} onChange={onChange} />
    </Section>
  );
}

const USES_OF = {
  device: Object.keys(WORDS.uses).filter((use) => use !== 'client_id'),
  client: ['client_id', 'from', 'until', 'days_to_expiry', 'reason', 'change_code', 'ignore'],
} as const;

function Columns({ found, list, onChange }: FieldsProps) {
  const { columns, plan } = found;
  const uses = USES_OF[list.type].map((use) => ({ value: use, label: WORDS.uses[use as ColumnUse] }));
  const change = (place: number, use: ColumnUse) =>
    onChange({
      columns: columns.map((_, index) => (index === place ? use : (plan.columns[index] ?? 'ignore'))),
    });
  return (
    <div className="table-frame" role="region" aria-label={WORDS.columns} tabIndex={0}>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">{WORDS.column}</th>
            <th scope="col">{WORDS.samples}</th>
            <th scope="col">{WORDS.readAs}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ name, samples }, index) => {
            const title = name === '' ? WORDS.columnAt(index + 1) : name;
            return (
              <tr key={index}>
                <td>{title}</td>
                <td>
                  <Text size="xs" c="dimmed">
                    {samples.slice(0, 3).join(' · ')}
                  </Text>
                </td>
                <td style={{ width: 230 }}>
                  <NativeSelect
                    size="xs"
                    aria-label={WORDS.readColumnAs(title)}
                    data={uses}
                    value={plan.columns[index] ?? 'ignore'}
                    onChange={(event) => change(index, event.currentTarget.value as ColumnUse)}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function ReadingFields({ found: { plan, remarks }, settings, onChange }: FieldsProps) {
  const holds = (...uses: readonly ColumnUse[]) => plan.columns.some((use) => uses.includes(use));
  const hasRemark = (code: string) => remarks.some((one) => one.code === code);
  return (
    <Grid gap="md" mt="md">
      <Grid.Col span={{ base: 12, sm: 4 }}>
        <CountryPicker
          label={WORDS.country}
          description={WORDS.countryHelp}
          isClearable
          value={settings.defaultCountry === '' ? null : settings.defaultCountry}
          onChange={(country) => onChange({ defaultCountry: country ?? '' })}
        />
      </Grid.Col>
      {plan.layout !== 'values' && (
        <Grid.Col span={{ base: 12, sm: 4 }}>
          <NumberInput
            label={WORDS.headerRows}
            description={plan.columnNames.slice(0, 3).join(', ')}
            min={0}
            max={20}
            allowDecimal={false}
            value={settings.headerRows ?? plan.headerRows}
            onChange={(rows) => onChange({ headerRows: Number(rows) })}
          />
        </Grid.Col>
      )}
      {holds('from', 'until') && (
        <>
          <Grid.Col span={{ base: 12, sm: 4 }}>
            <NativeSelect
              label={WORDS.dateOrder}
              data={Object.entries(WORDS.dateOrders).map(([value, label]) => ({ value, label }))}
              value={settings.dateOrder ?? 'none'}
              onChange={({ currentTarget: { value } }) =>
                onChange({ dateOrder: value === 'day_first' || value === 'month_first' ? value : null })
              }
            />
          </Grid.Col>
          <Grid.Col span={{ base: 12, sm: 4 }}>
            <ZonePicker
              label={WORDS.zone}
              description={WORDS.zoneHelp}
              isClearable
              value={settings.zone === '' ? null : settings.zone}
              onChange={(zone) => onChange({ zone: zone ?? '' })}
            />
          </Grid.Col>
        </>
      )}
      {(hasRemark('leading_zeros_lost') || settings.restoresZeros) && (
        <Grid.Col span={12}>
          <Tick
            label={WORDS.lostZero}
            isOn={settings.restoresZeros}
            onChange={(restoresZeros) => onChange({ restoresZeros })}
          />
        </Grid.Col>
      )}
      {(hasRemark('wildcards_found') || settings.takesRanges) && (
        <Grid.Col span={12}>
          <Tick
            label={WORDS.wildcards}
            isOn={settings.takesRanges}
            onChange={(takesRanges) => onChange({ takesRanges })}
          />
        </Grid.Col>
      )}
    </Grid>
  );
}

/** What the file does to the list, and what its version is called. */
export function ModeFields({ found, list, settings, onChange }: FieldsProps) {
  const modes = (['append', 'replace', 'remove'] as const).map((mode) => ({
    value: mode,
    label: WORDS.modes[mode],
  }));
  const isChangeList = found.plan.list === 'change';
  return (
    <Section title={WORDS.mode}>
      <Stack gap="sm" align="flex-start">
        {!isChangeList && (
          <SegmentedControl
            aria-label={WORDS.mode}
            data={modes}
            value={settings.mode}
            onChange={(mode) =>
              onChange({ mode: modes.find(({ value }) => value === mode)?.value ?? 'append' })
            }
          />
        )}
        <Text size="sm" c="dimmed">
          {WORDS.modeHelp[settings.mode]}
        </Text>
        {isChangeList && (
          <TextInput
            label={WORDS.baseVersion}
            value={settings.baseVersion}
            onChange={(event) => onChange({ baseVersion: event.currentTarget.value })}
          />
        )}
        {list.registry !== null && (
          <InstantField
            label={WORDS.versionAt}
            whenEmpty={WORDS.versionAtEmpty}
            value={settings.versionAt}
            onChange={(versionAt) => onChange({ versionAt })}
          />
        )}
        <TextInput
          label={WORDS.label}
          description={WORDS.labelHelp}
          value={settings.label}
          onChange={(event) => onChange({ label: event.currentTarget.value })}
        />
      </Stack>
    </Section>
  );
}
