/**
 * The venue's link to the process that started it: lines on standard output, or messages where the parent has a port.
 */
import { errorCode } from '../../../paths/errorCode.ts';

/** The port that Electron's utility process puts on `process`. */
interface ParentPort {
  postMessage(message: unknown): void;
}

function parentPort(): ParentPort | undefined {
  return (process as { parentPort?: ParentPort }).parentPort;
}

/** Sends one JSON message to the parent. */
export function tellParent(message: Readonly<Record<string, unknown>>): void {
  const port = parentPort();
  if (port !== undefined) port.postMessage(message);
  else process.stdout.write(`${JSON.stringify(message)}\n`);
}

const parentCheckMs = 500;

/**
 * Calls `leave` when the parent is gone: its end of standard input closes, its channel disconnects, or the process
 * named by `parentPid` has ended. In a utility process standard input is closed from the start and tells nothing;
 * Electron ends that process with its parent.
 */
export function exitWithParent(
  options: { readonly standalone: boolean; readonly parentPid: number | undefined },
  leave: () => void,
): void {
  if (parentPort() === undefined && !options.standalone) {
    process.stdin.on('end', leave).on('error', leave).resume();
  }
  process.on('disconnect', leave);
  // A parent that no longer reads counts as gone as well.
  process.stdout.on('error', leave);
  const { parentPid } = options;
  if (parentPid === undefined) return;
  setInterval(() => {
    if (!isAlive(parentPid)) leave();
  }, parentCheckMs).unref();
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}
