/** What the main process says about other programs on this machine, and what the window tells it. */
import { create } from 'zustand';
import {
  programsToWindowSchema,
  type ProgramAsk,
  type ProgramSettings,
  type ProgramsView,
  type WindowToPrograms,
} from '../../../shared/contract/programs.ts';

/** Undefined in the windows of panels, and before the main process has sent it. */
export const usePrograms = create<{ readonly view: ProgramsView | undefined }>(() => ({ view: undefined }));

let port: MessagePort | undefined;

function post(message: WindowToPrograms): void {
  port?.postMessage(message);
}

/** Listens to the main process, anew with each connection. */
export function attachPrograms(next: MessagePort, onAsk: (ask: ProgramAsk) => void): void {
  port?.close();
  port = next;
  next.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    const message = programsToWindowSchema.safeParse(data);
    if (!message.success) return;
    if (message.data.type === 'view') usePrograms.setState({ view: message.data.view });
    else onAsk(message.data.ask);
  });
  next.start();
}

export function changePrograms(change: Partial<ProgramSettings>): void {
  const { view } = usePrograms.getState();
  if (view === undefined) return;
  const settings = { ...view.settings, ...change };
  // The main process answers with the settings in force; until then the window shows the choice.
  usePrograms.setState({ view: { ...view, settings } });
  post({ type: 'settings', settings });
}

/** An empty token removes the stored one. */
export function keepBridgeToken(token: string): void {
  post({ type: 'token', token });
}

/** What became of an ask. `front`: the main window shows it, and comes to the front. */
export function tellOutcome(id: number, outcome: string, done: boolean, front: boolean): void {
  post({ type: 'outcome', id, outcome, done, front });
}
