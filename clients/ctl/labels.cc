// The labels of bottles to take home: drawn, and put in a file or sent to a printer.
#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/ctl/command.h"
#include "clients/ctl/files.h"
#include "clients/ctl/print.h"
#include "clients/label/label.h"
#include "clients/label/output.h"
#include "clients/label/printer.h"
#include "clients/label/zpl.h"
#include "oat/v1/identity.grpc.pb.h"
#include "oat/v1/takehome.grpc.pb.h"
#include "services/base/secret.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

using label::Drawing;

constexpr char kPdf[] = ".pdf";

// Before the server is asked: each look at a person's bottles is in the person's trail.
absl::Status CheckWhereTo(const Arguments& a) {
  const bool is_file = a.Has("--output"), is_printer = a.Has("--printer");
  if (is_file == is_printer) {
    return Invalid("--output", is_file ? "it and --printer" : "nothing",
                   "either a file or a --printer");
  }
  if (!is_file || absl::EndsWith(a.Text("--output"), kPdf)) return absl::OkStatus();
  return Invalid("--output", a.Text("--output"), "a file's name that ends in .pdf");
}

// "75x50", in millimetres.
absl::StatusOr<label::Size> ReadSize(const Arguments& a) {
  if (!a.Has("--size")) return a.Has("--outer") ? label::kBagSize : label::kBottleSize;
  const std::vector<std::string> sides = absl::StrSplit(a.Text("--size"), 'x');
  label::Size size;
  const bool is_size = sides.size() == 2 && absl::SimpleAtoi(sides[0], &size.width) &&
                       absl::SimpleAtoi(sides[1], &size.height);
  if (!is_size) return Invalid("--size", a.Text("--size"), "millimetres, as 75x50");
  return size;
}

// As the law of a place wants it; empty where none does, or where she is treated under a code.
absl::StatusOr<Secret> NameOf(Terminal& t, const std::string& number,
                              const v1::GetBottleLabelsResponse& response) {
  const bool is_wanted = std::any_of(response.labels().begin(), response.labels().end(),
                                     [](const v1::BottleLabel& one) { return one.with_name(); });
  if (!is_wanted) return Secret();
  v1::RevealForLabelRequest request;
  request.set_patient_number(number);
  OAT_ASSIGN_OR_RETURN(const auto name,
                       Ask(t, &v1::IdentityService::Stub::RevealForLabel, request));
  if (name.family_name().empty()) return Secret(name.given_name());
  if (name.given_name().empty()) return Secret(name.family_name());
  return Secret(absl::StrCat(name.family_name(), " ", name.given_name()));
}

absl::StatusOr<Drawing> Draw(const v1::BottleLabel& bottle, v1::LabelLanguage language,
                             const Secret& name, bool is_outer, label::Size size) {
  if (is_outer) {
    return label::DrawBagLabel({bottle.serial(), bottle.emergency_telephone()}, language, size);
  }
  return label::DrawBottleLabel(bottle, language, bottle.with_name() ? name : Secret(), size);
}

absl::Status PutOut(const std::vector<Drawing>& labels, const Arguments& a) {
  if (a.Has("--output")) return WriteSecretFile(a.Text("--output"), label::Pdf(labels));
  std::vector<label::Dots> dots;
  for (const Drawing& one : labels) dots.push_back(label::DotsOf(one));
  return label::Print(a.Text("--printer"), label::Zpl(dots));
}

absl::Status Labels(Terminal& t, const Arguments& a) {
  OAT_RETURN_IF_ERROR(CheckWhereTo(a));
  OAT_ASSIGN_OR_RETURN(const label::Size size, ReadSize(a));
  v1::GetBottleLabelsRequest request;
  request.set_patient_number(a.Text("--patient"));
  for (const std::string& serial : a.All("--serial")) request.add_serials(serial);
  OAT_ASSIGN_OR_RETURN(const auto language,
                       ReadWord<v1::LabelLanguage>("--language", a.Text("--language")));
  request.set_language(language);
  OAT_ASSIGN_OR_RETURN(const auto response,
                       Ask(t, &v1::TakeHomeService::Stub::GetBottleLabels, request));
  Secret name;
  if (!a.Has("--outer")) {
    OAT_ASSIGN_OR_RETURN(name, NameOf(t, request.patient_number(), response));
  }
  // All of them are drawn before any is put out.
  std::vector<Drawing> labels;
  for (const v1::BottleLabel& bottle : response.labels()) {
    OAT_ASSIGN_OR_RETURN(Drawing drawing, Draw(bottle, language, name, a.Has("--outer"), size));
    labels.push_back(std::move(drawing));
  }
  OAT_RETURN_IF_ERROR(PutOut(labels, a));
  return Show(t, response, [&] {
    t.out << labels.size() << (labels.size() == 1 ? " label" : " labels");
    if (a.Has("--printer")) {
      t.out << " sent to " << a.Text("--printer") << "\n";
    } else {
      t.out << " in " << a.Text("--output") << "; delete it when they are printed\n";
    }
  });
}

}  // namespace

Command LabelsCommand() {
  return {
      .name = "labels",
      .what =
          "Draws the labels of bottles as the rules in force want them: in a file of one "
          "label a page, or on a label printer. A name stands on them only where the law "
          "wants it, and the look at it is in the person's trail.",
      .method = "oat.v1.TakeHomeService.GetBottleLabels",
      .example =
          "oatctl take-home labels --patient 7K3MPZ4Q8X --serial B-5X8D2YS8SW "
          "--language kazakh --output labels.pdf",
      .parameters = {{"--patient", "NUMBER", "The patient number"},
                     {"--serial", "SERIAL", "Of a bottle; several after one another", false, true},
                     {"--language", Words<v1::LabelLanguage>(), "In which the patient reads"},
                     {"--output", "FILE", "A PDF that you alone can read"},
                     {"--printer", "HOST:PORT",
                      "A printer of 203 dots an inch that reads ZPL, as 10.0.0.7:9100"},
                     {"--outer", "",
                      "The labels for the neutral bags in their stead: serial and telephone, "
                      "nobody's name and no drug"},
                     {"--size", "SIZE",
                      "Width and height of a label in millimetres; left out: 75x50, and 50x25 "
                      "of an outer one"}},
      .run = Labels};
}

}  // namespace oat::ctl
