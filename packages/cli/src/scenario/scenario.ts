import type {
  AccountStatus,
  AttemptRule,
  AttributeValue,
  CallResult,
  CampaignHours,
  Channel,
  ClientId,
  ContactDate,
  ContactTimesRule,
  CustomRule,
  DeviceKey,
  DeviceType,
  Instant,
  LocationRule,
  OrganizationRules,
  SpanEdge,
  TimezoneSource,
} from '@tact/engine';

/**
 * One scenario: what is given, and the cases with their expected cells (ADR 0007). It is checked: every name that it uses exists, every
 * time is an instant, every rule would be saved. The format is described in `scenarios/README.md`.
 */
export interface Scenario {
  readonly fileName: string;
  readonly title: string;
  readonly organization: OrganizationRules;
  readonly contactDates: readonly ContactDate[];
  readonly locationRules: readonly ScenarioRule<LocationRule>[];
  readonly contactTimes: readonly ScenarioRule<ContactTimesRule>[];
  readonly attemptRules: readonly ScenarioRule<AttemptRule>[];
  readonly customRules: readonly ScenarioRule<CustomRule>[];
  readonly lists: readonly ScenarioList[];
  readonly customTimezones: readonly ScenarioCustomTimezone[];
  readonly dialingProfiles: readonly ScenarioPicks[];
  readonly groups: readonly ScenarioGroup[];
  readonly contacts: readonly ScenarioContact[];
  readonly accounts: readonly ScenarioAccount[];
  readonly optOuts: readonly ScenarioOptOut[];
  readonly bulkOptOuts: readonly ScenarioBulkOptOut[];
  /** Ascending by instant. */
  readonly history: readonly ScenarioAttempt[];
  readonly cases: readonly ScenarioCase[];
}

/** A rule with its own conditions. Required: for every request; else where the request's campaign group has picked it (S5). */
export interface ScenarioRule<Conditions> {
  readonly name: string;
  readonly required: boolean;
  readonly priority: number;
  readonly dispositionCode: string | null;
  readonly conditions: Conditions;
}

/** A suppression list with its entries; a registry list where `registry` is set (S22, S26). */
export interface ScenarioList {
  readonly name: string;
  readonly type: 'device' | 'client';
  readonly required: boolean;
  readonly channels: 'any' | readonly Channel[];
  readonly expires: SpanEdge | null;
  readonly registry: {
    readonly ageMsMax: number;
    /** Null: never loaded. */
    readonly versionAt: Instant | null;
    /** Prefixes of numbers, such as `+1212`. */
    readonly coverage: readonly string[];
  } | null;
  readonly entries: readonly {
    /** A device key or a client id, as the list's type says. */
    readonly value: string;
    readonly from: SpanEdge | null;
    readonly until: SpanEdge | null;
  }[];
}

/** What has picked optional rules and lists (S5): a dialing profile, or a campaign group. */
export interface ScenarioPicks {
  readonly name: string;
  /** The names of the optional rules and lists that it has picked. */
  readonly rules: readonly string[];
  readonly lists: readonly string[];
}

/** A campaign group. */
export interface ScenarioGroup extends ScenarioPicks {
  readonly timezoneSource: TimezoneSource | null;
  /** Its own hours (seed A7.5). */
  readonly campaignHours: CampaignHours | null;
  /** The name of the profile whose picks apply too. */
  readonly dialingProfile: string | null;
}

/** Numbers that begin with these digits are in this zone (seed A4). */
export interface ScenarioCustomTimezone {
  readonly countryCode: string;
  readonly areaCode: string;
  readonly exchange: string | null;
  readonly zone: string;
}

/** One device of a contact. Type `unknown`: not stated, so the numbering plan tells. */
export interface ScenarioDevice {
  /** 1 to 10, in the order of the cell. */
  readonly position: number;
  readonly key: DeviceKey;
  readonly type: DeviceType;
}

/** A person with a stated address and devices; null where nothing is stated. */
export interface ScenarioContact {
  readonly clientId: ClientId;
  readonly zone: string | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly postalCode: string | null;
  readonly devices: readonly ScenarioDevice[];
  /** User data (S27). */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
}

/** One debt of a contact (S33). */
export interface ScenarioAccount {
  readonly name: string;
  readonly clientId: ClientId;
  readonly status: AccountStatus;
}

/** A contact’s wish not to be contacted, or to be again (S21, S25). */
export interface ScenarioOptOut {
  readonly clientId: ClientId;
  readonly channels: 'any' | readonly Channel[];
  readonly contactOnly: boolean;
  readonly from: SpanEdge;
  readonly until: SpanEdge | null;
  readonly lifted: boolean;
  /** Devices that the contact had when it opted out, and has no more (S21). */
  readonly devicesLost: readonly DeviceKey[];
  /** Devices that the contact has now, and got after it opted out (S21). */
  readonly devicesGot: readonly DeviceKey[];
}

/** A number that was opted out by a bulk opt-out (S24). */
export interface ScenarioBulkOptOut {
  readonly number: DeviceKey;
  readonly at: Instant;
  readonly storeUnmatched: boolean;
  /** Contacts that have the number now, and came with it after that. */
  readonly contactsLater: readonly ClientId[];
}

/** One earlier attempt, or inbound contact. */
export interface ScenarioAttempt {
  readonly at: Instant;
  readonly clientId: ClientId;
  readonly deviceKey: DeviceKey;
  readonly channel: Channel;
  readonly direction: 'outbound' | 'inbound';
  readonly account: string | null;
  readonly group: string | null;
  readonly state: 'finished' | 'reserved' | 'released';
  /** Set for one that was reserved: when its reservation expires (S7). */
  readonly expiresAt: Instant | null;
  readonly callResult: CallResult | null;
  readonly disposition: string | null;
  /** Whether its place was recorded: the device's, and the contact's postal code (S9). */
  readonly isPlaceKnown: boolean;
}

/** One question with the cells that are to come out. */
export interface ScenarioCase {
  readonly name: string;
  readonly line: number;
  readonly at: Instant;
  /** The clock when the question is put: later than `at` for a question about the past (S8). */
  readonly askedAt: Instant;
  readonly contact: ScenarioContact;
  readonly device: ScenarioDevice;
  readonly channel: Channel;
  readonly account: string | null;
  readonly group: string | null;
  /** User data attached to the question (S27). */
  readonly attributes: Readonly<Record<string, AttributeValue>>;
  /** Only the cells that are to be checked. */
  readonly expected: CaseCells;
}

/** The columns that a case may be held to, in the order in which differences are told. */
export const EXPECTED_COLUMNS = [
  'decision',
  'kind',
  'code',
  'rule',
  'also blocked by',
  'next allowed',
  'call result',
  'disposition',
  'sentence',
] as const;
/** The name of such a column. */
export type ExpectedColumn = (typeof EXPECTED_COLUMNS)[number];

/** Cells in the one way in which they are compared: instants as RFC 3339 in UTC, `-` for none, names joined with `, `. */
export type CaseCells = Readonly<Partial<Record<ExpectedColumn, string>>>;
