import type { RuleKind } from '@tact/engine';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { readAll } from '../../api/read-all.ts';
import { allKept } from '../../parts/kept/kept-kind.ts';
import { attemptView } from '../rules/attempt-view.tsx';
import { contactTimesView } from '../rules/contact-times-view.tsx';
import { customView } from '../rules/custom-view.tsx';
import { locationView } from '../rules/location-view.tsx';
import type { RuleKindView } from '../rules/rule-kind.ts';
import { VALIDATIONS_KEPT, type StoredValidation } from '../pre-dial/validation-kind.ts';
import { LISTS_KEPT, type StoredList } from '../suppression/list-kind.ts';

/** A rule of any kind, as it is read. */
export interface RuleInWords {
  readonly id: string;
  readonly name: string;
  readonly kind: RuleKindView<unknown>['kind'] & RuleKind;
  readonly required: boolean;
  readonly says: string;
}

async function inWords<Conditions>({
  kind,
  resource,
  says,
}: RuleKindView<Conditions>): Promise<readonly RuleInWords[]> {
  const rules = await readAll((query) => resource.list({ query }));
  return rules.map(({ id, name, required, conditions }) => ({
    id,
    name,
    kind,
    required,
    says: says(conditions),
  }));
}

const rulesQuery = queryOptions({
  queryKey: ['rules', 'all'],
  queryFn: async () =>
    (
      await Promise.all([
        inWords(contactTimesView),
        inWords(locationView),
        inWords(attemptView),
        inWords(customView),
      ])
    ).flat(),
});

const listsQuery = queryOptions(allKept(LISTS_KEPT));
const validationsQuery = queryOptions(allKept(VALIDATIONS_KEPT));

/** What can be picked, and what holds anyway; undefined until it is read. */
export interface Pickable {
  readonly rules: readonly RuleInWords[];
  readonly lists: readonly StoredList[];
  readonly validations: readonly StoredValidation[];
}

/** All rules of the four kinds as sentences, all suppression lists and pre-dial validations. */
export function usePickable(): {
  readonly pickable: Pickable | undefined;
  readonly error: unknown;
  readonly refetch: () => void;
} {
  const rules = useQuery(rulesQuery);
  const lists = useQuery(listsQuery);
  const validations = useQuery(validationsQuery);
  const pickable =
    rules.data === undefined || lists.data === undefined || validations.data === undefined
      ? undefined
      : { rules: rules.data, lists: lists.data, validations: validations.data };
  const failed = [rules, lists, validations].find(({ error }) => error !== null);
  return { pickable, error: failed?.error ?? null, refetch: () => void failed?.refetch() };
}
