//! Signs a user in once, keeps the first refresh token in a file, and makes a first call.
//!
//! `cargo run --example sign_in` does so in an emulator inside the program; `-- --help` says
//! how to point it elsewhere.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod arguments;
#[path = "../shared/mod.rs"]
mod shared;
mod stage;

use std::process::ExitCode;

use partner_center::Result;
use partner_center::auth::{MfaVerdict, SignedIn};

use arguments::Arguments;
use shared::command_line::{begin, report};
use stage::Stage;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match begin(Arguments::from_env(), arguments::HELP) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> Result<()> {
    let stage = Stage::set(arguments)?;
    println!("Signing in {}", stage.place);
    let signed_in = if arguments.browser { browser(&stage).await? } else { device(&stage).await? };

    println!("\nSigned in");
    match signed_in.claims() {
        None => println!("  the token does not say how"),
        Some(claims) => {
            println!("  for {}", claims.audience().unwrap_or("an audience not stated"));
            println!(
                "  {}",
                match claims.mfa() {
                    Some(true) => "with multi-factor authentication",
                    Some(false) => "WITHOUT multi-factor authentication, which the service refuses",
                    None => "how, the token does not say",
                }
            );
        }
    }
    signed_in.store(&stage.store).await?;
    println!("  the refresh token is in {}", stage.store.path().display());

    println!("\nA first call, with what is in that file");
    let verdict = stage.partner.validate_mfa().await?;
    println!(
        "  the service {}",
        match verdict {
            MfaVerdict::Compliant => "counts the sign-in as multi-factor",
            MfaVerdict::Missing => "misses multi-factor authentication",
            _ => "does not say whether it counts the sign-in as multi-factor",
        }
    );
    let customers = stage.partner.api().list_customers().size(5).send().await?.into_inner();
    for customer in &customers.items {
        let profile = customer.company_profile.as_ref();
        let name = profile.and_then(|profile| profile.company_name.as_deref());
        println!("  customer {}", name.unwrap_or("(no name)"));
    }
    println!("\nFrom now on RefreshToken::from_store signs in by itself, with that file.");
    Ok(())
}

/// A code that is typed in on any device.
async fn device(stage: &Stage) -> Result<SignedIn> {
    let show = |prompt: &partner_center::auth::DevicePrompt| {
        println!("\n  {}", prompt.message());
        println!("  (good for {} minutes; waiting)", prompt.expires_in().as_secs() / 60);
    };
    stage.device_code().sign_in(&stage.partner, show).await
}

/// A browser on this machine.
async fn browser(stage: &Stage) -> Result<SignedIn> {
    let open = |url: &reqwest::Url| {
        println!("\n  Open this address in a browser on this machine (waiting):\n\n  {url}");
        stage.browse(url);
    };
    stage.authorization_code().sign_in(&stage.partner, open).await
}
