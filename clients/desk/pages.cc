#include "clients/desk/pages.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "clients/desk/bottle_words.h"
#include "clients/desk/closure_words.h"
#include "clients/desk/dose_words.h"
#include "clients/desk/pump_words.h"
#include "clients/desk/stock_words.h"
#include "clients/desk/window_words.h"

namespace oat::desk {
namespace {

constexpr char kIndent[] = "  ";
constexpr char kBetween[] = "    ";

void AddNotices(const std::vector<std::string>& notices, Page* page) {
  for (const std::string& notice : notices) page->Add(notice, Tone::kStrong);
  if (!notices.empty()) page->Add("");
}

}  // namespace

const std::vector<Key> kReadyKeys = {
    {"w", text::kKeyWorklist}, {"o", text::kKeyOpen},     {"m", text::kKeyClosures},
    {"n", text::kKeyName},     {"d", text::kKeyDocument}, {"h", text::kKeyBottles},
    {"c", text::kKeyCount},    {"x", text::kKeyBottle},   {"b", text::kKeyBlank},
    {"l", text::kKeyLock},     {"?", text::kKeyHelp}};
const std::vector<Key> kPersonKeys = {
    {"1", text::kKeySecond},  {"2", text::kKeyPhoto}, {"3", text::kKeyKnown}, {"i", text::kKeyShow},
    {"p", text::kKeyPicture}, {"b", text::kKeyBlank}, {"q", text::kKeyBack}};
const std::vector<Key> kBottleKeys = {{"1", text::kKeyHandOutSecond}, {"2", text::kKeyHandOutPhoto},
                                      {"3", text::kKeyHandOutKnown},  {"r", text::kKeyTakeBack},
                                      {"b", text::kKeyBlank},         {"q", text::kKeyBack}};
const std::vector<Key> kDoseKeys = {{"g", text::kKeyGiven},   {"p", text::kKeyPartly},
                                    {"r", text::kKeyRefused}, {"h", text::kKeyWithheld},
                                    {"v", text::kKeyVoid},    {"c", text::kKeyCarry},
                                    {"k", text::kKeyKeep},    {"b", text::kKeyBlank}};
const std::vector<Key> kCountKeys = {
    {"s", text::kKeySign}, {"a", text::kKeyAnother}, {"r", text::kKeyAnew}, {"q", text::kKeyBack}};
const std::vector<Key> kReadyPumpKeys = {{"p", text::kKeyPump}};
const std::vector<Key> kDosePumpKeys = {{"d", text::kKeyDispense}};
const std::vector<Key> kPumpKeys = {
    {"v", text::kKeyVerify}, {"m", text::kKeyMeasure}, {"q", text::kKeyBack}};
const std::vector<std::pair<const char*, v1::Assessment>> kSigns = {
    {"s", v1::ASSESSMENT_SEDATED},
    {"a", v1::ASSESSMENT_ALCOHOL},
    {"w", v1::ASSESSMENT_WITHDRAWAL},
    {"u", v1::ASSESSMENT_UNWELL}};

std::vector<Key> With(std::vector<Key> keys, const std::vector<Key>& more) {
  keys.insert(keys.end(), more.begin(), more.end());
  return keys;
}

void Pages::set_site(const v1::Site& site) {
  site_code_ = site.site_code();
  // A zone that this machine does not know leaves the machine's own.
  absl::LoadTimeZone(site.time_zone(), &zone_);
}

std::string Pages::Wall(absl::Time time) const { return absl::FormatTime("%H:%M", time, zone_); }

std::string Pages::DayAndWall(absl::Time time) const {
  return absl::FormatTime("%Y-%m-%d %H:%M", time, zone_);
}

std::string Pages::Past(absl::Duration duration) const {
  duration = std::max(duration, absl::ZeroDuration());
  if (duration >= absl::Hours(1)) return say_(text::kLongAgo);
  const int64_t seconds = absl::ToInt64Seconds(duration);
  return absl::StrFormat("%d:%02d", seconds / 60, seconds % 60);
}

std::string Pages::Timer(const OpenHere& open, absl::Time now) const {
  std::string past = Past(now - open.since);
  if (open.dose.watch_minutes() == 0) return past;
  if (open.WatchLeft(now) <= absl::ZeroDuration()) return say_(text::kWatchOver, {{"past", past}});
  return say_(text::kWatched,
              {{"past", past}, {"minutes", absl::StrCat(open.dose.watch_minutes())}});
}

void Pages::AddKeys(const std::vector<Key>& keys, Page* page) const {
  std::string line;
  for (const auto& [key, does] : keys) {
    absl::StrAppend(&line, line.empty() ? "" : "  ", "[", key, "] ", say_(does));
  }
  page->Add(line);
}

std::string Pages::SignKeys() const {
  return absl::StrJoin(kSigns, "  ", [this](std::string* out, const auto& sign) {
    absl::StrAppend(out, "[", sign.first, "] ", say_(sign.second));
  });
}

Page Pages::Locked(const std::vector<std::string>& notices, const Text& prompt) const {
  Page page;
  AddNotices(notices, &page);
  page.Add(say_(text::kLocked), Tone::kStrong);
  page.prompt = say_(prompt);
  return page;
}

Page Pages::Code() const {
  Page page;
  page.Add(say_(text::kWantsCode), Tone::kStrong);
  page.prompt = say_(text::kCode);
  return page;
}

Page Pages::Ready(const std::string& station, int still_to_come, const std::vector<OpenHere>& open,
                  const std::vector<std::string>& notices, absl::Time now) const {
  Page page;
  AddNotices(notices, &page);
  page.Add(say_(text::kWindow, {{"station", station}, {"site", site_code_}}), Tone::kStrong);
  page.Add(say_(text::kStillToCome, {{"count", absl::StrCat(still_to_come)}}));
  if (!open.empty()) page.Add(say_(text::kOpenHere));
  for (const OpenHere& one : open) {
    page.Add(absl::StrCat(kIndent, one.dose.patient_number(), kBetween,
                          InMilligrams(one.dose.micrograms()), " ", say_(text::kMilligrams),
                          kBetween, Timer(one, now)));
  }
  page.Add("");
  AddKeys(has_pump_ ? With(kReadyKeys, kReadyPumpKeys) : kReadyKeys, &page);
  page.prompt = say_(text::kScan);
  page.ticks = !open.empty();
  return page;
}

Page Pages::Person(const std::optional<v1::FindPatientResponse>& shown, bool asks_birth_date,
                   const std::vector<std::string>& notices) const {
  Page page;
  AddNotices(notices, &page);
  if (!shown) {
    page.Add(say_(text::kHidden));
  } else if (!shown->has_identity()) {
    page.Add(say_(text::kNoName));
  } else {
    const v1::NameAndBirthDate& name = shown->identity();
    page.Add(absl::StrCat(name.family_name(), " ", name.given_name()), Tone::kStrong);
    if (!asks_birth_date) {
      page.Add(say_(text::kBorn, {{"date", SpokenDate(name.birth_date())}}), Tone::kStrong);
    }
  }
  page.Add("");
  if (asks_birth_date) {
    page.Add(say_(text::kLookAlike), Tone::kWarning);
    page.prompt = say_(text::kSaidBirthDate);
    return page;
  }
  AddKeys(kPersonKeys, &page);
  page.Add(SignKeys());
  return page;
}

Page Pages::Photo(const std::vector<std::string>& lines) const {
  Page page;
  for (const std::string& line : lines) page.Add(line, Tone::kPicture);
  page.Add(absl::StrCat("[2] ", say_(text::kKeyPhoto), "  [i] ", say_(text::kKeyShow), "  [q] ",
                        say_(text::kKeyBack)));
  return page;
}

Page Pages::HowChecked(v1::Assessment assessment) const {
  Page page;
  page.Add(say_(text::kLooks, {{"assessment", say_(assessment)}}), Tone::kStrong);
  page.Add(say_(text::kHowChecked));
  page.Add(absl::StrCat("[1] ", say_(v1::IDENTITY_CHECK_SECOND_IDENTIFIER), "  [2] ",
                        say_(v1::IDENTITY_CHECK_PHOTO), "  [3] ",
                        say_(v1::IDENTITY_CHECK_KNOWN_TO_NURSE), "  [q] ", say_(text::kKeyBack)));
  return page;
}

Page Pages::No(const v1::Outcome& outcome) const {
  Page page;
  page.Add(say_(text::kNo), Tone::kStrong);
  page.Add("");
  std::string keys = say_(text::kNext);
  for (const v1::Reason& reason : outcome.reasons()) {
    page.Add(say_(reason), Tone::kWarning);
    if (reason.code() == v1::REASON_CODE_DOSE_OPEN)
      absl::StrAppend(&keys, "  ", say_(text::kSeeOpen));
    if (reason.code() == v1::REASON_CODE_OPEN_BOTTLE_SHORT) {
      absl::StrAppend(&keys, "  [x] ", say_(text::kKeyBottle));
    }
    if (reason.code() == v1::REASON_CODE_BOTTLE_AT_HOME && outcome.reasons_size() == 1) {
      absl::StrAppend(&keys, "  ", say_(text::kOwnBottle));
    }
    if (reason.code() == v1::REASON_CODE_OTHER_SITE && outcome.reasons_size() == 1) {
      absl::StrAppend(&keys, "  ", say_(text::kTakeToday));
    }
  }
  page.Add("");
  page.Add(keys);
  return page;
}

Page Pages::Bottles(const std::optional<v1::FindPatientResponse>& shown,
                    const v1::GetTakeHomeResponse& at_home,
                    const std::vector<std::string>& notices) const {
  Page page;
  AddNotices(notices, &page);
  if (shown && shown->has_identity()) {
    const v1::NameAndBirthDate& name = shown->identity();
    page.Add(absl::StrCat(name.family_name(), " ", name.given_name(), "  ",
                          say_(text::kBorn, {{"date", SpokenDate(name.birth_date())}})),
             Tone::kStrong);
  }
  page.Add(say_(at_home.bottles_size() == 0 ? text::kNoBottles : text::kBottlesTitle),
           Tone::kStrong);
  for (const v1::Bottle& bottle : at_home.bottles()) {
    page.Add(absl::StrCat(bottle.serial(), kBetween, SpokenDate(bottle.clinical_day()), kBetween,
                          InMilligrams(bottle.micrograms()), " ", say_(text::kMilligrams), kBetween,
                          say_(bottle.state())));
  }
  page.Add("");
  AddKeys(kBottleKeys, &page);
  return page;
}

Page Pages::OpenDoses(const std::vector<v1::OpenDose>& site, size_t from,
                      const std::vector<OpenHere>& here, absl::Time now) const {
  Page page;
  page.Add(say_(site.empty() ? text::kNoneOpen : text::kOpenTitle), Tone::kStrong);
  const size_t end = std::min(from + kMostNumbered, site.size());
  for (size_t i = from; i < end; ++i) {
    const v1::OpenDose& dose = site[i];
    const auto own = std::find_if(here.begin(), here.end(), [&](const OpenHere& one) {
      return one.dose.dose_id() == dose.dose_id();
    });
    std::string state = say_(text::kAtWindow, {{"station", dose.station()}});
    if (own != here.end()) state = Timer(*own, now);
    if (dose.state() == v1::DOSE_STATE_UNRESOLVED) state = say_(text::kUnresolved);
    page.Add(absl::StrCat("[", i - from + 1, "] ", dose.patient_number(), kBetween,
                          InMilligrams(dose.micrograms()), " ", say_(text::kMilligrams), kBetween,
                          state));
  }
  page.Add("");
  page.Add(end < site.size() ? say_(text::kMore) : absl::StrCat("[q] ", say_(text::kKeyBack)));
  page.ticks = !here.empty();
  return page;
}

Page Pages::Worklist(const std::vector<v1::WorklistResponse>& people, size_t from,
                     size_t count) const {
  Page page;
  page.Add(say_(text::kWorklist, {{"count", absl::StrCat(people.size())}}), Tone::kStrong);
  const size_t end = std::min(from + count, people.size());
  for (size_t i = from; i < end; ++i) {
    const v1::WorklistResponse& one = people[i];
    page.Add(absl::StrCat(one.patient_number(), kBetween, say_(one.state()),
                          one.review() ? kBetween : "",
                          one.review() ? say_(text::kReviewFirst) : ""));
  }
  page.Add("");
  page.Add(end < people.size() ? say_(text::kMore) : say_(text::kAnyKey));
  return page;
}

Page Pages::Help() const {
  Page page;
  std::vector<std::pair<const Text*, const std::vector<Key>*>> parts = {
      {&text::kReadyTitle, &kReadyKeys},
      {&text::kPersonTitle, &kPersonKeys},
      {&text::kDoseTitle, &kDoseKeys},
      {&text::kBottlesTitle, &kBottleKeys}};
  const std::vector<Key> pump_keys = With(kReadyPumpKeys, kDosePumpKeys);
  if (has_pump_) parts.emplace_back(&text::kPumpTitle, &pump_keys);
  for (const auto& [title, keys] : parts) {
    page.Add(say_(*title), Tone::kStrong);
    AddKeys(*keys, &page);
    if (keys == &kPersonKeys) page.Add(SignKeys());
    page.Add("");
  }
  page.Add(say_(text::kAnywhere));
  page.Add("");
  page.Add(say_(text::kAnyKey));
  return page;
}

Page Pages::Plain(const std::vector<std::string>& lines, const std::string& below) const {
  Page page;
  for (const std::string& line : lines) page.Add(line, Tone::kStrong);
  page.Add("");
  page.Add(below);
  return page;
}

}  // namespace oat::desk
