// Any bytes where a text or a proof from outside is read: numbers, days, ids, amounts, names to be
// folded, heads of the sealed log, files of keys and configuration, rule packs.
#include <functional>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/ctl/quantity.h"
#include "oat/v1/medication.pb.h"
#include "services/base/clinical_day.h"
#include "services/base/merkle.h"
#include "services/base/patient_number.h"
#include "services/base/tree_head.h"
#include "services/base/uuid.h"
#include "services/cards/key_file.h"
#include "services/identity/folding.h"
#include "services/identity/key_file.h"
#include "services/identity/vault.h"
#include "services/policy/missed_doses.h"
#include "services/policy/pack_text.h"
#include "services/policy/pack_words.h"
#include "services/policy/rules.h"
#include "services/server/configuration.h"
#include "services/transparency/seal_key.h"
#include "tests/fuzz/input.h"

namespace oat::fuzz {
namespace {

// What is read says what was written.
void ReadNumbersAndDays(Input* input) {
  const std::string text(input->Rest());
  if (const auto number = PatientNumber::Parse(text);
      number.ok() && PatientNumber::Parse(number->text()).value() != *number) {
    Fail("a patient number that is not read again: " + number->text());
  }
  if (const auto day = ParseDay(text); day.ok() && FormatDay(*day) != text) {
    Fail("a day that is written otherwise: " + text);
  }
  if (IsUuidVersion7(text) && !IsUuid(text)) Fail("an id of no version: " + text);
}

void ReadAmounts(Input* input) {
  const std::string text(input->Rest());
  for (const v1::StockUnit unit :
       {v1::STOCK_UNIT_MICROLITRE, v1::STOCK_UNIT_TABLET, v1::STOCK_UNIT_SYRINGE}) {
    const auto quantity = ctl::ReadQuantity(text, unit);
    if (quantity.ok() &&
        ctl::ReadQuantity(ctl::FormatQuantity(*quantity, unit), unit).value_or(0) != *quantity) {
      Fail("a quantity that is read otherwise: " + text);
    }
  }
  if (const auto dose = ctl::ReadMilligrams("dose", text); dose.ok() && *dose <= 0) {
    Fail("a dose of nothing: " + text);
  }
}

// Folding again changes nothing: what meets once meets for ever.
void FoldNames(Input* input) {
  const std::string text(input->Rest());
  const std::string name = identity::FoldName(text);
  if (identity::FoldName(name) != name) {
    Fail(absl::StrCat("a name folded twice: ", name, " and ", identity::FoldName(name)));
  }
  const std::string document = identity::FoldDocumentNumber(text);
  if (identity::FoldDocumentNumber(document) != document) {
    Fail(absl::StrCat("a document folded twice: ", document));
  }
}

void ReadHeads(Input* input) {
  const std::string text(input->Rest());
  const auto heads = ParseHeads(text);
  if (!heads.ok()) return;
  std::string again;
  for (const TreeHead& head : *heads) absl::StrAppend(&again, HeadLine(head), "\n");
  if (text.compare(0, again.size(), again) != 0) Fail("heads that are written otherwise: " + text);
}

void CheckProofs(Input* input) {
  const auto hash = [&] {
    merkle::Hash hash = {};
    hash[0] = input->Byte();
    return hash;
  };
  // Sizes come from an answer, so they may be anything.
  const int64_t first = input->Below(2) == 0 ? input->Byte() : input->Number();
  const int64_t size = input->Below(2) == 0 ? input->Byte() : input->Number();
  const merkle::Hash one = hash();
  const merkle::Hash other = hash();
  std::vector<merkle::Hash> proof(input->Below(70));
  for (merkle::Hash& part : proof) part = hash();
  // A list of one leaf is that leaf; a list continues the empty one, and itself.
  if (merkle::IsIncluded(one, first, size, proof, other) && !(size == 1 && one == other)) {
    Fail("an invented proof of a leaf");
  }
  if (merkle::IsContinued(first, one, size, other, proof) && first != 0 &&
      !(first == size && one == other)) {
    Fail("an invented proof of a past");
  }
}

void ReadKeyFiles(Input* input) {
  const UnnamedFile file(input->Rest());
  static_cast<void>(identity::ReadKeyFile(file.path()).ok());
  if (const auto key = transparency::SealKey::Open(file.path()); key.ok()) {
    TreeHead head;
    key->Sign(&head);
    static_cast<void>(IsSignedBy(head, key->public_key()));
  }
  static_cast<void>(transparency::ReadPublicKey(file.path()).ok());
  static_cast<void>(cards::Keys::Open(file.path()).ok());
}

void ReadConfiguration(Input* input) {
  const UnnamedFile file(input->Rest());
  const auto read = server::ReadConfiguration(
      file.path(), [](const std::string&) { return std::optional<std::string>(); });
  if (!read.ok() && !absl::IsInvalidArgument(read.status())) Fail(read.status().ToString());
}

void UnsealRecord(Input* input) {
  static const auto* const vault = [] {
    constexpr char kKey[] = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    const UnnamedFile file(
        absl::StrCat("jalgas-keys 2\nmaster 1 ", kKey, "\nindex 1 ", kKey, "\n"));
    return new auto(identity::Vault::Open(file.path()).value());
  }();
  const size_t length = input->Byte();
  const std::string rest(input->Rest());
  const identity::Sealed sealed{.key = {1, db::Bytes{rest.substr(0, length)}},
                                .ciphertext = {rest.size() > length ? rest.substr(length) : ""}};
  if (vault->UnsealParticulars(sealed).ok()) Fail("an invented record was opened");
}

// A pack without faults says something after any number of missed days, or nothing, and never
// raises a dose.
void ReadRulePack(Input* input) {
  auto pack = policy::ReadPack(std::string(input->Rest()));
  if (!pack.ok()) return;
  static_cast<void>(policy::WeakValuesOf(*pack));
  static_cast<void>(policy::TableRowsOf(*pack));
  const bool has_faults = !policy::FaultsOf(*pack).empty();
  const policy::Stack stack = {std::make_shared<const policy::Pack>(*std::move(pack))};
  static_cast<void>(policy::Resolve(stack).ok());
  if (has_faults) return;
  for (int32_t missed = 0; missed < 10; ++missed) {
    const auto answer = policy::AfterMissed(stack, {.drug = rules::v1::DRUG_METHADONE,
                                                    .days = missed,
                                                    .doses = missed,
                                                    .last_taken = Milligrams(20)});
    const bool is_reduced = answer && answer->action == policy::MissedAction::kReduced;
    if (is_reduced && *answer->most > Milligrams(20)) Fail("a dose that missed days raise");
  }
}

// The order is that of the seeds below.
constexpr std::pair<void (*)(Input*), absl::string_view> kReaders[] = {
    {ReadNumbersAndDays, "2026-11-21"},
    {ReadAmounts, "12.5 mL"},
    {FoldNames, "Жұмабекқызы Әсем-Щucha"},
    {ReadHeads, ""},
    {CheckProofs, "\x01\x03\x00\x08"},
    {ReadKeyFiles,
     "jalgas-keys 2\nmaster 1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
     "index 1 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"},
    {ReadConfiguration, "listen = unix:/run/s\ndatabase = d\n# ours\nworkers = 8\n"},
    {UnsealRecord, "a sealed record"},
    {ReadRulePack,
     "name: \"au-0\" version: \"1\" jurisdiction { country: \"AU\" } governing_document { title: "
     "\"t\" "
     "issued_by: \"b\" reference: \"r\" } effective_from: \"2026-01-01\" effective_mark: "
     "MARK_RECALLED sources { key: \"K\" title: \"t\" reference: \"r\" } missed_doses { drug: "
     "DRUG_METHADONE unit: COUNTING_UNIT_DAYS rows { from: 4 reduced { percent { is: 50 evidence { "
     "source: \"K\" mark: MARK_RECALLED } } mg { is: 40 evidence { source: \"K\" mark: "
     "MARK_RECALLED } } combinator: COMBINATOR_HIGHER } evidence { source: \"K\" mark: "
     "MARK_RECALLED } "
     "} }"}};

}  // namespace
}  // namespace oat::fuzz

extern "C" int LLVMFuzzerInitialize(int* argc, char*** argv) {
  std::vector<std::string> seeds;
  for (const auto& [reader, text] : oat::fuzz::kReaders) {
    seeds.push_back(absl::StrCat(std::string(1, static_cast<char>(seeds.size())), text));
  }
  // Further forms of what the first and the fourth read.
  const oat::merkle::Hash hash = {};
  oat::TreeHead head{.size = 7, .root = hash, .sealed_at = absl::UnixEpoch(), .key_id = hash};
  head.signature = std::string(64, 's');
  seeds.push_back(absl::StrCat("\x03", oat::HeadLine(head), "\n"));
  seeds.push_back(absl::StrCat(std::string(1, '\0'), oat::PatientNumber::Make().text()));
  seeds.push_back(absl::StrCat(std::string(1, '\0'), oat::MakeUuid(absl::UnixEpoch()).text()));
  oat::fuzz::PlantSeeds(*argc, *argv, seeds);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  oat::fuzz::Input input(data, size);
  oat::fuzz::kReaders[input.Below(std::size(oat::fuzz::kReaders))].first(&input);
  return 0;
}
