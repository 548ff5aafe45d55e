/**
 * Runs the engine's thread: opens the engine, serves it to windows, and ends it when told to. Windows that connect
 * while the engine opens wait for it.
 */
import type { MessagePort } from 'node:worker_threads';
import type {
  EngineThreadData,
  FromEngineThread,
  ToEngineThread,
} from '../../../shared/contract/engineThread.ts';
import type { ServedApi } from '../../../shared/contract/api.ts';
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { Engine } from '../../engine/assembly/engine.ts';
import type { ChooseFile } from '../../ipc/calls/requestedFile.ts';
import { bridgePort } from '../../ipc/ports/bridgePort.ts';
import { createBridge, type Bridge, type BridgeConsole } from '../../ipc/createBridge.ts';
import type { BridgePorts, HostFacts, ServedLog, ServedRuntime } from '../../ipc/ports/servedRuntime.ts';
import { faultView } from '../../ipc/views/faultView.ts';
import type { ControlChannel } from '../control/controlServer.ts';
import { describeLeftBehind } from './describeLeftBehind.ts';
import { FileDialogs } from './fileDialogs.ts';
import type { WindowKeyStore } from './windowKeyStore.ts';
import type { VenueProcesses } from './venueProcesses.ts';

/** The main process, as the thread sees it. */
export interface EngineParent {
  post(message: FromEngineThread): void;
  onMessage(listener: (message: ToEngineThread<MessagePort>) => void): void;
}

export interface OpenedEngine {
  readonly runtime: ServedRuntime;
  readonly facts: HostFacts;
  close(reason: string): Promise<void>;
}

export interface ServeEngineOptions {
  readonly parent: EngineParent;
  readonly data: EngineThreadData;
  readonly ports: BridgePorts;
  readonly log: ServedLog;
  readonly venues: Pick<VenueProcesses, 'said' | 'ended'>;
  readonly keyStore: Pick<WindowKeyStore, 'answered'>;
  readonly nextId: () => string;
  /** Opens the control channel of the data folder. `apiFor` gives the calls for one connection. */
  readonly openControl: (apiFor: () => ServedApi) => Promise<Pick<ControlChannel, 'close'>>;
  readonly open: (data: EngineThreadData) => Promise<Result<OpenedEngine, Fault>>;
}

/** Resolves when the engine has ended: true when it was told to end, false when it could not open. */
export function serveEngine(options: ServeEngineOptions): Promise<boolean> {
  return new EngineServer(options).run();
}

class EngineServer {
  private readonly options: ServeEngineOptions;
  private readonly waiting: { readonly calls: MessagePort; readonly streams: MessagePort }[] = [];
  private readonly stopped: Promise<string>;
  private readonly dialogs: FileDialogs;
  private stop: (reason: string) => void = () => undefined;
  private bridge: Bridge | undefined;
  /** The console of this process. */
  private console: BridgeConsole | undefined;
  private engine: Engine | undefined;

  constructor(options: ServeEngineOptions) {
    this.options = options;
    this.stopped = new Promise((resolve) => (this.stop = resolve));
    this.dialogs = new FileDialogs((message) => options.parent.post(message));
    options.parent.onMessage((message) => this.receive(message));
  }

  async run(): Promise<boolean> {
    const { parent, data, ports, log, nextId } = this.options;
    const opened = await this.options.open(data);
    if (!opened.ok) {
      parent.post({ type: 'failed', fault: faultView(opened.error) });
      return false;
    }
    const { runtime, facts } = opened.value;
    const bridge = createBridge({ runtime, facts, ports, log, nextId });
    const choose: ChooseFile = (purpose) => this.dialogs.choose(purpose);
    const console = bridge.openConsole({ machine: facts.process.machine }, { kind: 'dialog', choose });
    this.bridge = bridge;
    this.console = console;
    this.engine = runtime.engine;
    for (const { calls, streams } of this.waiting) console.connect(bridgePort(calls), bridgePort(streams));
    const control = await this.options.openControl(() => bridge.controlCalls());
    parent.post({ type: 'ready', environment: facts.environment });

    const reason = await this.stopped;
    await control.close();
    // The windows stay connected until the engine has waited for its outcomes.
    await opened.value.close(reason);
    bridge.close();
    parent.post({ type: 'stopped' });
    return true;
  }

  private receive(message: ToEngineThread<MessagePort>): void {
    switch (message.type) {
      case 'connect':
        if (this.console === undefined) this.waiting.push(message);
        else this.console.connect(bridgePort(message.calls), bridgePort(message.streams));
        return;
      case 'venue-said':
        this.options.venues.said(message.venue, message.message);
        return;
      case 'venue-ended':
        this.options.venues.ended(message.venue, message.exitCode);
        return;
      case 'list-left-behind':
        this.listLeftBehind(message.requestId);
        return;
      case 'file-chosen':
        this.dialogs.chosen(message.path);
        return;
      case 'password-answered':
        this.options.keyStore.answered(message);
        return;
      case 'stop':
        this.stop(message.reason);
    }
  }

  private listLeftBehind(requestId: number): void {
    const left = describeLeftBehind(this.bridge?.openOrders() ?? [], this.engine);
    this.options.parent.post({ type: 'left-behind', requestId, left });
  }
}
