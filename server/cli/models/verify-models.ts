import { checkModel } from '@agent-preflight/stack/models/check-model';
import { formatBytes, formatProgress } from '@agent-preflight/stack/models/describe';
import { FetchFailure } from '@agent-preflight/stack/models/fetch/failure';
import { hashFile } from '@agent-preflight/stack/models/store/hash-file';
import { knownFile, rememberFile } from '@agent-preflight/stack/models/store/known-file';
import { ModelStore } from '@agent-preflight/stack/models/store/model-store';
import { colorsOf, ExitCode, type CliContext } from '../context';
import { watchInterruption } from '../launch/interruption';
import { json, type OutputFormat } from '../launch/output-format';
import { shown } from './list-models';
import { projectModels, type ProjectModel } from './project-models';
import { statusLine } from './status-line';

interface VerifiedModel {
  readonly name: string;
  readonly path: string | null;
  /** `unpinned`: the manifest gives no SHA-256 to compare with. */
  readonly result: 'right' | 'wrong' | 'missing' | 'unpinned' | 'unmanaged' | 'impossible';
  readonly sha256: string | null;
  readonly message: string;
}

/** Reads every model that is here and compares its SHA-256 with the manifest. Exit code 1 when one is wrong, or missing and required. */
export async function verifyModels(args: readonly string[], format: OutputFormat, context: CliContext): Promise<void> {
  const { models, store: directory } = await projectModels(args, context, true);
  const store = new ModelStore(directory);
  await store.open();
  const interruption = watchInterruption();
  const line = statusLine(context);
  const colors = colorsOf(context);
  const verified: VerifiedModel[] = [];
  try {
    for (const model of models) {
      const result = await verify(model, store, interruption.signal, context, line.show);
      line.clear();
      verified.push(result);
      if (isFault(result, model)) context.exit(ExitCode.findings);
      if (format === 'json') continue;
      const paint = result.result === 'right' ? colors.green : isFault(result, model) ? colors.red : colors.yellow;
      context.stdout(`${model.name}  ${paint(result.message)}\n`);
    }
  } catch (error) {
    line.clear();
    if (!interruption.signal.aborted) throw error;
    context.stderr('Stopped.\n');
    context.exit(ExitCode.findings);
  } finally {
    interruption.dispose();
  }
  if (format === 'json') context.stdout(json({ version: 1, models: verified }));
}

function isFault({ result }: VerifiedModel, { model }: ProjectModel): boolean {
  return result === 'wrong' || (model.required && (result === 'missing' || result === 'impossible'));
}

async function verify(
  { name, order }: ProjectModel,
  store: ModelStore,
  signal: AbortSignal,
  context: CliContext,
  show: (text: string) => void,
): Promise<VerifiedModel> {
  const say = (
    result: VerifiedModel['result'],
    message: string,
    path: string | null = null,
    sha256: string | null = null,
  ): VerifiedModel => ({ name, path, result, sha256, message });
  if (order instanceof FetchFailure) return say('impossible', order.message);
  const presence = await checkModel(order, store.paths);
  if (presence.kind === 'unmanaged') return say('unmanaged', 'the manifest does not say where it lies');
  const { path } = presence;
  if (presence.kind === 'missing') {
    return say('missing', `missing: ${shown(path, context)}; "agent-preflight models fetch ${name}" fetches it`, path);
  }
  if (order.destination?.kind !== 'file') {
    return presence.kind === 'present' && presence.verified
      ? say('right', `all files are there: ${shown(path, context)}`, path)
      : say('unpinned', `${shown(path, context)} is there; nothing says what it should hold`, path);
  }
  if (presence.kind === 'wrong' && order.sha256 === null) return say('wrong', presence.problem, path);
  const total = presence.kind === 'wrong' ? null : presence.bytes;
  let digest: string;
  try {
    digest = await hashFile(path, { signal, onRead: (done) => show(`${name}: ${formatProgress(done, total, null)}`) });
  } catch (error) {
    if (signal.aborted) throw error;
    return say('wrong', `${shown(path, context)} cannot be read: ${(error as Error).message}`, path);
  }
  const placed = (await knownFile(store.paths, path))?.placed ?? null;
  await rememberFile(store.paths, path, digest, placed);
  if (order.sha256 === null) {
    return say(
      'unpinned',
      `the manifest gives no sha256 for it; that of ${shown(path, context)} is ${digest}`,
      path,
      digest,
    );
  }
  if (digest === order.sha256) {
    return say(
      'right',
      `right: ${shown(path, context)}${total === null ? '' : ` (${formatBytes(total)})`}`,
      path,
      digest,
    );
  }
  const remedy = `"agent-preflight models fetch --replace ${name}" fetches the right one`;
  return say(
    'wrong',
    `wrong: the SHA-256 of ${shown(path, context)} is ${digest}, and the manifest says ${order.sha256}; ${remedy}`,
    path,
    digest,
  );
}
