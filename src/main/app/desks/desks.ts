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
}

/** A window's port about the desks. */
type DesksPort = Pick<MessagePortMain, 'postMessage' | 'on' | 'start'>;

export interface DesksOptions<Opened extends OpenDesk> {
  /** The console's own desk first: it opens with the console. */
  readonly own: DeskEntry;
  /** The list, or why it can't be used. */
  readonly read: () => Result<readonly DeskEntry[], FaultView>;
  readonly add: (desk: NewDesk) => Result<readonly DeskEntry[], FaultView>;
  readonly open: (entry: DeskEntry) => Opened;
  /** Lets the person at the window of the desk choose the place of a new one; undefined when the person canceled. */
  readonly choosePlace: (beside: Opened, kind: DeskEntry['place']['kind']) => Promise<string | undefined>;
  readonly nowMs: () => number;
}

interface Told {
  readonly atMs: number;
  readonly summary: DeskSummary;
}

type Addition = Extract<WindowToDesks, { type: 'add' }>;

export class Desks<Opened extends OpenDesk> {
  private readonly options: DesksOptions<Opened>;
  private entries: readonly DeskEntry[];
  private readonly fault: string | undefined;
  private readonly opened = new Map<string, Opened>();
  private readonly told = new Map<string, Told>();
  private readonly ports = new Map<DesksPort, string>();

  constructor(options: DesksOptions<Opened>) {
    this.options = options;
    const read = options.read();
    this.entries = read.ok ? read.value : [options.own];
    this.fault = read.ok ? undefined : read.error.message;
    if (this.fault !== undefined) console.error(this.fault);
  }

  /** Opens the desk, or brings its window to the front. Undefined for a desk that is not on the list. */
  show(id = this.options.own.id): Opened | undefined {
    const before = this.opened.get(id);
    before?.bringToFront();
    const entry = this.entries.find((one) => one.id === id);
    if (before !== undefined || entry === undefined) return before;
    const desk = this.options.open(entry);
    this.opened.set(id, desk);
    this.tellAll();
    return desk;
  }

  /** The windows of the desk are closed. */
  closed(id: string): void {
    this.opened.delete(id);
    this.told.delete(id);
    this.tellAll();
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
  ownerOf(contents: WebContents): Opened | undefined {
    return [...this.opened.values()].find((desk) => desk.owns(contents));
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
      case 'add':
        void this.addBeside(id, message, port);
    }
  }

  private async addBeside(id: string, addition: Addition, port: DesksPort): Promise<void> {
    const { name, letter, colour, place: kind } = addition;
    const beside = this.opened.get(id);
    if (beside === undefined) return;
    const path = await this.options.choosePlace(beside, kind);
    if (path === undefined) {
      post(port, { type: 'added', fault: '' });
      return;
    }
    const added = this.options.add({ name, letter, colour, place: { kind, path } });
    if (!added.ok) {
      post(port, { type: 'added', fault: added.error.message });
      return;
    }
    this.entries = added.value;
    for (const desk of this.opened.values()) desk.showTitles();
    post(port, { type: 'added' });
    this.show(added.value.at(-1)?.id);
  }

  private tellAll(): void {
    for (const [port, id] of this.ports) this.tell(port, id);
  }

  private tell(port: DesksPort, here: string): void {
    const { fault } = this;
    const desks = this.entries.map(({ id, name, letter, colour, place }) => {
      const told = this.told.get(id);
      const open = this.opened.has(id);
      return { id, name, letter, colour, place: place.path, open, ...(told !== undefined && { told }) };
    });
    const view: DesksView = { desks, here, ...(fault !== undefined && { fault }) };
    post(port, { type: 'view', view });
  }
}

function post(port: DesksPort, message: DesksToWindow): void {
  port.postMessage(message);
}
