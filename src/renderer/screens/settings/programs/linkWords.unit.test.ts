import { expect, test } from 'vitest';
import type { ProgramLink } from '../../../../shared/contract/programs.ts';
import { linkWords } from './linkWords.ts';

const nowMs = Date.UTC(2026, 10, 30, 9, 31, 7);

test.each<[link: ProgramLink, word: string, more: RegExp]>([
  [{ status: 'off' }, 'Off', /nothing is tried/],
  [{ status: 'looking' }, 'Looking for the bridge', /^$/],
  [
    { status: 'looking', after: { kind: 'absent' }, againAtMs: nowMs + 4_200 },
    'Looking for the bridge',
    /Tries again in 5 s/,
  ],
  [
    { status: 'looking', after: { kind: 'refused', why: 'no such key', sinceMs: nowMs } },
    'Refused',
    /^since 09:31:07: no such key\. Tries now\.$/,
  ],
  [
    { status: 'looking', after: { kind: 'lost', why: 'the bridge closed', sinceMs: nowMs }, againAtMs: 0 },
    'Lost',
    /^since 09:31:07: the bridge closed\. Tries again in 0 s\.$/,
  ],
  [
    { status: 'connected', port: 4475, name: 'Breakwater', agents: ['agent-A'], sinceMs: nowMs },
    'Connected as Breakwater',
    /^since 09:31:07, on port 4475\. Also there: agent-A\.$/,
  ],
])('the link is told in words: %j', (link, word, more) => {
  const words = linkWords(link, nowMs);
  expect(words.word).toBe(word);
  expect(words.more).toMatch(more);
});
