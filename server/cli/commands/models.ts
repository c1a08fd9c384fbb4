import { InvalidArgumentError, type Command } from 'commander';
import type { CliContext } from '../context';
import { formatOption, type OutputFormat } from '../launch/output-format';
import { fetchModels, type FetchOptions } from '../models/fetch-models';
import { listModels } from '../models/list-models';
import { pruneModels, type PruneOptions } from '../models/prune-models';
import { verifyModels } from '../models/verify-models';

const SUBJECT = 'a startup file, a folder or a model manifest, then names of models; found by themselves when left out';

export function register(program: Command, context: CliContext): void {
  const models = program
    .command('models')
    .summary('fetch, verify, list and prune the models that agents need')
    .description(
      'Looks after the models of a model manifest (models.yaml). "up" fetches what is missing by itself; these commands do it beforehand.',
    );
  models
    .command('fetch')
    .summary('fetch the models that are missing')
    .description(
      'Fetches the models that the agents of a startup file need and that are missing; where no agent names any, all of the manifest that ' +
        'are not optional. A download that was interrupted is gone on with.',
    )
    .argument('[subject...]', SUBJECT)
    .option('--jobs <number>', 'how many to fetch at a time', count)
    .option('--replace', 'replace files that are in the place of a model and are not the one of the manifest')
    .addOption(formatOption())
    .action((args: string[], options: FetchOptions) => fetchModels(args, options, context));
  models
    .command('verify')
    .summary('compare the models that are here with their SHA-256')
    .description(
      'Reads every model of the manifest that is here. Exit code 1 when one is not what the manifest says, or is missing.',
    )
    .argument('[subject...]', SUBJECT)
    .addOption(formatOption())
    .action((args: string[], { format }: { format: OutputFormat }) => verifyModels(args, format, context));
  models
    .command('list')
    .summary('show the models of the manifest, what is here and who needs it')
    .argument('[subject...]', SUBJECT)
    .addOption(formatOption())
    .action((args: string[], { format }: { format: OutputFormat }) => listModels(args, format, context));
  models
    .command('prune')
    .summary('remove fetched models that no manifest asks for any more')
    .description(
      'Removes from the store of this user what no known manifest asks for. Files in projects are left alone.',
    )
    .option('--dry-run', 'only tell what would be removed')
    .addOption(formatOption())
    .action((options: PruneOptions) => pruneModels(options, context));
}

function count(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 32)
    throw new InvalidArgumentError('It must be a whole number from 1 to 32.');
  return value;
}
