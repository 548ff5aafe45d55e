// Circles between folders of src/main and src/renderer. No file need import itself in a circle for this: one file of a parent folder
// imports a child, another file of the child imports the parent, and none of the two folders can be read alone.
import { posix } from 'node:path';

const judged = /^src\/(?:main|renderer)\//;
const isTest = /\.test\.tsx?$|\/testing\//;

/**
 * @typedef {{ readonly from: string, readonly to: string }} Import of a file by a file
 * @param {readonly Import[]} imports
 * @returns {Import[][]} each circle, as one import for each of its steps
 */
export function folderCircles(imports) {
  /** @type {Map<string, Map<string, Import>>} */
  const graph = new Map();
  for (const step of imports) {
    const { from, to } = step;
    if (![from, to].every((file) => judged.test(file) && !isTest.test(file))) continue;
    const [folder, target] = [posix.dirname(from), posix.dirname(to)];
    if (folder === target) continue;
    const targets = graph.get(folder) ?? new Map();
    graph.set(folder, targets.set(target, step));
  }
  /** @type {Import[][]} */
  const circles = [];
  for (const start of [...graph.keys()].toSorted()) {
    const circle = shortestWay(graph, start);
    if (circle === undefined) continue;
    circles.push(circle);
    // A circle is reported once: without one of its steps, it is none.
    graph.get(start)?.delete(posix.dirname(circle[0]?.to ?? ''));
  }
  return circles;
}

/**
 * The shortest way from a folder back to itself.
 * @param {ReadonlyMap<string, ReadonlyMap<string, Import>>} graph
 * @param {string} start
 * @returns {Import[] | undefined}
 */
function shortestWay(graph, start) {
  /** @type {Map<string, Import[]>} */
  const ways = new Map([[start, []]]);
  for (const [folder, way] of ways) {
    for (const [target, step] of graph.get(folder) ?? []) {
      if (target === start) return [...way, step];
      if (!ways.has(target)) ways.set(target, [...way, step]);
    }
  }
  return undefined;
}
