/**
 * How the window gets its connection: the preload posts one message with this
 * tag to the window, carrying two ports, calls first, streams second. The
 * window asks for it (again) by the same tag, for instance after a reload.
 */
export const connectionTag = 'breakwater:connect';

/** The main process tells the window over the stream port that the engine's thread ended. */
export interface EngineGone {
  readonly type: 'engine-gone';
  readonly fault: { readonly code: string; readonly message: string };
}

/** Longest call before the window gives up waiting, in milliseconds. */
export const callDeadlineMs = 30_000;
