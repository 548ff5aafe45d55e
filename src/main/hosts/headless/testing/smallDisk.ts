/** A disk with little room for a data folder: a memory file system of its own, where this user may mount one. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class SmallDisk {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** Undefined where nothing can be mounted. `atEnd` is given what unmounts it at the end of the test. */
  static mount(bytes: number, atEnd: (undo: () => void) => void): SmallDisk | undefined {
    const folder = mkdtempSync(join(tmpdir(), 'breakwater-disk-'));
    const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'tmpfs', folder]);
    if (status !== 0) {
      rmSync(folder, { recursive: true });
      return undefined;
    }
    atEnd(() => {
      spawnSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true, force: true });
    });
    return new SmallDisk(folder);
  }

  get freeBytes(): number {
    const { bavail, bsize } = statfsSync(this.folder);
    return bavail * bsize;
  }

  /** Leaves so much room. */
  fill(leaveBytes: number): void {
    writeFileSync(join(this.folder, 'filler'), Buffer.alloc(Math.max(0, this.freeBytes - leaveBytes)));
  }

  free(): void {
    rmSync(join(this.folder, 'filler'), { force: true });
  }
}
