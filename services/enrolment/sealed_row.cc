#include "services/enrolment/sealed_row.h"

#include <array>
#include <nlohmann/json.hpp>

#include "services/base/status.h"
#include "services/identity/cipher.h"

namespace oat::enrolment {
namespace {

// The cells in one fixed order: digests that are kept depend on it.
constexpr std::array kOrder = {
    &RosterCells::local_number, &RosterCells::family_name, &RosterCells::given_name,
    &RosterCells::birth_date,   &RosterCells::sex,         &RosterCells::uic,
    &RosterCells::id_type,      &RosterCells::id_number,   &RosterCells::home_site,
    &RosterCells::enrolled_on,  &RosterCells::medication,  &RosterCells::dose_mg,
    &RosterCells::last_dose_on, &RosterCells::prescriber};

}  // namespace

std::string ToText(const RosterCells& cells) {
  nlohmann::json json;
  for (auto cell : kOrder) json.push_back(cells.*cell);
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

db::Bytes DigestRow(const Secret& house_key, const RosterCells& cells) {
  return identity::KeyedDigest(house_key, "roster", ToText(cells));
}

absl::StatusOr<RosterCells> UnsealRow(const identity::Vault& vault,
                                      const identity::Sealed& sealed) {
  OAT_ASSIGN_OR_RETURN(const auto text, vault.Unseal(sealed));
  auto json = nlohmann::json::parse(text.value_or(""), nullptr, /*allow_exceptions=*/false);
  if (!json.is_array() || json.size() != kOrder.size()) {
    return absl::DataLossError("a held row is not as it was sealed");
  }
  RosterCells cells;
  for (size_t i = 0; i < kOrder.size(); ++i) cells.*kOrder[i] = json[i].get<std::string>();
  return cells;
}

}  // namespace oat::enrolment
