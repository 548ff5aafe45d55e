/** Makes a fault from a message that does not fit the contract. The fault names the first thing that is wrong. */
import type { z } from 'zod';
import type { FaultView } from '../../shared/contract/faults.ts';

export function invalidMessage(what: string, error: z.ZodError): FaultView {
  const [issue] = error.issues;
  const where = issue === undefined || issue.path.length === 0 ? '' : ` at ${issue.path.join('.')}`;
  return {
    code: 'invalid_message',
    message: `${what} is not what the contract says${where}: ${issue?.message ?? 'unreadable'}.`,
  };
}
