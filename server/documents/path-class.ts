/** Test files get only the rules that ask for them. */
export function isTestPath(path: string): boolean {
  return (
    /(^|\/)(tests?|__tests__|testing|testdata|test_data|spec|fixtures|__fixtures__|__mocks__|\w*cassettes|e2e)\//i.test(
      path,
    ) ||
    /(^|\/)(test_[^/]*|[^/]*_test|conftest)\.pyi?$/.test(path) ||
    /\.(test|spec)\.[cm]?[jt]sx?$/.test(path) ||
    /_(test|spec)\.(go|rb|exs?|dart|cc|cpp)$|(Test|Tests|IT)\.(java|kt|cs|scala)$/.test(path)
  );
}

/** Third-party, generated and built files: no rule looks at them. */
export function isVendoredPath(path: string): boolean {
  return (
    /(^|\/)(node_modules|site-packages|dist-packages|vendor|third_party|\.venv|venv|\.tox|__pycache__|\.git|\.mypy_cache|\.ruff_cache)\//.test(
      path,
    ) ||
    /(_pb2(_grpc)?\.pyi?|\.min\.js|\.d\.[cm]?ts)$/.test(path) ||
    /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|uv\.lock|Cargo\.lock|Pipfile\.lock)$/.test(
      path,
    )
  );
}

/** Code below `docs/` shows how something is used; its names and values are made up. */
export function isDocumentationPath(path: string): boolean {
  return /(^|\/)docs?\//i.test(path);
}
