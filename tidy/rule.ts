import type { RepositoryFile } from './repository-file.ts';

/** One place that breaks a rule. Lines count from 1. */
export interface Finding {
  readonly line: number;
  /** What stands there, and what to do instead. */
  readonly message: string;
}

/** One rule of the house: a pure function of one file, so that a sample can show that it is able to fail. */
export interface Rule {
  /** Completes "the repository: …". */
  readonly name: string;
  /** The files that the rule is about. */
  readonly covers: (file: RepositoryFile) => boolean;
  /** The places of one covered file that break the rule; none where all is well. */
  readonly check: (file: RepositoryFile) => readonly Finding[];
}

/** The findings of one rule in some files, each as `path:line: message`. */
export function findingsOf(rule: Rule, files: readonly RepositoryFile[]): string[] {
  return files
    .filter((file) => rule.covers(file))
    .flatMap((file) => rule.check(file).map(({ line, message }) => `${file.path}:${line}: ${message}`));
}

/** A finding for each match of a pattern, which needs the `g` flag; the message may use what was matched. */
export function matchesOf(
  text: string,
  pattern: RegExp,
  messageOf: (match: RegExpExecArray) => string,
): Finding[] {
  return [...text.matchAll(pattern)].map((match) => ({
    line: lineAt(text, match.index),
    message: messageOf(match),
  }));
}

/** The number of the line, from 1, in which a position of a text lies. */
export function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
