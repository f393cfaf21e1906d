/**
 * The limits of the engine, each with its reason. What is larger is refused where it enters; nothing is cut silently.
 */
export const LIMITS = {
  /** Rules in one ruleset. Far above what officers keep (tens); keeps one decision below a millisecond. */
  rulesMax: 1000,
  /** Attempts that a rule may ask for: `count`. Above it a rule is a mistake. */
  attemptsCountMax: 10_000,
  /** How far an attempt rule looks back, in days. One year covers every rule that laws and clients ask for; it bounds what is read. */
  lookBackDaysMax: 366,
  /** Windows of one day. */
  windowsPerDayMax: 24,
  /** Location entries, regions, dispositions or channels in one rule. */
  choicesMax: 500,
  /** Characters of a rule's name (seed A2). */
  nameLengthMax: 64,
  /** Priority of a rule: 1 is the highest (seed A2). */
  priorityMax: 999,
  /** How far ahead the next allowed instant is searched for, beyond the last end that is known (S4). */
  searchDaysMax: 400,
  /** Steps of that search. Two clocks that never agree cost two steps a day. */
  searchStepsMax: 10_000,
} as const;
