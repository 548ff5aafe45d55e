/**
 * The desks of this console: which there are, which of them have a window, and what their windows say of them. Every
 * window is told of all, so that each can lead to the others.
 */
import type { MessagePortMain, WebContents } from 'electron';
import {
  windowToDesksSchema,
  type DesksToWindow,
  type DeskSummary,
  type DesksView,
  type WindowToDesks,
} from '../../../shared/contract/desks.ts';
import type { FaultView } from '../../../shared/contract/faults.ts';
import type { Result } from '../../../shared/kernel/result.ts';
import type { DeskEntry, NewDesk } from '../../infra/link/desksFile.ts';

/** A desk that has a window. */
export interface OpenDesk {
  bringToFront(): void;
  /** Shows the desk's name, or that it has none, in the titles of its windows. */
  showTitles(): void;
  /** Whether the page belongs to one of its windows. */
  owns(contents: WebContents): boolean;
  /** Asks what there is to ask, and ends it. Resolves to whether it has ended: a person may stay. */
  end(): Promise<boolean>;
}

/** A window's port about the desks. */
type DesksPort = Pick<MessagePortMain, 'postMessage' | 'on' | 'start'>;

export interface DesksOptions<Opened extends OpenDesk> {
  /** The console's own desk first: it opens with the console. */
  readonly own: DeskEntry;
  /** The list, or why it can't be used. */
  readonly read: () => Result<readonly DeskEntry[], FaultView>;
  readonly add: (desk: NewDesk) => Result<readonly DeskEntry[], FaultView>;
  readonly remove: (id: string) => Result<readonly DeskEntry[], FaultView>;
  readonly open: (entry: DeskEntry) => Opened;
  /** Lets the person at the window of the desk choose the place of a new one; undefined when the person canceled. */
  readonly choosePlace: (beside: Opened, kind: DeskEntry['place']['kind']) => Promise<string | undefined>;
  readonly nowMs: () => number;
}

interface Told {
  readonly atMs: number;
  readonly summary: DeskSummary;
}

interface Opened<Windows> {
  readonly entry: DeskEntry;
  readonly windows: Windows;
  /** The record of the engine that it was attached to first. */
  record?: string;
}

type Addition = Extract<WindowToDesks, { type: 'add' }>;

export class Desks<Windows extends OpenDesk> {
  private readonly options: DesksOptions<Windows>;
  private listed: readonly DeskEntry[];
  private fault: string | undefined;
  private readonly opened = new Map<string, Opened<Windows>>();
  private readonly told = new Map<string, Told>();
  private readonly ports = new Map<DesksPort, string>();
  private isChoosing = false;

  constructor(options: DesksOptions<Windows>) {
    this.options = options;
    this.listed = [options.own];
    this.read();
    if (this.fault !== undefined) console.error(this.fault);
  }

  get areOpen(): boolean {
    return this.opened.size > 0;
  }

  /** Opens the desk, or brings its window to the front. Undefined for a desk that is not on the list. */
  show(id = this.options.own.id): Windows | undefined {
    const before = this.opened.get(id)?.windows;
    before?.bringToFront();
    const entry = this.listed.find((one) => one.id === id);
    if (before !== undefined || entry === undefined) return before;
    const windows = this.options.open(entry);
    this.opened.set(id, { entry, windows });
    this.tellAll();
    return windows;
  }

  /** Ends every desk: the own one first, because it alone asks. Whoever stays keeps the windows of all. */
  async end(): Promise<void> {
    const own = this.opened.get(this.options.own.id);
    if (own !== undefined && !(await own.windows.end())) return;
    for (const { windows } of this.opened.values()) void windows.end();
  }

  /** The windows of the desk are closed. */
  closed(id: string): void {
    this.opened.delete(id);
    this.told.delete(id);
    this.changed();
  }

  /** Serves a window of the desk. `isMain`: what this window says of the desk counts. */
  connect(id: string, isMain: boolean, port: DesksPort): void {
    this.ports.set(port, id);
    port.on('message', ({ data }) => {
      const message = windowToDesksSchema.safeParse(data);
      if (message.success) this.take(id, isMain, message.data, port);
      else console.error('A message of a window about desks was refused: it has another form.');
    });
    port.on('close', () => this.ports.delete(port));
    port.start();
    this.tell(port, id);
  }

  /** The name of the desk, where there are several; undefined where nobody can take it for another. */
  nameOf(id: string): string | undefined {
    return this.entries.length === 1 ? undefined : this.entries.find((one) => one.id === id)?.name;
  }

  /** The open desk to which the page belongs. */
  ownerOf(contents: WebContents): Windows | undefined {
    return [...this.opened.values()].find(({ windows }) => windows.owns(contents))?.windows;
  }

  /** Why an engine with this record is not that of the desk: its window would show another desk under its badge. */
  whyNotRecord(id: string, record: string): FaultView | undefined {
    const here = this.opened.get(id);
    if (here === undefined) return undefined;
    const other = [...this.opened.values()].find((one) => one !== here && one.record === record);
    if (other !== undefined) {
      const message = `The engine at ${here.entry.place.path} has the record of ${other.entry.name}, ${record}: both places lead to one desk, or one folder is a copy of the other. Expected a desk of its own.`;
      return { code: 'desk_twice', message };
    }
    if (here.record !== undefined && here.record !== record) {
      const message = `The engine at ${here.entry.place.path} has the record ${record} now; expected ${here.record}, which its window has shown so far. To work on the other one, close that window and open it again.`;
      return { code: 'other_desk', message };
    }
    here.record = record;
    return undefined;
  }

  /** What is listed, and behind it what is open although somebody has taken it off the list. */
  private get entries(): readonly DeskEntry[] {
    const isListed = ({ id }: DeskEntry): boolean => this.listed.some((one) => one.id === id);
    return [
      ...this.listed,
      ...[...this.opened.values()].map(({ entry }) => entry).filter((one) => !isListed(one)),
    ];
  }

  private take(id: string, isMain: boolean, message: WindowToDesks, port: DesksPort): void {
    switch (message.type) {
      case 'summary':
        if (!isMain || !this.opened.has(id)) return;
        this.told.set(id, { atMs: this.options.nowMs(), summary: message.summary });
        if (this.entries.length > 1) this.tellAll();
        return;
      case 'open':
        this.show(message.id);
        return;
      case 'look':
        this.read();
        this.changed();
        return;
      case 'add':
        void this.addBeside(id, message, port);
        return;
      case 'remove':
        post(port, { type: 'answered', ...this.remove(message.id) });
    }
  }

  /** A list that can't be used leaves the desks as they are. */
  private read(): void {
    const read = this.options.read();
    if (read.ok) this.listed = read.value;
    this.fault = read.ok ? undefined : read.error.message;
  }

  private async addBeside(id: string, addition: Addition, port: DesksPort): Promise<void> {
    const { name, letter, colour, place: kind } = addition;
    const beside = this.opened.get(id);
    if (beside === undefined) return;
    if (this.isChoosing) {
      post(port, { type: 'answered', fault: choosingAlready });
      return;
    }
    this.isChoosing = true;
    const path = await this.options
      .choosePlace(beside.windows, kind)
      .finally(() => (this.isChoosing = false));
    if (path === undefined) {
      post(port, { type: 'answered', fault: '' });
      return;
    }
    const added = this.options.add({ name, letter, colour, place: { kind, path } });
    post(port, { type: 'answered', ...this.takeList(added) });
    if (added.ok) this.show(added.value.at(-1)?.id);
  }

  private remove(id: string): { readonly fault?: string } {
    const open = this.opened.get(id);
    if (open !== undefined) return { fault: `${open.entry.name} has a window; close it first` };
    return this.takeList(this.options.remove(id));
  }

  private takeList(list: Result<readonly DeskEntry[], FaultView>): { readonly fault?: string } {
    if (!list.ok) return { fault: list.error.message };
    this.listed = list.value;
    this.changed();
    return {};
  }

  /** The list is another one, or something open has gone that was not on it. */
  private changed(): void {
    for (const { windows } of this.opened.values()) windows.showTitles();
    this.tellAll();
  }

  private tellAll(): void {
    for (const [port, id] of this.ports) this.tell(port, id);
  }

  private tell(port: DesksPort, here: string): void {
    const { fault } = this;
    const desks = this.entries.map(({ id, name, letter, colour, place }) => {
      const told = this.told.get(id);
      const open = this.opened.has(id);
      const removable = id !== this.options.own.id;
      return {
        id,
        name,
        letter,
        colour,
        place: place.path,
        open,
        removable,
        ...(told !== undefined && { told }),
      };
    });
    const view: DesksView = { desks, here, ...(fault !== undefined && { fault }) };
    post(port, { type: 'view', view });
  }
}

const choosingAlready =
  'A dialog of the system asks for the place of a desk already; answer that one, or cancel it';

function post(port: DesksPort, message: DesksToWindow): void {
  port.postMessage(message);
}
