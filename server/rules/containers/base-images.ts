import { readImageReference, repositoryOf } from '../../languages/dockerfile/image-reference';

/** What the tools of an image are: how users and packages are added there. */
export type Family = 'debian' | 'alpine' | 'redhat' | 'bare' | 'windows';

interface BaseImage {
  /** Repositories as `repositoryOf` gives them. */
  readonly repository: RegExp;
  /** Absent: every tag. */
  readonly tag?: RegExp;
}

/** Images whose own USER is not root. */
const NON_ROOT: readonly BaseImage[] = [
  { repository: /^cgr\.dev\/|(^|\/)chainguard(-images)?\// },
  { repository: /distroless/, tag: /nonroot/ },
  { repository: /^(?:.+\/)?bitnami(legacy|secure)?\// },
  { repository: /unprivileged|(^|\/)rootless|-rootless$|nonroot/ },
  { repository: /./, tag: /(^|[-_.])(nonroot|non-root|rootless|unprivileged)([-_.]|$)/ },
  { repository: /^(?:quay\.io\/)?jupyter(hub)?\/(?!jupyterhub|configurable|repo2docker)/ },
  { repository: /^mcr\.microsoft\.com\/dotnet\//, tag: /chiseled|distroless/ },
  { repository: /^mcr\.microsoft\.com\/(mssql|azure-sql)/ },
  { repository: /^(grafana\/(grafana|loki|tempo|mimir|agent|alloy)|prom\/|quay\.io\/prometheus\/|otel\/)/ },
  { repository: /^(docker\.elastic\.co\/.+|elasticsearch|kibana|logstash|opensearchproject\/.+|solr)$/ },
  { repository: /^(jenkins\/.+|sonarqube|sonarsource\/.+|selenium\/.+|cimg\/.+|circleci\/.+|gitpod\/.+|codercom\/.+)$/ },
  { repository: /^(apache\/(airflow|kafka|spark|superset|nifi|flink)|confluentinc\/.+)$/ },
  { repository: /^(quay\.io\/keycloak\/.+|n8nio\/n8n|memcached|haproxy|varnish|curlimages\/curl|openpolicyagent\/opa)$/ },
  { repository: /^(ghcr\.io\/puppeteer\/.+|zenika\/alpine-chrome|renovate\/renovate|fluent\/fluentd|homebrew\/brew|mambaorg\/micromamba)$/ },
  { repository: /^(?:registry\.access\.redhat\.com|registry\.redhat\.io|quay\.io)\/(ubi\d\/(?!ubi)|sclorg\/|centos7\/|rhel\d\/(python|nodejs))/ },
  { repository: /^public\.ecr\.aws\/bitnami\// },
]; // prettier-ignore

/** Images that start as root and whose own entrypoint gives root up. */
const DROPS_ROOT =
  /^(postgres|mysql|mariadb|mongo|redis|valkey\/valkey|rabbitmq|cassandra|neo4j|influxdb|couchdb|zookeeper|eclipse-mosquitto|postgis\/postgis|timescale\/timescaledb(-ha)?|pgvector\/pgvector|ankane\/pgvector|percona|ghost|nextcloud)$/;

/** Images that set no USER: those of languages and distributions. */
const ROOT =
  /^(alpine|debian|ubuntu|python|node|golang|rust|ruby|php|perl|openjdk|eclipse-temurin|amazoncorretto|fedora|centos|rockylinux|almalinux|amazonlinux|oraclelinux|busybox|buildpack-deps|gcc|maven|gradle|tomcat|nginx|httpd|haskell|elixir|erlang|julia|r-base|swift|dart|scratch|archlinux|archlinux\/archlinux|opensuse\/.+|nvidia\/cuda|pytorch\/pytorch|tensorflow\/tensorflow|oven\/bun|denoland\/deno|continuumio\/.+|condaforge\/.+|tiangolo\/.+|mcr\.microsoft\.com\/(dotnet|playwright|java|openjdk)\/.*|nvcr\.io\/nvidia\/.+|gcr\.io\/distroless\/.+|docker|caddy|traefik|adoptopenjdk.*|ghcr\.io\/astral-sh\/uv|astral\/uv|vllm\/.+|ollama\/ollama|huggingface\/.+|redhat\/ubi.*|registry\.access\.redhat\.com\/ubi\d\/ubi.*|public\.ecr\.aws\/(docker\/library|lambda|amazonlinux)\/.+)$/;

function parts(image: string): { repository: string; tag: string } {
  const reference = readImageReference(image);
  if (reference === null) return { repository: image.toLowerCase(), tag: '' };
  return { repository: repositoryOf(reference), tag: reference.tag?.toLowerCase() ?? '' };
}

export type DefaultUser = 'root' | 'other' | 'drops-root' | 'unknown';

/** As whom a container of an image runs when its Dockerfile says nothing. */
export function defaultUserOf(image: string): DefaultUser {
  const { repository, tag } = parts(image);
  if (NON_ROOT.some((known) => known.repository.test(repository) && (known.tag?.test(tag) ?? true))) return 'other';
  if (DROPS_ROOT.test(repository)) return 'drops-root';
  return ROOT.test(repository) ? 'root' : 'unknown';
}

/** The user that an image has ready for programs; null where one has to be made. */
export function readyUserOf(image: string): string | null {
  const { repository, tag } = parts(image);
  if (repository === 'node') return 'node';
  if (repository === 'oven/bun') return 'bun';
  if (repository === 'denoland/deno') return 'deno';
  if (/^mcr\.microsoft\.com\/dotnet\/(aspnet|runtime|runtime-deps|sdk)$/.test(repository) && /^(8|9|1\d)\b/.test(tag))
    return '$APP_UID';
  return familyOf(image) === 'bare' ? '65532:65532' : null;
}

/** Null for images nobody here knows. */
export function familyOf(image: string): Family | null {
  const { repository, tag } = parts(image);
  if (/windows|nanoserver|servercore/.test(`${repository}:${tag}`)) return 'windows';
  if (repository === 'scratch' || /distroless|(^|\/)static$|chiseled/.test(`${repository}:${tag}`)) return 'bare';
  if (/alpine/.test(tag) || /(^|\/)alpine/.test(repository)) return 'alpine';
  if (repository === 'busybox') return 'alpine';
  if (/^(caddy|traefik|docker)$/.test(repository)) return 'alpine';
  if (
    /^(fedora|centos|rockylinux|almalinux|amazonlinux|oraclelinux)$|ubi\d?\b|redhat|amazoncorretto|public\.ecr\.aws\/lambda/.test(
      repository,
    )
  )
    // prettier-ignore
    return 'redhat';
  if (/rockylinux|rhel|ubi\d|centos|amazonlinux/.test(tag)) return 'redhat';
  if (/^(archlinux|opensuse)/.test(repository)) return null;
  return ROOT.test(repository) || DROPS_ROOT.test(repository) ? 'debian' : null;
}

/** Images of a server that wants root for its own port and folders: it takes more than a USER to change that. */
export function isServerImage(image: string): boolean {
  return /^(nginx|httpd|tomcat|caddy|traefik|php|docker|ghost|nextcloud|haproxy)$/.test(parts(image).repository);
}

/** What a language's image brings along to ask a port: used by health checks. */
export function clientOf(image: string): 'python' | 'node' | 'wget' | null {
  const { repository, tag } = parts(image);
  if (
    /^(python|tiangolo\/.*|pytorch\/pytorch|tensorflow\/tensorflow|jupyter\/.*|continuumio\/.*|condaforge\/.*|ghcr\.io\/astral-sh\/uv|vllm\/.+|huggingface\/.+)$/.test(
      repository,
    )
  )
    // prettier-ignore
    return 'python';
  if (repository === 'node') return /^(\d|1[0-7])(\b|\.)/.test(tag) && Number.parseInt(tag, 10) < 18 ? 'wget' : 'node';
  return familyOf(image) === 'alpine' ? 'wget' : null;
}
