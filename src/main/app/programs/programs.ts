/**
 * Other programs on this machine, as the main process serves them: the settings, the connection to their bridge, and
 * the port to the main window, which judges every delivery.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { BrowserWindow, MessagePortMain } from 'electron';
import {
  windowToProgramsSchema,
  type ProgramSettings,
  type ProgramsToWindow,
  type ProgramsView,
  type WindowToPrograms,
} from '../../../shared/contract/programs.ts';
import { BridgeClient, type Delivery } from '../../infra/fdc3/bridgeClient.ts';
import { standardPorts, type Ports } from '../../infra/fdc3/bridgeLink.ts';
import { nodeScheduler } from '../../infra/clock/nodeScheduler.ts';
import type { VenuePasswords } from '../keyStore/venuePasswords.ts';
import { showToOperator } from '../window/bringToFront.ts';
import { keepProgramSettings, readProgramSettings } from './programSettingsFile.ts';
import { askOf, linkView, wordsOf, type LastDelivery } from './programsView.ts';

/** The name of the token in the system's key store. */
const tokenKey = 'fdc3-bridge';
/** How often the window is told of changes at most. */
const tellEveryMs = 250;
/** Milliseconds after which an unanswered request counts as not done by the window. */
const answerMsMax = 5_000;
const asksMax = 16;

interface Ask {
  readonly settle: (done: boolean) => void;
  readonly last: LastDelivery;
}

export class Programs {
  private readonly window: BrowserWindow;
  private readonly file: string;
  private readonly secrets: VenuePasswords;
  private readonly client: BridgeClient;
  private readonly asks = new Map<number, Ask>();
  private settings: ProgramSettings;
  private fault: string | undefined;
  private token: string | undefined;
  private port: MessagePortMain | undefined;
  private last: LastDelivery | undefined;
  private nextAsk = 1;
  private telling: NodeJS.Timeout | undefined;

  /** `secrets` keeps the token that a bridge may ask for. */
  constructor(window: BrowserWindow, stateFolder: string, version: string, secrets: VenuePasswords) {
    this.window = window;
    this.secrets = secrets;
    this.file = join(stateFolder, 'other-programs.json');
    const kept = readProgramSettings(this.file);
    this.settings = kept.settings;
    this.fault = kept.fault;
    this.client = new BridgeClient({
      own: { version, instanceId: randomUUID() },
      scheduler: nodeScheduler(),
      nowMs: Date.now,
      uuid: randomUUID,
      token: () => this.token,
      listener: {
        onChange: () => this.tell(),
        onDelivery: (delivery) => this.deliver(delivery),
      },
    });
    if (this.settings.on) this.switchOn();
    window.once('closed', () => this.close());
  }

  /** Connects the window's port, anew with each page. */
  connect(port: MessagePortMain): void {
    this.port?.close();
    this.port = port;
    port.on('message', ({ data }) => this.hear(data));
    port.on('close', () => {
      if (this.port === port) this.port = undefined;
    });
    port.start();
    this.post({ type: 'view', view: this.view() });
  }

  private close(): void {
    this.client.switchOff();
    clearTimeout(this.telling);
    this.telling = undefined;
    this.port = undefined;
  }

  private hear(data: unknown): void {
    const message = windowToProgramsSchema.safeParse(data);
    if (message.success) this.take(message.data);
    else this.fail('A message of the window about other programs was refused: it has another form');
  }

  private take(message: WindowToPrograms): void {
    switch (message.type) {
      case 'settings':
        this.change(message.settings);
        break;
      case 'token':
        this.keepToken(message.token.trim());
        break;
      case 'outcome': {
        const ask = this.asks.get(message.id);
        if (ask === undefined) return;
        this.asks.delete(message.id);
        this.last = { ...ask.last, outcome: message.outcome };
        ask.settle(message.done);
        if (message.front && !this.window.isDestroyed()) showToOperator(this.window);
        break;
      }
    }
    this.tell();
  }

  private change(settings: ProgramSettings): void {
    const before = this.settings;
    this.settings = settings;
    this.fault = keepProgramSettings(this.file, settings);
    this.client.join(settings.channel);
    if (!settings.on) this.client.switchOff();
    else if (!before.on || before.port !== settings.port) this.switchOn();
  }

  private switchOn(): void {
    this.readToken();
    this.client.join(this.settings.channel);
    this.client.switchOn(this.ports());
  }

  private ports(): Ports {
    return this.settings.port === undefined ? standardPorts : [this.settings.port];
  }

  private readToken(): void {
    if (this.token !== undefined) return;
    const kept = this.secrets.read(tokenKey);
    // Without a key store nothing can have been kept.
    if (kept.ok) this.token = kept.value === '' ? undefined : kept.value;
    else if (kept.error.code !== 'key_store_unusable') this.fault = kept.error.message;
  }

  private keepToken(token: string): void {
    this.token = token === '' ? undefined : token;
    const kept = this.secrets.keep(tokenKey, token);
    this.fault = kept.ok
      ? undefined
      : token === ''
        ? undefined
        : 'The token counts until the console closes: the key store of this system can not be used';
    if (this.settings.on) this.client.switchOn(this.ports());
  }

  private deliver(delivery: Delivery): Promise<boolean> | undefined {
    const last = { atMs: Date.now(), from: delivery.from, what: wordsOf(delivery) };
    const ask = askOf(delivery, this.nextAsk);
    if (delivery.kind === 'open' && this.port !== undefined) showToOperator(this.window);
    if (ask === undefined) {
      this.last = {
        ...last,
        outcome:
          delivery.kind === 'open'
            ? 'the window came to the front'
            : 'not used: the console takes fdc3.instrument',
      };
      this.tell();
      return this.port === undefined ? undefined : Promise.resolve(true);
    }
    if (this.port === undefined || this.asks.size >= asksMax) {
      this.last = { ...last, outcome: 'nothing: the window does not answer' };
      this.tell();
      return undefined;
    }
    this.nextAsk += 1;
    this.post({ type: 'ask', ask });
    return this.answerTo(ask.id, { ...last, outcome: 'the window is asked' });
  }

  private async answerTo(id: number, last: LastDelivery): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const done = await new Promise<boolean>((settle) => {
      this.asks.set(id, { settle, last });
      timer = setTimeout(() => {
        this.asks.delete(id);
        this.last = { ...last, outcome: 'nothing: the window did not answer' };
        this.tell();
        settle(false);
      }, answerMsMax);
    });
    clearTimeout(timer);
    return done;
  }

  private fail(fault: string): void {
    this.fault = fault;
    this.tell();
  }

  /** Tells the window the newest view, now or soon. */
  private tell(): void {
    if (this.telling !== undefined) return;
    this.telling = setTimeout(() => {
      this.telling = undefined;
      this.post({ type: 'view', view: this.view() });
    }, tellEveryMs);
  }

  private view(): ProgramsView {
    const { count, last } = this.client.wrongMessages;
    return {
      settings: this.settings,
      hasToken: this.token !== undefined,
      ...(this.fault !== undefined && { fault: this.fault }),
      link: linkView(this.client.link),
      ...(this.last !== undefined && { last: this.last }),
      wrong: { count, ...(last !== undefined && { last }) },
    };
  }

  private post(message: ProgramsToWindow): void {
    this.port?.postMessage(message);
  }
}
