// The program as a whole: its help, its errors and exit codes, its JSON, and that program,
// completion and manual page say the same.
#include <google/protobuf/util/json_util.h>

#include <cstdlib>
#include <fstream>
#include <functional>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "clients/ctl/completion.h"
#include "clients/ctl/print.h"
#include "oat/v1/site.pb.h"
#include "tests/ctl/office.h"
#include "tests/support/process.h"

namespace oat::ctl {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::StartsWith;
using testing::UnorderedElementsAre;

using Visitor = std::function<void(const Command&, const Strings& path)>;

void VisitBelow(const Command& command, const Strings& path, const Visitor& visit) {
  visit(command, path);
  for (const Command& one : command.commands) {
    Strings below = path;
    below.push_back(one.name);
    VisitBelow(one, below, visit);
  }
}

// Every command of the tree with the words that lead there.
void VisitAll(const Visitor& visit) {
  const Command root = Tree();
  for (const Command& one : root.commands) VisitBelow(one, {one.name}, visit);
}

Said Typed(const Strings& words) {
  return RunAt(NewFolder(), words, "a password of somebody\na password of somebody\n");
}

TEST(Help, OfEveryCommandTellsWhatWhoAndHow) {
  VisitAll([](const Command& command, const Strings& path) {
    SCOPED_TRACE(absl::StrJoin(path, " "));
    Strings words = path;
    words.push_back("--help");
    const Said said = Typed(words);
    EXPECT_EQ(said.exit_code, kDone) << said.err;
    EXPECT_THAT(said.out, StartsWith(command.what.substr(0, 30)));
    for (const Parameter& parameter : command.parameters) {
      EXPECT_THAT(said.out, HasSubstr(parameter.name));
      EXPECT_THAT(said.out, HasSubstr(parameter.what));
    }
    if (!command.run) return;
    EXPECT_THAT(said.out, HasSubstr("Who may: "));
    EXPECT_THAT(said.out, HasSubstr("\nExample:\n  " + command.example));
    EXPECT_THAT(command.example, HasSubstr("oatctl " + absl::StrJoin(path, " ")));
  });
}

TEST(Help, SaysWhoMayAsTheContractHasIt) {
  EXPECT_THAT(Typed({"incidents", "review", "--help"}).out,
              HasSubstr("Who may: prescriber, signed in."));
  EXPECT_THAT(
      absl::StrReplaceAll(Typed({"stock", "waste", "--help"}).out, {{"\n", " "}}),
      HasSubstr("Who may: nurse or stock custodian, signed in at a device of the site; with "
                "a second person: nurse, stock custodian or site manager."));
  EXPECT_THAT(Typed({"sign-in", "--help"}).out,
              HasSubstr("Who may: anybody at a registered device."));
}

TEST(Help, OfTheProgramListsEveryTopic) {
  const std::string help = Typed({"--help"}).out;
  for (const Command& command : Tree().commands) EXPECT_THAT(help, HasSubstr(command.name));
}

TEST(Examples, AreCommandLinesThatCouldBeTyped) {
  VisitAll([](const Command& command, const Strings& path) {
    if (!command.run || !command.calls_server) return;
    SCOPED_TRACE(command.example);
    // As a shell parts the words: what is quoted is one.
    const Strings parts = absl::StrSplit(command.example, '"');
    Strings words;
    for (size_t i = 0; i < parts.size(); ++i) {
      const Strings some = i % 2 == 0 ? WordsIn(parts[i]) : Strings{parts[i]};
      words.insert(words.end(), some.begin(), some.end());
    }
    words.erase(words.begin());
    // Nobody has signed in on this device, so far they get and no further; what reads a file of the
    // example's first misses that.
    const bool reads_first = path[0] == "import" ||
                             absl::StrContains(command.example, "--authority") ||
                             absl::StrContains(command.example, "photo store") ||
                             absl::StrContains(command.example, ".textproto");
    EXPECT_EQ(Typed(words).exit_code, reads_first ? kRefused : kNotAllowed) << Typed(words).err;
  });
}

TEST(CommandLine, SuggestsTheWordThatWasMeant) {
  const Said stok = Typed({"stok"});
  EXPECT_EQ(stok.exit_code, kCommandLine);
  EXPECT_EQ(stok.err,
            "oatctl: there is no command 'oatctl stok'; did you mean 'stock'?\n"
            "'oatctl --help' lists those there are\n");
  EXPECT_THAT(Typed({"--json", "stock", "recieve"}).err, HasSubstr("did you mean 'receive'?"));
  EXPECT_THAT(Typed({"dup"}).err, HasSubstr("did you mean 'duplicates'?"));
  EXPECT_THAT(Typed({"weather"}).err, testing::Not(HasSubstr("did you mean")));
}

TEST(CommandLine, IsRefusedWithWhereToLook) {
  for (const Strings& words :
       std::vector<Strings>{{"sites", "--jsn"}, {"sign-in"}, {"staff"}, {"sites", "list", "x"}}) {
    const Said said = Typed(words);
    EXPECT_EQ(said.exit_code, kCommandLine);
    EXPECT_THAT(said.err, AllOf(StartsWith("oatctl: "), HasSubstr("--help' shows what it takes")));
    EXPECT_EQ(said.out, "");
  }
  EXPECT_THAT(Typed({"device", "add"}).err, HasSubstr("'oatctl device add --help'"));
}

TEST(CommandLine, NeedsAServerUnlessNoneIsAsked) {
  std::istringstream in;
  std::ostringstream out, err;
  Terminal terminal{in, out, err};
  EXPECT_EQ(RunOatctl({"completion", "bash"}, terminal), kDone);
  EXPECT_THAT(out.str(), HasSubstr("complete -o filenames -F _oatctl oatctl"));
  EXPECT_EQ(RunOatctl({"sites"}, terminal), kCommandLine);
  EXPECT_THAT(err.str(), HasSubstr("--server: got nothing, wanted where oatd listens"));
}

TEST(ExitCode, TellsAScriptWhatHappened) {
  EXPECT_EQ(AtAdmin({"sites"}).exit_code, 0);
  EXPECT_EQ(AtAdmin({"staff", "grant", "nobody", "nurse"}).exit_code, 1);
  EXPECT_EQ(AtAdmin({"staff", "grant", "nobody"}).exit_code, 2);
  EXPECT_EQ(AtAdmin({"stock"}).exit_code, 4);  // a device of no site
  EXPECT_EQ(RunAt(NewHome("", ""), {"sites"}).exit_code, 4);
  std::istringstream in;
  std::ostringstream out, err;
  Terminal terminal{in, out, err};
  EXPECT_EQ(RunOatctl({"--server", "unix:/nowhere/oatd.sock", "--home", NewHome("", ""), "sites"},
                      terminal),
            3);
  EXPECT_THAT(err.str(), HasSubstr("is oatd running at unix:/nowhere/oatd.sock?"));
}

TEST(Errors, SayWhatToDoNext) {
  EXPECT_THAT(RunAt(NewHome("", ""), {"sites"}).err, HasSubstr("oatctl sign-in LOGIN"));
  EXPECT_THAT(RunAt(NewFolder(), {"sites"}).err, HasSubstr("'oatctl device add' writes"));
}

// What a program reads: one document, whose fields are the contract's.
TEST(Json, IsOneDocumentOfEveryAnswer) {
  v1::ListSitesResponse sites;
  const Said said = AtAdmin({"sites", "--json"});
  ASSERT_TRUE(google::protobuf::util::JsonStringToMessage(said.out, &sites).ok()) << said.out;
  EXPECT_EQ(sites.sites_size(), std::stoi(TheClinic().Sql("SELECT count(*) FROM site")));
  EXPECT_THAT(said.out, HasSubstr("\"site_code\": \"ALA1\""));
  EXPECT_THAT(AtAdmin({"--json", "staff", "list"}).out, HasSubstr("\"login\": \"admin\""));
  EXPECT_THAT(AtSite("nurse", {"worklist", "--json"}).out, StartsWith("{\n \"rows\": ["));
}

TEST(Json, SaysOfAFailureWhatItWas) {
  const Said said = AtAdmin({"--json", "staff", "grant", "nobody", "nurse"});
  EXPECT_EQ(said.exit_code, kRefused);
  EXPECT_THAT(said.out, AllOf(HasSubstr("\"code\": \"not_found\""),
                              HasSubstr("\"message\": \"login: no such staff member\"")));
  EXPECT_THAT(said.err, HasSubstr("login: no such staff member"));
}

TEST(Columns, AreAsWideAsTheScreenShowsThem) {
  EXPECT_EQ(DisplayWidth("Актобе"), 6u);
  EXPECT_EQ(DisplayWidth("Aqt\u006F\u0308be"), 6u);
  EXPECT_EQ(DisplayWidth("東京"), 4u);
  Listing listing({"city", ">people"});
  listing.Add({"Өскемен", "7"});
  listing.Add({"Oral", "12345"});
  std::ostringstream out;
  listing.Print(out);
  EXPECT_EQ(out.str(), "city     people\nӨскемен       7\nOral      12345\n");
}

TEST(Columns, SayThatThereIsNothing) {
  std::ostringstream out;
  Listing({"review", "site"}).Print(out);
  EXPECT_EQ(out.str(), "review  site\n(none)\n");
}

// What bash completes of a line, its last word unfinished.
Strings Completed(const std::string& line) {
  static const std::string script = [] {
    const std::string path = NewFolder();
    std::ofstream(path) << BashCompletion(Tree());
    return path;
  }();
  const std::string run = NewFolder();
  std::ofstream(run) << "source " << script << "\nCOMP_WORDS=(" << line
                     << ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_oatctl\n"
                     << "printf '%s\\n' \"${COMPREPLY[@]}\"\n";
  return absl::StrSplit(test::Run("bash " + run), '\n', absl::SkipEmpty());
}

TEST(Completion, GivesTheCommandsAndOptionsThereAre) {
  VisitAll([](const Command& command, const Strings& path) {
    const std::string line = "oatctl " + absl::StrJoin(path, " ");
    SCOPED_TRACE(line);
    Strings names, options = {"--server", "--home", "--json", "--help"};
    for (const Command& one : command.commands) names.push_back(one.name);
    for (const Parameter& one : command.parameters) {
      if (one.is_option()) options.push_back(one.name);
    }
    EXPECT_THAT(Completed(line + " --"), testing::UnorderedElementsAreArray(options));
    if (!names.empty()) {
      EXPECT_THAT(Completed(line + " ''"), testing::UnorderedElementsAreArray(names));
    }
  });
}

TEST(Completion, GivesTheWordsOfAValueAndFiles) {
  EXPECT_THAT(Completed("oatctl stock re"),
              ElementsAre("receive", "receive-pack", "return", "register"));
  EXPECT_THAT(Completed("oatctl sites close 2026-12-16 ho"), ElementsAre("holiday"));
  EXPECT_THAT(Completed("oatctl --json staff grant somebody n"), ElementsAre("nurse"));
  EXPECT_THAT(Completed("oatctl import roster --encoding w"), ElementsAre("windows-1251"));
  EXPECT_THAT(Completed("oatctl --home /tmp staff gr"), ElementsAre("grant"));
  EXPECT_THAT(Completed("oatctl sign-in ''"), IsEmpty());
  const std::string file = NewFile({"a"});
  EXPECT_THAT(Completed("oatctl import roster " + file.substr(0, file.size() - 2)),
              ElementsAre(file));
}

std::string Page() {
  std::ifstream stream(std::string(OAT_SOURCE_DIR) + "/clients/ctl/oatctl.1");
  std::ostringstream text;
  text << stream.rdbuf();
  return absl::StrReplaceAll(text.str(), {{"\\-", "-"}});
}

TEST(ManualPage, HasEveryCommandWithItsWordsAndNoOther) {
  Strings expected;
  VisitAll([&](const Command& command, const Strings& path) {
    if (!command.run) return;
    std::string line = ".B oatctl " + absl::StrJoin(path, " ");
    for (const Parameter& one : command.parameters) {
      const bool is_optional = one.is_option() || one.is_optional;
      const bool is_words = absl::StrContains(one.value, '|');
      std::string word = one.is_option() ? one.name : is_words ? one.name : one.value;
      if (one.is_option() && !one.value.empty()) {
        absl::StrAppend(&word, " ", is_words ? "WORD" : one.value);
      }
      absl::StrAppend(&line, is_optional ? " [" : " ", word, one.is_repeated ? "..." : "",
                      is_optional ? "]" : "");
    }
    expected.push_back(line);
  });
  Strings found;
  for (const std::string& line : Strings(absl::StrSplit(Page(), '\n'))) {
    if (absl::StartsWith(line, ".B oatctl ")) found.push_back(line);
  }
  EXPECT_THAT(found, testing::UnorderedElementsAreArray(expected));
}

TEST(ManualPage, HasTheCommonOptionsAndTheExitCodes) {
  const std::string page = Page();
  for (const Parameter& one : CommonParameters()) EXPECT_THAT(page, HasSubstr(one.name));
  for (const char* variable : {"OAT_SERVER", "OATCTL_HOME"}) {
    EXPECT_THAT(page, HasSubstr(variable));
  }
  for (int code = kDone; code <= kNotAllowed; ++code) {
    EXPECT_THAT(page, HasSubstr(absl::StrCat(".TP\n", code, "\n")));
  }
}

}  // namespace
}  // namespace oat::ctl
