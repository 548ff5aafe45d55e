/** The window's only link to the engine: both ports from their start to their end, and the calls for the screens. */
import type { ApiInput, ApiMethod, ApiOutput } from '../../../shared/contract/api.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import type { Topic, TopicParameters } from '../../../shared/contract/streams.ts';
import { setConnecting, setConnected, setGone } from './connectionStore.ts';
import { pastRefusal } from '../past/pastGate.ts';
import { ApiClient, type CallResult } from '../../ipc/apiClient.ts';
import { listenForPorts, requestPorts, type Ports } from '../../ipc/connection.ts';
import { StreamClient, type StreamHandlers } from '../../ipc/streamClient.ts';

/** A hidden window draws no frames, but must still acknowledge: this many milliseconds after a message. */
const hiddenFrameMs = 250;
/** Milliseconds before the window asks again: the preload script may not have its ports yet at the first request. */
const askAgainMs = 1_500;

const api = new ApiClient();
const streams = new StreamClient({
  afterDrawing,
  schedule: (work, delayMs) => {
    setTimeout(work, delayMs);
  },
  onEngineGone: (fault) => {
    close(fault);
  },
  onCancelAll: () => {
    asked.onCancelAll();
  },
  onKillKeys: () => {
    asked.onKillKeys();
  },
});

/** What the main process asks of the window. */
interface Asked {
  /** The console closes without orders. */
  readonly onCancelAll: () => void;
  readonly onKillKeys: () => void;
  readonly onDesksPort: (port: MessagePort) => void;
  /** The main window's port about other programs. */
  readonly onProgramsPort: (port: MessagePort) => void;
}

let asked: Asked = {
  onCancelAll: () => undefined,
  onKillKeys: () => undefined,
  onDesksPort: () => undefined,
  onProgramsPort: () => undefined,
};
let ports: Ports | undefined;
let askAgain: ReturnType<typeof setTimeout> | undefined;

export function call<M extends ApiMethod>(method: M, input: ApiInput<M>): Promise<CallResult<ApiOutput<M>>> {
  const fault = pastRefusal(method, input);
  return fault === undefined ? api.call(method, input) : Promise.resolve({ ok: false, fault });
}

export function subscribe<T extends Topic>(
  topic: T,
  parameters: TopicParameters<T>,
  handlers: StreamHandlers<T>,
): () => void {
  return streams.subscribe(topic, parameters, handlers);
}

/** Connects to the engine. Call it once, when the page loads. */
export function connect(handlers: Asked): void {
  asked = handlers;
  listenForPorts(window, open);
  reconnect();
}

export function reconnect(): void {
  if (ports !== undefined) return;
  clearTimeout(askAgain);
  setConnecting();
  ask();
}

function ask(): void {
  requestPorts(window);
  askAgain = setTimeout(ask, askAgainMs);
}

function open(next: Ports): void {
  clearTimeout(askAgain);
  ports?.calls.close();
  ports?.streams.close();
  ports = next;
  api.attach(next.calls);
  next.streams.addEventListener('message', (event: MessageEvent) => {
    if (ports === next) streams.receive(event.data);
  });
  // On some platforms this event says that the other end closed without a message.
  next.streams.addEventListener('close', () => {
    if (ports === next) close({ code: 'engine_gone', message: 'The connection to the engine was closed.' });
  });
  next.streams.start();
  // This comes before the subscriptions: a port that carries engine-gone at once must win.
  setConnected();
  streams.attach(next.streams);
  asked.onDesksPort(next.desks);
  if (next.programs !== undefined) asked.onProgramsPort(next.programs);
}

function close(fault: FaultView): void {
  const old = ports;
  ports = undefined;
  streams.detach();
  api.detach(fault);
  old?.calls.close();
  old?.streams.close();
  setGone(fault);
}

function afterDrawing(work: () => void): void {
  let due = true;
  const once = (): void => {
    if (!due) return;
    due = false;
    clearTimeout(timer);
    work();
  };
  const timer = setTimeout(once, hiddenFrameMs);
  requestAnimationFrame(() => {
    // The frame is on the screen when the next task runs.
    setTimeout(once, 0);
  });
}
