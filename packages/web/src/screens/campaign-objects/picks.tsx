import { ActionIcon, Badge, Group, Select, Text, Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Icon } from '../../parts/icon.tsx';
import { FailureNote, LoadingNote } from '../../parts/notes.tsx';
import { Section } from '../../parts/screen.tsx';
import { texts } from '../../texts/screen-texts.ts';
import { SAYS_LINES_MAX } from '../rules/rule-kind.ts';
import { channelWords } from '../suppression/list-kind.ts';
import { usePickable, type Pickable } from './all-rules.ts';

const WORDS = texts.picks;

/** The optional rules, lists and pre-dial validations that an object picks. */
export interface Picks {
  readonly ruleIds: readonly string[];
  readonly suppressionListIds: readonly string[];
  readonly preDialValidationIds: readonly string[];
}

/** One thing that holds. */
interface Row {
  readonly id: string;
  readonly name: string;
  readonly to: string;
  readonly kind: string;
  readonly says: string;
  /** Null: picked here, so that it can be taken out here. */
  readonly fixedBecause: { readonly badge: string; readonly help: string } | null;
}

const REQUIRED = { badge: WORDS.required, help: WORDS.requiredHelp };

/**
 * What holds: the required rules, lists and validations, fixed, and beside them the optional ones that are picked, which can be taken out and added to
 * (seed A2). Without `onChange` it is only read. `shared`: picks that come by a dialing profile.
 */
export function PicksEditor({
  picks,
  onChange,
  shared,
  errorAt,
}: {
  readonly picks: Picks;
  readonly onChange?: ((change: Partial<Picks>) => void) | undefined;
  readonly shared?: (Picks & { readonly name: string }) | undefined;
  readonly errorAt?: (pointer: string) => string | undefined;
}) {
  const { pickable, error, refetch } = usePickable();
  if (error !== null) return <FailureNote error={error} onRetry={refetch} />;
  if (pickable === undefined) return <LoadingNote />;
  const { ruleIds, suppressionListIds, preDialValidationIds } = picks;
  const byProfile = shared === undefined ? null : { badge: WORDS.viaProfile(shared.name), help: '' };
  const rules = rowsOf(rulesOf(pickable), ruleIds, shared?.ruleIds ?? [], byProfile);
  const lists = rowsOf(listsOf(pickable), suppressionListIds, shared?.suppressionListIds ?? [], byProfile);
  const validations = rowsOf(
    validationsOf(pickable),
    preDialValidationIds,
    shared?.preDialValidationIds ?? [],
    byProfile,
  );
  return (
    <>
      <Part
        title={WORDS.rules}
        empty={WORDS.noRules}
        rows={rules.shown}
        error={errorAt?.('/ruleIds')}
        onRemove={onChange && ((id) => onChange({ ruleIds: ruleIds.filter((one) => one !== id) }))}
        add={
          onChange && (
            <Adder
              label={WORDS.addRule}
              none={WORDS.noOptionalRules}
              choices={rules.optional}
              onAdd={(id) => onChange({ ruleIds: [...ruleIds, id] })}
            />
          )
        }
      />
      <Part
        title={WORDS.lists}
        empty={WORDS.noLists}
        rows={lists.shown}
        error={errorAt?.('/suppressionListIds')}
        onRemove={
          onChange &&
          ((id) => onChange({ suppressionListIds: suppressionListIds.filter((one) => one !== id) }))
        }
        add={
          onChange && (
            <Adder
              label={WORDS.addList}
              none={WORDS.noOptionalLists}
              choices={lists.optional}
              onAdd={(id) => onChange({ suppressionListIds: [...suppressionListIds, id] })}
            />
          )
        }
      />
      <Part
        title={WORDS.validations}
        empty={WORDS.noValidations}
        rows={validations.shown}
        error={errorAt?.('/preDialValidationIds')}
        onRemove={
          onChange &&
          ((id) => onChange({ preDialValidationIds: preDialValidationIds.filter((one) => one !== id) }))
        }
        add={
          onChange && (
            <Adder
              label={WORDS.addValidation}
              none={WORDS.noOptionalValidations}
              choices={validations.optional}
              onAdd={(id) => onChange({ preDialValidationIds: [...preDialValidationIds, id] })}
            />
          )
        }
      />
    </>
  );
}

type Candidate = Omit<Row, 'fixedBecause'> & { readonly required: boolean };

function rulesOf({ rules }: Pickable): readonly Candidate[] {
  return rules.map(({ id, name, kind, required, says }) => ({
    id,
    name,
    required,
    says,
    kind: WORDS.kinds[kind],
    to: `/rules/${kind}/${id}`,
  }));
}

function listsOf({ lists }: Pickable): readonly Candidate[] {
  return lists.map(({ id, name, required, type, channels, size }) => ({
    id,
    name,
    required,
    kind: texts.lists.types[type],
    says: WORDS.list(
      `${size.toLocaleString('en-US')} ${texts.lists.size.toLowerCase()}`,
      channelWords(channels),
    ),
    to: `/suppression-lists/${id}`,
  }));
}

function validationsOf({ validations }: Pickable): readonly Candidate[] {
  return validations.map(({ id, name, required, url }) => ({
    id,
    name,
    required,
    kind: WORDS.kinds.validation,
    says: url,
    to: `/pre-dial-validations/${id}`,
  }));
}

/** Required ones first, then what comes by a profile, then what is picked here; the rest can be picked. */
function rowsOf(
  candidates: readonly Candidate[],
  picked: readonly string[],
  shared: readonly string[],
  byProfile: Row['fixedBecause'],
): { readonly shown: readonly Row[]; readonly optional: readonly Candidate[] } {
  const required = candidates.filter((one) => one.required);
  const rest = candidates.filter((one) => !one.required);
  const isPicked = ({ id }: Candidate) => picked.includes(id);
  const isShared = (one: Candidate) => shared.includes(one.id) && !isPicked(one);
  return {
    shown: [
      ...required.map((one) => ({ ...one, fixedBecause: REQUIRED })),
      ...rest.filter(isShared).map((one) => ({ ...one, fixedBecause: byProfile })),
      ...rest.filter(isPicked).map((one) => ({ ...one, fixedBecause: null })),
    ],
    optional: rest.filter((one) => !isPicked(one)),
  };
}

function Part({
  title,
  empty,
  rows,
  error,
  onRemove,
  add,
}: {
  readonly title: string;
  readonly empty: string;
  readonly rows: readonly Row[];
  readonly error: string | undefined;
  readonly onRemove: ((id: string) => void) | undefined;
  readonly add: ReactNode;
}) {
  return (
    <Section title={title}>
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      ) : (
        <div className="table-frame" role="region" aria-label={title} tabIndex={0}>
          <table className="grid-table">
            <thead>
              <tr>
                <th scope="col">{WORDS.columns.name}</th>
                <th scope="col">{WORDS.columns.says}</th>
                <th scope="col">{WORDS.columns.kind}</th>
                <th scope="col">{WORDS.columns.holds}</th>
                {onRemove !== undefined && <th aria-label={texts.actions.remove} />}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <PickRow key={row.id} row={row} onRemove={onRemove} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {error !== undefined && (
        <Text size="sm" c="var(--mantine-color-error)" role="alert" mt={4}>
          {error}
        </Text>
      )}
      {add !== undefined && <div style={{ marginTop: 8 }}>{add}</div>}
    </Section>
  );
}

function PickRow({
  row: { id, name, to, kind, says, fixedBecause },
  onRemove,
}: {
  readonly row: Row;
  readonly onRemove: ((id: string) => void) | undefined;
}) {
  return (
    <tr>
      <td>
        <Link to={to}>{name}</Link>
      </td>
      <td>
        <Text size="sm" lineClamp={SAYS_LINES_MAX}>
          {says}
        </Text>
      </td>
      <td className="nowrap">{kind}</td>
      <td>
        {fixedBecause === null ? (
          <Badge color="gray">{WORDS.picked}</Badge>
        ) : (
          <Tooltip label={fixedBecause.help} disabled={fixedBecause.help === ''}>
            <Badge color="teal">{fixedBecause.badge}</Badge>
          </Tooltip>
        )}
      </td>
      {onRemove !== undefined && (
        <td>
          {fixedBecause === null && (
            <Group justify="flex-end">
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={WORDS.remove(name)}
                onClick={() => onRemove(id)}
              >
                <Icon name="close" />
              </ActionIcon>
            </Group>
          )}
        </td>
      )}
    </tr>
  );
}

/** Picks one of those that are not picked yet. */
function Adder({
  label,
  none,
  choices,
  onAdd,
}: {
  readonly label: string;
  readonly none: string;
  readonly choices: readonly Candidate[];
  readonly onAdd: (id: string) => void;
}) {
  if (choices.length === 0)
    return (
      <Text size="xs" c="dimmed">
        {none}
      </Text>
    );
  return (
    <Select
      aria-label={label}
      placeholder={label}
      data={choices.map(({ id, name, says }) => ({ value: id, label: `${name}: ${says}` }))}
      searchable
      limit={60}
      maw={520}
      value={null}
      onChange={(id) => {
        if (id !== null) onAdd(id);
      }}
    />
  );
}
