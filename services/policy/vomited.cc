#include "services/policy/vomited.h"

#include <algorithm>

namespace oat::policy {
namespace {

using rules::v1::Vomited;

VomitedAnswer AnswerOf(const Pack& pack, const Vomited& row, const VomitedQuestion& question) {
  VomitedAnswer answer{.approver = row.approver(),
                       .pack = pack.Id(),
                       .source = TitleOf(pack, row.replace_percent().evidence())};
  if (row.witnessed() && !question.witnessed) {
    answer.action = VomitedAction::kUnseen;
  } else if (row.within_minutes().silent() || row.replace_percent().silent()) {
    answer.action = VomitedAction::kAsk;
  } else {
    answer.percent = row.replace_percent().is();
  }
  return answer;
}

// The first row that reaches so far decides; one of which the source does not say how far may.
std::optional<VomitedAnswer> AnswerOf(const Pack& pack, const VomitedQuestion& question) {
  if (pack.says.vomited().empty()) return std::nullopt;
  for (const Vomited& row : pack.says.vomited()) {
    const bool reaches =
        row.within_minutes().silent() || question.minutes <= row.within_minutes().is();
    if (reaches) return AnswerOf(pack, row, question);
  }
  const Vomited& last = *pack.says.vomited().rbegin();
  return VomitedAnswer{.action = VomitedAction::kTooLate,
                       .pack = pack.Id(),
                       .source = TitleOf(pack, last.within_minutes().evidence())};
}

bool IsStricter(const VomitedAnswer& a, const VomitedAnswer& b) {
  return a.action != b.action ? a.action > b.action : a.percent < b.percent;
}

}  // namespace

std::optional<VomitedAnswer> AfterVomiting(const Stack& stack, const VomitedQuestion& question) {
  std::optional<VomitedAnswer> strictest;
  Approver approver = rules::v1::APPROVER_UNSPECIFIED;
  for (const auto& pack : stack) {
    const auto answer = AnswerOf(*pack, question);
    if (!answer) continue;
    approver = std::max(approver, answer->approver);
    if (!strictest || IsStricter(*answer, *strictest)) strictest = answer;
  }
  if (strictest) strictest->approver = approver;
  return strictest;
}

}  // namespace oat::policy
