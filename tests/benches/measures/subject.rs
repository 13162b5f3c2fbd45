//! What is measured: a program in a pty of 200 by 60, or with its output in a pipe.

use std::{
    io::{Read, Write},
    num::NonZeroU16,
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use anyhow::Context;
use portable_pty::{CommandBuilder, MasterPty, PtySize, native_pty_system};

use super::process;

const WIDTH: u16 = 200;
const HEIGHT: u16 = 60;

/// A stanch of this build.
pub fn stanch() -> &'static str {
    env!("CARGO_BIN_EXE_stanch")
}

/// A program with a terminal.
pub struct Console {
    pub pid: u32,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    screen: Arc<Mutex<vt100::Parser>>,
    written: Arc<AtomicU64>,
    keys: Box<dyn Write + Send>,
    // Dropping it hangs up.
    _master: Box<dyn MasterPty + Send>,
}

impl Console {
    /// Starts the console of stanch with a home of its own.
    pub fn open(home: &Path, arguments: &[&str]) -> anyhow::Result<Self> {
        let size = PtySize { rows: HEIGHT, cols: WIDTH, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size)?;
        let mut command = CommandBuilder::new(stanch());
        command.args(arguments);
        for (name, value) in environment(home) {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command)?;
        drop(pair.slave);
        let pid = child.process_id().context("a process without an id")?;
        let screen = Arc::new(Mutex::new(terminal(WIDTH, HEIGHT)));
        let written = Arc::new(AtomicU64::new(0));
        let (mut output, shown, count) = (pair.master.try_clone_reader()?, screen.clone(), written.clone());
        thread::spawn(move || {
            let mut buffer = vec![0; 65536];
            while let Ok(read @ 1..) = output.read(&mut buffer) {
                let bytes = buffer.get(..read).unwrap_or_default();
                shown.lock().unwrap_or_else(PoisonError::into_inner).process(bytes);
                count.fetch_add(read as u64, Ordering::Relaxed);
            }
        });
        let keys = pair.master.take_writer()?;
        Ok(Self { pid, child, screen, written, keys, _master: pair.master })
    }

    /// Whether the screen shows this.
    pub fn shows(&self, text: &str) -> bool {
        self.text().contains(text)
    }

    pub fn text(&self) -> String {
        self.screen.lock().unwrap_or_else(PoisonError::into_inner).screen().contents()
    }

    /// Presses a key.
    pub fn press(&mut self, key: &str) -> anyhow::Result<()> {
        self.keys.write_all(key.as_bytes())?;
        Ok(self.keys.flush()?)
    }

    /// Bytes written to the terminal so far.
    pub fn written(&self) -> u64 {
        self.written.load(Ordering::Relaxed)
    }
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A terminal that remembers what it was told to show.
pub fn terminal(width: u16, height: u16) -> vt100::Parser {
    let cells = |count: u16| NonZeroU16::new(count).unwrap_or(NonZeroU16::MIN);
    vt100::Parser::new(cells(height), cells(width), 0)
}

/// A program whose output is thrown away.
pub struct Piped {
    child: Child,
}

impl Piped {
    pub fn start(command: &mut Command) -> anyhow::Result<Self> {
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let mut output = child.stdout.take().context("no pipe")?;
        thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Ok(Self { child })
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What one run of a program took, from start to end.
pub struct Run {
    pub wall: Duration,
    pub cpu: Duration,
    pub peak_kb: u64,
    pub output: Vec<u8>,
    pub code: Option<i32>,
}

/// Runs a program to its end.
pub fn run(command: &mut Command) -> anyhow::Result<Run> {
    let began = Instant::now();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
    let (pid, mut pipe) = (child.id(), child.stdout.take().context("no pipe")?);
    let reader = thread::spawn(move || {
        let mut output = Vec::new();
        let _ = pipe.read_to_end(&mut output);
        output
    });
    let mut peak_kb = 0;
    // A zombie has no memory any more, but still its time.
    while let Some(kb) = process::peak_kb(pid) {
        peak_kb = peak_kb.max(kb);
        process::wait(Duration::from_millis(1));
    }
    let (wall, cpu) = (began.elapsed(), process::cpu(pid)?);
    let code = child.wait()?.code();
    let output = reader.join().unwrap_or_default();
    Ok(Run { wall, cpu, peak_kb, output, code })
}

/// A command of stanch.
pub fn command(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(stanch());
    command.args(arguments).envs(environment(home));
    command
}

/// Nobody's settings.
fn environment(home: &Path) -> [(&'static str, String); 6] {
    let below = |name: &str| home.join(name).display().to_string();
    [
        ("HOME", home.display().to_string()),
        ("XDG_CONFIG_HOME", below("config")),
        ("XDG_STATE_HOME", below("state")),
        ("XDG_CACHE_HOME", below("cache")),
        ("TERM", "xterm-256color".to_owned()),
        ("LANG", "C.UTF-8".to_owned()),
    ]
}

/// The middle of several.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
