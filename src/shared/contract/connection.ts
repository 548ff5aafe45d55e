/**
 * How the window gets its connection. The preload posts one message with this tag to the window, with its ports: calls
 * first, streams second, desks third; the main window of the console's own desk has a fourth one, about other programs.
 * The window asks for the ports again with the same tag, for instance after a reload.
 */
export const connectionTag = 'breakwater:connect';

/** Posted by the main process over the stream port when the engine has ended, or is out of reach. */
export interface EngineGone {
  readonly type: 'engine-gone';
  readonly fault: { readonly code: string; readonly message: string };
}

/**
 * The codes of the faults of an engine in another process that is out of reach, or does not let the console in. The
 * console tries again by itself.
 */
export const attachFaults = [
  'engine_lost',
  'console_version',
  'operators_needed',
  'certificate_refused',
  'attach_unusable',
  'standby',
  'other_desk',
  'desk_twice',
  'busy',
] as const;
export type AttachFault = (typeof attachFaults)[number];

/** The operator closes the console and wants every order canceled first: the window then engages the kill switch. */
export interface CancelAll {
  readonly type: 'cancel-all';
}

/**
 * The keys of the kill switch were pressed while the page may not receive them, for example over the open list of a
 * field.
 */
export interface KillKeys {
  readonly type: 'kill-keys';
}

/** How long the window waits for an answer before it gives up, in milliseconds. */
export const callDeadlineMs = 30_000;
