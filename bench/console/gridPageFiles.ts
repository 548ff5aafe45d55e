/**
 * The page with AG Grid, among the files that the runtime of the tests serves. The engine answers to the console's own
 * page alone, so for its turn it takes that page's place.
 */
import { copyFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

const folderName = 'bench';

export interface GridPageFiles {
  /** Serves AG Grid in place of the console while some work lasts. */
  readonly inPlace: <T>(work: () => Promise<T>) => Promise<T>;
}

/** `rendererFolder` is the one from which the runtime serves its pages. It is as before once the work has ended. */
export async function withGridPage<T>(
  rendererFolder: string,
  work: (page: GridPageFiles) => Promise<T>,
): Promise<T> {
  const outDir = join(rendererFolder, folderName);
  const served = join(rendererFolder, 'index.html');
  const kept = join(rendererFolder, 'console.html');
  await build({
    root: join(import.meta.dirname, 'gridPage'),
    base: `/${folderName}/`,
    configFile: false,
    logLevel: 'warn',
    build: {
      outDir,
      emptyOutDir: true,
      target: 'chrome130',
      assetsInlineLimit: 0,
      chunkSizeWarningLimit: 5_000,
    },
  });
  const inPlace: GridPageFiles['inPlace'] = async (turn) => {
    await rename(served, kept);
    try {
      await copyFile(join(outDir, 'index.html'), served);
      return await turn();
    } finally {
      await rename(kept, served);
    }
  };
  try {
    return await work({ inPlace });
  } finally {
    await rm(outDir, { recursive: true });
  }
}
