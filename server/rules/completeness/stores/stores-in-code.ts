import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import { type Call, type CodeModel, argumentOf } from '../../../languages/code-model';
import type { SyntaxNode } from '../../../languages/syntax-node';

/** A database that code keeps in memory. */
export interface MemoryStore {
  readonly node: SyntaxNode;
  /** The beginning of a sentence: `This SQLite database`. */
  readonly what: string;
  readonly edits: { readonly title: string; readonly range: TextRange; readonly newText: string } | null;
}

const FOR_A_WHILE =
  /cache|tmp|temp|test|mock|fake|scratch|session|demo|example|bench|validate|verify|check|parse|dry|sandbox|in_?memory|throwaway|staging|fixture|memo\b/i;

/** Databases kept in memory, in code that does not call them a cache. */
export function storesInCode(code: CodeModel): MemoryStore[] {
  const found = code.calls.flatMap((call): MemoryStore[] => {
    if (!INTERESTING.test(call.name) && call.receiver !== null) return [];
    const store = storeOf(code, call);
    return store === null || isForAWhile(code, call.node) ? [] : [store];
  });
  return found;
}

const INTERESTING =
  /^(connect|QdrantClient|AsyncQdrantClient|Client|EphemeralClient|create_engine|create_async_engine|Database|DatabaseSync|open_in_memory|connect_with|connect_lazy|open|createConnection|from_documents|from_texts|verbose|DataSource|Sequelize)$/;

function storeOf(code: CodeModel, call: Call): MemoryStore | null {
  const callee = code.resolvedCallee(call) ?? code.calleeOf(call) ?? '';
  const store = (what: string, node: SyntaxNode, edits: MemoryStore['edits'] = null): MemoryStore => ({
    node,
    what,
    edits,
  });
  const first = call.arguments.find(({ name }) => name === null)?.value;
  const text = first === undefined ? null : (code.stringValue(first)?.constant ?? null);
  if (/(^|\.)(Async)?QdrantClient$/.test(callee)) return qdrant(code, call, text);
  if (/^chromadb(\.\w+)*\.(Client|EphemeralClient)$/.test(callee)) return chroma(code, call, callee);
  if (/^(sqlite3|aiosqlite|pysqlite3|apsw)(\.dbapi2)?\.(connect|Connection)$/.test(callee)) {
    const database = argumentOf(call, 'database', 0);
    const named = database === null ? null : code.stringValue(database.value);
    return database !== null && named !== null && isMemoryName(named.constant)
      ? store('This SQLite database', call.callee, literalEdit(database.value, named.literal, '"data/store.db"'))
      : null;
  }
  if (/^duckdb\.connect$/.test(callee)) {
    return call.arguments.length === 0 || text === ':memory:' ? store('This DuckDB database', call.callee) : null;
  }
  if (/^(sqlalchemy(\.\w+)*\.create_(async_)?engine|sqlmodel\.create_engine)$/.test(callee)) {
    return text !== null && /^sqlite(\+\w+)?:\/\/(\/:memory:.*|\/)?$|^sqlite(\+\w+)?:\/\/(\/\?|\?)/.test(text)
      ? store('This SQLite database', call.callee)
      : null;
  }
  if (
    /^(better-sqlite3|sqlite3(\.verbose)?(\.cached)?\.Database|node:sqlite\.DatabaseSync|sqlite\.DatabaseSync|bun:sqlite\.Database)$/.test(
      callee,
    )
  ) {
    return isMemoryName(text) || (first === undefined && callee === 'better-sqlite3')
      ? store('This SQLite database', call.callee)
      : null;
  }
  if (/(^|\.)Connection\.open_in_memory$/.test(callee)) return store('This SQLite database', call.callee);
  if (
    /(^|\.)(SqlitePool|SqliteConnection|AnyPool|Database)\.connect(_lazy)?$/.test(callee) ||
    /^sea_orm\.Database\.connect$/.test(callee)
  ) {
    return text !== null && /^sqlite:(\/\/)?(:memory:|\?mode=memory)/.test(text)
      ? store('This SQLite database', call.callee)
      : null;
  }
  return null;
}

function qdrant(code: CodeModel, call: Call, first: string | null): MemoryStore | null {
  const location = argumentOf(call, 'location', 0);
  const text = location === null ? first : (code.stringValue(location.value)?.constant ?? null);
  if (text !== ':memory:' || location === null) return null;
  const { start, end } = location.node;
  return {
    node: call.callee,
    what: 'This vector store',
    edits: { title: 'Keep it in data/qdrant', range: { start, end }, newText: 'path="data/qdrant"' },
  };
}

function chroma(code: CodeModel, call: Call, callee: string): MemoryStore | null {
  const settings = argumentOf(call, 'settings', 0);
  if (callee.endsWith('.Client') && settings !== null) {
    const text = code.textOf(settings.value);
    if (/persist_directory|is_persistent|http|host|rest/i.test(text) || settings.value.type === 'identifier')
      return null;
  }
  if (call.arguments.some(({ spread }) => spread)) return null;
  const list = call.argumentList;
  const dotted = code.textOf(call.callee);
  const edits =
    list === null || call.arguments.length > 0 || !dotted.includes('.')
      ? null
      : {
          title: 'Keep it in data/chroma',
          range: { start: call.node.start, end: call.node.end },
          newText: `${dotted.slice(0, dotted.lastIndexOf('.'))}.PersistentClient(path="data/chroma")`,
        };
  return { node: call.callee, what: 'This vector store', edits };
}

function isMemoryName(text: string | null): boolean {
  return text !== null && (text === ':memory:' || /^file:.*(:memory:|mode=memory)/.test(text));
}

function literalEdit(value: SyntaxNode, literal: SyntaxNode | null, newText: string): MemoryStore['edits'] {
  if (literal === null || literal.start !== value.start) return null;
  return { title: 'Keep it in data/store.db', range: { start: value.start, end: value.end }, newText };
}

/** What is called a cache, a session or a check does not have to last. */
function isForAWhile(code: CodeModel, node: SyntaxNode): boolean {
  const lineStart = code.text.lastIndexOf('\n', node.start - 1) + 1;
  const names = [
    code.enclosingFunction(node)?.name ?? '',
    code.enclosingClass(node)?.name ?? '',
    code.text.slice(lineStart, node.start),
  ];
  if (names.some((name) => FOR_A_WHILE.test(name))) return true;
  // Opened for one block of a function.
  if (node.ancestorOfType('with_clause') !== null && code.enclosingFunction(node) !== null) return true;
  // `if in_memory:`, `settings.testing`
  const branch = node.ancestorOfType('if_statement', 'conditional_expression', 'ternary_expression', 'if_expression');
  const condition = branch?.childForField('condition') ?? null;
  return condition !== null && FOR_A_WHILE.test(code.textOf(condition));
}
