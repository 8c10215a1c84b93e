//! A database for each test, in the PostgreSQL of `DATABASE_URL`.

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use store::PgPool;
use url::Url;
use uuid::Uuid;

/// A migrated database; gone when dropped.
pub struct Database {
    admin: String,
    name: String,
    /// Its connections.
    pub pool: PgPool,
}

impl Database {
    /// One without tables.
    pub async fn empty() -> Self {
        let admin = std::env::var("DATABASE_URL")
            .expect("DATABASE_URL names a PostgreSQL to make databases in; `cargo xtask test` starts one");
        let name = format!("t_{}", Uuid::now_v7().simple());
        statement(&admin, &format!("create database {name}")).await.expect("a database can be made");
        let mut url = Url::parse(&admin).expect("a URL");
        url.set_path(&name);
        let pool = store::pool(url.as_str(), 16).expect("the URL is one");
        Self { admin, name, pool }
    }

    /// One with all tables.
    pub async fn migrated() -> Self {
        let database = Self::empty().await;
        store::migrate(&database.pool).await.expect("the migrations apply");
        database
    }

    /// Does something.
    pub async fn execute(&self, sql: &str) {
        sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&self.pool).await.expect(sql);
    }

    /// An episode of a show of its own.
    pub async fn episode(&self) -> Uuid {
        let (show, episode) = (Uuid::now_v7(), Uuid::now_v7());
        self.execute(&format!(
            "insert into shows (id, slug, title, description, language, category, author, created_at)
             values ('{show}', '{show}', 'Show', '', 'en', '', 'Ann', now())"
        ))
        .await;
        self.execute(&format!(
            "insert into episodes (id, show_id, slug, title, notes, created_at)
             values ('{episode}', '{show}', 'one', 'One', '', now())"
        ))
        .await;
        episode
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
