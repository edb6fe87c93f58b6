//! Customers: a paged and filtered list, and one of them.

use crate::base64url;
use crate::call::Call;
use crate::fault_codes::{BAD_INPUT, BAD_PROPERTY};
use crate::ids::guid_of;
use crate::json::{Json, Object, object};
use crate::reply::{Answer, Refusal, Reply, refuse_for};
use crate::routes::links;
use crate::state::customer::{Contact, Customer};
use crate::state::world::World;

/// The header that carries the token of a page.
const TOKEN: &str = "MS-ContinuationToken";

pub(crate) fn list(world: &mut World, call: &mut Call<'_>) -> Answer {
    let size = match call.query("size").map(str::parse::<usize>) {
        None => world.settings.customer_page_size as usize,
        // The by-name page shows 0 for all of them.
        Some(Ok(0)) => usize::MAX,
        Some(Ok(size)) => size,
        Some(Err(_)) => return refuse_for(BAD_INPUT, "The `size` is not a number."),
    };
    let filter = call.query("filter").map(Filter::read).transpose()?;
    let found: Vec<&Customer> = world
        .customers
        .iter()
        .filter(|customer| customer.partner.eq_ignore_ascii_case(&call.partner))
        .filter(|customer| filter.as_ref().is_none_or(|filter| filter.lets_through(customer)))
        .collect();
    let start = start(call, size, found.len())?;
    let end = start.saturating_add(size).min(found.len());
    let items: Vec<Object> =
        found[start..end].iter().map(|customer| print_brief(customer)).collect();
    // Only the link of the plain list to itself is printed with `/v1`.
    let is_versioned = world.settings.shown_habits().versioned_customer_links && filter.is_none();
    Ok(Reply::json(200, page(call, is_versioned, items, (end < found.len()).then_some(end))))
}

pub(crate) fn get(world: &mut World, call: &mut Call<'_>) -> Answer {
    Ok(Reply::json(
        200,
        print_whole(world.customer(&call.partner, &call.parameter("customer-id"))?),
    ))
}

/// Where the page begins that a request asks for.
fn start(call: &Call<'_>, size: usize, count: usize) -> Result<usize, Refusal> {
    let operation = call.query("seekOperation").unwrap_or("First");
    if operation.eq_ignore_ascii_case("First") {
        return Ok(0);
    }
    if operation.eq_ignore_ascii_case("Last") {
        return Ok(if count == 0 || size == 0 { 0 } else { (count - 1) / size * size });
    }
    let token = call.request.header(TOKEN);
    let Some(next) = token.and_then(position).filter(|next| *next <= count) else {
        return refuse_for(
            BAD_INPUT,
            format!("The header {TOKEN} is missing or was not given out here."),
        );
    };
    if operation.eq_ignore_ascii_case("Next") {
        Ok(next)
    } else if operation.eq_ignore_ascii_case("Previous") {
        // The token leads to the page after the one it came with; before that one lies another.
        Ok(next.saturating_sub(size.saturating_mul(2)))
    } else {
        refuse_for(BAD_INPUT, format!("The seek operation `{operation}` is not supported."))
    }
}

/// A token that says nothing to who reads it.
fn token(position: usize) -> String {
    base64url::encode(format!("customers/{position}").as_bytes())
}

fn position(token: &str) -> Option<usize> {
    let text = String::from_utf8(base64url::decode(token)?).ok()?;
    text.strip_prefix("customers/")?.parse().ok()
}

fn page(call: &Call<'_>, is_versioned: bool, items: Vec<Object>, next: Option<usize>) -> Object {
    let version = if is_versioned { "/v1" } else { "" };
    let query = call.request.target.split_once('?').map_or("", |(_, query)| query);
    let own: Vec<&str> = query
        .split('&')
        .filter(|pair| !pair.is_empty() && !pair.to_ascii_lowercase().starts_with("seekoperation="))
        .collect();
    let with = |more: Option<&str>| {
        let pairs: Vec<&str> = own.iter().copied().chain(more).collect();
        let mark = if pairs.is_empty() { "" } else { "?" };
        format!("/customers{mark}{}", pairs.join("&"))
    };
    let own_link = links::get(format!("{version}{}", with(None)));
    let mut page_links = object! { "self": own_link };
    let mut page = object! { "totalCount": items.len(), "items": items };
    if let Some(next) = next {
        let header = object! { "key": TOKEN, "value": token(next) };
        page_links.put(
            "next",
            object! { "uri": with(Some("seekOperation=Next")), "method": "GET", "headers": vec![header] },
        );
        page.put("links", page_links);
        page.put("continuationToken", token(next));
    } else {
        page.put("links", page_links);
    }
    page.put("attributes", links::attributes("Collection"));
    page
}

/// A condition on the customers of a list.
struct Filter {
    field: Field,
    start: String,
}

enum Field {
    CompanyName,
    Domain,
}

impl Filter {
    fn read(text: &str) -> Result<Self, Refusal> {
        let Ok(Json::Object(filter)) = Json::parse(text.as_bytes()) else {
            return refuse_for(BAD_INPUT, "The `filter` is not a JSON object.");
        };
        let part = |name| filter.text(name).unwrap_or_default();
        let operator: String = part("Operator").chars().filter(|c| *c != '_').collect();
        if !operator.eq_ignore_ascii_case("startswith") {
            return refuse_for(BAD_PROPERTY, "Customers are filtered by `starts_with` only.");
        }
        let field = match part("Field").to_ascii_lowercase().as_str() {
            "companyname" => Field::CompanyName,
            "domain" => Field::Domain,
            other => {
                return refuse_for(
                    BAD_PROPERTY,
                    format!("Customers are not filtered by `{other}`."),
                );
            }
        };
        Ok(Self { field, start: part("Value").to_lowercase() })
    }

    fn lets_through(&self, customer: &Customer) -> bool {
        let text = match self.field {
            Field::CompanyName => &customer.company_name,
            Field::Domain => &customer.domain,
        };
        text.to_lowercase().starts_with(&self.start)
    }
}

fn print_brief(customer: &Customer) -> Object {
    object! {
        "id": &customer.id,
        "companyProfile": object! {
            "tenantId": &customer.id,
            "domain": &customer.domain,
            "companyName": &customer.company_name,
            "attributes": links::attributes("CustomerCompanyProfile"),
        },
        "relationshipToPartner": "reseller",
        "attributes": links::attributes("Customer"),
    }
}

fn print_whole(customer: &Customer) -> Object {
    let uri = links::customer(&customer.id);
    let profile = |kind: &str| object! { "self": links::get(format!("{uri}/profiles/{kind}")) };
    let contact = &customer.contact;
    let email = match &customer.created {
        Some(creation) => creation.email.clone(),
        None => format!("{}@{}", contact.first_name.to_lowercase(), customer.domain),
    };
    let created = customer.created.as_ref();
    // Without delegated access, the address, the mail address and the domains are withheld.
    let delegated = customer.delegated_access;
    object! {
        "id": &customer.id,
        "commerceId": guid_of(&format!("commerce {}", customer.id)),
        "companyProfile": object! {
            "tenantId": &customer.id,
            "domain": &customer.domain,
            "companyName": &customer.company_name,
            "address": delegated.then(|| print_address(customer, contact, false)),
            "email": delegated.then(|| email.clone()),
            "organizationRegistrationNumber":
                created.and_then(|creation| creation.registration_number.as_ref()),
            "links": profile("company"),
            "attributes": links::attributes("CustomerCompanyProfile"),
        },
        "billingProfile": object! {
            "id": guid_of(&format!("billing {}", customer.id)),
            "firstName": &contact.first_name,
            "lastName": &contact.last_name,
            "email": email,
            "culture": &customer.culture,
            "language": &customer.language,
            "companyName": &customer.company_name,
            "defaultAddress": print_address(customer, contact, true),
            "links": profile("billing"),
            "attributes": object! { "etag": "-3141592653589793238", "objectType": "CustomerBillingProfile" },
        },
        "relationshipToPartner": "reseller",
        "allowDelegatedAccess": delegated,
        "associatedPartnerId": created.and_then(|creation| creation.reseller.as_ref()),
        "customDomains": delegated.then(|| vec![customer.domain.as_str()]),
        "links": object! { "self": links::get(uri.clone()) },
        "attributes": links::attributes("Customer"),
    }
}

fn print_address(customer: &Customer, contact: &Contact, with_name: bool) -> Object {
    object! {
        "country": &customer.country,
        "city": &contact.city,
        "state": contact.state.as_ref(),
        "addressLine1": &contact.address_line1,
        "addressLine2": customer.created.as_ref().and_then(|creation| creation.line2.as_ref()),
        "postalCode": &contact.postal_code,
        "firstName": with_name.then_some(&contact.first_name),
        "lastName": with_name.then_some(&contact.last_name),
        "phoneNumber": &contact.phone_number,
    }
}
