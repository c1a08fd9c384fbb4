import type { Stage } from '../../languages/dockerfile/dockerfile-model';
import { effective, effectiveInstructions, lastStage } from '../../languages/dockerfile/stages';
import type { Fix } from '../finding';
import { type DockerfileContext, defineRule } from '../rule';
import { type Family, familyOf, isServerImage, readyUserOf } from './base-images';
import { checkComposeUsers } from './compose-user';
import { createdUser, effectiveUser, isRoot, outerImage } from './container-user';
import { beforeStart, isUnfinished, workingDirectory } from './dockerfile-edits';
import { exposedPorts } from './service-port';

export const rule = defineRule({
  id: 'container-root-user',
  topic: 'containers',
  severity: 'warning',
  impact: 7,
  effort: 2,
  triggers: null,
  documentation: {
    summary: 'Reports images whose containers run as root.',
    whatItDoes:
      'Works out the user of the last stage: its last `USER`, that of the stages it goes on from, or what is known of the base image. Silent for images that are known to run as ' +
      'somebody else (distroless `nonroot`, Chainguard, Bitnami, Jupyter and others), for databases whose entrypoint gives root up by itself, and where `gosu` or `su-exec` does it. ' +
      'Where the base image is not known, the finding is an information. In Compose files, looks at `user:` and at the images of services that are not built here.',
    whyItMatters:
      'A process that is taken over has the rights of its user. Root in a container can write everywhere in it, load what it likes, and is root on the host wherever a mount, a socket ' +
      'or a fault of the kernel lets it out.',
    examples: [
      {
        path: 'Dockerfile',
        bad: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nHEALTHCHECK CMD ["python", "-m", "agent.ping"]\nCMD ["python", "-m", "agent"]\n',
        good: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN useradd --create-home --uid 10001 app && chown app:app /app\nUSER app\nCMD ["python", "-m", "agent"]\n',
      },
      {
        path: 'Dockerfile',
        bad: 'FROM alpine:3.20\nRUN addgroup -S app && adduser -S -G app app\nUSER app\nCOPY agent /bin/agent\nUSER root\nCMD ["/bin/agent"]\n',
        good: 'FROM alpine:3.20\nRUN addgroup -S app && adduser -S -G app app\nCOPY agent /bin/agent\nUSER app\nCMD ["/bin/agent"]\n',
      },
      {
        path: 'compose.yaml',
        bad: 'services:\n  agent:\n    build: .\n    user: root\n',
        good: 'services:\n  agent:\n    build: .\n    user: "1000:1000"\n',
      },
    ],
    fixSafety:
      'Makes a user in the way of the image’s distribution (or takes the one that is there), gives it the working directory and switches to it before the start. To be reviewed for ' +
      'servers that bind a port below 1024 or own folders of their image, and for base images that are not known.',
    references: ['https://docs.docker.com/build/building/best-practices/#user'],
    remediation: {
      steps: [
        'Apply the quick fix.',
        'Give the user the folders that the program writes to (`COPY --chown`, volumes).',
      ],
      test: 'docker run --rm --entrypoint id IMAGE -u prints a number other than 0.',
      rollback: 'Take the USER line out.',
      dependsOn: [],
    },
  },
  checks: {
    compose: checkComposeUsers,
    dockerfile(context) {
      const stage = lastStage(context.dockerfile);
      if (stage === null || isDataImage(stage)) return;
      const { kind, instruction } = effectiveUser(context.dockerfile, stage);
      if (kind !== 'root' && kind !== 'unknown') return;
      const isOwn = instruction !== null && stage.instructions.includes(instruction);
      context.report({
        range: (isOwn ? instruction : stage.from).range,
        severity: kind === 'unknown' ? 'information' : undefined,
        message: messageOf(kind, instruction !== null),
        fixes: isUnfinished(context.document, stage) ? [] : [switchUser(context, stage)],
      });
    },
  },
});

/** Nothing starts in an image made from scratch that has no program to start and names no user. */
function isDataImage(stage: Stage): boolean {
  const isSilent = effective(stage, 'USER') === null;
  return (
    isSilent &&
    outerImage(stage) === 'scratch' &&
    effective(stage, 'CMD') === null &&
    effective(stage, 'ENTRYPOINT') === null
  );
}

function messageOf(kind: 'root' | 'unknown', hasUser: boolean): string {
  if (hasUser)
    return 'The last USER is root: the container runs with all rights; switch to an ordinary user before the start';
  return kind === 'root'
    ? 'No USER is set: the container runs as root; make a user and switch to it before the start'
    : 'No USER is set and the base image is not known to set one: the container may run as root; name the user here';
}

function switchUser(context: DockerfileContext, stage: Stage): Fix {
  const { document, dockerfile } = context;
  const image = outerImage(stage);
  const existing = createdUser(effectiveInstructions(stage)) ?? (image === null ? null : readyUserOf(image));
  const family = familyFor(stage, image);
  const user = existing ?? (family === null ? '65532:65532' : 'app');
  const isCertain =
    image !== null &&
    familyOf(image) !== null &&
    !isServerImage(image) &&
    !exposedPorts(dockerfile, stage).some((port) => port < 1024);
  return {
    title: existing === null && family !== null ? 'Make a user and run as it' : `Run as ${user}`,
    safety: isCertain ? 'safe' : 'review',
    edits: () => {
      const make =
        existing === null && family !== null ? [createUser(family, workingDirectory(dockerfile, stage))] : [];
      const { instruction } = effectiveUser(dockerfile, stage);
      const position = instruction === null ? -1 : stage.instructions.indexOf(instruction);
      const behind = stage.instructions.slice(position + 1);
      // A `USER root` with nothing behind it that needs root is the place itself.
      if (
        instruction !== null &&
        position !== -1 &&
        !behind.some(({ keyword }) => /^(?:RUN|COPY|ADD|WORKDIR)$/.test(keyword))
      ) {
        if (make.length === 0 || isRoot(instruction.words[0]?.value ?? '')) {
          const newText = [...make, `USER ${user}`].join(document.lineEnding);
          return [{ uri: document.uri, range: instruction.range, newText }];
        }
      }
      return [beforeStart(document, stage, [...make, `USER ${user}`])];
    },
  };
}

/** The distribution by the image's name, or by the package manager that the file uses. */
function familyFor(stage: Stage, image: string | null): Exclude<Family, 'windows' | 'bare'> | null {
  const known = image === null ? null : familyOf(image);
  if (known === 'bare' || known === 'windows') return null;
  if (known !== null) return known;
  for (const { commands } of effectiveInstructions(stage)) {
    for (const { name } of commands) {
      if (name === 'apk') return 'alpine';
      if (name === 'apt-get' || name === 'apt') return 'debian';
      if (/^(?:yum|dnf|microdnf)$/.test(name)) return 'redhat';
    }
  }
  return null;
}

function createUser(family: Exclude<Family, 'windows' | 'bare'>, directory: string | null): string {
  const make =
    family === 'alpine' ? 'addgroup -S app && adduser -S -G app app' : 'useradd --create-home --uid 10001 app';
  return `RUN ${make}${directory === null || directory === '/' || /\s/.test(directory) ? '' : ` && chown app:app ${directory}`}`;
}
