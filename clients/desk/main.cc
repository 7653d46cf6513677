// oat-desk: the tool at the dispensing window. For now its scripted face.
#include <sodium.h>

#include <CLI/CLI.hpp>
#include <fstream>
#include <iostream>

#include "clients/desk/script.h"

namespace oat::desk {
namespace {

int Fail(const std::string& message) {
  std::cerr << "oat-desk: " << message << "\n";
  return 1;
}

int Main(int argc, char** argv) {
  CLI::App app("The desk of a dispensing window.", "oat-desk");
  std::string server;
  std::string token_file;
  std::string journal_path;
  std::string language = "en";
  bool json = false;
  app.add_option("--server", server, "Where oatd listens: unix:/path")
      ->envname("OAT_SERVER")
      ->required();
  app.add_option("--device-token-file", token_file, "File with this device's token")
      ->envname("OAT_DEVICE_TOKEN_FILE")
      ->required();
  app.add_option("--journal", journal_path, "The desk's store of request ids")
      ->envname("OAT_JOURNAL")
      ->required();
  app.add_option("--language", language, "en, ru or kk")
      ->check(CLI::IsMember({"en", "ru", "kk"}))
      ->capture_default_str();
  app.add_flag("--json", json, "Read JSON commands from standard input, one a line")->required();
  CLI11_PARSE(app, argc, argv);
  if (sodium_init() < 0) return Fail("no source of random numbers");
  std::ifstream stream(token_file);
  std::string token;
  if (!std::getline(stream, token)) return Fail(token_file + ": no token there");
  auto journal = Journal::Open(journal_path);
  if (!journal.ok()) return Fail(std::string(journal.status().message()));
  Window window(link::Link(server, token), *std::move(journal));
  RunScript(window,
            language == "kk"   ? Language::kKazakh
            : language == "ru" ? Language::kRussian
                               : Language::kEnglish,
            std::cin, std::cout);
  return 0;
}

}  // namespace
}  // namespace oat::desk

int main(int argc, char** argv) { return oat::desk::Main(argc, argv); }
