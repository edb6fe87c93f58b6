//! Kills programs that buy; `--help` says how.

#[cfg(not(unix))]
fn main() -> anyhow::Result<()> {
    anyhow::bail!("signals need Unix")
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
    use std::fmt::Display;
    use std::io::{self, Write};

    use lexopt::Arg;
    use lexopt::ValueExt;
    use partner_center_kills::{buyer, crowd, matrix, race, worker};

    const HELP: &str = "\
usage: partner-center-kills [matrix [PLACE] | race | crowd [SEED]]

Buys from an emulator in processes that are killed, and holds what they say against its ledger.
Without a word, all three:

  matrix    one process, killed at each write to its journal and at each of its requests; with
            a text, such as `checkoutCart`, only at places whose description has it
  race      two processes with one key, in every order of their steps
  crowd     eight workers and 500 purchases, killed and stopped at random; this needs a server
            of PostgreSQL, such as `.ci/postgres` starts
";

    pub(crate) async fn run() -> anyhow::Result<()> {
        let mut arguments = lexopt::Parser::from_env();
        let word = match arguments.next()? {
            None => String::new(),
            Some(Arg::Long("help") | Arg::Short('h')) => return say(HELP),
            Some(Arg::Value(word)) => word.string()?,
            Some(other) => return Err(other.unexpected().into()),
        };
        let rest = arguments.next()?.map(|rest| match rest {
            Arg::Value(rest) => Ok(rest.string()?),
            other => Err(other.unexpected()),
        });
        match (word.as_str(), rest.transpose()?.as_deref()) {
            ("buy", Some(task)) => buyer::buy(task).await,
            ("work", Some(task)) => worker::work(task).await,
            ("", None) => {
                kill(None).await?;
                race().await?;
                crowd(1).await
            }
            ("matrix", place) => kill(place).await,
            ("race", None) => race().await,
            ("crowd", seed) => crowd(seed.unwrap_or("1").parse()?).await,
            _ => anyhow::bail!("{HELP}"),
        }
    }

    async fn kill(place: Option<&str>) -> anyhow::Result<()> {
        let whole = matrix::Extent::Whole;
        let extent = place.map_or(whole, |place| matrix::Extent::Places(place.to_owned()));
        let matrix = matrix::run(&env::current_exe()?, extent).await?;
        say(&matrix)?;
        anyhow::ensure!(matrix.wrong.is_empty(), "something is wrong");
        Ok(())
    }

    async fn race() -> anyhow::Result<()> {
        let races = race::run(&env::current_exe()?, race::Extent::Whole).await?;
        say(&races)?;
        anyhow::ensure!(races.wrong.is_empty(), "something is wrong");
        Ok(())
    }

    async fn crowd(seed: u64) -> anyhow::Result<()> {
        let extent = crowd::Extent { workers: 8, purchases: 500, seed };
        match crowd::run(&env::current_exe()?, extent).await? {
            Some(crowd) => say(&crowd),
            None => say("the crowd was left out: it needs `.ci/postgres`, as --help says"),
        }
    }

    fn say(what: impl Display) -> anyhow::Result<()> {
        Ok(writeln!(io::stdout(), "{what}")?)
    }
}
