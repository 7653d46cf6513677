// How each dose is known, which days nothing covers, and how far the parts can be relied on.
#include "services/packet/rules.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"

namespace oat::packet {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

const Day kToday(2026, 11, 21);

Uuid Id(int number) { return Uuid(absl::StrCat("019d7a52-4c1e-7a31-9c55-0d4e6b2f8a", number)); }

Swallowed Fact(Day day, const std::string& cause = "authorised", bool by_two = false,
               const std::string& detail = "") {
  static int facts = 10;
  return {.id = Id(++facts),
          .clinical_day = day,
          .portion = 1,
          .cause = cause,
          .by_two = by_two,
          .detail = detail,
          .drug_form = "methadone_oral_solution",
          .micrograms = Micrograms(80'000),
          .taken_at = absl::FromCivil(day, absl::UTCTimeZone()),
          .site_code = "ALA1"};
}

bottles::Bottle BottleOf(Day day, const std::string& state) {
  static int bottles = 50;
  bottles::Bottle bottle;
  bottle.id = Id(++bottles);
  bottle.clinical_day = day;
  bottle.portion = 1;
  bottle.drug_form = "methadone_oral_solution";
  bottle.micrograms = Micrograms(80'000);
  bottle.state = state;
  if (state == "recalled") bottle.bring_back_until = day + 1;
  return bottle;
}

Poured PouredOn(Day day, bool unresolved) {
  return {.id = Id(unresolved ? 98 : 99),
          .clinical_day = day,
          .drug_form = "methadone_oral_solution",
          .micrograms = Micrograms(80'000),
          .at = absl::FromCivil(day, absl::UTCTimeZone()),
          .site_code = "ALA1",
          .unresolved = unresolved};
}

TEST(Knowledge, OfAFactIsHowItCameIntoTheRecord) {
  EXPECT_EQ(KnowledgeOf(Fact(kToday)), Knowledge::kObserved);
  for (const char* cause : {"downtime", "over_pour", "wrong_person", "wrong_product"}) {
    EXPECT_EQ(KnowledgeOf(Fact(kToday, cause, true)), Knowledge::kRecordedAfterwards) << cause;
  }
  EXPECT_EQ(KnowledgeOf(Fact(kToday, "imported")), Knowledge::kReported);
  EXPECT_EQ(KnowledgeOf(Fact(kToday, "a cause of tomorrow")), Knowledge::kReported)
      << "what is not known here nobody here watched";
  for (const char* evidence : {"seen_by_staff", "camera", "cup_found_empty", "reversed"}) {
    EXPECT_EQ(KnowledgeOf(Fact(kToday, "authorised", true, evidence)),
              Knowledge::kSettledAfterwards)
        << evidence;
  }
  EXPECT_EQ(KnowledgeOf(Fact(kToday, "authorised", true, "person_says")), Knowledge::kPersonSays);
}

TEST(Confidence, OfADoseIsThatOfHowItIsKnown) {
  EXPECT_EQ(ConfidenceOf(Knowledge::kObserved), Confidence::kObserved);
  EXPECT_EQ(ConfidenceOf(Knowledge::kRecordedAfterwards), Confidence::kAfterwards);
  EXPECT_EQ(ConfidenceOf(Knowledge::kSettledAfterwards), Confidence::kAfterwards);
  EXPECT_EQ(ConfidenceOf(Knowledge::kPersonSays), Confidence::kReported);
  EXPECT_EQ(ConfidenceOf(Knowledge::kReported), Confidence::kReported);
  EXPECT_EQ(ConfidenceOf(Knowledge::kTakenHome), Confidence::kAssumed);
  for (const auto unknown : {Knowledge::kOpen, Knowledge::kUnresolved, Knowledge::kBottleUnknown}) {
    EXPECT_EQ(ConfidenceOf(unknown), Confidence::kUnknown);
  }
}

TEST(Doses, AreOfFactsOfWhatWasPouredAndOfBottlesTheLatestFirst) {
  const auto doses = DosesOf(
      {Fact(kToday - 5), Fact(kToday - 1)}, {PouredOn(kToday - 2, true)},
      {BottleOf(kToday - 3, "at_home"), BottleOf(kToday - 4, "lost"), BottleOf(kToday, "at_home"),
       BottleOf(kToday + 1, "at_home"), BottleOf(kToday - 6, "returned"),
       BottleOf(kToday - 6, "drunk_here"), BottleOf(kToday - 6, "prepared")},
      kToday);
  std::vector<std::pair<int, Knowledge>> days;
  for (const Dose& dose : doses) {
    days.emplace_back(static_cast<int>(kToday - dose.clinical_day), dose.knowledge);
  }
  EXPECT_THAT(days, ElementsAre(Pair(0, Knowledge::kTakenHome), Pair(1, Knowledge::kObserved),
                                Pair(2, Knowledge::kUnresolved), Pair(3, Knowledge::kTakenHome),
                                Pair(4, Knowledge::kBottleUnknown), Pair(5, Knowledge::kObserved)));
  ASSERT_NE(LastTold(doses), nullptr);
  EXPECT_EQ(LastTold(doses)->clinical_day, kToday - 1) << "a bottle at home tells of nothing";
  EXPECT_EQ(LastTold({}), nullptr);
}

TEST(Doses, OfAnOwnBottleThatStandsAtTheWindowAreOne) {
  const bottles::Bottle bottle = BottleOf(kToday, "at_home");
  Poured poured = PouredOn(kToday, false);
  poured.bottle = bottle.id;
  const auto doses = DosesOf({}, {poured}, {bottle}, kToday);
  ASSERT_THAT(doses, SizeIs(1));
  EXPECT_EQ(doses[0].knowledge, Knowledge::kOpen);
}

TEST(Doses, ThatTookThePlaceOfAnotherSayIt) {
  Swallowed vomited = Fact(kToday);
  vomited.for_vomited = true;
  bottles::Bottle written_off = BottleOf(kToday - 1, "replaced");
  written_off.was_replaced = true;
  Swallowed second = Fact(kToday - 1);
  second.portion = 2;
  const auto doses =
      DosesOf({vomited, Fact(kToday - 1), second, Fact(kToday - 2)}, {}, {written_off}, kToday);
  int replacements = 0;
  for (const Dose& dose : doses) replacements += dose.is_replacement ? 1 : 0;
  EXPECT_EQ(replacements, 2) << "of the vomited one and of the bottle's portion, not of the other";
}

TEST(Days, ThatNothingCoversAreTheLatestFirstWithoutToday) {
  Swallowed depot = Fact(kToday - 9);
  depot.interval = {.usual_days = 3, .latest_days = 4};
  const auto doses = DosesOf({depot, Fact(kToday - 3)}, {PouredOn(kToday - 2, false)}, {}, kToday);
  EXPECT_THAT(UncoveredDays(doses, kToday - 10, kToday),
              ElementsAre(kToday - 1, kToday - 4, kToday - 5, kToday - 10))
      << "an open dose is no gap: nobody can say";
  EXPECT_THAT(UncoveredDays(doses, kToday, kToday), IsEmpty());
}

TEST(Gap, IsTheFirstReasonThatFits) {
  DayKept day{.refused = true, .withheld = true};
  EXPECT_EQ(GapOf(day), Gap::kRefused);
  day.refused = false;
  EXPECT_EQ(GapOf(day), Gap::kWithheld);
  day.withheld = false;
  day.is_before_known = true;
  EXPECT_EQ(GapOf(day), Gap::kNotKnown);
  day.is_before_known = false;
  EXPECT_EQ(GapOf(day), Gap::kNoSite);
  day.site_code = "ALA1";
  EXPECT_EQ(GapOf(day), Gap::kNoOrder);
  day.has_order = true;
  EXPECT_EQ(GapOf(day), Gap::kSiteClosed);
  day.site_opens = true;
  EXPECT_EQ(GapOf(day), Gap::kNotCome);
}

TEST(Order, OfADayIsTheNewestThatBegan) {
  prescribing::Order first{.version = 1, .from_day = kToday - 20, .until_day = kToday + 10};
  prescribing::Order second{.version = 2, .from_day = kToday - 5, .until_day = kToday - 2};
  prescribing::Order ahead{.version = 3, .from_day = kToday + 1, .until_day = kToday + 20};
  for (auto* order : {&first, &second, &ahead}) {
    order->steps = {{order->from_day, order->until_day, {Micrograms(80'000)}}};
  }
  const std::vector<prescribing::Order> versions = {ahead, second, first};
  EXPECT_EQ(OrderOn(versions, kToday - 6)->version, 1);
  EXPECT_EQ(OrderOn(versions, kToday - 3)->version, 2);
  EXPECT_EQ(OrderOn(versions, kToday), nullptr) << "an older one does not come back";
  EXPECT_EQ(OrderOn(versions, kToday + 1)->version, 3);
  EXPECT_EQ(OrderOn({}, kToday), nullptr);
}

Confidence Label(const Known& known, Part part) { return LabelsOf(known).at(part); }

TEST(Labels, OfAPartAreThatOfTheLeastSure) {
  Known known{.doses = DosesOf({Fact(kToday)}, {}, {}, kToday), .today = kToday};
  known.last = &known.doses.front();
  EXPECT_EQ(Label(known, Part::kDoses), Confidence::kObserved);
  EXPECT_EQ(Label(known, Part::kLastDose), Confidence::kObserved);
  EXPECT_EQ(Label(known, Part::kDaysWithoutDose), Confidence::kObserved);
  known.doses = DosesOf({Fact(kToday), Fact(kToday - 1, "imported")}, {}, {}, kToday);
  EXPECT_EQ(Label(known, Part::kDoses), Confidence::kReported);
  EXPECT_EQ(Label(known, Part::kDaysWithoutDose), Confidence::kObserved);
  known.gaps = {{kToday - 2, Gap::kNotCome}};
  EXPECT_EQ(Label(known, Part::kDaysWithoutDose), Confidence::kObserved);
  known.gaps.emplace_back(kToday - 20, Gap::kNotKnown);
  EXPECT_EQ(Label(known, Part::kDaysWithoutDose), Confidence::kUnknown) << "nobody can say";
  EXPECT_EQ(Label(known, Part::kDoses), Confidence::kReported) << "of those that are listed";
  known.gaps.clear();
  known.bottles = {BottleOf(kToday - 1, "at_home")};
  known.doses = DosesOf({Fact(kToday)}, {}, known.bottles, kToday);
  EXPECT_EQ(Label(known, Part::kDoses), Confidence::kAssumed);
  EXPECT_EQ(Label(known, Part::kDaysWithoutDose), Confidence::kAssumed);
  EXPECT_EQ(Label(known, Part::kBottles), Confidence::kObserved) << "its day is over: none is out";
  known.doses = DosesOf({Fact(kToday)}, {PouredOn(kToday - 1, true)}, {}, kToday);
  EXPECT_EQ(Label(known, Part::kDoses), Confidence::kUnknown);
  EXPECT_EQ(LabelsOf({.today = kToday}).at(Part::kDoses), Confidence::kUnknown) << "of nothing";
  EXPECT_EQ(LabelsOf({.today = kToday}).at(Part::kLastDose), Confidence::kUnknown);
}

TEST(Labels, OfTheOrderAndOfBottles) {
  prescribing::Order order{.signed_by = StaffId(7)};
  Known known{.order = &order, .bottles = {BottleOf(kToday + 1, "at_home")}, .today = kToday};
  EXPECT_EQ(Label(known, Part::kOrder), Confidence::kObserved);
  EXPECT_EQ(Label(known, Part::kBottles), Confidence::kAssumed);
  order.signed_by.reset();
  known.bottles.push_back(BottleOf(kToday - 3, "recalled"));
  EXPECT_EQ(Label(known, Part::kOrder), Confidence::kReported) << "carried over, and not signed";
  EXPECT_EQ(Label(known, Part::kBottles), Confidence::kUnknown);
  EXPECT_THAT(BottlesOut(known.bottles, kToday), SizeIs(2)) << "one asked back stays out";
  known.order = nullptr;
  EXPECT_EQ(Label(known, Part::kOrder), Confidence::kUnknown);
  known.shows_cautions = true;
  EXPECT_EQ(Label(known, Part::kFlags), Confidence::kReported);
}

TEST(Consent, MeansASiteByItsCodeOrByItsName) {
  EXPECT_TRUE(IsMeant("SEM1", "SEM1", ""));
  EXPECT_TRUE(IsMeant(" sem1 ", "SEM1", "Clinic 3"));
  EXPECT_TRUE(IsMeant("Clinic 3", "SEM1", "Clinic 3"));
  EXPECT_FALSE(IsMeant("SEM10", "SEM1", ""));
  EXPECT_FALSE(IsMeant("Clinic 3", "SEM1", ""));
  EXPECT_FALSE(IsMeant("", "SEM1", ""));
}

}  // namespace
}  // namespace oat::packet
