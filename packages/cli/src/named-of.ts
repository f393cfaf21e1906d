import { allOf, type Page, type PageRequest } from '@tact/store';
import { usage } from './failure.ts';

/** Names that a refusal tells. */
const NAMES_TOLD_MAX = 20;

/** The one of a listing that has an id or a name. Throws a usage failure that tells what there is; `kind` is the word for one of them. */
export async function namedOf<Item extends { readonly id: string; readonly name: string }>(
  kind: string,
  wanted: string,
  list: (page: PageRequest) => Promise<Page<Item>>,
): Promise<Item> {
  const names: string[] = [];
  for await (const item of allOf(list)) {
    if (item.id === wanted || item.name === wanted) return item;
    if (names.length < NAMES_TOLD_MAX) names.push(`\`${item.name}\``);
  }
  const there = names.length === 0 ? 'there are none' : `there are ${names.join(', ')}`;
  throw usage(`there is no ${kind} \`${wanted}\`; ${there}`);
}
