import { readMount } from '../../../languages/compose/mount';
import type { ComposeService, ServiceLayer } from '../../../languages/compose/compose-service';
import { ComposeEditor } from '../../containers/compose-editor';
import { imageName } from '../../containers/compose-services';
import type { FileEdit, Fix } from '../../finding';
import type { ComposeContext } from '../../rule';
import { lineEndingOf } from '../../../documents/line-ending';

/** A database by its image, and where it keeps its data. */
export interface StoreImage {
  readonly image: RegExp;
  readonly folder: string;
}

const STORES: readonly StoreImage[] = [
  {
    image: /^(library\/|bitnami\/)?(redis|valkey)$|^valkey\/valkey$|^redis\/redis-stack(-server)?$|^redislabs\/re\w+$/,
    folder: '/data',
  },
  { image: /^qdrant\/qdrant$/, folder: '/qdrant/storage' },
  {
    image:
      /^(library\/)?postgres$|^(postgis\/postgis|pgvector\/pgvector|ankane\/pgvector|timescale\/timescaledb(-ha)?)$/,
    folder: '/var/lib/postgresql/data',
  },
  { image: /^(library\/)?(mysql|mariadb)$|^percona$/, folder: '/var/lib/mysql' },
  { image: /^(library\/)?mongo$/, folder: '/data/db' },
  { image: /^(semitechnologies|cr\.weaviate\.io\/semitechnologies)\/weaviate$/, folder: '/var/lib/weaviate' },
  { image: /^milvusdb\/milvus$/, folder: '/var/lib/milvus' },
  { image: /^(library\/)?neo4j$/, folder: '/data' },
  { image: /^(elasticsearch\/|library\/)?elasticsearch$/, folder: '/usr/share/elasticsearch/data' },
  { image: /^opensearchproject\/opensearch$/, folder: '/usr/share/opensearch/data' },
  { image: /^(chromadb|ghcr\.io\/chroma-core)\/chroma$|^chroma-core\/chroma$/, folder: '/data' },
  { image: /^minio\/minio$/, folder: '/data' },
  { image: /^(library\/)?influxdb$/, folder: '/var/lib/influxdb2' },
  { image: /^clickhouse\/clickhouse-server$/, folder: '/var/lib/clickhouse' },
];

const FOR_A_WHILE = /cache|session|tmp|temp|test|mock|scratch|queue|broker|celery|throttl|rate.?limit/i;

/** The database that a service runs and has to keep; null for all others and for caches. */
export function storeOf(service: ComposeService): StoreImage | null {
  if (service.entries('build').length > 0 || FOR_A_WHILE.test(service.name)) return null;
  const name = imageName(service);
  const store = STORES.find(({ image }) => image.test(name)) ?? null;
  return store === null || keepsNothing(service) ? null : store;
}

/** `redis-server --save "" --appendonly no`, `--maxmemory-policy allkeys-lru`: somebody meant it. */
function keepsNothing(service: ComposeService): boolean {
  const command = service
    .items('command')
    .map(({ node }) => (node.kind === 'scalar' ? node.text : ''))
    .join(' ');
  return (
    /--save\s+(""|''|\s|$|--)|allkeys-l[rf]u|appendonly\s+no|^\s*sh\b/.test(command) ||
    service.pairs('labels').some(({ key, value }) => FOR_A_WHILE.test(`${key}=${value ?? ''}`))
  );
}

/** Any place of its own that a service keeps files in; what is mounted for reading, settings and start scripts do not count. */
export function hasDataVolume(service: ComposeService): boolean {
  if (service.items('volumes_from').length > 0) return true;
  const store = STORES.find(({ image }) => image.test(imageName(service)));
  return service.items('volumes').some(({ node }) => {
    const mount = readMount(node);
    if (mount === null) return true;
    if (mount.readOnly || mount.kind === 'npipe') return false;
    if (store !== undefined && isWithin(store.folder, mount.target)) return mount.kind !== 'anonymous';
    return (
      mount.kind === 'volume' ||
      !/\.(conf|cnf|sql|sh|ya?ml|json|acl)$|\/(etc|docker-entrypoint-initdb\.d|usr\/local\/etc)\b/.test(mount.target)
    );
  });
}

function isWithin(folder: string, target: string): boolean {
  const plain = target.replace(/\/+$/, '');
  return plain === folder || folder.startsWith(`${plain}/`) || plain.startsWith(`${folder}/`);
}

/** A named volume for the data, declared at the end of the file or beside the others. */
export function volumeFix(
  context: ComposeContext,
  layer: ServiceLayer,
  service: string,
  store: StoreImage,
): Fix | null {
  const { compose, document } = context;
  const section = compose.sections.volumes;
  const name = `${service.replace(/[^\w-]/g, '_')}_data`;
  const declared = compose.declared.volumes.some(({ key }) => key === name);
  if (
    section !== undefined &&
    (section.value.kind !== 'map' || section.value.flow || section.value.entries.length === 0)
  )
    return null;
  const edits = (): FileEdit[] => {
    const editor = new ComposeEditor(document);
    const own = editor.add(layer.entry, { path: ['volumes'], items: [`${name}:${store.folder}`] }).edits();
    return own.length === 0 ? [] : joined([...own, ...(declared ? [] : [declaration(context, name)])]);
  };
  if (edits().length === 0) return null;
  return { title: `Keep its data in the volume ${name}`, safety: 'review', edits };
}

/** Edits at the same place become one, in their order. */
function joined(edits: readonly FileEdit[]): FileEdit[] {
  const result: FileEdit[] = [];
  for (const edit of edits) {
    const last = result.findIndex(
      (known) =>
        'range' in known &&
        'range' in edit &&
        known.range.start === edit.range.start &&
        known.range.end === edit.range.end,
    );
    const known = result[last];
    if (known !== undefined && 'range' in known && 'range' in edit)
      result[last] = { ...known, newText: known.newText + edit.newText };
    else result.push(edit);
  }
  return result;
}

function declaration({ compose, document }: ComposeContext, name: string): FileEdit {
  const { text, uri } = document;
  const eol = lineEndingOf(text);
  const first = compose.sections.volumes?.value;
  if (first?.kind === 'map' && first.entries[0] !== undefined) {
    const at = first.entries[0].keyRange.start;
    const indentation = ' '.repeat(at - text.lastIndexOf('\n', at - 1) - 1);
    return { uri, range: { start: at, end: at }, newText: `${name}:${eol}${indentation}` };
  }
  const before = /\n$/.test(text) ? '' : eol;
  return { uri, range: { start: text.length, end: text.length }, newText: `${before}volumes:${eol}  ${name}:${eol}` };
}
