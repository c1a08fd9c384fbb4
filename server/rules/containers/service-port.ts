import type { Dockerfile, Stage } from '../../languages/dockerfile/dockerfile-model';
import { effective, effectiveInstructions, scopeAt } from '../../languages/dockerfile/stages';
import { expand } from '../../languages/dockerfile/variables';

/** The TCP ports that a stage's EXPOSE instructions name, in their order; ranges give their first port. */
export function exposedPorts(dockerfile: Dockerfile, stage: Stage): number[] {
  const ports: number[] = [];
  for (const instruction of effectiveInstructions(stage)) {
    if (instruction.keyword !== 'EXPOSE') continue;
    for (const { value } of instruction.words) {
      const written = expand(value, scopeAt(dockerfile, stage, instruction));
      const match = written === null ? null : /^(\d+)(?:-\d+)?(?:\/tcp)?$/i.exec(written);
      if (match?.[1] !== undefined) ports.push(Number(match[1]));
    }
  }
  return ports;
}

/** The port that the start command names (`--port 8000`, `-b 0.0.0.0:8000`); null when it names none. */
export function commandPort(dockerfile: Dockerfile, stage: Stage): number | null {
  const scope = scopeAt(dockerfile, stage);
  for (const keyword of ['CMD', 'ENTRYPOINT']) {
    const words = effective(stage, keyword)?.commands.flatMap((command) => command.words) ?? [];
    for (const [index, { value }] of words.entries()) {
      const next = words[index + 1]?.value ?? '';
      const given = /^(?:--port|-p|--bind|-b|--http-port)$/.test(value)
        ? next
        : (/^--(?:port|bind|http-port)=(.*)$/.exec(value)?.[1] ?? '');
      const port = /(?:^|:)(\d{2,5})$/.exec(expand(given, scope) ?? '')?.[1];
      if (port !== undefined) return Number(port);
    }
  }
  return null;
}

/** The port to ask whether the service lives: what it is started with, else the only one it offers. */
export function servicePort(dockerfile: Dockerfile, stage: Stage): number | null {
  const port = commandPort(dockerfile, stage);
  if (port !== null) return port;
  const exposed = exposedPorts(dockerfile, stage);
  return exposed[0] ?? null;
}
