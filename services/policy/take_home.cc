#include "services/policy/take_home.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace oat::policy {
namespace {

using rules::v1::TakeHome;
using rules::v1::TakeHomeRow;
using rules::v1::Value;
using Days = std::vector<Day>;  // in order, each once

// Days at home, asked for and before: all of them, and those on which the site is open.
struct AtHome {
  Days all;
  Days open;
};

AtHome DaysAtHome(const TakeHomeQuestion& question) {
  AtHome days;
  std::set_union(question.asked.begin(), question.asked.end(), question.already.begin(),
                 question.already.end(), std::back_inserter(days.all));
  std::copy_if(days.all.begin(), days.all.end(), std::back_inserter(days.open),
               [&](Day day) { return !question.closed.contains(day); });
  return days;
}

// The most days that lie within so many days in a row, of those spans that hold an asked one.
int32_t MostWithin(const Days& days, const std::set<Day>& asked, int span) {
  int32_t most = 0;
  auto end = days.begin();
  for (auto first = days.begin(); first != days.end(); ++first) {
    while (end != days.end() && *end < *first + span) ++end;
    const auto of_asked = asked.lower_bound(*first);
    const bool holds_asked = of_asked != asked.end() && *of_asked < *first + span;
    if (holds_asked) most = std::max(most, static_cast<int32_t>(end - first));
  }
  return most;
}

// The longest run of days, one after another, that holds an asked one.
int32_t LongestRun(const Days& days, const std::set<Day>& asked) {
  int32_t longest = 0;
  int32_t run = 0;
  bool holds_asked = false;
  std::optional<Day> before;
  for (Day day : days) {
    const bool goes_on = before && day == *before + 1;
    run = goes_on ? run + 1 : 1;
    holds_asked = (goes_on && holds_asked) || asked.contains(day);
    if (holds_asked) longest = std::max(longest, run);
    before = day;
  }
  return longest;
}

// One pack's table, asked about one person.
class Reading {
 public:
  Reading(const Pack& pack, const TakeHomeQuestion& question, const AtHome& at_home,
          TakeHomeAnswer* answer)
      : pack_(pack), question_(question), at_home_(at_home), answer_(*answer) {}

  void Read(const TakeHome& table, bool with_ceilings) {
    if (with_ceilings) {
      ReadRows(table);
      ReadConsecutive(table);
      ReadMonths(table);
    }
    for (const auto& criterion : table.criteria()) {
      const bool is_met = question_.criteria_met.contains(criterion.code());
      answer_.criteria.push_back({pack_.Id(), criterion.code(), criterion.words(),
                                  is_met ? CriterionState::kMet : CriterionState::kToJudge});
    }
  }

  // Of a limit on one supply that stands outside any table.
  void ReadSupply(const Value& most, rules::v1::ClosureDoses closure) {
    Count(most, CeilingUnit::kSupply, closure);
  }

 private:
  void Add(const char* code, std::vector<std::pair<std::string, std::string>> parameters = {}) {
    parameters.emplace_back("pack", pack_.Id());
    answer_.reasons.push_back({code, std::move(parameters)});
  }

  void ReadRows(const TakeHome& table) {
    if (table.rows().empty()) {
      answer_.ceilings.push_back({pack_.Id(), TitleOf(pack_, table.evidence())});
      return;
    }
    const TakeHomeRow* row = RowOf(table);
    if (row == nullptr) return;
    switch (row->most_case()) {
      case TakeHomeRow::kSupplyDays:
        return Count(row->supply_days(), CeilingUnit::kSupply, table.closure_doses(),
                     row->closed_days_only());
      case TakeHomeRow::kPerWeek:
        return Count(row->per_week(), CeilingUnit::kWeek, table.closure_doses(),
                     row->closed_days_only());
      case TakeHomeRow::kPerTwoWeeks:
        return Count(row->per_two_weeks(), CeilingUnit::kTwoWeeks, table.closure_doses(),
                     row->closed_days_only());
      case TakeHomeRow::MOST_NOT_SET:
        return;  // no such pack is put in force
    }
  }

  // The row for the person's ground, else the one for anybody. Null, with the reason: there is
  // none.
  const TakeHomeRow* RowOf(const TakeHome& table) {
    const TakeHomeRow* for_anybody = nullptr;
    std::vector<std::string> grounds;
    for (const TakeHomeRow& row : table.rows()) {
      const int32_t day = question_.TreatmentDay();
      if (day < row.from_day() || (row.until_day() != 0 && row.until_day() < day)) continue;
      if (row.ground().empty()) {
        for_anybody = &row;
      } else if (row.ground() == question_.ground) {
        return &row;
      } else {
        grounds.push_back(row.ground());
      }
    }
    if (for_anybody != nullptr) return for_anybody;
    if (grounds.empty()) {
      answer_.ceilings.push_back(
          {pack_.Id(), TitleOf(pack_, table.evidence()), CeilingUnit::kSilent});
      Add(reason::kTakeHomeSilent);
    } else {
      Add(reason::kTakeHomeGround, {{"grounds", absl::StrJoin(grounds, ", ")}});
    }
    return nullptr;
  }

  // What is on top where the site is shut does not count.
  const Days& Counted(rules::v1::ClosureDoses closure) const {
    return closure == rules::v1::CLOSURE_DOSES_ON_TOP ? at_home_.open : at_home_.all;
  }

  int32_t CountOf(const Days& days, CeilingUnit unit) const {
    switch (unit) {
      case CeilingUnit::kSupply:
        return static_cast<int32_t>(days.end() -
                                    std::lower_bound(days.begin(), days.end(), question_.today));
      case CeilingUnit::kWeek:
        return MostWithin(days, question_.asked, 7);
      case CeilingUnit::kTwoWeeks:
        return MostWithin(days, question_.asked, 14);
      case CeilingUnit::kConsecutive:
        return LongestRun(days, question_.asked);
      case CeilingUnit::kNone:
      case CeilingUnit::kSilent:
        return 0;
    }
    return 0;
  }

  void Count(const Value& most, CeilingUnit unit, rules::v1::ClosureDoses closure,
             bool closed_days_only = false) {
    Ceiling ceiling{.pack = pack_.Id(), .source = TitleOf(pack_, most.evidence()), .unit = unit};
    if (most.known_case() != Value::kIs) {
      ceiling.unit = CeilingUnit::kSilent;
      answer_.ceilings.push_back(ceiling);
      return Add(reason::kTakeHomeSilent);
    }
    ceiling.most = static_cast<int32_t>(most.is());
    ceiling.counted = CountOf(Counted(closure), unit);
    if (closed_days_only) {
      const int32_t shut = CountOf(at_home_.all, unit) - CountOf(at_home_.open, unit);
      ceiling.most = std::min(ceiling.most, shut);
    }
    ceiling.closed_on_top = CountOf(at_home_.all, unit) - ceiling.counted;
    answer_.ceilings.push_back(ceiling);
    const bool is_said = closed_days_only && AddOpenDays();
    if (!is_said && !ceiling.is_within()) AddOver(ceiling);
  }

  // The days that were asked for and on which the site is open; whether there are any.
  bool AddOpenDays() {
    bool has_open = false;
    for (Day day : question_.asked) {
      if (question_.closed.contains(day)) continue;
      has_open = true;
      Add(reason::kTakeHomeClosedDays, {{"day", FormatDay(day)}});
    }
    return has_open;
  }

  void AddOver(const Ceiling& ceiling) {
    const char* code = reason::kTakeHomeSupply;
    if (ceiling.unit == CeilingUnit::kWeek) code = reason::kTakeHomeWeek;
    if (ceiling.unit == CeilingUnit::kTwoWeeks) code = reason::kTakeHomeTwoWeeks;
    if (ceiling.unit == CeilingUnit::kConsecutive) code = reason::kTakeHomeConsecutive;
    Add(code, {{"most", absl::StrCat(ceiling.most)}, {"counted", absl::StrCat(ceiling.counted)}});
  }

  void ReadConsecutive(const TakeHome& table) {
    if (!table.has_consecutive_days()) return;
    // A day on which the site is shut is a day without a nurse, whoever counts it.
    Count(table.consecutive_days(), CeilingUnit::kConsecutive, rules::v1::CLOSURE_DOSES_INSIDE);
  }

  // Nobody is stable for longer than the treatment lasts; whether somebody is, a person judges.
  void ReadMonths(const TakeHome& table) {
    if (!table.has_months_stable()) return;
    const Value& months = table.months_stable();
    if (months.known_case() != Value::kIs) return Add(reason::kTakeHomeSilent);
    CriterionFound found{.pack = pack_.Id(), .code = kStableMonths};
    const std::string count = absl::StrCat(months.is());
    found.words.set_en(absl::StrCat("Stable for ", count, " months."));
    found.words.set_ru(absl::StrCat("Стабильность не меньше ", count, " мес."));
    found.words.set_kk(absl::StrCat("Кемінде ", count, " ай тұрақты."));
    const absl::CivilMonth since(question_.treated_since);
    const Day earliest = Day(since + months.is()) + (question_.treated_since.day() - 1);
    if (question_.today < earliest) {
      found.state = CriterionState::kMissing;
      Add(reason::kTakeHomeTooEarly, {{"months", count}});
    } else if (question_.criteria_met.contains(kStableMonths)) {
      found.state = CriterionState::kMet;
    }
    answer_.criteria.push_back(std::move(found));
  }

  const Pack& pack_;
  const TakeHomeQuestion& question_;
  const AtHome& at_home_;
  TakeHomeAnswer& answer_;
};

const Value* OverlayOf(const Pack& pack, Drug drug) {
  const auto& overlay = pack.says.emergency_overlay();
  if (drug == rules::v1::DRUG_METHADONE && overlay.has_methadone_supply_days()) {
    return &overlay.methadone_supply_days();
  }
  if (drug == rules::v1::DRUG_BUPRENORPHINE && overlay.has_buprenorphine_supply_days()) {
    return &overlay.buprenorphine_supply_days();
  }
  return nullptr;
}

void ReadEmergencySupply(const Stack& stack, const TakeHomeQuestion& question,
                         const AtHome& at_home, TakeHomeAnswer* answer) {
  for (const auto& pack : stack) {
    if (!pack->says.has_emergency_supply()) continue;
    const auto& supply = pack->says.emergency_supply();
    Value most = supply.most_days();
    if (question.is_renewal && !supply.renewable() && most.has_is()) most.set_is(0);
    Reading(*pack, question, at_home, answer).ReadSupply(most, rules::v1::CLOSURE_DOSES_INSIDE);
  }
}

// The tables of every pack; while an emergency is declared, their criteria and its ceiling.
void ReadTables(const Stack& stack, const TakeHomeQuestion& question, const AtHome& at_home,
                TakeHomeAnswer* answer) {
  const bool is_emergency = std::any_of(stack.begin(), stack.end(), [&](const auto& pack) {
    return OverlayOf(*pack, question.drug) != nullptr;
  });
  for (const auto& pack : stack) {
    Reading reading(*pack, question, at_home, answer);
    if (const Value* overlay = OverlayOf(*pack, question.drug)) {
      reading.ReadSupply(*overlay, rules::v1::CLOSURE_DOSES_INSIDE);
    }
    for (const TakeHome& table : pack->says.take_home()) {
      if (table.drug() == question.drug) reading.Read(table, !is_emergency);
    }
  }
}

// One reason for all the criteria of a pack that nobody has said are met.
void AskCriteria(TakeHomeAnswer* answer) {
  std::map<std::string, std::vector<std::string>> unmet;
  for (const CriterionFound& one : answer->criteria) {
    if (one.state == CriterionState::kToJudge) unmet[one.pack].push_back(one.code);
  }
  for (const auto& [pack, codes] : unmet) {
    answer->reasons.push_back(
        {reason::kTakeHomeCriteria, {{"criteria", absl::StrJoin(codes, ", ")}, {"pack", pack}}});
  }
}

}  // namespace

bool Ceiling::is_within() const {
  return unit == CeilingUnit::kNone || (unit != CeilingUnit::kSilent && counted <= most);
}

TakeHomeAnswer MayTakeHome(const Stack& stack, const TakeHomeQuestion& question) {
  TakeHomeAnswer answer;
  const AtHome at_home = DaysAtHome(question);
  if (question.ground == kEmergencySupply) {
    ReadEmergencySupply(stack, question, at_home, &answer);
  } else {
    ReadTables(stack, question, at_home, &answer);
  }
  AskCriteria(&answer);
  if (answer.ceilings.empty() && answer.reasons.empty()) {
    answer.reasons.push_back({reason::kTakeHomeNoRules, {}});
  }
  return answer;
}

}  // namespace oat::policy
