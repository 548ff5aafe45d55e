/**
 * One timer for everything that the window redraws by itself. All callbacks due at a beat run in one turn, so that many
 * small changes make one frame.
 */

/** Milliseconds from one beat to the next. A slower callback is called at every nth beat. */
const beatMs = 100;

interface Listener {
  readonly beats: number;
  readonly call: () => void;
}

const listeners = new Set<Listener>();
let timer: ReturnType<typeof setInterval> | undefined;
let beat = 0;

/** Calls back about every so many milliseconds; the returned function ends that. */
export function onBeat(everyMs: number, call: () => void): () => void {
  const listener = { beats: Math.max(1, Math.round(everyMs / beatMs)), call };
  listeners.add(listener);
  timer ??= setInterval(strike, beatMs);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

function strike(): void {
  beat++;
  for (const { beats, call } of listeners) if (beat % beats === 0) call();
}
