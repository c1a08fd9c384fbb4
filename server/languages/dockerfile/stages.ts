import type { Dockerfile, Instruction, Stage } from './dockerfile-model';
import { type Scope, expand } from './variables';

/** Sorts instructions into stages, and fills the ARGs in front of the first FROM into the images' names. */
export function readStages(instructions: readonly Instruction[]): Pick<Dockerfile, 'globalArgs' | 'stages'> {
  const globalArgs: Instruction[] = [];
  const stages: Stage[] = [];
  const byName = new Map<string, Stage>();
  const scope = new Map<string, string | null>();
  let current: Instruction[] = globalArgs;
  for (const instruction of instructions) {
    if (instruction.keyword !== 'FROM') {
      current.push(instruction);
      if (stages.length === 0 && instruction.keyword === 'ARG') declare(scope, instruction);
      continue;
    }
    current = [];
    const stage = stageOf(instruction, stages.length, scope, byName, current);
    stages.push(stage);
    if (stage.name !== null) byName.set(stage.name, stage);
  }
  return { globalArgs, stages };
}

/** Adds an ARG's or ENV's assignments to what is known. An ARG without a default keeps what is known already. */
export function declare(scope: Map<string, string | null>, { keyword, assignments }: Instruction): void {
  const before = new Map(scope);
  for (const { name, value } of assignments) {
    if (value !== null) scope.set(name, expand(value, keyword === 'ENV' ? before : scope));
    else if (!scope.has(name)) scope.set(name, null);
  }
}

function stageOf(
  from: Instruction,
  index: number,
  scope: Scope,
  byName: ReadonlyMap<string, Stage>,
  instructions: readonly Instruction[],
): Stage {
  const [imageWord, as, name] = from.words;
  const written = imageWord === undefined ? null : expand(imageWord.value, scope);
  const base = written === null ? null : (byName.get(written.toLowerCase()) ?? null);
  return {
    index,
    name: as?.value.toUpperCase() === 'AS' && name !== undefined ? name.value.toLowerCase() : null,
    from,
    imageWord: imageWord ?? null,
    image: base === null && written !== '' ? written : null,
    base,
    instructions,
  };
}

/** A stage with those it goes on from, itself last; every instruction that makes the image is in one of them. */
export function stageChain(stage: Stage): readonly Stage[] {
  const chain: Stage[] = [];
  for (let at: Stage | null = stage; at !== null; at = at.base) chain.unshift(at);
  return chain;
}

/** The stage that is built when nobody names one. */
export function lastStage(dockerfile: Dockerfile): Stage | null {
  return dockerfile.stages.at(-1) ?? null;
}

/** The instructions that make a stage's image, those of the stages it goes on from first. */
export function effectiveInstructions(stage: Stage): readonly Instruction[] {
  return stageChain(stage).flatMap((link) => link.instructions);
}

/** The last instruction of a kind that holds for a stage's image, e.g. its CMD. */
export function effective(stage: Stage, keyword: string): Instruction | null {
  return effectiveInstructions(stage).findLast((instruction) => instruction.keyword === keyword) ?? null;
}

/**
 * What ARG and ENV make of variables at the end of a stage, or in front of one of its instructions. Null for variables that are
 * declared and get their value from outside.
 */
export function scopeAt(dockerfile: Dockerfile, stage: Stage, before: Instruction | null = null): Scope {
  const globals = new Map<string, string | null>();
  for (const instruction of dockerfile.globalArgs) if (instruction.keyword === 'ARG') declare(globals, instruction);
  const scope = new Map<string, string | null>();
  for (const link of stageChain(stage)) {
    for (const instruction of link.instructions) {
      if (instruction === before) return scope;
      const { keyword, assignments } = instruction;
      if (keyword !== 'ARG' && keyword !== 'ENV') continue;
      // `ARG NAME` inside a stage brings in the value of the ARG in front of the first FROM.
      if (keyword === 'ARG')
        for (const { name, value } of assignments)
          if (value === null && !scope.has(name)) scope.set(name, globals.get(name) ?? null);
      declare(scope, instruction);
    }
  }
  return scope;
}
