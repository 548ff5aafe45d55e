/** An engine of another process and the consoles that are connected to it, in words. */
import type { ConsolePerson, ConsoleView, EngineProcess } from '../../../shared/contract/consoles.ts';
import { personWords } from '../../../shared/contract/words/consoleWords.ts';

/** Whether the engine runs in another process than the console. */
export function isAttached({ host }: EngineProcess): boolean {
  return host !== 'console';
}

export function engineWords({ host, processId, machine }: EngineProcess): string {
  return `${host}, process ${processId} on ${machine}`;
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
