/** The state of a venue's drop copy, in a few words. */
import { counted } from '../../kernel/counted.ts';
import type { DropCopyView } from '../resilience.ts';
import { fixPhaseWords } from './fixSessionWords.ts';

/** `drop copy up, last message 3 s ago`; also why it is down, and how many executions differ. */
export function dropCopyWords({
  connected,
  isClosed,
  why,
  lastMessageAgeMs,
  differing,
  session,
}: DropCopyView): string {
  const age =
    lastMessageAgeMs === undefined
      ? ', no message yet'
      : `, last message ${Math.round(lastMessageAgeMs / 1_000)} s ago`;
  const because = why === undefined ? '' : `: ${why}`;
  const down = session.phase === 'held' ? fixPhaseWords.held : isClosed ? 'closed' : 'down';
  const state = connected ? `up${age}` : `${down}${age}${because}`;
  const differs =
    differing === 0 ? '' : `; ${counted(differing, 'execution')} ${differing === 1 ? 'differs' : 'differ'}`;
  return `drop copy ${state}${differs}`;
}
