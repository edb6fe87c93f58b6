//! The emulator as a program: one line of JSON on stdout when it is ready, everything else on
//! stderr.

use std::collections::BTreeMap;
use std::error::Error;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::time::SystemTime;

use lexopt::prelude::{Long, Short, ValueExt};
use partner_center_emulator::{Cloud, Emulator, EmulatorClock, Options, Profile, Seed};
use serde::Serialize;

const HELP: &str = "\
A stateful stand-in for the Microsoft Partner Center REST API.

Usage: partner-center-emulator [options]

Options:
  --listen ADDRESS   where to listen [default: 127.0.0.1:0, a free port]
  --listen-host NAME=ADDRESS
                     where another host of the document listens, such as Prices [default: a free port]
  --profile PROFILE  `wire`, with the oddities of the service, or `plain` [default: wire]
  --cloud CLOUD      the cloud to stand for: global, us-government or china [default: global]
  --seed FILE        partners, customers and products beside the built-in ones; the same id replaces
  --only-seed FILE   partners, customers and products instead of the built-in ones
  --seed-ids NUMBER  make up ids that repeat from run to run
  --freeze           stop the clock; it then moves only when it is told to
  -h, --help         print this text

When it is ready it prints one line of JSON on stdout:
  {\"baseUrl\":\"http://127.0.0.1:40000\",\"authority\":\"http://127.0.0.1:40000\",\"control\":\"http://127.0.0.1:40000/_emulator\",\"hosts\":{\"Prices\":\"http://127.0.0.1:40001\"}}

It stops on Ctrl-C.
";

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("partner-center-emulator: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    let Some(options) = options()? else {
        print(HELP);
        return Ok(());
    };
    let running = Emulator::start(options).await?;
    let ready = Ready {
        base_url: &running.base_url,
        authority: &running.authority,
        control: &running.control,
        hosts: &running.hosts,
    };
    print(&format!("{}\n", serde_json::to_string(&ready)?));
    eprintln!("listening on {}", running.address());
    tokio::signal::ctrl_c().await?;
    eprintln!("stopped");
    Ok(())
}

/// What a program that started this one needs to know.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Ready<'a> {
    base_url: &'a str,
    authority: &'a str,
    control: &'a str,
    hosts: &'a BTreeMap<&'static str, String>,
}

fn options() -> Result<Option<Options>, Box<dyn Error>> {
    let mut options = Options::new().random_ids();
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        options = match argument {
            Long("listen") => options.listen(arguments.value()?.parse::<SocketAddr>()?),
            Long("listen-host") => {
                let value = arguments.value()?.string()?;
                let (name, address) = value.split_once('=').ok_or("write NAME=ADDRESS")?;
                options.listen_host(name, address.parse::<SocketAddr>()?)
            }
            Long("profile") => options.profile(match arguments.value()?.string()?.as_str() {
                "wire" => Profile::Wire,
                "plain" => Profile::Plain,
                other => {
                    return Err(format!("the profile `{other}` is neither wire nor plain").into());
                }
            }),
            Long("cloud") => options.cloud(cloud(&arguments.value()?.string()?)?),
            Long("seed") => options.seed(read_seed(&arguments.value()?.string()?)?),
            Long("only-seed") => options.only_seed(read_seed(&arguments.value()?.string()?)?),
            Long("seed-ids") => options.seed_ids(arguments.value()?.parse()?),
            Long("freeze") => options.clock(EmulatorClock::frozen(SystemTime::now())),
            Long("help") | Short('h') => return Ok(None),
            other => return Err(other.unexpected().into()),
        };
    }
    Ok(Some(options))
}

fn cloud(name: &str) -> Result<Cloud, Box<dyn Error>> {
    let unknown = || format!("the cloud `{name}` is none of global, us-government and china");
    Ok(Cloud::named(name).ok_or_else(unknown)?)
}

fn read_seed(path: &str) -> Result<Seed, Box<dyn Error>> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    Ok(Seed::from_json(&text).map_err(|e| format!("{path}: {e}"))?)
}

/// The ready line is for programs that wait for it, so it must not stay in a buffer; a reader that
/// has gone away is no reason to stop.
fn print(text: &str) {
    use std::io::Write;
    let mut stdout = std::io::stdout().lock();
    let _ = stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush());
}
