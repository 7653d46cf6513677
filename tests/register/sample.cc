#include "tests/register/sample.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "oat/v1/medication.pb.h"
#include "oat/v1/stock_account.pb.h"

namespace oat::registers {
namespace {

constexpr char kSolution[] = "METHADONE-5MG-ML";
constexpr char kTablet[] = "BUPRENORPHINE-8MG";
constexpr char kDepot[] = "BUPRENORPHINE-DEPOT-WEEKLY-16MG";

void AddProduct(Book* book, const std::string& code, v1::DrugForm form, const std::string& strength,
                v1::StockUnit unit, int64_t micrograms, int64_t opening) {
  v1::Product& product = book->products[code];
  product.set_product_code(code);
  product.set_drug_form(form);
  product.set_strength(strength);
  product.set_unit(unit);
  product.set_micrograms_per_unit(micrograms);
  v1::StockAccount* kept = book->whole.add_opening();
  kept->set_product_code(code);
  kept->set_quantity(opening);
}

Book EmptyBook() {
  Book book{.from_day = "2026-11-25", .until_day = "2026-11-26"};
  book.place = {.name = "Аптека № 7",
                .code = "ALA1",
                .address = "Алматы, Абай даңғылы 12",
                .licence = "KZ-0712",
                .reckoning = {.boundary_minutes = 240}};
  absl::LoadTimeZone("Asia/Almaty", &book.place.reckoning.zone);
  book.printed_at = absl::FromUnixSeconds(1795780800);
  AddProduct(&book, kTablet, v1::DRUG_FORM_BUPRENORPHINE_SUBLINGUAL, "8 mg", v1::STOCK_UNIT_TABLET,
             8000, 1'200);
  AddProduct(&book, kDepot, v1::DRUG_FORM_BUPRENORPHINE_DEPOT_WEEKLY, "16 mg",
             v1::STOCK_UNIT_SYRINGE, 16000, 30);
  AddProduct(&book, kSolution, v1::DRUG_FORM_METHADONE_ORAL_SOLUTION, "5 mg/mL",
             v1::STOCK_UNIT_MICROLITRE, 5000, 1'000'000);
  return book;
}

void ToPatient(v1::RegisterLine* line, const std::string& number, const std::string& identity) {
  line->set_patient_number(number);
  line->set_prescriber("dr.omarova");
  line->set_identity_check(identity);
}

void AddDoses(Book* book) {
  v1::RegisterLine* line = AddLine(book, v1::REGISTER_LINE_KIND_CONSUMED, kTablet, -2);
  ToPatient(line, "5X8D2YS8SW", "photo");
  line = AddLine(book, v1::REGISTER_LINE_KIND_CONSUMED, kDepot, -1);
  ToPatient(line, "7K3MPZ4Q8X", "second_identifier");
  line = AddLine(book, v1::REGISTER_LINE_KIND_CONSUMED, kSolution, -16'100);
  ToPatient(line, "2V7HQ9T3MC", "photo");
  line = AddLine(book, v1::REGISTER_LINE_KIND_CONSUMED, kSolution, -12'500);
  ToPatient(line, "9RB4WX6K2F", "known_to_nurse");
  // Told a day after it happened.
  line->mutable_at()->set_seconds(line->at().seconds() - 86'400);
  line = AddLine(book, v1::REGISTER_LINE_KIND_CONSUMED, kSolution, 5'000);
  ToPatient(line, "2V7HQ9T3MC", "photo");
  line->set_second("nurse.serik");
}

void AddBottles(Book* book) {
  for (const auto& [serial, collected_by] :
       {std::pair("B-5X8D2YS8SW", ""), std::pair("B-5X8D2YS8SX", "delegate")}) {
    v1::RegisterLine* line = AddLine(book, v1::REGISTER_LINE_KIND_TAKEN_HOME, kSolution, -16'000);
    ToPatient(line, "4TN8CE1ZPA", "photo");
    line->set_serial(serial);
    line->set_collected_by(collected_by);
  }
  v1::RegisterLine* line = AddLine(book, v1::REGISTER_LINE_KIND_TAKEN_HOME, kSolution, 6'000);
  ToPatient(line, "4TN8CE1ZPA", "");
  line->set_serial("B-5X8D2YS8SX");
}

void AddOthers(Book* book) {
  v1::RegisterLine* line = AddLine(book, v1::REGISTER_LINE_KIND_RECEIVED, kSolution, 2'000'000);
  line->set_party("ТОО «КазФарм», Алматы, ул. Жибек жолы 50");
  line->set_note("накладная N-17");
  AddLine(book, v1::REGISTER_LINE_KIND_ACKNOWLEDGED, kSolution, 250'000)
      ->set_party("SEM1, Семей, Қабанбай батыр 3");
  AddLine(book, v1::REGISTER_LINE_KIND_SENT, kSolution, -100'000)->set_party("PVL1, Павлодар");
  AddLine(book, v1::REGISTER_LINE_KIND_DESTROYED, kSolution, -11'000)->set_second("nurse.serik");
  AddLine(book, v1::REGISTER_LINE_KIND_VARIANCE, kSolution, 1'500);
  line = AddLine(book, v1::REGISTER_LINE_KIND_VARIANCE, kSolution, -700);
  line->set_second("nurse.serik");
  line->set_note("пролито у окна W1, \"до девяти\"");
  line = AddLine(book, v1::REGISTER_LINE_KIND_RETURNED, kTablet, -100);
  line->set_party("ТОО «КазФарм», Алматы");
  line->set_note("отозвана серия");
  AddLine(book, v1::REGISTER_LINE_KIND_LOST, kDepot, -1)->set_note("дело 3");
  line = AddLine(book, v1::REGISTER_LINE_KIND_CORRECTION, kSolution, -50'000);
  line->set_second("manager.ala1");
  line->set_note("имелась в виду другая серия");
}

}  // namespace

v1::RegisterLine* AddLine(Book* book, v1::RegisterLineKind kind, const std::string& product,
                          int64_t quantity) {
  int64_t balance = 0;
  for (const v1::StockAccount& kept : book->whole.opening()) {
    if (kept.product_code() == product) balance = kept.quantity();
  }
  for (const v1::RegisterLine& line : book->whole.lines()) {
    if (line.product_code() == product) balance = line.balance();
  }
  // The 25th, a minute after another from nine in the morning on.
  constexpr int64_t kNineOClock = 1795579200;
  v1::RegisterLine* line = book->whole.add_lines();
  line->mutable_at()->set_seconds(kNineOClock + 60 * (book->whole.lines_size() - 1));
  line->set_clinical_day("2026-11-25");
  line->set_kind(kind);
  line->set_product_code(product);
  line->set_lot_number("LOT-7");
  line->set_quantity(quantity);
  line->set_balance(balance + quantity);
  line->set_staff("nurse.aigerim");
  return line;
}

Book SampleBook() {
  Book book = EmptyBook();
  AddDoses(&book);
  AddBottles(&book);
  AddOthers(&book);
  return book;
}

Book LongBook(int doses) {
  Book book = SampleBook();
  for (int i = 0; i < doses; ++i) {
    v1::RegisterLine* line = AddLine(&book, v1::REGISTER_LINE_KIND_CONSUMED, kSolution, -1'000);
    ToPatient(line, absl::StrFormat("PATIENT%04d", i), "photo");
  }
  return book;
}

}  // namespace oat::registers
