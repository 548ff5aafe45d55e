/** Who sits in front of the console: the login, the lock, and the activity that keeps the console open. */
import { call } from './link/engineLink.ts';
import { loadDesk } from './desk/deskStore.ts';
import { notify } from './notices/noticesStore.ts';
import { useStatus } from './desk/statusStore.ts';
import { backToLive } from './past/pastStore.ts';
import { becomeOwner, ownerNow } from './window/owner.ts';
import { showSettings, useUi } from './window/uiStore.ts';
import type { Failure } from './actions.ts';

/** How often the engine hears that the person is active, in milliseconds. */
const touchEveryMs = 10_000;

/** Shows the logged-in person's own things, and the present. */
export function watchOwner(): void {
  useStatus.subscribe(({ status }) => {
    if (status === undefined || status.session.login === 'out') return;
    const { operator } = status.session;
    if (operator !== ownerNow()) backToLive();
    becomeOwner(operator);
  });
}

/** Whether the desk has operators and none of them is logged in here. */
export function isLocked(): boolean {
  return useStatus.getState().status?.session.login === 'out';
}

export function useIsLocked(): boolean {
  return useStatus((store) => store.status?.session.login === 'out');
}

export async function logIn(operator: string, password: string): Promise<Failure> {
  const reply = await call('login', { operator, password });
  if (!reply.ok) return reply.fault.message;
  void loadDesk();
  return undefined;
}

/** Locks the console at once; whoever goes on logs in. */
export function lock(): void {
  if (useStatus.getState().status?.session.login !== 'in') {
    notify('warn', 'This desk has no operators, so nobody could unlock it. Add the first on Settings', {
      lead: {
        label: 'Operators',
        go: () => {
          showSettings('operators');
        },
      },
    });
    return;
  }
  useUi.setState({ deskDialog: undefined, paletteOpen: false, helpOpen: false });
  void call('logout', {}).then((reply) => {
    if (!reply.ok) notify('bad', `The console is not locked: ${reply.fault.message}`);
  });
}

/** Tells the engine from time to time that somebody uses the keyboard or the mouse. */
export function watchActivity(): () => void {
  let toldAt = 0;
  const told = (): void => {
    const now = performance.now();
    if (now - toldAt < touchEveryMs || useStatus.getState().status?.session.login !== 'in') return;
    toldAt = now;
    void call('touchSession', {});
  };
  const kinds = ['keydown', 'pointerdown', 'wheel'] as const;
  for (const kind of kinds) window.addEventListener(kind, told, { capture: true, passive: true });
  return () => {
    for (const kind of kinds) window.removeEventListener(kind, told, { capture: true });
  };
}
