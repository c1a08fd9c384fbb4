import type { AgentDefinition, Dialect } from '../model';
import type { ReadContext } from '../read-context';
import type { YamlEntry, YamlMap } from '../yaml/tree';

/** A startup file's top level, as far as dialects need it to tell themselves apart. */
export interface FileShape {
  readonly root: YamlMap;
}

export interface DialectReading {
  readonly dialect: Dialect;
  readonly agents: readonly AgentDefinition[];
}

/** Reads the agents below one top-level entry. Null when the entry is none of this dialect's. */
export type DialectReader = (entry: YamlEntry, shape: FileShape, context: ReadContext) => DialectReading | null;
