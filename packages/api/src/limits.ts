/** The limits of the API, each with its reason. What is larger is refused where it enters; nothing is cut silently. */
export const API_LIMITS = {
  /** Bytes of a JSON body. A thousand rows of an import fit many times over; one request cannot hold the process. */
  bodyBytesMax: 1_048_576,
  /** Numbers of one bulk opt-out: what one transaction takes in a few seconds. */
  bulkOptOutPhonesMax: 100_000,
  /** Bytes of the body of a bulk opt-out: a hundred thousand numbers in any written form. */
  bulkOptOutBytesMax: 8_388_608,
  /** Pages of a listing by number; beyond it nobody turns pages. */
  pageNumberMax: 1_000_000,
  /** Items of a page of such a listing where the caller does not say: as the source product has it. */
  pageSizeDefault: 25,
  /** Days that a suppression list keeps its entries: at most a century. */
  retentionDaysMax: 36_525,
  /** Days that records are kept: more than any rule looks back (ADR 0021); at most a century. */
  recordDaysMin: 400,
  recordDaysMax: 36_525,
  /** Hours of a forecast: two weeks, beyond which lists have changed. */
  forecastHoursMax: 336,
  /** Bytes of a file of CSV that is sent whole: the largest map of time zones that is taken, twice over. */
  csvBytesMax: 16_777_216,
  /** Bytes of a file that is imported: 250 million numbers, one a line, with room to spare. */
  fileBytesMax: 8_589_934_592,
  /** Days after which the answer to an idempotency key is removed, and the key is new again. Nobody repeats a request after a week. */
  idempotencyDays: 7,
  /** Levels of brackets in a JSON body or line. Ours have a dozen; much deeper ones break programs that walk through them. */
  jsonLevelsMax: 64,
  /** Bytes of one line of a streamed batch. The batch itself may be of any length. */
  lineBytesMax: 65_536,
  /** Items of one page. */
  pageItemsMax: 200,
  /** Items of a page where the caller does not say. */
  pageItemsDefault: 50,
  /** Rows that a page of records may leave out first: a table of ten million rows, and about a second of work at its end. */
  skippedRowsMax: 10_000_000,
  /** Rows of an import or of a list of entries in one JSON body; more are streamed. */
  rowsMax: 1_000,
  /** Characters of names, references and the like. */
  nameLengthMax: 200,
  /** Characters of a reason that somebody gives. */
  reasonLengthMax: 500,
  /** Characters of a client id (seed A12). */
  clientIdLengthMax: 64,
  /** Attributes of a contact, or of a request. */
  attributesMax: 100,
  /** Characters of an attribute's name; its first one counts. */
  attributeNameLengthMax: 64,
  /** Characters of a language tag: the longest that BCP 47 asks everybody to have room for. */
  languageLengthMax: 35,
  /** Characters of an attribute's text. A record holds those that its rules read. */
  attributeLengthMax: 1_000,
  /** Rules or lists that one campaign group picks. */
  picksMax: 1_000,
  /** Files of a zip file that one import reads: as many as are looked at of one. */
  planMembersMax: 2_000,
  /** Number prefixes of a registry's coverage. */
  coverageMax: 1_000,
  /** Seconds for which an attempt is held: one minute to a day (S7). */
  expiresInSecondsMin: 60,
  expiresInSecondsMax: 86_400,
  expiresInSecondsDefault: 900,
  /** Days for which windows are looked for: as far as anybody plans calls, and still milliseconds of work. */
  windowsDaysMax: 31,
  windowsDaysDefault: 7,
  /** An imported attempt may lie this far ahead: clock skew (S8). */
  attemptAheadMsMax: 300_000,
  /** Dispatches of one channel at once: as many connections as one process serves well. */
  channelConcurrencyMax: 1_000,
  channelConcurrencyDefault: 10,
  /** Milliseconds that a provider has to answer. An attempt is held for minutes. */
  channelTimeoutMsMin: 100,
  channelTimeoutMsMax: 60_000,
  channelTimeoutMsDefault: 15_000,
  /** Milliseconds that a service has to answer before a record is dialled: a record that was claimed is taken back after a minute. */
  validationTimeoutMsMin: 100,
  validationTimeoutMsMax: 20_000,
  validationTimeoutMsDefault: 5_000,
  /** Records that one process asks such a service about at once. */
  validationConnectionsMax: 100,
  validationConnectionsDefault: 10,
  /** Headers of such a request, and characters of one: as much as servers take. */
  validationHeadersMax: 20,
  validationHeaderNameLengthMax: 64,
  validationHeaderLengthMax: 4_000,
  /** Services of one organization: a record waits for one after the other. */
  validationsMax: 20,
  /** Characters of a secret; a private key is the longest. Shorter ones can be guessed. */
  secretLengthMin: 16,
  secretLengthMax: 8_000,
  /** Characters of a password: NIST 800-63B asks for 8 at least, and for no rules on them; a sentence fits, and one takes no long time to hash. */
  passwordLengthMin: 12,
  passwordLengthMax: 200,
  /** Minutes that a treatment waits: at most a year. */
  treatmentMinutesMax: 527_040,
  /** Retries of one treatment. Above it a treatment is a mistake. */
  treatmentRetriesMax: 1_000,
  /** Characters of a treatment script; one with a state for each of ten devices has 4,000. */
  scriptLengthMax: 20_000,
  /** Characters of a message; a long e-mail in HTML fits. */
  messageLengthMax: 100_000,
  /** Characters of an e-mail's subject: one line of a header (RFC 5322). */
  subjectLengthMax: 900,
  /** Languages of one message template. */
  messageLanguagesMax: 100,
  /** Dispatches a minute of one campaign or channel: a thousand a second is beyond what one organization's provider takes. */
  dispatchesPerMinuteMax: 60_000,
  /** Records of one campaign or channel under way at once. */
  concurrencyMax: 10_000,
  /** Reasons that an import tells; all rows are counted. */
  importProblemsMax: 1_000,
  /**
   * Reports that are downloaded at once: each holds a connection of its own to the database, a snapshot and up to 200 MB while it lasts, which is as long as
   * whoever reads it takes. Of an organization, so that none keeps all the others waiting; and of a process.
   */
  downloadsOfOrganizationMax: 4,
  downloadsMax: 8,
  /** Characters of an idempotency key. */
  idempotencyKeyLengthMax: 128,
} as const;
