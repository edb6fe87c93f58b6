//! What can be said on the command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::output::Format;

/// Buys software and Azure reservations for the customers of a Microsoft reseller.
///
/// Whatever goes wrong, the exit code says whether something may have been bought: 0 done, 1 failed
/// with nothing bought, 2 usage, 3 not found, 4 sign in, 5 may have been bought (do not repeat it:
/// `partner-center purchases resume`), 6 a part was refused, 7 come back later, 130 interrupted.
#[derive(Debug, Parser)]
#[command(name = "partner-center", version, max_term_width = 100)]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What goes with every command.
#[derive(Clone, Debug, Args)]
pub(crate) struct Global {
    /// The profile: which service, and who signs in there
    #[arg(long, global = true, env = "PARTNER_CENTER_PROFILE", value_name = "NAME")]
    pub(crate) profile: Option<String>,
    /// The form of what is printed
    #[arg(short, long, global = true, value_enum, default_value_t)]
    pub(crate) output: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Start an emulator of the service, and make a profile of that name
    #[command(after_help = "Example:\n  partner-center emulator &\n  partner-center customer list")]
    Emulator(EmulatorArguments),
    /// Services and sign-ins that are known by a name
    #[command(subcommand)]
    Profile(ProfileCommand),
    /// Who signs in, where, and whether with a second factor
    Whoami,
    /// Customers of the partner
    #[command(subcommand)]
    Customer(CustomerCommand),
    /// What is offered
    #[command(subcommand)]
    Product(ProductCommand),
    /// Show what a purchase would do; nothing is changed
    #[command(
        after_help = "Example:\n  partner-center plan --customer northwind.example CONTOSO00001:0001 --quantity 2"
    )]
    Plan(Wishes),
    /// Buy, once: what is interrupted is resumed by the same line
    #[command(
        after_help = "Example:\n  partner-center buy --customer northwind.example CONTOSO00001:0001 --quantity 2 --yes"
    )]
    Buy(BuyArguments),
    /// Buy every row of a file, once
    #[command(after_help = "Example:\n  partner-center batch purchases.csv --dry-run")]
    Batch(BatchArguments),
    /// Purchases that were recorded
    #[command(subcommand)]
    Purchases(PurchasesCommand),
    /// Orders of a customer
    #[command(subcommand)]
    Order(OrderCommand),
    /// What a customer holds
    Entitlement(OfCustomer),
    /// Subscriptions of a customer
    Subscription(OfCustomer),
    /// Invoices
    #[command(subcommand)]
    Invoice(InvoiceCommand),
    /// What the partner owes, by currency
    Balance,
    /// Save the lines of an invoice as CSV or JSON Lines
    #[command(after_help = "Example:\n  partner-center reconcile G000000101 --out lines.csv")]
    Reconcile(ReconcileArguments),
    /// What a code of an error means, and what to do
    #[command(after_help = "Example:\n  partner-center explain 800060")]
    Explain {
        /// Codes of the service, of cart lines, or of the sign-in
        #[arg(required = true)]
        codes: Vec<String>,
    },
    /// Read any address of the service, as JSON
    #[command(after_help = "Example:\n  partner-center api /v1/invoices/summary")]
    Api {
        /// The path, with its version: `/v1/…`
        path: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct EmulatorArguments {
    /// Where it listens
    #[arg(long, default_value = "127.0.0.1:8470")]
    pub(crate) listen: SocketAddr,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProfileCommand {
    /// All profiles
    List,
    /// Take a profile where none is named
    Use { name: String },
    /// Make a profile, or another of that name. Secrets are never in it
    Set(ProfileArguments),
    /// Forget a profile
    Remove { name: String },
}

#[derive(Debug, Args)]
pub(crate) struct ProfileArguments {
    pub(crate) name: String,
    /// The partner's tenant: a directory id or a domain
    #[arg(long)]
    pub(crate) tenant: String,
    /// The id of the application
    #[arg(long)]
    pub(crate) client_id: String,
    /// global, us-government or china
    #[arg(long)]
    pub(crate) cloud: Option<String>,
    /// The file of a user's refresh token, which the example `sign_in` writes
    #[arg(long)]
    pub(crate) refresh_token_file: Option<PathBuf>,
    /// A PEM file with the application's certificate and key
    #[arg(long)]
    pub(crate) certificate: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CustomerCommand {
    /// All customers
    List,
    /// One of them
    Show {
        /// Its id, domain or name
        customer: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum ProductCommand {
    /// Products of a market
    List {
        /// Two letters, such as US
        #[arg(long, default_value = "US")]
        country: String,
        /// Which products: SoftwarePerpetual, AzureReservationsVM, …
        #[arg(long, default_value = "SoftwarePerpetual")]
        view: String,
    },
    /// The SKUs of a product
    Skus {
        product: String,
        #[arg(long, default_value = "US")]
        country: String,
    },
}

/// What is to be bought, and for whom.
#[derive(Clone, Debug, Args)]
pub(crate) struct Wishes {
    /// The customer, by id, domain or name
    #[arg(long)]
    pub(crate) customer: String,
    /// What to buy, as PRODUCT:SKU
    #[arg(required = true, value_name = "PRODUCT:SKU")]
    pub(crate) items: Vec<String>,
    /// How many of each
    #[arg(long, default_value_t = 1)]
    pub(crate) quantity: u32,
    /// P1M, P1Y or P3Y, for what has a term
    #[arg(long)]
    pub(crate) term: Option<String>,
    /// one_time, monthly, annual, …
    #[arg(long)]
    pub(crate) billing_cycle: Option<String>,
    /// commercial, education, government or nonprofit
    #[arg(long)]
    pub(crate) segment: Option<String>,
    /// For reservations: the Azure subscription that they are billed to
    #[arg(long, value_name = "SUBSCRIPTION")]
    pub(crate) reserve_for: Option<String>,
    /// For reservations: whom they apply to
    #[arg(long, value_enum, default_value_t)]
    pub(crate) scope: Scope,
    /// The most that it may cost before tax, such as 100.00USD; what has no price is refused
    #[arg(long, value_name = "AMOUNT")]
    pub(crate) max_total: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Scope {
    /// All subscriptions of the customer
    #[default]
    Shared,
    /// The subscription alone
    Single,
}

#[derive(Debug, Args)]
pub(crate) struct BuyArguments {
    #[command(flatten)]
    pub(crate) wishes: Wishes,
    /// Show what would be bought, and stop
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Do not ask
    #[arg(long)]
    pub(crate) yes: bool,
    /// Spend money: needed wherever the profile is not of an emulator
    #[arg(long)]
    pub(crate) live: bool,
    /// A name of your own for this purchase: the same one never buys twice
    #[arg(long)]
    pub(crate) key: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct BatchArguments {
    /// Rows with a key, a customer and what to buy: .csv, or JSON Lines
    pub(crate) file: PathBuf,
    /// Read every row, and stop
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Buy without a question
    #[arg(long)]
    pub(crate) yes: bool,
    /// Spend money: needed wherever the profile is not of an emulator
    #[arg(long)]
    pub(crate) live: bool,
    /// A file that grows by what became of each row
    #[arg(long)]
    pub(crate) results: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum PurchasesCommand {
    /// All of them, doubts first
    List,
    /// All that is known of one
    Show { key: String },
    /// Go on with one, after a crash or a doubt
    Resume {
        key: String,
        /// How long to wait for an answer, in minutes
        #[arg(long, default_value_t = 30)]
        wait: u64,
    },
    /// Forget one that is settled
    Forget { key: String },
}

#[derive(Debug, Subcommand)]
pub(crate) enum OrderCommand {
    /// The orders of a customer; a new one can be missing for 15 minutes
    List(OfCustomer),
    /// One of them
    Show {
        #[command(flatten)]
        of: OfCustomer,
        order: String,
    },
    /// Give back lines of software, for as long as the service allows
    Cancel {
        #[command(flatten)]
        of: OfCustomer,
        order: String,
        /// The numbers of the lines, from 0
        #[arg(long, required = true)]
        line: Vec<i32>,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Wait until orders are fulfilled
    #[command(after_help = "Example:\n  partner-center order watch --last")]
    Watch {
        /// The customer, by id, domain or name
        #[arg(long)]
        customer: Option<String>,
        order: Option<String>,
        /// The orders of the purchase that was made last
        #[arg(long, conflicts_with_all = ["order", "customer"])]
        last: bool,
    },
}

#[derive(Debug, Args)]
pub(crate) struct OfCustomer {
    /// The customer, by id, domain or name
    #[arg(long)]
    pub(crate) customer: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum InvoiceCommand {
    /// All invoices
    List,
    /// One of them
    Show { invoice: String },
    /// Save its document
    Pdf {
        invoice: String,
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ReconcileArguments {
    pub(crate) invoice: String,
    /// The file to write; its ending says the form: .csv or .jsonl
    #[arg(long)]
    pub(crate) out: PathBuf,
}
