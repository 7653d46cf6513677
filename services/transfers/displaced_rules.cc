#include "services/transfers/displaced_rules.h"

#include <algorithm>

#include "services/policy/starts.h"

namespace oat::transfers {
namespace {

using packet::Confidence;

constexpr char kCard[] = "card";

// A person says "methadone" and not of which form; depots are no substitutes for one another.
bool IsSameDrug(const std::string& a, const std::string& b) {
  if (policy::IsDepot(a) || policy::IsDepot(b)) return a == b;
  return policy::DrugOf(a) == policy::DrugOf(b);
}

// The most of a first dose and of a first day; a depot has none that compares.
policy::Limit LimitOfStart(const policy::Stack& stack, const std::string& drug_form) {
  if (policy::IsDepot(drug_form)) return {};
  const policy::Drug drug = policy::DrugOf(drug_form);
  policy::Limit dose = policy::FirstDoseLimit(stack, drug);
  policy::Limit day = policy::FirstDayLimit(stack, drug, rules::v1::RATIONALE_UNSPECIFIED);
  if (!dose.most) return day;
  return day.IsExceededBy(*dose.most) ? day : dose;
}

class Proposing {
 public:
  Proposing(const Recorded& recorded, const std::vector<Told>& pieces, const policy::Rules& rules)
      : recorded_(recorded), pieces_(pieces), rules_(rules) {}

  Proposed Run() {
    TakeStart();
    AskLastDays();
    if (proposed_.drug_form) {
      AskDrugs();
      AskAmounts();
      AskSupport();
    }
    AskToday();
    return std::move(proposed_);
  }

 private:
  int32_t NumberOf(const Told& piece) const {
    return static_cast<int32_t>(&piece - pieces_.data()) + 1;
  }
  void Add(const char* code, const Told* piece = nullptr, const std::string& told = "",
           const std::string& known = "") {
    proposed_.doubts.push_back({code, piece == nullptr ? 0 : NumberOf(*piece), told, known});
  }
  void RestOn(const Told& piece) {
    proposed_.rests_on = NumberOf(piece);
    proposed_.confidence = ConfidenceOf(piece.kind);
  }

  // The order, or without one what the surest piece tells.
  void TakeStart() {
    if (recorded_.order) {
      proposed_.drug_form = recorded_.order->drug_form;
      proposed_.micrograms = recorded_.order->micrograms;
      if (recorded_.last) proposed_.confidence = recorded_.last->confidence;
      return;
    }
    Add("no_order");
    const Told* surest = nullptr;
    for (const Told& piece : pieces_) {
      if (!piece.drug_form || !piece.micrograms) continue;
      const bool is_surer =
          surest == nullptr || ConfidenceOf(piece.kind) < ConfidenceOf(surest->kind);
      if (is_surer) surest = &piece;
    }
    if (surest == nullptr) return;
    proposed_.drug_form = surest->drug_form;
    proposed_.micrograms = *surest->micrograms;
    RestOn(*surest);
  }

  void AskDrugs() {
    const std::string known = *proposed_.drug_form;
    for (const Told& piece : pieces_) {
      if (!piece.drug_form || IsSameDrug(*piece.drug_form, known)) continue;
      Add("other_drug", &piece, *piece.drug_form, known);
      proposed_.micrograms = Micrograms();
    }
  }

  void AskAmounts() {
    const Micrograms known = proposed_.micrograms;
    for (const Told& piece : pieces_) {
      const bool compares =
          piece.micrograms && piece.drug_form && IsSameDrug(*piece.drug_form, *proposed_.drug_form);
      if (!compares || *piece.micrograms == known || known == Micrograms()) continue;
      Add("other_amount", &piece, FormatDose(*piece.micrograms), FormatDose(known));
      if (*piece.micrograms >= proposed_.micrograms) continue;
      proposed_.micrograms = *piece.micrograms;
      RestOn(piece);
    }
  }

  // Nobody can have taken the last dose before one that is known.
  void AskLastDays() {
    std::optional<Day> latest;
    if (recorded_.last) latest = recorded_.last->day;
    for (const Told& piece : pieces_) {
      if (piece.last_day) latest = std::max(latest.value_or(*piece.last_day), *piece.last_day);
    }
    for (const Told& piece : pieces_) {
      if (!piece.last_day || !ClaimsTheLast(piece.kind) || *piece.last_day == *latest) continue;
      Add("other_last_day", &piece, FormatDay(*piece.last_day), FormatDay(*latest));
    }
  }

  bool IsRecent(Day day) const { return recorded_.today - day < rules_.covered_within_days.value; }

  void AskSupport() {
    if (recorded_.last && IsRecent(recorded_.last->covers_until)) return;
    const auto card = std::find_if(pieces_.begin(), pieces_.end(), [&](const Told& piece) {
      return piece.kind == kCard && (!piece.last_day || IsRecent(*piece.last_day));
    });
    if (card != pieces_.end()) {
      if (proposed_.rests_on == 0) RestOn(*card);
      return;
    }
    Add("unsupported");
    if (proposed_.rests_on == 0) proposed_.confidence = Confidence::kUnknown;
    const policy::Limit limit = LimitOfStart(rules_.stack, *proposed_.drug_form);
    if (!limit.most) {
      Add("no_limit");
      proposed_.micrograms = Micrograms();
    } else if (limit.IsExceededBy(proposed_.micrograms)) {
      proposed_.micrograms = *limit.most;
      proposed_.pack = limit.pack;
    }
  }

  void AskToday() {
    for (const Told& piece : pieces_) {
      if (piece.last_day != recorded_.today) continue;
      Add("told_of_today", &piece, FormatDay(*piece.last_day));
      proposed_.micrograms = Micrograms();
    }
  }

  const Recorded& recorded_;
  const std::vector<Told>& pieces_;
  const policy::Rules& rules_;
  Proposed proposed_;
};

}  // namespace

packet::Confidence ConfidenceOf(const std::string& kind) {
  if (kind == "record" || kind == kCard) return Confidence::kAfterwards;
  if (kind == "paper" || kind == "telephone") return Confidence::kReported;
  if (kind == "bottle") return Confidence::kAssumed;
  return Confidence::kUnknown;
}

bool ClaimsTheLast(const std::string& kind) { return kind == "statement" || kind == "telephone"; }

Proposed Propose(const Recorded& recorded, const std::vector<Told>& pieces,
                 const policy::Rules& rules) {
  return Proposing(recorded, pieces, rules).Run();
}

}  // namespace oat::transfers
