//! The codes that the emulator refuses with, and what they say.

/// A status and a code of the service, which together name a refusal.
pub(crate) type Code = (u16, &'static str);

pub(crate) const ACCESS_DENIED: Code = (401, "400");
pub(crate) const TOKEN_MISSING: Code = (401, "800001");
pub(crate) const WRONG_AUDIENCE: Code = (401, "900420");
pub(crate) const NO_MFA: Code = (401, "900421");
pub(crate) const USER_ONLY: Code = (403, "900329");
pub(crate) const NOT_FOUND: Code = (404, "1000");
pub(crate) const BAD_INPUT: Code = (400, "800002");
pub(crate) const BAD_PROPERTY: Code = (400, "3000");
pub(crate) const NO_PARTNER_NUMBER: Code = (404, "3000");
pub(crate) const BAD_WORD: Code = (400, "900126");
pub(crate) const BAD_CUSTOMER_ID: Code = (400, "900118");
pub(crate) const NO_RELATIONSHIP: Code = (403, "20002");
pub(crate) const NO_SUBSCRIPTION: Code = (404, "20003");
pub(crate) const NO_ORDER: Code = (404, "20000");
pub(crate) const NO_PRODUCT: Code = (404, "400013");
pub(crate) const NO_SKU: Code = (404, "400018");
pub(crate) const NO_AVAILABILITY: Code = (404, "400019");
pub(crate) const SEGMENT_DENIED: Code = (403, "400030");
pub(crate) const VIEW_DENIED: Code = (403, "400036");
pub(crate) const NO_CART: Code = (404, "800008");
pub(crate) const CART_ITEMS: Code = (400, "800009");
pub(crate) const NO_INVENTORY: Code = (400, "800010");
pub(crate) const NOT_AZURE: Code = (400, "800011");
pub(crate) const NOT_ACTIVE: Code = (400, "800012");
pub(crate) const NOT_FOR_RESERVATIONS: Code = (400, "800013");
pub(crate) const NO_QUANTITY: Code = (400, "800017");
pub(crate) const NOT_FOR_SALE: Code = (403, "800020");
pub(crate) const ADDON_UNRELATED: Code = (400, "800029");
pub(crate) const NOT_REGISTERED: Code = (400, "800030");
pub(crate) const IN_PROGRESS: Code = (409, "800060");
pub(crate) const BEING_PROCESSED: Code = (409, "800064");
pub(crate) const ALREADY_SUBMITTED: Code = (400, "800065");
pub(crate) const WRONG_COUNTRY: Code = (400, "800070");
pub(crate) const BAD_LINE_NUMBER: Code = (400, "800071");
pub(crate) const ASSET_LIMIT: Code = (403, "800089");
pub(crate) const BAD_OFFER: Code = (400, "800004");
pub(crate) const NO_CATALOG_ITEM: Code = (400, "900142");
pub(crate) const ATTESTATION: Code = (400, "900203");
pub(crate) const PARTNER_ATTESTATION: Code = (400, "900206");
pub(crate) const AGREEMENT: Code = (403, "13605");
pub(crate) const AGREEMENT_CONFIRMED: Code = (400, "600061");
pub(crate) const ADJUSTMENT_PENDING: Code = (409, "800014");
pub(crate) const ONLY_SOFTWARE: Code = (403, "800019");
pub(crate) const NOT_CANCELLABLE: Code = (400, "800061");
pub(crate) const BY_SUBSCRIPTION: Code = (400, "800063");
pub(crate) const WINDOW_CLOSED: Code = (400, "900117");

/// What a code means, in our words.
pub(crate) fn meaning(code: (u16, &str)) -> &'static str {
    match code {
        ACCESS_DENIED => "The access token was not accepted.",
        TOKEN_MISSING => "The request carries no access token.",
        WRONG_AUDIENCE => "The access token was issued for another audience.",
        NO_MFA => "The user did not sign in with a second factor.",
        USER_ONLY => "This operation needs a user; the token speaks for an application alone.",
        NOT_FOUND => "There is nothing at this address.",
        BAD_INPUT => "The request is not valid.",
        BAD_PROPERTY => "A property is not valid.",
        NO_PARTNER_NUMBER => "No partner has this number.",
        BAD_WORD => "A value is none of the words that are known here.",
        BAD_CUSTOMER_ID => "The customer id is not valid.",
        NO_RELATIONSHIP => "The partner has no relationship with this customer.",
        NO_SUBSCRIPTION => "The customer has no such subscription.",
        NO_ORDER => "The customer has no such order.",
        NO_PRODUCT => "There is no such product in this country.",
        NO_SKU => "The product has no such SKU in this country.",
        NO_AVAILABILITY => "The SKU has no such availability in this country.",
        SEGMENT_DENIED => "The partner may not see this segment.",
        VIEW_DENIED => "The partner may not see this view.",
        NO_CART => "The customer has no such cart, or it has expired.",
        CART_ITEMS => "Items of the cart are in error.",
        NO_INVENTORY => "The catalog item is not in inventory for this subscription.",
        NOT_AZURE => "The subscription is not an Azure subscription.",
        NOT_ACTIVE => "The subscription is not active.",
        NOT_FOR_RESERVATIONS => "The subscription may not buy reservations.",
        NO_QUANTITY => "The catalog item is not available in this quantity.",
        NOT_FOR_SALE => "The catalog item cannot be bought.",
        ADDON_UNRELATED => "The add-on does not belong to the subscription it names as its parent.",
        NOT_REGISTERED => "The subscription has not been registered for reservations.",
        IN_PROGRESS => "An order for this cart is in progress.",
        BEING_PROCESSED => "Another request is processing this cart.",
        ALREADY_SUBMITTED => "The cart has been checked out before.",
        WRONG_COUNTRY => "The offer is not sold in the customer's country.",
        BAD_LINE_NUMBER => "Line numbers must differ and count from 0.",
        ASSET_LIMIT => "The customer may not have as many assets of this kind.",
        BAD_OFFER => "There is no such offer.",
        NO_CATALOG_ITEM => "A line does not name its catalog item.",
        ATTESTATION => "The catalog item needs the attestation to be accepted.",
        PARTNER_ATTESTATION => "The attestation about additional partners is missing.",
        AGREEMENT => "The customer has not accepted the Microsoft Customer Agreement.",
        AGREEMENT_CONFIRMED => "A partner has confirmed this agreement before.",
        ADJUSTMENT_PENDING => "An earlier change of the order is still being worked on.",
        ONLY_SOFTWARE => "Outside of a sandbox, only orders of software can be cancelled.",
        NOT_CANCELLABLE => "The order cannot be cancelled.",
        BY_SUBSCRIPTION => "The order cannot be cancelled; cancel the subscription instead.",
        WINDOW_CLOSED => "The time for cancelling is over.",
        _ => "The service refused the request.",
    }
}
