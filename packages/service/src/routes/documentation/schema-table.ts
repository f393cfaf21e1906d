import { describe, type Shape } from '@tact/api';
import { html, prose, type Html } from './html.ts';

/** The fields of an object as a table; of anything else, what it takes as a phrase. */
export function fieldsTable(shape: Shape): Html {
  const fields = Object.entries(shape.properties ?? {});
  if (fields.length === 0) return html`<p>${phraseInside(shape)}</p>`;
  return html`<table>
    <thead>
      <tr>
        <th scope="col">Field</th>
        <th scope="col">What it takes</th>
      </tr>
    </thead>
    <tbody>
      ${fields.map(([name, field]) => fieldRow(name, field, shape.required?.includes(name) ?? false))}
    </tbody>
  </table>`;
}

/** What a schema takes, with links to schemas that stand on their own. */
export function phraseOf(shape: Shape): Html {
  return shape.title === undefined ? phraseInside(shape) : schemaLink(shape.title);
}

function phraseInside(shape: Shape): Html {
  const options = shape.anyOf ?? shape.oneOf;
  if (options !== undefined)
    return html`${options.map((option, index) => html`${index === 0 ? '' : ' or '}${phraseOf(option)}`)}`;
  if (shape.type === 'array' && shape.items !== undefined)
    return html`a list of ${phraseOf(shape.items)}${countOf(shape)}`;
  if (shape.type === 'object' && shape.properties !== undefined) return fieldsTable(shape);
  return prose(describe(shape));
}

/** Every schema with a title that a schema refers to, itself included. */
export function titledSchemas(shape: Shape, found = new Map<string, Shape>()): ReadonlyMap<string, Shape> {
  if (shape.title !== undefined) {
    if (found.has(shape.title)) return found;
    found.set(shape.title, shape);
  }
  const inside = [
    ...Object.values(shape.properties ?? {}),
    ...(shape.anyOf ?? []),
    ...(shape.oneOf ?? []),
    ...(shape.items === undefined ? [] : [shape.items]),
    ...(typeof shape.additionalProperties === 'object' ? [shape.additionalProperties] : []),
  ];
  for (const member of inside) titledSchemas(member, found);
  return found;
}

/** A link to where a schema is described. */
export function schemaLink(title: string): Html {
  return html`<a href="#schema-${title}">${title}</a>`;
}

function fieldRow(name: string, field: Shape, isRequired: boolean): Html {
  const byDefault =
    field.default === undefined ? '' : html` By default <code>${JSON.stringify(field.default)}</code>.`;
  return html`<tr>
    <th scope="row"><code>${name}</code>${isRequired ? '' : html` <small>optional</small>`}</th>
    <td>
      ${phraseOf(field)}${field.description === undefined ? '' : html`<br />${prose(field.description)}`}${byDefault}
    </td>
  </tr>`;
}

function countOf({ minItems, maxItems }: Shape): string {
  if (minItems !== undefined && maxItems !== undefined) return `, ${minItems} to ${maxItems}`;
  return maxItems === undefined ? '' : `, at most ${maxItems}`;
}
