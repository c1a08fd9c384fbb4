import type { Corpus } from '../corpus';

const path = 'src/main.rs';

/** Clients of Rust that wait for ever, and their neighbours that do not. */
export const corpus: Corpus = {
  topic: 'timeouts',
  rules: ['missing-timeout'],
  target: { recall: 0.9, precision: 0.97 },
  cases: [
    {
      title: 'a reqwest client',
      path,
      text: `use reqwest::Client;\n\nfn client() -> Client {\n    Client::new() <<<\n}\n`,
    },
    {
      title: 'a reqwest client by its builder',
      path,
      text: `fn client() -> reqwest::Client {\n    reqwest::Client::builder() <<<\n        .gzip(true)\n        .build()\n        .unwrap()\n}\n`,
    },
    {
      title: 'a reqwest client by another builder',
      path,
      text: `use reqwest::ClientBuilder;\n\nfn client() -> reqwest::Result<reqwest::Client> {\n    ClientBuilder::new().connect_timeout(d).build() <<<\n}\n`,
    },
    {
      title: 'a reqwest client with a limit',
      path,
      text: `fn client() -> reqwest::Client {\n    reqwest::Client::builder().timeout(Duration::from_secs(5)).build().unwrap()\n}\n`,
    },
    {
      title: 'a reqwest client with a limit between bytes',
      path,
      text: `fn client() -> reqwest::Client {\n    reqwest::Client::builder().read_timeout(d).build().unwrap()\n}\n`,
    },
    {
      title: 'a builder given its limit later',
      path,
      text: `fn client() -> reqwest::Client {\n    let mut builder = reqwest::Client::builder();\n    builder = builder.timeout(d);\n    builder.build().unwrap()\n}\n`,
    },
    {
      title: 'requests with a limit each',
      path,
      text: `async fn get(url: &str) -> reqwest::Result<String> {\n    let client = reqwest::Client::new();\n    client.get(url).timeout(Duration::from_secs(5)).send().await?.text().await\n}\n`,
    },
    {
      title: 'requests inside a limit',
      path,
      text: `async fn get(url: &str) {\n    let client = reqwest::Client::new();\n    let _ = tokio::time::timeout(d, client.get(url).send()).await;\n}\n`,
    },
    {
      title: 'one request with a limit and one without',
      path,
      text: `async fn get(url: &str) {\n    let client = reqwest::Client::new(); <<<\n    client.get(url).timeout(d).send().await.unwrap();\n    client.get(url).send().await.unwrap();\n}\n`,
    },
    {
      title: 'reqwest::get',
      path,
      text: `async fn get(url: &str) -> reqwest::Result<String> {\n    reqwest::get(url).await?.text().await <<<\n}\n`,
    },
    {
      title: 'blocking reqwest has a default',
      path,
      text: `fn get(url: &str) -> reqwest::Result<String> {\n    let client = reqwest::blocking::Client::new();\n    client.get(url).send()?.text()\n}\n`,
    },
    {
      title: 'blocking reqwest with its default switched off',
      path,
      text: `fn client() -> reqwest::blocking::Client {\n    reqwest::blocking::Client::builder().timeout(None).build().unwrap() <<<\n}\n`,
    },
    {
      title: 'a connection of tokio',
      path,
      text: `use tokio::net::TcpStream;\n\nasync fn open() -> std::io::Result<TcpStream> {\n    TcpStream::connect("h:1").await <<<\n}\n`,
    },
    {
      title: 'a connection of tokio in time',
      path,
      text: `use tokio::net::TcpStream;\nuse tokio::time::timeout;\n\nasync fn open() {\n    let _ = timeout(d, TcpStream::connect("h:1")).await;\n    let later = TcpStream::connect("h:2");\n    let _ = timeout(d, later).await;\n}\n`,
    },
    {
      title: 'a connection of the standard library',
      path,
      text: `use std::net::TcpStream;\n\nfn open() -> std::io::Result<TcpStream> {\n    TcpStream::connect("h:1") <<<\n}\n`,
    },
    {
      title: 'a connection of the standard library in time',
      path,
      text: `use std::net::TcpStream;\n\nfn open() -> std::io::Result<TcpStream> {\n    TcpStream::connect_timeout(&address, d)\n}\n`,
    },
    {
      title: 'ureq',
      path,
      text: `fn get() {\n    ureq::get("https://example.org").call().unwrap(); <<<\n    ureq::get("https://example.org").timeout(d).call().unwrap();\n}\n`,
    },
    {
      title: 'an agent of ureq',
      path,
      text: `fn agent() -> ureq::Agent {\n    ureq::AgentBuilder::new().build() <<<\n}\n\nfn patient() -> ureq::Agent {\n    ureq::AgentBuilder::new().timeout_read(d).build()\n}\n`,
    },
    {
      title: 'hyper',
      path,
      text: `use hyper::Client;\n\nasync fn get(uri: hyper::Uri) {\n    let client = Client::new();\n    client.get(uri).await.unwrap(); <<<\n}\n`,
    },
    {
      title: 'hyper in time',
      path,
      text: `use hyper::Client;\n\nasync fn get(uri: hyper::Uri) {\n    let client = Client::new();\n    tokio::time::timeout(d, client.get(uri)).await.unwrap().unwrap();\n}\n`,
    },
    {
      title: 'a channel of tonic',
      path,
      text: `use tonic::transport::Endpoint;\n\nasync fn open() {\n    let channel = Endpoint::from_static("http://h:1").connect().await; <<<\n}\n`,
    },
    {
      title: 'a channel of tonic with a limit',
      path,
      text: `use tonic::transport::Channel;\n\nasync fn open() {\n    let channel = Channel::from_static("http://h:1").timeout(d).connect().await;\n}\n`,
    },
    {
      title: 'a client of tonic',
      path,
      text: `use hello::greeter_client::GreeterClient;\n\nasync fn open() {\n    let client = GreeterClient::connect("http://h:1").await.unwrap(); <<<\n}\n`,
    },
    {
      title: 'in a test',
      path,
      text: `#[cfg(test)]\nmod tests {\n    #[test]\n    fn it_works() {\n        let client = reqwest::Client::new();\n    }\n}\n`,
    },
    {
      title: 'other things that are called connect and get',
      path,
      text: `fn f(map: &HashMap<String, String>) {\n    map.get("a");\n    signal.connect(handler);\n    Client::new();\n}\n`,
    },
  ],
};
