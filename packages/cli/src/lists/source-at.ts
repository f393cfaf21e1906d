import { fileAt, type FileSource } from '@tact/files';
import { Failure, failureLine } from '../failure.ts';

/** The file as a source, or one line that says why it cannot be read. */
export async function sourceAt(path: string): Promise<FileSource> {
  try {
    return await fileAt(path);
  } catch (error) {
    throw new Failure(`the file \`${path}\` cannot be read: ${failureLine(error)}`);
  }
}
