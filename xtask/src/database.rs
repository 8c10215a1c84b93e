//! A PostgreSQL of its own for tests; gone when dropped.

use std::{
    fs,
    os::unix::{fs::MetadataExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Result, bail};

use crate::{machine, shell::output};

/// A temporary PostgreSQL without durability, reachable by a Unix socket.
pub struct TestDatabase {
    child: Child,
    dir: PathBuf,
}

impl TestDatabase {
    /// Initialises and starts one.
    pub fn start() -> Result<Self> {
        let bin = machine::postgres()?;
        let dir = std::env::temp_dir().join(format!("podcastflow-test-{}", std::process::id()));
        fs::create_dir_all(&dir)?;
        let user = unprivileged_user();
        if let Some((uid, gid)) = user {
            std::os::unix::fs::chown(&dir, Some(uid), Some(gid))?;
        }
        let as_user = |program: &Path| {
            let mut command = Command::new(program);
            command.env_clear().env("LC_ALL", "C").env("TZ", "UTC").current_dir(&dir);
            if let Some((uid, gid)) = user {
                command.uid(uid).gid(gid);
            }
            command
        };
        let data = dir.join("data");
        output(
            as_user(&bin.join("initdb"))
                .args([
                    "--username=app",
                    "--auth=trust",
                    "--encoding=UTF8",
                    "--locale=C.UTF-8",
                    "--no-instructions",
                    "--no-sync",
                    "-D",
                ])
                .arg(&data),
        )?;
        let child = as_user(&bin.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args([
                "-c",
                "listen_addresses=",
                "-c",
                "fsync=off",
                "-c",
                "synchronous_commit=off",
                "-c",
                "full_page_writes=off",
            ])
            .args(["-c", "max_connections=200", "-c"])
            .arg(format!("unix_socket_directories={}", dir.display()))
            .stdout(Stdio::null())
            .stderr(fs::File::create(dir.join("log")).map_or_else(|_| Stdio::null(), Stdio::from))
            .spawn()?;
        let database = Self { child, dir };
        let began = Instant::now();
        while !database.is_ready() {
            if began.elapsed() > Duration::from_secs(60) {
                bail!("the test database did not start; see {}", database.dir.join("log").display());
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(database)
    }

    fn is_ready(&self) -> bool {
        fs::read_to_string(self.dir.join("data/postmaster.pid"))
            .is_ok_and(|pid| pid.lines().nth(7).is_some_and(|line| line.trim() == "ready"))
    }

    /// The value for `DATABASE_URL`.
    pub fn url(&self) -> String {
        format!("postgres://app@localhost/postgres?host={}", self.dir.display())
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // SIGQUIT through the shell's kill: nothing in there is worth a clean shutdown.
        Command::new("kill").args(["-QUIT", &self.child.id().to_string()]).status().ok();
        self.child.wait().ok();
        fs::remove_dir_all(&self.dir).ok();
    }
}

/// PostgreSQL refuses to run as root: then it runs as `postgres` or `nobody`.
fn unprivileged_user() -> Option<(u32, u32)> {
    if fs::metadata("/proc/self").ok()?.uid() != 0 {
        return None;
    }
    let passwd = fs::read_to_string("/etc/passwd").ok()?;
    ["postgres", "nobody"].iter().find_map(|name| {
        let line = passwd.lines().find(|l| l.split(':').next() == Some(*name))?;
        let mut fields = line.split(':').skip(2);
        Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    })
}
