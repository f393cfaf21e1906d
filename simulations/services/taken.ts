/** What a provider has on its own books of one attempt. */
export interface Taken {
  /** When it came last, epoch milliseconds of this machine. */
  readonly at: number;
  /** The number or address that it went to. */
  readonly to: string;
  /** How often it came. */
  readonly times: number;
}
