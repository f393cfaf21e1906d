import { Grid, NativeSelect, NumberInput, Text } from '@mantine/core';
import { DEVICE_POSITION_MAX } from '@tact/engine';
import type { ReactNode } from 'react';
import { bytesText } from '../../parts/bytes-text.ts';
import { CountryPicker } from '../../parts/pickers.tsx';
import { Section } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { FileFindings } from '../imports/file-findings.tsx';
import type { ContactFileSettings, FoundContacts } from './contact-file-settings.ts';

const WORDS = texts.contactImports;
const { columns: COLUMNS, column, columnAt, samples: SAMPLES, readAs, readColumnAs } = texts.imports;

interface FieldsProps {
  readonly found: FoundContacts;
  readonly settings: ContactFileSettings;
  readonly onChange: (change: Partial<ContactFileSettings>) => void;
}

/** What was found in the file, what is open, and what each column is read as. */
export function ContactPlanFields({ found, settings, onChange }: FieldsProps) {
  const { plan, bytes, questions, remarks } = found;
  const facts = [
    ...(plan.sheet === null ? [plan.encoding.toUpperCase()] : ['XLSX', plan.sheet]),
    ...(plan.delimiter === null
      ? []
      : [texts.imports.delimited(WORDS.delimiters[plan.delimiter].toLowerCase())]),
    bytesText(bytes),
  ];
  return (
    <Section title={texts.imports.found}>
      <Text size="sm" mb="sm">
        {facts.join(' · ')}
      </Text>
      <FileFindings questions={questions} remarks={remarks} />
      <Columns found={found} onChange={onChange} />
      <ReadingFields found={found} settings={settings} onChange={onChange} />
    </Section>
  );
}

/** What is chosen is of the columns that are shown: it goes with the rows above them, which nobody looks for then. */
function Columns({ found: { columns, plan }, onChange }: Pick<FieldsProps, 'found' | 'onChange'>) {
  const change = (place: number, use: string) =>
    onChange({
      headerRows: plan.headerRows,
      columns: columns.map((one, index) => (index === place ? use : one.use)),
    });
  return (
    <div className="table-frame" role="region" aria-label={COLUMNS} tabIndex={0}>
      <table className="grid-table">
        <thead>
          <tr>
            <th scope="col">{column}</th>
            <th scope="col">{SAMPLES}</th>
            <th scope="col">{readAs}</th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ name, use, samples }, index) => {
            const title = name === '' ? columnAt(index + 1) : name;
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
                    aria-label={readColumnAs(title)}
                    data={choicesOf(use)}
                    value={use}
                    onChange={(event) => change(index, event.currentTarget.value)}
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

const DEVICES = Array.from({ length: DEVICE_POSITION_MAX }, (_, index) => `${index + 1}`);
const { attribute: ATTRIBUTE, ...FIELDS } = WORDS.fields;
const CHOICES = [
  ...Object.entries(FIELDS).map(([value, label]) => ({ value, label })),
  ...DEVICES.map((place) => ({ value: `device${place}`, label: WORDS.device(place) })),
  ...DEVICES.map((place) => ({ value: `device${place}.type`, label: WORDS.deviceType(place) })),
];

/** What a column may be read as; an attribute keeps the name that it has. */
function choicesOf(use: string) {
  const name = use.startsWith('attribute:') ? use.slice('attribute:'.length) : null;
  const attribute =
    name === null
      ? { value: 'attribute', label: ATTRIBUTE }
      : { value: use, label: WORDS.attributeNamed(name) };
  return [...CHOICES.slice(0, 1), attribute, ...CHOICES.slice(1)];
}

const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252', 'iso-8859-1'] as const;
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** How the file is cut into rows and columns: whoever changes that lets the columns be found anew. */
function ReadingFields({ found, settings, onChange }: FieldsProps) {
  const { plan, sheets, members } = found;
  const stated = settings.columns === null ? {} : { headerRows: null };
  const read = (change: Partial<ContactFileSettings>) => onChange({ ...stated, ...change, columns: null });
  return (
    <Grid gap="md" mt="md">
      <Field>
        <CountryPicker
          label={WORDS.country}
          description={WORDS.countryHelp}
          isClearable
          value={settings.defaultCountry === '' ? null : settings.defaultCountry}
          onChange={(country) => onChange({ defaultCountry: country ?? '' })}
        />
      </Field>
      <Field>
        <NumberInput
          label={WORDS.headerRows}
          description={WORDS.headerRowsHelp}
          min={0}
          max={20}
          allowDecimal={false}
          value={settings.headerRows ?? plan.headerRows}
          onChange={(rows) => read({ headerRows: Number(rows) })}
        />
      </Field>
      {plan.sheet === null && (
        <>
          <Field>
            <NativeSelect
              label={WORDS.delimiter}
              data={DELIMITERS.map((value) => ({ value, label: WORDS.delimiters[value] }))}
              value={plan.delimiter ?? ','}
              onChange={({ currentTarget: { value } }) =>
                read({ delimiter: DELIMITERS.find((one) => one === value) ?? null })
              }
            />
          </Field>
          <Field>
            <NativeSelect
              label={WORDS.encoding}
              data={ENCODINGS.map((value) => ({ value, label: value.toUpperCase() }))}
              value={plan.encoding}
              onChange={({ currentTarget: { value } }) =>
                read({ encoding: ENCODINGS.find((one) => one === value) ?? null })
              }
            />
          </Field>
        </>
      )}
      <Several label={WORDS.sheet} names={sheets} value={plan.sheet} onChange={(sheet) => read({ sheet })} />
      <Several
        label={WORDS.member}
        names={members}
        value={plan.member}
        onChange={(member) => read({ member })}
      />
    </Grid>
  );
}

/** Which of several parts of the file is read; nothing where there is one. */
function Several(props: {
  readonly label: string;
  readonly names: readonly string[];
  readonly value: string | null;
  readonly onChange: (name: string) => void;
}) {
  if (props.names.length < 2) return null;
  return (
    <Field>
      <NativeSelect
        label={props.label}
        data={[...props.names]}
        value={props.value ?? ''}
        onChange={(event) => props.onChange(event.currentTarget.value)}
      />
    </Field>
  );
}

function Field({ children }: { readonly children: ReactNode }) {
  return <Grid.Col span={{ base: 12, sm: 4 }}>{children}</Grid.Col>;
}
