/** The position of the desk that is shown; undefined while the present is shown. Nothing of it is kept. */
import { create } from 'zustand';

/** What is shown of the past, the same in all windows of the console. */
export interface Moment {
  readonly at: number | undefined;
  /** The other moment of a comparison; undefined while none is marked. */
  readonly marked: number | undefined;
  /** The last position that the scrubber reaches. */
  readonly head: number;
}

interface PastStore extends Moment {
  /** Whether the operator is asked where to go. */
  readonly asking: boolean;
}

const present: PastStore = { at: undefined, marked: undefined, head: 0, asking: false };

export const usePast = create<PastStore>(() => present);

/** Shows the desk as it stood. `head` is the last position on disk; while the past is shown it only rises with `at`. */
export function goToPosition(at: number, head: number): void {
  usePast.setState((past) => {
    const last = past.at === undefined ? Math.max(head, at) : Math.max(past.head, at);
    return { at: Math.max(1, at), head: last, asking: false };
  });
}

export function backToLive(): void {
  usePast.setState(present);
}

/** Shows the moment that another window shows. */
export function showMoment({ at, marked, head }: Moment): void {
  usePast.setState({ at, marked, head });
}

export function isInPast(): boolean {
  return usePast.getState().at !== undefined;
}

export function mark(marked: number | undefined): void {
  usePast.setState({ marked });
}

export function askWhereToGo(asking: boolean): void {
  usePast.setState({ asking });
}
