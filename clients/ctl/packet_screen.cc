#include "clients/ctl/packet_screen.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/ctl/print.h"
#include "services/base/quantity.h"

namespace oat::ctl {
namespace {

using Strings = std::vector<std::string>;

// Columns of a part's name, and of how sure it is.
constexpr size_t kPart = 11;
constexpr size_t kSure = 12;

std::string InWords(const std::string& code) { return absl::StrReplaceAll(code, {{"_", " "}}); }

std::string Amount(int64_t micrograms) { return FormatDose(Micrograms(micrograms)); }

std::string DrugOf(v1::DrugForm form) { return InWords(Word(form)); }

std::string WordsOf(v1::PacketKnowledge knowledge) {
  switch (knowledge) {
    case v1::PACKET_KNOWLEDGE_OBSERVED:
      return "seen at a window";
    case v1::PACKET_KNOWLEDGE_RECORDED_AFTERWARDS:
      return "written down afterwards by two";
    case v1::PACKET_KNOWLEDGE_SETTLED_AFTERWARDS:
      return "poured, and settled afterwards by two";
    case v1::PACKET_KNOWLEDGE_PERSON_SAYS:
      return "poured; the person says it was swallowed";
    case v1::PACKET_KNOWLEDGE_REPORTED:
      return "told by somebody else";
    case v1::PACKET_KNOWLEDGE_TAKEN_HOME:
      return "taken home, not seen";
    case v1::PACKET_KNOWLEDGE_OPEN:
      return "poured, nobody has said yet";
    case v1::PACKET_KNOWLEDGE_UNRESOLVED:
      return "poured, nobody can say";
    case v1::PACKET_KNOWLEDGE_BOTTLE_UNKNOWN:
      return "bottle lost, opened or asked back";
    default:
      return "not known how";
  }
}

// The screen as it grows: parts, each of at most so many lines.
class Screen {
 public:
  explicit Screen(const v1::Packet& packet) {
    for (const v1::PacketLabel& label : packet.labels()) {
      sure_[label.part()] = Word(label.confidence());
    }
  }

  void Line(const std::string& line) { lines_.push_back(line); }

  // What does not fit is counted, never left out in silence.
  void Part(const std::string& name, v1::PacketPart part, const Strings& items, size_t most) {
    const std::string sure = part == v1::PACKET_PART_UNSPECIFIED ? "" : sure_[part];
    Strings fitted;
    for (size_t shown = items.size() + 1; shown-- > 0;) {
      const size_t rest = items.size() - shown;
      std::string text =
          absl::StrJoin(items.begin(), items.begin() + static_cast<long>(shown), "; ");
      if (rest > 0) absl::StrAppend(&text, shown > 0 ? "; and " : "", rest, " more");
      fitted = absl::StrSplit(Wrap(text, kScreenColumns - kPart - kSure), '\n');
      if (fitted.size() <= most) break;
    }
    for (size_t i = 0; i < fitted.size(); ++i) {
      const std::string head = i > 0 ? "" : name;
      const std::string beside = i > 0 ? "" : sure;
      Line(absl::StrCat(head, std::string(kPart - head.size(), ' '), beside,
                        std::string(kSure - beside.size(), ' '), fitted[i]));
    }
  }

  void Print(std::ostream& out) const {
    for (const std::string& line : lines_) out << line << "\n";
  }

 private:
  std::map<v1::PacketPart, std::string> sure_;
  Strings lines_;
};

Strings LastDose(const v1::Packet& packet) {
  if (!packet.has_last_dose()) return {"none is known"};
  const v1::PacketDose& dose = packet.last_dose();
  const std::string when = dose.has_at() ? FormatTime(dose.at()) : dose.clinical_day();
  Strings items = {absl::StrCat(Amount(dose.micrograms()), " ", DrugOf(dose.drug_form())),
                   absl::StrCat(when, " at ", dose.site_code()), WordsOf(dose.knowledge())};
  if (!dose.covers_until().empty()) {
    items.push_back(absl::StrCat("covers until ", dose.covers_until()));
  }
  return items;
}

std::string StepInWords(const v1::OrderStep& step) {
  const std::string portions = absl::StrJoin(
      step.portion_micrograms(), " + ",
      [](std::string* out, int64_t micrograms) { absl::StrAppend(out, Amount(micrograms)); });
  const std::string often =
      step.interval_days() > 1 ? absl::StrCat(" every ", step.interval_days(), " days") : "";
  return absl::StrCat(portions, often, " until ", step.until_day());
}

Strings OrderInWords(const v1::PacketOrder& order) {
  Strings items = {absl::StrCat(Amount(order.day_micrograms()), " a day, ",
                                DrugOf(order.drug_form()), ", until ", order.until_day())};
  const bool is_plain = order.steps_size() == 1 && order.steps(0).portion_micrograms_size() == 1 &&
                        order.steps(0).interval_days() <= 1;
  for (const v1::OrderStep& step : order.steps()) {
    if (!is_plain) items.push_back(StepInWords(step));
  }
  if (order.kind() != v1::ORDER_KIND_STANDARD) items.push_back(InWords(Word(order.kind())));
  items.push_back(order.signed_by().empty() ? "not signed"
                                            : absl::StrCat("signed by ", order.signed_by()));
  return items;
}

Strings BottlesOut(const v1::Packet& packet) {
  if (packet.bottles_out().empty()) return {"none is out"};
  Strings items = {absl::StrCat(packet.bottles_out_size(), " out")};
  for (const v1::PacketBottle& bottle : packet.bottles_out()) {
    items.push_back(absl::StrCat(bottle.clinical_day(), " ", Amount(bottle.micrograms()), " ",
                                 bottle.serial(),
                                 bottle.bring_back_until().empty() ? "" : ", asked back"));
  }
  return items;
}

bool IsNotKnown(const v1::PacketDayWithoutDose& day) {
  return day.why() == v1::PACKET_GAP_NOT_KNOWN;
}

// "of 25 days up to 2026-11-20 nothing": from before the network knew of the treatment.
void AddDaysBefore(const v1::Packet& packet, Strings* items) {
  const auto& days = packet.days_without_dose();
  const auto latest = std::find_if(days.begin(), days.end(), IsNotKnown);
  if (latest == days.end()) return;
  const auto count = std::count_if(days.begin(), days.end(), IsNotKnown);
  items->push_back(absl::StrCat("of ", count, " days up to ", latest->clinical_day(), " nothing"));
}

Strings NotKnown(const v1::Packet& packet) {
  Strings items;
  AddDaysBefore(packet, &items);
  for (const v1::PacketDose& dose : packet.doses()) {
    if (dose.confidence() != v1::PACKET_CONFIDENCE_UNKNOWN) continue;
    items.push_back(absl::StrCat(dose.clinical_day(), " ", Amount(dose.micrograms()), ": ",
                                 WordsOf(dose.knowledge())));
  }
  if (packet.flags().cautions_withheld()) items.emplace_back("cautions are shown to prescribers");
  items.emplace_back("not kept here: what an allergy is to, diagnoses, other doses of medicines");
  return items;
}

Strings DaysWithoutDose(const v1::Packet& packet) {
  if (packet.days_without_dose().empty()) return {"none of the last thirty in treatment"};
  Strings items;
  for (const v1::PacketDayWithoutDose& day : packet.days_without_dose()) {
    if (IsNotKnown(day)) continue;
    items.push_back(absl::StrCat(day.clinical_day(), " ", InWords(Word(day.why()))));
  }
  if (items.empty()) items.emplace_back("none of those that are known");
  return items;
}

Strings DosesInWords(const v1::Packet& packet) {
  std::map<v1::PacketKnowledge, int> counts;
  int replacements = 0;
  int64_t least = 0;
  int64_t most = 0;
  for (const v1::PacketDose& dose : packet.doses()) {
    ++counts[dose.knowledge()];
    replacements += dose.is_replacement() ? 1 : 0;
    least = least == 0 ? dose.micrograms() : std::min(least, dose.micrograms());
    most = std::max(most, dose.micrograms());
  }
  if (counts.empty()) return {"none in thirty days"};
  Strings items;
  for (const auto& [knowledge, count] : counts) {
    items.push_back(absl::StrCat(count, " ", WordsOf(knowledge)));
  }
  if (replacements > 0) items.push_back(absl::StrCat(replacements, " in the place of another"));
  items.push_back(least == most ? absl::StrCat("each ", Amount(least))
                                : absl::StrCat(Amount(least), " to ", Amount(most)));
  return items;
}

Strings Flags(const v1::Packet& packet) {
  const v1::PacketFlags& flags = packet.flags();
  Strings items;
  if (flags.has_hold_until()) {
    items.push_back(absl::StrCat("HELD for ", InWords(Word(flags.hold_code())), " until ",
                                 FormatTime(flags.hold_until())));
  }
  for (const v1::PacketIncident& incident : flags.incidents()) {
    items.push_back(absl::StrCat(FormatTime(incident.opened_at()), " ",
                                 InWords(Word(incident.kind())),
                                 incident.reviewed() ? ", reviewed" : ", waits for a prescriber"));
  }
  if (flags.review_waits()) items.emplace_back("a prescriber has yet to look at what is new");
  for (const v1::ClinicalFact& fact : flags.cautions()) {
    items.push_back(
        absl::StrCat(InWords(Word(fact.kind())),
                     fact.qtc_ms() > 0 ? absl::StrCat(" QTc ", fact.qtc_ms(), " ms") : "", " from ",
                     fact.from_day()));
  }
  if (items.empty()) items.emplace_back("none");
  return items;
}

Strings Consents(const v1::Packet& packet) {
  if (packet.consents().empty()) return {"none in force"};
  Strings items;
  for (const v1::PacketConsent& consent : packet.consents()) {
    items.push_back(
        absl::StrCat(InWords(Word(consent.recipient_kind())), " until ", consent.until_day()));
  }
  return items;
}

std::string OrNone(const std::string& site) { return site.empty() ? "no site" : site; }

}  // namespace

void PrintScreen(const v1::Packet& packet, std::ostream& out) {
  Screen screen(packet);
  screen.Line(absl::StrCat("Packet of ", packet.patient_number(), ", made ",
                           FormatTime(packet.made_at()), ", clinical day ", packet.today()));
  screen.Line(absl::StrCat(
      "home ", OrNone(packet.home_site()), ", today ", OrNone(packet.site_today()), ", ",
      packet.in_treatment() ? absl::StrCat("in treatment since ", packet.treatment_from())
                            : "not in treatment"));
  screen.Part("LAST DOSE", v1::PACKET_PART_LAST_DOSE, LastDose(packet), 2);
  screen.Part("ORDER", v1::PACKET_PART_ORDER,
              packet.has_order() ? OrderInWords(packet.order()) : Strings{"none is in force"}, 3);
  if (packet.has_next_order()) {
    Strings next = OrderInWords(packet.next_order());
    next.insert(next.begin(), absl::StrCat("from ", packet.next_order().from_day()));
    screen.Part("NEXT ORDER", v1::PACKET_PART_UNSPECIFIED, next, 2);
  }
  screen.Part("BOTTLES", v1::PACKET_PART_BOTTLES, BottlesOut(packet), 3);
  screen.Part("NOT KNOWN", v1::PACKET_PART_UNSPECIFIED, NotKnown(packet), 3);
  screen.Part("NO DOSE", v1::PACKET_PART_DAYS_WITHOUT_DOSE, DaysWithoutDose(packet), 2);
  screen.Part("DOSES", v1::PACKET_PART_DOSES, DosesInWords(packet), 3);
  screen.Part("FLAGS", v1::PACKET_PART_FLAGS, Flags(packet), 2);
  screen.Part("CONSENTS", v1::PACKET_PART_CONSENTS, Consents(packet), 1);
  if (packet.looks_from_elsewhere() > 0) {
    screen.Line(absl::StrCat("Opened by other sites in thirty days: ",
                             packet.looks_from_elsewhere(), " (oatctl packet-looks)"));
  }
  screen.Print(out);
}

}  // namespace oat::ctl
