/** The environment of a desk, by its venues: every window, title and ticket shows it. */
import type { Status } from '../../shared/contract/status.ts';
import type { DeskConfiguration } from '../infra/configuration/deskConfiguration.ts';

/** One venue with real orders makes the whole desk LIVE. */
export function environmentOf({ fixes }: DeskConfiguration): Status['environment'] {
  if (fixes.size === 0) return 'SIMULATION';
  return [...fixes.values()].every(({ paper }) => paper) ? 'PAPER' : 'LIVE';
}
