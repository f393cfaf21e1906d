import { useEffect } from 'react';
import { PLACES } from './navigation.ts';

/** How long after `g` its letter is waited for, milliseconds. */
const LETTER_MS = 1_200;

/**
 * The keyboard: `/` searches, `g` and a letter goes, `n` and `e` press what is marked as new and edit on the screen, `f` goes to what finds
 * in a list, Esc presses what is marked as the way back. In a row `e` is the row's; on a form it goes to the first field. Nothing of it
 * while something is typed, in a dialog or a menu, and nothing with a modifier.
 */
export function useShortcuts(go: (path: string) => void, search: () => void): void {
  useEffect(() => {
    let wentAt = Number.NEGATIVE_INFINITY;
    let wasHeld = false;
    // Seen before anything else sees the key: what closes a dialog by Esc has taken it away when `onKey` is asked.
    const beforeKey = (event: KeyboardEvent) => {
      wasHeld = isDialogOpen() || event.composedPath().some(isHolding);
    };
    const onKey = (event: KeyboardEvent) => {
      if (document.querySelector('dialog[open]') !== null) return;
      if (event.key.toLowerCase() === 'k' && (event.metaKey || event.ctrlKey)) {
        event.preventDefault();
        search();
        return;
      }
      if (event.metaKey || event.ctrlKey || event.altKey || wasHeld) return;
      if (isTyped(event.target)) {
        if (event.key === 'Escape' && event.target instanceof HTMLElement) event.target.blur();
        return;
      }
      if (event.timeStamp - wentAt < LETTER_MS) {
        wentAt = Number.NEGATIVE_INFINITY;
        const place = PLACES.find(({ key }) => key === event.key);
        if (place !== undefined) go(place.path);
        return;
      }
      if (event.key === 'g') wentAt = event.timeStamp;
      else if (event.key === '/') {
        event.preventDefault();
        search();
      } else if (event.key === 'n') press('new', event);
      else if (event.key === 'e') edit(event);
      else if (event.key === 'f') focus('[data-shortcut="find"]', event);
      else if (event.key === 'Escape') press('back', event);
    };
    window.addEventListener('keydown', beforeKey, true);
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', beforeKey, true);
      window.removeEventListener('keydown', onKey);
    };
  }, [go, search]);
}

function edit(event: KeyboardEvent): void {
  const row = document.activeElement?.closest('tr');
  const isPressed = (row != null && press('row-edit', event, row)) || press('edit', event);
  if (!isPressed) focus('[data-shortcut="form"] :is(input, textarea, select):enabled', event);
}

/** Whether something was marked so. */
function press(name: string, event: KeyboardEvent, within: ParentNode = document): boolean {
  const marked = within.querySelector(`[data-shortcut="${name}"]`);
  if (!(marked instanceof HTMLElement)) return false;
  event.preventDefault();
  marked.click();
  return true;
}

function focus(selector: string, event: KeyboardEvent): void {
  const found = document.querySelector(selector);
  if (!(found instanceof HTMLElement)) return;
  event.preventDefault();
  found.focus();
}

function isDialogOpen(): boolean {
  return document.querySelector('[role="dialog"], dialog[open]') !== null;
}

/** Whether keys that are pressed in it are its own. */
function isHolding(target: EventTarget): boolean {
  return target instanceof Element && target.matches('[role="dialog"], [role="menu"]');
}

function isTyped(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  );
}
