/** The messages between the engine's thread and the reading thread. All of them cross as data. */
import type { Fault } from '../../../shared/kernel/fault.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { LogLevel } from '../../../shared/kernel/logLevels.ts';
import type {
  EventSearchQuery,
  EventsFound,
  StreamsFound,
  StreamsQuery,
} from '../../engine/queries/eventSearch.ts';
import type { DeskAt } from '../../engine/past/deskAt.ts';
import type { DeskDifference } from '../../engine/past/deskDifference.ts';
import type { Comparison, OrdersAtQuery, PastAnswer } from '../../engine/past/pastDesk.ts';
import type { OrderPage } from '../../engine/readmodel/orderViewStore.ts';
import type { OrderQuestions } from '../../engine/queries/orderReader.ts';
import type { SignalQuestions } from '../../engine/queries/signalReader.ts';
import type { RebuildProgress, Rebuilt } from '../../engine/readmodel/rebuildReadModel.ts';

export interface ReadingThreadData {
  /** The data folder. */
  readonly folder: string;
}

export interface ReadingQuestions extends OrderQuestions, SignalQuestions {
  readonly search: { readonly asked: EventSearchQuery; readonly answer: EventsFound };
  readonly streams: { readonly asked: StreamsQuery; readonly answer: StreamsFound };
  readonly deskAt: { readonly asked: number; readonly answer: PastAnswer<DeskAt> };
  readonly ordersAt: { readonly asked: OrdersAtQuery; readonly answer: PastAnswer<OrderPage> };
  readonly compare: { readonly asked: Comparison; readonly answer: PastAnswer<DeskDifference> };
  /** Asks that all rows up to the position be in the file. */
  readonly written: { readonly asked: undefined; readonly answer: undefined };
}
export type ReadingQuestion = keyof ReadingQuestions;

export interface AskMessage<Question extends ReadingQuestion = ReadingQuestion> {
  readonly type: 'ask';
  readonly id: number;
  readonly question: Question;
  readonly asked: ReadingQuestions[Question]['asked'];
  readonly atLeast: number;
}

export type ToReadingThread =
  | { readonly type: 'start'; readonly anew: boolean }
  | { readonly type: 'follow'; readonly head: number }
  | AskMessage
  | { readonly type: 'rebuild'; readonly id: number }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'close' };

export type FromReadingThread =
  /** The rows of another store are forgotten, and the thread follows the log. */
  | { readonly type: 'started' }
  | { readonly type: 'answered'; readonly id: number; readonly position: number; readonly value: unknown }
  | { readonly type: 'refused'; readonly id: number; readonly fault: Fault }
  /** How far the log has been read, and why it is not read further, if that is so. */
  | { readonly type: 'read'; readonly position: number; readonly fault: Fault | undefined }
  | { readonly type: 'progress'; readonly id: number; readonly progress: RebuildProgress }
  | { readonly type: 'rebuilt'; readonly id: number; readonly result: Result<Rebuilt, Fault> }
  /** All rows have been replaced by others. */
  | { readonly type: 'exchanged' }
  /** A file of rows was not as it was written. It is made again. */
  | { readonly type: 'damaged'; readonly fault: Fault }
  | {
      readonly type: 'log';
      readonly level: LogLevel;
      readonly message: string;
      readonly fields: Readonly<Record<string, unknown>> | undefined;
    }
  /** All files are closed. */
  | { readonly type: 'closed' };
