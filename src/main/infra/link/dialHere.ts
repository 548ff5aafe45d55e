/** Connects a console to the engine that runs on a data folder of this machine. */
import { connect, type Socket } from 'node:net';
import type { Fault } from '../../../shared/kernel/fault.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { findSocket } from '../paths/engineSocket.ts';

/** Fault: `engine_lost`. */
export async function dialHere(folder: string): Promise<Result<Socket, Fault>> {
  const path = findSocket(folder, 'console');
  if (path === undefined) return err(nobody(folder));
  const socket = connect(path);
  return new Promise((resolve) => {
    socket.once('connect', () => resolve(ok(socket))).once('error', () => resolve(err(nobody(folder))));
  });
}

/** Whether an engine takes consoles there. */
export async function isEngineThere(folder: string): Promise<boolean> {
  const dialed = await dialHere(folder);
  if (dialed.ok) dialed.value.destroy();
  return dialed.ok;
}

function nobody(folder: string): Fault {
  const message = `No engine takes consoles on ${folder} now. The console attaches again once one runs there; close the console and open it to run the engine in it.`;
  return { code: 'engine_lost', message };
}
