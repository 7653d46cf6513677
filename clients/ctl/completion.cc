#include "clients/ctl/completion.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "clients/ctl/print.h"
#include "services/base/status.h"

namespace oat::ctl {
namespace {

// Follows the words before the cursor: the command so far, and how many plain words it has had. The
// cases that follow it come of the tree.
constexpr char kScript[] = R"script(# Completion of oatctl for bash.
# For zsh, after: autoload -U bashcompinit && bashcompinit
_oatctl_words() {
  case "$1" in
CASES  esac
}
_oatctl() {
  local cur="${COMP_WORDS[COMP_CWORD]}" at="oatctl" place=0 option="" i=1 word words
  while [ "$i" -lt "$COMP_CWORD" ]; do
    word="${COMP_WORDS[i]}"
    i=$((i + 1))
    if [ -n "$option" ]; then
      option=""
    elif [ "${word#-}" != "$word" ]; then
      [ -z "$(_oatctl_words "$at $word")" ] || option="$word"
    elif [ -n "$(_oatctl_words "$at $word --")" ]; then
      at="$at $word"
    else
      place=$((place + 1))
    fi
  done
  if [ -n "$option" ]; then
    words="$(_oatctl_words "$at $option")"
  elif [ "${cur#-}" != "$cur" ]; then
    words="$(_oatctl_words "$at --")"
  else
    words="$(_oatctl_words "$at $place")"
  fi
  case "$words" in
    FILE) COMPREPLY=($(compgen -f -- "$cur")) ;;
    FOLDER) COMPREPLY=($(compgen -d -- "$cur")) ;;
    [A-Z]*) COMPREPLY=() ;;
    *) COMPREPLY=($(compgen -W "$words" -- "$cur")) ;;
  esac
}
complete -o filenames -F _oatctl oatctl
)script";

// What may stand for a value: the words there are, or in capitals what it is.
std::string ValueWords(const std::string& value) {
  return absl::StrReplaceAll(value, {{"|", " "}});
}

void AddCase(const std::string& pattern, const std::string& words, std::string* cases) {
  absl::StrAppend(cases, "    \"", pattern, "\") echo \"", words, "\" ;;\n");
}

void AddCases(const Command& command, const std::string& path, std::string* cases) {
  std::vector<std::string> names, options;
  for (const Command& one : command.commands) names.push_back(one.name);
  if (!names.empty()) AddCase(path + " 0", absl::StrJoin(names, " "), cases);
  std::vector<Parameter> parameters = command.parameters;
  const auto& common = CommonParameters();
  parameters.insert(parameters.end(), common.begin(), common.end());
  size_t place = 0;
  for (const Parameter& parameter : parameters) {
    const std::string words = ValueWords(parameter.value);
    if (!parameter.is_option()) {
      AddCase(absl::StrCat(path, " ", place++), words, cases);
      continue;
    }
    options.push_back(parameter.name);
    if (!words.empty()) AddCase(absl::StrCat(path, " ", parameter.name), words, cases);
  }
  AddCase(path + " --", absl::StrJoin(options, " "), cases);
  for (const Command& one : command.commands) {
    AddCases(one, absl::StrCat(path, " ", one.name), cases);
  }
}

absl::Status PrintCompletion(Terminal& t, const Arguments& a) {
  if (a.Text("shell") != "bash") return Invalid("shell", a.Text("shell"), "bash");
  t.out << BashCompletion(Tree());
  return absl::OkStatus();
}

}  // namespace

std::string BashCompletion(const Command& root) {
  std::string cases;
  AddCases(root, root.name, &cases);
  return absl::StrReplaceAll(kScript, {{"CASES", cases}});
}

Command CompletionCommand() {
  return {.name = "completion",
          .what = "Prints a script that completes oatctl's words in a shell.",
          .example = "source <(oatctl completion bash)",
          .parameters = {{"shell", "bash", "The shell; zsh reads the same after bashcompinit"}},
          .run = PrintCompletion,
          .calls_server = false};
}

}  // namespace oat::ctl
