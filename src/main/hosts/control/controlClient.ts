/** The caller's end of the control channel: the api of the engine that runs on a data folder. */
import { connect, type Socket } from 'node:net';
import { tableOf } from '../../../shared/kernel/records.ts';
import {
  apiMethods,
  schemasOfCall,
  type Api,
  type ApiMethod,
  type ApiOutput,
} from '../../../shared/contract/api.ts';
import { callDeadlineMs } from '../../../shared/contract/connection.ts';
import { controlReplyLengthMax, controlReplySchema } from '../../../shared/contract/control.ts';
import type { FaultView, Reply } from '../../../shared/contract/faults.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import { findSocket } from '../../infra/paths/engineSocket.ts';
import { LineReader } from '../../infra/text/lineReader.ts';

/** This scheduler does not count a reply as late when it came while this process stood still. */
const scheduler = nodeScheduler();

export interface ControlClient {
  /** Never rejects: a lost engine is the fault `engine_gone`, a late answer is `deadline`. */
  readonly api: Api;
  close(): void;
}

/** Connects to the engine of a folder; undefined when no engine listens there. */
export async function connectControl(
  folder: string,
  deadlineMs: number = callDeadlineMs,
): Promise<ControlClient | undefined> {
  const path = findSocket(folder, 'control');
  if (path === undefined) return undefined;
  const socket = connect(path);
  const connected = await new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  });
  return connected ? new ConnectedClient(socket, deadlineMs) : undefined;
}

class ConnectedClient implements ControlClient {
  readonly api: Api;
  private readonly socket: Socket;
  private readonly deadlineMs: number;
  private readonly waiting = new Map<string, (reply: Reply<unknown>) => void>();
  private refusal: FaultView | undefined;
  private nextId = 1;

  constructor(socket: Socket, deadlineMs: number) {
    this.socket = socket;
    this.deadlineMs = deadlineMs;
    // Each call gives the output of its own method, which it has parsed.
    this.api = tableOf(apiMethods, (method) => (input: unknown) => this.call(method, input)) as Api;
    const reader = new LineReader(
      controlReplyLengthMax,
      (line) => this.receive(line),
      () => socket.destroy(),
    );
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => reader.push(text));
    socket.on('error', () => undefined);
    socket.once('close', () => {
      const fault = this.goneFault();
      for (const answer of this.waiting.values()) answer({ ok: false, fault });
    });
  }

  close(): void {
    this.socket.destroy();
  }

  private async call<M extends ApiMethod>(method: M, input: unknown): Promise<Reply<ApiOutput<M>>> {
    const id = String(this.nextId++);
    const reply = await new Promise<Reply<unknown>>((resolve) => {
      const message = `The engine did not answer ${method} within ${this.deadlineMs} ms. Where its process stands still, let it go on or end it, and ask again; what was asked may still be done.`;
      const late = (): void => answer({ ok: false, fault: { code: 'deadline', message } });
      const timer = scheduler.after(this.deadlineMs, late);
      const answer = (given: Reply<unknown>): void => {
        timer.cancel();
        this.waiting.delete(id);
        resolve(given);
      };
      this.waiting.set(id, answer);
      if (this.socket.writable) this.socket.write(`${JSON.stringify({ id, method, input })}\n`);
      else if (this.socket.closed) answer({ ok: false, fault: this.goneFault() });
    });
    return reply.ok ? checkedReply(method, reply.value) : reply;
  }

  private goneFault(): FaultView {
    return this.refusal ?? { code: 'engine_gone', message: 'The engine closed its control channel.' };
  }

  private receive(line: string): void {
    const parsed = controlReplySchema.safeParse(jsonOf(line));
    if (!parsed.success) {
      this.socket.destroy();
      return;
    }
    const { id, reply } = parsed.data;
    if (id !== '') this.waiting.get(id)?.(reply);
    // This refusal is about the whole connection, and the engine closes it now.
    else if (!reply.ok) this.refusal = reply.fault;
  }
}

/** An engine of another version may answer in another form. */
function checkedReply<M extends ApiMethod>(method: M, value: unknown): Reply<ApiOutput<M>> {
  const parsed = schemasOfCall(method).output.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const message = `The engine's answer to ${method} is not understood; it may be of another version.`;
  return { ok: false, fault: { code: 'answer_unknown', message } };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
