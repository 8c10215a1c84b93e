//! A database for each test, and for some a whole PostgreSQL.

use std::{
    fs,
    os::unix::{
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use sqlx::{AssertSqlSafe, Connection, PgConnection, PgPool, postgres::PgPoolOptions};
use tempfile::TempDir;
use url::Url;
use uuid::Uuid;

use super::{PATIENCE, signal};

/// An empty database; gone when dropped.
pub struct Database {
    admin: String,
    name: String,
    /// The value for `DATABASE_URL`.
    pub url: String,
    /// For a look behind the curtain.
    pub pool: PgPool,
}

impl Database {
    /// Makes one.
    pub async fn create() -> Self {
        let admin = std::env::var("DATABASE_URL")
            .expect("DATABASE_URL names a PostgreSQL to make databases in; `cargo xtask test` starts one");
        let name = format!("t_{}", Uuid::now_v7().simple());
        statement(&admin, &format!("create database {name}")).await.expect("a database can be made");
        let mut url = Url::parse(&admin).expect("DATABASE_URL is a URL");
        url.set_path(&name);
        let pool = PgPoolOptions::new().max_connections(2).connect_lazy(url.as_str()).expect("the URL is one");
        Self { admin, name, url: url.into(), pool }
    }

    /// One value.
    pub async fn value<T>(&self, sql: &str) -> T
    where
        T: for<'r> sqlx::Decode<'r, sqlx::Postgres> + sqlx::Type<sqlx::Postgres> + Send + Unpin,
    {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(&self.pool).await.expect(sql)
    }

    /// Does something.
    pub async fn execute(&self, sql: &str) {
        sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&self.pool).await.expect(sql);
    }

    /// Cuts all connections, as a restarted PostgreSQL does.
    pub async fn cut_connections(&self) {
        let sql = format!("select pg_terminate_backend(pid) from pg_stat_activity where datname = '{}'", self.name);
        statement(&self.admin, &sql).await.expect("connections can be cut");
    }
}

async fn statement(url: &str, sql: &str) -> Result<(), sqlx::Error> {
    let mut connection = PgConnection::connect(url).await?;
    sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
    connection.close().await
}

impl Drop for Database {
    fn drop(&mut self) {
        let (admin, drop) = (self.admin.clone(), format!("drop database if exists {} with (force)", self.name));
        // A thread of its own: a test's runtime cannot wait inside a drop.
        let done = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(statement(&admin, &drop)).map_err(std::io::Error::other)
        });
        if let Ok(Err(error)) = done.join() {
            eprintln!("the database {} was left behind: {error}", self.name);
        }
    }
}

/// A PostgreSQL of a test's own, to be stopped and started again.
pub struct Cluster {
    bin: PathBuf,
    user: Option<(u32, u32)>,
    dir: TempDir,
    child: Option<Child>,
}

impl Cluster {
    /// Makes and starts one.
    pub fn start() -> Self {
        let bin = std::env::var_os("PG_BIN").map_or_else(installed, PathBuf::from);
        let dir = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o755)).tempdir().unwrap();
        let user = unprivileged_user();
        if let Some((uid, gid)) = user {
            std::os::unix::fs::chown(dir.path(), Some(uid), Some(gid)).unwrap();
        }
        let mut cluster = Self { bin, user, dir, child: None };
        let made = cluster
            .command("initdb")
            .args(["--username=app", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D"])
            .arg(cluster.data())
            .output()
            .expect("initdb runs");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        cluster.start_again();
        cluster
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.bin.join(program));
        command.env_clear().env("LC_ALL", "C").env("TZ", "UTC").current_dir("/").stdin(Stdio::null());
        if let Some((uid, gid)) = self.user {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Starts it, after [`Cluster::stop`].
    pub fn start_again(&mut self) {
        let child = self
            .command("postgres")
            .arg("-D")
            .arg(self.data())
            .args(["-c", "listen_addresses=", "-c", "fsync=off", "-c"])
            .arg(format!("unix_socket_directories={}", self.dir.path().display()))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("postgres starts");
        let pid = child.id().to_string();
        self.child = Some(child);
        let began = Instant::now();
        let ready = |path: &Path| {
            let text = fs::read_to_string(path.join("postmaster.pid")).unwrap_or_default();
            let mut lines = text.lines();
            lines.next() == Some(&pid) && lines.nth(6).is_some_and(|line| line.trim() == "ready")
        };
        while !ready(&self.data()) {
            assert!(began.elapsed() < PATIENCE, "PostgreSQL did not start");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Stops it at once, in the middle of whatever it does.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            signal("QUIT", child.id());
            child.wait().ok();
        }
    }

    /// The value for `DATABASE_URL`.
    pub fn url(&self) -> String {
        format!("postgres://app@localhost/postgres?host={}", self.dir.path().display())
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}

fn installed() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|e| e.path().join("bin"));
    versions.filter(|dir| dir.join("initdb").is_file()).max().expect("PG_BIN names the folder of initdb and postgres")
}

/// PostgreSQL refuses to run as root: then it runs as `postgres` or `nobody`.
fn unprivileged_user() -> Option<(u32, u32)> {
    if fs::metadata("/proc/self").ok()?.uid() != 0 {
        return None;
    }
    let passwd = fs::read_to_string("/etc/passwd").ok()?;
    ["postgres", "nobody"].iter().find_map(|name| {
        let line = passwd.lines().find(|l| l.split(':').next() == Some(*name))?;
        let mut ids = line.split(':').skip(2);
        Some((ids.next()?.parse().ok()?, ids.next()?.parse().ok()?))
    })
}
