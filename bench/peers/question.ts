import type {
  AttemptId,
  CallResult,
  Channel,
  ClientId,
  CountryCode,
  DeviceKey,
  Instant,
  RegionCode,
} from '@tact/engine';
import type { StatedAddress } from '@tact/places';

/** What is asked, as it comes in: nothing is worked out yet. The address is in codes, as a store keeps it. */
export interface RawQuestion {
  readonly at: Instant;
  readonly clientId: ClientId;
  /** In E.164. */
  readonly number: DeviceKey;
  readonly address: StatedAddress & {
    readonly country: CountryCode | null;
    readonly region: RegionCode | null;
    readonly postalCode: string | null;
  };
  readonly attributes: { readonly consent: boolean };
  /** Of the contact, oldest first, none after `at`. */
  readonly attempts: readonly RawAttempt[];
}

/** An earlier attempt as a store keeps it. */
export interface RawAttempt {
  readonly id: AttemptId;
  readonly at: Instant;
  readonly number: DeviceKey;
  readonly channel: Channel;
  readonly direction: 'outbound' | 'inbound';
  readonly callResult: CallResult | null;
}

/** The numbers that nobody may call. */
export type SuppressedNumbers = ReadonlySet<DeviceKey>;

/**
 * The rules that all are given, those of the peers' own bench but for `GB-ENG`, which is no region by ISO 3166-2's lowest level: allowed where
 * the region is one of these, from 08:00 to 21:00, on no holiday, with a number that is not suppressed, after fewer than 3 outbound attempts on
 * the device in 24 hours and fewer than 7 on the contact in 7 days, and in Washington only with consent.
 */
export const RULES = {
  regions: [
    'US-CA',
    'US-TX',
    'US-NY',
    'US-FL',
    'US-WA',
    'US-IL',
    'US-OR',
    'US-AZ',
    'CA-ON',
    'CA-BC',
    'GB-LND',
    'DE-BE',
  ],
  opensAtLocalMinute: 8 * 60,
  closesAtLocalMinute: 21 * 60,
  holidays: [
    '2026-01-01',
    '2026-01-19',
    '2026-02-16',
    '2026-05-25',
    '2026-06-19',
    '2026-07-04',
    '2026-09-07',
    '2026-10-12',
    '2026-11-11',
    '2026-11-26',
    '2026-12-25',
  ],
  attemptsInDayMax: 3,
  attemptsInWeekMax: 7,
  consentIn: 'US-WA',
  organizationZone: 'America/New_York',
} as const;
