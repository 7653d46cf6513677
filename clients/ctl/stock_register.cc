// The register of this device's site: on the screen, as a table for programs, or on pages to sign.
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "clients/ctl/command.h"
#include "clients/ctl/files.h"
#include "clients/ctl/print.h"
#include "clients/ctl/quantity.h"
#include "clients/ctl/stock_parameters.h"
#include "clients/ctl/units.h"
#include "clients/link/register.h"
#include "clients/register/csv.h"
#include "clients/register/pages.h"
#include "clients/register/said.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/site.grpc.pb.h"
#include "oat/v1/stock_register.pb.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

// A year of a large site takes seconds to read and some more to send.
constexpr absl::Duration kPatience = absl::Minutes(2);

// How it is to be laid out, and where to.
struct Form {
  registers::Layout layout = registers::Layout::kReconciliation;
  registers::Language language = registers::Language::kEnglish;
};

// Before the server is asked: what is looked at is in the trail.
absl::StatusOr<Form> ReadForm(const Arguments& a) {
  Form form;
  if (a.Has("--csv") && a.Has("--pdf")) {
    return Invalid("--pdf", "it and --csv", "either of them");
  }
  if (!a.Has("--csv") && !a.Has("--pdf")) return form;
  OAT_ASSIGN_OR_RETURN(form.layout, registers::ReadLayout(a.Text("--layout")));
  if (a.Has("--language")) {
    OAT_ASSIGN_OR_RETURN(form.language, registers::ReadLanguage(a.Text("--language")));
  }
  return form;
}

// The site by the name that the register gives it. Two of one name are told apart by nothing, so
// that only what both have is taken.
absl::StatusOr<registers::Place> PlaceOf(Terminal& t, const std::string& site_name) {
  OAT_ASSIGN_OR_RETURN(const auto response,
                       Ask(t, &v1::SiteService::Stub::ListSites, v1::ListSitesRequest()));
  registers::Place place{.name = site_name};
  place.reckoning = {.zone = absl::UTCTimeZone(), .boundary_minutes = 0};
  std::vector<v1::Site> named;
  for (const v1::Site& site : response.sites()) {
    if (site.contact().name() == site_name || site.site_code() == site_name) named.push_back(site);
  }
  if (named.size() != 1) return place;
  place.code = named[0].site_code();
  place.address = named[0].contact().address();
  place.licence = named[0].licence_number();
  if (absl::LoadTimeZone(named[0].time_zone(), &place.reckoning.zone)) {
    place.reckoning.boundary_minutes = named[0].day_boundary_minutes();
  }
  return place;
}

absl::StatusOr<registers::Book> LoadBook(Terminal& t, const Arguments& a) {
  registers::Book book{
      .from_day = a.Text("from"), .until_day = a.Text("until"), .printed_at = absl::Now()};
  OAT_ASSIGN_OR_RETURN(const auto products, LoadProducts(t));
  for (const v1::Product& product : products.products()) {
    book.products[product.product_code()] = product;
  }
  v1::GetRegisterRequest request;
  request.set_from_day(book.from_day);
  request.set_until_day(book.until_day);
  request.set_product_code(a.Text("product"));
  OAT_ASSIGN_OR_RETURN(link::Link link, t.Connect());
  link.set_patience({.deadline = kPatience});
  OAT_ASSIGN_OR_RETURN(book.whole, link::ReadRegister(link, request));
  OAT_ASSIGN_OR_RETURN(book.place, PlaceOf(t, book.whole.site_name()));
  return book;
}

// Last, when all of it was shown: a register that does not add up is shown as it is.
absl::Status CheckSum(const registers::Book& book) {
  std::vector<std::string> products;
  for (const auto& [code, reckoned] : registers::Reckon(book.whole)) {
    if (!reckoned.adds_up()) products.push_back(code);
  }
  if (products.empty()) return absl::OkStatus();
  return absl::DataLossError(
      absl::StrCat("the register does not add up: ", absl::StrJoin(products, ", ")));
}

void PrintLines(const registers::Book& book, Terminal& t) {
  Listing listing({"day", "at", "entry", "product", "lot", ">quantity", ">balance", "from or to",
                   "ordered by", "by", "note"});
  for (const v1::RegisterLine& line : book.whole.lines()) {
    const v1::StockUnit unit = book.ProductOf(line.product_code()).unit();
    listing.Add({line.clinical_day(), registers::When(registers::TimeOf(line), book.place),
                 Word(line.kind()), line.product_code(), line.lot_number(),
                 FormatQuantity(line.quantity(), unit), FormatQuantity(line.balance(), unit),
                 registers::Party(line), line.prescriber(), registers::SignedBy(line),
                 registers::Margin(line, book.place, registers::Language::kEnglish)});
  }
  listing.Print(t.out);
  Listing sums({"product", ">opening", ">closing"});
  for (const auto& [code, reckoned] : registers::Reckon(book.whole)) {
    const v1::StockUnit unit = book.ProductOf(code).unit();
    sums.Add({code, FormatQuantity(reckoned.opening, unit), FormatQuantity(reckoned.booked, unit)});
  }
  sums.Print(t.out);
}

absl::Status PutOut(const registers::Book& book, const Form& form, const Arguments& a) {
  if (a.Has("--csv")) {
    return WriteSecretFile(a.Text("--csv"), registers::Csv(book, form.layout, form.language));
  }
  OAT_ASSIGN_OR_RETURN(
      const std::string pages,
      registers::Pdf(registers::SheetOf(book, form.layout, form.language), form.language));
  return WriteSecretFile(a.Text("--pdf"), pages);
}

absl::Status ShowRegister(Terminal& t, const Arguments& a) {
  OAT_ASSIGN_OR_RETURN(const Form form, ReadForm(a));
  OAT_ASSIGN_OR_RETURN(const registers::Book book, LoadBook(t, a));
  if (a.Has("--csv") || a.Has("--pdf")) {
    OAT_RETURN_IF_ERROR(PutOut(book, form, a));
    OAT_RETURN_IF_ERROR(Show(t, book.whole, [&] {
      t.out << book.whole.lines_size() << " lines of " << book.place.name << " in "
            << a.Text(a.Has("--csv") ? "--csv" : "--pdf") << "\n";
    }));
  } else {
    OAT_RETURN_IF_ERROR(Show(t, book.whole, [&] { PrintLines(book, t); }));
  }
  return CheckSum(book);
}

}  // namespace

Command RegisterCommand() {
  Parameter product = ProductParameter();
  product.is_optional = true;
  return {.name = "register",
          .what =
              "Shows what came into this site's keeping and what left it, from whom and to whom, "
              "with running balances; or lays it out as a dispensing log (us), as a controlled "
              "drugs register (uk) or as the sum of the period. It names patients by number.",
          .method = "oat.v1.StockService.GetRegister",
          .example =
              "oatctl stock register 2026-11-01 2026-11-30 --layout us --language ru --pdf "
              "november.pdf",
          .parameters = {{"from", "FROM", "The first clinical day"},
                         {"until", "UNTIL", "The last one, at most 400 days in all"},
                         product,
                         {"--layout", "us|uk|reconciliation", "Of the file"},
                         {"--language", "en|ru|kk", "Of the file; left out: en"},
                         {"--csv", "FILE", "A table for programs, that you alone can read"},
                         {"--pdf", "FILE", "Pages to sign, that you alone can read"}},
          .run = ShowRegister};
}

}  // namespace oat::ctl
