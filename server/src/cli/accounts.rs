//! `user ...` and `token ...`

use anyhow::{Result, bail};
use clap::Subcommand;
use service::{Error, accounts, accounts::NewUser};

use crate::{
    config::Config,
    instance::{self, Mode},
};

/// `user ...`
#[derive(Subcommand)]
pub enum User {
    /// Makes an account
    Create {
        /// E-mail address
        #[arg(long)]
        email: String,
        /// Password, at least 10 characters
        #[arg(long)]
        password: String,
        /// Name to show
        #[arg(long, default_value = "")]
        name: String,
        /// Administrator of the instance
        #[arg(long)]
        admin: bool,
    },
    /// Sets the password of an account
    SetPassword {
        /// E-mail address
        #[arg(long)]
        email: String,
        /// The new password
        #[arg(long)]
        password: String,
    },
}

/// `token ...`
#[derive(Subcommand)]
pub enum Token {
    /// Makes an API token and prints it, this once
    Create {
        /// E-mail address of the account
        #[arg(long)]
        email: String,
        /// What you call it
        #[arg(long)]
        name: String,
    },
}

/// Field errors in one line.
pub(super) fn plain(error: Error) -> anyhow::Error {
    match error {
        Error::Invalid(errors) => {
            let all: Vec<String> = errors.iter().map(|e| format!("{}: {}", e.field, e.message)).collect();
            anyhow::anyhow!("{}", all.join(" "))
        }
        other => other.into(),
    }
}

/// Runs `user ...`.
pub fn user(config: &Config, command: User) -> Result<()> {
    instance::run(config, Mode::Guest, |service| async move {
        match command {
            User::Create { email, password, name, admin } => {
                let new = NewUser { email, name, password, is_admin: admin };
                let user = accounts::create_user(&service, new).await.map_err(plain)?;
                println!("{}", user.id);
            }
            User::SetPassword { email, password } => match accounts::set_password(&service, &email, password).await {
                Err(Error::NotFound) => bail!("there is no account with the address {email}"),
                other => other.map_err(plain)?,
            },
        }
        Ok(())
    })
}

/// Runs `token ...`.
pub fn token(config: &Config, command: Token) -> Result<()> {
    let Token::Create { email, name } = command;
    instance::run(config, Mode::Guest, |service| async move {
        let actor = match accounts::by_email(&service, &email).await {
            Err(Error::NotFound) => bail!("there is no account with the address {email}"),
            other => other?,
        };
        println!("{}", accounts::create_token(&service, &actor, &name).await.map_err(plain)?);
        Ok(())
    })
}
