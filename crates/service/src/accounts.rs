//! Accounts, passwords and API tokens.

use argon2::{
    Algorithm, Argon2, Params, Version,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use model::{
    Uuid,
    user::{ApiToken, User},
};
use rand::TryRngCore;
use sha2::{Digest, Sha256};

use crate::{Actor, Error, Service, fields::Fields, new_id};

/// What a token starts with, so that scanners of leaked secrets know it.
const TOKEN_PREFIX: &str = "pfp_";

/// A new account.
#[derive(Debug, Clone, Default)]
pub struct NewUser {
    /// E-mail address.
    pub email: String,
    /// Name to show; the part of the address before the `@` when empty.
    pub name: String,
    /// At least 10 characters.
    pub password: String,
    /// Administrator of the instance; the first account is in any case.
    pub is_admin: bool,
}

/// Makes an account from the sign-up form.
///
/// # Errors
/// `Forbidden` when sign-ups are closed and there is an account already; `Invalid` for bad fields and a taken address.
pub async fn sign_up(service: &Service, new: NewUser) -> Result<Actor, Error> {
    if !service.signups_open && !is_first(service).await? {
        return Err(Error::Forbidden);
    }
    let user = create_user(service, NewUser { is_admin: false, ..new }).await?;
    Ok(Actor { user })
}

/// Whether nobody has an account yet.
///
/// # Errors
/// Those of the database.
pub async fn is_first(service: &Service) -> Result<bool, Error> {
    Ok(store::accounts::is_empty(&service.db).await?)
}

/// Makes an account; for the command line and the demonstration, which need no permission.
///
/// # Errors
/// `Invalid` for bad fields and a taken address.
pub async fn create_user(service: &Service, new: NewUser) -> Result<User, Error> {
    let mut fields = Fields::default();
    let email = fields.line("email", "The e-mail address", &new.email, 254);
    let shape = email.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
    });
    if !email.is_empty() && (!shape || email.contains(char::is_whitespace)) {
        fields.add("email", "That is not an e-mail address; it looks like name@example.org.");
    }
    let name = fields.optional_line("name", "The name", &new.name, 100);
    check_password(&mut fields, &new.password);
    fields.done()?;

    let name = if name.is_empty() { email.split('@').next().unwrap_or_default().to_owned() } else { name };
    let user = User { id: new_id(), email, name, is_admin: new.is_admin };
    let hash = hash(service, new.password).await?;
    let now = service.clock.now();
    let mut tx = store::begin(&service.db).await?;
    let user = match store::accounts::insert_user(&mut tx, &user, &hash, now).await {
        Err(store::Error::Taken(_)) => {
            return Err(Error::field("email", "There is an account with this address already. Log in instead."));
        }
        other => other?,
    };
    store::accounts::audit(&mut *tx, Some(user.id), "user.create", Some(user.id), now).await?;
    store::commit(tx).await?;
    Ok(user)
}

/// Finds the account of an address and password.
///
/// # Errors
/// `Invalid` (of the whole form, without saying which was wrong) when they do not belong together.
pub async fn log_in(service: &Service, email: &str, password: String) -> Result<Actor, Error> {
    let wrong = || Error::field("", "E-mail address and password do not belong together. Check both and try again.");
    let found = store::accounts::by_email(&service.db, email.trim()).await?;
    // An unknown address costs as much time as a known one, so that time does not tell who has an account.
    let hash = found.as_ref().map_or(DUMMY_HASH, |(_, hash)| hash).to_owned();
    let right = verify(service, password, hash).await?;
    let user = found.filter(|_| right).map(|(user, _)| user).ok_or_else(wrong)?;
    store::accounts::audit(&service.db, Some(user.id), "user.log_in", Some(user.id), service.clock.now()).await?;
    Ok(Actor { user })
}

/// The person of a session.
///
/// # Errors
/// Those of the database.
pub async fn by_id(service: &Service, id: Uuid) -> Result<Option<Actor>, Error> {
    Ok(store::accounts::by_id(&service.db, id).await?.map(|user| Actor { user }))
}

/// The person of an API token.
///
/// # Errors
/// Those of the database.
pub async fn by_token(service: &Service, token: &str) -> Result<Option<Actor>, Error> {
    if !token.starts_with(TOKEN_PREFIX) || token.len() > 100 {
        return Ok(None);
    }
    let user = store::accounts::by_token(&service.db, &Sha256::digest(token), service.clock.now()).await?;
    Ok(user.map(|user| Actor { user }))
}

/// Changes the actor's own password.
///
/// # Errors
/// `Invalid` when the present one is wrong or the new one too weak.
pub async fn change_password(service: &Service, actor: &Actor, current: String, new: String) -> Result<(), Error> {
    let mut fields = Fields::default();
    check_password(&mut fields, &new);
    fields.done()?;
    let found = store::accounts::by_email(&service.db, &actor.user.email).await?;
    let (_, old) = found.ok_or(Error::NotFound)?;
    if !verify(service, current, old).await? {
        return Err(Error::field("current", "That is not your present password."));
    }
    set_password_of(service, actor.user.id, new).await
}

/// Sets the password of an account; for the command line.
///
/// # Errors
/// `NotFound` without such an account, `Invalid` when the password is too weak.
pub async fn set_password(service: &Service, email: &str, password: String) -> Result<(), Error> {
    let mut fields = Fields::default();
    check_password(&mut fields, &password);
    fields.done()?;
    let (user, _) = store::accounts::by_email(&service.db, email).await?.ok_or(Error::NotFound)?;
    set_password_of(service, user.id, password).await
}

async fn set_password_of(service: &Service, id: Uuid, password: String) -> Result<(), Error> {
    let hash = hash(service, password).await?;
    store::accounts::set_password(&service.db, id, &hash).await?;
    store::accounts::audit(&service.db, Some(id), "user.set_password", Some(id), service.clock.now()).await?;
    Ok(())
}

/// Makes an API token; its secret is returned this once.
///
/// # Errors
/// `Invalid` for a bad name.
pub async fn create_token(service: &Service, actor: &Actor, name: &str) -> Result<String, Error> {
    let mut fields = Fields::default();
    let name = fields.line("name", "The name", name, 100);
    fields.done()?;
    let mut secret = [0; 32];
    rand::rngs::OsRng.try_fill_bytes(&mut secret).map_err(Error::internal)?;
    let token = format!("{TOKEN_PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(secret));
    let (id, now) = (new_id(), service.clock.now());
    store::accounts::insert_token(&service.db, id, actor.user.id, &name, &Sha256::digest(&token), now).await?;
    store::accounts::audit(&service.db, Some(actor.user.id), "token.create", Some(id), now).await?;
    Ok(token)
}

/// The account of an address, for the command line.
///
/// # Errors
/// `NotFound` when there is none.
pub async fn by_email(service: &Service, email: &str) -> Result<Actor, Error> {
    let (user, _) = store::accounts::by_email(&service.db, email).await?.ok_or(Error::NotFound)?;
    Ok(Actor { user })
}

/// The first administrator of the instance; `None` when there is no account.
///
/// # Errors
/// Those of the database.
pub async fn administrator(service: &Service) -> Result<Option<Actor>, Error> {
    Ok(store::accounts::administrator(&service.db).await?.map(|user| Actor { user }))
}

/// The actor's API tokens.
///
/// # Errors
/// Those of the database.
pub async fn tokens(service: &Service, actor: &Actor) -> Result<Vec<ApiToken>, Error> {
    Ok(store::accounts::tokens(&service.db, actor.user.id).await?)
}

/// Revokes one of the actor's tokens.
///
/// # Errors
/// `NotFound` when it is not one of theirs.
pub async fn delete_token(service: &Service, actor: &Actor, id: Uuid) -> Result<(), Error> {
    if !store::accounts::delete_token(&service.db, id, actor.user.id).await? {
        return Err(Error::NotFound);
    }
    let now = service.clock.now();
    store::accounts::audit(&service.db, Some(actor.user.id), "token.delete", Some(id), now).await?;
    Ok(())
}

fn check_password(fields: &mut Fields, password: &str) {
    let length = password.chars().count();
    if length < 10 {
        fields.add("password", "Use at least 10 characters; a few words are easy to remember.");
    } else if password.len() > 1000 {
        fields.add("password", "At most 1000 bytes are possible.");
    }
}

/// OWASP's floor: 19 MiB, two passes, one lane.
fn argon2() -> Result<Argon2<'static>, Error> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(|e| Error::internal(e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// A hash with these parameters that belongs to no password anybody has.
const DUMMY_HASH: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$cG9kY2FzdGZsb3dzYWx0$bJbvoQoTxiVEaZyzQb7BpVO4kVfZ2NPJkIQqMXbbAxs";

async fn hash(service: &Service, password: String) -> Result<String, Error> {
    let _permit = service.hashing.acquire().await.map_err(Error::internal)?;
    let made = tokio::task::spawn_blocking(move || {
        let hash: PasswordHash =
            argon2()?.hash_password(password.as_bytes()).map_err(|e| Error::internal(e.to_string()))?;
        Ok::<_, Error>(hash.to_string())
    });
    made.await.map_err(Error::internal)?
}

async fn verify(service: &Service, password: String, hash: String) -> Result<bool, Error> {
    if password.len() > 1000 {
        return Ok(false);
    }
    let _permit = service.hashing.acquire().await.map_err(Error::internal)?;
    let checked = tokio::task::spawn_blocking(move || {
        let parsed = PasswordHash::new(&hash).map_err(|e| Error::internal(e.to_string()))?;
        Ok::<_, Error>(argon2()?.verify_password(password.as_bytes(), &parsed).is_ok())
    });
    checked.await.map_err(Error::internal)?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dummy_hash_costs_what_a_real_one_does() {
        let dummy = PasswordHash::new(DUMMY_HASH).unwrap();
        let real: PasswordHash = argon2().unwrap().hash_password(b"x").unwrap();
        assert_eq!(dummy.params.to_string(), real.params.to_string());
        assert_eq!(dummy.algorithm, real.algorithm);
    }
}
