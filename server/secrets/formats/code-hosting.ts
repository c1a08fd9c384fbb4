import {
  atlassianChecksum,
  githubChecksum,
  isDataCenterToken,
  gitlabRoutableChecksum,
  isPypiToken,
  npmChecksum,
} from '../token-proofs';
import { NUMBER_STARTS, type TokenFormat, UUID_SOURCE, format } from './token-format';

/** Where code and packages are kept and built. */
export const CODE_HOSTING: readonly TokenFormat[] = [
  format(
    'github-token',
    'GitHub installation token',
    'ghs_',
    '\\d{1,20}_eyJ[\\w-]{15,800}\\.[\\w-]{10,800}\\.[\\w-]{10,800}',
  ),
  format('github-token', 'GitHub token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], '[A-Za-z0-9]{36,251}', {
    proof: githubChecksum,
  }),
  format(
    'github-fine-grained-token',
    'GitHub fine-grained token',
    'github_pat_',
    '(?:[A-Za-z0-9]{22}_[A-Za-z0-9]{59}|\\w{82})',
  ),
  format(
    'gitlab-token',
    'GitLab token',
    ['glpat-', 'glrt-t', 'gldt-', 'glptt-', 'glagent-'],
    '[\\w-]{27,300}\\.[0-9a-z]{2}\\.?[0-9a-z]{7}',
    { proof: gitlabRoutableChecksum },
  ),
  format(
    'gitlab-token',
    'GitLab token',
    ['glpat-', 'gldt-', 'glrt-', 'glrtr-', 'glft-', 'glsoat-', 'glffct-', 'glwt-'],
    '[\\w-]{20,50}(?:\\.[\\w-]{2,16}){0,2}',
  ),
  format('gitlab-token', 'GitLab mail token', 'glimt-', '[\\w-]{25,26}'),
  format('gitlab-token', 'GitLab agent token', 'glagent-', '[\\w-]{50,1024}'),
  format('gitlab-token', 'GitLab job token', 'glcbt-', '(?:[0-9a-zA-Z]{1,5}_)?[\\w-]{20}'),
  format('gitlab-token', 'GitLab trigger token', 'glptt-', '[0-9a-f]{40}'),
  format('gitlab-token', 'GitLab application secret', 'gloas-', '(?:[0-9a-f]{64}|[\\w-]{64})'),
  format('gitlab-runner-token', 'GitLab runner registration token', 'GR1348941', '[\\w-]{20,50}'),
  format('gitlab-session', 'GitLab session', '_gitlab_session=', '[0-9a-z]{32}'),
  format('bitbucket-token', 'Bitbucket access token', 'ATCTT3xFfG', '[\\w+/-]{80,800}(?:=|%3[dD])[A-F0-9]{8}', {
    proof: atlassianChecksum,
  }),
  format('bitbucket-app-password', 'Bitbucket app password', 'ATBB', '[A-Za-z0-9]{24}[A-F0-9]{8}', {
    proof: atlassianChecksum,
  }),
  format('bitbucket-server-token', 'Bitbucket Data Center token', 'BBDC-', '[A-Za-z0-9+/@_-]{40,50}={0,2}'),
  format('atlassian-token', 'Atlassian API token', 'ATATT3', '[\\w+/-]{80,800}(?:=|%3[dD])[A-F0-9]{8}', {
    proof: atlassianChecksum,
  }),
  format('atlassian-token', 'Atlassian API token', 'ATATT3', '[\\w=-]{150,250}'),
  format(
    'atlassian-data-center-token',
    'Jira or Confluence access token',
    NUMBER_STARTS,
    '[A-Za-z0-9]{12}[A-Za-z0-9+/]{28}',
    {
      proof: isDataCenterToken,
      onlyProven: true,
    },
  ),
  format('npm-token', 'npm token', '/:_authToken=', ` ?"?(${UUID_SOURCE})`, {
    before: { pattern: '//[\\w.:/-]{3,80}', length: 82 },
  }),
  format('npm-token', 'npm token', 'npm_', '[A-Za-z0-9]{36}', { proof: npmChecksum }),
  format('pypi-token', 'PyPI token', ['pypi-AgEIcHlwaS5vcmc', 'pypi-AgENdGVzdC5weXBpLm9yZw'], '[\\w-]{50,1000}', {
    proof: isPypiToken,
  }),
  format('rubygems-token', 'RubyGems key', 'rubygems_', '[a-z0-9]{48}'),
  format('clojars-token', 'Clojars token', ['CLOJARS_', 'clojars_'], '[A-Za-z0-9]{60}'),
  format('nuget-key', 'NuGet key', 'oy2', '[a-z0-9]{43}'),
  format('docker-token', 'Docker token', ['dckr_pat_', 'dckr_oat_'], '[\\w-]{27,40}'),
  format('docker-swarm-token', 'Docker Swarm join token', 'SWMTKN-1-', '[0-9a-z]{49,50}-[0-9a-z]{24,25}'),
  format('docker-swarm-key', 'Docker Swarm unlock key', 'SWMKEY-1-', '[A-Za-z0-9+/]{43}'),
  format('jfrog-key', 'Artifactory key', 'AKCp', '[\\w-]{69}'),
  format('jfrog-token', 'Artifactory reference token', ['cmVmdGtuO', 'cmVmdGtu', 'cmVmd'], '[\\w-]{55,59}'),
  format('buildkite-token', 'Buildkite token', ['bkua_', 'bkaj_', 'bkct_'], '[a-z0-9]{40}'),
  format('circleci-token', 'CircleCI token', ['CCIPAT_', 'CCIPRJ_'], '[A-Za-z0-9]{22}_[a-fA-F0-9]{40}'),
  format('sonar-token', 'Sonar token', ['squ_', 'sqp_', 'sqa_'], '[A-Za-z0-9]{40}'),
  format('sonarcloud-token', 'SonarCloud token', 'sqco_', '[A-Za-z0-9]{59}'),
  format('sourcegraph-token', 'Sourcegraph token', 'sgp_', '(?:(?:[a-fA-F0-9]{16}|local)_)?[a-fA-F0-9]{40}'),
  format('sourcegraph-cody-token', 'Sourcegraph Cody token', 'slk_', '[a-f0-9]{64}'),
  format('harness-key', 'Harness key', ['pat.', 'sat.'], '[\\w-]{22}\\.[a-zA-Z0-9]{24}\\.[a-zA-Z0-9]{20}'),
  format('spectral-token', 'Spectral token', 'spu-', '[a-f0-9]{32}'),
  format('octopus-key', 'Octopus Deploy key', 'API-', '[A-Z0-9]{26}'),
  format('snyk-token', 'Snyk token', ['snyk_uat.', 'snyk_sat.'], '[a-f0-9]{8}\\.[\\w.-]{20,200}'),
  format('trufflehog-key', 'TruffleHog Enterprise secret', 'thog-secret-', '[0-9a-f]{32}'),
  format('unkey-key', 'Unkey root key', 'unkey_', '[A-Za-z0-9]{20,40}'),
  format(
    'private-packagist-token',
    'Private Packagist token',
    ['packagist_ack_', 'packagist_ort_', 'packagist_out_', 'packagist_uut_', 'packagist_uack_'],
    '[a-f0-9]{60,90}',
  ),
];
