//! Servers and workers as processes.

use std::{
    fs,
    io::{BufRead, BufReader, Read},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex, mpsc},
};

use tempfile::TempDir;

use super::{Client, Database, PATIENCE, program, run, signal};

/// A running process of ours; killed when dropped.
pub struct Process {
    child: Child,
    first_line: String,
    log: Arc<Mutex<Vec<String>>>,
}

impl Process {
    /// Starts one and waits for its first line on stdout.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let log = Arc::new(Mutex::new(Vec::new()));
        let (stdout, stderr) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let (send, first) = mpsc::channel();
        std::thread::spawn(move || each_line(stdout, |line| _ = send.send(line)));
        let kept = log.clone();
        std::thread::spawn(move || each_line(stderr, |line| kept.lock().unwrap().push(line)));
        let mut process = Self { child, first_line: String::new(), log };
        match first.recv_timeout(PATIENCE) {
            Ok(line) => process.first_line = line,
            Err(_) => panic!("the program did not start:\n{}", process.log().join("\n")),
        }
        process
    }

    /// Its first line on stdout.
    pub fn first_line(&self) -> &str {
        &self.first_line
    }

    /// Lines that it wrote to stderr so far.
    pub fn log(&self) -> Vec<String> {
        self.log.lock().unwrap().clone()
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a power cut would.
    pub fn kill(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }

    /// Asks it to stop, and waits.
    pub fn stop(&mut self) {
        signal("TERM", self.id());
        self.child.wait().ok();
    }

    /// The most memory that it ever had, in MiB (Linux).
    pub fn peak_memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.id())).expect("Linux tells of its processes");
        let line = status.lines().find(|l| l.starts_with("VmHWM:")).expect("VmHWM");
        line.split_whitespace().nth(1).and_then(|kib| kib.parse::<u64>().ok()).expect("a number") / 1024
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            eprintln!("--- what the process logged\n{}", self.log().join("\n"));
        }
    }
}

fn each_line(stream: impl Read, mut take: impl FnMut(String)) {
    for line in BufReader::new(stream).lines() {
        let Ok(line) = line else { return };
        take(line);
    }
}

/// How a server is to run.
#[derive(Clone, Default)]
pub struct Setup {
    args: Vec<String>,
    env: Vec<(String, String)>,
    database_url: Option<String>,
    embedded: bool,
}

impl Setup {
    /// With a flag after `serve`.
    pub fn arg(mut self, arg: &str) -> Self {
        self.args.push(arg.to_owned());
        self
    }

    /// With an environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With the speech model of `PODCASTFLOW_MODELS`; otherwise there is none, which is quicker.
    pub fn with_model(self) -> Self {
        let models =
            std::env::var("PODCASTFLOW_MODELS").expect("PODCASTFLOW_MODELS names a folder with a speech model");
        self.env("PODCASTFLOW_MODELS", &models)
    }

    /// On another PostgreSQL than the test's.
    pub fn database(mut self, url: &str) -> Self {
        self.database_url = Some(url.to_owned());
        self
    }

    /// With the PostgreSQL that the server brings up itself.
    pub fn embedded(mut self) -> Self {
        self.embedded = true;
        self
    }

    /// Starts a server.
    pub async fn start(self) -> App {
        let data = tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o755)).tempdir().unwrap();
        let database = match (&self.database_url, self.embedded) {
            (None, false) => Some(Database::create().await),
            _ => None,
        };
        let url = self.database_url.clone().or_else(|| database.as_ref().map(|d| d.url.clone()));
        let site = site(data.path());
        let mut app =
            App { process: None, url: String::new(), database, database_url: url, data, site, setup: self.clone() };
        app.start_again();
        app
    }
}

/// A server with all that belongs to it.
pub struct App {
    // Dropped first: the database goes when nobody uses it any more.
    process: Option<Process>,
    /// Where it answers, without a slash at the end.
    pub url: String,
    database: Option<Database>,
    database_url: Option<String>,
    data: TempDir,
    site: PathBuf,
    setup: Setup,
}

impl App {
    /// A server without a speech model.
    pub async fn start() -> Self {
        Setup::default().start().await
    }

    /// The program with this server's database, data folder and settings.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = program(args);
        command
            .env("PODCASTFLOW_DATA_DIR", self.data.path())
            .env("PODCASTFLOW_LISTEN", "127.0.0.1:0")
            .env("PODCASTFLOW_SITE_DIR", &self.site)
            .envs(self.setup.env.iter().map(|(name, value)| (name, value)));
        if let Some(url) = &self.database_url {
            command.env("DATABASE_URL", url);
        }
        command
    }

    /// Starts the server, after its end.
    pub fn start_again(&mut self) {
        let mut args = vec!["serve"];
        args.extend(self.setup.args.iter().map(String::as_str));
        let process = Process::start(&mut self.command(&args));
        let url = process.first_line.strip_prefix("PodcastFlow Pro is at ").expect("the line that programs wait for");
        self.url = url.to_owned();
        self.process = Some(process);
    }

    /// A worker beside the server.
    pub fn worker(&self) -> Process {
        Process::start(&mut self.command(&["work"]))
    }

    /// The server's process.
    pub fn process(&mut self) -> &mut Process {
        self.process.as_mut().expect("the server runs")
    }

    /// The test's database.
    pub fn database(&self) -> &Database {
        self.database.as_ref().expect("this server has a database of the test's")
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// Somebody without an account.
    pub fn anonymous(&self) -> Client {
        Client::new(&self.url, None)
    }

    /// A new account's client, with an API token that the command line made.
    pub fn user(&self, email: &str) -> Client {
        self.account(email, &[])
    }

    /// An administrator's client.
    pub fn admin(&self) -> Client {
        self.account("admin@example.org", &["--admin"])
    }

    fn account(&self, email: &str, flags: &[&str]) -> Client {
        let mut args = vec!["user", "create", "--email", email, "--password", "long enough words"];
        args.extend(flags);
        run(&mut self.command(&args)).success();
        let made = run(&mut self.command(&["token", "create", "--email", email, "--name", "tests"])).success();
        let token = made.lines().last().expect("the token is printed last");
        Client::new(&self.url, Some(token))
    }
}

impl Drop for App {
    fn drop(&mut self) {
        // A PostgreSQL of the server's own is to end before its folder goes.
        if let Some(process) = self.process.as_mut().filter(|_| self.setup.embedded) {
            process.stop();
        }
    }
}

/// The built site beside the program, or the least that a server starts with.
fn site(data: &Path) -> PathBuf {
    let built = Path::new(env!("CARGO_BIN_EXE_podcastflow")).with_file_name("site");
    if built.join("manifest.json").is_file() {
        return built;
    }
    let site = data.join("site");
    fs::create_dir_all(site.join("pkg")).unwrap();
    fs::write(site.join("manifest.json"), r#"{"css": "/pkg/a.css", "studio_css": "/pkg/a.css", "search_css": "/pkg/a.css", "js": "/pkg/a.js", "studio_js": "/pkg/a.js"}"#)
        .unwrap();
    for name in ["a.css", "a.js"] {
        fs::write(site.join("pkg").join(name), "").unwrap();
    }
    site
}
