import type { Corpus, CorpusCase } from '../corpus';

const rs = (title: string, body: string, uses = 'use std::process::Command;\n\n'): CorpusCase => ({
  title,
  path: 'src/tool.rs',
  text: `${uses}${body}`,
});

export const corpus: Corpus = {
  topic: 'execution',
  rules: ['unsandboxed-execution'],
  target: { recall: 0.8, precision: 0.92 },
  cases: [
    rs('sh -c with a parameter', 'fn f(x: &str) {\n    Command::new("sh").arg("-c").arg(x).spawn(); <<<\n}\n'),
    rs(
      'sh -c over several lines',
      'fn f(x: &str) {\n    Command::new("/bin/sh") <<<\n        .arg("-c")\n        .arg(format!("ls {}", x))\n        .output();\n}\n',
    ),
    rs('bash -c with args', 'fn f(x: &str) {\n    Command::new("bash").args(["-c", x]).status(); <<<\n}\n'),
    rs(
      'bash -c with a reference to a list',
      'fn f(x: String) {\n    Command::new("bash").args(&["-lc", &x]).status(); <<<\n}\n',
    ),
    rs('the full path', 'fn f(x: &str) {\n    std::process::Command::new("sh").arg("-c").arg(x).spawn(); <<<\n}\n', ''),
    rs(
      'tokio',
      'async fn f(x: String) {\n    Command::new("sh").arg("-c").arg(&x).output().await; <<<\n}\n',
      'use tokio::process::Command;\n\n',
    ),
    rs(
      'a command built in steps',
      'fn f(x: &str) {\n    let mut command = Command::new("sh"); <<<\n    command.arg("-c");\n    command.arg(x);\n    command.spawn();\n}\n',
    ),
    rs('cmd /C', 'fn f(x: &str) {\n    Command::new("cmd").args(["/C", x]).spawn(); <<<\n}\n'),
    rs('an interpreter with code', 'fn f(x: &str) {\n    Command::new("python3").arg("-c").arg(x).output(); <<<\n}\n'),
    rs(
      'a constant in a local',
      'fn f() {\n    let line = "ls | wc";\n    Command::new("sh").arg("-c").arg(line).output(); <<<\n}\n',
    ),
    rs(
      'a name in a format string',
      'fn f(x: &str) {\n    Command::new("sh").arg("-c").arg(format!("ls {x}")).output(); <<<\n}\n',
    ),
    rs('the shell of a crate', 'fn f(x: &str) {\n    Exec::shell(x).join(); <<<\n}\n', 'use subprocess::Exec;\n\n'),

    rs('a program with arguments', 'fn f(x: &str) {\n    Command::new("ls").arg("-l").arg(x).output();\n}\n'),
    rs('sh -c with a constant', 'fn f() {\n    Command::new("sh").arg("-c").arg("ls | wc -l").output();\n}\n'),
    rs('a script', 'fn f(x: &str) {\n    Command::new("bash").arg(x).output();\n}\n'),
    rs('a program by its name', 'fn f(x: &str, y: &[String]) {\n    Command::new(x).args(y).output();\n}\n'),
    rs(
      'firejail around a shell',
      'fn f(x: &str) {\n    Command::new("firejail").args(["--net=none", "sh", "-c", x]).output();\n}\n',
    ),
    rs(
      'constant text with arguments of its own',
      'fn f(x: &str) {\n    Command::new("sh").args(["-c", "wc -l < \\"$1\\"", "_", x]).output();\n}\n',
    ),
    rs(
      'a command of another crate',
      'fn f(x: &str) {\n    let _ = Command::new("sh").arg(Arg::new("c"));\n    let _ = x;\n}\n',
      'use clap::{Arg, Command};\n\n',
    ),
    rs(
      'a shell in a test',
      '#[cfg(test)]\nmod tests {\n    fn f(x: &str) {\n        std::process::Command::new("sh").arg("-c").arg(x).output();\n    }\n}\n',
    ),
  ],
};
