//! Services and sign-ins that are known by a name.

use std::path::PathBuf;

use serde::Serialize;

use crate::arguments::{ProfileArguments, ProfileCommand};
use crate::exit::{Exit, Failure, Outcome};
use crate::output::{Format, list};
use crate::profile::{Profile, Profiles};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown {
    name: String,
    in_use: bool,
    service: String,
}

pub(crate) fn run(command: ProfileCommand, format: Format) -> Outcome {
    let mut profiles = Profiles::read()?;
    match command {
        ProfileCommand::List => {
            let shown: Vec<Shown> =
                profiles.names().into_iter().map(|name| shown(&profiles, name)).collect();
            list(format, &["", "name", "service"], &shown, |one| {
                let mark = if one.in_use { "*" } else { "" };
                vec![mark.to_owned(), one.name.clone(), one.service.clone()]
            })
        }
        ProfileCommand::Use { name } => {
            known(&profiles, &name)?;
            profiles.use_by_default(&name);
            profiles.write()
        }
        ProfileCommand::Set(own) => {
            let profile = made(own);
            profile.cloud()?;
            profiles.set(&profile);
            if profiles.current().is_none() {
                profiles.use_by_default(&profile.name);
            }
            profiles.write()?;
            eprintln!("the profile `{}` is in `{}`", profile.name, profiles.path().display());
            Ok(())
        }
        ProfileCommand::Remove { name } => {
            known(&profiles, &name)?;
            profiles.remove(&name);
            profiles.write()
        }
    }
}

fn shown(profiles: &Profiles, name: String) -> Shown {
    let profile = profiles.get(&name).unwrap_or_default();
    let cloud = profile.cloud.clone().unwrap_or_else(|| "global".to_owned());
    let service = match profile.is_emulator {
        true => format!("an emulator at {}", profile.base_url.unwrap_or_default()),
        false => format!("{cloud}, tenant {}", profile.tenant.unwrap_or_default()),
    };
    Shown { in_use: profiles.current() == Some(&name), name, service }
}

fn known(profiles: &Profiles, name: &str) -> Outcome {
    match profiles.get(name) {
        Some(_) => Ok(()),
        None => Err(Failure::new(Exit::NotFound, format!("there is no profile `{name}`"))),
    }
}

fn made(own: ProfileArguments) -> Profile {
    let text = |path: Option<PathBuf>| path.map(|path| path.display().to_string());
    Profile {
        name: own.name,
        tenant: Some(own.tenant),
        client_id: Some(own.client_id),
        cloud: own.cloud,
        refresh_token_file: text(own.refresh_token_file),
        certificate: text(own.certificate),
        ..Profile::default()
    }
}
