//! An embedded PostgreSQL: a child process on a Unix socket in the data folder, for instances without `DATABASE_URL`.
//!
//! No crate does this: those that start a PostgreSQL either download it or do not give up root's rights, without which
//! `initdb` refuses to run. One thread owns the child for the life of the process, because the kernel's "signal me when
//! my parent dies" follows the thread that spawned, not the process.
#![expect(unsafe_code, reason = "`pre_exec` and `kill` have no safe form in std")]

use std::{
    fs, io,
    os::unix::{fs::MetadataExt, fs::PermissionsExt, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI32, Ordering},
        mpsc,
    },
    thread::JoinHandle,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail, ensure};

/// How long an earlier postmaster of the same folder may take to shut down.
const PATIENCE: Duration = Duration::from_secs(20);

/// A PostgreSQL that this process started, or found running in the same data folder.
pub struct Embedded {
    url: String,
    owned: Option<Owned>,
}

struct Owned {
    stop: Arc<AtomicBool>,
    pid: Arc<AtomicI32>,
    supervisor: JoinHandle<()>,
}

impl Embedded {
    /// Starts PostgreSQL on the cluster in `data_dir`, making the cluster on the first start. Call it before the async
    /// runtime is built.
    ///
    /// # Errors
    /// When there are no binaries, the folder cannot be used, or another server uses it.
    pub fn start(data_dir: &Path) -> Result<Self> {
        let cluster = Cluster::prepare(data_dir)?;
        cluster.wait_until_free()?;
        cluster.initialise()?;
        cluster.run()
    }

    /// For a command beside a running server: uses its PostgreSQL when it is up, else starts one for the while.
    ///
    /// # Errors
    /// Those of [`Embedded::start`].
    pub fn attach(data_dir: &Path) -> Result<Self> {
        let cluster = Cluster::prepare(data_dir)?;
        if cluster.ready_pid().is_some_and(alive) {
            return Ok(Self { url: cluster.url(), owned: None });
        }
        Self::start(data_dir)
    }

    /// The value for a connection: `postgres://...`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Shuts PostgreSQL down (if it is ours) and waits: a fast shutdown first, after 15 s an immediate one, from which it
    /// recovers at the next start.
    pub fn stop(self) {
        let Some(owned) = self.owned else { return };
        owned.stop.store(true, Ordering::SeqCst);
        signal(owned.pid.load(Ordering::SeqCst), libc::SIGINT);
        let began = Instant::now();
        while !owned.supervisor.is_finished() {
            if began.elapsed() > Duration::from_secs(15) {
                signal(owned.pid.load(Ordering::SeqCst), libc::SIGQUIT);
            }
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

#[derive(Clone)]
struct Cluster {
    bin: PathBuf,
    data: PathBuf,
    sockets: PathBuf,
    /// The unprivileged user, when we are root.
    user: Option<(u32, u32)>,
}

impl Cluster {
    fn prepare(data_dir: &Path) -> Result<Self> {
        let home = data_dir.join("postgres");
        fs::create_dir_all(&home).with_context(|| format!("cannot make the data folder {}", home.display()))?;
        let home = home.canonicalize()?;
        let data = home.join("data");
        let user = unprivileged_user()?;
        if let Some((uid, gid)) = user {
            let reachable = |dir: &Path| fs::metadata(dir).is_ok_and(|m| m.mode() & 0o001 != 0);
            if let Some(closed) = home.ancestors().skip(1).find(|dir| !reachable(dir)) {
                bail!(
                    "PostgreSQL does not run as root, and the user it runs as cannot enter {}: \
                     choose a data folder elsewhere with PODCASTFLOW_DATA_DIR, for example /var/lib/podcastflow",
                    closed.display()
                );
            }
            std::os::unix::fs::chown(&home, Some(uid), Some(gid))?;
        }
        fs::set_permissions(&home, fs::Permissions::from_mode(0o700))?;
        let sockets = socket_dir(&home)?;
        if let Some((uid, gid)) = user {
            std::os::unix::fs::chown(&sockets, Some(uid), Some(gid))?;
        }
        let bin = find_binaries(&data)?;
        Ok(Self { bin, data, sockets, user })
    }

    fn url(&self) -> String {
        format!("postgres://podcastflow@localhost/postgres?host={}", self.sockets.display())
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        command.env_clear().env("LC_ALL", "C").env("TZ", "UTC").current_dir("/").stdin(Stdio::null());
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// The postmaster's pid as its file has it: (pid, ready).
    fn pid_file(&self) -> Option<(i32, bool)> {
        let text = fs::read_to_string(self.data.join("postmaster.pid")).ok()?;
        let pid = text.lines().next()?.trim().parse().ok()?;
        Some((pid, text.lines().nth(7).is_some_and(|l| l.trim() == "ready")))
    }

    fn ready_pid(&self) -> Option<i32> {
        self.pid_file().and_then(|(pid, ready)| ready.then_some(pid))
    }

    /// A server that was killed leaves a postmaster that is just shutting down.
    fn wait_until_free(&self) -> Result<()> {
        let began = Instant::now();
        while let Some((pid, _)) = self.pid_file() {
            if !alive(pid) || !is_postgres(pid) {
                return Ok(());
            }
            ensure!(began.elapsed() < PATIENCE, "another server uses the data folder {}", self.data.display());
            std::thread::sleep(Duration::from_millis(50));
        }
        Ok(())
    }

    fn initialise(&self) -> Result<()> {
        if let Ok(made_by) = fs::read_to_string(self.data.join("PG_VERSION")) {
            let ours = major_version(&self.bin)?;
            ensure!(
                made_by.trim() == ours,
                "the data folder was made by PostgreSQL {}, but the programs in {} are version {ours}: \
                 install version {} or set PG_BIN; nothing was changed",
                made_by.trim(),
                self.bin.display(),
                made_by.trim()
            );
            return Ok(());
        }
        eprintln!("Making the database (first start) ...");
        // Made under another name and renamed: a first start that is killed leaves no half cluster behind.
        let fresh = self.data.with_extension("new");
        if fresh.exists() {
            fs::remove_dir_all(&fresh)?;
        }
        let out = self
            .command("initdb")
            .args([
                "--username=podcastflow",
                "--auth=trust",
                "--encoding=UTF8",
                "--no-instructions",
                "--data-checksums",
            ])
            .arg(if cfg!(target_os = "macos") { "--locale=C" } else { "--locale=C.UTF-8" })
            .arg("-D")
            .arg(&fresh)
            .output()
            .context("cannot start initdb")?;
        ensure!(out.status.success(), "initdb: {}", String::from_utf8_lossy(&out.stderr).trim());
        fs::rename(&fresh, &self.data)?;
        Ok(())
    }

    fn spawn(&self) -> io::Result<Child> {
        let log = fs::OpenOptions::new().create(true).append(true).open(self.data.with_file_name("postgres.log"))?;
        let mut command = self.command("postgres");
        command
            .arg("-D")
            .arg(&self.data)
            .args(["-c", "listen_addresses=", "-c", "max_connections=100", "-c", "unix_socket_permissions=0700", "-c"])
            .arg(format!("unix_socket_directories={}", self.sockets.display()))
            .stdout(Stdio::null())
            .stderr(log)
            // A terminal's Ctrl-C goes to the whole group: PostgreSQL is to outlive our own shutdown.
            .process_group(0);
        #[cfg(target_os = "linux")]
        // SAFETY: prctl is async-signal-safe and touches nothing of this process.
        unsafe {
            command.pre_exec(|| {
                if libc::prctl(libc::PR_SET_PDEATHSIG, libc::SIGINT) == 0 {
                    Ok(())
                } else {
                    Err(io::Error::last_os_error())
                }
            });
        }
        command.spawn()
    }

    /// Starts the supervisor and waits until the first child answers.
    fn run(self) -> Result<Embedded> {
        let url = self.url();
        let stop = Arc::new(AtomicBool::new(false));
        let pid = Arc::new(AtomicI32::new(0));
        let (started, first) = mpsc::channel();
        let supervisor = {
            let (stop, pid) = (stop.clone(), pid.clone());
            std::thread::Builder::new().name("postgres".into()).spawn(move || self.supervise(&stop, &pid, &started))?
        };
        match first.recv() {
            Ok(Ok(())) => Ok(Embedded { url, owned: Some(Owned { stop, pid, supervisor }) }),
            Ok(Err(error)) => Err(error),
            Err(_) => bail!("the supervisor of PostgreSQL ended"),
        }
    }

    fn supervise(&self, stop: &AtomicBool, pid: &AtomicI32, started: &mpsc::Sender<Result<()>>) {
        let mut pause = Duration::from_millis(100);
        loop {
            let result = self.spawn().context("cannot start postgres").and_then(|mut child| {
                pid.store(child.id().cast_signed(), Ordering::SeqCst);
                let ready = self.wait_until_ready(&mut child);
                if ready.is_ok() {
                    started.send(Ok(())).ok();
                    pause = Duration::from_millis(100);
                }
                ready?;
                Ok(child.wait()?)
            });
            if stop.load(Ordering::SeqCst) {
                return;
            }
            match result {
                Ok(status) => tracing::error!(%status, "PostgreSQL ended; starting it again"),
                // Nobody is waiting any more after the first start: then this is only logged.
                Err(error) => {
                    tracing::error!(?error, "PostgreSQL did not start");
                    if started.send(Err(error)).is_err() && stop.load(Ordering::SeqCst) {
                        return;
                    }
                }
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_secs(5));
        }
    }

    fn wait_until_ready(&self, child: &mut Child) -> Result<()> {
        let began = Instant::now();
        loop {
            // The pid must be our child's: the file of a killed postmaster says "ready" too.
            if self.ready_pid() == Some(child.id().cast_signed()) {
                return Ok(());
            }
            if let Some(status) = child.try_wait()? {
                let log = fs::read_to_string(self.data.with_file_name("postgres.log")).unwrap_or_default();
                let tail: Vec<&str> = log.lines().rev().take(3).collect();
                bail!("PostgreSQL ended with {status}: {}", tail.into_iter().rev().collect::<Vec<_>>().join(" / "));
            }
            // Recovery after a crash may take its time.
            ensure!(began.elapsed() < Duration::from_secs(300), "PostgreSQL is not ready after 5 minutes");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// The folder of `initdb` and `postgres`: `PG_BIN`, the version that made the data, the newest installed, PATH.
fn find_binaries(data: &Path) -> Result<PathBuf> {
    let complete = |dir: &PathBuf| dir.join("initdb").is_file() && dir.join("postgres").is_file();
    if let Some(dir) = std::env::var_os("PG_BIN").map(PathBuf::from) {
        ensure!(complete(&dir), "PG_BIN={} holds no initdb and postgres", dir.display());
        return Ok(dir);
    }
    let wanted = fs::read_to_string(data.join("PG_VERSION")).ok().and_then(|v| v.trim().parse::<u32>().ok());
    let mut installed: Vec<(u32, PathBuf)> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .collect();
    installed.sort_by_key(|(version, _)| (Some(*version) == wanted, *version));
    let on_path =
        std::env::var_os("PATH").into_iter().flat_map(|path| std::env::split_paths(&path).collect::<Vec<_>>());
    installed.into_iter().rev().map(|(_, dir)| dir).chain(on_path).find(complete).context(
        "no PostgreSQL programs found: install your system's `postgresql` package, set PG_BIN to the folder of initdb, \
         or set DATABASE_URL to a PostgreSQL of your own",
    )
}

fn major_version(bin: &Path) -> Result<String> {
    let out = Command::new(bin.join("postgres")).arg("--version").output().context("postgres --version")?;
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    let number = text.split_whitespace().find(|w| w.starts_with(|c: char| c.is_ascii_digit())).unwrap_or_default();
    Ok(number.split('.').next().unwrap_or_default().to_owned())
}

/// The folder of the socket; its path may have at most 107 bytes, file name included.
fn socket_dir(home: &Path) -> Result<PathBuf> {
    let near = home.join("run");
    let dir = if near.as_os_str().len() <= 80 {
        near
    } else {
        use std::hash::{DefaultHasher, Hash, Hasher};
        let mut hasher = DefaultHasher::new();
        home.hash(&mut hasher);
        std::env::temp_dir().join(format!("podcastflow-{:x}", hasher.finish()))
    };
    fs::create_dir_all(&dir)?;
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o700))?;
    Ok(dir)
}

/// Who runs PostgreSQL when we are root: `postgres`, else `nobody`.
fn unprivileged_user() -> Result<Option<(u32, u32)>> {
    // SAFETY: geteuid has no preconditions.
    if unsafe { libc::geteuid() } != 0 {
        return Ok(None);
    }
    let passwd = fs::read_to_string("/etc/passwd")?;
    let found = ["postgres", "nobody"].iter().find_map(|name| {
        let line = passwd.lines().find(|l| l.split(':').next() == Some(*name))?;
        let mut ids = line.split(':').skip(2);
        Some((ids.next()?.parse().ok()?, ids.next()?.parse().ok()?))
    });
    found
        .map(Some)
        .context("PostgreSQL does not run as root, and this system has neither a user `postgres` nor `nobody`")
}

fn alive(pid: i32) -> bool {
    // SAFETY: signal 0 only asks whether the process exists.
    pid > 0 && (unsafe { libc::kill(pid, 0) } == 0 || io::Error::last_os_error().raw_os_error() == Some(libc::EPERM))
}

/// Guards against a pid that another program got after a reboot.
fn is_postgres(pid: i32) -> bool {
    fs::read_to_string(format!("/proc/{pid}/comm")).map_or(true, |name| name.trim() == "postgres")
}

fn signal(pid: i32, signal: i32) {
    if pid > 0 {
        // SAFETY: the pid is that of our own child, which we have not yet waited for.
        unsafe { libc::kill(pid, signal) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(dir: &Path) -> Embedded {
        Embedded::start(dir).expect("PostgreSQL starts")
    }

    #[test]
    fn starts_survives_a_kill_and_stops() {
        let dir = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o755)).tempdir().unwrap();
        let first = start(dir.path());
        let cluster = Cluster::prepare(dir.path()).unwrap();
        let pid = cluster.ready_pid().unwrap();

        signal(pid, libc::SIGKILL);
        let began = Instant::now();
        while cluster.ready_pid().is_none_or(|now| now == pid) {
            assert!(began.elapsed() < Duration::from_secs(30), "it was not started again");
            std::thread::sleep(Duration::from_millis(20));
        }
        let attached = Embedded::attach(dir.path()).unwrap();
        assert_eq!(attached.url(), first.url());
        attached.stop();
        assert!(cluster.ready_pid().is_some_and(alive), "a guest does not stop its host's PostgreSQL");

        let pid = cluster.ready_pid().unwrap();
        first.stop();
        assert!(!alive(pid));
    }
}
