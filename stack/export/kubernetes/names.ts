import path from 'node:path';
import { commonFolder } from '../common-folder';
import type { Handover } from '../handover';
import { dnsLabel } from '../service-name';

/** What the objects of a stack are called. */
export class ObjectNames {
  readonly #handover: Handover;

  constructor(handover: Handover) {
    this.#handover = handover;
  }

  get defaults(): string {
    return `${this.#handover.name}-defaults`;
  }

  get environment(): string {
    return `${this.#handover.name}-environment`;
  }

  /** Made by hand from the project's `.env`. */
  get secret(): string {
    return `${this.#handover.name}-env`;
  }

  /** The programs that ask agents for their health. */
  get health(): string {
    return `${this.#handover.name}-health`;
  }

  get models(): string {
    return `${this.#handover.name}-fetched-models`;
  }

  defaultsOf(service: string): string {
    return `${this.#handover.name}-${service}-defaults`;
  }

  volume(folder: string): string {
    return `data-${dnsLabel(folder.replaceAll('/', '-'), 40)}`;
  }

  claim(folder: string): string {
    return `${this.#handover.name}-${this.volume(folder)}`;
  }

  /** The folder in the image that holds all models. */
  modelsFolder(root: string): string {
    return commonFolder(
      this.#handover.models.map(({ path: file }) => path.posix.resolve(root, file)),
      root,
    );
  }
}
