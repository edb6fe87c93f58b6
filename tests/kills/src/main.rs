//! Kills programs that buy; `--help` lists what it does.
#[cfg(not(unix))]
fn main() {
    eprintln!("signals need Unix");
    std::process::exit(1);
}

#[cfg(unix)]
#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // The clock of a buyer blocks its thread within a poll. A task of the runtime bears that; the
    // first one, which has this thread to itself, would miss when it is woken meanwhile.
    tokio::spawn(program::run()).await?
}

#[cfg(unix)]
mod program {
    use std::env;
    use std::io::{self, Write};

    use lexopt::prelude::*;
    use partner_center_kills::buyer;
    use partner_center_kills::matrix::{self, Extent};
    use partner_center_kills::race;

    const HELP: &str = "\
usage: partner-center-kills [matrix | race | crowd]

Without a word, all three.

  matrix    a process killed at each write to its journal and at each request
";

    pub(crate) async fn run() -> anyhow::Result<()> {
        let mut arguments = lexopt::Parser::from_env();
        let Some(first) = arguments.next()? else { return all().await };
        match first {
            Long("help") => say(HELP),
            Value(word) => {
                let word = word.string()?;
                let rest = arguments.next()?;
                match (word.as_str(), rest) {
                    ("buy", Some(Value(task))) => buyer::buy(&task.string()?).await,
                    ("matrix", None) => kill(Extent::Whole).await,
                    ("matrix", Some(Value(places))) => {
                        let places = places.parse()?;
                        kill(Extent::Some { scenarios: 3, places, seed: 1 }).await
                    }
                    ("race", None) => race(race::Extent::Whole).await,
                    ("race", Some(Value(some))) => {
                        race(race::Extent::Some(some.parse()?, 1)).await
                    }
                    _ => anyhow::bail!("{HELP}"),
                }
            }
            other => Err(other.unexpected().into()),
        }
    }

    async fn all() -> anyhow::Result<()> {
        kill(Extent::Whole).await
    }

    async fn kill(extent: Extent) -> anyhow::Result<()> {
        let matrix = matrix::run(&env::current_exe()?, extent).await?;
        say(&matrix.to_string())?;
        anyhow::ensure!(matrix.wrong.is_empty(), "something is wrong");
        Ok(())
    }

    async fn race(extent: race::Extent) -> anyhow::Result<()> {
        let races = race::run(&env::current_exe()?, extent).await?;
        say(&races.to_string())?;
        anyhow::ensure!(races.wrong.is_empty(), "something is wrong");
        Ok(())
    }

    fn say(text: &str) -> anyhow::Result<()> {
        Ok(writeln!(io::stdout(), "{text}")?)
    }
}
