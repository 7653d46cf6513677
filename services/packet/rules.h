// The packet: how each dose is known, which days nothing covers and why, and how far each part can
// be relied on. Nothing is made to look surer than it is.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "services/base/clinical_day.h"
#include "services/base/dose_interval.h"
#include "services/base/ids.h"
#include "services/base/quantity.h"
#include "services/bottles/rules.h"
#include "services/prescribing/rules.h"

namespace oat::packet {

// So many days of doses, today included.
inline constexpr int kDays = 30;

// The numbers of oat.v1.PacketConfidence, PacketKnowledge, PacketGap and PacketPart, whose meaning
// stands there.
enum class Confidence { kObserved = 1, kAfterwards, kReported, kAssumed, kUnknown };
enum class Knowledge {
  kObserved = 1,
  kRecordedAfterwards,
  kSettledAfterwards,
  kPersonSays,
  kReported,
  kTakenHome,
  kOpen,
  kUnresolved,
  kBottleUnknown
};
enum class Gap { kRefused = 1, kWithheld, kNoSite, kNoOrder, kSiteClosed, kNotCome, kNotKnown };
enum class Part { kLastDose = 1, kOrder, kBottles, kDoses, kDaysWithoutDose, kFlags, kConsents };

// A fact that counts, with what became of the dose that it came of.
struct Swallowed {
  Uuid id;
  Day clinical_day;
  int32_t portion = 0;  // 0: of no dose
  std::string cause;    // authorised, imported, or a code of oat.v1.AdministrationCause
  bool by_two = false;
  std::string detail;  // of the dose's last event: the evidence by which two people settled it
  std::string drug_form;
  Micrograms micrograms;
  std::optional<absl::Time> taken_at;
  std::string site_code;
  DoseInterval interval = {};
  bool for_vomited = false;
};

// A dose of which nobody has said, or can say, what became.
struct Poured {
  Uuid id;
  Day clinical_day;
  std::string drug_form;
  Micrograms micrograms;
  absl::Time at;
  std::string site_code;
  bool unresolved = false;
  std::optional<Uuid> bottle;  // the person's own
};

// One line of the packet's doses.
struct Dose {
  Uuid id;
  Day clinical_day;
  std::string drug_form;
  Micrograms micrograms;
  std::optional<absl::Time> at;
  std::string site_code;
  Knowledge knowledge = Knowledge::kUnresolved;
  bool is_replacement = false;
  Day covers_until = clinical_day;
};

Knowledge KnowledgeOf(const Swallowed& swallowed);
Confidence ConfidenceOf(Knowledge knowledge);

// All that is known and not known up to `today`, the latest first. A bottle for a later day is no
// dose yet.
std::vector<Dose> DosesOf(const std::vector<Swallowed>& swallowed,
                          const std::vector<Poured>& poured,
                          const std::vector<bottles::Bottle>& bottles, Day today);

// The last dose that somebody saw, or told; null where there is none.
const Dose* LastTold(const std::vector<Dose>& doses);

// The bottles that are out, for `today` and later or asked back, by day. One for a day that is over
// is a dose that is assumed.
std::vector<bottles::Bottle> BottlesOut(const std::vector<bottles::Bottle>& bottles, Day today);

// What a day was on which nothing covers.
struct DayKept {
  bool refused = false;
  bool withheld = false;
  bool is_before_known = false;          // the network learnt of the treatment on a later day
  std::optional<std::string> site_code;  // that answered for it
  bool has_order = false;
  bool site_opens = false;
};
Gap GapOf(const DayKept& day);

// The days from `first` until before `today` that no dose covers, the latest first.
std::vector<Day> UncoveredDays(const std::vector<Dose>& doses, Day first, Day today);

// The order in force on a day, of all versions, the newest first; null: none.
const prescribing::Order* OrderOn(const std::vector<prescribing::Order>& versions, Day day);

// How far each part can be relied on. A part is as sure as the least sure of what stands in it.
struct Known {
  std::vector<Dose> doses;
  const Dose* last = nullptr;
  const prescribing::Order* order = nullptr;
  std::vector<bottles::Bottle> bottles;  // all of the days
  std::vector<std::pair<Day, Gap>> gaps;
  Day today;
  bool shows_cautions = false;  // as the person, or a paper, said them
};
std::map<Part, Confidence> LabelsOf(const Known& known);

// Whether a consent's words for whom to tell mean this site: its code, or its name as it stands on
// labels.
bool IsMeant(absl::string_view recipient, absl::string_view site_code, absl::string_view site_name);
// What a consent must let be told, as codes of oat.v1.DisclosureElement.
inline const std::set<std::string> kToldByPacket = {"order", "last_dose", "doses"};

}  // namespace oat::packet
