/**
 * Short messages to the operator. Each stands in the line of messages for a while, then in the list of earlier
 * messages.
 */
import { create } from 'zustand';

export interface NoticeItem {
  readonly id: number;
  readonly tone: 'ok' | 'warn' | 'bad';
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The subject of the message. The next message with the same subject replaces it in the line. */
  readonly about?: string;
  /** Where the message leads. */
  readonly lead?: NoticeLead;
}

export interface NoticeLead {
  readonly label: string;
  readonly go: () => void;
}

interface NoticesStore {
  /** The messages that are in the line now, oldest first. */
  readonly notices: readonly NoticeItem[];
  /** All messages that are kept, newest first. */
  readonly kept: readonly NoticeItem[];
}

/** How many milliseconds a message stands in the line, by tone. */
const shownForMs: Readonly<Record<NoticeItem['tone'], number>> = { ok: 6_000, warn: 20_000, bad: 60_000 };
const noticesMax = 5;
const keptMax = 50;
let nextId = 1;

export const useNotices = create<NoticesStore>(() => ({ notices: [], kept: [] }));

export function notify(
  tone: NoticeItem['tone'],
  text: string,
  more: Pick<NoticeItem, 'about' | 'lead'> = {},
): void {
  const notice: NoticeItem = { id: nextId++, tone, text, at: Date.now(), ...more };
  useNotices.setState(({ notices, kept }) => ({
    notices: [...notices.filter(({ about }) => about === undefined || about !== notice.about), notice].slice(
      -noticesMax,
    ),
    kept: [notice, ...kept].slice(0, keptMax),
  }));
  setTimeout(() => {
    dismissNotice(notice.id);
  }, shownForMs[tone]);
}

export function dismissNotice(id: number): void {
  useNotices.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
}
