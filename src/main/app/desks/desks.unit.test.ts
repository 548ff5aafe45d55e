/** Which desks have a window, and what every window is told of them. */
import { expect, test } from 'vitest';
import type { DesksToWindow, DesksView, WindowToDesks } from '../../../shared/contract/desks.ts';
import { err, ok } from '../../../shared/kernel/result.ts';
import { ownDesk, type DeskEntry, type NewDesk } from '../../infra/link/desksFile.ts';
import { Desks, type DesksOptions, type OpenDesk } from './desks.ts';

const own = ownDesk('/own');
const rates: DeskEntry = { ...own, id: 'r', name: 'Rates', place: { kind: 'folder', path: '/rates' } };

interface FakeDesk extends OpenDesk {
  readonly entry: DeskEntry;
  fronts: number;
  titles: number;
  /** Whether the person leaves, asked by the desk. */
  leaves: boolean;
  ends: number;
}

function fakeDesk(entry: DeskEntry): FakeDesk {
  return {
    entry,
    fronts: 0,
    titles: 0,
    leaves: true,
    ends: 0,
    bringToFront() {
      this.fronts++;
    },
    showTitles() {
      this.titles++;
    },
    owns: () => false,
    end() {
      this.ends++;
      return Promise.resolve(this.leaves);
    },
  };
}

class FakePort {
  readonly told: DesksToWindow[] = [];
  private readonly listeners = new Map<string, (event: { data: unknown }) => void>();

  postMessage(message: DesksToWindow): void {
    this.told.push(message);
  }

  on(event: string, listener: (event: { data: unknown }) => void): this {
    this.listeners.set(event, listener);
    return this;
  }

  start(): void {}

  say(data: WindowToDesks | string): void {
    this.listeners.get('message')?.({ data });
  }

  close(): void {
    this.listeners.get('close')?.({ data: undefined });
  }

  get view(): DesksView | undefined {
    return this.told.flatMap((message) => (message.type === 'view' ? [message.view] : [])).at(-1);
  }
}

function consoleOf(given: Partial<DesksOptions<FakeDesk>> = {}) {
  const added: NewDesk[] = [];
  const opened: FakeDesk[] = [];
  const desks = new Desks<FakeDesk>({
    own,
    read: () => ok([own, rates]),
    add: (desk) => {
      added.push(desk);
      return ok([own, rates, { ...desk, id: 'new' }]);
    },
    open: (entry) => {
      const desk = fakeDesk(entry);
      opened.push(desk);
      return desk;
    },
    remove: (id) => ok([own, rates].filter((one) => one.id !== id)),
    choosePlace: () => Promise.resolve('/chosen'),
    nowMs: () => 5,
    ...given,
  });
  desks.show();
  const window = (id: string, isMain = true): FakePort => {
    const port = new FakePort();
    desks.connect(id, isMain, port as never);
    return port;
  };
  return { desks, opened, added, window };
}

const gone = { type: 'summary', summary: { state: 'gone', code: 'engine_lost', why: 'it ended' } } as const;

test('a desk opens once, and comes to the front after that', () => {
  const { desks, opened, window } = consoleOf();
  window('own').say({ type: 'open', id: 'r' });
  window('own').say({ type: 'open', id: 'r' });
  expect(opened.map(({ entry }) => entry.id)).toEqual(['own', 'r']);
  expect(opened[1]?.fronts).toBe(1);
  desks.closed('r');
  window('own').say({ type: 'open', id: 'r' });
  expect(opened).toHaveLength(3);
});

test('an unknown desk, or a message of another form, opens nothing', () => {
  const { opened, window } = consoleOf();
  window('own').say({ type: 'open', id: 'elsewhere' });
  window('own').say('open everything');
  expect(opened).toHaveLength(1);
});

test('what the main window of a desk says reaches every window, until that desk is closed', () => {
  const { desks, window } = consoleOf();
  const [mine, theirs, panel] = [window('own'), window('r'), window('r', false)];
  desks.show('r');
  panel.say(gone);
  expect(mine.view?.desks[1]).toMatchObject({ name: 'Rates', open: true });
  expect(mine.view?.desks[1]?.told).toBeUndefined();
  theirs.say(gone);
  expect(mine.view?.desks[1]?.told).toEqual({ atMs: 5, summary: gone.summary });
  expect([mine.view?.here, theirs.view?.here]).toEqual(['own', 'r']);
  panel.close();
  const before = panel.told.length;
  desks.closed('r');
  expect(mine.view?.desks[1]).toEqual(expect.not.objectContaining({ told: expect.anything() as unknown }));
  expect(mine.view?.desks[1]?.open).toBe(false);
  expect(panel.told).toHaveLength(before);
});

test('a list that can not be used is told, and the own desk is there all the same', () => {
  const { opened, window, desks } = consoleOf({
    read: () => err({ code: 'desks_unusable', message: 'desks.json: not valid' }),
  });
  expect(opened.map(({ entry }) => entry.id)).toEqual(['own']);
  expect(window('own').view).toMatchObject({ desks: [{ id: 'own' }], fault: 'desks.json: not valid' });
  expect(desks.nameOf('own')).toBeUndefined();
});

const addition = { type: 'add', name: 'New', letter: 'N', colour: 'lime', place: 'folder' } as const;

test('a new desk is added at the chosen place and opened; from then on every window has a name', async () => {
  const { opened, added, window, desks } = consoleOf({ read: () => ok([own]) });
  expect(desks.nameOf('own')).toBeUndefined();
  const port = window('own');
  port.say(addition);
  await expect.poll(() => port.told).toContainEqual({ type: 'answered' });
  expect(added).toEqual([
    { name: 'New', letter: 'N', colour: 'lime', place: { kind: 'folder', path: '/chosen' } },
  ]);
  expect(opened.map(({ entry }) => entry.id)).toEqual(['own', 'new']);
  expect(opened[0]?.titles).toBe(1);
  expect(desks.nameOf('own')).toBe('Own desk');
});

test.each([
  ['canceled', { choosePlace: () => Promise.resolve(undefined) }, ''],
  ['refused', { add: () => err({ code: 'desks_unusable', message: 'twice' }) }, 'twice'],
])('a new desk that is %s is told to the window that asked', async (_what, given, fault) => {
  const { opened, window } = consoleOf(given);
  const port = window('own');
  port.say(addition);
  await expect.poll(() => port.told.at(-1)).toEqual({ type: 'answered', fault });
  expect(opened).toHaveLength(1);
});

test('a second place is not asked for while one is', async () => {
  let choose: (path: string | undefined) => void = () => undefined;
  let asked = 0;
  const { window } = consoleOf({
    choosePlace: () => {
      asked++;
      return new Promise((resolve) => (choose = resolve));
    },
  });
  const port = window('own');
  port.say(addition);
  port.say(addition);
  expect(asked).toBe(1);
  expect(port.told.at(-1)).toMatchObject({ fault: expect.stringContaining('asks for the place') as string });
  choose(undefined);
  await expect.poll(() => port.told.at(-1)).toEqual({ type: 'answered', fault: '' });
  port.say(addition);
  expect(asked).toBe(2);
});

test('a desk without a window is removed, and one with a window is not', () => {
  const { desks, window } = consoleOf();
  const port = window('own');
  desks.show('r');
  port.say({ type: 'remove', id: 'r' });
  expect(port.told.at(-1)).toEqual({ type: 'answered', fault: 'Rates has a window; close it first' });
  desks.closed('r');
  port.say({ type: 'remove', id: 'r' });
  expect(port.told.at(-1)).toEqual({ type: 'answered' });
  expect(port.view?.desks).toMatchObject([{ id: 'own', removable: false }]);
  expect(desks.nameOf('own')).toBeUndefined();
});

test('who looks at the list sees the file as it is now, and a desk with a window keeps its name', () => {
  let file: ReturnType<DesksOptions<FakeDesk>['read']> = ok([own, rates]);
  const { desks, opened, window } = consoleOf({ read: () => file });
  desks.show('r');
  const port = window('own');
  file = ok([own]);
  port.say({ type: 'look' });
  expect(port.view?.desks.map(({ name }) => name)).toEqual(['Own desk', 'Rates']);
  expect(desks.nameOf('r')).toBe('Rates');
  file = err({ code: 'desks_unusable', message: 'not valid' });
  port.say({ type: 'look' });
  expect(port.view).toMatchObject({ fault: 'not valid', desks: [{ id: 'own' }, { id: 'r' }] });
  file = ok([{ ...own, name: 'Equities' }]);
  port.say({ type: 'look' });
  expect(port.view?.fault).toBeUndefined();
  const titles = opened[0]?.titles ?? 0;
  desks.closed('r');
  expect(port.view?.desks.map(({ name }) => name)).toEqual(['Equities']);
  expect(opened[0]?.titles).toBe(titles + 1);
});

test('the end asks the own desk first, and ends the others only where nobody stays', async () => {
  const { desks, opened } = consoleOf();
  desks.show('r');
  const [mine, theirs] = opened;
  if (mine === undefined || theirs === undefined) throw new Error('two desks are open');
  mine.leaves = false;
  await desks.end();
  expect([mine.ends, theirs.ends]).toEqual([1, 0]);
  mine.leaves = true;
  await desks.end();
  expect(theirs.ends).toBe(1);
});

test('an engine with the record of another desk, or with another one than before, is not taken', () => {
  const { desks } = consoleOf();
  desks.show('r');
  expect(desks.whyNotRecord('own', 'first')).toBeUndefined();
  expect(desks.whyNotRecord('r', 'first')).toMatchObject({
    code: 'desk_twice',
    message: expect.stringMatching(/at \/rates has the record of Own desk, first/) as string,
  });
  expect(desks.whyNotRecord('r', 'second')).toBeUndefined();
  expect(desks.whyNotRecord('r', 'second')).toBeUndefined();
  expect(desks.whyNotRecord('r', 'third')).toMatchObject({
    code: 'other_desk',
    message: expect.stringMatching(/the record third now; expected second/) as string,
  });
  desks.closed('r');
  desks.show('r');
  expect(desks.whyNotRecord('r', 'third')).toBeUndefined();
});
