//! The names that banks give to columns, in the six languages of the portal.

/// What a column has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Booked,
    Value,
    /// The day of value in German, the currency in Dutch.
    Valuta,
    Amount,
    Debit,
    Credit,
    /// Whether an amount without sign came in or went out.
    Direction,
    Currency,
    Name,
    OwnAccount,
    PayerAccount,
    /// The payer's account, unless there is another column with that.
    Account,
    /// The structured reference.
    Reference,
    EndToEnd,
    /// The bank's own name of the movement.
    BankReference,
    Text,
    Status,
    /// Why a payment came back.
    Returned,
}

/// Small letters and digits only, as [`plain`] makes them; between two names a space.
const NAMES: &[(Role, &str)] = &[
    (
        Role::Booked,
        "date bookingdate bookdate transactiondate posted posteddate completeddate datum boekdatum boekingsdatum \
         transactiedatum buchungstag buchungsdatum buchung dátum könyvelésdátuma könyvelésidátum könyvelésnapja \
         könyvelés terhelésnapja tranzakciódátuma dateopération datedopération datedecomptabilisation \
         datecomptable fecha fechaoperación fechadeoperación fechacontable foperación fcontable",
    ),
    (
        Role::Value,
        "valuedate rentedatum valutadatum valutierung wertstellung wertstellungstag wert értéknap értéknapja \
         értékdátum datevaleur datedevaleur fechavalor fvalor",
    ),
    (Role::Valuta, "valuta"),
    (
        Role::Amount,
        "amount transactionamount bedrag transactiebedrag betrag umsatz összeg tranzakcióösszege könyveltösszeg \
         montant montantopération importe monto cantidad",
    ),
    (Role::Debit, "debit debitamount paidout moneyout debet af soll terhelés débit debe cargo cargos"),
    (Role::Credit, "credit creditamount paidin moneyin bij haben jóváírás crédit haber abono abonos"),
    (
        Role::Direction,
        "debitcredit creditdebit creditdebitindicator direction afbij debetcredit sollhaben sh terhelésjóváírás tj \
         irány sens débitcrédit debehaber sentido",
    ),
    (Role::Currency, "currency munt muntsoort währung waehrung devizanem deviza devise divisa moneda"),
    (
        Role::Name,
        "name payer payername counterparty counterpartyname partnername naam naamtegenpartij naamomschrijving \
         tegenpartij beguenstigterzahlungspflichtiger begünstigterzahlungspflichtiger auftraggeberempfänger \
         auftraggeberbegünstigter zahlungspflichtiger zahlungspflichtige namezahlungsbeteiligter \
         zahlungsbeteiligter partnerneve partner név ellenoldalinév ellenoldalneve nom nomcontrepartie \
         contrepartie émetteur nombre ordenante contraparte",
    ),
    (
        Role::OwnAccount,
        "ownaccount ibanbban eigenrekening auftragskonto ibanauftragskonto sajátszámla könyvelésiszámla \
         comptepropre cuentapropia",
    ),
    (
        Role::PayerAccount,
        "payeraccount payeriban counterpartyaccount counterpartyiban partneraccount partneriban tegenrekening \
         tegenrekeningibanbban rekeningtegenpartij kontonummeriban ibanzahlungsbeteiligter gegenkonto \
         partnerszámlaszáma partnerszámla ellenszámla ellenoldaliszámlaszám ibancontrepartie comptecontrepartie \
         ibanordenante cuentaordenante cuentacontraparte",
    ),
    (
        Role::Account,
        "account accountnumber iban rekening rekeningnummer konto kontonummer számlaszám számla compte \
         numérodecompte cuenta númerodecuenta",
    ),
    (
        Role::Reference,
        "reference structuredreference creditorreference betalingskenmerk referentie kenmerk \
         gestructureerdemededeling referenz zahlungsreferenz hivatkozás hivatkozásiszám référence referencia",
    ),
    (
        Role::EndToEnd,
        "endtoend endtoendid endtoendreference transactiereferentie kundenreferenz endtoendreferenz \
         endtoendazonosító référenceendtoend referenciaendtoend",
    ),
    (
        Role::BankReference,
        "bankreference transactionid volgnr volgnummer transactienummer bankreferenz umsatzid tranzakcióazonosító \
         tranzakciószám bankiazonosító identifiantopération référencebanque idmovimiento referenciabanco",
    ),
    (
        Role::Text,
        "description details memo narrative remittanceinformation omschrijving omschrijving1 omschrijving2 \
         omschrijving3 mededeling mededelingen verwendungszweck beschreibung zweck közlemény megjegyzés leírás \
         libellé libelle communication motif concepto descripción observaciones",
    ),
    (Role::Status, "status state info umsatzstatus állapot státusz statut estado"),
    (Role::Returned, "redenretour returnreason rückgabegrund"),
];

/// What is written of an amount that went out, and of one that came in.
const WENT_OUT: &str = "d dr dbit debit out af debet s soll t terhelés débit debe cargo";
const CAME_IN: &str = "c cr crdt credit in bij h haben j jóváírás crédit haber abono";

/// In the words of the six languages: not booked yet.
const PENDING: &[&str] = &["pending", "vorgemerkt", "gereserveerd", "függő", "en attente", "pendiente"];

/// What a column of this name has.
pub(super) fn role(name: &str) -> Option<Role> {
    let name = plain(name);
    NAMES.iter().find(|(_, names)| names.split(' ').any(|one| one == name)).map(|(role, _)| *role)
}

/// 1 for a word that says that an amount came in, -1 for one that it went out.
pub(super) fn direction(word: &str) -> Option<i64> {
    let word = plain(word);
    if WENT_OUT.split(' ').any(|one| one == word) {
        return Some(-1);
    }
    CAME_IN.split(' ').any(|one| one == word).then_some(1)
}

pub(super) fn is_pending(status: &str) -> bool {
    let status = status.to_lowercase();
    PENDING.iter().any(|word| status.contains(*word))
}

/// Small letters and digits only.
fn plain(name: &str) -> String {
    name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_as_it_is_compared_and_means_one_thing() {
        let all: Vec<&str> = NAMES.iter().flat_map(|(_, names)| names.split(' ')).collect();
        for (place, name) in all.iter().enumerate() {
            assert_eq!(*name, plain(name));
            assert!(!all.iter().skip(place + 1).any(|other| other == name), "{name} is there twice");
        }
        assert!(WENT_OUT.split(' ').all(|word| direction(word) == Some(-1)));
        assert!(CAME_IN.split(' ').all(|word| direction(word) == Some(1)));
    }

    #[test]
    fn banks_write_them_in_their_way() {
        assert_eq!(role("Buchungstag"), Some(Role::Booked));
        assert_eq!(role("Naam / Omschrijving"), Some(Role::Name));
        assert_eq!(role("IBAN/BBAN"), Some(Role::OwnAccount));
        assert_eq!(role("ÉRTÉKNAP"), Some(Role::Value));
        assert_eq!(role("Date d'opération"), Some(Role::Booked));
        assert_eq!(role("Fecha valor"), Some(Role::Value));
        assert_eq!(role("Saldo"), None);
        assert_eq!(role(""), None);
        assert_eq!((direction("Af"), direction("CRDT"), direction("?")), (Some(-1), Some(1), None));
        assert!(is_pending("Umsatz vorgemerkt") && !is_pending("Umsatz gebucht") && !is_pending(""));
    }
}
