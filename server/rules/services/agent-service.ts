import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { type UnitCommand, commandsOf } from '../../languages/unit/command-line';
import { EffectiveUnit, dropInsOf, isYes } from '../../languages/unit/effective-unit';
import { unitOfDropIn } from '../../languages/unit/unit-file';
import type { Fix } from '../finding';
import type { UnitContext } from '../rule';
import { lineEndingOf } from '../../documents/line-ending';

/** A service that runs as long as it is wanted, with what its drop-ins add. */
export interface AgentService {
  readonly effective: EffectiveUnit;
  /** Where findings about the service as a whole stand: its `ExecStart=`. */
  readonly place: TextRange;
  /** The commands of `ExecStart=`, where this file gives them. */
  readonly commands: readonly UnitCommand[];
}

export function effectiveUnit({ unit, project }: UnitContext): EffectiveUnit {
  return new EffectiveUnit(unit, dropInsOf(unit, project.facts.units));
}

/**
 * The service of a checked unit; null for drop-ins (their unit is judged with them), for other kinds of units, for services that do one thing
 * and end (`Type=oneshot`), and for units that run nothing.
 */
export function agentService(context: UnitContext): AgentService | null {
  const { path, entries } = context.unit;
  if (!path.endsWith('.service') || unitOfDropIn(path) !== null) return null;
  const effective = effectiveUnit(context);
  const start = entries
    .filter(({ section, key, value }) => section === 'Service' && key === 'ExecStart' && value !== '')
    .at(-1);
  if (start === undefined || endsByItself(effective)) return null;
  return {
    effective,
    place: { start: start.keyRange.start, end: start.valueRange.end },
    commands: commandsOf(context.document.text, start.valueRange),
  };
}

/** Services that do one thing: `Type=oneshot`, and those that count as running when their program has ended. */
function endsByItself(unit: EffectiveUnit): boolean {
  const type = unit.value('Service', 'Type') ?? 'simple';
  return (
    /^oneshot$/i.test(type) || (/^(?:simple|exec)$/i.test(type) && isYes(unit.value('Service', 'RemainAfterExit')))
  );
}

/** Services that only tell a container engine what to do: limits and rights of theirs hold for none of the containers. */
export function isEngineClient({ commands }: AgentService): boolean {
  return (
    commands.length > 0 &&
    commands.every(({ words }) =>
      /(?:^|\/)(?:docker|docker-compose)\)?$/.test(programOf(words.map(({ text }) => text))),
    )
  );
}

/** `docker` of `/usr/bin/env docker` and of `$(which docker)`. */
function programOf([first = '', second = '']: readonly string[]): string {
  return /(?:^|\/)env$|^\$\(which$/.test(first) ? second : first;
}

/** Units of a user's own manager, which cannot run anything as somebody else. */
export function isUserUnit(context: UnitContext): boolean {
  const { unit } = context;
  if (/(?:^|\/)(?:systemd\/)?user\//.test(unit.path)) return true;
  const effective = effectiveUnit(context);
  const wanted = effective.words('Install', 'WantedBy');
  // `User=` is for the system's manager alone, whatever target wants the service.
  if (effective.has('Service', 'User', 'Group', 'DynamicUser')) return false;
  return wanted.has('default.target') || wanted.has('graphical-session.target');
}

/** The unit's text without its comments. */
export function linesOf({ document }: UnitContext): string {
  return document.text.replace(/^[ \t]*[#;].*$/gm, '');
}

/** Signs that a service computes on a GPU. */
export function usesGpu(context: UnitContext): boolean {
  return /\bCUDA_|\bNVIDIA_|\/dev\/nvidia|--gpus?\b|\bPYTORCH_CUDA|\bnvidia-(?:smi|persistenced)|\bROCM_|\bHIP_VISIBLE|\/dev\/kfd|--n-gpu-layers/.test(
    linesOf(context),
  );
}

/** The same for a GPU of NVIDIA's: those of AMD have another driver, and go by these names. */
export function usesNvidiaGpu(context: UnitContext): boolean {
  return usesGpu(context) && !/\bROCM_|\bHIP_VISIBLE|\/dev\/kfd/.test(context.document.text);
}

/** Adds lines at the end of a section; a section that is missing comes before `[Install]`, or at the end. */
export function addToSection(
  context: UnitContext,
  section: string,
  lines: readonly string[],
): { readonly range: TextRange; readonly newText: string } {
  const { text } = context.document;
  const ending = lineEndingOf(text);
  const block = lines.map((line) => `${line}${ending}`).join('');
  const own = context.unit.sections.find(({ name }) => name === section);
  if (own !== undefined) {
    const open = own.end > 0 && text[own.end - 1] !== '\n' ? ending : '';
    return { range: { start: own.end, end: own.end }, newText: open + block };
  }
  const install = context.unit.sections.find(({ name }) => name === 'Install');
  const at = install?.header.start ?? text.length;
  const open = at > 0 && text[at - 1] !== '\n' ? ending : '';
  const head = section === 'Unit' ? (context.unit.sections[0]?.header.start ?? 0) : at;
  return {
    range: { start: head, end: head },
    newText: `${head === at ? open : ''}[${section}]${ending}${block}${ending}`,
  };
}

export function fixUnit(
  context: UnitContext,
  title: string,
  safety: Fix['safety'],
  edits: readonly { readonly range: TextRange; readonly newText: string }[],
): Fix {
  return { title, safety, edits: () => edits.map((edit) => ({ uri: context.document.uri, ...edit })) };
}
