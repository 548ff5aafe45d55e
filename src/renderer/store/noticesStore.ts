/** Short messages to the operator. Each stands in the line of messages for a while, then among the earlier ones. */
import { create } from 'zustand';

export interface NoticeItem {
  readonly id: number;
  readonly tone: 'ok' | 'warn' | 'bad';
  readonly text: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** What it is about: the next one about the same takes its place in the line. */
  readonly about?: string;
  /** The way to what it is about. */
  readonly lead?: NoticeLead;
}

export interface NoticeLead {
  readonly label: string;
  readonly go: () => void;
}

interface NoticesStore {
  /** Those that have just come, oldest first. */
  readonly notices: readonly NoticeItem[];
  /** All that are kept, newest first. */
  readonly kept: readonly NoticeItem[];
}

/** How long one stands in the line, in milliseconds. */
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
