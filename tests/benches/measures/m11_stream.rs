//! M11 with a stream: from a token on the wire to the screen, and from a key to its first byte while a model speaks and pods change.

use std::{
    fmt::Write as _,
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use anyhow::Context;

use super::{
    loopback::Loopback,
    m11_frames::answer,
    note, process,
    report::{Figure, Report},
    subject::{self, Console},
};

const PODS: usize = 10_000;
const CHANGES: usize = 100;
const TOKENS: u64 = 60;
const WORDS: usize = 100;
const KEYS: usize = 300;
const LIMIT: Duration = Duration::from_mins(1);

pub fn measure(report: &Report) -> anyhow::Result<()> {
    note(&format!("M11: {PODS} pods, 200 by 60, a model on this host that streams"));
    let (server, model) = (Loopback::start(PODS, true)?, Model::listen()?);
    prepare(server.home(), &model.address)?;
    let mut console =
        Console::open(server.home(), &["-A", "--kubeconfig", &server.kubeconfig().display().to_string()])?;
    server.watched()?;
    process::quiet(console.pid, LIMIT)?;
    console.press("3")?;
    process::until("incident on the screen", LIMIT, || console.shows("INC-1"))?;
    console.press("r")?;
    let mut stream = model.answer()?;
    let waits = words(&console, &mut stream)?;
    let figure =
        |what, case: &str, stanch, goal, n| Figure { what, case: case.to_owned(), stanch, peers: Vec::new(), goal, n };
    let case = "on Analyze, one token at a time";
    report.figure(&figure("token_to_screen_p50_ms", case, at(&waits, 50), None, WORDS))?;
    report.figure(&figure("token_to_screen_p99_ms", case, at(&waits, 99), Some(50.0), WORDS))?;

    console.press("1")?;
    process::until("board", LIMIT, || console.shows("[1 Board]"))?;
    let (before, began) = (process::cpu(console.pid)?, Instant::now());
    let waits = keys(&mut console, &server, stream)?;
    let share = process::cpu(console.pid)?.saturating_sub(before).as_secs_f64() / began.elapsed().as_secs_f64();
    let case = "on a full board, 100 changes and 60 tokens a second";
    report.figure(&figure("key_to_bytes_p99_ms", case, at(&waits, 99), Some(5.0), KEYS))?;
    report.figure(&figure("percent_of_a_core", case, share * 100.0, None, KEYS))
}

/// An incident with evidence, and the model in the settings.
fn prepare(home: &Path, address: &str) -> anyhow::Result<()> {
    let settings = home.join("config/stanch");
    fs::create_dir_all(&settings)?;
    fs::write(settings.join("config.toml"), format!("[model]\nname = \"m\"\nurl = \"http://{address}/v1\"\n"))?;
    let diff = home.join("change.diff");
    fs::write(&diff, "--- a/k.yaml\n+++ b/k.yaml\n@@ -1,3 +1,1 @@\n env:\n-- name: STRIPE_API_KEY\n-  value: x\n")?;
    let diff = diff.display().to_string();
    for arguments in
        [&["incident", "open", "down"][..], &["analyze", "--incident", "INC-1", "--no-model", "--diff", &diff]]
    {
        let ended = subject::command(home, arguments).output()?;
        anyhow::ensure!(ended.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&ended.stderr));
    }
    Ok(())
}

/// How long each of many words takes to the screen.
fn words(console: &Console, stream: &mut Stream) -> anyhow::Result<Vec<Duration>> {
    stream.say("{\"summary\": \"")?;
    let mut waits = Vec::new();
    for number in 0..WORDS {
        // Not in step with the frames.
        process::wait(Duration::from_millis(83));
        let word = format!("w{number:04}");
        let began = Instant::now();
        stream.say(&format!("{word} "))?;
        while !console.shows(&word) {
            anyhow::ensure!(began.elapsed() < LIMIT, "{word} is not shown:\n{}", console.text());
            thread::yield_now();
        }
        waits.push(began.elapsed());
    }
    waits.sort();
    Ok(waits)
}

/// How long each of many keys takes to its first byte, while the model speaks and the cluster changes.
fn keys(console: &mut Console, server: &Loopback, mut stream: Stream) -> anyhow::Result<Vec<Duration>> {
    let (stop, stopped) = mpsc::sync_channel::<()>(1);
    thread::scope(|scope| {
        let churn = scope.spawn(|| server.churn(CHANGES * 30, CHANGES));
        let speech = scope.spawn(move || -> anyhow::Result<()> {
            while let Err(mpsc::RecvTimeoutError::Timeout) =
                stopped.recv_timeout(Duration::from_micros(1_000_000 / TOKENS))
            {
                stream.say("token ")?;
            }
            Ok(())
        });
        let pressed =
            ["j", "k"].iter().cycle().take(KEYS).map(|key| answer(console, key)).collect::<Result<Vec<_>, _>>();
        drop(stop);
        let ended = |thread: thread::ScopedJoinHandle<'_, anyhow::Result<()>>| {
            thread.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a thread was cut short")))
        };
        ended(speech)?;
        ended(churn)?;
        let mut waits = pressed?;
        waits.sort();
        Ok(waits)
    })
}

/// Milliseconds that so many of a hundred do not exceed.
fn at(sorted: &[Duration], percent: usize) -> f64 {
    sorted.get(sorted.len() * percent / 100).map_or(f64::NAN, Duration::as_secs_f64) * 1e3
}

/// A provider of models that waits to be asked.
struct Model {
    listener: TcpListener,
    address: String,
}

/// Its answer, which never ends by itself.
struct Stream(TcpStream);

impl Model {
    fn listen() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = listener.local_addr()?.to_string();
        Ok(Self { listener, address })
    }

    /// Waits for a question, and begins to answer it.
    fn answer(&self) -> anyhow::Result<Stream> {
        let (mut stream, _) = self.listener.accept()?;
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream.try_clone()?);
        let (mut line, mut length) = (String::new(), 0);
        while reader.read_line(&mut line)? > 2 {
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().context("an odd length")?;
            }
            line.clear();
        }
        reader.read_exact(&mut vec![0; length])?;
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n")?;
        Ok(Stream(stream))
    }
}

impl Stream {
    fn say(&mut self, text: &str) -> anyhow::Result<()> {
        let text = serde_json::to_string(text)?;
        let mut event = String::new();
        write!(event, "data: {{\"choices\":[{{\"index\":0,\"delta\":{{\"content\":{text}}}}}]}}\n\n")?;
        Ok(self.0.write_all(event.as_bytes())?)
    }
}
