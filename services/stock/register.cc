// The register: every line of the ledger that changed what the site keeps, with who had to do with
// it.
#include <map>

#include "absl/strings/str_cat.h"
#include "services/base/status.h"
#include "services/contract/answer.h"
#include "services/sites/store.h"
#include "services/stock/register_store.h"
#include "services/stock/service.h"

namespace oat::stock {
namespace {

using access::Call;

// A year and a month: what an inspector asks for at once.
constexpr int64_t kMostDays = 400;
// Of a few hundred bytes each, so that one answer is far below what gRPC takes.
constexpr int kLinesOfAnAnswer = 400;

absl::StatusOr<RegisterPeriod> ReadPeriod(Call& call, const v1::GetRegisterRequest& request) {
  OAT_ASSIGN_OR_RETURN(const Day from, ParseDay(request.from_day()));
  OAT_ASSIGN_OR_RETURN(const Day until, ParseDay(request.until_day()));
  if (until < from || until - from >= kMostDays) {
    return Invalid("until_day", FormatDay(until),
                   absl::StrCat(FormatDay(from), " to ", FormatDay(from + (kMostDays - 1))));
  }
  if (!request.product_code().empty() && !LoadProduct(call.transaction, request.product_code())) {
    return absl::NotFoundError(
        absl::StrCat("product_code: there is no product ", request.product_code()));
  }
  const DayReckoning reckoning = call.reckoning();
  return RegisterPeriod{call.site().code, BeginningOf(from, reckoning),
                        BeginningOf(until + 1, reckoning), request.product_code()};
}

v1::RegisterLineKind KindOf(const RegisterLine& line) {
  static const auto* const kinds = new std::map<std::string, v1::RegisterLineKind>{
      {kSupplier, v1::REGISTER_LINE_KIND_RECEIVED},
      {kGiven, v1::REGISTER_LINE_KIND_CONSUMED},
      {kTakenHome, v1::REGISTER_LINE_KIND_TAKEN_HOME},
      {kWaste, v1::REGISTER_LINE_KIND_DESTROYED},
      {kVariance, v1::REGISTER_LINE_KIND_VARIANCE},
      {kReturned, v1::REGISTER_LINE_KIND_RETURNED},
      {kLost, v1::REGISTER_LINE_KIND_LOST}};
  if (line.entry_kind == "correction") return v1::REGISTER_LINE_KIND_CORRECTION;
  if (line.account == kTransferred) {
    return line.quantity > StockQuantity(0) ? v1::REGISTER_LINE_KIND_ACKNOWLEDGED
                                            : v1::REGISTER_LINE_KIND_SENT;
  }
  return kinds->at(line.account);
}

void Fill(const RegisterLine& line, const DayReckoning& reckoning, v1::RegisterLine* out) {
  *out->mutable_at() = contract::ToTimestamp(line.happened_at);
  out->set_clinical_day(FormatDay(ClinicalDay(line.recorded_at, reckoning)));
  out->set_kind(KindOf(line));
  out->set_product_code(line.product_code);
  out->set_lot_number(line.lot_number);
  out->set_quantity(line.quantity.count());
  out->set_party(line.party);
  out->set_patient_number(line.patient_number);
  out->set_prescriber(line.prescriber);
  out->set_staff(line.staff);
  out->set_second(line.second);
  out->set_serial(line.serial);
  if (line.collector != "patient") out->set_collected_by(line.collector);
  out->set_note(line.note);
  out->set_identity_check(line.identity_check);
}

// What a site is called where people can read it.
std::string NameOf(Call& call) {
  const auto contacts = sites::LoadContacts(call.transaction);
  const auto found = contacts.find(call.site().code);
  return found == contacts.end() ? call.site().code : found->second.name;
}

}  // namespace

absl::Status Service::GetRegister(Call& call, const v1::GetRegisterRequest& request,
                                  std::vector<v1::GetRegisterResponse>* responses) const {
  OAT_ASSIGN_OR_RETURN(const RegisterPeriod period, ReadPeriod(call, request));
  responses->clear();
  v1::GetRegisterResponse* response = &responses->emplace_back();
  response->set_site_name(NameOf(call));
  std::map<std::string, StockQuantity> balances;
  // Asked first and apart: what others write meanwhile is of today, and changes no balance with
  // which a period began.
  for (const Kept& kept : LoadOpening(call.transaction, period)) {
    balances[kept.product_code] = kept.quantity;
    v1::StockAccount* out = response->add_opening();
    out->set_product_code(kept.product_code);
    out->set_quantity(kept.quantity.count());
  }
  const DayReckoning reckoning = call.reckoning();
  for (const RegisterLine& line : LoadRegister(call.transaction, period)) {
    if (response->lines_size() == kLinesOfAnAnswer) response = &responses->emplace_back();
    v1::RegisterLine* out = response->add_lines();
    Fill(line, reckoning, out);
    StockQuantity& balance = balances[line.product_code];
    balance += line.quantity;
    out->set_balance(balance.count());
  }
  return absl::OkStatus();
}

}  // namespace oat::stock
