import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { JoinedText } from './joined-text';

/** An argument of an instruction, or a word of a shell command. */
export interface Word {
  /** Without quotes and escapes; variables stand as written. */
  readonly value: string;
  /** With quotes. */
  readonly range: TextRange;
  /** True when single quotes or escapes keep the shell from looking into all of it. */
  readonly quoted: boolean;
}

/** One simple command of a shell text: `apt-get install -y gcc` in `apt-get update && apt-get install -y gcc`. */
export interface ShellCommand {
  /** The program's name without its folder, behind `sudo`, `exec`, `then` and assignments; '' for mere assignments. */
  readonly name: string;
  /** What follows the name. */
  readonly args: readonly Word[];
  /** `NAME=value` in front of the name, and those of `export`. */
  readonly assignments: readonly Word[];
  /** All words, keywords and redirections included. */
  readonly words: readonly Word[];
  /** What stands in front: '' for the first command, `&&`, `||`, `;`, `|`, `&` or a line feed. */
  readonly operator: string;
  /** From the first word to the last. */
  readonly range: TextRange;
}

/** `--chown=app:app`, `--mount=type=secret,id=token`; the value is null for `--link`. */
export interface Flag {
  /** In lower case, without dashes. */
  readonly name: string;
  readonly value: string | null;
  readonly range: TextRange;
}

export interface Heredoc {
  readonly name: string;
  /** The lines between the marker and its end. */
  readonly content: TextRange;
}

/** `NAME=value` of an ENV, ARG or LABEL; the value is null for `ARG NAME`. */
export interface Assignment {
  readonly name: string;
  readonly value: string | null;
  readonly nameRange: TextRange;
  /** The value with its quotes; the end of the name where there is none. */
  readonly valueRange: TextRange;
  /** The whole assignment. */
  readonly range: TextRange;
}

export interface Instruction {
  /** In upper case: `RUN`. That of an ONBUILD's own instruction is in `onbuild`. */
  readonly keyword: string;
  readonly keywordRange: TextRange;
  /** From the keyword to the end of the last line, heredocs included, without the last line end. */
  readonly range: TextRange;
  readonly flags: readonly Flag[];
  /** What follows keyword and flags, continuations put together. */
  readonly body: JoinedText;
  /** `exec` for a JSON list of strings, as Docker reads it: `['x']` is shell form. */
  readonly form: 'exec' | 'shell';
  /** The arguments behind the flags; the list's elements in exec form. */
  readonly words: readonly Word[];
  /** Of ENV, ARG and LABEL. */
  readonly assignments: readonly Assignment[];
  readonly heredocs: readonly Heredoc[];
  /** What a RUN, CMD, ENTRYPOINT or HEALTHCHECK CMD runs, also inside heredocs and `sh -c`. */
  readonly commands: readonly ShellCommand[];
  /** The instruction an ONBUILD keeps for images built on this one; the CMD of a HEALTHCHECK. */
  readonly inner: Instruction | null;
}

/** One FROM with what follows it. */
export interface Stage {
  readonly index: number;
  /** The name behind AS, in lower case. */
  readonly name: string | null;
  readonly from: Instruction;
  /** The image as written; null for a FROM without one. */
  readonly imageWord: Word | null;
  /** The image with ARGs filled in; null when it depends on what only the builder is told, or names a stage. */
  readonly image: string | null;
  /** The earlier stage it goes on from. */
  readonly base: Stage | null;
  /** Without FROM. */
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  /** All instructions in order. */
  readonly instructions: readonly Instruction[];
  /** Those in front of the first FROM. */
  readonly globalArgs: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** The character that continues a line: a backslash unless a directive says otherwise. */
  readonly escape: '\\' | '`';
}
