/** A scenario file that cannot be read. The message starts with `FILE:LINE: ` and is one sentence. */
export class ScenarioError extends Error {
  readonly line: number;

  constructor(fileName: string, line: number, sentence: string) {
    super(`${fileName}:${line}: ${sentence}`);
    this.name = 'ScenarioError';
    this.line = line;
  }
}

/** What is wrong with one cell or value; whoever knows the line makes a `ScenarioError` of it. */
export class CellError extends Error {
  constructor(sentence: string) {
    super(sentence);
    this.name = 'CellError';
  }
}
