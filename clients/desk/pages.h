// The desk's pages: what is known, put into lines. Pure functions.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "clients/desk/catalogue.h"
#include "clients/desk/caution.h"
#include "clients/desk/screen.h"
#include "oat/v1/closure.pb.h"
#include "oat/v1/dosing.pb.h"
#include "oat/v1/enrolment.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/pump.pb.h"
#include "oat/v1/reason.pb.h"
#include "oat/v1/site.pb.h"
#include "oat/v1/stock_count.pb.h"
#include "oat/v1/takehome.pb.h"

namespace oat::desk {

// A key and what it does.
struct Key {
  const char* key;
  Text does;
};
extern const std::vector<Key> kReadyKeys;
extern const std::vector<Key> kPersonKeys;
extern const std::vector<Key> kDoseKeys;
extern const std::vector<Key> kBottleKeys;
extern const std::vector<Key> kCountKeys;
// At a desk with a pump, beside those of the ready screen and of an open dose, and on its own page.
extern const std::vector<Key> kReadyPumpKeys;
extern const std::vector<Key> kDosePumpKeys;
extern const std::vector<Key> kPumpKeys;
std::vector<Key> With(std::vector<Key> keys, const std::vector<Key>& more);
// What the nurse may see of a person, beside "well": the key, and what it says.
extern const std::vector<std::pair<const char*, v1::Assessment>> kSigns;

// A dose open at this window.
struct OpenHere {
  v1::OpenDose dose;
  absl::Time since;  // by the desk's clock
  // What the server said when it was authorised; absent for a dose that was taken up.
  std::optional<v1::AuthoriseDoseResponse> answer;
  // Once it was carried out, as far as this desk knows.
  std::optional<v1::CarryDoseRequest> carriage = {};
  // What the window's pump has poured of it, in microlitres by lot.
  std::map<std::string, int64_t> poured = {};

  absl::Duration WatchLeft(absl::Time now) const {
    return absl::Minutes(dose.watch_minutes()) - (now - since);
  }
};

class Pages {
 public:
  Pages(const Catalogue& say, bool has_blocks, bool has_pump)
      : say_(say), has_blocks_(has_blocks), has_pump_(has_pump) {}

  // Times are shown as the site's wall has them.
  void set_site(const v1::Site& site);

  // `prompt` asks for what unlocks it.
  Page Locked(const std::vector<std::string>& notices, const Text& prompt) const;
  // Unlocked, but for a role that wants a one-time code.
  Page Code() const;
  Page Ready(const std::string& station, int still_to_come, const std::vector<OpenHere>& open,
             const std::vector<std::string>& notices, absl::Time now) const;
  // `asks_birth_date`: it is not shown until the person has said it.
  Page Person(const std::optional<v1::FindPatientResponse>& shown, bool asks_birth_date,
              const std::vector<std::string>& notices) const;
  // A photo as it was drawn (photo.h), with the keys that follow upon it.
  Page Photo(const std::vector<std::string>& lines) const;
  static constexpr int kRowsBelowPhoto = 3;
  Page HowChecked(v1::Assessment assessment) const;
  Page Dose(const OpenHere& open, const std::vector<std::string>& notices, absl::Time now) const;
  Page No(const v1::Outcome& outcome) const;
  // A person's bottles, the latest first.
  Page Bottles(const std::optional<v1::FindPatientResponse>& shown,
               const v1::GetTakeHomeResponse& at_home,
               const std::vector<std::string>& notices) const;
  // Those from an index on that have a digit of their own.
  static constexpr size_t kMostNumbered = 9;
  Page OpenDoses(const std::vector<v1::OpenDose>& site, size_t from,
                 const std::vector<OpenHere>& here, absl::Time now) const;
  Page Worklist(const std::vector<v1::WorklistResponse>& people, size_t from, size_t count) const;
  // A site that closes, in a line; its counts, and those of its people whom this site may see.
  std::string Closure(const v1::Closure& closure) const;
  Page Board(const v1::Closure& closure, const std::vector<v1::Placement>& people, size_t from,
             size_t count) const;
  // Things to choose from by a digit.
  Page Choice(const std::string& title, const std::vector<std::string>& options, size_t from) const;
  // What two people found at the window, before they sign it; what the book says of it afterwards.
  Page CountToSign(const v1::CountStockRequest& count) const;
  Page Counted(const v1::CountStockResponse& count) const;
  // The window's pump, and what it left in cups.
  Page Pump(const v1::Pump& pump, const std::vector<v1::Pour>& to_measure,
            const std::vector<std::string>& notices) const;
  Page Help() const;
  // A page of notices with keys or a prompt below.
  Page Plain(const std::vector<std::string>& lines, const std::string& below) const;

  // "16.0 mL of methadone 5 mg/mL, lot L1".
  std::string Measure(const v1::DoseLine& line) const;
  // "250.0 mL", "40 pieces".
  std::string Amount(const std::string& product_code, int64_t quantity) const;
  // "methadone 5 mg/mL, lot L1".
  std::string Lot(const std::string& product_code, const std::string& lot_number) const;
  // "as the book says", "1.0 mL less than the book, within the rules".
  std::string Difference(const v1::CountLine& line) const;
  std::string Words(Caution caution, const v1::AuthoriseDoseResponse& dose) const;
  std::string Wall(absl::Time time) const;
  std::string DayAndWall(absl::Time time) const;
  // "2:10"; the words for it where that says nothing any more.
  std::string Past(absl::Duration duration) const;

 private:
  void AddKeys(const std::vector<Key>& keys, Page* page) const;
  std::string SignKeys() const;
  std::string Timer(const OpenHere& open, absl::Time now) const;
  void AddContext(const v1::AuthoriseDoseResponse& dose, Page* page) const;
  void AddCautions(const OpenHere& open, Page* page) const;

  const Catalogue say_;
  const bool has_blocks_;
  const bool has_pump_;
  std::string site_code_;
  absl::TimeZone zone_ = absl::LocalTimeZone();
};

// Whole and broken milligrams without a unit: "80", "2.5".
std::string InMilligrams(int64_t micrograms);
// Reads them back, with a point or a comma; absent where it is no number of milligrams.
std::optional<int64_t> ReadMilligrams(absl::string_view typed);
// Millilitres with a decimal at least, as a measuring cylinder is read: "80.0", "2.5".
std::string InMillilitres(int64_t microlitres);
// Microlitres, typed as millilitres, of a liquid, or whole pieces; absent where it is neither.
std::optional<int64_t> ReadQuantity(absl::string_view typed, bool is_liquid);
// Reads 05.06.1987, 5 6 1987, 05061987 or 1987-06-05; ISO 8601, or absent.
std::optional<std::string> ReadDate(absl::string_view typed);
// 05.06.1987, as it is said and read at a window.
std::string SpokenDate(const std::string& iso);

// Whether the nurse types the milligrams of an open dose instead of one key.
bool IsOutOfTheOrdinary(const OpenHere& open);

}  // namespace oat::desk
