//! An emulator of the service, and its profile.

use partner_center_emulator::{Emulator, Options};

use crate::arguments::EmulatorArguments;
use crate::exit::{Exit, Failure, Outcome};
use crate::output::line;
use crate::profile::{Profile, Profiles};

/// Runs until it is interrupted.
pub(crate) async fn run(arguments: &EmulatorArguments) -> Outcome {
    let options = Options::new().listen(arguments.listen);
    let running = Emulator::start(options).await.map_err(|error| {
        let message = format!("{} cannot be listened on: {error}", arguments.listen);
        Failure::new(Exit::Failed, message)
    })?;
    let mut profiles = Profiles::read()?;
    profiles.set(&Profile {
        name: "emulator".to_owned(),
        base_url: Some(running.base_url.clone()),
        authority: Some(running.authority.clone()),
        graph_url: running.hosts.get("Graph").cloned(),
        prices_url: running.hosts.get("Prices").cloned(),
        is_emulator: true,
        ..Profile::default()
    });
    if profiles.current().is_none() {
        profiles.use_by_default("emulator");
    }
    profiles.write()?;
    line(&format!(
        "the emulator listens on {}; the profile `emulator` leads there",
        running.base_url
    ))?;
    tokio::signal::ctrl_c().await?;
    Ok(())
}
