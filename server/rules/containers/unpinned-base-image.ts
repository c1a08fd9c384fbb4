import type { Dockerfile, Stage } from '../../languages/dockerfile/dockerfile-model';
import { type ImageReference, readImageReference } from '../../languages/dockerfile/image-reference';
import { expand } from '../../languages/dockerfile/variables';
import type { Fix } from '../finding';
import { type DockerfileContext, defineRule } from '../rule';
import { checkComposeImages } from './compose-image';
import { copiedImages } from './copied-images';
import { type Floating, floatOf, pinnedTag } from './image-tags';

export const rule = defineRule({
  id: 'unpinned-base-image',
  topic: 'containers',
  severity: 'warning',
  impact: 5,
  effort: 1,
  triggers: null,
  documentation: {
    summary: 'Reports base images without a fixed version.',
    whatItDoes:
      'Looks at every `FROM`, with its ARGs filled in: no tag, `latest`, tags that move by design (`edge`, `nightly`, `main`), and, as an information, tags that name only the first ' +
      'number of a version (`python:3`, `node:20`). So it does with images that `COPY --from` and `RUN --mount=from` take files from. Silent for digests, earlier stages, `scratch`, and images and tags that only the builder knows. In Compose files, looks at every image that is pulled; those that the project builds are named there, not chosen.',
    whyItMatters:
      'The same Dockerfile builds another image tomorrow: a new release of the base comes in unseen, and nobody can build yesterday’s image again. A digest (`@sha256:…`) fixes it ' +
      'for good; tools such as Renovate and Dependabot keep it up to date.',
    examples: [
      { path: 'Dockerfile', bad: 'FROM python:latest\nUSER 1000\n', good: 'FROM python:3.12-slim\nUSER 1000\n' },
      {
        path: 'docker/agent.Dockerfile',
        bad: 'ARG BASE=node\nFROM ${BASE} AS build\nRUN npm ci\n\nFROM gcr.io/distroless/nodejs22-debian12:nonroot\nCOPY --from=build /app /app\n',
        good: 'ARG BASE=node:22.12\nFROM ${BASE} AS build\nRUN npm ci\n\nFROM gcr.io/distroless/nodejs22-debian12:nonroot\nCOPY --from=build /app /app\n',
      },
      {
        path: 'compose.yaml',
        bad: 'services:\n  cache:\n    image: redis:latest\n',
        good: 'services:\n  cache:\n    image: redis:7.4.1\n',
      },
    ],
    fixSafety: 'Writes a released version of the image. Look whether it is the one in use, and add its digest.',
    references: ['https://docs.docker.com/build/building/best-practices/#pin-base-image-versions'],
    remediation: {
      steps: [
        'Find the version in use (`docker image inspect`).',
        'Write it as tag, with its digest.',
        'Let a bot propose new ones.',
      ],
      test: 'docker build --pull twice, days apart, gives the same base.',
      rollback: 'Write the old tag.',
      dependsOn: [],
    },
  },
  checks: {
    compose: (context) => checkComposeImages(context, messageOf),
    dockerfile(context) {
      for (const stage of context.dockerfile.stages) {
        const { imageWord, base } = stage;
        if (imageWord === null || base !== null) continue;
        const image = stage.image ?? withUnknownParts(context.dockerfile, stage, imageWord.value);
        if (image === null || image.toLowerCase() === 'scratch') continue;
        const reference = readImageReference(image);
        const float = reference === null ? null : floatOf(reference);
        if (reference === null || float === null) continue;
        context.report({
          range: imageWord.range,
          severity: float === 'major' ? 'information' : undefined,
          message: messageOf(float, reference, stage.image ?? imageWord.value),
          fixes: pin(context, reference, imageWord),
        });
      }
      for (const { image, reference, range } of copiedImages(context.dockerfile)) {
        const float = floatOf(reference);
        if (float === null) continue;
        context.report({
          range,
          severity: float === 'major' ? 'information' : undefined,
          message: messageOf(float, reference, image),
          fixes: pin(context, reference, { range }),
        });
      }
    },
  },
});

/** Stands for what only the builder knows. */
const UNKNOWN = 'given-by-the-builder';

/**
 * The image of a FROM of which the builder knows a part, where that part is in front of the name (`${REGISTRY}/ubuntu`) or is the name and a
 * tag follows (`$IMAGE:latest`): then the tag can be judged. Null elsewhere.
 */
function withUnknownParts(dockerfile: Dockerfile, stage: Stage, written: string): string | null {
  const scope = new Map<string, string | null>();
  for (const { keyword, assignments } of dockerfile.globalArgs) {
    if (keyword === 'ARG') for (const { name, value } of assignments) scope.set(name, value);
  }
  // An ARG behind a FROM is of no use to the next one; what was meant can be told all the same.
  for (const { instructions } of dockerfile.stages.slice(0, stage.index)) {
    for (const { keyword, assignments } of instructions) {
      if (keyword !== 'ARG') continue;
      for (const { name, value } of assignments) if (!scope.has(name)) scope.set(name, value);
    }
  }
  for (const [, name] of written.matchAll(/\$\{?([A-Za-z_]\w*)/g)) {
    if (name !== undefined && (scope.get(name) ?? null) === null) scope.set(name, UNKNOWN);
  }
  const image = expand(written, scope);
  if (image === null) return null;
  const [name = '', ...rest] = image.slice(image.lastIndexOf('/') + 1).split(/(?=[:@])/);
  const hasTag = rest.length > 0 && !rest.some((part) => part.includes(UNKNOWN));
  return name.includes(UNKNOWN)
    ? name === UNKNOWN && hasTag
      ? image
      : null
    : hasTag || rest.length === 0
      ? image
      : null;
}

/** In one line what moves, and what to do. */
function messageOf(float: Floating, { tag }: ImageReference, image: string): string {
  const advice = 'name a version, best with its digest';
  switch (float) {
    case 'none':
      return `'${image}' has no tag and means whatever is latest on the day of the build: ${advice}`;
    case 'moving':
      return `The tag '${tag}' moves with every release, so that builds differ from day to day: ${advice}`;
    case 'major':
      return `The tag '${tag}' names the first number of a version only and moves with every minor release: ${advice}`;
  }
}

/** Where the tag stands in the FROM itself; a tag from an ARG is for its owner to change. */
function pin(
  context: DockerfileContext,
  reference: ImageReference,
  word: { range: { start: number; end: number } },
): Fix[] {
  const { document } = context;
  const written = document.slice(word.range);
  const tag = pinnedTag(reference);
  if (tag === null || /[$"']/.test(written)) return [];
  const name = reference.tag === null ? written : written.slice(0, written.length - reference.tag.length - 1);
  return [
    {
      title: `Use ${name}:${tag}`,
      safety: 'review',
      edits: () => [{ uri: document.uri, range: word.range, newText: `${name}:${tag}` }],
    },
  ];
}
