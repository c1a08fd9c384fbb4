import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { Dockerfile, Flag, Instruction } from '../../languages/dockerfile/dockerfile-model';
import { type ImageReference, readImageReference } from '../../languages/dockerfile/image-reference';
import { pinnedTag } from './image-tags';

/** An image that a Dockerfile takes files from without building on it. */
export interface CopiedImage {
  /** As written, without quotes. */
  readonly image: string;
  readonly reference: ImageReference;
  readonly range: TextRange;
}

/**
 * The images of `COPY --from=…` and `RUN --mount=from=…`. Stages, by name or number, are none; nor is a bare name that no known image has: it may be a context that
 * the builder is given (`--build-context`).
 */
export function copiedImages(dockerfile: Dockerfile): CopiedImage[] {
  const stages = new Set(dockerfile.stages.flatMap(({ name }) => name ?? []));
  return dockerfile.instructions
    .flatMap((instruction) => [instruction, ...(instruction.inner === null ? [] : [instruction.inner])])
    .flatMap(({ keyword, flags }: Instruction) => flags.flatMap((flag) => sourceOf(keyword, flag)))
    .flatMap(({ image, range }): CopiedImage[] => {
      if (/^\d+$/.test(image) || image.includes('$') || stages.has(image.toLowerCase())) return [];
      const reference = readImageReference(image);
      if (reference === null) return [];
      const isImage = /[/:@]/.test(image) || pinnedTag(reference) !== null;
      return isImage ? [{ image, reference, range }] : [];
    });
}

function sourceOf(keyword: string, { name, value, range }: Flag): { image: string; range: TextRange }[] {
  if (value === null) return [];
  const isCopy = name === 'from' && (keyword === 'COPY' || keyword === 'ADD');
  const image = isCopy ? value : name === 'mount' ? (/(?:^|,)from=([^,]+)/.exec(value)?.[1] ?? null) : null;
  if (image === null) return [];
  const start = range.end - value.length + value.indexOf(image);
  return [{ image: image.replace(/^["']|["']$/g, ''), range: { start, end: start + image.length } }];
}
