import { readDockerfile } from '../../languages/dockerfile/read-dockerfile';
import { effective, effectiveInstructions, lastStage, scopeAt } from '../../languages/dockerfile/stages';
import { expand } from '../../languages/dockerfile/variables';
import { type ProbeUrl, readProbeUrls } from './probe-urls';

/** What a Dockerfile says about the container it makes. Plain data. */
export interface ImageFacts {
  readonly path: string;
  /** The words of ENTRYPOINT and CMD, those of an inner shell included. */
  readonly start: readonly string[];
  /** Variables with a value that is known before the build. */
  readonly environment: Readonly<Record<string, string>>;
  /** TCP ports that EXPOSE names. */
  readonly exposed: readonly number[];
  /** What its HEALTHCHECK asks over HTTP. */
  readonly probes: readonly ProbeUrl[];
}

/** Reads a Dockerfile for what other files want to know of it; null where it makes no image. */
export function imageFacts(path: string, text: string): ImageFacts | null {
  const dockerfile = readDockerfile(text);
  const stage = lastStage(dockerfile);
  if (stage === null) return null;
  const scope = scopeAt(dockerfile, stage);
  const start = ['ENTRYPOINT', 'CMD'].flatMap((keyword) =>
    (effective(stage, keyword)?.commands ?? []).flatMap(({ words }) =>
      words.map(({ value }) => expand(value, scope) ?? value),
    ),
  );
  const environment: Record<string, string> = {};
  for (const [name, value] of scope) if (value !== null) environment[name] = value;
  const exposed = effectiveInstructions(stage).flatMap(({ keyword, words }) =>
    keyword === 'EXPOSE' ? words.flatMap(({ value }) => portOf(expand(value, scope) ?? '')) : [],
  );
  const check = effective(stage, 'HEALTHCHECK');
  const probes = check === null ? [] : readProbeUrls(text.slice(check.range.start, check.range.end), check.range.start);
  return { path, start, environment, exposed, probes };
}

function portOf(text: string): number[] {
  const port = /^(\d{1,5})(?:\/tcp)?$/i.exec(text)?.[1];
  return port === undefined ? [] : [Number(port)];
}
