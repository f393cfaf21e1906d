import type { Scope } from '@tact/api';
import type { IconName } from '../parts/icon.tsx';

/** A place in the web admin. `key` follows `g` on the keyboard. */
export interface Place {
  readonly path: string;
  readonly title: string;
  readonly icon: IconName;
  readonly scope: Scope;
  readonly key?: string;
}

/** Places that stand together under one heading. */
export interface PlaceGroup {
  readonly title: string;
  readonly places: readonly Place[];
}
