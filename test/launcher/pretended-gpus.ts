import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

export interface PretendedGpu {
  readonly totalMb: number;
  /** What programs hold that nobody sees, in MiB. */
  readonly heldMb?: number;
}

/** A machine's NVIDIA GPUs as far as nvidia-smi tells of them; agents of these tests "allocate" on them by `FIXTURE_VRAM`. */
export class PretendedGpus {
  readonly #folder = mkdtempSync(join(tmpdir(), 'preflight-gpus-'));

  constructor(gpus: readonly PretendedGpu[]) {
    mkdirSync(join(this.#folder, 'held'));
    const program = join(this.#folder, 'nvidia-smi');
    copyFileSync(join(__dirname, 'fixtures/nvidia-smi.py'), program);
    chmodSync(program, 0o755);
    this.set(gpus);
  }

  set(gpus: readonly PretendedGpu[]): void {
    const rows = gpus.map(
      ({ totalMb, heldMb = 0 }, index) => `${index} ${this.uuid(index)} Pretended ${totalMb} ${heldMb}`,
    );
    writeFileSync(join(this.#folder, 'gpus'), rows.join('\n'));
  }

  uuid(index: number): string {
    return `GPU-${index}1111111-2222-3333-4444-555566667777`;
  }

  /** For whoever starts the supervisor. */
  get environment(): NodeJS.ProcessEnv {
    return { PATH: `${this.#folder}${delimiter}${process.env['PATH'] ?? ''}`, CUDA_VISIBLE_DEVICES: undefined };
  }

  /** For an agent that allocates this much as soon as it runs. */
  allocating(megabytes: number): Record<string, string> {
    return { FIXTURE_VRAM: String(megabytes), FIXTURE_VRAM_FOLDER: join(this.#folder, 'held') };
  }

  /** Says that a process holds memory, whoever it is. */
  hold(pid: number, device: number, megabytes: number): void {
    writeFileSync(join(this.#folder, 'held', String(pid)), `${device} ${megabytes}`);
  }

  /** Whether the driver goes on counting what processes held that have ended. */
  set isSlow(slow: boolean) {
    if (slow) writeFileSync(join(this.#folder, 'slow'), '');
    else rmSync(join(this.#folder, 'slow'), { force: true });
  }

  clean(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
