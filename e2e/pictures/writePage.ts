// The page of all pictures, docs/screens/README.md, of those that are there.
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  allPictured,
  deskNames,
  desks,
  folder,
  pictured,
  pictureName,
  sizes,
  themes,
  type DeskName,
  type Pictured,
} from './pictured.ts';

const head = `# The console in pictures

Made by \`npm run screens\`, of the real window; do not edit by hand. \`npm run screens -- busy\` makes those of one
desk, \`npm run screens -- "busy dark"\` those of one look. Of the largest size there are only the screens that a large window shows otherwise than a small one.

`;

/** Playwright calls it once all pictures are made. */
export default async function writePage(): Promise<void> {
  const told = deskNames.map((name) => `- **${name}**: ${desks[name]}\n`).join('');
  const columns = `| screen | ${deskNames.join(' | ')} |\n| --- |${' --- |'.repeat(deskNames.length)}\n`;
  await writeFile(join(folder, 'README.md'), `${head}${told}\n${columns}${allPictured.map(row).join('')}`);
}

function row(view: Pictured): string {
  const { title, says } = pictured[view];
  return `| **${title}**: ${says} | ${deskNames.map((desk) => cell(desk, view)).join(' | ')} |\n`;
}

/** A small picture of the middle size, and links to every one. */
function cell(desk: DeskName, view: Pictured): string {
  const small = pictureName(desk, view, 'dark', sizes[1]);
  if (!existsSync(join(folder, small))) return '';
  const links = themes.map((theme) => {
    const there = sizes
      .map((size) => ({ size, name: pictureName(desk, view, theme, size) }))
      .filter(({ name }) => existsSync(join(folder, name)))
      .map(({ size: [width, height], name }) => `[${width}x${height}](${name})`);
    return `${theme}: ${there.join(', ')}`;
  });
  return `<img src="${small}" width="280" alt="${pictured[view].title}, ${desk} desk"><br>${links.join('<br>')}`;
}
