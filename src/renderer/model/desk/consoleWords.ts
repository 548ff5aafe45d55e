/** An engine of another process and the consoles that are connected to it, in words. */
import type { ConsolePerson, ConsoleView, EngineProcess } from '../../../shared/contract/consoles.ts';
import { standingWords } from '../../../shared/kernel/roles.ts';

/** Whether the engine runs in another process than the console. */
export function isAttached({ host }: EngineProcess): boolean {
  return host !== 'console';
}

export function engineWords({ host, processId, machine }: EngineProcess): string {
  return `${host}, process ${processId} on ${machine}`;
}

/** Such as `eva, trader, on desk-7`. */
export function personWords({ operator, standing, machine, certificate }: ConsolePerson): string {
  const who = standing === 'nobody' ? 'nobody logged in' : `${operator}, ${standingWords(standing)}`;
  return `${who}, on ${machine}${certificate === undefined ? '' : ` (certificate ${certificate})`}`;
}

/** Who else has an order open; undefined where nobody has. */
export function viewersWords(viewers: readonly ConsolePerson[]): string | undefined {
  if (viewers.length === 0) return undefined;
  return `Also open: ${viewers.map(personWords).join('; ')}`;
}

/** Your own console first. */
export function inOrder(consoles: readonly ConsoleView[]): readonly ConsoleView[] {
  return consoles.toSorted((a, b) => Number(b.isYours) - Number(a.isYours) || a.since.localeCompare(b.since));
}
