/** What is wrong with a file that a person wrote: each place and what was expected there, as much as a person reads. */
import { z } from 'zod';

const textLengthMax = 600;

export function issuesText({ issues }: z.ZodError): string {
  const text = issues
    .map(({ path, message }) => (path.length === 0 ? message : `${z.core.toDotPath(path)}: ${message}`))
    .join('; ');
  return text.length <= textLengthMax ? text : `${text.slice(0, textLengthMax)}…`;
}
