/** What the services of one simulation have in common. */
export interface Surroundings {
  readonly connectionString: string;
  /** The file of the clock. */
  readonly clockFile: string;
  /** Where the carrier keeps its books. */
  readonly booksFolder: string;
}

/** The environment variables by which a service is told of them. */
export const CLOCK_VARIABLE = 'TACT_SIMULATION_CLOCK';
/** The folder of the carrier's books. */
export const BOOKS_VARIABLE = 'TACT_SIMULATION_BOOKS';
