import { describe, expect, it, vi } from 'vitest';
import { ProgressLine } from './progressLine.ts';

function progressOn(terminal: { isTerminal: boolean; columns: number }) {
  const written: string[] = [];
  return { written, progress: new ProgressLine(terminal, 'signals', (text) => written.push(text)) };
}

describe('ProgressLine', () => {
  it('draws a bar, a count and a rate, and takes them away', () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1_000);
    const { written, progress } = progressOn({ isTerminal: true, columns: 80 });
    now.mockReturnValue(3_000);
    progress.update({ done: 500, share: 0.5 });
    progress.clear();
    progress.clear();
    expect(written).toEqual([
      '\r\u001b[2K[############............]  50 %  500 signals, 250 a second',
      '\r\u001b[2K',
    ]);
  });

  it('draws at most ten times a second, and no wider than the terminal', () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(10_000);
    const { written, progress } = progressOn({ isTerminal: true, columns: 20 });
    for (let ms = 0; ms <= 1_000; ms += 10) {
      now.mockReturnValue(20_000 + ms);
      progress.update({ done: ms });
    }
    expect(written).toHaveLength(11);
    for (const text of written) expect(text.length).toBeLessThanOrEqual('\r\u001b[2K'.length + 19);
  });

  it('writes nothing where there is no terminal', () => {
    const { written, progress } = progressOn({ isTerminal: false, columns: 80 });
    progress.update({ done: 5 });
    progress.clear();
    expect(written).toEqual([]);
  });
});
