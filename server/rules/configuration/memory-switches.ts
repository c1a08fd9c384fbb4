import { wordsOf } from '../../secrets/secret-names';

/** `MEMORY_ENCRYPTION_ENABLED`, `encryptMemories`, `memory_encryption`, `ENCRYPTION_ENABLED`, `memory.encryption.enabled`: not transport, disks or backups. */
export function isMemoryEncryption(name: string): boolean {
  const words = wordsOf(name).map((word) => word.toLowerCase());
  if (!words.some((word) => /^encrypt(?:ion|ed|s)?$/.test(word))) return false;
  if (words.some((word) => OTHER_ENCRYPTION.test(word))) return false;
  const rest = words.filter((word) => !/^(?:encrypt\w*|enabled?|use|is|on|active|require[ds]?|turn|with)$/.test(word));
  return rest.every((word) => MEMORY.test(word));
}

const OTHER_ENCRYPTION =
  /^(?:transport|tls|ssl|disk|volume|backups?|key|algorithm|method|mode|type|password|traffic|wire|curve|zmq|network|cookie|session|log|logs|secrets?|file|path)$/;
const MEMORY =
  /^(?:memor(?:y|ies)|store[ds]?|storage|data|at|rest|content|contents|text|message|messages|conversation|conversations|history|agent|db|database|payload|sensitive|user|config|settings|env|environment|all|local|hub|fusion|long|term|short|episodic|semantic|security|privacy)$/;

/** `VECTOR_SEARCH_ENABLED`, `enableVectorSearch`, `USE_EMBEDDINGS`, `vector_store.enabled`, `semantic_search`. */
export function isVectorSearch(name: string): boolean {
  const words = wordsOf(name).map((word) => word.toLowerCase());
  const text = words.join('_');
  return (
    /(?:^|_)(?:vectors?(?:_?(?:search|store|db|database|index|memory))?|vectordb|embeddings?(?:_(?:search|store|index))?|semantic_search|similarity_search)(?:_(?:enabled?|on|active))?$/.test(
      text,
    ) &&
    (/^(?:enabled?|use|with|is)_|_(?:enabled?|on|active|search)$/.test(text) ||
      /vector_?search|^vector_(?:store|db|index)$|semantic_search/.test(text)) &&
    !/encrypt/.test(text)
  );
}

export function isOn(value: string): boolean {
  return /^(?:true|1|yes|on|enabled?)$/i.test(value.trim().replace(/^["']|["']$/g, ''));
}

export function isOff(value: string): boolean {
  return /^(?:false|0|no|off|disabled?|none)$/i.test(value.trim().replace(/^["']|["']$/g, ''));
}

/** The opposite of a word for yes, in its own style. */
export function offLike(value: string): string {
  const opposite: Readonly<Record<string, string>> = {
    true: 'false',
    '1': '0',
    yes: 'no',
    on: 'off',
    enabled: 'disabled',
    enable: 'disable',
  };
  const bare = value.trim();
  const off = opposite[bare.toLowerCase()] ?? 'false';
  if (bare === bare.toUpperCase() && /[A-Z]/.test(bare)) return off.toUpperCase();
  return /^[A-Z]/.test(bare) ? off[0]!.toUpperCase() + off.slice(1) : off;
}
