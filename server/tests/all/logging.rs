//! What never stands in a log, whatever level somebody asks for (docs/LOGGING.md).

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::Stdio;

use crate::program::flowhq;

/// Sends one request and waits for the end of its answer.
fn ask(port: &str, head: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    let length = body.len();
    let request = format!(
        "{head}\r\nhost: 127.0.0.1:{port}\r\norigin: http://127.0.0.1:{port}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn what_people_type_and_show_stands_in_no_log_even_at_its_loudest() {
    let folder = tempfile::tempdir().unwrap();
    let log = folder.path().join("log");
    let mut command = flowhq(&folder);
    command.arg("serve").env("FLOWHQ_LOG", "trace").env("FLOWHQ_PORTAL_KEY", "secret-portal-key");
    command.stdout(Stdio::piped()).stderr(fs::File::create(&log).unwrap());
    let mut server = command.spawn().unwrap();
    let mut said = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut said).unwrap();
    let port = said.trim().rsplit_once(':').unwrap().1;

    let posting = |path: &str| format!("POST {path} HTTP/1.1\r\naccept: application/json");
    let sign_up = "name=Secretname&business_name=Secretsalon&email=secret-mail%40x.io\
                   &password=secret+password+of+mine";
    let answers = [
        ask(port, &posting("/api/sign_up"), sign_up),
        ask(port, &posting("/api/sign_in"), "email=secret-mail%40x.io&password=secret-wrong"),
        ask(
            port,
            &posting("/contact"),
            "name=Secretname&reach=%2B255712000999&message=secret-message&website=",
        ),
        ask(
            port,
            &posting("/api/simulate"),
            "sim%5Btemplate%5D=BOOKING&sim%5Blanguage%5D=EN&sim%5Bsaid%5D=secret-chat",
        ),
        ask(port, "GET /reset?token=secret-token HTTP/1.1\r\ncookie: flowhq=secret-cookie", ""),
        ask(port, "GET /portal/me HTTP/1.1\r\nx-portal-key: secret-guess", ""),
        ask(port, "GET /metrics HTTP/1.1\r\nauthorization: Bearer secret-bearer", ""),
    ];
    server.kill().unwrap();
    server.wait().unwrap();

    let statuses: Vec<&str> = answers.iter().filter_map(|line| line.split(' ').nth(1)).collect();
    assert_eq!(statuses, ["200", "401", "303", "200", "409", "401", "401"], "{answers:?}");
    let log = fs::read_to_string(&log).unwrap();
    assert!(log.contains("answered 401") && log.contains("/api/simulate"), "it logs: {log}");
    let lines = log.lines().map(str::to_lowercase);
    let telling: Vec<String> =
        lines.filter(|line| line.contains("secret") || line.contains("255712000999")).collect();
    assert!(telling.is_empty(), "{telling:#?}");
}
