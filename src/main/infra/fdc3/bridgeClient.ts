/**
 * The console as a desktop agent with one app, joined to a bridge on this machine (FDC3 2.2, Desktop Agent Bridging).
 * It answers requests, hands contexts on, and sends nothing else.
 */
import { assertNever } from '../../../shared/kernel/invariant.ts';
import { isUserChannelId, type UserChannelId } from '../../../shared/kernel/userChannels.ts';
import type { Scheduler, Timer } from '../../engine/ports.ts';
import { reactTo, type Reaction } from './answerRequest.ts';
import { stepLink, type BridgeLink, type LinkEffect, type LinkInput, type Ports } from './bridgeLink.ts';
import { BridgeSocket } from './bridgeSocket.ts';
import { differences, remembered, type ChannelMemory } from './channelMemory.ts';
import { Newest } from './newest.ts';
import type { ContextFacts } from './readContext.ts';
import { readMessage, shown } from './readMessage.ts';
import type { AgentsUpdate, Received, RequestSource } from './receivedMessages.ts';
import {
  answer,
  answerTypes,
  errorPayload,
  handshake,
  identifier,
  viewOrders,
  type AnswerType,
  type Own,
  type Stamp,
} from './sentMessages.ts';

/** Something from another program that the window may use. */
export interface Delivery {
  /** `open`: the other program wants to see the console. */
  readonly kind: 'context' | 'ViewOrders' | 'open';
  readonly facts: ContextFacts | undefined;
  /** The program, as its bridge names it. */
  readonly from: string;
}

export interface BridgeListener {
  /** Called when the link, or what is known of it, has changed. */
  onChange(): void;
  /** Whether the window did what was asked; undefined when there is no window. */
  onDelivery(delivery: Delivery): Promise<boolean> | undefined;
}

export interface BridgeClientOptions {
  readonly own: Own;
  readonly scheduler: Scheduler;
  readonly nowMs: () => number;
  /** A random UUID. */
  readonly uuid: () => string;
  readonly token: () => string | undefined;
  readonly listener: BridgeListener;
}

/** The wrong messages that came since the console started. */
export interface WrongMessages {
  readonly count: number;
  readonly last: string | undefined;
}

/** A real bridge says hello and gives a name within these times. */
const helloMsMax = 2_000;
const nameMsMax = 3_000;
/** Of contexts that come faster only the newest is taken. */
const contextEveryMs = 100;
/** Faster requests to bring the window to the front are refused. */
const raiseEveryMs = 250;

export class BridgeClient {
  private readonly options: BridgeClientOptions;
  private readonly contexts: Newest<Delivery>;
  private state: BridgeLink = { status: 'off' };
  private channel: UserChannelId | undefined;
  private memory: ChannelMemory = new Map();
  private wrong: WrongMessages = { count: 0, last: undefined };
  private socket: BridgeSocket | undefined;
  private timer: Timer | undefined;
  private raisedAtMs = -Infinity;

  constructor(options: BridgeClientOptions) {
    this.options = options;
    this.contexts = new Newest(options.scheduler, contextEveryMs, (delivery) => {
      void this.options.listener.onDelivery(delivery);
    });
  }

  get link(): BridgeLink {
    return this.state;
  }

  get wrongMessages(): WrongMessages {
    return this.wrong;
  }

  /** Looks for a bridge on these ports, from now on and until `switchOff`. */
  switchOn(ports: Ports): void {
    this.step({ kind: 'switched_on', ports });
  }

  switchOff(): void {
    this.contexts.clear();
    this.memory = new Map();
    this.step({ kind: 'switched_off' });
  }

  /** Follows this channel, and takes the instrument that is on it. */
  join(channel: UserChannelId | undefined): void {
    if (channel === this.channel) return;
    this.channel = channel;
    this.contexts.clear();
    const facts = channel && this.memory.get(channel);
    if (facts !== undefined) this.hear(facts, 'the channel');
  }

  private step(input: LinkInput): void {
    const { state, effects } = stepLink(this.state, input, this.options.nowMs());
    const isNew = state !== this.state;
    this.state = state;
    for (const effect of effects) this.run(effect);
    if (isNew) this.options.listener.onChange();
  }

  private run(effect: LinkEffect): void {
    this.timer?.cancel();
    switch (effect.kind) {
      case 'dial':
        this.socket = new BridgeSocket(effect.port, this.options.scheduler, {
          onText: (text) => this.receive(text),
          onEnd: (why) => this.step({ kind: 'ended', why: shown(why) }),
        });
        this.expect(helloMsMax, 'what answers there is no bridge');
        return;
      case 'send_handshake': {
        const token = effect.withToken ? this.options.token() : undefined;
        this.socket?.send(handshake(this.options.own, token, { ...this.stamp(), uuid: effect.requestUuid }));
        this.expect(nameMsMax, 'the bridge gave no name');
        return;
      }
      case 'hang_up':
        this.socket?.close();
        this.socket = undefined;
        return;
      case 'pause':
        this.timer = this.options.scheduler.after(effect.forMs, () => this.step({ kind: 'pause_over' }));
        return;
      default:
        assertNever(effect);
    }
  }

  private expect(withinMs: number, otherwise: string): void {
    this.timer = this.options.scheduler.after(withinMs, () => this.step({ kind: 'ended', why: otherwise }));
  }

  private receive(text: string): void {
    const read = readMessage(text);
    if (read.kind === 'wrong') this.takeWrong(read);
    else if (read.kind === 'message') this.take(read.message);
  }

  private takeWrong({ why, request }: Extract<ReturnType<typeof readMessage>, { kind: 'wrong' }>): void {
    // A peer whose first message is no hello is no bridge.
    if (this.state.status === 'looking') {
      this.step({ kind: 'ended', why });
      return;
    }
    this.note(why);
    if (request === undefined) return;
    this.answer(answerTypes[request.type], request.requestUuid, errorPayload('MalformedMessage'));
  }

  private note(why: string): void {
    this.wrong = { count: this.wrong.count + 1, last: why };
    this.options.listener.onChange();
  }

  private take(message: Received): void {
    switch (message.type) {
      case 'hello':
        this.step({
          kind: 'hello',
          hello: message,
          hasToken: this.options.token() !== undefined,
          requestUuid: this.options.uuid(),
        });
        return;
      case 'authenticationFailed':
        this.step({
          kind: 'refused',
          why: shown(message.payload?.message ?? 'the bridge refused the token'),
        });
        return;
      case 'connectedAgentsUpdate':
        this.takeAgents(message);
        return;
      default:
        // Before the bridge has given a name, no agent can ask.
        if (this.state.status === 'connected') this.react(reactTo(message, this.options.own));
    }
  }

  private takeAgents(update: AgentsUpdate): void {
    this.step({ kind: 'agents', update });
    if (this.state.status !== 'connected') return;
    if (this.timer !== undefined) this.timer.cancel();
    for (const [channel, facts] of differences(this.memory, update)) {
      this.memory = remembered(this.memory, channel, facts);
      if (channel === this.channel) this.hear(facts, 'the channel');
    }
  }

  private react(reaction: Reaction): void {
    switch (reaction.kind) {
      case 'answer':
        this.answer(answerTypes[reaction.type], reaction.requestUuid, reaction.payload);
        return;
      case 'broadcast':
        this.takeBroadcast(reaction);
        return;
      case 'raise':
        this.raise(reaction);
        return;
      case 'open':
        this.open(reaction);
        return;
      default:
        assertNever(reaction);
    }
  }

  private takeBroadcast({ channelId, facts, source }: Extract<Reaction, { kind: 'broadcast' }>): void {
    if (facts.kind === 'malformed') {
      this.note(facts.why);
      return;
    }
    if (!isUserChannelId(channelId)) return;
    if (facts.kind === 'instrument') this.memory = remembered(this.memory, channelId, facts);
    if (channelId === this.channel) this.hear(facts, nameOf(source));
  }

  private hear(facts: ContextFacts, from: string): void {
    this.contexts.offer({ kind: 'context', facts, from });
  }

  private raise({ requestUuid, facts, source }: Extract<Reaction, { kind: 'raise' | 'open' }>): void {
    const { socket } = this;
    const done = this.deliver({ kind: 'ViewOrders', facts, from: nameOf(source) });
    if (done === undefined) {
      this.answer('raiseIntentResponse', requestUuid, errorPayload('IntentDeliveryFailed'));
      return;
    }
    const intentResolution = { intent: viewOrders, source: identifier(this.options.own) };
    this.answer('raiseIntentResponse', requestUuid, { intentResolution });
    void done.then((isDone) => {
      const payload = isDone ? { intentResult: {} } : errorPayload('IntentHandlerRejected');
      this.answer('raiseIntentResultResponse', requestUuid, payload, socket);
    });
  }

  private open({ requestUuid, facts, source }: Extract<Reaction, { kind: 'raise' | 'open' }>): void {
    const { socket } = this;
    const done = this.deliver({ kind: 'open', facts, from: nameOf(source) });
    if (done === undefined) {
      this.answer('openResponse', requestUuid, errorPayload('ErrorOnLaunch'));
      return;
    }
    void done.then(() => {
      this.answer('openResponse', requestUuid, { appIdentifier: identifier(this.options.own) }, socket);
    });
  }

  private deliver(delivery: Delivery): Promise<boolean> | undefined {
    const nowMs = performance.now();
    if (nowMs - this.raisedAtMs < raiseEveryMs) return undefined;
    this.raisedAtMs = nowMs;
    return this.options.listener.onDelivery(delivery);
  }

  private answer(
    type: AnswerType,
    requestUuid: string,
    payload: unknown,
    to: BridgeSocket | undefined = this.socket,
  ): void {
    to?.send(answer(type, requestUuid, payload, this.stamp()));
  }

  private stamp(): Stamp {
    const { uuid, nowMs } = this.options;
    return { uuid: uuid(), timestamp: new Date(nowMs()).toISOString() };
  }
}

function nameOf({ appId, desktopAgent }: RequestSource): string {
  return shown(appId === undefined || appId === '' ? desktopAgent : `${appId} (${desktopAgent})`);
}
