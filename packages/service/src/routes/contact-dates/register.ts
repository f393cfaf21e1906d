import { endpoints } from '@tact/api';
import { formatInstant, type RuleId } from '@tact/engine';
import type { StoredContactDate } from '@tact/store';
import { found } from '../../command-error.ts';
import { contactDatesEffectJson, findContactDatesEffect } from '../../commands/contact-dates-effect.ts';
import type { Parts } from '../../commands/context.ts';
import type { LookParts } from '../../commands/look-parts.ts';
import { createContactDate } from '../../commands/create-contact-date.ts';
import { suggestContactDates } from '../../commands/suggest-contact-dates.ts';
import { answer, type Router } from '../../http/router.ts';
import { seesContacts } from '../backtests/register.ts';
import { pageJson, pageRequest } from '../page.ts';

/** Registers the routes of days without contact. */
export function registerContactDates({ route }: Router, parts: Parts & LookParts): void {
  const { contactDates } = endpoints;
  const { store } = parts;
  route(contactDates.create, async ({ body, caller }) =>
    answer(201, contactDateJson(await createContactDate(parts, caller, body))),
  );
  route(contactDates.effect, async ({ body, caller, sender }) =>
    answer(
      200,
      contactDatesEffectJson(await findContactDatesEffect(parts, caller, body), seesContacts(sender)),
    ),
  );
  route(contactDates.list, async ({ query, caller }) => {
    const page = await store.contactDates.list(caller.organizationId, pageRequest(query));
    return answer(200, pageJson(page, contactDateJson));
  });
  route(contactDates.suggest, async ({ query, caller }) =>
    answer(200, await suggestContactDates(parts, caller, query)),
  );
  route(contactDates.get, async ({ params, caller }) => {
    const date = await store.contactDates.get(caller.organizationId, params.id as RuleId);
    return answer(200, contactDateJson(found(date, 'contact date')));
  });
  route(contactDates.delete, async ({ params, caller }) => {
    await store.contactDates.delete(caller.organizationId, params.id as RuleId, caller.actor);
    return answer(204, null);
  });
}

function contactDateJson({ id, label, date, createdAt, createdBy }: StoredContactDate) {
  return { id, label, date, createdAt: formatInstant(createdAt), createdBy };
}
