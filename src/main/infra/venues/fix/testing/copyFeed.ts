/**
 * A participant of QuickFIX's `ordermatch` who sends orders in the name of another session. The venue reports on them to
 * that session, which has asked for nothing: the way in which a venue speaks on a drop copy.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { epochMicrosFromMillis } from '../../../../../shared/kernel/time.ts';
import { frame } from '../codec/encodeMessage.ts';
import { tags, type Field } from '../codec/fixMessage.ts';
import { formatUtcTimestamp } from '../codec/utcTimestamp.ts';
import { msgTypes } from '../../../../../shared/kernel/fixMessages.ts';

export interface CopyFeedOptions {
  readonly port: number;
  readonly beginString: 'FIX.4.2' | 'FIX.4.4';
  /** CompIDs: its own, the venue's, and that of the session that is told. */
  readonly name: string;
  readonly venue: string;
  readonly told: string;
}

export interface FedOrder {
  readonly id: string;
  /** FIX's code: 1 buys, 2 sells. */
  readonly side: string;
  readonly quantity: string;
  readonly price: string;
}

const now = (): string => formatUtcTimestamp(epochMicrosFromMillis(Date.now()));

/** Longer than any test: it sends no heartbeats. */
const heartbeatSeconds = '600';

export class CopyFeed {
  private readonly options: CopyFeedOptions;
  private readonly socket: Socket;
  private nextOut = 1;

  private constructor(options: CopyFeedOptions, socket: Socket) {
    this.options = options;
    this.socket = socket;
  }

  /** Both sides of its session begin at 1. */
  static async open(options: CopyFeedOptions): Promise<CopyFeed> {
    const socket = connect(options.port, '127.0.0.1');
    socket.on('error', () => undefined);
    const feed = new CopyFeed(options, socket);
    feed.send(options.name, msgTypes.logon, [
      [tags.encryptMethod, '0'],
      [tags.heartBtInt, heartbeatSeconds],
      [tags.resetSeqNumFlag, 'Y'],
    ]);
    await once(socket, 'data');
    return feed;
  }

  /** A limit order in the name of the session that is told. */
  order({ id, side, quantity, price }: FedOrder): void {
    this.send(this.options.told, msgTypes.newOrderSingle, [
      [tags.clOrdId, id],
      [tags.handlInst, '1'],
      [tags.symbol, 'SPX'],
      [tags.side, side],
      [tags.transactTime, now()],
      [tags.ordType, '2'],
      [tags.orderQty, quantity],
      [tags.price, price],
    ]);
  }

  close(): void {
    this.socket.destroy();
  }

  private send(sender: string, msgType: string, fields: readonly Field[]): void {
    const { beginString, venue } = this.options;
    this.socket.write(
      frame(beginString, [
        [tags.msgType, msgType],
        [tags.msgSeqNum, String(this.nextOut++)],
        [tags.senderCompId, sender],
        [tags.sendingTime, now()],
        [tags.targetCompId, venue],
        ...fields,
      ]),
      'latin1',
    );
  }
}
