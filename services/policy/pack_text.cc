#include "services/policy/pack_text.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <functional>
#include <regex>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "services/base/clinical_day.h"
#include "services/base/merkle.h"
#include "services/base/status.h"

namespace oat::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using rules::v1::Evidence;
using rules::v1::MissedDoses;
using rules::v1::MissedRow;
using rules::v1::RulePack;
using rules::v1::Value;

// No rule counts further, in whatever unit.
constexpr int64_t kMost = 1'000'000;

// Keeps the first complaint.
class Complaints final : public google::protobuf::io::ErrorCollector {
 public:
  void AddError(int line, int column, const std::string& message) override {
    if (first_.empty()) {
      first_ = absl::StrCat("line ", line + 1, ", column ", column + 1, ": ", message);
    }
  }
  const std::string& first() const { return first_; }

 private:
  std::string first_;
};

// Every message of a pack with its place, the pack itself left out.
using Visitor = std::function<void(const std::string& path, const Message& message)>;
void Visit(const std::string& path, const Message& message, const Visitor& visitor) {
  const auto* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const std::string here = absl::StrCat(path, path.empty() ? "" : ".", field->name());
    const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < count; ++i) {
      const Message& inner = field->is_repeated()
                                 ? reflection->GetRepeatedMessage(message, field, i)
                                 : reflection->GetMessage(message, field);
      const std::string place = field->is_repeated() ? absl::StrCat(here, "[", i, "]") : here;
      visitor(place, inner);
      Visit(place, inner, visitor);
    }
  }
}

// The evidence of a message that has its own; null: it has none, or is none.
const Evidence* EvidenceIn(const Message& message) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName("evidence");
  if (field == nullptr || !message.GetReflection()->HasField(message, field)) return nullptr;
  return google::protobuf::DynamicCastToGenerated<Evidence>(
      &message.GetReflection()->GetMessage(message, field));
}

class Examination {
 public:
  explicit Examination(const RulePack& says) : says_(says) {}

  std::vector<std::string> Run() {
    if (says_.must_be_read_size() > 0) {
      Fault("must_be_read", absl::StrCat(says_.must_be_read_size(), " texts"),
            "none: this is a form, and no pack before they are read");
      return faults_;
    }
    AskHead();
    AskEvidence();
    AskDrugs();
    for (int i = 0; i < says_.missed_doses_size(); ++i) {
      AskMissed(absl::StrCat("missed_doses[", i, "]"), says_.missed_doses(i));
    }
    AskTakeHome();
    AskBands();
    return faults_;
  }

 private:
  void Fault(const std::string& path, const std::string& got, const std::string& wanted) {
    faults_.push_back(
        absl::StrCat(path, ": got ", got.empty() ? "nothing" : got, ", wanted ", wanted));
  }
  void Match(const std::string& path, const std::string& got, const char* pattern,
             const std::string& wanted) {
    if (!std::regex_match(got, std::regex(pattern))) Fault(path, got, wanted);
  }
  void NotEmpty(const std::string& path, const std::string& got) {
    if (got.empty()) Fault(path, got, "some text");
  }
  std::optional<Day> AskDay(const std::string& path, const std::string& got) {
    const auto day = ParseDay(got);
    if (day.ok()) return *day;
    Fault(path, got, "a day, YYYY-MM-DD");
    return std::nullopt;
  }
  // A range whose end 0 leaves open.
  void AskRange(const std::string& path, const char* end, int32_t from, int32_t until) {
    if (from < 1) Fault(path + ".from", absl::StrCat(from), "1 or more");
    if (until != 0 && until < from) {
      Fault(absl::StrCat(path, ".", end), absl::StrCat(until),
            absl::StrCat("0 or ", from, " or more"));
    }
  }

  void AskHead() {
    Match("name", says_.name(), "[a-z0-9][a-z0-9-]{1,59}", "lower-case letters, digits, hyphens");
    Match("version", says_.version(), "[A-Za-z0-9.-]{1,40}", "letters, digits, points, hyphens");
    Match("jurisdiction.country", says_.jurisdiction().country(), "[A-Z]{2}",
          "two capitals, ZZ for no country");
    NotEmpty("governing_document.title", says_.governing_document().title());
    NotEmpty("governing_document.issued_by", says_.governing_document().issued_by());
    NotEmpty("governing_document.reference", says_.governing_document().reference());
    if (says_.effective_mark() == rules::v1::MARK_UNSPECIFIED)
      Fault("effective_mark", "", "a mark");
    const auto from = AskDay("effective_from", says_.effective_from());
    if (says_.effective_until().empty()) return;
    const auto until = AskDay("effective_until", says_.effective_until());
    if (from && until && *until < *from) {
      Fault("effective_until", says_.effective_until(),
            absl::StrCat(says_.effective_from(), " or later"));
    }
  }

  void AskEvidence() {
    std::set<std::string> keys;
    for (int i = 0; i < says_.sources_size(); ++i) {
      const std::string path = absl::StrCat("sources[", i, "]");
      NotEmpty(path + ".key", says_.sources(i).key());
      NotEmpty(path + ".title", says_.sources(i).title());
      NotEmpty(path + ".reference", says_.sources(i).reference());
      if (!keys.insert(says_.sources(i).key()).second) {
        Fault(path + ".key", says_.sources(i).key(), "a key of its own");
      }
    }
    std::set<std::string> used;
    Visit("", says_, [&](const std::string& path, const Message& message) {
      const auto* value = google::protobuf::DynamicCastToGenerated<Value>(&message);
      if (value != nullptr) AskValue(path, *value);
      const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName("evidence");
      if (field == nullptr) return;
      const Evidence* evidence = EvidenceIn(message);
      if (evidence == nullptr) return Fault(path + ".evidence", "", "a source and a mark");
      used.insert(evidence->source());
      if (!keys.contains(evidence->source())) {
        Fault(path + ".evidence.source", evidence->source(), "the key of one of the sources");
      }
      if (evidence->mark() == rules::v1::MARK_UNSPECIFIED) {
        Fault(path + ".evidence.mark", "", "how well it is known");
      }
    });
    for (const std::string& key : keys) {
      if (!used.contains(key)) Fault("sources", key, "a value that names it");
    }
  }

  void AskValue(const std::string& path, const Value& value) {
    switch (value.known_case()) {
      case Value::kIs:
        if (value.is() < 0 || value.is() > kMost) {
          Fault(path + ".is", absl::StrCat(value.is()), absl::StrCat("0 to ", kMost));
        }
        return;
      case Value::kSilent:
        if (!value.silent()) Fault(path + ".silent", "false", "true, or a number");
        return;
      default:
        Fault(path, "", "a number, or the source's silence");
    }
  }

  template <class Tables>
  void AskOneOfEachDrug(const char* name, const Tables& tables) {
    std::set<int> drugs;
    for (int i = 0; i < tables.size(); ++i) {
      const std::string path = absl::StrCat(name, "[", i, "].drug");
      if (tables[i].drug() == rules::v1::DRUG_UNSPECIFIED) Fault(path, "", "a drug");
      if (!drugs.insert(tables[i].drug()).second) {
        Fault(path, rules::v1::Drug_Name(tables[i].drug()), "each drug once");
      }
    }
  }
  void AskDrugs() {
    AskOneOfEachDrug("ordering.drugs", says_.ordering().drugs());
    AskOneOfEachDrug("missed_doses", says_.missed_doses());
    AskOneOfEachDrug("starts", says_.starts());
    AskOneOfEachDrug("take_home", says_.take_home());
  }

  static bool MayMeet(const MissedRow& a, const MissedRow& b) {
    const auto until = [](const MissedRow& row) {
      return row.until() == 0 ? kMost : static_cast<int64_t>(row.until());
    };
    const bool overlap = a.from() <= until(b) && b.from() <= until(a);
    const bool same_people = a.condition() == b.condition() ||
                             a.condition() == rules::v1::CONDITION_UNSPECIFIED ||
                             b.condition() == rules::v1::CONDITION_UNSPECIFIED;
    return overlap && same_people;
  }

  void AskMissed(const std::string& path, const MissedDoses& table) {
    if (table.unit() == rules::v1::COUNTING_UNIT_UNSPECIFIED) {
      Fault(path + ".unit", "", "days or doses");
    }
    if (table.rows().empty()) Fault(path + ".rows", "", "at least one row");
    for (int i = 0; i < table.rows_size(); ++i) {
      const std::string here = absl::StrCat(path, ".rows[", i, "]");
      const MissedRow& row = table.rows(i);
      AskRange(here, "until", row.from(), row.until());
      if (row.action_case() == MissedRow::ACTION_NOT_SET) Fault(here, "no action", "one");
      if (row.action_case() == MissedRow::kSilent && !row.silent()) {
        Fault(here + ".silent", "false", "true, or another action");
      }
      if (row.has_reduced()) AskReduced(here + ".reduced", row.reduced());
      for (int j = 0; j < i; ++j) {
        if (MayMeet(table.rows(j), row)) {
          Fault(here, absl::StrCat("a case of rows[", j, "]"), "another: no two rows for one case");
        }
      }
    }
  }

  void AskReduced(const std::string& path, const rules::v1::Reduced& reduced) {
    const bool both = reduced.has_percent() && reduced.has_mg();
    const bool is_combined = reduced.combinator() != rules::v1::COMBINATOR_UNSPECIFIED;
    if (!reduced.has_percent() && !reduced.has_mg()) Fault(path, "", "a part, an amount, or both");
    if (both && !is_combined) Fault(path + ".combinator", "", "the lower or the higher of the two");
    if (!both && is_combined) Fault(path + ".combinator", "one", "none: there is one limit alone");
    if (reduced.percent().is() > 100) {
      Fault(path + ".percent.is", absl::StrCat(reduced.percent().is()), "at most 100");
    }
  }

  void AskTakeHome() {
    for (int i = 0; i < says_.take_home_size(); ++i) {
      const auto& table = says_.take_home(i);
      const std::string path = absl::StrCat("take_home[", i, "]");
      for (int j = 0; j < table.rows_size(); ++j) {
        const auto& row = table.rows(j);
        const std::string here = absl::StrCat(path, ".rows[", j, "]");
        AskRange(here, "until_day", row.from_day(), row.until_day());
        if (row.most_case() == rules::v1::TakeHomeRow::MOST_NOT_SET) Fault(here, "no limit", "one");
      }
      for (int j = 0; j < table.criteria_size(); ++j) {
        const auto& criterion = table.criteria(j);
        const std::string here = absl::StrCat(path, ".criteria[", j, "]");
        Match(here + ".code", criterion.code(), "[A-Z][A-Z0-9_]{1,39}", "an upper-case code");
        NotEmpty(here + ".words.en", criterion.words().en());
        NotEmpty(here + ".words.ru", criterion.words().ru());
        NotEmpty(here + ".words.kk", criterion.words().kk());
      }
    }
  }

  void AskBands() {
    for (int i = 0; i < says_.qtc().bands_size(); ++i) {
      const auto& band = says_.qtc().bands(i);
      const std::string path = absl::StrCat("qtc.bands[", i, "]");
      if (band.below_ms() != 0 && band.below_ms() <= band.above_ms() + 1) {
        Fault(path + ".below_ms", absl::StrCat(band.below_ms()), "0, or room above above_ms");
      }
      if (band.advice() == rules::v1::QTC_ADVICE_UNSPECIFIED) Fault(path + ".advice", "", "one");
    }
  }

  const RulePack& says_;
  std::vector<std::string> faults_;
};

bool IsWeak(Mark mark) {
  return mark == rules::v1::MARK_RECALLED || mark == rules::v1::MARK_VERIFIED_IN_PART;
}

std::string WhatItSays(const Message& message) {
  const auto* value = google::protobuf::DynamicCastToGenerated<Value>(&message);
  if (value == nullptr) return message.GetDescriptor()->name();
  return value->has_is() ? absl::StrCat(value->is()) : "silent";
}

// A name of an enumeration without its prefix, in small letters.
std::string InWords(const std::string& name, const char* prefix) {
  return absl::AsciiStrToLower(absl::StripPrefix(name, prefix));
}

std::string InWords(const Value& value, const char* unit) {
  return value.has_is() ? absl::StrCat(value.is(), unit) : "what the source leaves open";
}

std::string ActionInWords(const MissedRow& row) {
  const rules::v1::Reduced& reduced = row.reduced();
  const bool is_lower = reduced.combinator() == rules::v1::COMBINATOR_LOWER;
  switch (row.action_case()) {
    case MissedRow::kSame:
      return "as ordered";
    case MissedRow::kReduced:
      if (!reduced.has_mg()) return "at most " + InWords(reduced.percent(), " %");
      if (!reduced.has_percent()) return "at most " + InWords(reduced.mg(), " mg");
      return absl::StrCat("at most the ", is_lower ? "lower" : "higher", " of ",
                          InWords(reduced.percent(), " %"), " and ", InWords(reduced.mg(), " mg"));
    case MissedRow::kNewInduction:
      return row.new_induction().has_mg()
                 ? absl::StrCat("a new start at ", InWords(row.new_induction().mg(), " mg"))
                 : "a new start";
    case MissedRow::kCancelOrder:
      return "the order counts no more";
    case MissedRow::kWithhold:
      return "no dose";
    default:
      return "source silent: ask the prescriber";
  }
}

std::string InWords(const MissedRow& row) {
  std::string words = ActionInWords(row);
  if (row.condition() != rules::v1::CONDITION_UNSPECIFIED) {
    absl::StrAppend(&words, ", if ",
                    InWords(rules::v1::Condition_Name(row.condition()), "CONDITION_"));
  }
  if (row.approver() == rules::v1::APPROVER_PRESCRIBER_CONSULTED) {
    absl::StrAppend(&words, "; the prescriber is asked");
  } else if (row.approver() == rules::v1::APPROVER_PRESCRIBER_SEES) {
    absl::StrAppend(&words, "; the prescriber sees the person");
  }
  return words;
}

}  // namespace

absl::StatusOr<Pack> ReadPack(const std::string& text) {
  Pack pack;
  Complaints complaints;
  google::protobuf::TextFormat::Parser parser;
  parser.RecordErrorsTo(&complaints);
  if (!parser.ParseFromString(text, &pack.says)) {
    return Invalid("text", complaints.first(), "a rule pack in protobuf's text format");
  }
  pack.sha256 = merkle::ToBytes(merkle::Sha256(text));
  return pack;
}

std::vector<std::string> FaultsOf(const Pack& pack) { return Examination(pack.says).Run(); }

std::vector<WeakValue> WeakValuesOf(const Pack& pack) {
  std::vector<WeakValue> weak;
  if (IsWeak(pack.says.effective_mark())) {
    weak.push_back({"effective_from", absl::StrCat(pack.says.effective_from(), ", ",
                                                   MarkInWords(pack.says.effective_mark()))});
  }
  Visit("", pack.says, [&](const std::string& path, const Message& message) {
    const Evidence* evidence = EvidenceIn(message);
    if (evidence == nullptr || !IsWeak(evidence->mark())) return;
    weak.push_back({path, absl::StrCat(WhatItSays(message), ", ", MarkInWords(evidence->mark()),
                                       ": ", TitleOf(pack, *evidence))});
  });
  return weak;
}

std::vector<TableRow> TableRowsOf(const Pack& pack) {
  std::vector<TableRow> rows;
  for (const MissedDoses& table : pack.says.missed_doses()) {
    for (const MissedRow& row : table.rows()) {
      std::string count = absl::StrCat(row.from());
      if (row.until() == 0) absl::StrAppend(&count, "+");
      if (row.until() > row.from()) absl::StrAppend(&count, "-", row.until());
      rows.push_back(
          {absl::StrCat("missed_doses.", InWords(Drug_Name(table.drug()), "DRUG_"), ".", count),
           InWords(row), TitleOf(pack, row.evidence()), row.evidence().mark()});
    }
  }
  return rows;
}

std::string MarkInWords(Mark mark) { return InWords(rules::v1::Mark_Name(mark), "MARK_"); }

}  // namespace oat::policy
