import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { CodeModel } from '../../languages/code-model';
import type { SyntaxNode } from '../../languages/syntax-node';
import { type CodeContext, type RuleContext, type YamlContext, defineRule } from '../rule';
import { valuesOfEnvFile } from './declared-values';
import { isMemoryEncryption, isOff, isOn, isVectorSearch, offLike } from './memory-switches';

export const rule = defineRule({
  id: 'vector-search-with-encryption',
  topic: 'configuration',
  severity: 'warning',
  impact: 7,
  effort: 2,
  triggers: {
    test: (text) =>
      /encrypt/i.test(text) &&
      /vector|embedding|semantic|chromadb|qdrant|faiss|pinecone|weaviate|milvus|lancedb/i.test(text),
  },
  documentation: {
    summary: 'Reports memories that are encrypted while their embeddings are searched in plain sight.',
    whatItDoes:
      'Reports a switch that turns vector search on (`VECTOR_SEARCH_ENABLED`, `enable_vector_search`, `use_embeddings`) in a file whose memory encryption is on (`MEMORY_ENCRYPTION_ENABLED`, `encrypt_memories`, `encryption: {enabled: true}`): ' +
      'in .env files, startup files, Compose files and the settings of Python code. In Python also a call that stores embeddings in a vector store (Chroma, Qdrant, FAISS, Pinecone, …) of a text that the file encrypts. Silent when either of them is off.',
    whyItMatters:
      'An embedding is the text in another spelling: most of a sentence can be read back from its vector. The encrypted memory lies in the vector store next door, readable for everyone who has the file.',
    examples: [
      {
        path: '.env',
        bad: 'MEMORY_ENCRYPTION_ENABLED=true\nVECTOR_SEARCH_ENABLED=true\n',
        good: 'MEMORY_ENCRYPTION_ENABLED=true\nVECTOR_SEARCH_ENABLED=false\n',
      },
      {
        path: 'config/startup.yaml',
        bad: 'agent_groups:\n  core:\n    Memory:\n      script_path: memory.py\n      port: 7201\n      config:\n        encrypt_memories: true\n        enable_vector_search: true\n',
        good: 'agent_groups:\n  core:\n    Memory:\n      script_path: memory.py\n      port: 7201\n      config:\n        encrypt_memories: true\n        enable_vector_search: false\n',
      },
      {
        path: 'memory.py',
        bad: 'from store import MemoryStore\n\nstore = MemoryStore(encrypt_memories=True, vector_search=True)\n',
        good: 'from store import MemoryStore\n\nstore = MemoryStore(encrypt_memories=True, vector_search=False)\n',
      },
    ],
    fixSafety: 'Safe: vector search is turned off; memories are then found by their keys and words.',
    references: [
      'https://arxiv.org/abs/2310.06816',
      'https://genai.owasp.org/llmrisk/llm082025-vector-and-embedding-weaknesses/',
    ],
    remediation: {
      steps: [
        'Turn vector search off, or keep the vector store on an encrypted disk and turn memory encryption off.',
        'Delete the embeddings that were stored so far.',
      ],
      test: 'The vector store holds no collection of memories.',
      rollback: 'Turn vector search on again.',
      dependsOn: [],
    },
  },
  checks: {
    env(context) {
      reportPairs(context, [valuesOfEnvFile(context)]);
    },
    startup: checkYaml,
    compose: checkYaml,
    python: checkPython,
  },
});

interface Switch {
  readonly name: string;
  readonly value: string;
  /** What a fix replaces. */
  readonly range: TextRange;
}

/** In each scope: the first that encrypts is named with every search that goes on beside it. */
function reportPairs(context: RuleContext, scopes: readonly (readonly Switch[])[]): void {
  const seen = new Set<number>();
  for (const scope of scopes) {
    const encryption = scope.find(({ name, value }) => isMemoryEncryption(name) && isOn(value));
    const isOverruled = scope.some(({ name, value }) => isMemoryEncryption(name) && isOff(value));
    if (encryption === undefined || isOverruled) continue;
    for (const { name, value, range } of scope) {
      if (!isVectorSearch(name) || !isOn(value) || seen.has(range.start)) continue;
      seen.add(range.start);
      context.report({
        range,
        message: `${name} stores embeddings in plain sight of memories that ${encryption.name} encrypts: most of a text can be read back from its vector; turn vector search off`,
        related: [{ uri: context.document.uri, range: encryption.range, message: 'Encryption is turned on here' }],
        fixes: [
          {
            title: 'Turn vector search off',
            safety: 'safe',
            edits: () => [{ uri: context.document.uri, range, newText: offLike(value) }],
          },
        ],
      });
    }
  }
}

/** An agent or a service is a scope of its own; what stands beside the agents holds for all of them. */
function checkYaml(context: YamlContext): void {
  const general: Switch[] = [];
  const scopes = new Map<string, Switch[]>();
  for (const { path, key, value, range } of context.yaml.scalars) {
    const pair = typeof path.at(-1) === 'number' ? /^([A-Za-z_]\w*)=/.exec(value) : null;
    // `encryption: {enabled: true}`: the key above says what is enabled.
    const above = /^(enabled?|on|active)$/i.test(key)
      ? path
          .filter((part) => typeof part === 'string')
          .slice(-4, -1)
          .join('_')
      : '';
    const name = pair?.[1] ?? (above === '' ? key : `${above}_${key}`);
    if (!isMemoryEncryption(name) && !isVectorSearch(name)) continue;
    const start = range.start + (pair?.[0].length ?? 0);
    const one = { name, value: pair === null ? value : value.slice(pair[0].length), range: { start, end: range.end } };
    const owner = ownerOf(path);
    if (owner === null) general.push(one);
    else scopes.set(owner, [...(scopes.get(owner) ?? []), one]);
  }
  reportPairs(context, [general, ...[...scopes.values()].map((own) => [...own, ...general])]);
}

function ownerOf(path: readonly (string | number)[]): string | null {
  const at = path.findIndex(
    (part) => typeof part === 'string' && /agents?(_groups)?$|^services$|_services$|^job$|^topology$/.test(part),
  );
  if (at === -1) return null;
  const depth = /groups$/.test(String(path[at])) ? 3 : 2;
  return path.slice(0, at + depth).join('\n');
}

/** Constants, dictionaries, keyword arguments, defaults of fields, and defaults of lookups. */
function checkPython(context: CodeContext): void {
  const { code } = context;
  const switches: Switch[] = [];
  const add = (name: string, value: SyntaxNode): void => {
    if (!isMemoryEncryption(name) && !isVectorSearch(name)) return;
    const text = switchValue(code, value);
    if (text !== null) switches.push({ name, value: text.value, range: text.range });
  };
  for (const { path, value } of code.assignments) if (path !== null) add(path.slice(path.lastIndexOf('.') + 1), value);
  for (const call of code.calls) for (const { name, value } of call.arguments) if (name !== null) add(name, value);
  for (const string of code.strings) {
    if (string.field !== 'key' || string.parent?.type !== 'pair') continue;
    const value = string.parent.childForField('value');
    const name = code.stringValue(string)?.constant;
    if (value !== null && typeof name === 'string') add(name, value);
  }
  for (const { variable, defaultValue } of code.envLookups) if (defaultValue !== null) add(variable, defaultValue);
  const unique = switches.filter(
    ({ range }, index) => switches.findIndex((other) => other.range.start === range.start) === index,
  );
  reportPairs(context, [unique.sort((a, b) => a.range.start - b.range.start)]);
  if (unique.some(({ name }) => isVectorSearch(name))) return;
  const encryption = unique.find(({ name, value }) => isMemoryEncryption(name) && isOn(value));
  if (encryption !== undefined) reportStores(context, encryption);
}

/** `True`, `"true"`, and the default of a lookup that is read with it. */
function switchValue(code: CodeModel, node: SyntaxNode): { value: string; range: TextRange } | null {
  if (node.type === 'true' || node.type === 'false') return { value: code.textOf(node), range: node };
  const text = code.stringValue(node);
  if (text?.constant === null || text?.constant === undefined || text.literal !== node) return null;
  const quote = /^[a-zA-Z]*(?:"""|'''|["'])/.exec(code.textOf(node))?.[0].length ?? 0;
  const range = { start: node.start + quote, end: node.start + quote + text.constant.length };
  return isOn(text.constant) || isOff(text.constant) ? { value: text.constant, range } : null;
}

const VECTOR_STORE =
  /(?:^|\.)(?:chromadb|qdrant_client|faiss|pinecone|weaviate|pymilvus|lancedb|langchain\w*\.vectorstores)\./;

function reportStores(context: CodeContext, encryption: Switch): void {
  const { code } = context;
  for (const call of code.calls) {
    if (!/^(add|upsert|insert|upload_points|add_texts|add_documents|add_embeddings)$/.test(call.name)) continue;
    if (!VECTOR_STORE.test(`${code.resolvedCallee(call) ?? ''}`)) continue;
    context.report({
      range: call.node,
      message: `embeddings of memories that ${encryption.name} encrypts are stored here in plain sight: most of a text can be read back from its vector`,
      related: [{ uri: context.document.uri, range: encryption.range, message: 'Encryption is turned on here' }],
    });
    return;
  }
}
