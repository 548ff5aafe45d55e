/**
 * The venue's end of a FIX session, in front of a simulated exchange. It loses, repeats and reorders what it says, but
 * follows the protocol, and reports what the desk may never send.
 */
import type { EpochMicros } from '../../../../shared/kernel/time.ts';
import {
  parseClientOrderId,
  parseTicker,
  trusted,
  type ClientOrderId,
} from '../../../../shared/kernel/ids.ts';
import { formatDecimal } from '../../../../shared/kernel/decimal.ts';
import type { OrderTerms } from '../../../domain/order/orderTerms.ts';
import { decimalOf } from '../../../infra/venues/fix/application/fixOrder.ts';
import { plainCodes } from '../../../infra/venues/fix/application/dialect.ts';
import { frame } from '../../../infra/venues/fix/codec/encodeMessage.ts';
import {
  countOf,
  msgTypeOf,
  seqNumOf,
  tags,
  valueOf,
  type Field,
  type FixMessage,
} from '../../../infra/venues/fix/codec/fixMessage.ts';
import { FrameReader } from '../../../infra/venues/fix/codec/frameReader.ts';
import { formatUtcTimestamp } from '../../../infra/venues/fix/codec/utcTimestamp.ts';
import type { FixTools } from '../../../simulation/worldPlatform.ts';
import type { Exchange } from '../../../simulation/venue/exchange.ts';
import type { ExchangeReport } from '../../../simulation/venue/exchangeReport.ts';
import type { Peer, PeerWire } from './fixWire.ts';
import { fixSettings } from './fixSettings.ts';
import { venueMessage } from './venueMessages.ts';
import { msgTypes, msgUseOf } from '../../../../shared/kernel/fixMessages.ts';

/** Milliseconds after which missing messages are asked for again. */
const askAgainMs = 2_000;
const overtakenMsMax = 2_000;
/** Where venues go down at all: how often one comes back, or goes on, with numbers that are ahead, and by how much. */
const aheadChance = 0.1;
const aheadMax = 50;

interface Link {
  readonly wire: PeerWire;
  readonly reader: FrameReader;
  isLoggedOn: boolean;
  askedMs: number | undefined;
  /** A message that the next one overtakes. */
  held: string | undefined;
}

export class FixAcceptor {
  private readonly exchange: Exchange;
  private readonly tools: FixTools;
  /** What the engine wanted with each id. */
  private readonly meant: ReadonlyMap<string, OrderTerms>;
  private nextOut = 1;
  private nextIn = 1;
  private executions = 0;
  private readonly sent = new Map<number, { type: string; body: readonly Field[]; at: EpochMicros }>();
  private readonly taken = new Map<number, string>();
  private link: Link | undefined;
  private requestId: string | undefined;
  private resetWhen: { readonly id: string; readonly nextOut: number } | undefined;

  constructor(exchange: Exchange, tools: FixTools, meant: ReadonlyMap<string, OrderTerms>) {
    this.exchange = exchange;
    this.tools = tools;
    this.meant = meant;
  }

  accept(wire: PeerWire): Peer {
    const link: Link = {
      wire,
      reader: new FrameReader(),
      isLoggedOn: false,
      askedMs: undefined,
      held: undefined,
    };
    this.link = link;
    if (this.mayGoAhead()) this.nextOut += this.tools.random.integer(1, aheadMax);
    return {
      hear: (text) => {
        for (const one of link.reader.push(text)) if (one.type === 'message') this.hear(link, one.message);
      },
      hangUp: () => {
        if (this.link === link) this.link = undefined;
      },
    };
  }

  report(report: ExchangeReport): void {
    const order = this.exchange.find(report.clientOrderId);
    const execId = `${this.exchange.id}-r${++this.executions}`;
    const at = report.venueTime ?? this.tools.time.steadyNow();
    // Only the end of a request carries its id.
    const requestId = report.type === 'filled' ? undefined : this.requestId;
    this.send(...venueMessage(report, { order, execId, at, requestId }));
  }

  /** Called once in each heartbeat interval. */
  beat(): void {
    if (this.link?.isLoggedOn !== true) return;
    if (!this.mayGoAhead()) return this.send(msgTypes.heartbeat, []);
    // An answer proves that the desk lacks nothing of what was said before.
    const id = `ahead-${this.nextOut}`;
    this.resetWhen = { id, nextOut: this.nextOut + 1 };
    this.send(msgTypes.testRequest, [[tags.testReqId, id]]);
  }

  private mayGoAhead(): boolean {
    const { random, faults } = this.tools;
    return faults().outage > 0 && random.chance(aheadChance);
  }

  private hear(link: Link, message: FixMessage): void {
    const seqNum = seqNumOf(message) ?? 0;
    const type = msgTypeOf(message);
    const isAgain = valueOf(message, tags.possDupFlag) === 'Y';
    this.checkNumber(seqNum, message, isAgain);
    if (this.link !== link) return;
    if (type === msgTypes.logon) this.logOn(link, seqNum);
    if (!link.isLoggedOn) return;
    if (type === msgTypes.resendRequest) this.resend(message);
    if (type === msgTypes.logout) this.logOut(link);
    if (seqNum > this.nextIn) this.askFor(link);
    if (seqNum !== this.nextIn) return;
    const isLost = type !== msgTypes.logon && this.tools.random.chance(this.tools.faults().lose_request);
    if (isLost) return;
    this.nextIn++;
    if (type === msgTypes.sequenceReset) {
      this.nextIn = countOf(valueOf(message, tags.newSeqNo)) ?? this.nextIn;
    } else this.take(type, message);
    link.askedMs = undefined;
  }

  /** A number never goes back, and stands for one message. */
  private checkNumber(seqNum: number, message: FixMessage, isAgain: boolean): void {
    if (!isAgain && seqNum < this.nextIn) {
      const detail = `the desk sends ${seqNum} as new; the venue expects ${this.nextIn}`;
      this.tools.report('numbers_go_on', detail);
    }
    const isFill = msgTypeOf(message) === msgTypes.sequenceReset;
    const text = JSON.stringify(message.fields.filter(([tag]) => !repeatedTags.has(tag)));
    const before = this.taken.get(seqNum);
    if (!isFill && before !== undefined && before !== text) {
      this.tools.report('numbers_go_on', `${seqNum} was ${before}, and is ${text}`);
    }
    if (!isFill) this.taken.set(seqNum, text);
  }

  private logOn(link: Link, seqNum: number): void {
    const { random, faults } = this.tools;
    if (random.chance(faults().reject)) {
      if (seqNum === this.nextIn) this.nextIn++;
      link.isLoggedOn = true;
      this.send(msgTypes.logout, [[tags.text, 'not now']]);
      link.isLoggedOn = false;
      link.wire.close();
      return;
    }
    link.isLoggedOn = true;
    this.send(msgTypes.logon, [
      [tags.encryptMethod, '0'],
      [tags.heartBtInt, String(fixSettings.heartbeatSeconds)],
    ]);
  }

  private logOut(link: Link): void {
    this.send(msgTypes.logout, []);
    link.isLoggedOn = false;
    link.wire.close();
  }

  private askFor(link: Link): void {
    const now = this.tools.time.monotonicMs();
    if (link.askedMs !== undefined && now - link.askedMs < askAgainMs) return;
    link.askedMs = now;
    this.send(msgTypes.resendRequest, [
      [tags.beginSeqNo, String(this.nextIn)],
      [tags.endSeqNo, '0'],
    ]);
  }

  private take(type: string, message: FixMessage): void {
    const id = trusted(parseClientOrderId, valueOf(message, tags.clOrdId) ?? 'none');
    const of = trusted(parseClientOrderId, valueOf(message, tags.origClOrdId) ?? 'none');
    switch (type) {
      case msgTypes.testRequest:
        // With the answer the desk has heard of everything that was traded by now.
        this.exchange.tellPositions();
        return this.send(msgTypes.heartbeat, [[tags.testReqId, valueOf(message, tags.testReqId) ?? '']]);
      case msgTypes.heartbeat:
        return this.goAhead(valueOf(message, tags.testReqId));
      case msgTypes.newOrderSingle:
        return this.enter(id, message);
      case msgTypes.orderCancelRequest:
        return this.change(id, () => this.exchange.cancel({ clientOrderId: of, symbol: symbolOf(message) }));
      case msgTypes.orderCancelReplaceRequest:
        return this.change(id, () => this.replace(of, id, message));
      case msgTypes.reject:
      case msgTypes.businessMessageReject:
        // The clock of the desk was set while the message was on its way.
        if (valueOf(message, tags.sessionRejectReason) === '10') return;
        return this.tools.report('no_bug_shows', `the desk refuses: ${valueOf(message, tags.text) ?? ''}`);
      default:
    }
  }

  private enter(id: ClientOrderId, message: FixMessage): void {
    if (this.exchange.find(id) !== undefined) {
      this.tools.report('sent_once', `${id} comes to the venue as a new order a second time`);
      return;
    }
    const terms = this.meant.get(id);
    if (terms === undefined || !isAsMeant(terms, message)) {
      this.tools.report('orders_equal', `${id} comes to the venue with other terms`);
      return;
    }
    const { answer, enter } = this.exchange.submit(terms, id);
    this.report({ ...answer, clientOrderId: id });
    enter();
  }

  private change(requestId: ClientOrderId, carryOut: () => void): void {
    this.requestId = requestId;
    carryOut();
    this.requestId = undefined;
  }

  private replace(clientOrderId: ClientOrderId, newClientOrderId: ClientOrderId, message: FixMessage): void {
    const order = this.exchange.find(clientOrderId);
    const asked = (tag: number) => decimalOf(valueOf(message, tag));
    const [quantity, limitPrice] = [asked(tags.orderQty), asked(tags.price)];
    // A stop that is triggered stays in the terms that the desk repeats.
    const stopPrice = order?.stopPrice === undefined ? undefined : asked(tags.stopPx);
    this.exchange.replace({
      clientOrderId,
      newClientOrderId,
      symbol: symbolOf(message),
      ...(quantity !== undefined && { quantity }),
      ...(limitPrice !== undefined && { limitPrice }),
      ...(stopPrice !== undefined && { stopPrice }),
    });
  }

  /** The venue's next number is set ahead, as an operator of the venue would do. */
  private goAhead(testId: string | undefined): void {
    const isComplete = testId === this.resetWhen?.id && this.nextOut === this.resetWhen?.nextOut;
    if (!isComplete || testId === undefined) return;
    this.resetWhen = undefined;
    const to = this.nextOut + this.tools.random.integer(1, aheadMax);
    this.put(this.text(msgTypes.sequenceReset, this.nextOut, [[tags.newSeqNo, String(to)]]), false);
    this.nextOut = to;
  }

  private send(type: string, body: readonly Field[]): void {
    const seqNum = this.nextOut++;
    const at = this.tools.time.now();
    if (msgUseOf(type) !== 'session') this.sent.set(seqNum, { type, body, at });
    const { random, faults } = this.tools;
    this.put(this.text(type, seqNum, body), msgUseOf(type) !== 'session');
    if (msgUseOf(type) !== 'session' && random.chance(faults().repeat)) {
      this.put(this.text(type, seqNum, body, at), true);
    }
  }

  private resend(message: FixMessage): void {
    const to = countOf(valueOf(message, tags.endSeqNo)) ?? 0;
    const last = to === 0 ? this.nextOut - 1 : Math.min(to, this.nextOut - 1);
    let fillFrom: number | undefined;
    const fill = (before: number): void => {
      if (fillFrom === undefined) return;
      const body: Field[] = [
        [tags.gapFillFlag, 'Y'],
        [tags.newSeqNo, String(before)],
      ];
      this.put(this.text(msgTypes.sequenceReset, fillFrom, body, this.tools.time.now()), false);
      fillFrom = undefined;
    };
    for (let seqNum = countOf(valueOf(message, tags.beginSeqNo)) ?? 1; seqNum <= last; seqNum++) {
      const stored = this.sent.get(seqNum);
      if (stored === undefined) fillFrom ??= seqNum;
      else {
        fill(seqNum);
        this.put(this.text(stored.type, seqNum, stored.body, stored.at), true);
      }
    }
    fill(last + 1);
  }

  /** `original`: the message is a possible duplicate of one that was sent then. */
  private text(type: string, seqNum: number, body: readonly Field[], original?: EpochMicros): string {
    const { beginString, senderCompId, targetCompId } = fixSettings;
    // The wall clock that the desk has: it may be set while the venue's own time goes on.
    const now = this.tools.time.now();
    const isAgain = original !== undefined;
    return frame(beginString, [
      [tags.msgType, type],
      [tags.senderCompId, targetCompId],
      [tags.targetCompId, senderCompId],
      [tags.msgSeqNum, String(seqNum)],
      ...(isAgain ? ([[tags.possDupFlag, 'Y']] as const) : []),
      [tags.sendingTime, formatUtcTimestamp(now)],
      ...(isAgain
        ? ([[tags.origSendingTime, formatUtcTimestamp(original < now ? original : now)]] as const)
        : []),
      ...body,
    ]);
  }

  /** Says something on the connection, if there is one. It may be lost, damaged or overtaken. */
  private put(text: string, isReport: boolean): void {
    const { link } = this;
    if (link?.isLoggedOn !== true) return;
    const { random, faults, time } = this.tools;
    if (random.chance(isReport ? faults().lose_report : faults().lose_answer)) {
      if (random.chance(0.5)) link.wire.say(text.replace(/.(?=.{9}$)/s, '~'));
      return;
    }
    const { held } = link;
    link.held = undefined;
    if (held === undefined && random.chance(faults().reorder)) {
      link.held = text;
      time.after(random.integer(1, overtakenMsMax), () => {
        if (link.held !== text) return;
        link.held = undefined;
        link.wire.say(text);
      });
      return;
    }
    link.wire.say(text);
    if (held !== undefined) link.wire.say(held);
  }
}

/** What differs when a message goes again. */
const repeatedTags: ReadonlySet<number> = new Set([tags.possDupFlag, tags.sendingTime, tags.origSendingTime]);

function symbolOf(message: FixMessage) {
  return trusted(parseTicker, valueOf(message, tags.symbol) ?? 'none');
}

function isAsMeant(terms: OrderTerms, message: FixMessage): boolean {
  const written = [tags.symbol, tags.account, tags.side, tags.orderQty, tags.price, tags.stopPx];
  const { limitPrice, stopPrice } = terms;
  const asked = [
    terms.symbol,
    terms.account,
    plainCodes.side[terms.side],
    formatDecimal(terms.quantity),
    limitPrice && formatDecimal(limitPrice),
    stopPrice && formatDecimal(stopPrice),
  ];
  return written.every((tag, index) => valueOf(message, tag) === asked[index]);
}
