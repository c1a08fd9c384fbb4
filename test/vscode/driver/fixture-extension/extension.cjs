// A small extension for the driver's own tests: a tree, a status bar item, a problem, and an edit that needs confirmation.
const vscode = require('vscode');

const fleet = { 'Group A': ['falcon', 'heron'], 'Group B': ['kite'] };

exports.activate = (context) => {
  let landed = 0;
  const status = vscode.window.createStatusBarItem('fixture', vscode.StatusBarAlignment.Left);
  status.text = '$(beaker) 0 landed';
  status.name = 'Fixture';
  status.show();
  const tree = {
    getChildren: (group) => (group ? fleet[group] : Object.keys(fleet)),
    getTreeItem: (name) => {
      const state = name in fleet ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
      const item = new vscode.TreeItem(name, state);
      item.description = name in fleet ? undefined : 'airborne';
      return item;
    },
  };
  const empty = { getChildren: () => [], getTreeItem: (item) => item };
  const problems = vscode.languages.createDiagnosticCollection('fixture');
  void vscode.workspace.findFiles('**/*.txt').then((files) => {
    const problem = new vscode.Diagnostic(
      new vscode.Range(0, 0, 0, 5),
      'Not a plane',
      vscode.DiagnosticSeverity.Warning,
    );
    for (const file of files) problems.set(file, [problem]);
  });
  context.subscriptions.push(
    status,
    problems,
    vscode.window.registerTreeDataProvider('fixtureTree', tree),
    vscode.window.registerTreeDataProvider('fixtureEmpty', empty),
    vscode.commands.registerCommand('fixture.land', (name) => {
      status.text = `$(beaker) ${++landed} landed`;
      void vscode.window.showInformationMessage(`Landed ${name ?? 'nobody'}`, 'Thanks');
    }),
    vscode.commands.registerCommand('fixture.preview', async () => {
      const { document } = vscode.window.activeTextEditor;
      const edit = new vscode.WorkspaceEdit();
      const metadata = { needsConfirmation: true, label: 'Rewrite the first line' };
      edit.replace(document.uri, document.lineAt(0).range, 'rewritten', metadata);
      await vscode.workspace.applyEdit(edit, { isRefactoring: true });
    }),
  );
};
