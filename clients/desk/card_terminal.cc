// The terminal where somebody shows a card: one page, and back.
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "clients/desk/card_words.h"
#include "clients/desk/terminal.h"
#include "oat/v1/card.pb.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/reason.pb.h"

namespace oat::desk {
namespace {

// What a card says, or what is so now.
void AddContent(const Catalogue& say, const Pages& pages, const v1::CardContent& content,
                std::vector<std::string>* lines) {
  std::vector<std::string> portions;
  for (int64_t portion : content.portion_micrograms()) portions.push_back(InMilligrams(portion));
  lines->push_back(portions.empty()
                       ? say(text::kCardNoOrder)
                       : say(text::kCardOrder, {{"dose", absl::StrJoin(portions, " + ")},
                                                {"form", say(content.drug_form())},
                                                {"day", content.dose_until_day()}}));
  const v1::CardDose& last = content.last_dose();
  lines->push_back(
      content.has_last_dose()
          ? say(text::kCardLast,
                {{"dose", InMilligrams(last.micrograms())},
                 {"form", say(last.drug_form())},
                 {"time", pages.DayAndWall(absl::FromUnixSeconds(last.taken_at().seconds()))}})
          : say(text::kCardNoLast));
  lines->push_back(
      content.bottles() == 0
          ? say(text::kCardNoBottles)
          : say(text::kCardBottles, {{"count", absl::StrCat(content.bottles())},
                                     {"days", absl::StrJoin(content.bottle_days(), ", ")}}));
}

}  // namespace

void Terminal::ShowCard(const std::string& card) {
  const auto reading = window_.cards().Read(window_.link(), window_.journal(), card);
  if (!reading.ok()) return Explain(reading.status());
  if (reading->is_offline) window_.downtime().SawAway();
  const v1::ReadCardResponse& response = reading->response;
  std::vector<std::string> lines;
  for (const v1::Reason& reason : response.outcome().reasons()) lines.push_back(say_(reason));
  if (response.has_content()) {
    const v1::CardContent& content = response.content();
    lines.push_back(
        say_(text::kCardOf,
             {{"number", content.patient_number()},
              {"time", pages_.DayAndWall(absl::FromUnixSeconds(content.issued_at().seconds()))},
              {"site", content.site_code()}}));
    AddContent(say_, pages_, content, &lines);
    if (reading->is_offline) lines.push_back(say_(text::kCardAlone));
  }
  if (response.has_now()) {
    lines.push_back(say_(text::kCardChanged));
    AddContent(say_, pages_, response.now(), &lines);
  }
  // It goes with any key, and is never drawn again behind somebody's back.
  WaitForKey([&] { return pages_.Plain(lines, ""); });
}

void Terminal::TellOfCards() {
  for (const Cards::Told& told : window_.cards().TakeTold()) {
    const v1::Outcome& outcome = told.response.outcome();
    if (outcome.reasons().empty()) continue;
    Notice(say_(text::kCardTold, {{"time", pages_.DayAndWall(told.read_at)}}));
    for (const v1::Reason& reason : outcome.reasons()) Notice(say_(reason));
  }
}

}  // namespace oat::desk
