//! Programs that the browser's tests start: what they write, and their end.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use regex::Regex;

use crate::harness::PATIENCE;

/// A child process, what it writes, and its end.
pub struct Process {
    name: String,
    pub child: Child,
    stdout: Output,
    pub stderr: Output,
}

impl Process {
    pub fn start(command: &mut Command) -> Process {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.unwrap_or_else(|error| {
            panic!("{name} does not start ({error}). The browser tests need Debian's chromium and chromium-driver: run ./tests/all, which installs them.")
        });
        let stdout = Output::of(child.stdout.take().unwrap());
        let stderr = Output::of(child.stderr.take().unwrap());
        Process { name, child, stdout, stderr }
    }

    /// Waits for a line on standard output, and returns the pattern's first group.
    pub fn wait_for(&self, pattern: &str) -> String {
        let (pattern, start) = (Regex::new(pattern).unwrap(), Instant::now());
        loop {
            let over = self.stdout.ended() || start.elapsed() > PATIENCE;
            let text = self.stdout.text();
            if let Some(found) = pattern.captures(&text) {
                return found[1].to_owned();
            }
            assert!(!over, "{} did not say {pattern}, but: {text}{}", self.name, self.stderr.text());
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Asks the process to end, as a service manager does: a killed demo could not remove its directory.
    pub fn stop(&mut self) {
        if let Ok(Some(_)) = self.child.try_wait() {
            return;
        }
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(5) {
            if let Ok(Some(_)) = self.child.try_wait() {
                return;
            }
            thread::sleep(Duration::from_millis(10));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What a process has written to one of its streams so far.
pub struct Output {
    text: Arc<Mutex<String>>,
    reading: JoinHandle<()>,
}

impl Output {
    fn of(stream: impl Read + Send + 'static) -> Output {
        let text = Arc::new(Mutex::new(String::new()));
        let written = Arc::clone(&text);
        let reading = thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                *written.lock().unwrap() += &(line + "\n");
            }
        });
        Output { text, reading }
    }

    pub fn text(&self) -> String {
        self.text.lock().unwrap().clone()
    }

    fn ended(&self) -> bool {
        self.reading.is_finished()
    }
}

/// Where a program is, as the shell would find it.
pub fn on_path(program: &str) -> String {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|directory| directory.join(program)).find(|file| file.is_file());
    let found = found.unwrap_or_else(|| {
        panic!("{program} is not installed. Run ./tests/all, which installs what the browser tests need.")
    });
    found.display().to_string()
}
