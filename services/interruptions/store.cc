#include "services/interruptions/store.h"

#include <algorithm>
#include <tuple>

#include "services/sites/store.h"
#include "services/transfers/rules.h"

namespace oat::interruptions {
namespace {

constexpr db::Statement kLives{"interruptions_lives", R"(
    SELECT person_id, kind, from_day, until_day, from_time, until_time, coalesce(code, ''),
           site_code, answer
      FROM lives_here($1, $2))"};
constexpr db::Statement kNumbers{
    "interruptions_numbers",
    "SELECT p.person_id, newest_number(p.person_id) FROM unnest($1::bigint[]) AS p (person_id)"};
constexpr db::Statement kTransfers{"interruptions_transfers", R"(
    SELECT person_id, requested_at, from_day, was_accepted, ended_at FROM transfers_here($1, $2))"};
constexpr db::Statement kSaid{
    "interruptions_said",
    "SELECT person_id, day, cause, login, recorded_at FROM causes_said_here($1, $2)"};
constexpr db::Statement kAttached{"interruptions_attached",
                                  "SELECT person_id, day, barrier_id FROM barriers_here($1, $2)"};
constexpr db::Statement kClosures{
    "interruptions_closures", "SELECT site_code, day, reason FROM site_closure WHERE day >= $1"};
constexpr db::Statement kRecordCause{"interruptions_record_cause", R"(
    INSERT INTO interruption_cause (cause_id, person_id, day, site_code, seen, cause, staff_id,
                                    recorded_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8))"};

// A row of lives_here.
struct Happening {
  PersonId person;
  std::string kind;
  std::optional<Day> from_day;
  std::optional<Day> until_day;
  std::optional<absl::Time> from_time;
  std::optional<absl::Time> until_time;
  std::string code;
  std::optional<std::string> site_code;
  std::optional<db::Bytes> answer;
};

Happening ReadHappening(const db::Row& row) {
  Happening one;
  std::tie(one.person, one.kind, one.from_day, one.until_day, one.from_time, one.until_time,
           one.code, one.site_code, one.answer) =
      row.As<PersonId, std::string, std::optional<Day>, std::optional<Day>,
             std::optional<absl::Time>, std::optional<absl::Time>, std::string,
             std::optional<std::string>, std::optional<db::Bytes>>();
  return one;
}

Days DaysOf(const Happening& one) { return {*one.from_day, *one.until_day}; }

void Add(const Happening& one, const DayReckoning& reckoning, KnownLife* known) {
  Life& life = known->life;
  if (one.kind == "episode") life.episodes.push_back({*one.from_day, one.until_day});
  if (one.kind == "dose") life.doses.push_back({DaysOf(one), one.from_time});
  if (one.kind == "unknown") life.unknown.push_back(DaysOf(one));
  if (one.kind == "custody") {
    life.custody.push_back({one.person, *one.from_day, one.site_code, one.code});
  }
  if (one.kind == "order") life.in_force.push_back(DaysOf(one));
  if (one.kind == "held") {
    const absl::Time until = one.until_time.value_or(absl::InfiniteFuture());
    life.held.push_back({ClinicalDay(*one.from_time, reckoning),
                         one.until_time ? ClinicalDay(until, reckoning) : Day::max()});
  }
  if (one.kind == "withheld") life.withheld.insert(*one.from_day);
  if (one.kind == "refused") life.refused.insert(*one.from_day);
  if (one.answer)
    known->refused_calls.push_back({*one.from_time, one.kind == "no_dose", *one.answer});
}

// The life of a person among them, which are in the order of people.
KnownLife* Of(std::vector<KnownLife>* lives, PersonId person) {
  const auto found = std::lower_bound(
      lives->begin(), lives->end(), person,
      [](const KnownLife& known, PersonId wanted) { return known.life.person < wanted; });
  return found == lives->end() || found->life.person != person ? nullptr : &*found;
}

void AddNumbers(db::Transaction& transaction, std::vector<KnownLife>* lives) {
  std::vector<PersonId> people;
  for (const KnownLife& known : *lives) people.push_back(known.life.person);
  for (const db::Row& row : transaction.Run(kNumbers, people)) {
    auto [person, number] = row.As<PersonId, std::string>();
    if (KnownLife* known = Of(lives, person)) known->patient_number = std::move(number);
  }
}

void AddTransfers(db::Transaction& transaction, Day since, std::optional<PersonId> wanted,
                  const DayReckoning& reckoning, std::vector<KnownLife>* lives) {
  for (const db::Row& row : transaction.Run(kTransfers, since, wanted)) {
    auto [person, requested_at, from_day, was_accepted, ended_at] =
        row.As<PersonId, absl::Time, Day, bool, std::optional<absl::Time>>();
    const auto days = transfers::DaysBetween({.from_day = from_day, .requested_at = requested_at},
                                             was_accepted, ended_at, reckoning);
    if (KnownLife* known = Of(lives, person)) {
      known->life.between.push_back({days.from, days.until});
    }
  }
}

void AddWords(db::Transaction& transaction, Day since, std::optional<PersonId> wanted,
              std::vector<KnownLife>* lives) {
  for (const db::Row& row : transaction.Run(kSaid, since, wanted)) {
    auto [person, day, cause, login, at] =
        row.As<PersonId, Day, std::string, std::string, absl::Time>();
    if (KnownLife* known = Of(lives, person)) known->said.push_back({day, cause, login, at});
  }
  for (const db::Row& row : transaction.Run(kAttached, since, wanted)) {
    auto [person, day, barrier] = row.As<PersonId, Day, Uuid>();
    if (KnownLife* known = Of(lives, person)) known->barriers.push_back({day, barrier});
  }
}

}  // namespace

std::vector<KnownLife> LoadLives(db::Transaction& transaction, Day since,
                                 std::optional<PersonId> wanted, const DayReckoning& reckoning) {
  std::vector<KnownLife> lives;
  for (const db::Row& row : transaction.Run(kLives, since, wanted)) {
    const Happening one = ReadHappening(row);
    if (lives.empty() || lives.back().life.person != one.person) {
      lives.emplace_back().life.person = one.person;
    }
    Add(one, reckoning, &lives.back());
  }
  AddNumbers(transaction, &lives);
  AddTransfers(transaction, since, wanted, reckoning, &lives);
  AddWords(transaction, since, wanted, &lives);
  return lives;
}

Network LoadNetwork(db::Transaction& transaction, Day since) {
  Network network;
  for (sites::Site& site : sites::LoadAll(transaction)) {
    const std::string code = site.code;
    network.sites.emplace(code, std::move(site));
  }
  for (const db::Row& row : transaction.Run(kClosures, since)) {
    auto [site, day, reason] = row.As<std::string, Day, std::string>();
    network.closures[{site, day}] = reason;
  }
  return network;
}

void RecordCause(db::Transaction& transaction, const NewCause& said, StaffId by, absl::Time now) {
  transaction.Run(kRecordCause, said.id, said.person, said.day, said.site_code, said.seen,
                  said.cause, by, now);
}

}  // namespace oat::interruptions
