import type { Store } from '@tact/store';

/** A store whose list of contacts waits: `begun` resolves when the first one asks for it, and `letGo` lets all have it. */
export function heldStore(store: Store): { store: Store; begun: Promise<undefined>; letGo: () => void } {
  const asked = Promise.withResolvers<undefined>();
  const held = Promise.withResolvers<undefined>();
  const list: Store['contacts']['list'] = async (...given) => {
    asked.resolve(undefined);
    await held.promise;
    return store.contacts.list(...given);
  };
  return {
    store: { ...store, contacts: { ...store.contacts, list } },
    begun: asked.promise,
    letGo: () => {
      held.resolve(undefined);
    },
  };
}
