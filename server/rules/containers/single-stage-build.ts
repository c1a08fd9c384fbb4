import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { ShellCommand, Stage } from '../../languages/dockerfile/dockerfile-model';
import { effectiveInstructions, lastStage, stageChain } from '../../languages/dockerfile/stages';
import { readImageReference, repositoryOf } from '../../languages/dockerfile/image-reference';
import { defineRule } from '../rule';
import { outerImage } from './container-user';

export const rule = defineRule({
  id: 'single-stage-build',
  topic: 'containers',
  severity: 'information',
  impact: 4,
  effort: 4,
  triggers: null,
  documentation: {
    summary: 'Reports images that keep the compilers they were built with.',
    whatItDoes:
      'Looks at what makes the last stage: a base image that is a toolchain (`golang`, `rust`, `maven`, .NET’s `sdk`, a JDK, CUDA’s `devel`), and packages of compilers and build tools that the ' +
      'same RUN does not remove. Silent for development containers.',
    whyItMatters:
      'Compilers make up hundreds of megabytes that every pull moves, bring most of the vulnerabilities that scanners list, and are tools for whoever breaks in.',
    examples: [
      {
        path: 'Dockerfile',
        bad: 'FROM python:3.12-slim\nRUN apt-get update && apt-get install -y build-essential libportaudio2\nRUN pip install -r requirements.txt\nUSER 1000\nCMD ["python", "-m", "agent"]\n',
        good: 'FROM python:3.12-slim AS build\nRUN apt-get update && apt-get install -y build-essential\nRUN pip wheel -r requirements.txt -w /wheels\n\nFROM python:3.12-slim\nCOPY --from=build /wheels /wheels\nRUN pip install /wheels/*.whl\nUSER 1000\nCMD ["python", "-m", "agent"]\n',
      },
    ],
    references: ['https://docs.docker.com/build/building/multi-stage/'],
    remediation: {
      steps: [
        'Name the stage that builds (`FROM … AS build`).',
        'Begin a second one from the slim image of the runtime.',
        'Copy only what was built: `COPY --from=build`.',
      ],
      test: 'docker run --rm IMAGE which gcc finds nothing.',
      rollback: 'Revert the Dockerfile.',
      dependsOn: [],
    },
  },
  checks: {
    dockerfile(context) {
      const { document, dockerfile } = context;
      const stage = lastStage(dockerfile);
      if (stage === null || /(^|\/)\.devcontainer\/|[._-]dev(?:el|elopment)?(?:$|[._-])/i.test(document.path)) return;
      const image = outerImage(stage);
      const base = stageChain(stage)[0];
      if (image !== null && base !== undefined && isToolchain(image)) {
        context.report({
          range: (base.imageWord ?? base.from).range,
          message: `The image keeps the whole toolchain of '${image}': build in a stage of its own and copy the result into a slim image`,
        });
        return;
      }
      const [first, ...others] = keptTools(stage);
      if (first === undefined) return;
      const names = [...new Set([first, ...others].map(({ name }) => name))];
      context.report({
        range: first.range,
        message: `Build tools stay in the image (${names.slice(0, 4).join(', ')}${names.length > 4 ? ', …' : ''}): build in a stage of its own and copy the result`,
      });
    },
  },
});

const TOOLCHAIN =
  /^(?:golang|rust|gcc|maven|gradle|haskell|swift|clux\/muslrust|ekidd\/rust-musl-builder|mcr\.microsoft\.com\/dotnet\/sdk|mcr\.microsoft\.com\/dotnet\/core\/sdk|mcr\.microsoft\.com\/devcontainers\/.+)$/;
const JDK =
  /^(?:openjdk|eclipse-temurin|amazoncorretto|azul\/zulu-openjdk|adoptopenjdk|ibm-semeru-runtimes|bellsoft\/liberica-openjdk.*)$/;

function isToolchain(image: string): boolean {
  const reference = readImageReference(image);
  if (reference === null) return false;
  const repository = repositoryOf(reference);
  const tag = reference.tag ?? '';
  if (TOOLCHAIN.test(repository)) return true;
  if (JDK.test(repository)) return /(^|-)jdk/.test(tag) && !/jre/.test(tag);
  return /^(?:nvidia\/cuda|pytorch\/pytorch|rocm\/.+)$/.test(repository) && /-devel(?:-|$)/.test(tag);
}

/** Packages whose only use is to build. */
const TOOLS =
  /^(?:build-essential|build-base|alpine-sdk|gcc(?:-\d+)?|gcc-c\+\+|g\+\+(?:-\d+)?|clang(?:-\d+)?|llvm(?:-\d+)?(?:-dev)?|make|cmake|ninja-build|ninja|meson|automake|autoconf|bison|flex|gfortran|nasm|yasm|rustc|cargo|golang(?:-go)?|go|maven|gradle|openjdk-?\d+-jdk(?:-headless)?|default-jdk(?:-headless)?|java-[\d.]+-openjdk-devel|musl-dev|libc-dev|libc6-dev|linux-headers|python3?-dev|python3?-devel|kernel-devel|cuda-toolkit[\d-]*|nvidia-cuda-toolkit|base-devel|bazel)$/;

function keptTools(stage: Stage): { name: string; range: TextRange }[] {
  const instructions = effectiveInstructions(stage);
  return instructions.flatMap((instruction) => {
    if (instruction.keyword !== 'RUN') return [];
    const removed = new Set(instruction.commands.flatMap(removedPackages));
    const isAutoRemoved = instruction.commands.some(isAutoRemove);
    return instruction.commands.flatMap((command) => {
      const packages = installedPackages(command);
      const group = virtualGroup(command);
      if (group !== null && removed.has(group)) return [];
      return packages
        .map((word) => ({ name: word.value.replace(/[=<>~].*$/, ''), range: word.range }))
        .filter(({ name }) => TOOLS.test(name) && !removed.has(name) && !(isAutoRemoved && removed.size > 0));
    });
  });
}

function isInstall({ name, args }: ShellCommand): boolean {
  if (!/^(?:apt|apt-get|aptitude|apk|yum|dnf|microdnf|zypper|pacman|tdnf)$/.test(name)) return false;
  return args.some(({ value }) => /^(?:install|add|groupinstall)$|^-S[yu]*$/.test(value));
}

function installedPackages(command: ShellCommand): ShellCommand['args'] {
  return isInstall(command) ? command.args.filter(({ value }) => !/^-|^(?:install|add)$/.test(value)) : [];
}

/** `apk add --virtual .build-deps gcc` */
function virtualGroup({ name, args }: ShellCommand): string | null {
  if (name !== 'apk') return null;
  const flag = args.findIndex(({ value }) => /^(?:--virtual|-t)(?:=|$)/.test(value));
  if (flag === -1) return null;
  return /=(.*)$/.exec(args[flag]?.value ?? '')?.[1] ?? args[flag + 1]?.value ?? null;
}

function removedPackages({ name, args }: ShellCommand): string[] {
  if (!/^(?:apt|apt-get|aptitude|apk|yum|dnf|microdnf|zypper|pacman)$/.test(name)) return [];
  if (!args.some(({ value }) => /^(?:remove|purge|del|erase|autoremove)$|^-R/.test(value))) return [];
  return args.map(({ value }) => value);
}

/** `apt-get purge --auto-remove $BUILD_DEPS`: which packages go is in a variable. */
function isAutoRemove({ name, args }: ShellCommand): boolean {
  return (
    /^(?:apt|apt-get|apk)$/.test(name) &&
    args.some(({ value }) => /^(?:remove|purge|del)$/.test(value)) &&
    args.some(({ value }) => value.includes('$'))
  );
}
