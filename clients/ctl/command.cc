#include "clients/ctl/command.h"

#include <google/protobuf/descriptor.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/ctl/print.h"
#include "oat/v1/contract.pb.h"

namespace oat::ctl {
namespace {

template <class Roles>
std::string RoleWords(const Roles& roles) {
  std::vector<std::string> words;
  for (int role : roles) {
    words.push_back(absl::StrReplaceAll(Word(static_cast<v1::Role>(role)), {{"_", " "}}));
  }
  return Either(words);
}

}  // namespace

std::string Arguments::Text(const std::string& name) const {
  auto found = values_.find(name);
  return found == values_.end() ? "" : found->second.back();
}

std::vector<std::string> Arguments::All(const std::string& name) const {
  auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

const std::vector<Parameter>& CommonParameters() {
  static const auto* const common = new std::vector<Parameter>{
      {"--server", "ADDRESS",
       "Where oatd listens, unix:/path, or its front door, host:port; else OAT_SERVER says"},
      {"--home", "FOLDER",
       "Where what makes this a device, and the session, are kept; else OATCTL_HOME, else "
       "~/.oatctl"},
      {"--json", "", "Print one JSON document for a program, not columns for people"},
      {"--help", "", "What the command does, who may, and an example"}};
  return *common;
}

Command Tree() {
  Command root{.name = "oatctl", .what = "The administrator's command line of Jalgas."};
  for (Command& command : AccessCommands()) root.commands.push_back(std::move(command));
  for (Command& command : CredentialCommands()) root.commands.push_back(std::move(command));
  root.commands.push_back(DeviceCommand());
  root.commands.push_back(AuthorityCommand());
  root.commands.push_back(SitesCommand());
  root.commands.push_back(ImportCommand());
  root.commands.push_back(DuplicatesCommand());
  root.commands.push_back(MergesCommand());
  root.commands.push_back(ApplicationsCommand());
  root.commands.push_back(OrdersCommand());
  for (Command& command : ClinicCommands()) root.commands.push_back(std::move(command));
  root.commands.push_back(TakeHomeCommand());
  root.commands.push_back(InterruptionCommand());
  root.commands.push_back(BarrierCommand());
  root.commands.push_back(RulesCommand());
  root.commands.push_back(DowntimeCommand());
  root.commands.push_back(IdentityCommand());
  root.commands.push_back(CardCommand());
  root.commands.push_back(ConsentCommand());
  root.commands.push_back(DisclosureCommand());
  for (Command& command : PacketCommands()) root.commands.push_back(std::move(command));
  root.commands.push_back(StockCommand());
  root.commands.push_back(LossesCommand());
  root.commands.push_back(ShipmentsCommand());
  root.commands.push_back(TransfersCommand());
  root.commands.push_back(ClosuresCommand());
  root.commands.push_back(InstitutionsCommand());
  root.commands.push_back(SupplyCommand());
  root.commands.push_back(FormsCommand());
  root.commands.push_back(PumpsCommand());
  root.commands.push_back(ReportCommand());
  for (Command& command : OversightCommands()) root.commands.push_back(std::move(command));
  root.commands.push_back(CompletionCommand());
  return root;
}

std::string WhoMay(const Command& command) {
  const auto* method =
      google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(command.method);
  if (method == nullptr) return command.run ? "anybody" : "";
  const v1::AccessRule& rule = method->options().GetExtension(v1::access);
  if (rule.credential() == v1::CREDENTIAL_DEVICE) return "anybody at a registered device";
  std::string who = rule.roles().empty() ? "anybody signed in"
                                         : absl::StrCat(RoleWords(rule.roles()), ", signed in");
  if (rule.scope() == v1::SCOPE_SITE) absl::StrAppend(&who, " at a device of the site");
  if (!rule.approver_roles().empty()) {
    absl::StrAppend(&who, "; with a second person: ", RoleWords(rule.approver_roles()));
  }
  return who;
}

}  // namespace oat::ctl
