/** Marks a field whose text is not understood: the draft knows nothing of it, so that its form does not save. */
export function unreadMark(isUnread: boolean): { readonly 'data-unread'?: true } {
  return isUnread ? { 'data-unread': true } : {};
}

/** The first field of a form whose text is not understood, by its mark or by what the browser says of it; null: all are. */
export function firstUnread(form: HTMLFormElement): HTMLElement | null {
  const fields = [...form.elements].filter((field) => field instanceof HTMLElement);
  const isUnread = (field: HTMLElement) =>
    'unread' in field.dataset || (field instanceof HTMLInputElement && field.validity.badInput);
  return fields.find(isUnread) ?? null;
}
