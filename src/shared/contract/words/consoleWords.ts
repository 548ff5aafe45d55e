/** The person in front of a console, in words. */
import { standingWords } from '../../kernel/roles.ts';
import type { ConsolePerson } from '../consoles.ts';

/** Such as `eva, trader, on desk-7`. */
export function personWords({ operator, standing, machine, certificate }: ConsolePerson): string {
  const who = standing === 'nobody' ? 'nobody logged in' : `${operator}, ${standingWords(standing)}`;
  return `${who}, on ${machine}${certificate === undefined ? '' : ` (certificate ${certificate})`}`;
}
