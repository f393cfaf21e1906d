/** Something that can still be done about what a message says, such as taking it back. */
export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

/** A short message that goes by itself. */
export interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'done' | 'failure';
  readonly action: ToastAction | null;
}

let toasts: readonly Toast[] = [];
let lastId = 0;
const listeners = new Set<() => void>();

const SHOWN_MS = 5_000;
/** Who is to do something about it needs longer. */
const ACTION_SHOWN_MS = 12_000;

/** Says that something was done, or why it was not. */
export function toast(text: string, kind: Toast['kind'] = 'done', action: ToastAction | null = null): void {
  const id = ++lastId;
  change([...toasts, { id, text, kind, action }]);
  window.setTimeout(() => dismissToast(id), action === null ? SHOWN_MS : ACTION_SHOWN_MS);
}

/** Takes a message away. */
export function dismissToast(id: number): void {
  change(toasts.filter((one) => one.id !== id));
}

/** The messages that are shown now. */
export function shownToasts(): readonly Toast[] {
  return toasts;
}

/** Calls the listener on every change; gives the way to stop that. */
export function onToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}
