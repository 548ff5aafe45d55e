/** Puts the page with AG Grid beside the console's own, for as long as some work lasts. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vite';

const folderName = 'bench';
const gridUrl = `breakwater://console/${folderName}/index.html`;

/** `rendererFolder` is the one from which the runtime of the tests serves its pages. */
export async function withGridPage<T>(rendererFolder: string, work: (url: string) => Promise<T>): Promise<T> {
  const outDir = join(rendererFolder, folderName);
  await build({
    root: join(import.meta.dirname, 'gridPage'),
    base: './',
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
  try {
    return await work(gridUrl);
  } finally {
    await rm(outDir, { recursive: true });
  }
}
