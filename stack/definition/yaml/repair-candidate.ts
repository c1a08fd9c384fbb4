import type { DefinitionProblem } from '../model';
import type { TextEdit } from './edited-text';

/** A guess at what was meant. It is taken only when YAML then reads the text further than before. */
export interface RepairCandidate {
  /** Believed only when no error is left: a wrong guess of this kind leads further, too, and to the next wrong guess. */
  readonly mustCure?: true;
  readonly edits: readonly TextEdit[];
  readonly problem: DefinitionProblem;
}
