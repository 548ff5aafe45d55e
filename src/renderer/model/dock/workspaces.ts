/** Named arrangements of panels: what each holds, in the main window and in others, and the rules for their names. */
import { z } from 'zod';
import { panelIds, type PanelId, type PanelPlace } from '../../../shared/contract/panels.ts';
import { err, ok, type Result } from '../../../shared/kernel/result.ts';
import { visibleLine } from '../../../shared/kernel/visibleText.ts';
import { layoutSchema, panelsOf, type LayoutNode } from './layoutTree.ts';
import { formOf, stacked, standardLayout, type DockForm, type DockSize } from './standardLayouts.ts';

/** It is always there, and can be reset but neither renamed nor deleted. */
export const standardName = 'Standard';
const workspacesMax = 20;
const nameLengthMax = 40;

const nameSchema = z.string().trim().min(1).max(nameLengthMax);

const whole = z.number().int();
export const placeSchema = z.strictObject({
  x: whole,
  y: whole,
  width: whole.positive(),
  height: whole.positive(),
});

export const workspacesSchema = z
  .strictObject({
    version: z.literal(1),
    current: nameSchema,
    workspaces: z
      .array(
        z.strictObject({
          name: nameSchema,
          /** What the operator has arranged. A form that is missing has its standard arrangement. */
          layouts: z.strictObject({ spread: layoutSchema.optional(), stacked: layoutSchema.optional() }),
          /** The panels in windows of their own, and where those are. */
          windows: z.partialRecord(z.enum(panelIds), placeSchema).optional(),
        }),
      )
      .min(1)
      .max(workspacesMax),
  })
  .refine(({ workspaces }) => new Set(workspaces.map(({ name }) => keyOf(name))).size === workspaces.length, {
    error: 'a name stands in it twice',
  })
  .refine(({ current, workspaces }) => workspaces.some(({ name }) => name === current), {
    error: 'the current one is not among them',
  })
  .refine(({ workspaces }) => workspaces.some(({ name }) => name === standardName), {
    error: `${standardName} is not among them`,
  });

export type Workspaces = Readonly<z.infer<typeof workspacesSchema>>;
export type Workspace = Workspaces['workspaces'][number];

export const firstWorkspaces: Workspaces = {
  version: 1,
  current: standardName,
  workspaces: [{ name: standardName, layouts: {} }],
};

export function currentOf({ current, workspaces }: Workspaces): Workspace {
  return workspaces.find(({ name }) => name === current) ?? { name: standardName, layouts: {} };
}

/** The arrangement of a workspace for a window of this size. */
export function layoutFor({ layouts }: Workspace, size: DockSize): LayoutNode {
  const form = formOf(size);
  const own = layouts[form];
  if (own !== undefined) return own;
  return form === 'stacked' && layouts.spread !== undefined
    ? stacked(panelsOf(layouts.spread), size)
    : standardLayout(size);
}

export function withLayout(all: Workspaces, form: DockForm, layout: LayoutNode): Workspaces {
  return changed(all, (workspace) => ({
    ...workspace,
    layouts: { ...workspace.layouts, [form]: layout },
  }));
}

/** The panel has a window of its own in the current workspace, at this place. */
export function withWindow(all: Workspaces, panel: PanelId, place: PanelPlace): Workspaces {
  return changed(all, (workspace) => ({
    ...workspace,
    windows: { ...workspace.windows, [panel]: place },
  }));
}

export function withoutWindow(all: Workspaces, panel: PanelId): Workspaces {
  return changed(all, (workspace) => {
    const { [panel]: _, ...windows } = workspace.windows ?? {};
    return { ...workspace, windows };
  });
}

/** Takes back whatever was arranged in the current workspace. */
export function reset(all: Workspaces): Workspaces {
  return changed(all, ({ name }) => ({ name, layouts: {} }));
}

export function switched(all: Workspaces, name: string): Workspaces {
  return all.workspaces.some((workspace) => workspace.name === name) ? { ...all, current: name } : all;
}

/** Copies the current workspace under a new name, and goes on in the copy. */
export function savedAs(all: Workspaces, text: string): Result<Workspaces, string> {
  if (all.workspaces.length >= workspacesMax) {
    return err(`There are ${workspacesMax} workspaces, and no more are kept: delete one first`);
  }
  const name = freeName(all.workspaces, text);
  if (!name.ok) return name;
  const copy = { ...currentOf(all), name: name.value };
  return ok({ ...all, current: name.value, workspaces: [...all.workspaces, copy] });
}

export function renamed(all: Workspaces, text: string): Result<Workspaces, string> {
  if (all.current === standardName) return err(`${standardName} keeps its name: save it under another one`);
  // It may get its own name in another way of writing.
  const others = all.workspaces.filter((workspace) => workspace.name !== all.current);
  const name = freeName(others, text);
  if (!name.ok) return name;
  const next = changed(all, (workspace) => ({ ...workspace, name: name.value }));
  return ok({ ...next, current: name.value });
}

/** Deletes the current workspace, and goes on in the standard one. */
export function deleted(all: Workspaces): Workspaces {
  if (all.current === standardName) return all;
  return {
    ...all,
    current: standardName,
    workspaces: all.workspaces.filter(({ name }) => name !== all.current),
  };
}

function changed(all: Workspaces, change: (workspace: Workspace) => Workspace): Workspaces {
  const { current, workspaces } = all;
  return {
    ...all,
    workspaces: workspaces.map((workspace) => (workspace.name === current ? change(workspace) : workspace)),
  };
}

function freeName(others: Workspaces['workspaces'], text: string): Result<string, string> {
  const name = text.trim();
  if (name === '') return err('Give a name');
  if (name.length > nameLengthMax) {
    return err(`The name has ${name.length} characters: at most ${nameLengthMax}`);
  }
  if (visibleLine(name) !== name) return err('The name has a character that nobody can see: type it anew');
  const taken = others.find((workspace) => lookOf(workspace.name) === lookOf(name));
  return taken === undefined ? ok(name) : err(`There is a workspace "${taken.name}" already`);
}

function keyOf(name: string): string {
  return name.toLowerCase();
}

/** Names that look the same are the same to whoever chooses one. */
function lookOf(name: string): string {
  return keyOf(name.normalize('NFKC').replaceAll(/\s+/g, ' '));
}
