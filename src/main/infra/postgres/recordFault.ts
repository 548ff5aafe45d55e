/** Turns errors of PostgreSQL and of the connection to it into faults for an operator. */
import type { Fault } from '../../../shared/kernel/fault.ts';

/** By the start of the SQLSTATE: our code, and a sentence for the operator. */
const meanings: readonly (readonly [prefix: string, code: string, sentence: string])[] = [
  ['53100', 'disk_full', 'The disk of PostgreSQL is full'],
  ['25006', 'store_read_only', 'PostgreSQL takes no writes'],
  ['28', 'record_refused', 'PostgreSQL does not let this engine in'],
  ['3D000', 'record_refused', 'PostgreSQL has no such database'],
  ['42501', 'record_refused', 'PostgreSQL does not allow this engine what it needs'],
  ['22', 'value_refused', 'PostgreSQL does not take a value'],
  ['23', 'record_changed', 'Another program has written to the record in PostgreSQL'],
  ['42', 'record_changed', 'The tables in PostgreSQL are not those of this program'],
  ['58', 'disk_error', 'PostgreSQL reports an error of its disk'],
  ['XX', 'record_damaged', 'PostgreSQL reports damage'],
  ['08', 'record_unreachable', 'PostgreSQL does not answer'],
  ['53', 'record_unreachable', 'PostgreSQL has no room for this engine'],
  ['57', 'record_unreachable', 'PostgreSQL has ended the session'],
];

/** An error of the record, with its fault. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message);
    this.fault = fault;
  }
}

/** Makes a fault from an error of the driver. `place` names the database for people. */
export function recordFault(error: unknown, place: string): Fault {
  if (error instanceof RecordError) return error.fault;
  const state = stateOf(error);
  const [, code, sentence] = meanings.find(([prefix]) => state.startsWith(prefix)) ?? [
    '',
    'record_unreachable',
    'PostgreSQL can not be reached',
  ];
  return { code, message: `${sentence}: ${place} (${saidBy(error)})`, details: { place, state } };
}

/** The SQLSTATE of an error that PostgreSQL itself has sent; empty for all others. */
function stateOf(error: unknown): string {
  const isSent = error instanceof Error && 'severity' in error && 'code' in error;
  return isSent && typeof error.code === 'string' ? error.code : '';
}

function saidBy(error: unknown): string {
  // A name with several addresses gives an error for each.
  if (error instanceof AggregateError) return error.errors.map(saidBy).join('; ');
  return error instanceof Error ? error.message : String(error);
}
