#include "clients/ctl/access_log_page.h"

#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "clients/ctl/print.h"
#include "oat/v1/contract.pb.h"

namespace oat::ctl {
namespace {

// Plain words: whoever reads them never saw the contract.
struct PageWords {
  const char* title;
  const char* number;
  std::vector<const char*> handed_over;
  const char* older;
  std::vector<std::string> columns;
  std::map<v1::Purpose, const char*> purposes;
  std::map<std::string, const char*> outcomes;
  const char* not_opened;
};

PageWords InKazakh() {
  return {.title = "Жазбаңызды кім қараған",
          .number = "Пациент нөмірі",
          .handed_over = {"Бұл парақ сіздікі. Ол тек өзіңізге, оңаша беріледі; оны ешкімге",
                          "көрсетуге міндетті емессіз.",
                          "Түсініксіз жол болса, пунктіңіздің басшысынан сұраңыз."},
          .older = "Бұдан бұрынғы жолдар да бар: сұрап алыңыз.",
          .columns = {"қашан", "пункт", "кім", "не үшін", "нәтиже"},
          .purposes = {{v1::PURPOSE_UNSPECIFIED, "көрсетілмеген"},
                       {v1::PURPOSE_TREATMENT, "емдеу"},
                       {v1::PURPOSE_IDENTITY_CHECK, "жеке басын тексеру"},
                       {v1::PURPOSE_PATIENT_ADMINISTRATION, "тіркеу"},
                       {v1::PURPOSE_BREAK_GLASS, "шұғыл жағдай"},
                       {v1::PURPOSE_PATIENT_REQUEST, "өз өтінішіңіз"},
                       {v1::PURPOSE_DISCLOSURE, "сырттан сұрау"},
                       {v1::PURPOSE_OVERSIGHT, "қарауды тексеру"}},
          .outcomes = {{"read", "қарады"},
                       {"accepted", "жазды"},
                       {"refused", "бас тартылды"},
                       {"replayed", "қайталады"}},
          .not_opened = "ашылмады"};
}

PageWords InRussian() {
  return {
      .title = "Кто смотрел вашу запись",
      .number = "Номер пациента",
      .handed_over = {"Этот лист ваш. Его отдают только вам, наедине; показывать его вы никому",
                      "не обязаны.", "Если строка непонятна, спросите руководителя вашего пункта."},
      .older = "Есть и более ранние строки: попросите их.",
      .columns = {"когда", "пункт", "кто", "зачем", "итог"},
      .purposes = {{v1::PURPOSE_UNSPECIFIED, "не указано"},
                   {v1::PURPOSE_TREATMENT, "лечение"},
                   {v1::PURPOSE_IDENTITY_CHECK, "проверка личности"},
                   {v1::PURPOSE_PATIENT_ADMINISTRATION, "оформление"},
                   {v1::PURPOSE_BREAK_GLASS, "неотложный случай"},
                   {v1::PURPOSE_PATIENT_REQUEST, "ваша просьба"},
                   {v1::PURPOSE_DISCLOSURE, "запрос извне"},
                   {v1::PURPOSE_OVERSIGHT, "проверка доступа"}},
      .outcomes = {{"read", "смотрели"},
                   {"accepted", "записали"},
                   {"refused", "отказано"},
                   {"replayed", "повторили"}},
      .not_opened = "не открыто"};
}

PageWords InEnglish() {
  return {
      .title = "Who has looked at your record",
      .number = "Patient number",
      .handed_over = {"This page is yours. It is handed to you alone, in private; you need show",
                      "it to nobody.",
                      "If a line makes no sense to you, ask the manager of your site."},
      .older = "There are older lines: ask for them.",
      .columns = {"when", "site", "who", "what for", "outcome"},
      .purposes = {{v1::PURPOSE_UNSPECIFIED, "not recorded"},
                   {v1::PURPOSE_TREATMENT, "treatment"},
                   {v1::PURPOSE_IDENTITY_CHECK, "identity check"},
                   {v1::PURPOSE_PATIENT_ADMINISTRATION, "administration"},
                   {v1::PURPOSE_BREAK_GLASS, "emergency"},
                   {v1::PURPOSE_PATIENT_REQUEST, "your own request"},
                   {v1::PURPOSE_DISCLOSURE, "asked from outside"},
                   {v1::PURPOSE_OVERSIGHT, "audit"}},
      .outcomes = {{"read", "looked"},
                   {"accepted", "recorded"},
                   {"refused", "refused"},
                   {"replayed", "repeated"}},
      .not_opened = "not opened"};
}

PageWords WordsIn(const std::string& language) {
  return language == "kk" ? InKazakh() : language == "ru" ? InRussian() : InEnglish();
}

std::string WhatFor(const PageWords& words, const v1::AccessLogEntry& entry) {
  const auto found = words.purposes.find(entry.purpose());
  const std::string purpose = found == words.purposes.end() ? "?" : found->second;
  return entry.recipient().empty() ? purpose : absl::StrCat(purpose, ": ", entry.recipient());
}

std::string OutcomeOf(const PageWords& words, const v1::AccessLogEntry& entry) {
  const auto found = words.outcomes.find(entry.outcome());
  return found == words.outcomes.end() ? words.not_opened : found->second;
}

std::string OrDash(const std::string& text) { return text.empty() ? "-" : text; }

}  // namespace

void PrintAccessLog(const v1::GetAccessLogResponse& log, const std::string& patient_number,
                    const std::string& language, std::ostream& out) {
  const PageWords words = WordsIn(language);
  out << words.title << "\n" << words.number << ": " << patient_number << "\n\n";
  for (const char* line : words.handed_over) out << line << "\n";
  out << "\n";
  Listing listing(words.columns);
  for (const v1::AccessLogEntry& entry : log.entries()) {
    listing.Add({FormatTime(entry.at()), OrDash(entry.site_code()), OrDash(entry.login()),
                 WhatFor(words, entry), OutcomeOf(words, entry)});
  }
  listing.Print(out);
  if (log.has_more()) out << "\n" << words.older << "\n";
}

}  // namespace oat::ctl
