#include "services/policy/pack_text.h"

#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <functional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "services/base/clinical_day.h"
#include "services/base/merkle.h"
#include "services/base/status.h"
#include "services/policy/pack_faults.h"
#include "services/policy/pack_words.h"

namespace oat::policy {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using rules::v1::Evidence;
using rules::v1::RulePack;
using rules::v1::Value;

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
      faults_.Add("must_be_read", absl::StrCat(says_.must_be_read_size(), " texts"),
                  "none: this is a form, and no pack before they are read");
      return faults_.Told();
    }
    AskHead();
    AskEvidence();
    for (std::string& fault : FaultsInTables(says_)) faults_.Take(std::move(fault));
    return faults_.Told();
  }

 private:
  std::optional<Day> AskDay(const std::string& path, const std::string& got) {
    const auto day = ParseDay(got);
    if (day.ok()) return *day;
    faults_.Add(path, got, "a day, YYYY-MM-DD");
    return std::nullopt;
  }

  void AskHead() {
    faults_.Match("name", says_.name(), "[a-z0-9][a-z0-9-]{1,59}",
                  "lower-case letters, digits, hyphens");
    faults_.Match("version", says_.version(), "[A-Za-z0-9.-]{1,40}",
                  "letters, digits, points, hyphens");
    faults_.Match("jurisdiction.country", says_.jurisdiction().country(), "[A-Z]{2}",
                  "two capitals, ZZ for no country");
    faults_.NotEmpty("governing_document.title", says_.governing_document().title());
    faults_.NotEmpty("governing_document.issued_by", says_.governing_document().issued_by());
    faults_.NotEmpty("governing_document.reference", says_.governing_document().reference());
    if (says_.effective_mark() == rules::v1::MARK_UNSPECIFIED) {
      faults_.Add("effective_mark", "", "a mark");
    }
    const auto from = AskDay("effective_from", says_.effective_from());
    if (says_.effective_until().empty()) return;
    const auto until = AskDay("effective_until", says_.effective_until());
    if (from && until && *until < *from) {
      faults_.Add("effective_until", says_.effective_until(),
                  absl::StrCat(says_.effective_from(), " or later"));
    }
  }

  void AskEvidence() {
    std::set<std::string> keys;
    for (int i = 0; i < says_.sources_size(); ++i) {
      const std::string path = absl::StrCat("sources[", i, "]");
      faults_.NotEmpty(path + ".key", says_.sources(i).key());
      faults_.NotEmpty(path + ".title", says_.sources(i).title());
      faults_.NotEmpty(path + ".reference", says_.sources(i).reference());
      if (!keys.insert(says_.sources(i).key()).second) {
        faults_.Add(path + ".key", says_.sources(i).key(), "a key of its own");
      }
    }
    std::set<std::string> used;
    Visit("", says_, [&](const std::string& path, const Message& message) {
      const auto* value = google::protobuf::DynamicCastToGenerated<Value>(&message);
      if (value != nullptr) AskValue(path, *value);
      const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName("evidence");
      if (field == nullptr) return;
      const Evidence* evidence = EvidenceIn(message);
      if (evidence == nullptr) return faults_.Add(path + ".evidence", "", "a source and a mark");
      used.insert(evidence->source());
      if (!keys.contains(evidence->source())) {
        faults_.Add(path + ".evidence.source", evidence->source(), "the key of one of the sources");
      }
      if (evidence->mark() == rules::v1::MARK_UNSPECIFIED) {
        faults_.Add(path + ".evidence.mark", "", "how well it is known");
      }
    });
    for (const std::string& key : keys) {
      if (!used.contains(key)) faults_.Add("sources", key, "a value that names it");
    }
  }

  void AskValue(const std::string& path, const Value& value) {
    switch (value.known_case()) {
      case Value::kIs:
        if (value.is() < 0 || value.is() > kMostOfAnything) {
          faults_.Add(path + ".is", absl::StrCat(value.is()),
                      absl::StrCat("0 to ", kMostOfAnything));
        }
        return;
      case Value::kSilent:
        if (!value.silent()) faults_.Add(path + ".silent", "false", "true, or a number");
        return;
      default:
        faults_.Add(path, "", "a number, or the source's silence");
    }
  }

  const RulePack& says_;
  Faults faults_;
};

bool IsWeak(Mark mark) {
  return mark == rules::v1::MARK_RECALLED || mark == rules::v1::MARK_VERIFIED_IN_PART;
}

std::string WhatItSays(const Message& message) {
  const auto* value = google::protobuf::DynamicCastToGenerated<Value>(&message);
  if (value == nullptr) return message.GetDescriptor()->name();
  return value->has_is() ? absl::StrCat(value->is()) : "silent";
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

}  // namespace oat::policy
