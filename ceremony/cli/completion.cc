#include "ceremony/cli/completion.h"

#include <algorithm>
#include <vector>

#include "ceremony/cli/help.h"

namespace pyx::ceremony {
namespace {

bool is_choice(std::string_view value) {
  return !value.empty() && value.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-|") ==
                               std::string_view::npos;
}

// How a value is completed: @file, @dir, @source, @word (by nothing), or its choices.
std::string_view kind_of(std::string_view value) {
  if (value == "FILE" || value == "FILE|URI" || value == "PATH") return "@file";
  if (value == "DIR") return "@dir";
  if (value == "SOURCE") return "@source";
  return is_choice(value) ? value : "@word";
}

// "--role+=@word": may come again; "--yes": no value.
std::string flag_item(const FlagSpec& flag) {
  std::string item(flag.name);
  if (flag.times == Times::kMany) item += '+';
  const std::string_view kind = flag.choices.empty() ? kind_of(flag.value) : flag.choices;
  if (!flag.value.empty()) item += "=" + std::string(kind);
  return item;
}

// "'act show') words='@word' flags='--dir=@dir …' ;;"
std::string case_of(const CommandSpec& command) {
  std::string words;
  for (const WordSpec& word : command.words) {
    const std::string_view kind = word.choices.empty() ? kind_of(word.name) : word.choices;
    words += (words.empty() ? "" : " ") + std::string(kind);
  }
  std::string flags;
  for (const FlagSpec& flag : command.flags) flags += flag_item(flag) + " ";
  for (const FlagSpec& flag : common_flags()) flags += flag_item(flag) + " ";
  return "    '" + command.name().substr(std::string_view("pyx ").size()) + "')\n      words='" +
         words + "'\n      flags='" + flags + "--help'\n      ;;\n";
}

std::vector<std::string_view> nouns_of(const Commands& commands) {
  std::vector<std::string_view> nouns;
  for (const CommandSpec& command : commands) {
    if (std::ranges::find(nouns, command.noun) == nouns.end()) nouns.push_back(command.noun);
  }
  return nouns;
}

std::string verbs_case(const Commands& commands, std::string_view noun) {
  std::string verbs;
  for (const CommandSpec& command : commands) {
    if (command.noun != noun || command.verb.empty()) continue;
    verbs += (verbs.empty() ? "" : " ") + std::string(command.verb);
  }
  return "    " + std::string(noun) + ") verbs='" + verbs + "' ;;\n";
}

constexpr std::string_view kHead = R"(# bash completion for pyx, made by pyx --completion bash

# What may stand for a value of kind $1, of which $2 is typed.
_pyx_values() {
  case "$1" in
    @file) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$2") ;;
    @dir) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$2") ;;
    @source)
      compopt -o nospace 2>/dev/null
      mapfile -t COMPREPLY < <(compgen -W 'file: fd: prompt:' -- "$2")
      ;;
    @word) ;;
    *) mapfile -t COMPREPLY < <(compgen -W "${1//|/ }" -- "$2") ;;
  esac
}

_pyx() {
  local current=${COMP_WORDS[COMP_CWORD]} noun=${COMP_WORDS[1]-} verb=${COMP_WORDS[2]-}
  local first=3 verbs='' words='' flags='' typed='' item name i
  local -a free=() kinds=()
  COMPREPLY=()
)";

constexpr std::string_view kTail =
    R"(  # A colon and an equals sign break words: "file:key" comes as three.
  i=$COMP_CWORD
  [[ $current == [:=] ]] && current='' || i=$((i - 1))
  if [[ ${COMP_WORDS[i]} == : ]]; then
    [[ ${COMP_WORDS[i - 1]} == file ]] && _pyx_values @file "$current"
    return
  fi
  local count=0 wanted='' skip=''
  for name in "${COMP_WORDS[@]:first:i + 1 - first}"; do
    if [[ -n $skip ]]; then
      skip=''
    elif [[ $name == : || ($name == = && -z $wanted) ]]; then
      skip=yes
    elif [[ $name == = ]]; then
      continue
    elif [[ -n $wanted ]]; then
      wanted=''
    elif [[ $name != --* ]]; then
      count=$((count + 1))
    else
      typed+=" $name "
      for item in $flags; do
        if [[ $item == "$name"=* || $item == "$name+="* ]]; then wanted=${item#*=}; fi
      done
    fi
  done
  if [[ -n $wanted ]]; then
    _pyx_values "$wanted" "$current"
    return
  fi
  read -ra kinds <<< "$words"
  if [[ $current != -* && $count -lt ${#kinds[@]} ]]; then
    _pyx_values "${kinds[count]}" "$current"
    [[ ${#COMPREPLY[@]} -gt 0 || ${kinds[count]} != @word ]] && return
  fi
  for item in $flags; do
    name=${item%%=*}
    if [[ $name == *+ || $typed != *" $name "* ]]; then free+=("${name%+}"); fi
  done
  mapfile -t COMPREPLY < <(compgen -W "$verbs ${free[*]}" -- "$current")
}
complete -F _pyx pyx
)";

}  // namespace

std::string bash_completion(const Commands& commands) {
  std::string nouns;
  std::string verbs;
  for (const std::string_view noun : nouns_of(commands)) {
    nouns += std::string(noun) + " ";
    verbs += verbs_case(commands, noun);
  }
  std::string cases;
  for (const CommandSpec& command : commands) cases += case_of(command);
  return std::string(kHead) +
         "  if ((COMP_CWORD == 1)); then\n"
         "    mapfile -t COMPREPLY < <(compgen -W '" +
         nouns +
         "--help --help-all --version' -- \"$current\")\n"
         "    return\n"
         "  fi\n"
         "  case \"$noun\" in\n" +
         verbs +
         "    *) return ;;\n"
         "  esac\n"
         "  if ((COMP_CWORD > 2)) && [[ \" $verbs \" == *\" $verb \"* ]]; then\n"
         "    verbs=''\n"
         "  else\n"
         "    # The noun by itself may be a command, too.\n"
         "    verb=''\n"
         "    first=2\n"
         "    ((COMP_CWORD == 2)) || verbs=''\n"
         "  fi\n"
         "  case \"$noun${verb:+ $verb}\" in\n" +
         cases + "    *) flags='--help' ;;\n  esac\n" + std::string(kTail);
}

}  // namespace pyx::ceremony
