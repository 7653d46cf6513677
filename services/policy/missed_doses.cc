#include "services/policy/missed_doses.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace oat::policy {
namespace {

using rules::v1::MissedDoses;
using rules::v1::MissedRow;
using rules::v1::Value;

// Whether the row may be for this person: false only where what is known speaks against it.
bool MayApply(const MissedRow& row, const MissedQuestion& question) {
  const auto fits = [](const std::optional<bool>& known, bool wanted) {
    return !known || *known == wanted;
  };
  switch (row.condition()) {
    case rules::v1::CONDITION_NOT_INTOXICATED:
      return fits(question.is_intoxicated, false);
    case rules::v1::CONDITION_INTOXICATED:
      return fits(question.is_intoxicated, true);
    case rules::v1::CONDITION_NO_FULL_AGONIST:
      return fits(question.used_full_agonist, false);
    case rules::v1::CONDITION_FULL_AGONIST:
      return fits(question.used_full_agonist, true);
    default:
      return true;
  }
}

MissedApprover ApproverOf(const MissedRow& row) {
  switch (row.approver()) {
    case rules::v1::APPROVER_PRESCRIBER_CONSULTED:
      return MissedApprover::kConsulted;
    case rules::v1::APPROVER_PRESCRIBER_SEES:
      return MissedApprover::kSees;
    default:
      return MissedApprover::kNobody;
  }
}

void Ask(MissedAnswer* answer) {
  answer->action = MissedAction::kAsk;
  answer->most.reset();
  answer->approver = std::max(answer->approver, MissedApprover::kConsulted);
}

// The part of the last dose taken, the amount, or both combined.
std::optional<Micrograms> Combine(const rules::v1::Reduced& reduced, Micrograms last_taken) {
  const bool is_silent = reduced.percent().silent() || reduced.mg().silent();
  if (is_silent) return std::nullopt;
  const Micrograms part(last_taken.count() * reduced.percent().is() / 100);
  const Micrograms amount = Milligrams(reduced.mg().is());
  if (!reduced.has_mg()) return part;
  if (!reduced.has_percent()) return amount;
  return reduced.combinator() == rules::v1::COMBINATOR_LOWER ? std::min(part, amount)
                                                             : std::max(part, amount);
}

void Reduce(const rules::v1::Reduced& reduced, std::optional<Micrograms> last_taken,
            MissedAnswer* answer) {
  answer->action = MissedAction::kReduced;
  if (last_taken) answer->most = Combine(reduced, *last_taken);
  if (!answer->most) return Ask(answer);
  if (*answer->most <= *last_taken) return;
  // A floor above what was taken last is nothing to go up to without a prescriber.
  answer->most = last_taken;
  answer->approver = std::max(answer->approver, MissedApprover::kConsulted);
}

MissedAnswer AnswerOf(const Pack& pack, const MissedRow& row, const MissedQuestion& question) {
  MissedAnswer answer{
      .approver = ApproverOf(row), .packs = pack.Id(), .source = TitleOf(pack, row.evidence())};
  switch (row.action_case()) {
    case MissedRow::kSame:
      break;
    case MissedRow::kReduced:
      Reduce(row.reduced(), question.last_taken, &answer);
      break;
    case MissedRow::kNewInduction:
      answer.action = MissedAction::kNewInduction;
      if (row.new_induction().mg().known_case() == Value::kIs) {
        answer.most = Milligrams(row.new_induction().mg().is());
      }
      break;
    case MissedRow::kCancelOrder:
      answer.action = MissedAction::kCancelOrder;
      break;
    case MissedRow::kWithhold:
      answer.action = MissedAction::kWithhold;
      break;
    default:
      Ask(&answer);
  }
  return answer;
}

bool IsOtherAnswer(const MissedAnswer& a, const MissedAnswer& b) {
  return a.action != b.action || a.approver != b.approver || a.most != b.most;
}

std::optional<MissedAnswer> AnswerOf(const Pack& pack, const MissedDoses& table,
                                     const MissedQuestion& question) {
  const int32_t count =
      table.unit() == rules::v1::COUNTING_UNIT_DOSES ? question.doses : question.days;
  std::optional<MissedAnswer> answer;
  for (const MissedRow& row : table.rows()) {
    const bool is_counted = row.from() <= count && (row.until() == 0 || count <= row.until());
    if (!is_counted || !MayApply(row, question)) continue;
    const MissedAnswer one = AnswerOf(pack, row, question);
    // Two rows for one person: it depends on something that nobody knows.
    if (answer && IsOtherAnswer(*answer, one)) Ask(&*answer);
    if (!answer) answer = one;
  }
  return answer;
}

bool IsStricter(const MissedAnswer& a, const MissedAnswer& b) {
  if (a.action != b.action) return a.action > b.action;
  if (a.most != b.most) return a.most && (!b.most || *a.most < *b.most);
  return a.approver > b.approver;
}

// The stricter action with the stricter approver; both packs where they are not one's.
MissedAnswer Stricter(const MissedAnswer& a, const MissedAnswer& b) {
  const bool a_is_stricter = IsStricter(a, b);
  const MissedAnswer& stricter = a_is_stricter ? a : b;
  const MissedAnswer& milder = a_is_stricter ? b : a;
  MissedAnswer answer = stricter;
  if (milder.approver > answer.approver) {
    answer.approver = milder.approver;
    absl::StrAppend(&answer.packs, " ", milder.packs);
  }
  return answer;
}

}  // namespace

std::optional<MissedAnswer> AfterMissed(const Stack& stack, const MissedQuestion& question) {
  std::optional<MissedAnswer> strictest;
  for (const auto& pack : stack) {
    for (const MissedDoses& table : pack->says.missed_doses()) {
      if (table.drug() != question.drug) continue;
      const auto answer = AnswerOf(*pack, table, question);
      if (!answer) continue;
      strictest = strictest ? Stricter(*strictest, *answer) : *answer;
    }
  }
  return strictest;
}

}  // namespace oat::policy
