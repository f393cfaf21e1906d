import numbers from '../data/numbering-plan.json' with { type: 'json' };
import zones from '../data/zones.json' with { type: 'json' };

/** Releases of the data that decides where numbers and clocks are; stamped on every decision (S31). */
export interface PlacesVersions {
  /** Of the IANA time zone database, such as `2026f`. */
  readonly zones: string;
  /** Of Google's libphonenumber metadata, such as `9.0.43`. */
  readonly numbers: string;
}

/** The releases in this build. */
export function placesVersions(): PlacesVersions {
  return { zones: zones.version, numbers: numbers.version };
}
