#include "clients/ctl/packet_page.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "clients/ctl/print.h"

namespace oat::ctl {
namespace {

// Columns of a page on paper.
constexpr size_t kWidth = 72;
// Columns of the name of a field.
constexpr size_t kNames = 16;

// A code as people read it: family_name is "family name".
std::string Plain(const std::string& code) { return absl::StrReplaceAll(code, {{"_", " "}}); }

void PrintLine(const std::string& name, const std::string& value, std::ostream& out) {
  const size_t width = DisplayWidth(name);
  out << name << std::string(width < kNames ? kNames - width : 1, ' ') << value << "\n";
}

}  // namespace

void PrintPacket(const v1::DisclosurePacket& packet, std::ostream& out) {
  const std::string rule(kWidth, '-');
  out << "Told of one person, and of nobody else\n" << rule << "\n";
  PrintLine("to", absl::StrCat(Plain(Word(packet.recipient_kind())), ": ", packet.recipient()),
            out);
  if (!packet.reference().empty()) PrintLine("reference", packet.reference(), out);
  PrintLine("request", packet.disclosure_id(), out);
  PrintLine("made", FormatTime(packet.made_at()), out);
  auto element = v1::DISCLOSURE_ELEMENT_UNSPECIFIED;
  for (const v1::DisclosedField& field : packet.fields()) {
    if (field.element() != element) out << "\n" << Plain(Word(field.element())) << "\n";
    element = field.element();
    const bool is_code = field.field() == "drug_form";
    PrintLine("  " + Plain(field.field()), is_code ? Plain(field.value()) : field.value(), out);
  }
  out << rule << "\n";
  for (const std::string& notice : packet.notice()) out << Wrap(notice, kWidth) << "\n\n";
}

}  // namespace oat::ctl
