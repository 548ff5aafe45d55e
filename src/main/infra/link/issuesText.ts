/** What is wrong with a file that a person wrote, in as many characters as a person reads. */
import { z } from 'zod';

const textLengthMax = 600;

export function issuesText(error: z.ZodError): string {
  const text = z.prettifyError(error);
  return text.length <= textLengthMax ? text : `${text.slice(0, textLengthMax)}…`;
}
