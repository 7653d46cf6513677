#include "clients/pump/reglo_pump.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "clients/pump/reglo_volume.h"
#include "services/base/status.h"

namespace oat::pump {
namespace {

// Commands, each behind the address and before a carriage return. A star answers what was done, a
// cross what was not; yes and no are plus and minus.
constexpr char kAddress[] = "1";
constexpr char kWhoIsThere[] = "#";
constexpr char kForward[] = "J";
constexpr char kBackward[] = "K";
constexpr char kVolumeMode[] = "O";
constexpr char kVolume[] = "v";
constexpr char kForgetTotal[] = "W";
constexpr char kTotal[] = ":";
constexpr char kStart[] = "H";
constexpr char kStop[] = "I";
constexpr char kIsRunning[] = "E";

constexpr size_t kLongestAnswer = 128;
// Questions may be asked again; what starts the pump never is.
constexpr int kTries = 3;

absl::Status Unexpected(absl::string_view command, absl::string_view got) {
  return absl::DataLossError(absl::StrCat("the pump answered \"", absl::CHexEscape(got), "\" to \"",
                                          command, "\", which is no answer to it"));
}

// Nothing has run yet, whatever went wrong.
absl::Status BeforeTheStart(const absl::Status& status) {
  return absl::FailedPreconditionError(absl::StrCat("nothing was poured: ", status.message()));
}

template <class Question>
auto AskUpTo(int tries, const Question& question) {
  auto answer = question();
  for (; !answer.ok() && !absl::IsUnavailable(answer.status()) && tries > 1; --tries) {
    answer = question();
  }
  return answer;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Pump>> RegloPump::Connect(SerialLine line,
                                                         const Patience& patience) {
  std::unique_ptr<RegloPump> pump(new RegloPump(std::move(line), patience));
  auto name = AskUpTo(kTries, [&] { return pump->AskForData(kWhoIsThere); });
  if (!name.ok()) return BeforeTheStart(name.status());
  if (!absl::StrContains(absl::AsciiStrToLower(*name), "reglo")) {
    return BeforeTheStart(Unexpected(kWhoIsThere, *name));
  }
  pump->name_ = *std::move(name);
  return std::unique_ptr<Pump>(std::move(pump));
}

// Messages that the pump sends of itself begin with a caret and end with their line; single bytes
// outside of ASCII and stray ends of lines are noise of the line.
absl::StatusOr<char> RegloPump::ReadByte(absl::Time deadline) {
  bool is_message = false;
  for (;;) {
    OAT_ASSIGN_OR_RETURN(const char byte, line_.Read(deadline));
    if (is_message) {
      is_message = byte != '\n';
    } else if (byte == '^') {
      is_message = true;
    } else if (byte == '\n' || absl::ascii_isprint(static_cast<unsigned char>(byte))) {
      return byte;
    }
  }
}

absl::StatusOr<char> RegloPump::Ask(const std::string& command, absl::string_view expected) {
  line_.Drain();
  OAT_RETURN_IF_ERROR(line_.Write(absl::StrCat(kAddress, command, "\r")));
  const absl::Time deadline = absl::Now() + patience_.answer;
  for (;;) {
    OAT_ASSIGN_OR_RETURN(const char byte, ReadByte(deadline));
    if (byte == '\n') continue;
    if (absl::StrContains(expected, byte)) return byte;
    return Unexpected(command, std::string(1, byte));
  }
}

absl::StatusOr<std::string> RegloPump::AskForData(const std::string& command) {
  line_.Drain();
  OAT_RETURN_IF_ERROR(line_.Write(absl::StrCat(kAddress, command, "\r")));
  const absl::Time deadline = absl::Now() + patience_.answer;
  std::string data;
  for (;;) {
    OAT_ASSIGN_OR_RETURN(const char byte, ReadByte(deadline));
    if (byte == '\n' && !data.empty()) return data;
    if (byte != '\n') data.push_back(byte);
    if (data.size() > kLongestAnswer) return Unexpected(command, data);
  }
}

absl::Status RegloPump::Set(const std::string& command) {
  OAT_ASSIGN_OR_RETURN(const char answer, Ask(command, "*#-"));
  if (answer == '*') return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("the pump refused \"", command, "\""));
}

absl::StatusOr<int64_t> RegloPump::Total() {
  OAT_ASSIGN_OR_RETURN(const std::string said, AskForData(kTotal));
  const auto total = ReadRegloTotal(said);
  if (!total) return Unexpected(kTotal, said);
  return *total;
}

// Everything but the start. What it is told to pour is read back: a pump that understood another
// volume is not started.
absl::Status RegloPump::Prepare(int64_t microlitres, const char* direction) {
  const auto volume = FormatRegloVolume(microlitres);
  OAT_ASSIGN_OR_RETURN(const char running, Ask(kIsRunning, "+-"));
  if (running == '+') return absl::FailedPreconditionError("the pump is running already");
  for (const std::string& command : {std::string(direction), std::string(kVolumeMode),
                                     absl::StrCat(kVolume, *volume), std::string(kForgetTotal)}) {
    OAT_RETURN_IF_ERROR(Set(command));
  }
  OAT_ASSIGN_OR_RETURN(const std::string set, AskForData(kVolume));
  if (ReadRegloVolume(set) != microlitres) return Unexpected(kVolume, set);
  OAT_ASSIGN_OR_RETURN(const int64_t before, Total());
  if (before == 0) return absl::OkStatus();
  return absl::FailedPreconditionError("the pump does not count from nothing");
}

absl::StatusOr<bool> RegloPump::WaitUntilStopped() {
  const absl::Time enough = absl::Now() + patience_.pour;
  while (absl::Now() < enough) {
    OAT_ASSIGN_OR_RETURN(const char running,
                         AskUpTo(kTries, [&] { return Ask(kIsRunning, "+-"); }));
    if (running == '-') return true;
    line_.Wait(patience_.between);
  }
  return false;
}

absl::StatusOr<Dispensed> RegloPump::Run(int64_t microlitres, const char* direction) {
  if (!FormatRegloVolume(microlitres)) {
    return Invalid("microlitres", absl::StrCat(microlitres),
                   "a volume that the pump can be told in four digits");
  }
  if (const absl::Status ready = Prepare(microlitres, direction); !ready.ok()) {
    return BeforeTheStart(ready);
  }
  const auto started = Ask(kStart, "*#-");
  if (started.ok() && *started != '*') {
    // Believed where it stands still: noise on the line could have said no.
    const auto running = Ask(kIsRunning, "+-");
    if (running.ok() && *running == '-') {
      return BeforeTheStart(absl::FailedPreconditionError("the pump refused to start"));
    }
  }
  // From here on it may be running, heard or not.
  auto stopped = started.ok() ? WaitUntilStopped() : absl::StatusOr<bool>(started.status());
  if (!stopped.ok() || !*stopped) {
    const absl::Status halted = Set(kStop);
    if (!stopped.ok()) return stopped.status();
    OAT_RETURN_IF_ERROR(halted);
  }
  OAT_ASSIGN_OR_RETURN(const int64_t poured, AskUpTo(kTries, [&] { return Total(); }));
  if (poured >= microlitres) return Dispensed{poured};
  return Dispensed{poured, *stopped ? "the pump stopped by itself" : "the pump took too long"};
}

absl::StatusOr<Dispensed> RegloPump::Dispense(int64_t microlitres) {
  return Run(microlitres, kForward);
}
absl::StatusOr<Dispensed> RegloPump::Prime(int64_t microlitres) {
  return Run(microlitres, kForward);
}
absl::StatusOr<Dispensed> RegloPump::Empty(int64_t microlitres) {
  return Run(microlitres, kBackward);
}

}  // namespace oat::pump
