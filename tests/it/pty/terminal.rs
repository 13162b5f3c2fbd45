//! A terminal with a shell in it: what was drawn, what was typed, and how everything ended.

use std::{
    io::{Read, Write},
    num::NonZero,
    process::Command,
    sync::{
        Arc, Mutex,
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    time::{Duration, Instant},
};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use tempfile::TempDir;

/// Nothing here takes so long, unless it never comes.
pub const PATIENCE: Duration = Duration::from_secs(20);

/// A kubeconfig whose server is a port that nobody can listen on.
const KUBECONFIG: &str = r"mkdir -p .kube; umask 077; cat > .kube/config <<END
{apiVersion: v1, kind: Config, current-context: gone, users: [{name: me, user: {token: t}}],
 clusters: [{name: gone, cluster: {server: 'http://127.0.0.1:1'}}],
 contexts: [{name: gone, context: {cluster: gone, user: me}}]}
END";

/// A script that says how a console ended, and whether the terminal's modes are as they were.
pub fn as_it_was(console: &str) -> String {
    format!(r#"A=$(stty -g); {console}; C=$?; B=$(stty -g); test "$A" = "$B" && echo "same modes, code $C.""#)
}

/// A terminal of 80×24 that a script runs in.
pub struct Terminal {
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Option<Box<dyn Write + Send>>,
    child: Box<dyn Child + Send + Sync>,
    bytes: Receiver<Vec<u8>>,
    /// Whoever holds it keeps the terminal from taking anything.
    pub reading: Arc<Mutex<()>>,
    screen: vt100::Parser,
    /// How many bytes were written to the terminal.
    pub written: usize,
    pub home: TempDir,
}

impl Terminal {
    /// Runs a shell script in which `CONSOLE` stands for the console that is called so in `child.rs`.
    pub fn run(console: &str, script: &str) -> Self {
        let exe = std::env::current_exe().unwrap();
        let name = format!("pty::child::{console}");
        let line = format!("'{}' {name} --exact --ignored --nocapture --test-threads=1", exe.display());
        Self::shell(&script.replace("CONSOLE", &line))
    }

    /// Runs a shell script in which `STANCH` stands for the product, whose only cluster does not answer.
    pub fn stanch(script: &str) -> Self {
        let line = format!("sh -c 'echo $$ > pid; exec {}'", env!("CARGO_BIN_EXE_stanch"));
        Self::shell(&format!("{KUBECONFIG}\n{}", script.replace("STANCH", &line)))
    }

    /// Runs a drill, whose folder is below `tmp` of the home.
    pub fn drill(arguments: &str) -> Self {
        let stanch = format!("sh -c 'echo $$ > pid; exec {} drill {arguments}'", env!("CARGO_BIN_EXE_stanch"));
        Self::shell(&format!("mkdir tmp; export TMPDIR=$HOME/tmp; {}", as_it_was(&stanch)))
    }

    /// The console of that name in a shell that says how it ended and whether the terminal is as it was.
    pub fn start(console: &str) -> Self {
        Self::run(console, &as_it_was("CONSOLE"))
    }

    fn shell(script: &str) -> Self {
        let pty = native_pty_system().openpty(size(80, 24)).unwrap();
        let home = tempfile::tempdir().unwrap();
        let mut shell = CommandBuilder::new("sh");
        shell.args(["-c", script]);
        shell.cwd(home.path());
        shell.env_clear();
        shell.env("PATH", std::env::var_os("PATH").unwrap());
        shell.env("LANG", "C.UTF-8");
        shell.env("TERM", "xterm-256color");
        shell.env("HOME", home.path());
        let child = pty.slave.spawn_command(shell).unwrap();
        drop(pty.slave);
        let mut reader = pty.master.try_clone_reader().unwrap();
        let (to, bytes) = channel();
        let reading = Arc::new(Mutex::new(()));
        let read = Arc::clone(&reading);
        std::thread::spawn(move || {
            let mut buffer = vec![0; 65536];
            while let Ok(length @ 1..) = reader.read(&mut buffer) {
                drop(read.lock());
                if to.send(buffer[..length].to_vec()).is_err() {
                    break;
                }
            }
        });
        let keys = Some(pty.master.take_writer().unwrap());
        let screen = vt100::Parser::new(NonZero::new(24).unwrap(), NonZero::new(80).unwrap(), 0);
        Self { master: Some(pty.master), keys, child, bytes, reading, screen, written: 0, home }
    }

    pub fn types(&mut self, keys: &str) {
        let to = self.keys.as_mut().unwrap();
        to.write_all(keys.as_bytes()).unwrap();
        to.flush().unwrap();
    }

    pub fn resize(&mut self, width: u16, height: u16) {
        self.master.as_ref().unwrap().resize(size(width, height)).unwrap();
        self.screen.screen_mut().set_size(NonZero::new(height).unwrap(), NonZero::new(width).unwrap());
    }

    /// What a script writes into a pipe of this name, once it does.
    pub fn piped(&self, name: &str) -> Receiver<String> {
        let path = self.home.path().join(name);
        let (to, said) = channel();
        std::thread::spawn(move || to.send(std::fs::read_to_string(path).unwrap()));
        said
    }

    /// Sends a signal to the console itself.
    pub fn signal(&self, name: &str) {
        let pid = std::fs::read_to_string(self.home.path().join("pid")).unwrap();
        assert!(Command::new("kill").args([&format!("-{name}"), pid.trim()]).status().unwrap().success());
    }

    /// Waits until the terminal shows this.
    #[track_caller]
    pub fn shows(&mut self, text: &str) {
        assert!(self.shows_within(text, PATIENCE), "no {text:?} in:\n{}", self.text());
    }

    /// Whether the terminal shows this before so much time has passed.
    pub fn shows_within(&mut self, text: &str, patience: Duration) -> bool {
        let until = Instant::now() + patience;
        while !self.text().contains(text) {
            match self.bytes.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(bytes) => {
                    self.written += bytes.len();
                    self.screen.process(&bytes);
                }
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return self.text().contains(text),
            }
        }
        true
    }

    /// Whether anything on the screen has a colour.
    pub fn has_colours(&self) -> bool {
        let cells = (0..24).flat_map(|y| (0..80).filter_map(move |x| self.screen.screen().cell(y, x)));
        let plain = vt100::Color::Default;
        cells.into_iter().any(|cell| cell.fgcolor() != plain || cell.bgcolor() != plain)
    }

    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// Waits for the shell's last words, and sees that the terminal was given back.
    #[track_caller]
    pub fn ends_with(&mut self, code: u8) {
        self.shows(&format!("same modes, code {code}."));
        self.is_restored();
    }

    #[track_caller]
    pub fn is_restored(&self) {
        let screen = self.screen.screen();
        assert!(!screen.alternate_screen() && !screen.bracketed_paste() && !screen.hide_cursor(), "{}", self.text());
    }

    #[track_caller]
    pub fn is_taken(&self) {
        let screen = self.screen.screen();
        assert!(screen.alternate_screen() && screen.bracketed_paste() && screen.hide_cursor(), "{}", self.text());
    }

    /// Closes the terminal, as a dropped connection does.
    pub fn hang_up(&mut self) {
        self.keys = None;
        self.master = None;
        // The writer says goodbye with a key; what the console draws of it ends the reader, whose copy was the last.
        self.bytes = channel().1;
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // Most have ended by themselves.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn size(cols: u16, rows: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}
