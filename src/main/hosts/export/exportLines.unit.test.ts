import { expect, test } from 'vitest';
import { exportHeader, exportLine } from './exportLines.ts';

const hostile = ["=cmd|' /C calc'!A0", '+1', '-1', '@SUM(1)', '\t=1', '\r=1', '"=1"'];

test.each(hostile)(
  'no cell of an exported event begins a formula, whatever an operator or a strategy is called: %j',
  (text) => {
    const row = {
      position: 7,
      stream: 'order-o1',
      version: 1,
      eventId: 'e1',
      type: 'OrderCreated',
      schemaVersion: 1,
      data: JSON.stringify({ strategy: text, reason: text }),
      correlationId: 's1',
      causationId: null,
      actor: `operator:${text}`,
      time: '2026-11-23T09:31:05.877004Z',
      previousHash: 'a0',
      hash: 'b1',
    };
    const line = exportLine('csv', row);
    const cells = Array.from(line.matchAll(/(?:^|,)("(?:[^"]|"")*"|[^,]*)/g), ([, cell = '']) =>
      cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
    );
    expect(cells).toHaveLength(exportHeader('csv')?.split(',').length ?? 0);
    for (const cell of cells) expect(cell).not.toMatch(/^\s*[=+\-@"\t\r]/);
    // The hash covers these texts: they go out as they are.
    expect(cells).toContain(row.data);
    expect(cells).toContain(row.actor);
  },
);
