/** Short messages to the operator. Failures stay until they are dismissed. */
import { create } from 'zustand';

export interface NoticeItem {
  readonly id: number;
  readonly tone: 'ok' | 'warn' | 'bad';
  readonly text: string;
}

interface NoticesStore {
  readonly notices: readonly NoticeItem[];
}

const okForMs = 6_000;
const noticesMax = 5;
let nextId = 1;

export const useNotices = create<NoticesStore>(() => ({ notices: [] }));

export function notify(tone: NoticeItem['tone'], text: string): void {
  const id = nextId++;
  useNotices.setState((state) => ({ notices: [...state.notices, { id, tone, text }].slice(-noticesMax) }));
  if (tone === 'ok') {
    setTimeout(() => {
      dismissNotice(id);
    }, okForMs);
  }
}

export function dismissNotice(id: number): void {
  useNotices.setState((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }));
}
