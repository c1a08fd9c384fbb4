import { isScalar, visit } from 'yaml';
import type { TextRange } from '@agent-preflight/stack/definition/text-range';
import type { YamlModel, YamlScalar } from '../yaml/yaml-model';

/** What a step of a workflow does with container images. */
export interface ImageStep {
  readonly kind: 'build' | 'push';
  /** The action or the command. */
  readonly range: TextRange;
}

/** Tools and services that look for known vulnerabilities in images, by the words that steps write. */
const SCANNER =
  /\btrivy\b|\bgrype\b|anchore[/_-](?:scan|engine|cli)|anchorectl|\bsnyk\b(?!.{0,200}\b(?:iac|code)\b)|docker[ /-]scout|\bdocker scan\b|\bclair(?:ctl|-scanner|-scan)?\b|azure\/container-scan|container-scan|twistcli|prisma-cloud|prismacloud|\bsysdig|\bwiz(?:cli|-cli| docker| scan)|lacework|\bqualys|neuvector|aqua(?:sec|security)|\bxray\b|jfrog?[ -].{0,200}scan|\bjf docker scan|describe-image-scan-findings|start-image-scan|ecr[-_]scan|image-scan|scan-image|vulnerability[-_ ]scan|artifacts docker images scan|gcloud beta container images describe.{0,200}vulnerab|Container-Scanning|Auto-DevOps|container_scanning|mondoo|\bdagda\b|osv-scanner.{0,200}(?:docker|image)|\bdockle\b|fossa container|veracode.{0,200}container|checkmarx.{0,200}container|\bkubescape scan image|orca-(?:security|cli)|\bcrowdstrike.{0,200}image|blackduck|\bsemgrep.{0,200}image|\bneuvector/i;

/** Trivy on sources and configurations, which sees nothing of the image. */
const OTHER_SCANS =
  /\btrivy\s+(?:--?\S+\s+)*(?:config|conf|fs|filesystem|repo|repository|k8s)\b|\baquasecurity\/trivy-action@\S*(?:(?!\n\s*-\s)[^]){0,400}?\bscan-type:\s*["']?(?:config|fs|repo)\b/g;

/** Whether the text of a workflow calls a scanner of images; comments do not count. Cheap: no YAML is read. */
export function mentionsImageScan(text: string): boolean {
  return SCANNER.test(text.replace(/(^|\s)#[^\n]*/g, '$1').replace(OTHER_SCANS, ' '));
}

/** Actions that build and, asked for it, push. */
const BUILD_ACTION =
  /^(?:docker:\/\/)?(?:docker\/(?:build-push-action|bake-action)|redhat-actions\/buildah-build|depot\/(?:build-push-action|bake-action)|useblacksmith\/build-push-action|int128\/docker-build)[^@]*(?:@|$)/i;
/** Actions that push by what they are. */
const PUSH_ACTION =
  /^(?:redhat-actions\/push-to-registry|elgohr\/publish-docker-github-action|mr-smithers-excellent\/docker-build-push|whoan\/docker-build-with-cache-action|[^@/]+\/[^@/]*docker[^@/]*(?:push|publish)[^@/]*|[^@/]+\/[^@/]*(?:push|publish)[^@/]*(?:docker|image|ecr|gcr|acr|container)[^@/]*|[^@/]+\/kaniko[^@/]*|[^@/]+\/[^@/]*kaniko[^@/]*|jfrog\/.*docker.*)@/i;

const TOOL = '(?:sudo[ \\t]+)?(?:docker|podman|nerdctl|buildah|img|finch)';
const PUSHES: readonly RegExp[] = [
  new RegExp(`\\b${TOOL}[ \\t]+(?:(?:image|manifest)[ \\t]+)?push\\b(?!-rm)`),
  /\bdocker[ \t]+(?:buildx[ \t]+(?:build|bake)|build|bake)\b(?:[^\n;&|]|\\\r?\n)*?[ \t](?:--push\b|--output[ =][^\n]*(?:push=true|type=registry)|-o[ =][^\n]*(?:push=true|type=registry))/,
  /\bdocker(?:-compose|[ \t]+compose)\b[^\n;&|]*[ \t]push\b/,
  /\bdocker(?:-compose|[ \t]+compose)\b[^\n;&|]*[ \t]build\b[^\n;&|]*--push\b/,
  /(?:\/kaniko\/executor|\bkaniko\b)(?![^\n]*--no-push)[^\n]*(?:--destination|\\$)/,
  /\b(?:ko[ \t]+(?:build|publish|apply|resolve)|gcloud[ \t]+builds[ \t]+submit|az[ \t]+acr[ \t]+build|skaffold[ \t]+(?:build|run)\b(?![^\n]*--push=false)|pack[ \t]+build\b[^\n]*--publish|crane[ \t]+(?:push|append)|depot[ \t]+build\b[^\n]*--push|earthly\b[^\n]*--push)/,
  /\b(?:jib:build|gradlew?[ \t]+[^\n]*\bjib\b(?!Docker)|bootBuildImage\b[^\n]*--publishImage|spring-boot:build-image\b[^\n]*publish)/,
  /\bskopeo[ \t]+copy\b[^\n]*\bdocker:\/\//,
];

/** The steps that build or push images, in the order of the file. */
export function imageSteps(yaml: YamlModel): readonly ImageStep[] {
  const orbs: ImageStep[] = [];
  visit(yaml.document, {
    Pair(_, { key }) {
      if (isScalar(key) && key.range && isOrbPush(String(key.value)))
        orbs.push({ kind: 'push', range: { start: key.range[0], end: key.range[1] } });
    },
  });
  const steps = yaml.scalars.flatMap((scalar): ImageStep[] => {
    const kind = scalar.key === 'uses' ? actionKind(yaml, scalar) : otherKind(yaml, scalar);
    return kind === null ? [] : [{ kind, range: rangeOf(scalar) }];
  });
  return [...steps, ...orbs].sort((a, b) => a.range.start - b.range.start);
}

/** CircleCI: jobs and commands of orbs, with parameters (`- docker/publish: …`) or without. */
function isOrbPush(name: string): boolean {
  return /^(?:docker\/(?:publish|push)|(?:aws-ecr|gcp-gcr|azure-acr)\/(?:build[-_]and[-_])?push[-_]image)$/.test(name);
}

function actionKind(yaml: YamlModel, { value, path }: YamlScalar): ImageStep['kind'] | null {
  if (PUSH_ACTION.test(value)) return inputOf(yaml, path, 'push') === 'false' ? 'build' : 'push';
  if (!BUILD_ACTION.test(value)) return null;
  const push = inputOf(yaml, path, 'push');
  const outputs = inputOf(yaml, path, 'outputs') ?? '';
  // An expression pushes at least sometimes: `push: ${{ github.event_name != 'pull_request' }}`.
  if (push !== null && !/^(?:false|no|off)$/i.test(push)) return 'push';
  return /type=registry|push=true/.test(outputs) ? 'push' : 'build';
}

/** A step's input: `with: { push: true }` beside the `uses` at a path. */
function inputOf(yaml: YamlModel, uses: YamlScalar['path'], name: string): string | null {
  const step = uses.slice(0, -1);
  const isInput = ({ path }: YamlScalar): boolean =>
    path.length >= step.length + 2 &&
    path[step.length] === 'with' &&
    path[step.length + 1] === name &&
    step.every((part, index) => path[index] === part);
  return yaml.scalars.find(isInput)?.value.trim() ?? null;
}

/** A longer script is data. */
const MAX_SCRIPT = 50_000;

/** Keys whose values are shell texts, in the dialects of the common services. */
const SCRIPTS =
  /^(?:run|script|before_script|after_script|command|commands|bash|powershell|pwsh|inlineScript|args|entrypoint|build|post_build|pre_build|install|execute)$/;

function otherKind(yaml: YamlModel, { key, value, path }: YamlScalar): ImageStep['kind'] | null {
  // Azure: `task: Docker@2` with `command: buildAndPush`, which is the default.
  if (key === 'task' && /^Docker@\d/i.test(value)) {
    const command = siblingInput(yaml, path, 'command')?.toLowerCase() ?? 'buildandpush';
    return command === 'buildandpush' || command === 'push' ? 'push' : command === 'build' ? 'build' : null;
  }
  if (isOrbPush(value)) return 'push';
  // Drone and Woodpecker: the plugin is an image.
  if (
    key === 'image' &&
    /^(?:plugins\/(?:docker|kaniko|ecr|gcr|acr|buildx)|woodpeckerci\/plugin-docker-buildx|thegeeklab\/drone-docker)/.test(
      value,
    )
  )
    // prettier-ignore
    return 'push';
  if (key === 'name' && /^gcr\.io\/(?:cloud-builders\/docker|kaniko-project\/executor)/.test(value)) {
    const step = path.slice(0, -1);
    const args = yaml.scalars.filter(({ path: other }) => other[step.length] === 'args' && step.every((part, index) => other[index] === part)); // prettier-ignore
    return /kaniko/.test(value) || args.some((arg) => arg.value === 'push') ? 'push' : null;
  }
  if (!SCRIPTS.test(key) || value.length > MAX_SCRIPT) return null;
  const script = value.replace(/(^|\s)#[^\n]*/g, '$1');
  return PUSHES.some((pattern) => pattern.test(script)) ? 'push' : null;
}

function siblingInput(yaml: YamlModel, task: YamlScalar['path'], name: string): string | null {
  const step = task.slice(0, -1);
  return (
    yaml.scalars.find(
      ({ path, key }) =>
        key.toLowerCase() === name &&
        path[step.length] === 'inputs' &&
        step.every((part, index) => path[index] === part),
    )?.value ?? null
  );
}

/** The key of a script of several lines, else the whole value. */
function rangeOf({ range, keyRange, style }: YamlScalar): TextRange {
  return style === 'block' && keyRange !== null ? keyRange : range;
}
