/** Names of files that hold secrets by their nature, wherever they lie. */
const FILES = [
  /^\.env(?:\.(?!example|sample|template|dist|defaults?$|test|ci|schema|tpl)[\w-]+)*$/,
  /^(?:\.npmrc|\.yarnrc\.yml|\.pypirc|\.netrc|_netrc|\.git-credentials|\.htpasswd|\.pgpass|\.my\.cnf|\.dockercfg|\.dockerconfigjson|\.boto|\.s3cfg|\.vault-token)$/,
  /^id_(?:rsa|dsa|ecdsa|ed25519)$/,
  /\.(?:p12|pfx|jks|keystore|ppk|kdbx|ovpn|key)$/,
  /^(?:.*[-_.])?(?:private|server|client|ssl|tls|host|priv)?[-_]?key\.pem$|^privkey.*\.pem$/,
  /^(?:.*[-_])?(?:credentials?|secrets?|service[-_]account(?:[-_]key)?|client[-_]secrets?|gcp[-_]key)(?:[-_.][\w-]+)?\.(?:json|ya?ml|toml|ini|env|txt|properties)$/,
  /^application_default_credentials\.json$/,
  /^kubeconfig$/,
];

/** The same by folder and name: `.aws/credentials`. */
const PLACES = /(?:^|\/)(?:\.ssh|\.aws|\.gnupg|\.kube|\.docker\/config\.json|\.config\/gcloud|\.azure)(?:\/[^/]*)?\/?$/;

/** Whether a file that an image copies holds secrets, by its name. */
export function isSecretFile(path: string): boolean {
  const name = path.replace(/\/+$/, '').replace(/^.*\//, '');
  if (
    /\.pub$|known_hosts$|\.(?:example|sample|template|dist)$|[-_.](?:example|sample|template|schema|public)[-_.]/i.test(
      name,
    )
  )
    return false;
  return PLACES.test(path) || FILES.some((pattern) => pattern.test(name.toLowerCase()));
}
