#include "services/consent/store.h"

#include <nlohmann/json.hpp>
#include <tuple>
#include <utility>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/base/status.h"
#include "services/identity/key_store.h"

namespace oat::consent {
namespace {

constexpr db::Statement kRecordConsent{"consent_record", R"(
    INSERT INTO consent (consent_id, person_id, recipient_kind, elements, given_on, until_day,
                         manner, interpreted_into, ciphertext, site_code, recorded_by, witness_id,
                         recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13))"};
constexpr db::Statement kLoadConsents{"consent_load", R"(
    SELECT c.consent_id, c.recipient_kind, c.elements, c.given_on, c.until_day, c.manner,
           c.interpreted_into, coalesce(f.login, ''), w.recorded_at, c.person_id,
           k.master_version, k.wrapped_key, c.ciphertext
      FROM consent c
      JOIN sealing_key k USING (person_id)
      LEFT JOIN consent_withdrawal w USING (consent_id)
      LEFT JOIN staff f ON f.staff_id = c.witness_id
     WHERE c.person_id = ANY ((SELECT one_person($1))::bigint[])
     ORDER BY c.recorded_at DESC, c.consent_id DESC)"};
constexpr db::Statement kRecordWithdrawal{"consent_record_withdrawal", R"(
    INSERT INTO consent_withdrawal (consent_id, person_id, recorded_by, recorded_at)
    SELECT consent_id, person_id, $2::bigint, $3::timestamptz FROM consent WHERE consent_id = $1
    ON CONFLICT DO NOTHING)"};
constexpr db::Statement kRecordDisclosure{"consent_record_disclosure", R"(
    INSERT INTO disclosure (disclosure_id, person_id, site_code, recipient_kind, basis, consent_id,
                            elements, ciphertext, recorded_by, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10))"};
#define OAT_DISCLOSURE_COLUMNS                                                         \
  "SELECT d.disclosure_id, d.person_id, coalesce(newest_number(d.person_id), ''), "    \
  "  d.recipient_kind, d.basis, d.consent_id, d.elements, d.recorded_at, x.elements, " \
  "  x.secret_until, x.recorded_at, coalesce(k.master_version, h.master_version), "    \
  "  coalesce(k.wrapped_key, h.wrapped_key), d.ciphertext "                            \
  "  FROM disclosure d LEFT JOIN disclosure_decision x USING (disclosure_id) "         \
  "  LEFT JOIN sealing_key k ON k.person_id = d.person_id "                            \
  "  LEFT JOIN house_key h ON d.person_id IS NULL "                                    \
  " WHERE d.site_code = $1 "
constexpr db::Statement kLoadDisclosure{"consent_load_disclosure",
                                        OAT_DISCLOSURE_COLUMNS "AND d.disclosure_id = $2"};
constexpr db::Statement kListDisclosures{"consent_list_disclosures", OAT_DISCLOSURE_COLUMNS
                                         "ORDER BY d.recorded_at DESC, d.disclosure_id DESC"};
// A request is a ledger row, which its reader may not lock: its id stands for it.
constexpr db::Statement kQueue{"consent_queue",
                               "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))::text"};
constexpr db::Statement kRecordDecision{"consent_record_decision", R"(
    INSERT INTO disclosure_decision (disclosure_id, person_id, elements, secret_until, decided_by,
                                     second_id, recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7))"};
constexpr db::Statement kLoadAccount{"consent_load_account", R"(
    SELECT x.recorded_at, f.login, d.site_code, d.recipient_kind, x.elements, x.secret_until,
           d.person_id, k.master_version, k.wrapped_key, d.ciphertext
      FROM disclosure_decision x
      JOIN disclosure d USING (disclosure_id)
      JOIN sealing_key k ON k.person_id = d.person_id
      JOIN staff f ON f.staff_id = x.decided_by
     WHERE d.person_id = ANY ((SELECT one_person($1))::bigint[]) AND x.elements <> ''
     ORDER BY x.recorded_at DESC, x.disclosure_id DESC)"};

std::string ToText(const Elements& elements) { return absl::StrJoin(elements, " "); }
Elements ToElements(const std::string& text) {
  return absl::StrSplit(text, ' ', absl::SkipEmpty());
}

// Two texts, sealed as one.
using Words = std::pair<Secret, Secret>;

std::string ToText(const Secret& recipient, const Secret& why) {
  return nlohmann::json({recipient.Reveal(), why.Reveal()}).dump();
}

// Of a person who was shredded both are empty.
absl::StatusOr<Words> Unseal(const identity::Vault& vault, const identity::Sealed& sealed) {
  OAT_ASSIGN_OR_RETURN(const auto text, vault.Unseal(sealed));
  if (!text) return Words();
  const auto json = nlohmann::json::parse(*text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_array() || json.size() != 2) {
    return absl::DataLossError("sealed words are not as they were written");
  }
  return Words(Secret(json[0].get<std::string>()), Secret(json[1].get<std::string>()));
}

absl::StatusOr<Disclosure> ReadDisclosure(const identity::Vault& vault, const db::Row& row) {
  Disclosure disclosure;
  std::string asked;
  std::optional<std::string> granted;
  std::optional<Day> secret_until;
  std::optional<absl::Time> decided_at;
  identity::Sealed sealed;
  std::tie(disclosure.id, disclosure.person, disclosure.patient_number, disclosure.recipient_kind,
           disclosure.basis, disclosure.consent, asked, disclosure.asked_at, granted, secret_until,
           decided_at, sealed.key.master_version, sealed.key.key, sealed.ciphertext) =
      row.As<Uuid, std::optional<PersonId>, std::string, std::string, std::string,
             std::optional<Uuid>, std::string, absl::Time, std::optional<std::string>,
             std::optional<Day>, std::optional<absl::Time>, std::optional<int32_t>,
             std::optional<db::Bytes>, db::Bytes>();
  sealed.owner.person = disclosure.person;
  disclosure.asked = ToElements(asked);
  if (decided_at) disclosure.decision = Decision{ToElements(*granted), secret_until, *decided_at};
  OAT_ASSIGN_OR_RETURN(Words words, Unseal(vault, sealed));
  std::tie(disclosure.recipient, disclosure.reference) = std::move(words);
  return disclosure;
}

}  // namespace

absl::Status RecordConsent(db::Transaction& transaction, const identity::Vault& vault,
                           PersonId person, const Consent& consent, const RecordedBy& by) {
  OAT_ASSIGN_OR_RETURN(const db::Bytes sealed,
                       identity::SealFor(transaction, vault, {.person = person},
                                         ToText(consent.recipient, consent.purpose)));
  transaction.Run(kRecordConsent, consent.id, person, consent.recipient_kind,
                  ToText(consent.elements), consent.given_on, consent.until_day, consent.manner,
                  consent.interpreted_into, sealed, by.site_code, by.staff, by.second, by.at);
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Consent>> LoadConsents(db::Transaction& transaction,
                                                  const identity::Vault& vault, PersonId person) {
  std::vector<Consent> consents;
  for (const db::Row& row : transaction.Run(kLoadConsents, person)) {
    Consent& consent = consents.emplace_back();
    std::string elements;
    identity::Sealed sealed;
    std::tie(consent.id, consent.recipient_kind, elements, consent.given_on, consent.until_day,
             consent.manner, consent.interpreted_into, consent.witness, consent.withdrawn_at,
             sealed.owner.person, sealed.key.master_version, sealed.key.key, sealed.ciphertext) =
        row.As<Uuid, std::string, std::string, Day, Day, std::string, std::string, std::string,
               std::optional<absl::Time>, std::optional<PersonId>, std::optional<int32_t>,
               std::optional<db::Bytes>, db::Bytes>();
    consent.elements = ToElements(elements);
    OAT_ASSIGN_OR_RETURN(Words words, Unseal(vault, sealed));
    std::tie(consent.recipient, consent.purpose) = std::move(words);
  }
  return consents;
}

absl::StatusOr<std::optional<Consent>> LoadConsent(db::Transaction& transaction,
                                                   const identity::Vault& vault, PersonId person,
                                                   const Uuid& id) {
  OAT_ASSIGN_OR_RETURN(std::vector<Consent> consents, LoadConsents(transaction, vault, person));
  for (Consent& consent : consents) {
    if (consent.id == id) return std::move(consent);
  }
  return std::nullopt;
}

void RecordWithdrawal(db::Transaction& transaction, const Uuid& consent, StaffId by,
                      absl::Time now) {
  transaction.Run(kRecordWithdrawal, consent, by, now);
}

absl::Status RecordDisclosure(db::Transaction& transaction, const identity::Vault& vault,
                              const Disclosure& disclosure, const RecordedBy& by) {
  OAT_ASSIGN_OR_RETURN(const db::Bytes sealed,
                       identity::SealFor(transaction, vault, {.person = disclosure.person},
                                         ToText(disclosure.recipient, disclosure.reference)));
  transaction.Run(kRecordDisclosure, disclosure.id, disclosure.person, by.site_code,
                  disclosure.recipient_kind, disclosure.basis, disclosure.consent,
                  ToText(disclosure.asked), sealed, by.staff, by.at);
  return absl::OkStatus();
}

absl::StatusOr<std::optional<Disclosure>> LoadDisclosure(db::Transaction& transaction,
                                                         const identity::Vault& vault,
                                                         const Uuid& id,
                                                         const std::string& site_code) {
  auto row = transaction.RunForOne(kLoadDisclosure, site_code, id);
  if (!row) return std::nullopt;
  return ReadDisclosure(vault, *row);
}

absl::StatusOr<std::optional<Disclosure>> LockDisclosure(db::Transaction& transaction,
                                                         const identity::Vault& vault,
                                                         const Uuid& id,
                                                         const std::string& site_code) {
  transaction.Run(kQueue, id);
  return LoadDisclosure(transaction, vault, id, site_code);
}

absl::StatusOr<std::vector<Disclosure>> ListDisclosures(db::Transaction& transaction,
                                                        const identity::Vault& vault,
                                                        const std::string& site_code) {
  std::vector<Disclosure> disclosures;
  for (const db::Row& row : transaction.Run(kListDisclosures, site_code)) {
    OAT_ASSIGN_OR_RETURN(Disclosure disclosure, ReadDisclosure(vault, row));
    disclosures.push_back(std::move(disclosure));
  }
  return disclosures;
}

void RecordDecision(db::Transaction& transaction, const Disclosure& disclosure,
                    const Decision& decision, const RecordedBy& by) {
  transaction.Run(kRecordDecision, disclosure.id, disclosure.person, ToText(decision.granted),
                  decision.secret_until, by.staff, by.second, by.at);
}

absl::StatusOr<std::vector<AccountedDisclosure>> LoadAccount(db::Transaction& transaction,
                                                             const identity::Vault& vault,
                                                             PersonId person, Day today) {
  std::vector<AccountedDisclosure> account;
  for (const db::Row& row : transaction.Run(kLoadAccount, person)) {
    AccountedDisclosure one;
    std::string told;
    std::optional<Day> secret_until;
    identity::Sealed sealed;
    std::tie(one.at, one.login, one.site_code, one.recipient_kind, told, secret_until,
             sealed.owner.person, sealed.key.master_version, sealed.key.key, sealed.ciphertext) =
        row.As<absl::Time, std::string, std::string, std::string, std::string, std::optional<Day>,
               std::optional<PersonId>, std::optional<int32_t>, std::optional<db::Bytes>,
               db::Bytes>();
    one.told = ToElements(told);
    if (!MayPersonKnow({one.told, secret_until, one.at}, today)) continue;
    OAT_ASSIGN_OR_RETURN(Words words, Unseal(vault, sealed));
    one.recipient = std::move(words.first);
    account.push_back(std::move(one));
  }
  return account;
}

}  // namespace oat::consent
