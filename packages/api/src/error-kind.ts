/** One kind of failure: its HTTP status, what it is called, and what the caller can do about it. */
export interface ErrorKind {
  readonly status: number;
  readonly title: string;
  readonly advice: string;
}

/** States a kind of failure. */
export function kind(status: number, title: string, advice: string): ErrorKind {
  return { status, title, advice };
}
