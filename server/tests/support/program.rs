//! The program as the command line has it.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
};

/// What a command left behind.
pub struct Ran {
    /// Whether its exit code was 0.
    pub ok: bool,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Ran {
    /// Its output, when it succeeded.
    #[track_caller]
    pub fn success(self) -> String {
        assert!(self.ok, "the command failed: {}{}", self.out, self.err);
        self.out
    }

    /// Its output as JSON, when it succeeded.
    #[track_caller]
    pub fn json(self) -> serde_json::Value {
        let out = self.success();
        serde_json::from_str(&out).unwrap_or_else(|error| panic!("not JSON ({error}): {out}"))
    }

    /// Its one line on stderr, when it failed.
    #[track_caller]
    pub fn refusal(self) -> String {
        assert!(!self.ok, "the command succeeded: {}", self.out);
        assert_eq!(self.err.trim_end().lines().count(), 1, "an error is one line: {}", self.err);
        self.err
    }
}

/// The program in an environment of nothing but what it needs.
pub fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_podcastflow"));
    command.args(args).env_clear().stdin(Stdio::null());
    // Tests run side by side, and the threads of a recogniser wait for each other busily: two of them that share the
    // cores slow each other down tenfold.
    command.env("PODCASTFLOW_THREADS", "1");
    for name in ["PATH", "HOME", "TMPDIR", "PG_BIN"] {
        if let Some(value) = std::env::var_os(name) {
            command.env(name, value);
        }
    }
    command
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Ran {
    let output = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
    Ran { ok: output.status.success(), out: text(output.stdout), err: text(output.stderr) }
}

/// Sends a signal to a process that the test started; whether there is one that takes it.
pub fn signal(name: &str, pid: u32) -> bool {
    Command::new("kill").arg(format!("-{name}")).arg(pid.to_string()).status().expect("kill runs").success()
}

/// A folder of models with that of sentences, where there is one.
pub fn sentences() -> Option<String> {
    let dir = std::env::var("PODCASTFLOW_MODELS").ok();
    let dir = dir.filter(|dir| PathBuf::from(dir).join("all-MiniLM-L6-v2/model.safetensors").is_file());
    if dir.is_none() {
        eprintln!("skipped: PODCASTFLOW_MODELS names no folder with all-MiniLM-L6-v2");
    }
    dir
}
